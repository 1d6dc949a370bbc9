"""`creditgraph load` as a user runs it, on the embedded engine."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL
from pathlib import Path

import pytest

from domain.errors import CreditGraphError
from resolvers.batches import Kind
from server.cli.load import plan, plan_exchange
from server.files.exchange_formats import ExchangeFormat
from tests.server.test_cli import SECONDS, creditgraph, environment
from tests.support.processes import ROOT, until


def write_folder(folder: Path, parties: int = 3) -> Path:
    """A small register with one bad link."""
    folder.mkdir()
    rows = [f"P{i},person,人{i}" for i in range(parties)]
    (folder / "parties.csv").write_text("\n".join(["key,kind,name", "E1,enterprise,甲公司", *rows]), encoding="utf-8")
    links = [f"P{i},director,E1,r{i}" for i in range(parties)]
    text = "\n".join(["source_key,relation,target_key,record", *links, "nobody,director,E1,r"])
    (folder / "links.csv").write_text(text, encoding="utf-8")
    return folder


async def test_a_folder_with_a_bad_row_exits_1_and_says_how_many(tmp_path: Path) -> None:
    register = write_folder(tmp_path / "register")
    code, out, error = await creditgraph(tmp_path / "data", "load", str(register), "--source", "register")
    beside = register / "links.csv.rejected.csv"
    assert (code, error) == (1, "")
    assert out.splitlines() == [
        "parties.csv: 4 rows",
        "  parties: 4 created, 0 changed, 0 unchanged, 0 rejected",
        "links.csv: 4 rows",
        "  links: 3 created, 0 changed, 0 unchanged, 1 rejected",
        f"  1 rows were rejected: see {beside}",
    ]
    assert "5,source_key,UNKNOWN_PARTY," in beside.read_text(encoding="utf-8")
    parties = str(register / "parties.csv")
    code, out, _ = await creditgraph(tmp_path / "data", "load", "parties", parties, "--source", "register")
    assert (code, out.splitlines()[1]) == (0, "  parties: 0 created, 0 changed, 4 unchanged, 0 rejected")
    code, _, error = await creditgraph(tmp_path / "data", "load", "links", parties, "--source", "register")
    assert code == 1
    assert error.startswith("creditgraph: parties.csv: key is no column of links")


async def test_a_killed_load_is_resumed_by_running_it_again(tmp_path: Path) -> None:
    register, data = write_folder(tmp_path / "register", 12_000), tmp_path / "data"
    await creditgraph(data, "doctor")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server.cli", "load", str(register), "--source", "register"),
        cwd=ROOT,
        env=environment(data),
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=DEVNULL,
        start_new_session=True,
    )
    part = register / "links.csv.rejected.csv.part"
    await until(part.exists, SECONDS)
    os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
    code, out, error = await creditgraph(data, "load", str(register), "--source", "register")
    assert (code, error) == (1, "")
    assert "parties: 0 created, 0 changed, 12001 unchanged, 0 rejected" in out
    code, out, _ = await creditgraph(data, "load", str(register), "--source", "register")
    assert "parties: 0 created, 0 changed, 12001 unchanged, 0 rejected" in out
    assert "links: 0 created, 0 changed, 12000 unchanged, 1 rejected" in out
    assert not part.exists()


async def test_a_fresh_load_into_an_empty_graph_only(tmp_path: Path) -> None:
    register, data = write_folder(tmp_path / "register"), tmp_path / "data"
    code, out, error = await creditgraph(data, "load", "--fresh", str(register), "--source", "register")
    assert (code, error) == (1, "")
    assert out.splitlines() == [
        "parties.csv: 4 rows",
        "  parties: 4 created, 0 changed, 0 unchanged, 0 rejected",
        "links.csv: 4 rows",
        "  links: 3 created, 0 changed, 0 unchanged, 1 rejected",
        f"  1 rows were rejected: see {register / 'links.csv.rejected.csv'}",
    ]
    code, out, error = await creditgraph(data, "load", "--fresh", str(register), "--source", "register")
    assert (code, out) == (1, "")
    assert error == (
        "creditgraph: the graph is not empty, it has 4 parties: --fresh is for an empty one; load without it\n"
    )
    code, out, _ = await creditgraph(data, "load", str(register), "--source", "register")
    assert "  parties: 0 created, 0 changed, 4 unchanged, 0 rejected" in out


async def test_a_killed_fresh_load_says_what_to_do_and_starts_over(tmp_path: Path) -> None:
    register, data = write_folder(tmp_path / "register", 6_000), tmp_path / "data"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server.cli", "load", "--fresh", str(register), "--source", "register"),
        cwd=ROOT,
        env=environment(data),
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=DEVNULL,
        start_new_session=True,
    )
    await until((register / "links.csv.rejected.csv.part").exists, SECONDS)
    os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
    for command in (["load", str(register), "--source", "register"], ["serve", "--port", "0"]):
        code, out, error = await creditgraph(data, *command)
        assert (code, out, error.count("\n")) == (1, "", 1), command
        assert "`creditgraph load --fresh` into this graph is under way, or was interrupted" in error
        assert error.endswith("run it again, which starts over\n")
    code, out, error = await creditgraph(data, "load", "--fresh", str(register), "--source", "register")
    assert (code, error) == (1, "")
    assert "  parties: 6001 created, 0 changed, 0 unchanged, 0 rejected" in out
    assert "  links: 6000 created, 0 changed, 0 unchanged, 1 rejected" in out


def test_what_a_command_line_means(tmp_path: Path) -> None:
    register = write_folder(tmp_path / "register")
    parties, links = register / "parties.csv", register / "links.csv"
    assert plan("parties", links, None) == [(links, Kind.PARTIES)]
    assert plan(str(register), None, None) == [(parties, Kind.PARTIES), (links, Kind.LINKS)]
    assert plan(str(links), None, None) == [(links, Kind.LINKS)]
    mapping = ROOT / "seeds" / "mappings" / "a-share-executives.yaml"
    (_, everything), *_ = plan("executives.csv", None, mapping)
    assert everything.kinds() == (Kind.PARTIES, Kind.LINKS)  # type: ignore[union-attr]
    (_, only), *_ = plan("links", Path("executives.csv"), mapping)
    assert only.kinds() == (Kind.LINKS,)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("what", "file", "mapping", "words"),
    [
        ("people", "x.csv", None, "none of parties, links, penalties, findings"),
        ("links", None, None, "Which file"),
        ("other.csv", None, None, "What are the rows of other.csv"),
        ("findings", "x.csv", "a-share-executives.yaml", "makes no findings"),
        (".", None, "a-share-executives.yaml", "explains one file"),
    ],
)
def test_command_lines_that_mean_nothing(what: str, file: str | None, mapping: str | None, words: str) -> None:
    path = ROOT / "seeds" / "mappings" / mapping if mapping else None
    with pytest.raises(CreditGraphError) as refused:
        plan(what, Path(file) if file else None, path)
    assert words in refused.value.message


async def test_files_of_foreign_formats(tmp_path: Path) -> None:
    path, data = tmp_path / "entities.jsonl", tmp_path / "data"
    lines = [
        '{"id": "o", "schema": "Ownership", "properties": {"owner": ["z"], "asset": ["c"], "percentage": ["60"]}}',
        '{"id": "c", "schema": "Company", "properties": {"name": ["丙公司"]}}',
        '{"id": "z", "schema": "Person", "properties": {"name": ["张三"]}}',
        '{"id": "v", "schema": "Vessel", "properties": {"name": ["东方号"]}}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    code, out, error = await creditgraph(data, "load", str(path), "--format", "ftm", "--source", "register")
    assert (code, error) == (1, "")
    assert out.splitlines() == [
        "entities.jsonl: 4 objects",
        "  parties: 2 created, 0 changed, 0 unchanged, 0 rejected",
        "  links: 1 created, 0 changed, 0 unchanged, 0 rejected",
        f"  1 objects were rejected: see {path}.rejected.jsonl",
    ]
    code, out, error = await creditgraph(data, "load", str(path), "--format", "bods", "--source", "register")
    assert (code, out) == (1, "")
    assert error == "creditgraph: This is FollowTheMoney: load it with --format ftm.\n"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
    for what in (
        ["parties", str(path.rename(tmp_path / "parties.csv"))],
        [str(tmp_path / "parties.csv"), "--format", "bods"],
    ):
        code, out, error = await creditgraph(data, "load", *what, "--source", "register")
        assert (code, out, error.count("\n")) == (1, "", 1)
        assert error.startswith("creditgraph: parties.csv is no text but a binary file: ")


def test_a_foreign_file_says_itself_what_it_is() -> None:
    assert plan_exchange("x.json", None, None, ExchangeFormat.BODS) == [(Path("x.json"), ExchangeFormat.BODS)]
    for file, mapping in ((Path("x.json"), None), (None, Path("m.yaml"))):
        with pytest.raises(CreditGraphError, match="says itself what its rows are"):
            plan_exchange("parties", file, mapping, ExchangeFormat.FTM)
