"""What was measured, as a table with targets beside the figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.report_ownership import control_rows, ownership_rows

Row = tuple[str, str, str, str]


def table(results: dict[str, Any]) -> str:
    """A Markdown table: what, the figure, the target, whether it is met."""
    rows: list[Row] = [("measured", "figure", "target", "met")]
    for engine, found in results["engines"].items():
        rows.extend((f"{engine}: {what}", figure, target, met) for what, figure, target, met in _rows(engine, found))
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _rows(engine: str, found: dict[str, Any]) -> Iterator[Row]:
    if "single" in found:
        yield from _single(found["single"])
    if "many" in found:
        yield from _many(found["many"], 250 if engine == "neo4j" else 400)
    if "sizes" in found:
        yield from _sizes(found["sizes"])
    if "search" in found:
        yield from _search(found["search"])
    if "load" in found:
        yield from _load(found["load"], 20_000 if engine == "neo4j" else None)
    if "ownership" in found:
        yield from ownership_rows(found["ownership"])
    if "checks-by-control" in found:
        yield from control_rows(found["checks-by-control"])


def _single(single: dict[str, Any]) -> Iterator[Row]:
    for name in ("floor", "server"):
        run = single[name]
        figure = f"{run['per_second']:,.0f}/s, p50 {run['p50_ms']:.1f} ms, p99 {run['p99_ms']:.1f} ms"
        yield f"single checks, 16 connections, {name}", figure, "", ""
    yield _judged("requests/s, server : floor", single["throughput_ratio"], 0.8, least=True)
    yield _judged("p99, server : floor", single["p99_ratio"], 2)


def _many(many: dict[str, Any], target: int) -> Iterator[Row]:
    yield _judged("decideMany of 10,000, µs a decision", many["us_per_decision"], target, digits=0)
    yield "server's memory at its highest", f"{many['peak_mb']:,.0f} MB", "reported", ""
    yield "decisions that are not CLEAR", f"{1 - many['outcomes'].get('CLEAR', 0.0):.1%}", "about 10 %", ""


def _sizes(sizes: dict[str, Any]) -> Iterator[Row]:
    for connections, by_size in ((key, value) for key, value in sizes.items() if key.isdigit()):
        smallest = min(by_size, key=int)
        base = by_size[smallest]["p50_ms"]
        for size in sorted(by_size, key=int):
            growth = by_size[size]["p50_ms"] / base - 1
            what = f"p50 at {connections} connection(s), {int(size):,} enterprises"
            figure = f"{by_size[size]['p50_ms']:.2f} ms ({growth:+.0%})"
            yield what, figure, "< +20 %", "" if size == smallest else _yes(growth < 0.2)


def _search(search: dict[str, Any]) -> Iterator[Row]:
    yield _judged(f"name search over {search['parties']:,} parties, p95 ms", search["p95_ms"], 100)
    by = ", ".join(f"{kind} {times['p95_ms']:.1f}" for kind, times in search["by"].items())
    yield "  p95 ms by what was typed", by, "", ""


def _load(load: dict[str, Any], target: int | None) -> Iterator[Row]:
    what = f"load of {load['rows']:,} links, rows/s"
    if target is not None:
        yield _judged(what, load["rows_per_second"], target, least=True, digits=0)
    else:
        yield what, f"{load['rows_per_second']:,.0f}", "reported", ""
    yield _judged("  memory of the load at its highest, MB", load["peak_mb"], 300, digits=0)


def _judged(what: str, value: float, target: float, *, least: bool = False, digits: int = 2) -> Row:
    met = value >= target if least else value < target
    sign = "≥" if least else "<"
    return what, f"{value:,.{digits}f}", f"{sign} {target:,g}", _yes(met)


def _yes(met: bool) -> str:
    return "yes" if met else "NO"
