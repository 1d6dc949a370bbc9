"""The desk's commands as a user runs them, beside the engine of a running installation."""

from __future__ import annotations

import csv
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from domain.cases import CaseKind
from resolvers.cases import CaseFilter
from schema.ids import NodeKind, to_global
from server.cli.parties import by_key
from server.composition import Installation, open_installation
from server.settings import read_settings
from tests.server.test_cli import creditgraph
from tests.support.desk import ENVIRONMENT, PARTIES, SAFETY

E1 = ("--key", "register:E1")
BY = ("--department", SAFETY)
APPROVAL = "KS_ADMINISTRATIVE_APPROVAL"
USCC = "91110000600037341L"


@dataclass
class Office:
    """An installation whose engine runs, and its folder."""

    installation: Installation
    folder: Path

    async def ran(self, *arguments: str) -> str:
        """What a command that succeeds prints."""
        code, out, err = await creditgraph(self.folder, *arguments, COLUMNS="250")
        assert (code, err) == (0, ""), (code, out, err)
        return out

    async def refused(self, *arguments: str) -> str:
        """What a command that fails says."""
        code, out, err = await creditgraph(self.folder, *arguments)
        assert (code, out) == (1, "")
        return err


@pytest.fixture(scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    folder = tmp_path_factory.mktemp("desk")
    async with open_installation(read_settings(data_dir=folder)) as installation:
        await installation.loader.load_parties(PARTIES, "register")
        link = {"source_key": "P1", "relation": "legal_representative", "target_key": "E1"}
        await installation.loader.load_links([link], "register")
        yield Office(installation, folder)


def recognise(number: str, *more: str, area: str = "WORK_SAFETY", by: tuple[str, ...] = BY) -> tuple[str, ...]:
    days = ("--act-on", "2024-03-01", "--recognised-on", "2024-03-10")
    return ("findings", "recognise", number, *by, "--area", area, *days, *E1, *more)


async def test_a_finding_from_its_recognition_to_its_repair(office: Office) -> None:
    given = ("--rectify-by", "2024-05-01", "--concerned", "register:P1")
    assert await office.ran(*recognise("L1", *given)) == "L1: recognised\n"
    assert await office.ran(*recognise("L1", *given)) == "L1: known already\n"
    refused = await office.refused("repair", "request", "L1", *BY, "--on", "2024-04-01")
    assert refused.splitlines()[0] == "creditgraph: refused, nothing was recorded"
    assert refused.splitlines()[1].startswith("NOT_RECTIFIED: ")
    rectified = ("findings", "rectified", "L1", *BY, "--on", "2024-04-20")
    assert await office.ran(*rectified) == "L1: rectified\n"
    assert await office.ran(*rectified) == "L1: known already\n"
    shown = await office.ran("findings", "show", "L1", "--on", "2024-05-02")
    assert shown.startswith("L1: GENERAL since 2024-03-10, in force on 2024-05-02, expires on 2025-03-11\n")
    assert "repair RECTIFIED: met. It was rectified on 2024-04-20." in shown
    assert await office.ran("repair", "request", "L1", *BY, "--on", "2024-06-01", "--reason", "已整改") == (
        "L1: repair requested\n"
    )
    denied = ("repair", "deny", "L1", *BY, "--on", "2024-06-02", "--reason", "材料不全")
    assert await office.ran(*denied) == "L1: repair denied\n"
    assert await office.ran("repair", "request", "L1", *BY, "--on", "2024-06-03") == "L1: repair requested\n"
    assert await office.ran("repair", "grant", "L1", *BY, "--on", "2024-06-04") == "L1: repair granted\n"
    shown = await office.ran("findings", "show", "L1", "--on", "2024-06-04")
    assert "not in force on 2024-06-04" in shown
    assert re.search(r"2024-06-02\W+REPAIR_DENIED\W+材料不全", shown)


async def test_a_refusal_makes_it_serious_and_a_repair_then_needs_an_exception(office: Office) -> None:
    await office.ran(*recognise("L2", "--rectify-by", "2024-05-01"))
    assert await office.ran("findings", "refused", "L2", *BY, "--on", "2024-04-01", "--reason", "拒不整改") == (
        "L2: rectification refused\n"
    )
    assert (await office.ran("findings", "show", "L2", "--on", "2024-04-01")).startswith(
        "L2: SERIOUS since 2024-04-01,"
    )
    await office.ran("findings", "rectified", "L2", *BY, "--on", "2024-06-01")
    await office.ran("repair", "request", "L2", *BY, "--on", "2024-06-02")
    refused = await office.refused("repair", "grant", "L2", *BY, "--on", "2024-06-03")
    assert "EXCEPTION_REQUIRED" in refused
    because = ("--exception-reason", "重大民生工程")
    assert await office.ran("repair", "grant", "L2", *BY, "--on", "2024-06-03", *because) == "L2: repair granted\n"


async def test_a_withdrawal_has_a_reason(office: Office) -> None:
    await office.ran(*recognise("L3", "--grade", "serious", "--standard", "分级标准"))
    assert "REQUIRED" in await office.refused("findings", "withdrawn", "L3", *BY, "--reason", " ")
    assert await office.ran("findings", "withdrawn", "L3", *BY, "--reason", "认定有误", "--on", "2024-04-01") == (
        "L3: withdrawn\n"
    )
    assert "not in force on 2024-04-01" in await office.ran("findings", "show", "L3", "--on", "2024-04-01")


async def test_a_finding_rests_on_a_penalty(office: Office) -> None:
    known = ("findings", "show", "L4")
    resting = ("--penalty", "罚〔2024〕4号")
    assert "No penalty with this document number" in await office.refused(*recognise("L4", *resting))
    assert "no finding has this number" in await office.refused(*known)
    record = ("penalties", "record", "罚〔2024〕4号", *BY, "--decided-on", "2024-03-05", *E1, "--amount-10k", "2.50")
    assert await office.ran(*record, "--publicised-until", "2027-03-05") == "罚〔2024〕4号: recorded\n"
    assert await office.ran(*record) == "罚〔2024〕4号: known already\n"
    assert await office.ran(*recognise("L4", *resting)) == "L4: recognised\n"
    assert (await office.ran(*known)).startswith("L4: GENERAL")
    late = await office.ran("penalties", "late", *BY)
    assert re.search(rf"{SAFETY}\W+1\W+1\W+0\W", late)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (recognise("L9", by=("--department", ENVIRONMENT)), "NOT_IN_CHARGE|is in charge|recognised by"),
        (recognise("L9", by=("--department", "NOBODY")), "no department has the code"),
        (("findings", "rectified", "NONE", *BY), "no finding with this number"),
        (("findings", "show", "NONE"), "no finding has this number"),
        (("findings", "rectified", "L9", *BY, "--on", "2999-01-01"), "it cannot have happened"),
        (("repair", "grant", "NONE", *BY), "No finding has this number"),
        (
            ("penalties", "record", "D9", *BY, "--decided-on", "2024-03-05"),
            "exactly one of --uscc, --citizen-id",
        ),
        (("penalties", "record", "D9", *BY, "--decided-on", "2024-03-05", "--key", "E1"), "SOURCE:KEY"),
        (("penalties", "late", "--department", "NOBODY"), "no department has the code"),
        (("exemptions", "revoke", "none", *BY, "--reason", "x"), "No exemption has this id"),
        (("exemptions", "list", "--key", "register:E9"), "nobody in the register"),
        (("rewards", "show", "--key", "register:E9"), "nobody in the register"),
        (("rewards", "record", "AEO_ADVANCED", *BY, *E1, "--since", "2024-01-01"), "is recorded by: KS_CUSTOMS"),
        (("cases", "open", "commitment", "K9", *BY, *E1, "--text", " "), "needs a text"),
        (("cases", "follow", "complaint", "K9", "answered", *BY, "--text", "x"), "No case has this number"),
    ],
)
async def test_what_cannot_be_is_said_and_changes_nothing(
    office: Office, arguments: tuple[str, ...], says: str
) -> None:
    connection = office.installation.services.connection
    counting = "MATCH (n) WHERE NOT n:Ledger RETURN count(n) AS n"
    before = (await connection.read(counting))[0]["n"]
    assert re.search(says, await office.refused(*arguments))
    assert (await connection.read(counting))[0]["n"] == before


