"""What a recipient is sent: the dispatch, the finding, whom the measure is against, by which clause."""

from __future__ import annotations

from typing import Any

import orjson

from domain.feedback import SentDispatch
from domain.policy import RuleBook
from domain.time import from_recorded
from resolvers.services import Services


async def letter_body(services: Services, dispatch: SentDispatch) -> bytes:
    """The JSON body, as the record says it now. Personal numbers are masked, as everywhere."""
    (finding,) = await services.findings.by_ids([dispatch.finding_id])
    (subject,) = await services.parties.by_ids([dispatch.subject_id])
    (identifiers,) = await services.parties.identifiers([dispatch.subject_id])
    body: dict[str, Any] = {
        "key": dispatch.key,
        "kind": dispatch.kind,
        "reason": dispatch.reason,
        "recalls": dispatch.recalls,
        "recipient": dispatch.recipient,
        "grade": dispatch.grade,
        "since": dispatch.since,
        "dueOn": dispatch.due_on,
        "recordedAt": from_recorded(dispatch.recorded_at),
        "measure": _measure(dispatch, services.rules.current),
        "finding": finding and {"number": finding.number, "area": finding.area, "department": finding.department},
        "subject": subject
        and {
            "kind": subject.kind,
            "name": subject.name,
            "identifiers": [{"scheme": each.scheme, "value": each.value} for each in identifiers],
        },
    }
    return orjson.dumps(body)


def _measure(dispatch: SentDispatch, rules: RuleBook) -> dict[str, Any]:
    matter = rules.matters.get(dispatch.matter)
    policy = next((policy for policy in rules.policies if policy.id == dispatch.policy_id), None)
    clause = policy.clauses.get(dispatch.clause_id) if policy else None
    return {
        "effect": dispatch.effect,
        "matter": dispatch.matter,
        "label": matter and matter.label_zh,
        "policy": dispatch.policy_id,
        "documentNumber": policy and policy.document_number,
        "clause": dispatch.clause_id,
        "text": clause and clause.text,
    }
