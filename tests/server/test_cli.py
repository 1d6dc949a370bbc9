"""The commands as a user runs them: the demo end to end, commands beside a running server, and how a start fails."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import signal
import socket
import stat
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from domain.errors import CreditGraphError
from graph.errors import StartError
from server.cli.main import app
from tests.support.processes import ROOT

SECONDS = 90


@dataclass
class Demo:
    """A running demo, and what it printed until it served."""

    process: Process
    folder: Path
    printed: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        found = re.search(r"serving (http://\S+)/graphql", "\n".join(self.printed))
        assert found is not None
        return found[1]

    @property
    def curl(self) -> list[str]:
        return shlex.split(self.printed[-1])


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Settings of a program of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CREDITGRAPH_")}
    return kept | {"CREDITGRAPH_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT), "COLUMNS": "120"} | more


async def creditgraph(folder: Path, *arguments: str, typed: str | None = None, **more: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command, run in this process (importing it costs a second).

    `typed`: what its user types."""

    def run() -> tuple[int, str, str]:
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("CREDITGRAPH_")]:
                patch.delenv(name)
            for name, value in environment(folder, **more).items():
                patch.setenv(name, value)
            result = CliRunner().invoke(app, arguments, input=typed, catch_exceptions=True)
        return result.exit_code, result.stdout, _said(result.exception) or result.stderr

    return await asyncio.to_thread(run)


def _said(error: BaseException | None) -> str:
    """What `main` says of an error."""
    return f"creditgraph: {error.message}\n" if isinstance(error, StartError | CreditGraphError) else ""


