"""What single exam files cost against the same exams in one bundle, and in calls to AWS.

`python -m bench.singles [--files 2000] [--repeats 3]`: on one core and in turn, (a) a zip of exams
with 40 items becomes staged Parquet; (b) the same exams, each a file of its own, are fetched,
checked, staged and answered in batches of 500 over stores in memory and on disk: what our own code
costs; (c) on an emulated AWS, how many calls a file takes until it is published: one by one, and
together.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast

import boto3
from moto import mock_aws

from bench.deployed import run_as_deployed
from bench.ingest import ITEMS, ingest, make_exam, seconds
from cers.model.delivery import Delivery, Receipt
from cers.model.reference import Missing, Reference
from cers.model.snapshot import StagedDelivery
from cers.model.vendor import VendorGrant
from cers.runtime.memory import collect_rarely
from cers.steps.ingest_stores import IngestStores
from cers.steps.ingest_together import ingest_together
from cers.steps.small_files import Work
from cers.stores.landing import SmallFile
from cers.stores.memory import Memory
from tests.support.exams import a_reference, a_zip
from tests.support.ingest import World

BATCH: Final = 500
EMULATED: Final = 200
"""Files for which calls are counted."""

LANDED: Final = datetime(2026, 5, 1, tzinfo=UTC)


class Memories:
    """Every store of ingest at once, in memory; staged files are copied on disk."""

    def __init__(self, files: Mapping[Delivery, bytes], reference: Reference, lake: Path) -> None:
        self.files = files
        self.reference = reference
        self.lake = lake
        self.ledger: dict[str, tuple[Delivery, Receipt]] = {}
        self.receipts: dict[str, dict[str, Any]] = {}
        self.staged: list[StagedDelivery] = []

    def stores(self) -> IngestStores:
        """The stores, all of them this one."""
        everything = dict.fromkeys(IngestStores.__dataclass_fields__, self)
        people = SimpleNamespace(vendors=self)
        return IngestStores(**cast(Any, {**everything, "people": people}))

    def grant(self, _vendor: str) -> VendorGrant:
        """Everybody may deliver everything."""
        return VendorGrant.of_the_state()

    def read(self, delivery: Delivery, _most: int) -> SmallFile:
        """A landed file."""
        data = self.files[delivery]
        return SmallFile(data, sha256(data).hexdigest(), LANDED)

    def load(self) -> Reference:
        """The reference data."""
        return self.reference

    def find_many(self, delivery_ids: Iterable[str]) -> dict[str, tuple[Delivery, Receipt]]:
        """What is known of deliveries."""
        return {each: self.ledger[each] for each in delivery_ids if each in self.ledger}

    def record_all(self, answers: Iterable[tuple[Delivery, Receipt]]) -> None:
        """Keep receipts, as the ledger's rows hold them."""
        for delivery, receipt in answers:
            self.receipts[delivery.id] = receipt.to_json()
            self.ledger[delivery.id] = (delivery, receipt)

    def recall_many(self, _wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Memory]:
        """Nothing was there before."""
        return {}

    def remember(self, memories: Iterable[Memory]) -> None:
        """Remember nothing."""
        list(memories)

    def wait_all(self, missing: Mapping[str, Iterable[Missing]]) -> None:
        """Nothing is missing."""
        if missing:
            sys.exit("the exams lack reference data")

    def put_all_staged(self, paths: Mapping[str, Path]) -> None:
        """Copy staged files."""
        for key, path in paths.items():
            (self.lake / sha256(key.encode()).hexdigest()).write_bytes(path.read_bytes())

    def add(self, staged: StagedDelivery) -> None:
        """Let something wait to be published."""
        self.staged.append(staged)

    def of(self, _dataset: object, _limit: int) -> list[StagedDelivery]:
        """What waits."""
        return self.staged[:1]

    def hint(self, _dataset: object) -> None:
        """Tell nobody."""


