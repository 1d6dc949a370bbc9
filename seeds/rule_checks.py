"""What the values of rule files must mean together: clauses that exist, codes that are known, periods that do not overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.links import LinkKind
from domain.parties import PartyKind
from domain.policy import ActualController, ReviewCode, Target
from domain.rule_documents import ALWAYS_ON
from seeds.problems import KeyPath, unknown
from seeds.rule_models import AreasFile, DepartmentsFile, MattersFile, PolicyFile, ReviewsFile, RewardsFile
from seeds.yaml_nodes import SourceFile

_ENTITIES = frozenset({PartyKind.ENTERPRISE, PartyKind.ORGANIZATION})
_PERSON = frozenset({PartyKind.PERSON})
_KINDS_OF = {Target.LEGAL_ENTITY: _ENTITIES, Target.RESPONSIBLE_PERSON: _PERSON, Target.PERSON: _PERSON}

Found = Iterator[tuple[KeyPath, str]]


@dataclass(frozen=True)
class Catalogue:
    """The codes that policies may use; None where the file that defines them could not be read."""

    matters: dict[str, frozenset[PartyKind]] | None
    areas: frozenset[str] | None
    departments: frozenset[str] | None


def check_codes(file: MattersFile | AreasFile | DepartmentsFile) -> Found:
    """Refuses a code that is defined twice."""
    if isinstance(file, MattersFile):
        yield from twice("matters", "code", [matter.code for matter in file.matters])
    elif isinstance(file, AreasFile):
        yield from twice("areas", "code", [area.code for area in file.areas])
    else:
        yield from twice("departments", "code", [department.code for department in file.departments])
        yield from twice("departments", "name", [department.name.zh for department in file.departments])


def check_reviews(file: ReviewsFile) -> Found:
    """Every review is decided upon, and those that must be on are on for all categories."""
    for code in ReviewCode:
        rule = file.reviews.get(code)
        if rule is None:
            yield (
                ("reviews", code.value),
                "this key is required: say for which categories the review is on, [] for none",
            )
        elif code in ALWAYS_ON and rule.categories != "all":
            yield ("reviews", code.value, "categories"), "this review cannot be switched off: write all"


def check_rewards(file: RewardsFile, catalogue: Catalogue) -> Found:
    """Every code is defined once, and every department is one that there is."""
    yield from twice("schemes", "code", [scheme.code for scheme in file.schemes])
    for index, scheme in enumerate(file.schemes):
        for code in scheme.departments:
            if catalogue.departments is not None and code not in catalogue.departments:
                yield ("schemes", index, "departments"), unknown("department", code, catalogue.departments)
        for items, codes in (
            ("partners", [partner.code for partner in scheme.partners]),
            ("conveniences", [convenience.code for convenience in scheme.conveniences]),
        ):
            if len(set(codes)) != len(codes):
                yield ("schemes", index, items), "names something twice"


def check_policy(file: PolicyFile, stem: str, catalogue: Catalogue) -> Found:
    """Everything about one policy that its own shape does not say."""
    if file.policy != stem:
        yield ("policy",), f"must be the file's name, {stem!r}"
    if file.in_force.until is not None and file.in_force.until <= file.in_force.from_:
        yield ("in_force", "until"), "must be later than in_force.from (it is the first day no longer in force)"
    yield from twice("clauses", "id", [clause.id for clause in file.clauses])
    yield from twice("areas", "area", [rule.area for rule in file.areas])
    yield from _check_citations(file)
    yield from _check_areas(file, catalogue)
    yield from _check_measures(file, catalogue)


def check_overlaps(policies: Sequence[tuple[SourceFile, PolicyFile]]) -> None:
    """Refuses two policies with one document number that are in force on the same day, at the later file's in_force."""
    for position, (source, policy) in enumerate(policies):
        for other_source, other in policies[:position]:
            if policy.document_number == other.document_number and _overlap(policy, other):
                source.problem(
                    ("in_force",),
                    f"{other_source.name} has the same document_number and is in force on the same days: "
                    "give the earlier one an in_force.until",
                )


def _overlap(one: PolicyFile, two: PolicyFile) -> bool:
    first, second = sorted((one.in_force, two.in_force), key=lambda period: period.from_)
    return first.until is None or second.from_ < first.until


