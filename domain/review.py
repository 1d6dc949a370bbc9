"""A review (复核): why a person must look."""

from __future__ import annotations

from dataclasses import dataclass

from domain.findings import Finding
from domain.links import Link
from domain.parties import Party
from domain.policy import ReviewCode


@dataclass(frozen=True, slots=True)
class Review:
    """One reason to look, with what was seen: the parties, links and findings that gave rise to it, in a fixed order."""

    code: ReviewCode
    parties: tuple[Party, ...] = ()
    links: tuple[Link, ...] = ()
    findings: tuple[Finding, ...] = ()
    detail: str | None = None
