"""The rows of the report about ownership and about checks that rest on control."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Row = tuple[str, str, str, str]

BENEFICIAL_MS, TENDER_MS, CHECK_RATIO = 100, 300, 3


def ownership_rows(ownership: dict[str, Any]) -> Iterator[Row]:
    """Each size: what was asked, plain Cypher, the model in memory, and whether the answers agree."""
    for size, found in ownership["sizes"].items():
        times, companies = found["times"], f"{int(size):,} companies"
        for name, taken in times.items():
            failed = "".join(f", {count:,} × {code}" for code, count in taken["failed"].items())
            figure = f"p50 {taken['p50_ms']:.2f} ms, p99 {taken['p99_ms']:.1f} ms{failed}"
            is_target = name == "beneficial owners"
            met = _yes(taken["p99_ms"] < BENEFICIAL_MS and not failed) if is_target else ""
            yield f"{name}, {companies}", figure, f"p99 < {BENEFICIAL_MS} ms" if is_target else "", met
        ours, plain = times["beneficial owners"], times["plain Cypher"]
        for name in ("p50_ms", "p99_ms"):
            ratio = ours[name] / plain[name]
            what = f"  {name[:3]} of beneficial owners : plain Cypher, {companies}"
            yield what, f"{ratio:.2f}", "≤ 1", _yes(ratio <= 1)
        agreed = ", ".join(f"{count:,} {what}" for what, count in sorted(found["answers"].items()))
        yield f"  owners as in memory, {companies}", agreed, "0 differ", _yes(not found["answers"].get("differ"))


def control_rows(found: dict[str, Any]) -> Iterator[Row]:
    """Checks that rest on computed control, and a tender."""
    parties = f"{found['parties']:,} parties"
    for name in ("plain", "control"):
        figure = f"p50 {found[name]['p50_ms']:.2f} ms, p99 {found[name]['p99_ms']:.1f} ms"
        yield f"check, {name}, {parties}", figure, "", ""
    ratio = found["p50_ratio"]
    yield "  p50, control : plain", f"{ratio:.2f}", f"< {CHECK_RATIO}", _yes(ratio < CHECK_RATIO)
    most = max(map(int, found["round_trips"]))
    yield "  round trips of a check at most", str(most), "≤ 3", _yes(most <= 3)
    tender = found["tender"]
    figure = f"p50 {tender['p50_ms']:.0f} ms, max {tender['max_ms']:.0f} ms, CPU {found['tender_cpu']['p50_ms']:.0f} ms"
    yield "200 bidders with conflicts", figure, f"< {TENDER_MS} ms", _yes(tender["max_ms"] < TENDER_MS)


def _yes(met: bool) -> str:
    return "yes" if met else "NO"
