"""Policies (文件): dated documents whose clauses turn a finding's grade into measures.

A measure applies only by a clause. No clause, no effect. New law is a new policy with its own dates; several in force
add up. Every value here is read from `seeds/` by `seeds.rule_files`, checked there, and immutable from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from domain.findings import Grade, Validity
from domain.links import LinkKind
from domain.parties import PartyKind
from domain.progress_rules import ProgressRules
from domain.recipients import Routing
from domain.repair import RepairRule
from domain.rewards import Scheme
from domain.time import within


class Effect(StrEnum):
    """What a measure does, strongest first."""

    VETO = "VETO"  # 一票否决
    RESTRICT = "RESTRICT"  # 限制
    REVOKE = "REVOKE"  # 撤销
    SUPERVISE = "SUPERVISE"  # 重点监管
    NOTIFY = "NOTIFY"  # 通报
    PUBLICISE = "PUBLICISE"  # 公示
    ADVISE = "ADVISE"  # 参考

    @property
    def strength(self) -> int:
        """Rank for ordering: 0 is the strongest."""
        return _STRENGTH[self]


_STRENGTH = {effect: rank for rank, effect in enumerate(Effect)}


class Target(StrEnum):
    """Whom a measure is aimed at."""

    LEGAL_ENTITY = "LEGAL_ENTITY"  # 社会法人: the finding's party, an enterprise or organization
    RESPONSIBLE_PERSON = "RESPONSIBLE_PERSON"  # 当事人、法定代表人、主要负责人（实际控制人）
    PERSON = "PERSON"  # the finding's party, a natural person


class MatterCategory(StrEnum):
    """Which of the checks a matter belongs to, or what kind of matter it is."""

    PROCUREMENT = "PROCUREMENT"  # 政府采购
    BIDDING = "BIDDING"  # 招投标
    HIRING = "HIRING"  # 录用、任职
    HONOURS = "HONOURS"  # 评先评优
    QUALIFICATION = "QUALIFICATION"  # 资质、资格、职称
    FUNDING = "FUNDING"  # 财政资金、补贴、优惠政策
    LICENSING = "LICENSING"  # 行政许可、市场准入
    PROPERTY = "PROPERTY"  # 土地出让、二手房交易
    UTILITIES = "UTILITIES"  # 供水、供气
    FINANCE = "FINANCE"  # 金融信贷、保险
    SUPERVISION = "SUPERVISION"  # 日常监管
    PUBLICITY = "PUBLICITY"  # 公示、归集
    NOTICE = "NOTICE"  # 抄送、通报


class ActualController(StrEnum):
    """Which actual controllers a policy reaches."""

    DECLARED = "declared"
    DECLARED_OR_COMPUTED = "declared_or_computed"


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter (事项) that a party may be asked about. `label_*` are what a user reads."""

    code: str
    category: MatterCategory
    label_zh: str
    label_en: str
    applies_to: frozenset[PartyKind]


@dataclass(frozen=True, slots=True)
class Area:
    """An area (领域) in which findings are recognised."""

    code: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause (条款): the document's own words."""

    id: str
    text: str
    requirement: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure (惩戒措施): matter x effect, for findings of `grade`, aimed at `targets`, by clause `clause_id`.

    `discretionary`: "in principle" (原则上). `on_public_payroll_only`: only persons on the public payroll (R13).
    """

    matter: str
    effect: Effect
    grade: Grade
    targets: frozenset[Target]
    clause_id: str
    discretionary: bool = False
    on_public_payroll_only: bool = False


@dataclass(frozen=True, slots=True)
class AreaRule:
    """How one area is handled by a policy: who recognises, about whom, starting with which grade, needing what.

    `parties`: the kinds of party that a finding may be against. `penalty_by`: departments one of whose penalties or
    judgments the finding must rest on (R30); empty where none is needed.
    """

    area: str
    department: str
    parties: frozenset[PartyKind]
    initial_grade: Grade = Grade.GENERAL
    penalty_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Policy:
    """One version of one dated document. `repair`: None where it has no clause on repair (信用修复)."""

    id: str
    version: int
    document_number: str
    title: str
    title_en: str
    issuer: str
    issued_on: date
    in_force_from: date
    in_force_until: date | None
    areas: Mapping[str, AreaRule]
    validity: Validity
    reached_roles: frozenset[LinkKind]
    reaches_concerned: bool
    actual_controller: ActualController
    clauses: Mapping[str, Clause]
    measures: tuple[Measure, ...]
    notes: str = ""
    repair: RepairRule | None = None

    def in_force_on(self, day: date) -> bool:
        """Whether the document is in force on `day`."""
        return within(day, self.in_force_from, self.in_force_until)

    @cached_property
    def measures_by_matter(self) -> Mapping[str, tuple[Measure, ...]]:
        """The measures of each matter, in the document's order."""
        grouped: dict[str, list[Measure]] = {}
        for measure in self.measures:
            grouped.setdefault(measure.matter, []).append(measure)
        return {matter: tuple(found) for matter, found in grouped.items()}


