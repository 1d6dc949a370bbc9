"""`creditgraph mark` and `creditgraph report`, beside the engine of a running installation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.opening import open_engine
from tests.server.test_cli import creditgraph

MARK = ("mark", "--month", "2019-08", "--unit", "KS_TAX", "--item", "COMMITMENTS", "--note", "n")


@pytest.fixture(scope="module")
async def folder(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Path]:
    folder = tmp_path_factory.mktemp("report")
    graph = await open_engine(folder)
    yield folder
    await graph.close()


async def test_a_mark_is_in_the_report_and_its_files(folder: Path) -> None:
    code, out, err = await creditgraph(folder, *MARK, "--standing", "NOT_DONE")
    assert (code, err) == (0, "")
    assert out.startswith("marked KS_TAX COMMITMENTS from 2019-08: NOT_DONE (")
    written = folder / "out"
    code, out, err = await creditgraph(folder, "report", "--month", "2019-08", "--out", str(written), COLUMNS="300")
    assert (code, err) == (0, "")
    assert "扣0.1分：第4项未完成扣0.1分" in out
    assert len(list(written.iterdir())) == 5
    assert "税务局,*,*,*,×,*,*,*,*,无,扣0.1分" in (written / "2019-08-departments.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("report", "--month", "2019-8"), "A month is written YYYY-MM, such as 2019-08."),
        ((*MARK, "--standing", "EVENT"), "This item can be marked "),
        ((*MARK, "--points", "many"), "--points is a decimal number, such as 7.5."),
    ],
)
async def test_what_cannot_be_is_one_line(folder: Path, arguments: tuple[str, ...], says: str) -> None:
    code, out, err = await creditgraph(folder, *arguments)
    assert (code, out) == (1, "")
    assert err.startswith(f"creditgraph: {says}")
    assert err.count("\n") == 1
