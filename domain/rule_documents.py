"""Rule documents: policies and catalogues as they are stored, and the rule book that is built from them.

A rule file is read and checked once, by `seeds.rule_files`, and stored as a rule document: one version of its content
as canonical JSON. Rule books are built from stored documents, never from the files, so that an answer given under an
old version can be given again for ever. A change of comments or layout in a file does not change the content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from domain.calendar import Period
from domain.findings import Grade, Validity
from domain.links import LinkKind
from domain.parties import PartyKind
from domain.policy import (
    ActualController,
    Area,
    AreaRule,
    Clause,
    Department,
    Effect,
    Matter,
    MatterCategory,
    Measure,
    Policy,
    ReviewCode,
    ReviewRules,
    RuleBook,
    Target,
)
from domain.progress_rules import progress_rules
from domain.recipients import Recipient, Routing
from domain.repair import Repairable, RepairRule, RepairTerms
from domain.rewards import Labelled, Partner, Scheme

ALWAYS_ON = frozenset({ReviewCode.NAME_MISMATCH, ReviewCode.COMPUTED_CONTROL, ReviewCode.LIMIT_REACHED})
"""Reviews that no rule file may switch off: they say that the question or the answer itself is in doubt."""

Content: TypeAlias = Mapping[str, Any]
"""Parsed canonical JSON; its shape is that of the rule file it was made from."""


class RuleKind(StrEnum):
    """What a rule document holds. There is one document of each kind but POLICY."""

    POLICY = "policy"
    MATTERS = "matters"
    AREAS = "areas"
    DEPARTMENTS = "departments"
    REVIEWS = "reviews"
    RECIPIENTS = "recipients"
    PROGRESS = "progress"
    REWARDS = "rewards"


@dataclass(frozen=True, slots=True)
class RuleDocument:
    """One version of one rule file's content. `name` is the policy's id, for the other kinds the kind itself."""

    kind: RuleKind
    name: str
    version: int
    content: str
    sha256: str

    @property
    def key(self) -> str:
        """Unique over all documents: `policy:ks-2019-116:1`."""
        return f"{self.kind}:{self.name}:{self.version}"


RuleDocuments: TypeAlias = tuple[RuleDocument, ...]


def make_document(kind: RuleKind, name: str, version: int, content: Content) -> RuleDocument:
    """The document of `content`, which must hold nothing but JSON values."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return RuleDocument(kind, name, version, text, hashlib.sha256(text.encode()).hexdigest())


def build_rulebook(documents: Iterable[RuleDocument]) -> RuleBook:
    """The rule book of the documents visible at one recorded time; of several versions of one name, the highest.

    A kind of which nothing is visible is empty (before the first start nothing was in force); the reviews that cannot
    be switched off are on even then.
    """
    newest: dict[tuple[RuleKind, str], RuleDocument] = {}
    for document in documents:
        held = newest.get((document.kind, document.name))
        if held is None or document.version > held.version:
            newest[document.kind, document.name] = document
    contents: dict[RuleKind, list[Content]] = {kind: [] for kind in RuleKind}
    for (kind, _), document in sorted(newest.items()):
        contents[kind].append(json.loads(document.content))
    policies = tuple(sorted(map(_policy, contents[RuleKind.POLICY]), key=lambda policy: (policy.issued_on, policy.id)))
    matters = [matter for content in contents[RuleKind.MATTERS] for matter in content["matters"]]
    areas = [area for content in contents[RuleKind.AREAS] for area in content["areas"]]
    departments = [department for content in contents[RuleKind.DEPARTMENTS] for department in content["departments"]]
    return RuleBook(
        matters={matter["code"]: _matter(matter) for matter in matters},
        areas={area["code"]: _area(area) for area in areas},
        policies=policies,
        reviews=_reviews(contents[RuleKind.REVIEWS]),
        catalogue_version=max((content["version"] for content in contents[RuleKind.MATTERS]), default=0),
        schemes={
            scheme["code"]: _scheme(scheme) for content in contents[RuleKind.REWARDS] for scheme in content["schemes"]
        },
        departments={department["code"]: _department(department, policies) for department in departments},
        routing=_routing(contents[RuleKind.RECIPIENTS], departments),
        progress=next(map(progress_rules, contents[RuleKind.PROGRESS]), None),
    )


