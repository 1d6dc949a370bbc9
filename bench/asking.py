"""Which parties are asked about: random ones that exist, known from the city's size and seed alone."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bench import city_names as names
from bench.bulk import IDENTITY_KEY
from bench.city import City, kind_of
from domain.identifiers import citizen_id
from domain.parties import PartyKey, PartyKind

PERSONS = 0.15
"""The share of checks that ask about a person (hiring); the others ask about an enterprise (procurement)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One check: a party's official number and the matter."""

    number: str
    is_person: bool

    @property
    def matter(self) -> str:
        return "PUBLIC_AUXILIARY_POST" if self.is_person else "GOVERNMENT_PROCUREMENT"

    @property
    def key(self) -> PartyKey:
        """As the graph knows it."""
        if self.is_person:
            return PartyKey(key=citizen_id(self.number, IDENTITY_KEY).key)
        return PartyKey(key=f"USCC:{self.number}")


def asked(city: City, count: int, seed: int = 7, persons: float = PERSONS) -> list[Asked]:
    """`count` checks of random parties, the same for the same seed."""
    random = Random(f"{city.seed}:{seed}")
    found = []
    for _ in range(count):
        if random.random() < persons:
            found.append(Asked(names.citizen_id(random.randrange(city.size.persons)), is_person=True))
        else:
            n = random.randrange(city.size.enterprises)
            found.append(Asked(names.uscc(n, "91" if kind_of(n) is PartyKind.ENTERPRISE else "52"), is_person=False))
    return found