async def test_an_exemption_is_granted_listed_and_revoked(office: Office) -> None:
    days = ("--since", "2024-01-01", "--until", "2025-01-01")
    why = ("--reason", "重大贡献", "--authority", "市政府第3号批复")
    number = (await office.ran("exemptions", "grant", "BIDDING", *BY, *E1, *days, *why)).strip()
    listed = await office.ran("exemptions", "list", *E1)
    assert re.search(rf"{number}\W+BIDDING\W+{SAFETY}\W+2024-01-01\W+2025-01-01\W+重大贡献\W+市政府第3号批复", listed)
    assert await office.ran("exemptions", "revoke", number, *BY, "--reason", "情况变化") == "revoked\n"
    assert await office.ran("exemptions", "revoke", number, *BY, "--reason", "情况变化") == "revoked already\n"
    assert number not in await office.ran("exemptions", "list", *E1)


async def test_rewards_are_recorded_and_shown(office: Office) -> None:
    record = ("rewards", "record", "TRUSTWORTHY", "--department", APPROVAL, "--key", "register:P1")
    assert await office.ran(*record, "--since", "2024-01-01") == "recorded\n"
    assert await office.ran(*record, "--since", "2024-01-01") == "known already\n"
    shown = await office.ran("rewards", "show", "--key", "register:P1", "--on", "2024-01-01")
    assert re.search(r"TRUSTWORTHY\W+绿色通道\W+2024-01-01", shown)
    assert re.search(r"TRUSTWORTHY\W+容缺受理\W+2024-01-01", shown)
    assert "TRUSTWORTHY" not in await office.ran("rewards", "show", "--key", "register:P1", "--on", "2023-12-31")


