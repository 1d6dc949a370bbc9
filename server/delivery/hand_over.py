"""The list for a recipient without an address: what it was not told yet, to be handed over on paper or by mail."""

from __future__ import annotations

from collections.abc import Sequence

from domain.feedback import SentDispatch
from resolvers.services import Services
from server.csv_out import csv_text

HEAD = (
    *("key", "kind", "reason", "recalls", "finding", "area", "party", "identifiers"),
    *("effect", "matter", "grade", "document_number", "clause", "since", "due_on"),
)


async def hand_over_list(services: Services, dispatches: Sequence[SentDispatch]) -> str:
    """The dispatches as CSV, one a line. Personal numbers are masked."""
    subjects = [dispatch.subject_id for dispatch in dispatches]
    findings = await services.findings.by_ids([dispatch.finding_id for dispatch in dispatches])
    parties = await services.parties.by_ids(subjects)
    identifiers = await services.parties.identifiers(subjects)
    rules = services.rules.current
    policies = {policy.id: policy for policy in rules.policies}
    rows = []
    for dispatch, finding, party, named in zip(dispatches, findings, parties, identifiers, strict=True):
        matter, policy = rules.matters.get(dispatch.matter), policies.get(dispatch.policy_id)
        clause = policy.clauses.get(dispatch.clause_id) if policy else None
        rows.append(
            (
                *(dispatch.key, dispatch.kind, dispatch.reason, dispatch.recalls),
                *(finding and finding.number, finding and finding.area, party and party.name),
                " ".join(f"{each.scheme}:{each.value}" for each in named),
                *(dispatch.effect, matter.label_zh if matter else dispatch.matter, dispatch.grade),
                *(policy and policy.document_number, clause.text if clause else dispatch.clause_id),
                *(dispatch.since, dispatch.due_on),
            )
        )
    return csv_text(HEAD, rows)