class ReviewCode(StrEnum):
    """Why a person must look (复核): never a restriction by itself."""

    RESPONSIBLE_PERSON_REACHED_ELSEWHERE = "RESPONSIBLE_PERSON_REACHED_ELSEWHERE"
    RECENTLY_LEFT = "RECENTLY_LEFT"
    CONTROL_TIE = "CONTROL_TIE"
    NAME_MISMATCH = "NAME_MISMATCH"
    INCOMPLETE_RECORD = "INCOMPLETE_RECORD"
    COMPUTED_CONTROL = "COMPUTED_CONTROL"
    LIMIT_REACHED = "LIMIT_REACHED"


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """Which reviews are on, and for which categories of matter; a versioned file beside the policies.

    NAME_MISMATCH, COMPUTED_CONTROL and LIMIT_REACHED must be on for every category: they say that the question or the
    answer itself is in doubt.
    """

    version: int
    categories: Mapping[ReviewCode, frozenset[MatterCategory]]

    def is_on(self, code: ReviewCode, category: MatterCategory) -> bool:
        """Whether the review is on for matters of `category`."""
        return category in self.categories.get(code, frozenset())


@dataclass(frozen=True)
class RuleBook:
    """All rules as known at one recorded time: matters, areas, policies (latest version of each), review rules, and who is
    told by which measure (`routing`)."""

    matters: Mapping[str, Matter]
    areas: Mapping[str, Area]
    policies: tuple[Policy, ...]
    reviews: ReviewRules
    catalogue_version: int = 1
    departments: Mapping[str, Department] = field(default_factory=dict)
    routing: Routing = field(default_factory=Routing)
    progress: ProgressRules | None = None
    schemes: Mapping[str, Scheme] = field(default_factory=dict)

    def in_force_on(self, day: date) -> tuple[Policy, ...]:
        """The policies in force on `day`; they add up."""
        return tuple(policy for policy in self.policies if policy.in_force_on(day))

    def governing(self, area: str, day: date) -> Policy | None:
        """The policy by which findings in `area` are recognised on `day`.

        Where several cover the area, the one in force on the day that was issued first; where none is in force on the
        day, the first issued that covers the area at all; None where no policy knows the area.
        """
        covering = sorted(
            (policy for policy in self.policies if area in policy.areas),
            key=lambda policy: (not policy.in_force_on(day), policy.issued_on, policy.id),
        )
        return covering[0] if covering else None

    def repairing(self, area: str, day: date) -> RepairRule | None:
        """By which terms findings in `area` are repaired on `day`: of the policies in force that have a clause on repair
        for the area, the one issued last, so that later law adds its minimum periods as a file of its own.

        Where none is in force with such a clause, what `governing` says; None where that says nothing.
        """
        saying = [policy for policy in self.in_force_on(day) if area in policy.areas and policy.repair is not None]
        if saying:
            return max(saying, key=lambda policy: (policy.issued_on, policy.id)).repair
        governing = self.governing(area, day)
        return governing.repair if governing is not None else None


@dataclass(frozen=True, slots=True)
class Department:
    """A department (部门): recognises, decides, is told. `in_charge_of` are areas, taken from the policies."""

    code: str
    name_zh: str
    name_en: str
    kind: str = "DEPARTMENT"
    in_charge_of: tuple[str, ...] = ()


def check_no_overlap(policies: Iterable[Policy]) -> None:
    """Refuses two policies with one document number whose periods in force share a day. Raises ValueError."""
    seen: list[Policy] = []
    for policy in policies:
        for other in seen:
            if policy.document_number == other.document_number and _overlap(policy, other):
                raise ValueError(
                    f"policies {other.id} and {policy.id} have document number {policy.document_number} and are in force "
                    "at the same time: give the earlier one an in_force.until"
                )
        seen.append(policy)


def _overlap(one: Policy, two: Policy) -> bool:
    starts_before_end = two.in_force_until is None or one.in_force_from < two.in_force_until
    ends_after_start = one.in_force_until is None or two.in_force_from < one.in_force_until
    return starts_before_end and ends_after_start
