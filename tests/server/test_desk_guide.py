"""Every command of docs/how-to/run-the-desk.md runs as it stands, one after the other, in the demo city."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from server.composition import open_installation
from server.demo_city import load_city
from server.settings import read_settings
from tests.server.test_cli import creditgraph
from tests.support.processes import ROOT

GUIDE = ROOT / "docs" / "how-to" / "run-the-desk.md"
GROUPS = {"penalties", "licences", "findings", "repair", "exemptions", "rewards", "cases", "check"}


def commands() -> list[list[str]]:
    """The words of each command, without the program's name."""
    blocks = re.findall("^```sh\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    lines = [shlex.split(line) for block in blocks for line in block.splitlines()]
    assert {line[0] for line in lines} == {"creditgraph"}
    return [line[1:] for line in lines]


async def test_every_command_of_the_guide_works(tmp_path: Path) -> None:
    said: dict[str, str] = {}
    async with open_installation(read_settings(data_dir=tmp_path / "data")) as installation:
        await load_city(installation)
        for words in commands():
            placed = [str(tmp_path / word) if word.endswith((".csv", ".xlsx")) else word for word in words]
            code, out, err = await creditgraph(tmp_path / "data", *placed, COLUMNS="250")
            assert (code, err) == (0, ""), (words, out, err)
            assert "known already" not in out, words
            said[" ".join(words[:2])] = out
    assert {name.partition(" ")[0] for name in said} == GROUPS
    assert said["findings show"].startswith("演安认〔2026〕2号: SERIOUS since 2026-04-15, in force on 2026-05-02")
    assert "CLEAR" in said["check any"]
    assert "已豁免 2026-05-01 – 2026-07-31 · 市政府第3号批复 · 重大民生工程" in said["check any"]
    assert "市政府第3号批复" in said["exemptions list"]
    assert said["cases list"].splitlines()[-1] == "1 in all"
    assert all(name in said["rewards show"] for name in ("白俄罗斯", "绿色通道", "容缺受理"))
