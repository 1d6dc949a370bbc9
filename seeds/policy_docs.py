"""docs/reference/policies.md: the rules as they are applied, written from the rule book so that it cannot say otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from domain.findings import Grade
from domain.links import LinkKind
from domain.parties import PartyKind
from domain.policy import (
    ActualController,
    AreaRule,
    Clause,
    MatterCategory,
    Measure,
    Policy,
    ReviewCode,
    RuleBook,
    Target,
)
from domain.repair import Repairable, RepairRule, RepairTerms
from domain.summary import EFFECT_LABELS, GRADE_LABELS, REVIEW_LABELS

_TARGETS = {
    Target.LEGAL_ENTITY: "社会法人 the enterprise or organization itself",
    Target.RESPONSIBLE_PERSON: "当事人、法定代表人、主要负责人（实际控制人） the persons who answer for it",
    Target.PERSON: "自然人 the person itself",
}
_ROLES = {
    LinkKind.LEGAL_REPRESENTATIVE: "法定代表人 legal representative",
    LinkKind.PRINCIPAL: "主要负责人 principal",
    LinkKind.ACTUAL_CONTROLLER: "实际控制人 actual controller",
}
_KINDS = {
    PartyKind.ENTERPRISE: "企业法人 enterprise",
    PartyKind.ORGANIZATION: "其他组织 organization",
    PartyKind.PERSON: "自然人 person",
}
_REPAIRABLE = {
    Repairable.IN_GENERAL: "可以修复 repairable",
    Repairable.BY_EXCEPTION: "原则上不予修复 only by an exception with its reason",
    Repairable.NEVER: "不予修复 not repairable while in force",
}
_HEAD = """\
# The policies as they are applied