async def test_a_complaint_and_a_commitment(office: Office) -> None:
    said = ("--text", "夜间偷排", "--on", "2024-05-01")
    assert await office.ran("cases", "open", "complaint", "K1", *BY, *E1, *said) == "K1: opened\n"
    to = ("--to", ENVIRONMENT, "--on", "2024-05-02")
    assert await office.ran("cases", "follow", "complaint", "K1", "assigned", *BY, *to) == "K1: ASSIGNED\n"
    answer = ("--department", ENVIRONMENT, "--text", "已查处", "--on", "2024-05-03")
    assert await office.ran("cases", "follow", "complaint", "K1", "answered", *answer) == "K1: ANSWERED\n"
    promise = ("cases", "open", "commitment", "C1", *BY, *E1, "--text", "按期整改", "--on", "2024-05-01")
    assert await office.ran(*promise) == "C1: opened\n"
    assert await office.ran(*promise) == "C1: known already\n"
    broken = ("cases", "follow", "commitment", "C1", "broken", *BY, "--text", "逾期", "--on", "2024-06-01")
    assert await office.ran(*broken) == "C1: BROKEN\n"
    listed = await office.ran("cases", "list", "commitment", "--state", "broken")
    assert re.search(rf"C1\W+BROKEN\W+2024-06-01\W+{SAFETY}", listed)
    assert listed.splitlines()[-1] == "1 in all"


async def test_a_party_is_named_by_a_number_that_is_typed_unseen_or_by_its_id(office: Office) -> None:
    number = "11010519491231002X"
    person = {"key": "P7", "kind": "person", "name": "赵六", "citizen_id": number}
    await office.installation.loader.load_parties([person], "register")
    promise = ("cases", "open", "commitment", "C7", *BY, "--text", "品行端正", "--on", "2024-05-01")
    code, out, err = await creditgraph(office.folder, *promise, "--citizen-id", typed=f"{number}\n")
    assert (code, out.splitlines()[-1], err) == (0, "C7: opened", "")
    assert number not in out
    [party] = await office.installation.services.parties.resolve([by_key("register:P7")])
    assert party is not None
    record = ("rewards", "record", "TRUSTWORTHY", "--department", APPROVAL, "--since", "2024-01-01")
    assert await office.ran(*record, "--id", str(to_global(NodeKind.PARTY, party.id))) == "recorded\n"
    [case] = (
        await office.installation.services.cases.find(CaseFilter(CaseKind.COMMITMENT, party_id=party.id), 9, None)
    )[0].items
    assert case.number == "C7"


