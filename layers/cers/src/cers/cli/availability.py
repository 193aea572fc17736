"""`cers availability`: how far summative results have come, seen and set by operators."""

import getpass
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import product
from typing import Final

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cers.cli.connection import Connection
from cers.model.availability import (
    EVERY_DISTRICT,
    Availability,
    ReportKind,
    Slice,
    Statement,
    Statements,
)
from cers.stores.availability import AvailabilityStore, Changed
from cers.stores.reference import ReferenceStore

OPERATOR: Final = "operator"
_STATUSES: Final = click.Choice([each.value for each in Availability])
_KINDS: Final = click.Choice([each.value for each in ReportKind])
_STYLES: Final = {
    Availability.LOADING: "cyan",
    Availability.REVIEWING: "yellow",
    Availability.RELEASED: "green",
}

_settings_table = click.option(
    "--settings-table",
    default="cers-settings",
    show_default=True,
    envvar="CERS_SETTINGS_TABLE",
    help="Where statements are kept.",
)
_school_year = click.option(
    "--school-year",
    required=True,
    type=click.IntRange(2015, 2100),
    help="The school year, by its spring.",
)


@click.group()
def availability() -> None:
    """See and say how far summative results have come: loading, reviewing or released.

    What nobody has said anything of is loading, and seen by nobody.
    """


@availability.command("set")
@_school_year
@click.option("--status", required=True, type=_STATUSES, help="How far they have come.")
@click.option("--subject", "subjects", multiple=True, help="Only this subject; without it, all.")
@click.option(
    "--district", "districts", multiple=True, help="Only this district; without it, all at once."
)
@click.option("--kind", "kinds", multiple=True, type=_KINDS, help="Only this kind of report.")
@_settings_table
@click.option("--lake-bucket", default="cers-lake", show_default=True, envvar="CERS_LAKE_BUCKET")
@click.option(
    "--snapshots-table", default="cers-snapshots", show_default=True, envvar="CERS_SNAPSHOTS_TABLE"
)
@click.pass_obj
def set_availability(
    connection: Connection,
    school_year: int,
    status: str,
    subjects: tuple[str, ...],
    districts: tuple[str, ...],
    kinds: tuple[str, ...],
    settings_table: str,
    lake_bucket: str,
    snapshots_table: str,
) -> None:
    """Say it of results, whatever was said before.

    For operators: reviewers use the API, which lets each do their part.
    """
    reference = ReferenceStore(connection.s3, lake_bucket, connection.table(snapshots_table))
    store = AvailabilityStore(connection.table(settings_table), school_year)
    slices = slices_of(
        school_year,
        _known("subject", subjects, reference.subjects()),
        _known("district", districts, reference.organizations().districts, EVERY_DISTRICT),
        [ReportKind(each) for each in kinds] or list(ReportKind),
    )
    say(store, slices, Availability(status), getpass.getuser())
    Console().print(f"{len(slices):,} statements made: {status}.")


@availability.command()
@_school_year
@_settings_table
@click.pass_obj
def show(connection: Connection, school_year: int, settings_table: str) -> None:
    """Show everything that was said of a school year and still counts."""
    store = AvailabilityStore(connection.table(settings_table), school_year)
    _show(Console(), store.as_of_now(None), school_year)


def slices_of(
    school_year: int, subjects: Iterable[str], districts: Iterable[str], kinds: Iterable[ReportKind]
) -> list[Slice]:
    """Every combination of subjects, districts and kinds of report."""
    return [
        Slice(school_year, subject, kind, district)
        for district, subject, kind in product(districts, subjects, kinds)
    ]


def say(
    store: AvailabilityStore, slices: Sequence[Slice], status: Availability, username: str
) -> None:
    """State how far some results have come, with its place in the history."""
    before = store.as_of_now(None)
    said = Statement(status, datetime.now(UTC))
    store.put(
        Changed(
            each,
            said,
            f"{OPERATOR} {username}",
            before=before.of(each.school_year, each.subject, each.kind, each.district_id),
        )
        for each in slices
    )


def _known(what: str, wanted: Sequence[str], known: Iterable[str], all_: str = "") -> list[str]:
    """What is asked for, if it is known; where nothing is, all."""
    names = set(known)
    unknown = [each for each in wanted if each not in names]
    if unknown:
        raise click.UsageError(f"there is no {what} {', '.join(unknown)}")
    if wanted:
        return list(wanted)
    if not all_ and not names:
        raise click.UsageError(f"no {what} is known yet: deliver the reference data first")
    return [all_] if all_ else sorted(names)


def _show(console: Console, statements: Statements, school_year: int) -> None:
    if not statements.by_slice:
        console.print(f"Nothing was said of {school_year}: its summative results are loading.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("District", "Subject", "Reports", "Status", "Since (UTC)"):
        table.add_column(heading)
    for here, said in sorted(statements.by_slice.items()):
        if here.school_year == school_year:
            district = "every district" if here.district_id == EVERY_DISTRICT else here.district_id
            status = Text(said.availability.value, style=_STYLES[said.availability])
            since = f"{said.changed_at:%Y-%m-%d %H:%M:%S}"
            table.add_row(district, here.subject, here.kind.value, status, since)
    console.print(table)