async def creditgraph_process(folder: Path, *arguments: str, **more: str) -> tuple[int, str, str]:
    """The same in a process of its own, as a user runs it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server.cli", *arguments),
        cwd=ROOT,
        env=environment(folder, **more),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), SECONDS)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def start_demo(folder: Path) -> Demo:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server.cli", "demo", "--port", "0", "--no-web"),
        cwd=ROOT,
        env=environment(folder),
        stdin=DEVNULL,
        stdout=PIPE,
    )
    demo = Demo(process, folder)
    assert process.stdout is not None
    while not demo.printed or not demo.printed[-1].startswith("curl "):
        text = await asyncio.wait_for(process.stdout.readline(), SECONDS)
        assert text, demo.printed
        demo.printed.append(text.decode().rstrip("\n"))
    return demo


async def stop(demo: Demo) -> int:
    """Ctrl-C."""
    demo.process.send_signal(signal.SIGINT)
    await asyncio.wait_for(demo.process.communicate(), SECONDS)
    assert demo.process.returncode is not None
    return demo.process.returncode


@pytest.fixture(scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    """The demo, started a second time on its folder."""
    folder = tmp_path_factory.mktemp("demo")
    first = await start_demo(folder)
    assert "184 rows, 184 new, 0 changed, 0 there already" in first.printed[0]
    assert await stop(first) == 0
    second = await start_demo(folder)
    yield second
    if second.process.returncode is None:
        assert await stop(second) == 0


def test_a_second_start_loads_nothing_twice(demo: Demo) -> None:
    assert demo.printed[0] == "demo city: 184 rows, 0 new, 0 changed, 184 there already"


def test_the_demo_asks_each_check_and_says_why(demo: Demo) -> None:
    printed = "\n".join(demo.printed)
    for word in (
        "政府采购",
        "招投标",
        "录用",
        "评先评优",
        "VETOED",
        "REVIEW",
        "CLEAR",
        "昆政办发〔2019〕116号",
        "veto-1",
    ):
        assert word in printed


async def test_the_curl_line_works(demo: Demo) -> None:
    curl, silent, url, *rest = demo.curl
    assert (curl, silent, rest[0::2]) == ("curl", "-s", ["-H", "-H", "-d"])
    headers = dict(header.split(": ", 1) for header in rest[1:4:2])
    async with httpx.AsyncClient() as client:
        answer = await client.post(url, content=rest[5], headers=headers)
    assert answer.json()["data"]["procurementCheck"]["outcome"] == "VETOED"


def test_the_keys_are_kept_for_their_owner_only(demo: Demo) -> None:
    for name in ("demo-keys.json", "identity.key"):
        assert stat.S_IMODE((demo.folder / name).stat().st_mode) == 0o600


async def test_a_check_beside_the_server(demo: Demo) -> None:
    ask = ("check", "procurement", "--key", "demo:E02", "--as-of", "2025-06-30", "--lang", "EN")
    code, out, err = await creditgraph(demo.folder, *ask)
    assert (code, err) == (0, "")
    assert "VETOED" in out
    code, out, _ = await creditgraph(demo.folder, *ask, "--paragraph")
    assert out.startswith(
        "演示市云岭化工有限公司: on 2025-06-30, for Government procurement (GOVERNMENT_PROCUREMENT), vetoed."
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("procurement", "--uscc", "1"), "has 18 characters"),
        (("procurement",), "exactly one of"),
        (("any", "--uscc", "91329900MADEM0002E"), "needs --matter"),
        (("hiring", "--key", "demo:E02"), "applies to"),
        (("hiring", "--key", "E02"), "SOURCE:KEY"),
    ],
)
async def test_a_check_that_cannot_be_asked_is_one_line(demo: Demo, arguments: tuple[str, ...], says: str) -> None:
    code, out, err = await creditgraph(demo.folder, "check", *arguments)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert says in err


async def test_a_key_is_made_listed_and_revoked(demo: Demo) -> None:
    code, text, _ = await creditgraph(demo.folder, "keys", "create", "short-lived", "--scope", "check")
    assert code == 0
    key_id = text.split("_")[1]
    query = {"query": "{ areas { code } }"}
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {text.strip()}"}) as client:
        assert (await client.post(f"{demo.address}/graphql", json=query)).status_code == 200
        _, listed, _ = await creditgraph(demo.folder, "keys", "list")
        assert key_id in listed
        assert text.strip() not in listed
        assert (await creditgraph(demo.folder, "keys", "revoke", key_id))[0] == 0
        for _ in range(100):  # within two seconds
            answer = await client.post(f"{demo.address}/graphql", json=query)
            if answer.status_code == 401:
                break
            await asyncio.sleep(0.05)
        assert answer.status_code == 401


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("create", "x", "--scope", "find"), "acts for one department"),
        (("create", "x", "--scope", "find", "--department", "NOBODY"), "no department has the code"),
        (("create", "x", "--scope", "read", "--department", "KS_FIRE_BRIGADE"), "Only a key with the scope"),
        (("create", " ", "--scope", "read"), "needs a name"),
        (("revoke", "000000000000"), "no key has the id"),
    ],
)
async def test_a_key_that_cannot_be_is_one_line(demo: Demo, arguments: tuple[str, ...], says: str) -> None:
    code, out, err = await creditgraph(demo.folder, "keys", *arguments)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert says in err


async def test_doctor_says_how_it_is(demo: Demo) -> None:
    code, out, err = await creditgraph(demo.folder, "doctor")
    assert (code, err) == (0, "")
    told = {line[:30].strip(): line[31:] for line in out.splitlines()}
    assert told["enterprises"] == "38"
    assert told["findings"] == "13"
    assert "attached to a running one" in told["engine"]
    assert told["rules policy:ks-2019-116"].startswith("version ")
    assert out.splitlines()[-1] == "ready"


async def test_the_folder_of_a_running_server_is_refused(demo: Demo) -> None:
    code, _, err = await creditgraph_process(demo.folder, "serve", "--port", "0")
    assert (code, err.count("\n")) == (1, 1)
    assert "in use by another creditgraph server" in err


async def test_a_port_that_is_taken_is_one_line(demo: Demo, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, out, err = await creditgraph_process(tmp_path, "serve", "--port", str(port))
    assert (code, out) == (1, "")
    assert (
        err
        == f"creditgraph: port {port} of 127.0.0.1 is taken by another program; choose one with CREDITGRAPH_PORT or --port\n"
    )
    assert os.listdir(tmp_path) == []


async def test_a_body_of_50_mb_is_refused_by_the_running_server(demo: Demo) -> None:
    headers = {**dict(header.split(": ", 1) for header in demo.curl[4:7:2]), "Content-Type": "application/json"}

    async def stream() -> AsyncIterator[bytes]:
        for _ in range(800):
            yield b" " * 65_536

    async with httpx.AsyncClient() as client:
        for content in (b" " * 52_428_800, stream()):
            answer = await client.post(f"{demo.address}/graphql", content=content, headers=headers)
            assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (413, "BODY_TOO_LARGE")


async def test_a_caller_that_hangs_up_disturbs_nobody(demo: Demo) -> None:
    host, port = demo.address.removeprefix("http://").split(":")
    for sent in (b"GARBAGE\r\n\r\n", b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"):
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(sent)
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{demo.address}/health/ready")).status_code == 200


async def test_health_of_the_running_server(demo: Demo) -> None:
    async with httpx.AsyncClient(base_url=demo.address) as client:
        assert (await client.get("/health/live")).json() == {"status": "live"}
        assert (await client.get("/health/ready")).json() == {"status": "ready"}


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"CREDITGRAPH_PORT": "http"}, "CREDITGRAPH_PORT: Input should be a valid integer"),
        ({"CREDITGRAPH_ENGINE": "sqlite"}, "CREDITGRAPH_ENGINE: Input should be 'embedded' or 'neo4j'"),
        ({"CREDITGRAPH_TIMEZONE": "Mars/Olympus"}, "CREDITGRAPH_TIMEZONE: Value error, no time zone has this name"),
        ({"CREDITGRAPH_ENGINE": "neo4j"}, "engine neo4j needs neo4j_password"),
        ({"CREDITGRAPH_HOST": "198.51.100.7"}, "port 0 of 198.51.100.7 cannot be used"),
        ({"CREDITGRAPH_RULES_DIR": "/nowhere"}, "the rule files cannot be used"),
        (
            {
                "CREDITGRAPH_ENGINE": "neo4j",
                "CREDITGRAPH_NEO4J_PASSWORD": "x",
                "CREDITGRAPH_NEO4J_URI": "bolt://127.0.0.1:9",
            },
            "bolt://127.0.0.1:9",
        ),
    ],
)
async def test_a_start_that_cannot_be_says_why(tmp_path: Path, settings: dict[str, str], says: str) -> None:
    code, out, err = (
        await creditgraph(tmp_path, "serve", "--port", "0", **settings)
        if ("CREDITGRAPH_PORT" not in settings)
        else await creditgraph(tmp_path, "serve", **settings)
    )
    assert (code, out) == (1, "")
    assert err.startswith("creditgraph: ")
    assert says in err
    assert "Traceback" not in err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
async def test_a_folder_that_may_not_be_written_is_one_line(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o500)
    code, _, err = await creditgraph(tmp_path / "data", "serve", "--port", "0")
    assert (code, err.count("\n")) == (1, 1)


async def test_a_broken_rule_file_is_named_with_line_and_key(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    for source in sorted((ROOT / "seeds").rglob("*.yaml")):
        copy = rules / source.relative_to(ROOT / "seeds")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(source.read_text(encoding="utf-8").replace("code: WORK_SAFETY", "code: work safety"), "utf-8")
    code, _, err = await creditgraph(tmp_path / "data", "serve", "--port", "0", CREDITGRAPH_RULES_DIR=str(rules))
    assert code == 1
    assert re.search(r"rules/catalogue/areas\.yaml:\d+: areas\[0\]\.code", err)


async def test_without_a_command_there_is_help(tmp_path: Path) -> None:
    _, out, err = await creditgraph(tmp_path)
    for command in ("serve", "demo", "check", "keys", "doctor"):
        assert command in out + err