def filled(template: Path, *rows: dict[str, str]) -> None:
    """Fills in an empty file of the layout, as a clerk does."""
    if template.suffix == ".xlsx":
        book = openpyxl.load_workbook(template)
        sheet = book.active
        assert sheet is not None
        columns = [str(cell.value) for cell in sheet[1]]
        for row in rows:
            sheet.append([row.get(column, "") for column in columns])
        book.save(template)
        return
    with template.open(encoding="utf-8-sig", newline="") as file:
        [columns] = list(csv.reader(file))
    with template.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[row.get(column, "") for column in columns] for row in rows])


def cells(path: Path) -> list[dict[str, str]]:
    """The rows of an exported file, without empty cells."""
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).active
        assert sheet is not None
        columns, *rows = [[str(cell.value or "") for cell in row] for row in sheet.rows]
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            columns, *rows = list(csv.reader(file))
    return [{column: cell for column, cell in zip(columns, row, strict=True) if cell} for row in rows]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize(("group", "prefix", "organ"), [("penalties", "CF", "CF_CFJG"), ("licences", "XK", "XK_XKJG")])
async def test_a_file_of_the_layout_goes_in_and_comes_out(
    office: Office, tmp_path: Path, group: str, prefix: str, organ: str, suffix: str
) -> None:
    """R43."""
    good = {
        f"{prefix}_XDR_MC": "丁公司",
        f"{prefix}_XDR_SHXYM": USCC,
        f"{prefix}_WSH": f"{group}-{suffix}",
        f"{prefix}_JDRQ": "2024/3/5",
        organ: "昆山市生态环境局",
        f"{organ}DM": "113205830141891488",
        "BZ": " =1+1,“备注” ",
    }
    bad = {**good, f"{prefix}_WSH": "", f"{prefix}_JDRQ": "5.3.2024"}
    path, out = tmp_path / f"in.{suffix}", tmp_path / f"out.{suffix}"
    await office.ran(group, "template", str(path))
    filled(path, good, bad)
    take = (group, "import", str(path), "--source", "双公示")
    code, said, err = await creditgraph(office.folder, *take)
    rejects = path.with_name(path.name + ".rejected.csv")
    assert (code, err) == (1, "")
    assert said.splitlines() == [
        "2 received, 1 created, 0 changed, 0 unchanged, 1 rejected",
        f"the rejected rows: {rejects}",
    ]
    [rejected] = cells(rejects)
    assert (rejected["line"], rejected["field"], rejected["code"]) == ("3", f"{prefix}_WSH", "REQUIRED")
    code, said, _ = await creditgraph(office.folder, *take)
    assert said.splitlines()[0] == "2 received, 0 created, 0 changed, 1 unchanged, 1 rejected"
    await office.ran(group, "export", str(out), "--department", ENVIRONMENT)
    assert [row for row in cells(out) if row[f"{prefix}_WSH"] == f"{group}-{suffix}"] == [good]
    await office.ran(group, "export", str(out), "--department", SAFETY)
    assert all(row.get(f"{prefix}_XDR_SHXYM") != USCC for row in cells(out))


async def test_a_department_hands_in_its_own_decisions_only(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    await office.ran("penalties", "template", str(path))
    row = {"CF_XDR_MC": "丁公司", "CF_XDR_SHXYM": USCC, "CF_WSH": "D77", "CF_JDRQ": "2024-03-05"}
    filled(path, {**row, "CF_CFJG": "应急管理局", "CF_CFJGDM": "113205830141891488"})
    take = ("penalties", "import", str(path), "--source", "双公示", "--department")
    code, said, _ = await creditgraph(office.folder, *take, ENVIRONMENT)
    assert (code, said.splitlines()[0]) == (1, "1 received, 0 created, 0 changed, 0 unchanged, 1 rejected")
    assert cells(path.with_name("in.csv.rejected.csv"))[0]["code"] == "NOT_IN_CHARGE"
    assert (await office.ran(*take, SAFETY)).startswith("1 received, 1 created")
    assert not path.with_name("in.csv.rejected.csv").exists()


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("in.csv", "CF_WSH,X\n1,2\n", "missing CF_XDR_MC, .*unknown X"),
        ("in.txt.gz", "", "a table is a .csv or .xlsx file"),
        ("none.csv", None, "There is no file"),
    ],
)
async def test_a_file_that_is_not_of_the_layout_is_refused_whole(
    office: Office, tmp_path: Path, name: str, text: str | None, says: str
) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    assert re.search(says, await office.refused("penalties", "import", str(path), "--source", "s"))
