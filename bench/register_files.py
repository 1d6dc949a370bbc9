"""A city as the files that `creditgraph load` reads (parties.csv, links.csv, penalties.csv, findings.csv)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path
from typing import Any

from bench.city import City, FindingRow, LinkRow, PartyRow, PenaltyRow
from domain.findings import EventKind, Grade
from domain.parties import PartyKind

PARTIES = "key kind name former_names uscc citizen_id organization_type on_public_payroll area_code".split()  # noqa: SIM905
LINKS = "source_key relation target_key share_percent since until position record".split()  # noqa: SIM905
PENALTIES = "document_number party_key department decided_on amount_10k".split()  # noqa: SIM905
FINDINGS = [
    *(
        "number",
        "party_key",
        "area",
        "department",
        "act_on",
        "recognised_on",
        "rectify_by",
        "rectified_on",
        "refused_on",
    ),
    *("grade", "standard", "penalty_document_number", "concerned_keys", "withdrawn_on", "repaired_on"),
]
AREA_CODE = "320583"


def write_all(city: City, folder: Path) -> None:
    """All four files."""
    write(folder / "parties.csv", PARTIES, map(party, chain(city.entities(), city.persons())))
    write(folder / "links.csv", LINKS, map(link, city.links()))
    penalties = (finding.penalty for finding in city.findings())
    write(folder / "penalties.csv", PENALTIES, (penalty(row) for row in penalties if row is not None))
    write(folder / "findings.csv", FINDINGS, map(finding, city.findings()))


def write_links(city: City, folder: Path, first: int) -> tuple[Path, Path, Path]:
    """Only the links, in three files: the first of them, none, and the others."""
    links = city.links()
    paths = (folder / "first.csv", folder / "none.csv", folder / "links.csv")
    for path, rows in zip(paths, (islice(links, first), (), links), strict=True):
        write(path, LINKS, map(link, rows))
    return paths


def write(path: Path, header: list[str], rows: Iterable[list[Any]]) -> None:
    """One CSV file; None is an empty cell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def party(row: PartyRow) -> list[Any]:
    """A row of parties.csv."""
    is_person = row.kind is PartyKind.PERSON
    return [
        *(row.key, row.kind.lower(), row.name, ";".join(row.former_names)),
        *((None, row.number) if is_person else (row.number, None)),
        *(row.organization_type, "true" if row.on_public_payroll else None, None if is_person else AREA_CODE),
    ]


def link(row: LinkRow) -> list[Any]:
    """A row of links.csv."""
    return [row.from_key, row.kind.lower(), row.to_key, row.share, row.since, row.until, row.position, row.record]


def penalty(row: PenaltyRow) -> list[Any]:
    """A row of penalties.csv."""
    return [row.document_number, row.party_key, row.department, row.decided_on, row.amount_10k]


def finding(row: FindingRow) -> list[Any]:
    """A row of findings.csv."""
    later = dict(row.later)
    # A grade is stated where the department grades by its own standard; the area's policy says the rest.
    grade = row.grade.value if row.standard is not None and row.grade is Grade.SERIOUS else None
    return [
        *(row.number, row.party_key, row.area, row.department, row.act_on, row.recognised_on, row.rectify_by),
        *(later.get(EventKind.RECTIFIED), later.get(EventKind.RECTIFICATION_REFUSED), grade, row.standard),
        *(row.penalty.document_number if row.penalty else None, row.concerned_key),
        *(later.get(EventKind.WITHDRAWN), later.get(EventKind.REPAIR_GRANTED)),
    ]
