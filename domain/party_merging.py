"""How what a source says of a party is brought together with what is known of it: pure decisions, no storing.

- A name that is neither the name nor a former one becomes the name, the old one a former name. One that is a former name
  changes nothing: loading an old file never renames a party back (who means that says so one by one, in `upsertParty`).
- What is said of the type of organization, the public payroll and the area holds until the same source says otherwise.
  A source that says what it said before says nothing new, so that loading an old file never undoes what somebody else,
  or a correction, said since.
- What is not said is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from domain.parties import normalize_name


class PartyFacts(NamedTuple):
    """What may change of a party. A version of a party is its facts from one recorded time on."""

    name: str
    former_names: tuple[str, ...] = ()
    organization_type: str | None = None
    on_public_payroll: bool | None = None
    area_code: str | None = None


class Said(NamedTuple):
    """What one source said last of a party, under one key of its own; None: nothing."""

    organization_type: str | None = None
    on_public_payroll: bool | None = None
    area_code: str | None = None


NOTHING_SAID = Said()


def new_party(name: str, former_names: Sequence[str], said: Said) -> PartyFacts:
    """The facts of a party that nobody knew."""
    return PartyFacts(name, _added((), former_names, name), *said)


def renamed(facts: PartyFacts, name: str, former_names: Sequence[str]) -> PartyFacts:
    """The facts after a source used `name` and `former_names` for the party."""
    if _is_known(facts, name):
        return facts._replace(former_names=_added(facts.former_names, former_names, facts.name))
    former = _added(facts.former_names, (*former_names, facts.name), name)
    return facts._replace(name=name, former_names=former)


def restated(facts: PartyFacts, before: Said, now: Said) -> PartyFacts:
    """The facts after a source that had said `before` said `now`."""
    news: dict[str, Any] = {
        name: value
        for name, old, value in zip(Said._fields, before, now, strict=True)
        if value is not None and value != old
    }
    return facts._replace(**news) if news else facts


def set_name(facts: PartyFacts, name: str, former_names: Sequence[str]) -> PartyFacts:
    """The facts after a person said that `name` is the name, even where it is a former one or differs in form only."""
    wanted = normalize_name(name)
    former = tuple(known for known in (*facts.former_names, *former_names) if normalize_name(known) != wanted)
    if normalize_name(facts.name) != wanted:
        former = (*former, facts.name)
    return facts._replace(name=name, former_names=_added((), former, name))


def _is_known(facts: PartyFacts, name: str) -> bool:
    if name == facts.name:
        return True
    wanted = normalize_name(name)
    return any(normalize_name(known) == wanted for known in (facts.name, *facts.former_names))


def _added(known: tuple[str, ...], more: Iterable[str], name: str) -> tuple[str, ...]:
    """`known` and those of `more` that are neither there nor the name, in whatever form."""
    if not more:
        return known
    seen = {normalize_name(each) for each in (*known, name)}
    found = list(known)
    for each in more:
        norm = normalize_name(each)
        if norm not in seen:
            seen.add(norm)
            found.append(each)
    return tuple(found)
