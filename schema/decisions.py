"""Decisions: the answer, what it rests on, and the receipt that proves it."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property

import strawberry

from domain.decision import Decision as Decided
from domain.decision import Outcome
from domain.grounds import Ground as GroundFound
from domain.grounds import Reach
from domain.policy import Effect, ReviewCode, RuleBook
from domain.policy import Policy as PolicyFile
from domain.receipt import receipt_hash
from domain.reviews import Review as ReviewFound
from domain.summary import Lang, review_words
from domain.summary import summary as written
from domain.time import from_recorded
from schema.arguments import InLang
from schema.catalogue import Clause, Matter, Measure, Policy
from schema.exemptions import Exemption
from schema.fields import field
from schema.findings import Finding
from schema.links import Link, PartyPath
from schema.parties import Party, party_of


@strawberry.type(description="A version of a policy that a decision was based on (文件版本).")
class PolicyVersion:
    """One policy in force on the day."""

    of: strawberry.Private[PolicyFile]
    book: strawberry.Private[RuleBook]

    @field("The document's number (文号).")
    def document_number(self) -> str:
        """Number."""
        return self.of.document_number

    @field("Our version of its content (版本).")
    def version(self) -> int:
        """Version."""
        return self.of.version

    @field("The document as it was known at that time (文件).")
    def policy(self) -> Policy:
        """Policy."""
        return Policy(of=self.of, book=self.book)


@strawberry.type(
    description="The receipt (凭证): asked again with the same asOf and knownAt, a question has the same receipt, for ever."
)
class Receipt:
    """What a decision was based on, and the hash over it."""

    sha256: str = strawberry.field(
        description="SHA-256, in hex, over a canonical form of the outcome and all that it rests on: ids, dates, clauses."
    )
    of: strawberry.Private[Decided]

    @field("The policies in force on the day (所依据的文件).", size=2)
    def policies(self) -> list[PolicyVersion]:
        """Policies."""
        return [PolicyVersion(of=found, book=self.of.rules) for found in self.of.policies]

    @field("The recorded time as of which the record was read (数据截至).")
    def known_at(self) -> datetime:
        """Known at."""
        return from_recorded(self.of.known_at)

    @field("Whether the day lay in the future: holds if nothing new happens (是否为预测).")
    def projected(self) -> bool:
        """Projected."""
        return self.of.projected


@strawberry.type(description="A ground (依据): one reason, by one clause.")
class Ground:
    """One reason."""

    of: strawberry.Private[GroundFound]
    book: strawberry.Private[RuleBook]

    @field("What the measure does (惩戒效力).")
    def effect(self) -> Effect:
        """Effect."""
        return self.of.effect

    @field("Whether the clause says in principle, so that exceptions can be decided (原则上).")
    def discretionary(self) -> bool:
        """In principle."""
        return self.of.discretionary

    @field("How the finding reaches the party asked about (惩戒对象关系).")
    def reach(self) -> Reach:
        """Reach."""
        return self.of.reach

    @field("From the finding's party to the party asked about (关系路径).")
    def path(self) -> PartyPath:
        """Path."""
        return PartyPath(of=self.of.path)

    @field("The finding (失信行为认定).")
    def finding(self) -> Finding:
        """Finding."""
        return Finding(of=self.of.finding)

    @field("The document (文件).")
    def policy(self) -> Policy:
        """Policy."""
        return Policy(of=self.of.policy, book=self.book)

    @field("The clause (条款).")
    def clause(self) -> Clause:
        """Clause."""
        return Clause(of=self.of.clause, source=self.of.policy, book=self.book)

    @field("The measure (惩戒措施).")
    def measure(self) -> Measure:
        """Measure."""
        return Measure(of=self.of.measure, source=self.of.policy, book=self.book)

    @field("The first day of the ground, inclusive (起始日).")
    def since(self) -> date:
        """Since."""
        return self.of.since

    @field("Its last day, inclusive, nothing new happening; null if unknown (截止日，含当日).")
    def last_day(self) -> date | None:
        """Last day."""
        return self.of.last_day

    @field("The exemption that lifts it on the day asked about, null where none does (豁免).")
    def exemption(self) -> Exemption | None:
        """Exemption."""
        return Exemption(of=self.of.exemption) if self.of.exemption else None


@strawberry.type(description="A reason why a person must look (复核提示); never a restriction by itself.")
class Review:
    """One review, with what was seen."""

    of: strawberry.Private[ReviewFound]

    @field("Why (复核原因).")
    def code(self) -> ReviewCode:
        """Code."""
        return self.of.code

    @field("Why, in words (说明).")
    def message(self, lang: InLang = Lang.ZH) -> str:
        """Words."""
        return review_words(self.of, lang or Lang.ZH)

    @field("The parties that were seen (相关主体).", size=2)
    def parties(self) -> list[Party]:
        """Parties."""
        return [party_of(party) for party in self.of.parties]

    @field("The links that were seen (相关关系).", size=2)
    def links(self) -> list[Link]:
        """Links."""
        return [Link(of=link) for link in self.of.links]

    @field("The findings that were seen (相关认定).", size=1)
    def findings(self) -> list[Finding]:
        """Findings."""
        return [Finding(of=finding) for finding in self.of.findings]


@strawberry.type(description="A decision (结论): may this party do this, on this day, and if not, why and until when.")
class Decision:
    """The answer to one question."""

    of: strawberry.Private[Decided]

    @cached_property
    def sha256(self) -> str:
        """The receipt's hash, computed once."""
        return receipt_hash(self.of)

    @field("The outcome (结论).")
    def outcome(self) -> Outcome:
        """Outcome."""
        return self.of.outcome

    @field("The caller's own reference, echoed (调用方编号).")
    def ref(self) -> str | None:
        """Reference."""
        return self.of.question.ref

    @field("The party, null when the outcome is UNKNOWN_PARTY (主体).")
    def party(self) -> Party | None:
        """Party."""
        found = self.of.party
        return party_of(found) if found is not None else None

    @field("The matter asked about (事项).")
    def matter(self) -> Matter:
        """Matter."""
        return Matter(of=self.of.matter)

    @field("The day asked about (查询日).")
    def as_of(self) -> date:
        """Day."""
        return self.of.question.as_of

    @field("The recorded time as of which the record was read (数据截至).")
    def known_at(self) -> datetime:
        """Known at."""
        return from_recorded(self.of.known_at)

    @field("The reasons, the strongest effect first, then the oldest (依据).", size=2)
    def grounds(self) -> list[Ground]:
        """Grounds."""
        return [Ground(of=ground, book=self.of.rules) for ground in self.of.grounds]

    @field("Why a person must look (复核提示).", size=1)
    def reviews(self) -> list[Review]:
        """Reviews."""
        return [Review(of=review) for review in self.of.reviews]

    @field("The first day from asOf on with the outcome CLEAR, nothing new happening; null if unknown (恢复日期).")
    def clear_from(self) -> date | None:
        """Clear from."""
        return self.of.clear_from

    @field("One paragraph that a clerk can paste into a file (说明).")
    def summary(self, lang: InLang = Lang.ZH) -> str:
        """Paragraph."""
        return written(self.of, self.sha256, lang or Lang.ZH)

    @field("What the decision was based on, and the proof of it (凭证).")
    def receipt(self) -> Receipt:
        """Receipt."""
        return Receipt(sha256=self.sha256, of=self.of)
