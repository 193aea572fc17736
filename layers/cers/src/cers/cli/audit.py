"""`cers audit verify`: has anybody touched what was written down about who saw what?"""

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Final

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from cers.cli.connection import Connection
from cers.model.audit_chain import Fault
from cers.steps.audit_verify import Trail, Verified, trail_since, verify_chain, whole_trail
from cers.stores.audit_chains import AuditChains

EXIT_TAMPERED: Final = 1


@click.group()
def audit() -> None:
    """Look after the record of who saw what."""


@audit.command()
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Only chains begun that day (UTC) or later; without it, everything.",
)
@click.option(
    "--audit-table",
    default="cers-audit",
    show_default=True,
    envvar="CERS_AUDIT_TABLE",
    help="The table of records.",
)
@click.pass_obj
def verify(connection: Connection, since: datetime | None, audit_table: str) -> None:
    """Verify every chain of records and every seal.

    Ends with 0 if nobody has touched them, and with 1 if anything was changed, removed, inserted
    or put elsewhere: then it names the chain, the number and what is wrong. Without --since it
    also finds what belongs to no chain, for which it reads the whole table twice.
    """
    console = Console()
    store = AuditChains(connection.table(audit_table))
    with console.status("Looking through the table"):
        trail = _trail(store, since)
    verified = _verified(console, store, trail)
    faults = [*trail.strays, *trail.seals.faults, *(f for each in verified for f in each.faults)]
    _report(console, trail, verified, faults)
    sys.exit(EXIT_TAMPERED if faults else 0)


def _trail(store: AuditChains, since: datetime | None) -> Trail:
    today: date = datetime.now(UTC).date()
    return trail_since(store, since.date(), today) if since else whole_trail(store, today)


def _verified(console: Console, store: AuditChains, trail: Trail) -> list[Verified]:
    columns = (TextColumn("Verifying chains"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        chains: Iterable[str] = progress.track(trail.chains)
        return [verify_chain(store, trail, chain) for chain in chains]


def _report(
    console: Console, trail: Trail, verified: Sequence[Verified], faults: Sequence[Fault]
) -> None:
    records = sum(each.items for each in verified)
    console.print(
        f"{records:,} records in {len(verified):,} chains, {trail.seals.items:,} seals; "
        f"the last seal is {trail.seals.end}",
        soft_wrap=True,
    )
    if not faults:
        console.print("[green]Nobody has touched them.[/green]")
        return
    console.print(f"[red]{len(faults):,} faults: the record was tampered with, or damaged.[/red]")
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Chain", overflow="fold")
    table.add_column("Number", justify="right")
    table.add_column("What is wrong", overflow="fold")
    for fault in faults:
        number = "" if fault.sequence is None else str(fault.sequence)
        table.add_row(Text(fault.chain), number, Text(fault.problem))
    console.print(table)