Written by `creditgraph docs` from the rule files in `seeds/`; change those, not this page
([how](../how-to/add-a-policy.md)). Rows such as R07 are those of the requirements. A measure applies only by its clause
(条款), whose text is the document's own wording; the clause ids are ours.
"""


def policies_page(rulebook: RuleBook) -> str:
    """The whole page as Markdown, ending with a newline."""
    sections = [
        [_HEAD.rstrip()],
        _overview(rulebook.policies),
        *(_policy(policy, rulebook) for policy in rulebook.policies),
        _reviews(rulebook),
        _matters(rulebook),
        *([_rewards(rulebook)] if rulebook.schemes else []),
        _departments(rulebook),
        _routes(rulebook),
    ]
    return "\n\n".join("\n".join(section) for section in sections) + "\n"


def _overview(policies: Iterable[Policy]) -> list[str]:
    rows = [
        (f"[{policy.document_number}](#{policy.id})", policy.title, policy.title_en, f"{policy.id}@{policy.version}")
        for policy in policies
    ]
    return _table(("document 文号", "title 标题", "", "version"), rows)


def _policy(policy: Policy, rules: RuleBook) -> list[str]:
    lines = [
        f'<a id="{policy.id}"></a>',
        "",
        f"## {policy.document_number} 《{policy.title}》",
        "",
        f"{policy.title_en}. File `seeds/policies/{policy.id}.yaml`, version {policy.version}.",
        "",
        *_table(("", ""), _facts(policy)),
    ]
    if policy.notes:
        lines += ["", f"> {policy.notes.strip()}"]
    lines += ["", "### Areas 领域", "", *_areas(policy, rules)]
    for grade in Grade:
        for targets in _targets_of(policy, grade):
            zh, en = GRADE_LABELS[grade]
            lines += ["", f"### {zh}失信行为 {en.capitalize()} finding: {_whom(targets)}", ""]
            lines += _measures(policy, grade, targets, rules)
    return [*lines, "", "### Clauses 条款", "", *_clauses(policy)]


def _facts(policy: Policy) -> Iterator[tuple[str, str]]:
    yield "issued by 发文机关", policy.issuer
    yield "issued on 发文日期", policy.issued_on.isoformat()
    until = "no end stated" if policy.in_force_until is None else f"before {policy.in_force_until.isoformat()}"
    yield "in force 施行", f"from {policy.in_force_from.isoformat()}, {until}"
    for grade in Grade:
        zh, en = GRADE_LABELS[grade]
        yield f"{en} finding in force {zh}失信行为有效期", f"{policy.validity.of(grade)}, unless it states its own"
    reached = [_ROLES[role] for role in LinkKind if role in policy.reached_roles]
    if policy.reaches_concerned:
        reached.insert(0, "当事人 parties concerned")
    if policy.actual_controller is ActualController.DECLARED_OR_COMPUTED:
        reached.append("推算的实际控制人 actual controller as computed from holdings")
    yield "also reaches 惩戒对象", "; ".join(reached) or "nobody else"
    yield "repair 信用修复", _repair(policy.repair)


def _repair(rule: RepairRule | None) -> str:
    if rule is None:
        return "no clause on it: not repaired while in force"
    needs = [
        text for needed, text in ((rule.rectified, "rectified"), (rule.no_new_finding, "no new finding")) if needed
    ]
    grades = [f"{GRADE_LABELS[grade][1]} {_repair_terms(terms)}" for grade, terms in rule.terms.items()]
    return f"{'; '.join(grades)}; needs: {', '.join(needs) or 'nothing'} (clause {rule.clause_id})"


def _repair_terms(terms: RepairTerms) -> str:
    after = f" after {terms.not_before}" if terms.not_before else ""
    return f"{_REPAIRABLE[terms.allowed]}{after}"


def _areas(policy: Policy, rules: RuleBook) -> list[str]:
    rows = [_area_row(rule, rules) for rule in policy.areas.values()]
    return _table(
        ("area", "", "in charge 负责认定", "findings against", "starts as", "must rest on a penalty or judgment by"),
        rows,
    )


def _area_row(rule: AreaRule, rules: RuleBook) -> tuple[str, ...]:
    area = rules.areas.get(rule.area)
    return (
        f"`{rule.area}`",
        f"{area.label_zh} {area.label_en}" if area else "",
        _department(rule.department, rules),
        ", ".join(label for kind, label in _KINDS.items() if kind in rule.parties),
        " ".join(GRADE_LABELS[rule.initial_grade]),
        ", ".join(_department(code, rules) for code in rule.penalty_by) or "not needed",
    )


def _department(code: str, rules: RuleBook) -> str:
    department = rules.departments.get(code)
    return f"{department.name_zh} {department.name_en}" if department else f"`{code}`"


def _targets_of(policy: Policy, grade: Grade) -> list[frozenset[Target]]:
    return list(dict.fromkeys(measure.targets for measure in policy.measures if measure.grade is grade))


def _whom(targets: frozenset[Target]) -> str:
    return "; ".join(label for target, label in _TARGETS.items() if target in targets)


def _measures(policy: Policy, grade: Grade, targets: frozenset[Target], rules: RuleBook) -> list[str]:
    rows = [
        _measure_row(measure, policy.clauses[measure.clause_id], rules)
        for measure in policy.measures
        if measure.grade is grade and measure.targets == targets
    ]
    return _table(("row", "effect 效力", "matter 事项", "", "", "clause"), rows)


def _measure_row(measure: Measure, clause: Clause, rules: RuleBook) -> tuple[str, ...]:
    matter = rules.matters.get(measure.matter)
    conditions = []
    if measure.discretionary:
        conditions.append("原则上 in principle")
    if measure.on_public_payroll_only:
        conditions.append("仅财政供养人员 only persons on the public payroll")
    return (
        clause.requirement or "",
        " ".join(EFFECT_LABELS[measure.effect]),
        f"`{measure.matter}`",
        f"{matter.label_zh} {matter.label_en}" if matter else "",
        "; ".join(conditions),
        clause.id,
    )


def _clauses(policy: Policy) -> list[str]:
    by_text: dict[str, list[Clause]] = {}
    for clause in policy.clauses.values():
        by_text.setdefault(clause.text, []).append(clause)
    rows = [
        (clauses[0].requirement or "", ", ".join(clause.id for clause in clauses), text)
        for text, clauses in by_text.items()
    ]
    return _table(("row", "clause", "text 原文"), rows)


def _reviews(rules: RuleBook) -> list[str]:
    rows = []
    for code in ReviewCode:
        categories = rules.reviews.categories.get(code, frozenset())
        named = ", ".join(category for category in MatterCategory if category in categories)
        every = categories == frozenset(MatterCategory)
        rows.append((f"`{code}`", " ".join(REVIEW_LABELS[code]), "all" if every else named or "none"))
    return [
        "## Reviews 复核",
        "",
        "Why a person must look; never a restriction by themselves. "
        f"File `seeds/reviews.yaml`, version {rules.reviews.version}.",
        "",
        *_table(("review", "", "on for matters of"), rows),
    ]


def _matters(rules: RuleBook) -> list[str]:
    order = {category: position for position, category in enumerate(MatterCategory)}
    rows = [
        (
            matter.category.value,
            f"`{matter.code}`",
            f"{matter.label_zh} {matter.label_en}",
            "all" if matter.applies_to == frozenset(PartyKind) else ", ".join(sorted(matter.applies_to)),
        )
        for matter in sorted(rules.matters.values(), key=lambda matter: order[matter.category])
    ]
    return [
        "## Matters 事项",
        "",
        f"What a party can be asked about. File `seeds/catalogue/matters.yaml`, version {rules.catalogue_version}.",
        "",
        *_table(("category", "matter", "", "kinds of party"), rows),
    ]


def _rewards(rules: RuleBook) -> list[str]:
    rows = [
        (
            f"`{scheme.name.code}`",
            f"{scheme.name.label_zh} {scheme.name.label_en}",
            "; ".join(f"{given.label_zh} {given.label_en}" for given in scheme.conveniences),
            "; ".join(f"{p.place.label_zh} {p.place.label_en} from {p.since.isoformat()}" for p in scheme.partners),
            ", ".join(_department(code, rules) for code in sorted(scheme.departments)),
        )
        for scheme in rules.schemes.values()
    ]
    return [
        "## Rewards 守信激励",
        "",
        "What a trustworthy party is entitled to; lost while a SERIOUS finding against it is in force. File "
        "`seeds/rewards.yaml`.",
        "",
        *_table(("scheme", "", "conveniences 便利措施", "partners 互认", "recorded by"), rows),
    ]


def _departments(rules: RuleBook) -> list[str]:
    rows = [
        (
            f"`{department.code}`",
            department.name_zh,
            department.name_en,
            department.kind,
            ", ".join(f"`{area}`" for area in department.in_charge_of),
        )
        for department in rules.departments.values()
    ]
    return [
        "## Departments 部门",
        "",
        "File `seeds/departments.yaml`.",
        "",
        *_table(("department", "", "", "kind", "in charge of"), rows),
    ]


def _routes(rules: RuleBook) -> list[str]:
    rows = [
        (f"`{matter}`", effect, ", ".join(f"`{code}`" for code in to) or "nobody")
        for (matter, effect), to in sorted(rules.routing.routes.items())
    ]
    named = [(f"`{each.code}`", each.name_zh, each.name_en) for each in rules.routing.recipients.values()]
    return [
        "## Who is told 告知",
        "",
        "By a measure with this matter and effect. `IN_CHARGE`: the department that recognised the finding; `EMPLOYER`: "
        "whoever employed the person on the day of the grading. Without a route: `IN_CHARGE` for `REVOKE`, `SUPERVISE`, "
        "`NOTIFY` and `PUBLICISE`, nobody for other effects. File `seeds/recipients.yaml`.",
        "",
        *_table(("matter", "effect", "told 接收单位"), rows),
        "",
        "Recipients that are no departments:",
        "",
        *_table(("recipient", "", ""), named),
    ]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
