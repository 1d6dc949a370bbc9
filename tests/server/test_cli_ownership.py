"""`creditgraph ownership`: the tree in the terminal, and the files."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from domain.parties import PartyKind
from domain.summary import Lang
from graph.opening import open_engine
from resolvers.ownership_picture import OwnershipPicture
from server.cli import ownership_tree
from server.cli.ownership import Format
from server.cli.ownership_tree import show_ownership
from server.exports import ExportFormat
from tests.server.test_cli import creditgraph
from tests.support.pictures import city_picture, link, party, picture_from

E, P = PartyKind.ENTERPRISE, PartyKind.PERSON


def printed(picture: OwnershipPicture, lang: Lang = Lang.EN) -> list[str]:
    page = StringIO()
    show_ownership(Console(file=page, width=200), picture, lang)
    return [line.rstrip() for line in page.getvalue().splitlines()]


def test_the_tree_has_shares_dates_statements_that_differ_and_what_comes_of_it() -> None:
    lines = printed(city_picture())
    assert lines[0] == "丙有限公司  2024-01-01 · 2024-01-01T12:00:00.000005Z"
    tree = {line.strip("│├└─ ") for line in lines[1:8]}
    assert tree == {
        '60% “天”\\地"与<A&B>�有限公司  since 2020-02-29  effectively 60%',
        "66.7% 张三  effectively ≈51.1311%",
        "33.25% 乙合伙  until 2030-01-01  effectively 19.95%",
        "11.111111111111111111111111111111% 张三  effectively ≈51.1311%",
        "5–10% 李四  effectively 5–10%",
        "2% 马六  since 2021-01-01  effectively 2%  stated otherwise: 3% (other)",
        "? 王五  effectively 0–21.8889%",
    }
    assert lines[1].startswith("├── 60%")
    assert lines[2].startswith("│   ├── 66.7%")
    assert lines[8:] == [
        "controllers: 张三  jointly ≈71.1111%",
        'controllers: “天”\\地"与<A&B>�有限公司  jointly 60%',
        "beneficial owners: 张三  by share, by control  ≈51.1311%",
        "persons 58.1311% · others 19.95% · unknown 21.9189% · excess 0%",
    ]


def test_cycles_are_marked_and_a_company_met_again_is_not_drawn_twice() -> None:
    parties = [party(name, E, name) for name in "ABCD"] + [party("p", P, "p")]
    links = [
        link("B", "A", "50"),
        link("A", "B", "50"),
        link("p", "B", "40"),
        link("C", "A", "30"),
        link("B", "C", "60"),
    ]
    lines = printed(picture_from("A", parties, links))
    assert lines[1:6] == [
        "├── 50% B  effectively 68%",
        "│   ├── 50% A  ↻ cycle",
        "│   └── 40% p  effectively ≈41.2121%",
        "└── 30% C  effectively 40%",
        "    └── 60% B  effectively 68%  (see above)",
    ]


def test_what_was_not_read_and_what_owns_itself_is_said() -> None:
    parties = [party(name, E, name) for name in "ABC"]
    cut = picture_from("C", parties, [link("A", "C", "60"), link("B", "A", "10")], unread=frozenset({"A"}))
    text = "\n".join(printed(cut, Lang.ZH))
    assert "… 股东未全部读取" in text
    assert "结果不完整：有内容因上限未读取或未计算" in text
    ring = printed(picture_from("C", parties, [link("A", "B", "100"), link("B", "A", "100"), link("A", "C", "60")]))
    assert "they own themselves wholly, so there is no number: A、B" in ring
    assert any(line.endswith("100% B  effectively ?") for line in ring)


def test_long_lists_and_deep_chains_are_cut_and_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ownership_tree, "MOST", 2)
    monkeypatch.setattr(ownership_tree, "DEEPEST", 2)
    parties = [party(name, E, name) for name in "ABCD"] + [party(f"p{n}", P, f"p{n}") for n in range(4)]
    links = [link("A", "B", "100"), link("B", "C", "100"), link("C", "D", "100")]
    text = "\n".join(printed(picture_from("D", parties, links + [link(f"p{n}", "D") for n in range(4)])))
    assert "… 3 more owners" in text
    assert "100% B  effectively 100%  … deeper levels are not shown" in text


def test_fallbacks_persons_and_names_that_would_command_the_terminal() -> None:
    city = printed(picture_from("C", [party("C", E, "\x1b[31m丙")], []))
    assert city[0].startswith("�[31m丙  ")
    assert city[1:] == [
        *("controllers: nobody", "beneficial owners: nobody"),
        "persons 0% · others 0% · unknown 100% · excess 0%",
    ]
    assert printed(picture_from("p", [party("p", P, "p")], []))[1:] == ["a natural person has no owners"]


@pytest.fixture(scope="module")
async def data(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Path]:
    """A register loaded by the command line, and its engine kept running: each command would start it again."""
    folder = tmp_path_factory.mktemp("ownership")
    register = folder / "register"
    register.mkdir()
    parties = ["key,kind,name,uscc", "C,enterprise,丙公司,91110000600037341L", "A,enterprise,甲公司,", "p,person,张三,"]
    links = [
        "source_key,relation,target_key,share_percent,since",
        "A,shareholder,C,60,2020-01-01",
        "p,shareholder,A,60,",
    ]
    (register / "parties.csv").write_text("\n".join(parties), encoding="utf-8")
    (register / "links.csv").write_text("\n".join(links), encoding="utf-8")
    code, out, error = await creditgraph(folder / "data", "load", str(register), "--source", "register")
    assert (code, error) == (0, ""), out
    graph = await open_engine(folder / "data")
    yield folder / "data"
    await graph.close()


async def test_the_command_prints_the_tree_as_of_a_day(data: Path) -> None:
    code, out, error = await creditgraph(data, "ownership", "91110000600037341L", "--lang", "EN")
    assert (code, error) == (0, "")
    assert "└── 60% 甲公司  since 2020-01-01  effectively 60%" in out
    assert "    └── 60% 张三  effectively 36%" in out
    assert "beneficial owners: 张三  by share, by control  36%" in out
    code, out, _ = await creditgraph(data, "ownership", "register:C", "--as-of", "2019-12-31")
    assert (code, "甲公司" in out, "未知 100%" in out) == (0, False, True)


@pytest.mark.parametrize(
    ("format_", "begins", "holds"),
    [
        ("tree", "丙公司", "受益所有人: 张三"),
        ("bods", "[", '"recordType": "relationship"'),
    ],
)
async def test_the_picture_is_written_to_a_file(
    data: Path, tmp_path: Path, format_: str, begins: str, holds: str
) -> None:
    target = tmp_path / "picture"
    code, out, error = await creditgraph(data, "ownership", "register:C", "--format", format_, "-o", str(target))
    assert (code, out, error) == (0, "", "")
    text = target.read_text(encoding="utf-8")
    assert text.startswith(begins)
    assert text.endswith("\n")
    assert holds in text
    if format_ == "bods":
        json.loads(text)


def test_every_format_of_exports_is_one_of_the_command() -> None:
    assert {format_.value for format_ in Format} == {"tree", *(format_.value for format_ in ExportFormat)}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Name one party: PARTY, or --citizen-id."),
        (("register:nobody",), "Nobody in the register has this identifier."),
        (("9111",), "unified social credit code"),
        (("register:C", "--min-percent", "101"), "--min-percent is a number from 0 to 100."),
        (("register:C", "--min-percent", "many"), "--min-percent is a number from 0 to 100."),
        (("register:C", "--known-at", "2000-01-01T00:00:00Z"), "Nobody in the register had this id at that time."),
        (("register:C", "-o", "/nowhere/at/all"), "/nowhere/at/all cannot be written: No such file or directory"),
    ],
)
async def test_what_cannot_be_shown_is_one_line(data: Path, arguments: tuple[str, ...], says: str) -> None:
    code, out, error = await creditgraph(data, "ownership", *arguments)
    assert (code, out) == (1, "")
    assert error.startswith("creditgraph: ")
    assert says.casefold() in error.casefold()
    assert error.count("\n") == 1
