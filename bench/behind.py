"""What of a register is asked about: companies of each kind of surroundings, and pairs of parties with a way between them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bench.city import SOURCE, entity_key, person_key
from bench.holding_model import HoldingModel
from bench.holdings import HoldingCity
from domain.parties import PartyKey
from resolvers.parties import Parties

MIX = {"any": 0.6, "deep": 0.2, "ring": 0.1, "wide": 0.1}
"""Any company; one with chains of five companies or more above it; one of a ring; one of the hundred with the most holders.
Far more of the hard ones than a register has."""
DEEP, WIDE = 5, 100


@dataclass(frozen=True, slots=True)
class Question:
    """A company, by number and id; a holder from whom a chain leads to it; why it is asked about."""

    company: int
    company_id: str
    holder_id: str
    kind: str


async def questions(city: HoldingCity, model: HoldingModel, parties: Parties, count: int) -> list[Question]:
    """The same for the same seed."""
    random = Random(f"{city.seed}:behind")
    held = [n for n in range(city.size.enterprises) if model.width(n)]
    pools = {
        "any": held,
        "deep": [n for n in held if city.levels[n] >= DEEP] or held,
        "ring": [n for n in held if n in city.members and city.members[n].ring] or held,
        "wide": sorted(held, key=model.width, reverse=True)[:WIDE],
    }
    kinds = random.choices(list(MIX), list(MIX.values()), k=count)
    chosen = [(kind, random.choice(pools[kind])) for kind in kinds]
    keys = [entity_key(n) for _, n in chosen] + [_somebody_above(model, n, random) for _, n in chosen]
    ids = await ids_of(parties, keys)
    pairs = zip(chosen, ids[:count], ids[count:], strict=True)
    return [Question(n, company_id, holder_id, kind) for (kind, n), company_id, holder_id in pairs]


async def ids_of(parties: Parties, keys: list[str]) -> list[str]:
    """The ids of parties by their keys in the source."""
    found: list[str] = []
    for start in range(0, len(keys), 500):
        wanted = [PartyKey(key=f"KEY:{SOURCE}:{key}") for key in keys[start : start + 500]]
        for party in await parties.resolve(wanted):
            assert party is not None
            found.append(party.id)
    return found


def _somebody_above(model: HoldingModel, company: int, random: Random) -> str:
    """The key of somebody from whom a chain leads down: up from holder to holder, to a person where one is met."""
    at = company
    for _ in range(8):
        if not model.width(at):
            break
        above = random.choice(model.holders(at))
        if above >= model.companies:
            return person_key(above - model.companies)
        if above != company:
            at = above
    return entity_key(at) if at != company else person_key(0)
