"""The enums of ownership as GraphQL enums."""

from __future__ import annotations

from domain.ownership import OwnerReason
from schema.enums import register

register(
    OwnerReason,
    "Why a person is a beneficial owner (认定受益所有人的理由).",
    {
        "SHARE": "An effective share of the rule's percentage or more (持有股权达到比例).",
        "CONTROL": "Control computed from holdings (通过持股控制).",
        "DECLARED_CONTROL": "Declared as actual controller (登记的实际控制人).",
        "SENIOR_MANAGER": "Senior manager, where nobody is certainly one by share or control (高级管理人员，兜底认定).",
        "LEGAL_REPRESENTATIVE": "Legal representative, likewise (法定代表人，兜底认定).",
    },
)