def deliveries(exams: Iterable[bytes]) -> dict[Delivery, bytes]:
    """Each exam as a delivery of its own."""
    return {
        Delivery("landing", f"ets/exams/{number}.xml", str(number)): data
        for number, data in enumerate(exams)
    }


def batches(work: list[Work]) -> Iterator[list[Work]]:
    """The work as the queue hands it out."""
    for start in range(0, len(work), BATCH):
        yield work[start : start + BATCH]


def together(files: Mapping[Delivery, bytes], reference: Reference) -> None:
    """Ingest every file, batch by batch, over stores in memory."""
    with tempfile.TemporaryDirectory() as lake:
        memories = Memories(files, reference, Path(lake))
        stores = memories.stores()
        for some in batches([Work(each, size=len(data)) for each, data in files.items()]):
            ingest_together(some, stores)
    accepted = sum(receipt.counts.accepted for _, receipt in memories.ledger.values())
    if accepted != len(files):
        sys.exit(f"only {accepted} of {len(files)} exams were accepted")


def measure(files: int, repeats: int) -> None:
    """Print the rates of a bundle and of single files, and their ratio."""
    collect_rarely()
    chance = random.Random(2026)  # noqa: S311
    exams = [make_exam(number, chance) for number in range(files)]
    reference = a_reference(items=ITEMS)
    with tempfile.TemporaryDirectory() as directory:
        named = [(f"{number}.xml", data) for number, data in enumerate(exams)]
        bundle = a_zip(Path(directory) / "bundle.zip", named)
        tasks: dict[str, Callable[[], None]] = {
            "(a) one bundle": lambda: ingest(bundle, reference, files),
            "(b) single files together": lambda: together(deliveries(exams), reference),
        }
        times: dict[str, list[float]] = {name: [] for name in tasks}
        for _ in range(repeats):
            for name, task in tasks.items():
                times[name].append(seconds(task))
    print(f"{files:,} exams of {ITEMS} items, one core, median of {repeats}")
    for name, each in times.items():
        print(f"  {name:<28}{files / statistics.median(each):>8,.0f} exams/s")
    one, many = times.values()
    ratio = statistics.median(b / a for a, b in zip(one, many, strict=True))
    print(f"  a single file costs {ratio:.2f} times as much as an exam in a bundle")


def calls(*, one_by_one: bool) -> Counter[str]:
    """The calls to AWS for some files until they are published, by service and operation."""
    chance = random.Random(7)  # noqa: S311
    counted: Counter[str] = Counter()

    def count(model: Any, **_: object) -> None:
        counted[f"{model.service_model.service_name} {model.name}"] += 1

    with mock_aws():
        boto3.setup_default_session(region_name="us-west-2")
        session = boto3.DEFAULT_SESSION
        if session is None:
            sys.exit("there is no default session")
        session.events.register("before-call", count)
        world = World()
        world.know(a_reference(items=ITEMS))
        exams = [make_exam(number, chance) for number in range(EMULATED)]
        landed = [world.land(f"ets/exams/{number}.xml", data) for number, data in enumerate(exams)]
        world.stores.reference.load()
        counted.clear()
        work = [
            Work(delivery, size=len(data)) for delivery, data in zip(landed, exams, strict=True)
        ]
        for some in [[each] for each in work] if one_by_one else [work]:
            world.process(*some)
        world.work()
        session.events.unregister("before-call", count)
    return counted


def show_calls() -> None:
    """Print the calls per file, one by one and together."""
    print(f"calls to AWS per file, {EMULATED} files, from message to published")
    for name, counted in (
        ("(c) each in a batch of its own", calls(one_by_one=True)),
        ("(c) together", calls(one_by_one=False)),
    ):
        print(f"  {name:<32}{counted.total() / EMULATED:>8.2f}")
        for operation, number in counted.most_common(6):
            print(f"      {operation:<28}{number / EMULATED:>8.2f}")


def main() -> None:
    """Measure and print."""
    run_as_deployed("bench.singles")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test")  # noqa: S106
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    measure(options.files, options.repeats)
    show_calls()


if __name__ == "__main__":
    main()
