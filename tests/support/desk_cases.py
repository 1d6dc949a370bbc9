"""The desk's cases in tests/scenarios/desk: acts and questions in the order of the days, told to the services of a desk.

Every case has its own register: 甲公司, with 张三 as its legal representative since 2010-01-01, 乙公司, and a person 李四.
A step is an act (`do`) on a day (`on`), about 甲公司 unless another `party` is named, by a department (`by`; work safety's
unless another is named), that is recorded, or refused with the codes in `says`; or a question (`ask`), answered by `is`.
"""

from __future__ import annotations

from datetime import date

from domain.cases import CaseKind
from domain.double_publicity import LAYOUTS, Publicity
from domain.errors import CreditGraphError
from domain.findings import Grade
from graph.double_publicity import PublicityReader
from graph.ledger import Ledger
from resolvers.cases import OpeningAct, StepAct
from resolvers.double_publicity import DoublePublicity
from resolvers.exemptions import ExemptionAct
from resolvers.penalties import PenaltyAct
from resolvers.recorded import RefusedError
from resolvers.recording import EventInput, FindingInput, Recorder
from resolvers.repairs import RepairAct
from resolvers.rewards import QualificationAct
from tests.support.desk import Desk
from tests.support.desk_questions import DEPARTMENTS, REGISTER, SOURCE, STEPS, Questions, Step, by, party
from tests.support.loading import IDENTITY_KEY


class Player:
    """Plays one case."""

    def __init__(self, desk: Desk, ledger: Ledger) -> None:
        self._desk = desk
        services = desk.services
        self._recorder = Recorder(ledger, lambda: services.rules.current, IDENTITY_KEY)
        reader = PublicityReader(services.connection)
        self._publicity = DoublePublicity(
            ledger, desk.loader, services.parties, reader, lambda: services.rules.current, IDENTITY_KEY
        )
        self._exemptions: dict[str, str] = {}
        self._questions = Questions(desk, self._publicity)

    async def register(self) -> None:
        """Makes the case's parties known."""
        parties: list[dict[str, object]] = [
            {"key": name, "kind": kind, "name": name} for name, kind in REGISTER.items()
        ]
        await self._desk.loader.load_parties(parties, SOURCE)
        link = {"source_key": "张三", "relation": "legal_representative", "target_key": "甲公司", "since": "2010-01-01"}
        await self._desk.loader.load_links([link], SOURCE)

    async def play(self, step: Step) -> object:
        """What came of a step: the codes of a refusal, none where it was recorded; or the answer to a question."""
        if "ask" in step:
            return await self._questions.answer(step)
        self._desk.go_to(str(max(step["on"], self._today)))
        try:
            await getattr(self, f"_{step['do'].replace(' ', '_')}")(step)
        except RefusedError as error:
            return [problem.code.value for problem in error.problems]
        except CreditGraphError as error:
            return [error.code.value]
        return []

    @property
    def _today(self) -> date:
        return self._desk.services.clock.today()

    async def _recognise(self, step: Step) -> None:
        grade = Grade(step["grade"]) if "grade" in step else None
        finding = FindingInput(
            number=step["finding"],
            party=party(step),
            area=step.get("area", "WORK_SAFETY"),
            act_on=step.get("act_on", step["on"]),
            recognised_on=step["on"],
            grade=grade,
            standard="分级标准" if grade is Grade.SERIOUS else None,
            rectify_by=step.get("rectify_by"),
            penalty_document_number=step.get("penalty"),
            today=self._today,
        )
        await self._recorder.recognize_finding(finding, SOURCE, by(step))

    def _event(self, step: Step) -> EventInput:
        return EventInput(step["finding"], step["on"], step.get("reason"), self._today)

    async def _rectified(self, step: Step) -> None:
        await self._recorder.record_rectification(self._event(step), by(step))

    async def _refused(self, step: Step) -> None:
        await self._recorder.record_refusal(self._event(step), by(step))

    async def _withdrawn(self, step: Step) -> None:
        await self._recorder.withdraw_finding(self._event(step), by(step))

    def _repair(self, step: Step) -> RepairAct:
        return RepairAct(step["finding"], step["on"], by(step), self._today, step.get("reason"))

    async def _request_repair(self, step: Step) -> None:
        await self._desk.services.repairs.request(self._repair(step))

    async def _grant_repair(self, step: Step) -> None:
        await self._desk.services.repairs.grant(self._repair(step))

    async def _deny_repair(self, step: Step) -> None:
        await self._desk.services.repairs.deny(self._repair(step))

    async def _enter_penalty(self, step: Step) -> None:
        cells = {
            "document_number": step["penalty"],
            "department": by(step),
            "decided_on": step["decided_on"].isoformat(),
        }
        await self._desk.services.penalties.record(PenaltyAct(party(step), cells, by(step), self._today))

    async def _exempt(self, step: Step) -> None:
        act = ExemptionAct(
            party(step),
            step["matter"],
            DEPARTMENTS[step.get("findings_of", "work safety")] or "",
            step["since"],
            step["until"],
            step.get("reason", "重大贡献"),
            step.get("authority", "市政府批复"),
            by(step),
        )
        self._exemptions[step["exemption"]] = (await self._desk.services.exemptions.grant(act)).id

    async def _revoke_exemption(self, step: Step) -> None:
        number = self._exemptions[step["exemption"]]
        await self._desk.services.exemptions.revoke(number, step.get("reason", ""), by(step))

    async def _qualify(self, step: Step) -> None:
        held = (step["scheme"], step.get("since", step["on"]), step.get("until"))
        await self._desk.services.rewards.record(QualificationAct(party(step), *held, by(step)))

    async def _open_case(self, step: Step) -> None:
        kind, number = CaseKind(step["kind"]), step["case"]
        department = by(step) if kind is CaseKind.COMMITMENT else None
        said = (kind, number, party(step), step["on"], self._today, step["text"], department, by(step))
        await self._desk.services.cases.open(OpeningAct(*said))

    async def _follow_case(self, step: Step) -> None:
        to = DEPARTMENTS[step["to"]] if "to" in step else None
        said = (CaseKind(step["kind"]), step["case"], STEPS[step["step"]], step["on"], self._today)
        await self._desk.services.cases.follow(StepAct(*said, by(step), step.get("text"), to))

    async def _publish(self, step: Step) -> None:
        what = Publicity(step["what"])
        layout = LAYOUTS[what]
        cells = {column: step["cells"].get(column, "") for column in layout.columns}
        outcome = await self._publicity.load(what, [(1, cells)], SOURCE, by(step))
        if outcome.row_errors:
            raise RefusedError(outcome.row_errors)
