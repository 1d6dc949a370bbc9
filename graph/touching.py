"""Which findings a write touches: of which it may change who must be told (domain/dispatches).

The events of a finding say so themselves, by their recorded time. Of everything else that a dispatch depends on the write
leaves its recorded time on the findings concerned (`Finding.touched_at`), so that dispatchers of every server see it:

    a role (法定代表人, 主要负责人, 实际控制人) in a company    the findings against the company
    an employment (职工) of a person                          the findings against the person
    a holding (股东) in a company                             the findings against it and against what it may control
    the payroll flag (财政供养) or an exemption of a party    the findings against it, against what it has a role in or may
                                                              control, and those that concern it
    feedback on what was learnt by a check                    the finding

What a company may control is whatever it holds, and that holds, through as many companies as control is computed
through: control may be joint, so a small holding may decide it. Where that is too much to walk through in a write, as when
a register is loaded, every finding is touched (`Ledger.every`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from neo4j import AsyncManagedTransaction

from domain.links import LinkKind
from domain.time import NEVER
from graph.control import LIMITS
from graph.queries import query
from graph.writing import collected, given, run

FROM, TO = "from", "to"
TOUCHED_END = {
    LinkKind.LEGAL_REPRESENTATIVE: TO,
    LinkKind.PRINCIPAL: TO,
    LinkKind.ACTUAL_CONTROLLER: TO,
    LinkKind.SHAREHOLDER: TO,
    LinkKind.EMPLOYEE: FROM,
}
"""The end of a link whose findings it touches; links of other kinds touch none."""

MOST = 5_000
"""Companies that one write walks through."""
STARTS = 500
"""Companies that one write walks from: a register that is loaded would walk through most of the graph again and again."""


class Toucher:
    """Touches findings in one transaction. `at`: its recorded time."""

    def __init__(self, tx: AsyncManagedTransaction, at: int) -> None:
        self._tx = tx
        self._at = at

    async def findings(self, finding_ids: Collection[str]) -> None:
        """These findings."""
        await self._run("write/findings_touch", finding_ids)

    async def links(self, kind: LinkKind, ends: Collection[str]) -> None:
        """What links touch whose ends (`TOUCHED_END`) these are. To be called when the links are written."""
        if kind is LinkKind.SHAREHOLDER:
            await self._run("write/findings_touch_against", ends)
            await self.below(ends)
        elif kind in TOUCHED_END:
            await self._run("write/findings_touch_against", ends)

    async def subjects(self, party_ids: Collection[str]) -> None:
        """What parties touch of whom it changes whether they must be told of."""
        await self._run("write/findings_touch_reaching", party_ids)
        await self.below(party_ids)

    async def below(self, party_ids: Collection[str]) -> None:
        """The findings against what these parties may control."""
        if len(party_ids) > STARTS:
            await self._every()
            return
        seen: set[str] = set(party_ids)
        next_: list[str] = sorted(party_ids)
        walked, concerned = set(party_ids), set[str]()
        for _ in range(LIMITS.levels):
            if not next_:
                break
            text = query("write/parties_held")
            held = await collected(self._tx, text, **given(next_), never=NEVER, most=MOST + 1)
            seen.update(company for company, _, _ in held)
            if len(held) > MOST or len(seen) - len(party_ids) > MOST:
                await self._every()
                return
            concerned.update(company for company, has_findings, _ in held if has_findings)
            next_ = sorted(company for company, _, holds in held if holds and company not in walked)
            walked.update(next_)
        await self._run("write/findings_touch_against", concerned)

    async def _every(self) -> None:
        await (await self._tx.run(query("write/ledger_touch_every"), {"at": self._at})).consume()

    async def _run(self, name: str, ids: Collection[str]) -> None:
        rows: list[Any] = sorted(ids)
        await run(self._tx, query(name), rows, at=self._at)
