"""`cers reference`: what CERS ships of the state's assessments, and how it gets in."""

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cers.cli.connection import Connection
from cers.cli.show import status_text
from cers.cli.submit import GOOD, exit_code, upload, wait
from cers.model.assessment import grades_of
from cers.model.delivery import Delivery, Feed, Receipt
from cers.model.vendor import SHIPPED
from cers.reference_data import UNSOURCED, Scale, scales, shipped_files, write_files
from cers.stores.receipts import ReceiptStore


@click.group()
def reference() -> None:
    """The assessments that CERS brings along: subjects, levels and cut scores."""


@reference.command("list")
def list_() -> None:
    """Show the shipped assessments, and what is left to delivered files."""
    console = Console()
    console.print(_scales_table(scales()))
    table = Table(title="Left to delivered files", title_justify="left", box=None, pad_edge=False)
    for heading in ("Subject", "What", "Feed"):
        table.add_column(heading, overflow="fold")
    for each in UNSOURCED:
        table.add_row(each.subject, each.what, each.feed)
    console.print()
    console.print(table)


@reference.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def write(directory: Path) -> None:
    """Write the shipped files below DIRECTORY, to look at or to start from."""
    paths = write_files(directory)
    Console().print(f"{len(paths)} files written below {directory}.")


@reference.command()
@click.argument("names", nargs=-1)
@click.option("--vendor", default=SHIPPED, show_default=True, help="Land below this prefix.")
@click.option("--again", is_flag=True, help="Also what was delivered before.")
@click.option("--wait/--no-wait", "waiting", default=True, help="Wait for the receipts.")
@click.option("--timeout", default=900.0, show_default=True, help="Seconds to wait at most.")
@click.pass_obj
def deliver(
    connection: Connection,
    names: tuple[str, ...],
    vendor: str,
    again: bool,
    waiting: bool,
    timeout: float,
) -> None:
    """Deliver the shipped files, or those called NAMES, like a vendor.

    Do so first of all on a new deployment: of two definitions the one that lands later counts, and
    a vendor's says more than ours. For this reason files that were published before stay out.

    Ends like `cers submit`.
    """
    console = Console()
    own = replace(connection, vendor=vendor)
    with tempfile.TemporaryDirectory() as directory:
        paths = _chosen(write_files(Path(directory)), names)
        due = paths if again else _not_yet_delivered(own, paths)
        if len(due) < len(paths):
            console.print(f"{len(paths) - len(due)} files were delivered before.")
        deliveries = [
            delivery
            for feed in (Feed.SUBJECTS, Feed.ASSESSMENTS)
            for delivery in upload(console, own, feed, [each for each in due if _is(each, feed)])
        ]
    if waiting and deliveries:
        receipts = wait(console, own, deliveries, timeout)
        console.print(_receipts_table(deliveries, receipts))
        sys.exit(exit_code(receipts))


def _chosen(paths: Sequence[Path], names: Sequence[str]) -> list[Path]:
    unknown = set(names) - {path.name for path in paths}
    if unknown:
        raise click.BadParameter(f"no shipped file is called {', '.join(sorted(unknown))}")
    return [path for path in paths if not names or path.name in names]


def _is(path: Path, feed: Feed) -> bool:
    return path.parent.name == feed.value


def _not_yet_delivered(connection: Connection, paths: Sequence[Path]) -> list[Path]:
    store = ReceiptStore(connection.s3, connection.receipts_bucket)
    known = {
        receipt.digest
        for feed in (Feed.SUBJECTS, Feed.ASSESSMENTS)
        for receipt in store.below(f"{connection.vendor}/{feed.value}/")
        if receipt.status in GOOD
    }
    return [path for path in paths if sha256(path.read_bytes()).hexdigest() not in known]


def _scales_table(shown: Sequence[Scale]) -> Table:
    defined = [file.name for file in shipped_files() if file.feed is Feed.SUBJECTS]
    table = Table(
        title="Shipped cut scores",
        title_justify="left",
        box=None,
        pad_edge=False,
        caption=f"Definitions of subjects: {', '.join(Path(name).stem for name in defined)}",
        caption_justify="left",
    )
    for heading in ("Subject", "Type", "Grade", "Years", "Score"):
        table.add_column(heading, no_wrap=True)
    for heading in ("Low", "L2", "L3", "L4", "High"):
        table.add_column(heading, no_wrap=True, justify="right")
    for each in shown:
        table.add_row(*_scale_row(each))
    return table


def _scale_row(scale: Scale) -> list[str]:
    grades = grades_of(scale.subject, scale.grade)
    starts = [f"{each.low:.0f}" for each in scale.ranges]
    return [
        scale.subject,
        ", ".join(scale.types),
        f"{grades[0]}-{grades[-1]}" if len(grades) > 1 else grades[0],
        f"{scale.years[0]}-{scale.years[-1]}",
        scale.score,
        *starts,
        *[""] * (4 - len(starts)),
        f"{scale.ranges[-1].high:.0f}",
    ]


def _receipts_table(deliveries: Sequence[Delivery], receipts: Sequence[Receipt | None]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("Delivery", "Status", "What came of it"):
        table.add_column(heading, overflow="fold")
    for delivery, receipt in zip(deliveries, receipts, strict=True):
        status = status_text(receipt.status) if receipt else Text("no receipt yet")
        table.add_row(Text(delivery.key), status, Text(receipt.message if receipt else ""))
    return table