def _check_citations(file: PolicyFile) -> Found:
    clauses = {clause.id for clause in file.clauses}
    for grade, validity in (("GENERAL", file.validity.GENERAL), ("SERIOUS", file.validity.SERIOUS)):
        if (validity.clause is None) == (validity.assumption is None):
            yield ("validity", grade), "needs the clause that states it, or the assumption made because none does"
        elif validity.clause is not None:
            yield from _cited(validity.clause, clauses, ("validity", grade, "clause"))
    if file.repair is not None:
        yield from _cited(file.repair.clause, clauses, ("repair", "clause"))
    for index, rule in enumerate(file.areas):
        yield from _cited(rule.clause, clauses, ("areas", index, "clause"))
    for index, measure in enumerate(file.measures):
        yield from _cited(measure.clause, clauses, ("measures", index, "clause"))
    reaches = file.reaches
    if reaches.clause is not None:
        yield from _cited(reaches.clause, clauses, ("reaches", "clause"))
    elif reaches.roles or reaches.parties_concerned:
        yield ("reaches", "clause"), "this key is required: the clause that says who else is reached"
    if (
        reaches.actual_controller is ActualController.DECLARED_OR_COMPUTED
        and LinkKind.ACTUAL_CONTROLLER not in reaches.roles
    ):
        yield (
            ("reaches", "actual_controller"),
            "computed ones are reached only where reaches.roles has ACTUAL_CONTROLLER",
        )


def _cited(clause: str, clauses: set[str], path: KeyPath) -> Found:
    if clause not in clauses:
        yield path, unknown("clause of this file", clause, clauses).replace("has the code", "has the id")


def _check_areas(file: PolicyFile, catalogue: Catalogue) -> Found:
    for index, rule in enumerate(file.areas):
        if catalogue.areas is not None and rule.area not in catalogue.areas:
            yield ("areas", index, "area"), unknown("area", rule.area, catalogue.areas)
        if catalogue.departments is None:
            continue
        if rule.department not in catalogue.departments:
            yield ("areas", index, "department"), unknown("department", rule.department, catalogue.departments)
        for code in rule.penalty_by:
            if code not in catalogue.departments:
                yield ("areas", index, "penalty_by"), unknown("department", code, catalogue.departments)


def _check_measures(file: PolicyFile, catalogue: Catalogue) -> Found:
    parties = {kind for rule in file.areas for kind in rule.parties}
    reaches_persons = bool(file.reaches.roles) or file.reaches.parties_concerned
    seen: dict[tuple[str, str, str, str], int] = {}
    for index, measure in enumerate(file.measures):
        path: KeyPath = ("measures", index)
        applies_to = None if catalogue.matters is None else catalogue.matters.get(measure.matter)
        if catalogue.matters is not None and applies_to is None:
            yield (*path, "matter"), unknown("matter", measure.matter, catalogue.matters)
        for target in measure.targets:
            if applies_to is not None and not _KINDS_OF[target] & applies_to:
                kinds = ", ".join(sorted(applies_to))
                yield (*path, "targets"), f"{measure.matter} applies to {kinds}, which does not fit the target {target}"
            if target is Target.RESPONSIBLE_PERSON and not reaches_persons:
                yield (*path, "targets"), "this policy reaches no responsible person (reaches.roles, parties_concerned)"
            if target is not Target.RESPONSIBLE_PERSON and not _KINDS_OF[target] & parties:
                yield (*path, "targets"), f"no area of this policy has findings against a party that {target} means"
            if target is Target.LEGAL_ENTITY and measure.on_public_payroll_only:
                yield (*path, "on_public_payroll_only"), "only persons are on the public payroll, not LEGAL_ENTITY"
            first = seen.setdefault((measure.matter, measure.effect, measure.grade, target), index)
            if first != index:
                yield path, f"repeats measures[{first}]: the same matter, effect and grade for {target}"


def twice(items: str, key: str, values: Iterable[str]) -> Found:
    """Refuses a value that stands in the list twice."""
    seen: dict[str, int] = {}
    for index, value in enumerate(values):
        first = seen.setdefault(value, index)
        if first != index:
            yield (items, index, key), f"{value!r} is defined twice, first in {items}[{first}]"
