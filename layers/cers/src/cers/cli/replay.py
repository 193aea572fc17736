"""`cers replay`: have deliveries processed anew, as if they had just landed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Final

import click
from rich.console import Console
from rich.progress import (
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from cers.cli.connection import Connection
from cers.cli.show import status_text
from cers.model.delivery import Delivery, DeliveryStatus, Feed, Receipt
from cers.stores.ledger import Ledger
from cers.stores.queues import IngestQueue

INGEST_QUEUE: Final = "cers-ingest"

_SENT_AT_ONCE: Final = 100
_SHOWN: Final = 20

Known = tuple[Delivery, Receipt]


class _Moment(click.ParamType[datetime]):
    """A date, or a date and time; UTC unless it says otherwise."""

    name = "date"

    def convert(
        self,
        value: str | datetime,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> datetime:
        """The moment a text names."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date such as 2026-05-01 or 2026-05-01T12:30", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which deliveries are meant; whatever is not given does not restrict them."""

    statuses: Sequence[DeliveryStatus] = field(default=())
    vendor: str = ""
    feed: Feed | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def prefix(self) -> str:
        """What the keys of all of them begin with, as far as that can be said."""
        if not self.vendor:
            return ""
        return f"{self.vendor}/{self.feed.value}/" if self.feed else f"{self.vendor}/"

    def takes(self, receipt: Receipt) -> bool:
        """Whether a delivery is meant, as far as its prefix and status do not say."""
        return (
            (self.feed is None or receipt.feed == self.feed.value)
            and (self.since is None or receipt.landed_at >= self.since)
            and (self.until is None or receipt.landed_at < self.until)
        )


@click.command()
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice([status.value for status in DeliveryStatus]),
    help="Only deliveries that stand so; may be given several times.",
)
@click.option("--vendor", default="", help="Only this vendor's; without it, everybody's.")
@click.option("--feed", type=click.Choice([feed.value for feed in Feed]), help="Only this feed's.")
@click.option("--since", type=_Moment(), help="Only what landed then or later (UTC).")
@click.option("--until", type=_Moment(), help="Only what landed before (UTC).")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--deliveries-table",
    default="cers-deliveries",
    show_default=True,
    envvar="CERS_DELIVERIES_TABLE",
    help="The ledger.",
)
@click.option(
    "--ingest-queue-url",
    envvar="CERS_INGEST_QUEUE_URL",
    help=f"The queue to send to.  [default: the queue {INGEST_QUEUE}]",
)
@click.pass_obj
def replay(
    connection: Connection,
    statuses: tuple[str, ...],
    vendor: str,
    feed: str | None,
    since: datetime | None,
    until: datetime | None,
    limit: int | None,
    dry_run: bool,
    yes: bool,
    deliveries_table: str,
    ingest_queue_url: str | None,
) -> None:
    """Have deliveries processed anew, from the files that landed.

    For operators: after a fault of ours is mended, or a rule is corrected. Harmless to repeat,
    since what is published only depends on what landed. Give at least one restriction.
    """
    wanted = Filter(
        tuple(map(DeliveryStatus, statuses)), vendor, Feed(feed) if feed else None, since, until
    )
    if wanted == Filter() and limit is None:
        raise click.UsageError("say which deliveries are meant: --status, --vendor, --since …")
    console = Console()
    ledger = Ledger(connection.table(deliveries_table))
    found = _find(console, ledger, wanted, limit)
    _show(console, found)
    if not found or dry_run:
        return
    if not yes:
        click.confirm(f"Send {len(found):,} deliveries through again?", abort=True)
    sqs = connection.sqs()
    url = ingest_queue_url or sqs.get_queue_url(QueueName=INGEST_QUEUE)["QueueUrl"]
    _send(console, IngestQueue(sqs, url), [delivery for delivery, _ in found])
    console.print(f"{len(found):,} deliveries are sent through again; `cers receipts` shows them.")


def _find(console: Console, ledger: Ledger, wanted: Filter, limit: int | None) -> list[Known]:
    """The deliveries that are meant, oldest first."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Looking through the ledger")
        found = list(islice(_looked_up(ledger, wanted, progress, task), limit))
    return sorted(found, key=lambda each: each[1].landed_at)


def _looked_up(ledger: Ledger, wanted: Filter, progress: Progress, task: TaskID) -> Iterator[Known]:
    rows = hits = 0
    for looked_at, known in ledger.find_all(wanted.statuses, wanted.prefix):
        rows += looked_at
        chosen = [each for each in known if wanted.takes(each[1])]
        hits += len(chosen)
        progress.update(
            task, description=f"Looking through the ledger: {rows:,} rows, {hits:,} deliveries"
        )
        yield from chosen


def _show(console: Console, found: Sequence[Known]) -> None:
    """How many of each kind, and the first ones by name."""
    if not found:
        console.print("No delivery is like that.")
        return
    kinds = Counter((each.vendor, each.feed, each.status) for _, each in found)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Vendor", "Feed", "Status"):
        table.add_column(heading)
    table.add_column("Deliveries", justify="right")
    for (vendor, feed, status), count in sorted(kinds.items()):
        table.add_row(Text(vendor), Text(feed), status_text(status), f"{count:,}")
    console.print(table)
    console.print()
    for delivery, receipt in found[:_SHOWN]:
        line = f"{receipt.landed_at:%Y-%m-%d %H:%M:%S}  {delivery.key}"
        console.print(Text(line, overflow="fold"))
    if len(found) > _SHOWN:
        console.print(f"and {len(found) - _SHOWN:,} more")


def _send(console: Console, queue: IngestQueue, deliveries: Sequence[Delivery]) -> None:
    columns = (TextColumn("Sending"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=len(deliveries))
        for start in range(0, len(deliveries), _SENT_AT_ONCE):
            some = deliveries[start : start + _SENT_AT_ONCE]
            queue.send_all(some, replay=True)
            progress.advance(task, len(some))