def _policy(content: Content) -> Policy:
    return Policy(
        id=content["policy"],
        version=content["version"],
        document_number=content["document_number"],
        title=content["title"]["zh"],
        title_en=content["title"]["en"],
        issuer=content["issuer"],
        issued_on=date.fromisoformat(content["issued_on"]),
        in_force_from=date.fromisoformat(content["in_force"]["from"]),
        in_force_until=_date(content["in_force"].get("until")),
        areas={rule["area"]: _area_rule(rule) for rule in content["areas"]},
        validity=Validity(
            general=Period.parse(content["validity"][Grade.GENERAL]["period"]),
            serious=Period.parse(content["validity"][Grade.SERIOUS]["period"]),
        ),
        reached_roles=frozenset(map(LinkKind, content["reaches"].get("roles", ()))),
        reaches_concerned=content["reaches"].get("parties_concerned", False),
        actual_controller=ActualController(content["reaches"].get("actual_controller", ActualController.DECLARED)),
        clauses={
            clause["id"]: Clause(clause["id"], clause["text"], clause.get("requirement"))
            for clause in content["clauses"]
        },
        measures=tuple(map(_measure, content["measures"])),
        notes=content.get("notes", ""),
        repair=_repair(content["repair"]) if "repair" in content else None,
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _area_rule(content: Content) -> AreaRule:
    return AreaRule(
        area=content["area"],
        department=content["department"],
        parties=frozenset(map(PartyKind, content["parties"])),
        initial_grade=Grade(content.get("initial_grade", Grade.GENERAL)),
        penalty_by=tuple(content.get("penalty_by", ())),
    )


def _repair(content: Content) -> RepairRule:
    return RepairRule(
        clause_id=content["clause"],
        rectified=content["rectified"],
        no_new_finding=content["no_new_finding"],
        terms={grade: _repair_terms(content[grade]) for grade in Grade},
    )


def _repair_terms(content: Content) -> RepairTerms:
    not_before = content.get("not_before")
    return RepairTerms(Repairable(content["allowed"]), None if not_before is None else Period.parse(not_before))


def _measure(content: Content) -> Measure:
    return Measure(
        matter=content["matter"],
        effect=Effect(content["effect"]),
        grade=Grade(content["grade"]),
        targets=frozenset(map(Target, content["targets"])),
        clause_id=content["clause"],
        discretionary=content.get("in_principle", False),
        on_public_payroll_only=content.get("on_public_payroll_only", False),
    )


def _matter(content: Content) -> Matter:
    return Matter(
        code=content["code"],
        category=MatterCategory(content["category"]),
        label_zh=content["label"]["zh"],
        label_en=content["label"]["en"],
        applies_to=frozenset(map(PartyKind, content["applies_to"])),
    )


def _area(content: Content) -> Area:
    return Area(content["code"], content["label"]["zh"], content["label"]["en"])


def _labelled(content: Content) -> Labelled:
    return Labelled(content["code"], content["label"]["zh"], content["label"]["en"])


def _scheme(content: Content) -> Scheme:
    return Scheme(
        name=_labelled(content),
        applies_to=frozenset(map(PartyKind, content["applies_to"])),
        departments=frozenset(content["departments"]),
        conveniences=tuple(map(_labelled, content["conveniences"])),
        partners=tuple(
            Partner(_labelled(partner), date.fromisoformat(partner["since"])) for partner in content.get("partners", ())
        ),
    )


def _department(content: Content, policies: tuple[Policy, ...]) -> Department:
    code = content["code"]
    in_charge = {rule.area for policy in policies for rule in policy.areas.values() if rule.department == code}
    return Department(code, content["name"]["zh"], content["name"]["en"], content["kind"], tuple(sorted(in_charge)))


def _reviews(contents: list[Content]) -> ReviewRules:
    every = frozenset(MatterCategory)
    categories = dict.fromkeys(ALWAYS_ON, every)
    version = 0
    for content in contents:
        version = content["version"]
        for code, rule in content["reviews"].items():
            named = rule["categories"]
            categories[ReviewCode(code)] = every if named == "all" else frozenset(map(MatterCategory, named))
    return ReviewRules(version, categories)


def _routing(contents: list[Content], departments: list[Content]) -> Routing:
    """Groups become the departments of their kinds, in the departments' order."""
    recipients: dict[str, Recipient] = {}
    groups: dict[str, list[str]] = {}
    routes: dict[tuple[str, str], tuple[str, ...]] = {}
    for content in contents:
        for named in content.get("recipients", ()):
            recipients[named["code"]] = Recipient(named["code"], named["name"]["zh"], named["name"]["en"])
        for group in content.get("groups", ()):
            groups[group["code"]] = [d["code"] for d in departments if d["kind"] in group["kinds"]]
        for route in content["routes"]:
            to = [code for named in route["to"] for code in groups.get(named, [named])]
            routes[route["matter"], Effect(route["effect"])] = tuple(dict.fromkeys(to))
    return Routing(recipients, routes)
