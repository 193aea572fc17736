"""How fast a bundle of exams becomes staged Parquet, against what the XML parser can do at most.

`python -m bench.ingest [--exams 4000] [--repeats 5] [--json PATH]`: makes a zip bundle of exams
with 40 items, then measures in turn, on one core: expat without any callback over the members'
bytes (the limit), ElementTree's parse of them, and the whole way from the zip to staged Parquet
with every rule; last the same for reports with a remark in them, which are read one by one by a
parser. Prints the median of each and its ratio to the limit.
"""

import argparse
import json
import os
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import fromstring
from xml.parsers import expat

from bench.deployed import run_as_deployed
from cers.feeds.exams import read_exams
from cers.lake.staging import StagingWriter
from cers.model.delivery import Feed
from cers.model.reference import Reference
from cers.runtime.memory import collect_rarely
from cers.steps.doubted_exams import doubted
from tests.support.exams import a_reference, a_zip, an_exam_xml, an_item

ITEMS: Final = 40
SCAN: Final = "expat scan"
WHOLE: Final = "zip to staged Parquet"
PARSED: Final = "the same, one by one"
REMARK: Final = b"<!-- by hand -->"
_ANSWER: Final = "<itemResponse><response id='RESPONSE'><value>{}</value></response></itemResponse>"


def make_exam(number: int, chance: random.Random) -> bytes:
    """One exam of 40 items, each different from the others."""
    second = chance.randrange(3600)
    items = [
        an_item(
            _ANSWER.format(" ".join(chance.choice("ABCDEFGH") for _ in range(8))),
            response={"date": _moment(second + 60 * place + chance.randrange(60)), "type": "value"},
            position=str(place + 1),
            key=str(1001 + place),
            score=str(chance.randrange(2)),
            format=chance.choice(("MC", "MS", "EQ", "EBSR", "SA")),
            adminDate=_moment(second + 60 * place),
            responseDuration=str(chance.randrange(120_000) / 1000),
            pageNumber=str(place + 1),
            pageTime=str(chance.randrange(120_000)),
        )
        for place in range(ITEMS)
    ]
    return an_exam_xml(
        student={"StudentIdentifier": f"{chance.randrange(10**10):010d}"},
        opportunity={"oppId": str(10**9 + number), "itemCount": str(ITEMS)},
        items=items,
    )


def _moment(second: int) -> str:
    hours, rest = divmod(second, 3600)
    return f"2026-03-02T{8 + hours:02d}:{rest // 60:02d}:{rest % 60:02d}.{second % 1000:03d}"


def make_bundle(path: Path, members: Sequence[bytes]) -> Path:
    """A zip of the members."""
    return a_zip(path, ((f"{number}.xml", data) for number, data in enumerate(members)))


def scan(members: Sequence[bytes]) -> None:
    """Read every member with expat and no callback at all."""
    for data in members:
        expat.ParserCreate().Parse(data, True)


def parse(members: Sequence[bytes]) -> None:
    """Read every member into a tree."""
    for data in members:
        fromstring(data)  # noqa: S314


def ingest(bundle: Path, reference: Reference, exams: int) -> None:
    """Read the bundle with every rule and stage it."""
    accepted = 0
    with tempfile.TemporaryDirectory() as directory, StagingWriter(Path(directory)) as writer:
        batches = read_exams(bundle, reference)
        for batch in doubted(batches, Feed.EXAMS, reference, datetime.now(UTC)):
            accepted += batch.counts.accepted
            writer.write(batch)
        writer.close()
    if accepted != exams:
        raise SystemExit(f"only {accepted} of {exams} exams were accepted")


def seconds(task: Callable[[], None]) -> float:
    """How much processor time a task takes: neighbours on the machine do not count."""
    start = time.process_time()
    task()
    return time.process_time() - start


@dataclass(frozen=True)
class Figures:
    """What was measured; rates are exams a second of processor time, by step."""

    exams: int
    items_per_exam: int
    bytes_per_exam: int
    bundle_bytes: int
    repeats: int
    exams_per_second: dict[str, int]
    ratio_to_scan: float
    peak_rss_mb: int


def measure(exams: int, repeats: int) -> Figures:
    """Measure the steps in turn, `repeats` times each."""
    collect_rarely()
    chance = random.Random(2026)  # noqa: S311
    members = [make_exam(number, chance) for number in range(exams)]
    reference = a_reference(items=ITEMS)
    with tempfile.TemporaryDirectory() as directory:
        bundle = make_bundle(Path(directory) / "bundle.zip", members)
        remarked = [REMARK + data for data in members]
        other = make_bundle(Path(directory) / "other.zip", remarked)
        tasks: dict[str, Callable[[], None]] = {
            SCAN: lambda: scan(members),
            "ElementTree parse": lambda: parse(members),
            WHOLE: lambda: ingest(bundle, reference, exams),
            PARSED: lambda: ingest(other, reference, exams),
        }
        times: dict[str, list[float]] = {name: [] for name in tasks}
        for _ in range(repeats):
            for name, task in tasks.items():
                times[name].append(seconds(task))
        size = bundle.stat().st_size
    ratios = [limit / whole for limit, whole in zip(times[SCAN], times[WHOLE], strict=True)]
    return Figures(
        exams,
        ITEMS,
        round(sum(map(len, members)) / exams),
        size,
        repeats,
        {name: round(exams / statistics.median(each)) for name, each in times.items()},
        round(statistics.median(ratios), 3),
        round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    )


def show(figures: Figures) -> None:
    """Print the figures as a small table."""
    print(
        f"{figures.exams:,} exams of {figures.items_per_exam} items, "
        f"{figures.bytes_per_exam:,} bytes each, one core, median of {figures.repeats}"
    )
    limit = figures.exams_per_second[SCAN]
    for name, rate in figures.exams_per_second.items():
        print(f"  {name:<24}{rate:>8,} exams/s{rate / limit:>8.2f} of the scan")
    print(f"  ratio {figures.ratio_to_scan}, peak memory {figures.peak_rss_mb} MB")


def main() -> None:
    """Measure and print."""
    run_as_deployed("bench.ingest")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exams", type=int, default=4000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    figures = measure(options.exams, options.repeats)
    show(figures)
    if options.json:
        options.json.write_text(json.dumps(asdict(figures), indent=2) + "\n")


if __name__ == "__main__":
    main()
