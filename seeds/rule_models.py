"""The shape of each rule file. Unknown keys are refused; what several values mean together is in `rule_checks`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    Tag,
)
from pydantic_core import PydanticCustomError

from domain.calendar import Period
from domain.findings import Grade
from domain.links import RESPONSIBLE_KINDS, LinkKind
from domain.parties import PartyKind
from domain.policy import ActualController, Effect, MatterCategory, ReviewCode, Target
from domain.repair import Repairable
from domain.rule_documents import RuleKind


def _refuse(message: str) -> PydanticCustomError:
    return PydanticCustomError("rule_file", "{message}", {"message": message})


def _day(value: Any) -> Any:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _refuse("must be a day such as 2019-07-26")
    return value


def _text(value: str) -> str:
    if value != value.strip() or not value.isprintable():
        raise _refuse("must be one line of text without spaces around it")
    return value


def _period(value: str) -> str:
    try:
        return str(Period.parse(value))
    except ValueError:
        raise _refuse("must be a period such as '1 year', '6 months' or '30 days'") from None


def _role(value: LinkKind) -> LinkKind:
    if value not in RESPONSIBLE_KINDS:
        raise _refuse("must be LEGAL_REPRESENTATIVE, PRINCIPAL or ACTUAL_CONTROLLER")
    return value


def _set(values: list[Any]) -> list[Any]:
    """A list whose order means nothing: sorted, so that the order does not change the content."""
    if len(set(values)) != len(values):
        raise _refuse("names something twice")
    return sorted(values)


Text = Annotated[StrictStr, Field(min_length=1, max_length=1000), AfterValidator(_text)]
Code = Annotated[StrictStr, Field(pattern=r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$", max_length=64)]
Slug = Annotated[StrictStr, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Day = Annotated[date, BeforeValidator(_day)]
Version = Annotated[StrictInt, Field(ge=1, le=1_000_000)]
PeriodText = Annotated[StrictStr, AfterValidator(_period)]
Kinds = Annotated[list[PartyKind], Field(min_length=1), AfterValidator(_set)]
Role = Annotated[LinkKind, AfterValidator(_role)]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Model):
    """A label or title in both languages."""

    zh: Text
    en: Text


class InForce(Model):
    """The days on which the document is in force, half-open; without `until` it has no end yet."""

    from_: Day = Field(alias="from")
    until: Day | None = None


class AreaRuleModel(Model):
    area: Code
    department: Code
    parties: Kinds
    initial_grade: Grade = Grade.GENERAL
    penalty_by: Annotated[list[Code], AfterValidator(_set)] = []
    clause: Slug


class ValidityModel(Model):
    """A period with its citation: the clause that states it, or the assumption made because none does."""

    period: PeriodText
    clause: Slug | None = None
    assumption: Text | None = None


class ValiditiesModel(Model):
    GENERAL: ValidityModel
    SERIOUS: ValidityModel


class ReachesModel(Model):
    roles: Annotated[list[Role], AfterValidator(_set)] = []
    parties_concerned: StrictBool = False
    actual_controller: ActualController = ActualController.DECLARED
    clause: Slug | None = None


class RepairTermsModel(Model):
    allowed: Repairable
    not_before: PeriodText | None = None


class RepairModel(Model):
    """What must hold before a finding is repaired; a policy without it has no clause on repair."""

    clause: Slug
    rectified: StrictBool
    no_new_finding: StrictBool
    GENERAL: RepairTermsModel
    SERIOUS: RepairTermsModel


class ClauseModel(Model):
    id: Slug
    requirement: Annotated[StrictStr, Field(pattern=r"^R\d\d$")] | None = None
    text: Text


class MeasureModel(Model):
    clause: Slug
    matter: Code
    effect: Effect
    grade: Grade
    targets: Annotated[list[Target], Field(min_length=1), AfterValidator(_set)]
    in_principle: StrictBool = False
    on_public_payroll_only: StrictBool = False


class RuleFile(Model):
    """What every rule file has."""

    kind: ClassVar[RuleKind]

    version: Version


class PolicyFile(RuleFile):
    kind: ClassVar[RuleKind] = RuleKind.POLICY

    policy: Slug
    document_number: Text
    title: Bilingual
    issuer: Text
    issued_on: Day
    in_force: InForce
    notes: StrictStr = ""
    areas: Annotated[list[AreaRuleModel], Field(min_length=1)]
    validity: ValiditiesModel
    reaches: ReachesModel
    repair: RepairModel | None = None
    clauses: Annotated[list[ClauseModel], Field(min_length=1)]
    measures: Annotated[list[MeasureModel], Field(min_length=1)]


class MatterModel(Model):
    code: Code
    category: MatterCategory
    label: Bilingual
    applies_to: Kinds


class MattersFile(RuleFile):
    kind: ClassVar[RuleKind] = RuleKind.MATTERS

    matters: Annotated[list[MatterModel], Field(min_length=1)]


class AreaModel(Model):
    code: Code
    label: Bilingual


class AreasFile(RuleFile):
    kind: ClassVar[RuleKind] = RuleKind.AREAS

    areas: Annotated[list[AreaModel], Field(min_length=1)]


DepartmentKind = Literal[
    "PARTY_ORGAN",
    "DEPARTMENT",
    "INSTITUTION",
    "COURT",
    "PROCURATORATE",
    "DISTRICT",
    "MASS_ORGANIZATION",
    "LINE_AGENCY",
    "COMPANY",
]


class DepartmentModel(Model):
    code: Code
    kind: DepartmentKind
    name: Bilingual


class DepartmentsFile(RuleFile):
    kind: ClassVar[RuleKind] = RuleKind.DEPARTMENTS

    departments: Annotated[list[DepartmentModel], Field(min_length=1)]


class RecipientModel(Model):
    """A recipient that is no department."""

    code: Code
    name: Bilingual


class GroupModel(Model):
    """All departments of some kinds."""

    code: Code
    name: Bilingual
    kinds: Annotated[list[DepartmentKind], Field(min_length=1), AfterValidator(_set)]


class RouteModel(Model):
    """Who is told by a matter and effect; `why` where the clause does not name them, or names nobody (`to: []`)."""

    matter: Code
    effect: Effect
    to: Annotated[list[Code], AfterValidator(_set)]
    why: Text | None = None


class RecipientsFile(RuleFile):
    kind: ClassVar[RuleKind] = RuleKind.RECIPIENTS

    recipients: list[RecipientModel] = []
    groups: list[GroupModel] = []
    routes: list[RouteModel]


def _how_named(value: Any) -> str:
    return "all" if isinstance(value, str) else "named"


class ReviewRuleModel(Model):
    categories: Annotated[
        Annotated[list[MatterCategory], AfterValidator(_set), Tag("named")] | Annotated[Literal["all"], Tag("all")],
        Discriminator(_how_named),
    ]
    why: Text


class ReviewsFile(RuleFile):
    kind: ClassVar[RuleKind] = RuleKind.REVIEWS

    reviews: dict[ReviewCode, ReviewRuleModel]


class ConvenienceModel(Model):
    code: Code
    label: Bilingual


class PartnerModel(Model):
    code: Code
    label: Bilingual
    since: Day


class SchemeModel(Model):
    """A scheme of rewards; with partners, what it gives it gives there, from each partner's day on."""

    code: Code
    requirement: Annotated[StrictStr, Field(pattern=r"^R\d\d$")] | None = None
    label: Bilingual
    applies_to: Kinds
    departments: Annotated[list[Code], Field(min_length=1), AfterValidator(_set)]
    partners: list[PartnerModel] = []
    conveniences: Annotated[list[ConvenienceModel], Field(min_length=1)]


class RewardsFile(RuleFile):
    kind: ClassVar[RuleKind] = RuleKind.REWARDS

    schemes: Annotated[list[SchemeModel], Field(min_length=1)]
