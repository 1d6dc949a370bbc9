"""A register in which keys, names, identifiers and records meet again and again, with rows of every kind that is refused."""

from __future__ import annotations

import random

from resolvers.batches import Kind, Row

SOURCE = "register"


def untidy_register(seed: int, many: int = 120) -> dict[Kind, list[Row]]:
    """Rows of all kinds, `many` companies and as many persons, links about four times as many."""
    dice = random.Random(seed)
    parties = [_company(dice, many) for _ in range(many + many // 3)] + [_person(dice, many) for _ in range(many)]
    dice.shuffle(parties)
    return {
        Kind.PARTIES: parties,
        Kind.LINKS: [_link(dice, many) for _ in range(4 * many)],
        Kind.PENALTIES: [_penalty(dice, many, n) for n in range(many // 4)],
        Kind.FINDINGS: [_finding(dice, many, n) for n in range(many // 2)],
    }


def _company(dice: random.Random, many: int) -> Row:
    n = dice.randrange(many)
    return {
        "key": f"E{n}",
        "kind": "organization" if n % 9 == 0 or dice.random() < 0.02 else "enterprise",
        "name": f"企业{n}" + dice.choice(["", "", "", "（新）"]),
        "former_names": dice.choice(["", "", f"老企业{n}", f"老企业{n};企业{n}旧"]),
        "uscc": dice.choice(["", _uscc(n), _uscc(n), _uscc((n + 1) % many) if n % 11 == 0 else "", "91"]),
        "organization_type": dice.choice(["", "有限责任公司", "股份有限公司"]),
        "area_code": dice.choice(["", "320583"]),
        "record": dice.choice(["", f"r{dice.randrange(9)}"]),
    }


def _person(dice: random.Random, many: int) -> Row:
    n = dice.randrange(many)
    return {
        "key": f"P{n}",
        "kind": "person",
        "name": dice.choice([f"人{n}", f"人{n}", ""]),
        "passport": dice.choice(["", f"E{n:08}", f"G{n:08}"]),
        "citizen_id": dice.choice(["", _citizen(n), _citizen(n)]),
        "on_public_payroll": dice.choice(["", "true", "false"]),
        "record": dice.choice(["", f"r{dice.randrange(9)}"]),
    }


def _link(dice: random.Random, many: int) -> Row:
    relation = dice.choice(["shareholder"] * 5 + ["director", "legal_representative", "branch", "actual_controller"])
    holder = dice.choice([f"P{dice.randrange(many // 6)}", f"E{dice.randrange(many // 6)}"])
    company = dice.randrange(many // 6)
    by_code = dice.random() < 0.15
    return {
        "source_key": holder if dice.random() < 0.98 else "nobody",
        "relation": relation,
        "target_key": _uscc(company) if by_code else f"E{company}",
        "target_key_scheme": "uscc" if by_code else "",
        "share_percent": dice.choice(["", "5", "5", "33.3", "5-10", "101"]) if relation == "shareholder" else "",
        "since": dice.choice(["", "2019-01-01", "2019-01-01", "2020-02-30"]),
        "until": dice.choice(["", "", "2023-01-01"]),
        "record": dice.choice(["", f"r{dice.randrange(9)}"]),
    }


def _penalty(dice: random.Random, many: int, n: int) -> Row:
    return {
        "document_number": f"罚{n % 17}",
        "party_key": f"E{dice.randrange(many)}",
        "department": dice.choice(["应急管理局", "应急管理局", "没有的局"]),
        "decided_on": "2019-07-01",
        "amount_10k": dice.choice(["", "3", "5.5"]),
    }


def _finding(dice: random.Random, many: int, n: int) -> Row:
    return {
        "number": f"认定{n % 40}",
        "party_key": f"E{n % 40}",
        "area": dice.choice(["WORK_SAFETY", "WORK_SAFETY", "NOWHERE"]),
        "department": "应急管理局",
        "act_on": "2019-08-01",
        "recognised_on": "2019-08-10",
        "rectify_by": dice.choice(["", "2019-08-31"]),
        "rectified_on": dice.choice(["", "2019-08-20"]),
        "concerned_keys": dice.choice(["", f"P{dice.randrange(many)}"]),
    }


def _uscc(n: int) -> str:
    body = f"91320583{n:09}"
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + alphabet[(31 - total % 31) % 31]


def _citizen(n: int) -> str:
    body = f"3205831980{n // 280 % 12 + 1:02}{n % 28 + 1:02}{n // 28 % 1000:03}"
    total = sum(int(c) * (pow(2, 17 - i, 11)) for i, c in enumerate(body))
    return body + "10X98765432"[total % 11]
