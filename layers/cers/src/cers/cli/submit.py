"""Submitting files: upload, then wait for the receipt."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from cers.cli.connection import Connection
from cers.model.delivery import Counts, Delivery, DeliveryStatus, Feed, Receipt
from cers.stores.receipts import ReceiptStore

FINAL: Final = frozenset(
    {
        DeliveryStatus.PUBLISHED,
        DeliveryStatus.DUPLICATE,
        DeliveryStatus.QUARANTINED,
        DeliveryStatus.REJECTED,
        DeliveryStatus.FAILED,
    }
)
EXIT_REFUSED: Final = 1
EXIT_STILL_WAITING: Final = 3
GOOD: Final = frozenset({DeliveryStatus.PUBLISHED, DeliveryStatus.DUPLICATE})
_POLL_SECONDS: Final = 0.5


def upload(
    console: Console, connection: Connection, feed: Feed, files: Sequence[Path]
) -> list[Delivery]:
    """Upload files to the vendor's prefix, with progress, and name the versions they became."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        return [_upload(progress, connection, feed, file) for file in files]


def _upload(progress: Progress, connection: Connection, feed: Feed, file: Path) -> Delivery:
    key = f"{connection.vendor}/{feed.value}/{file.name}"
    task = progress.add_task(f"Uploading {file.name}", total=file.stat().st_size)
    connection.s3.upload_file(
        str(file),
        connection.landing_bucket,
        key,
        Callback=lambda sent: progress.advance(task, sent),
    )
    version = connection.s3.head_object(Bucket=connection.landing_bucket, Key=key)["VersionId"]
    return Delivery(connection.landing_bucket, key, version)


def wait(
    console: Console, connection: Connection, deliveries: Sequence[Delivery], timeout: float
) -> list[Receipt | None]:
    """The receipts of deliveries once they are final; None for what took longer than `timeout`."""
    store = ReceiptStore(connection.s3, connection.receipts_bucket)
    answers: dict[Delivery, Receipt] = {}
    deadline = time.monotonic() + timeout
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        tasks = {each: progress.add_task(f"{_name(each)}: sent", total=1.0) for each in deliveries}
        while len(answers) < len(deliveries) and time.monotonic() < deadline:
            for delivery in deliveries:
                if delivery not in answers:
                    _look(store, delivery, answers, progress, tasks[delivery])
            time.sleep(_POLL_SECONDS)
    return [answers.get(each) for each in deliveries]


def _look(
    store: ReceiptStore,
    delivery: Delivery,
    answers: dict[Delivery, Receipt],
    progress: Progress,
    task: TaskID,
) -> None:
    receipt = store.get(delivery)
    if receipt is None:
        return
    words = f"{_name(delivery)}: {receipt.status.value}{_so_far(receipt.counts)}"
    progress.update(task, completed=receipt.progress, description=words)
    if receipt.status in FINAL:
        answers[delivery] = receipt


def _so_far(counts: Counts) -> str:
    """How many records there are already, and how they fared."""
    if not counts.records:
        return ""
    parts = [f"{counts.accepted:,} accepted"]
    if counts.rejected:
        parts.append(f"{counts.rejected:,} refused")
    if counts.waiting:
        parts.append(f"{counts.waiting:,} waiting")
    return f", {' and '.join(parts)}"


def _name(delivery: Delivery) -> str:
    return delivery.key.rsplit("/", 1)[-1]


def exit_code(receipts: Sequence[Receipt | None]) -> int:
    """0 if everything was published, 3 if a receipt is missing, and 1 otherwise."""
    if any(receipt is None for receipt in receipts):
        return EXIT_STILL_WAITING
    good = all(receipt and receipt.status in GOOD for receipt in receipts)
    return 0 if good else EXIT_REFUSED
