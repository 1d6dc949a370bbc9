"""`creditgraph dispatches`: where recipients are told, what could not be delivered, lists to hand over."""

from __future__ import annotations

import secrets
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from domain.delivery import webhook, webhook_secret
from domain.errors import CreditGraphError, ErrorCode
from domain.feedback import SentDispatch
from domain.policy import RuleBook
from domain.recipients import PARTY_PREFIX
from graph.delivery import Address
from server.composition import Installation, open_installation
from server.delivery.hand_over import hand_over_list
from server.loop import run_in_loop
from server.settings import read_settings

Recipient = Annotated[
    str, typer.Argument(help="A department's code, another recipient's, or party:<id> of an employer.")
]
MANY = 10_000


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    dispatches = typer.Typer(help="Dispatches: addresses, dead letters, lists to hand over.", no_args_is_help=True)
    app.add_typer(dispatches, name="dispatches")

    @dispatches.command("set-address")
    def set_address(
        recipient: Recipient, url: Annotated[str, typer.Argument(help="Its webhook, beginning with https://.")]
    ) -> None:
        """Deliver to a webhook from now on. The secret that signs is printed once; setting it again makes a new one."""
        run_in_loop(lambda: _set_address(recipient, url))

    @dispatches.command("remove-address")
    def remove_address(recipient: Recipient) -> None:
        """Deliver to it no more: what waits is handed over."""
        run_in_loop(lambda: _remove_address(recipient))

    @dispatches.command()
    def addresses() -> None:
        """List the addresses."""
        run_in_loop(_addresses)

    @dispatches.command()
    def dead() -> None:
        """List what could not be delivered, with the last problem."""
        run_in_loop(_dead)

    @dispatches.command()
    def resend(
        keys: Annotated[
            list[str] | None, typer.Argument(help="Keys of dead dispatches; all of them if left out.")
        ] = None,
    ) -> None:
        """Try again to deliver dead dispatches."""
        run_in_loop(lambda: _resend(keys))

    @dispatches.command("hand-over")
    def hand_over(
        recipient: Recipient,
        done: Annotated[bool, typer.Option("--done", help="Mark what is listed as told.")] = False,
    ) -> None:
        """Write what a recipient was not told yet as CSV, up to 10,000 lines, to be handed over."""
        run_in_loop(lambda: _hand_over(recipient, done))


async def _set_address(recipient: str, url: str) -> None:
    async with open_installation(read_settings(), attach=True) as installation:
        _check_recipient(recipient, installation.services.rules.current)
        webhook(url, allow_http=installation.settings.deliver_to_private)
        key_id = secrets.token_hex(6)
        await installation.deliveries.set_address(Address(recipient, url, key_id))
        secret = webhook_secret(installation.identity_key.secret, recipient, key_id)
    typer.echo(f"key id {key_id}\nsecret {secret}")


async def _remove_address(recipient: str) -> None:
    async with open_installation(read_settings(), attach=True) as installation:
        known = await installation.deliveries.remove_address(recipient)
    if not known:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"{recipient} has no address")
    typer.echo(f"removed the address of {recipient}")


async def _addresses() -> None:
    async with open_installation(read_settings(), attach=True) as installation:
        found = await installation.deliveries.addresses()
    table = Table("recipient", "url", Column("key id", no_wrap=True))
    for address in found:
        table.add_row(address.recipient, address.url, address.key_id)
    Console().print(table)


async def _dead() -> None:
    async with open_installation(read_settings(), attach=True) as installation:
        found = await installation.deliveries.dead(MANY)
    for dispatch in found:
        typer.echo(f"{dispatch.key}\t{dispatch.attempts} attempts\t{dispatch.problem}")


async def _resend(keys: list[str] | None) -> None:
    async with open_installation(read_settings(), attach=True) as installation:
        wanted = keys or [dispatch.key for dispatch in await installation.deliveries.dead(MANY)]
        count = await installation.deliveries.resend(wanted)
    typer.echo(f"sending {count} again")


async def _hand_over(recipient: str, done: bool) -> None:
    async with open_installation(read_settings(), attach=True) as installation:
        _check_recipient(recipient, installation.services.rules.current)
        waiting = await _waiting(installation, recipient)
        sys.stdout.write(await hand_over_list(installation.services, waiting))
        sys.stdout.flush()
        if done:
            await _told(installation, [dispatch.key for dispatch in waiting])


async def _waiting(installation: Installation, recipient: str) -> list[SentDispatch]:
    """What it was not told yet. Whoever reads the list may hand it over: what is recalled later is recalled with a word."""
    waiting = await installation.deliveries.waiting(recipient, MANY)
    now = installation.services.clock.now()
    shown = set(await installation.deliveries.shown([dispatch.key for dispatch in waiting], now))
    return [dispatch for dispatch in waiting if dispatch.key in shown]


async def _told(installation: Installation, keys: list[str]) -> None:
    await installation.deliveries.told(keys, installation.services.clock.now())


def _check_recipient(recipient: str, rules: RuleBook) -> None:
    known = {*rules.departments, *rules.routing.recipients}
    if recipient not in known and not recipient.startswith(PARTY_PREFIX):
        raise CreditGraphError(
            ErrorCode.UNKNOWN_DEPARTMENT, f"no recipient has the code {recipient!r}; see docs/reference/policies.md"
        )
