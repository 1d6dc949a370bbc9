"""The catalogues: policies with their clauses and measures, matters, areas, departments."""

from __future__ import annotations

from datetime import date

import strawberry

from domain import policy as rules
from domain.findings import Grade
from domain.parties import PartyKind
from domain.policy import Effect, MatterCategory, RuleBook, Target
from domain.summary import Lang, department_name
from schema.arguments import InLang
from schema.fields import field
from schema.scalars import Code


@strawberry.type(description="A matter (事项): what a party may be asked about, such as taking part in a tender.")
class Matter:
    """A matter of the catalogue."""

    of: strawberry.Private[rules.Matter]

    @field("The matter's code (事项代码).")
    def code(self) -> Code:
        """Code."""
        return Code(self.of.code)

    @field("Which of the checks it belongs to (事项类别).")
    def category(self) -> MatterCategory:
        """Category."""
        return self.of.category

    @field("Its name (事项名称).")
    def label(self, lang: InLang = Lang.ZH) -> str:
        """Label."""
        return self.of.label_en if lang is Lang.EN else self.of.label_zh

    @field("The kinds of party that it can be asked about (适用主体).")
    def applies_to(self) -> list[PartyKind]:
        """Kinds."""
        return sorted(self.of.applies_to)


@strawberry.type(description="An area (领域) in which dishonest acts are recognised.")
class Area:
    """An area of the catalogue; one that the catalogue no longer has shows its code as its label."""

    key: strawberry.Private[str]
    book: strawberry.Private[RuleBook]

    @field("The area's code (领域代码).")
    def code(self) -> Code:
        """Code."""
        return Code(self.key)

    @field("Its name (领域名称).")
    def label(self, lang: InLang = Lang.ZH) -> str:
        """Label."""
        area = self.book.areas.get(self.key)
        if area is None:
            return self.key
        return area.label_en if lang is Lang.EN else area.label_zh

    @field("The departments in charge: they recognise findings here (主管部门).")
    def departments(self) -> list[Department]:
        """Departments."""
        return [
            Department(key=department.code, book=self.book)
            for department in self.book.departments.values()
            if self.key in department.in_charge_of
        ]


@strawberry.type(description="A department (部门): recognises, decides, is told.")
class Department:
    """A department; one that the list no longer has shows its code as its name."""

    key: strawberry.Private[str]
    book: strawberry.Private[RuleBook]

    @field("The department's code (部门代码).")
    def code(self) -> str:
        """Code."""
        return self.key

    @field("Its name (部门名称).")
    def name(self, lang: InLang = Lang.ZH) -> str:
        """Name."""
        return department_name(self.book, self.key, lang or Lang.ZH)

    @field("The areas that it is in charge of (主管领域).")
    def areas(self) -> list[Area]:
        """Areas."""
        department = self.book.departments.get(self.key)
        return [Area(key=code, book=self.book) for code in (department.in_charge_of if department else ())]


@strawberry.type(description="A clause (条款) of a policy.")
class Clause:
    """One clause, in the document's own words."""

    of: strawberry.Private[rules.Clause]
    source: strawberry.Private[rules.Policy]
    book: strawberry.Private[RuleBook]

    @field("The clause's number in its document (条款编号).")
    def id(self) -> str:
        """Number."""
        return self.of.id

    @field("The document's own words, in Chinese (条款原文).")
    def text(self) -> str:
        """Words."""
        return self.of.text

    @field("The document that it is a clause of (所属文件).")
    def policy(self) -> Policy:
        """Policy."""
        return Policy(of=self.source, book=self.book)


@strawberry.type(description="A measure (惩戒措施): what follows for a matter from a finding, by a clause.")
class Measure:
    """One measure of a policy."""

    of: strawberry.Private[rules.Measure]
    source: strawberry.Private[rules.Policy]
    book: strawberry.Private[RuleBook]

    @field("The matter that it is about (事项).")
    def matter(self) -> Matter:
        """Matter."""
        return Matter(of=self.book.matters[self.of.matter])

    @field("What it does (惩戒效力).")
    def effect(self) -> Effect:
        """Effect."""
        return self.of.effect

    @field("The grade of finding that it follows from (适用等级).")
    def grade(self) -> Grade:
        """Grade."""
        return self.of.grade

    @field("Whom it is aimed at (惩戒对象).")
    def targets(self) -> list[Target]:
        """Targets."""
        return sorted(self.of.targets)

    @field("Whether it applies in principle only, so that exceptions can be decided (原则上).")
    def discretionary(self) -> bool:
        """In principle."""
        return self.of.discretionary

    @field("The clause that it rests on (依据条款).")
    def clause(self) -> Clause:
        """Clause."""
        return Clause(of=self.source.clauses[self.of.clause_id], source=self.source, book=self.book)


@strawberry.type(description="A policy (文件): one version of one dated document, whose clauses set out the measures.")
class Policy:
    """One version of one document."""

    of: strawberry.Private[rules.Policy]
    book: strawberry.Private[RuleBook]

    @field("The document's number (文号).")
    def document_number(self) -> str:
        """Number."""
        return self.of.document_number

    @field("Our version of its content; a correction of the rule file is a new version (版本).")
    def version(self) -> int:
        """Version."""
        return self.of.version

    @field("The document's title (标题).")
    def title(self, lang: InLang = Lang.ZH) -> str:
        """Title."""
        return self.of.title_en if lang is Lang.EN else self.of.title

    @field("The day of issue (发布日期).")
    def issued_on(self) -> date:
        """Issued."""
        return self.of.issued_on

    @field("The first day in force (施行日期).")
    def in_force_from(self) -> date:
        """From."""
        return self.of.in_force_from

    @field("The first day no longer in force, null while open (失效日期).")
    def in_force_until(self) -> date | None:
        """Until."""
        return self.of.in_force_until

    @field("Who issued it (发布机关).")
    def issuer(self) -> str:
        """Issuer."""
        return self.of.issuer

    @field("Every clause that a measure rests on, in the document's order (条款).", size=40)
    def clauses(self) -> list[Clause]:
        """Clauses."""
        return [Clause(of=clause, source=self.of, book=self.book) for clause in self.of.clauses.values()]

    @field("Every measure, in the document's order (惩戒措施).", size=60)
    def measures(self) -> list[Measure]:
        """Measures."""
        return [Measure(of=measure, source=self.of, book=self.book) for measure in self.of.measures]
