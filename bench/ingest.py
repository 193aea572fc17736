"""How fast a bundle of exams becomes staged Parquet, against what the XML parser can do at most.

`python -m bench.ingest [--exams 4000] [--repeats 5] [--json PATH]`: makes a zip bundle of exams
with 40 items, then measures in turn, on one core: expat without any callback over the members'
bytes (the limit), ElementTree's parse of them, and the whole way from the zip to staged Parquet
with every rule. Prints the median of each and its ratio to the limit.
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
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import fromstring
from xml.parsers import expat

from cers.feeds.exams import read_exams
from cers.lake.staging import StagingWriter
from cers.model.reference import Reference
from tests.support.exams import a_reference, a_zip, an_exam_xml, an_item

ITEMS: Final = 40
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
            score=str(chance.randrange(3)),
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
    with tempfile.TemporaryDirectory() as directory:
        with StagingWriter(Path(directory)) as writer:
            accepted = 0
            for batch in read_exams(bundle, reference):
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


def measure(exams: int, repeats: int) -> dict[str, object]:
    """The figures: exams a second by step, ratios to the scan, and sizes."""
    chance = random.Random(2026)  # noqa: S311
    members = [make_exam(number, chance) for number in range(exams)]
    reference = a_reference(items=ITEMS)
    with tempfile.TemporaryDirectory() as directory:
        named = [(f"{number}.xml", data) for number, data in enumerate(members)]
        bundle = a_zip(Path(directory) / "bundle.zip", named)
        tasks: dict[str, Callable[[], None]] = {
            "expat scan": lambda: scan(members),
            "ElementTree parse": lambda: parse(members),
            "zip to staged Parquet": lambda: ingest(bundle, reference, exams),
        }
        times: dict[str, list[float]] = {name: [] for name in tasks}
        for _ in range(repeats):
            for name, task in tasks.items():
                times[name].append(seconds(task))
        size = bundle.stat().st_size
    rates = {name: exams / statistics.median(each) for name, each in times.items()}
    ratios = [
        limit / whole
        for limit, whole in zip(times["expat scan"], times["zip to staged Parquet"], strict=True)
    ]
    return {
        "exams": exams,
        "items_per_exam": ITEMS,
        "bytes_per_exam": round(sum(map(len, members)) / exams),
        "bundle_bytes": size,
        "repeats": repeats,
        "exams_per_second": {name: round(rate) for name, rate in rates.items()},
        "ratio_to_scan": round(statistics.median(ratios), 3),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def show(figures: dict[str, object]) -> None:
    """Print the figures as a small table."""
    print(
        f"{figures['exams']:,} exams of {figures['items_per_exam']} items, "
        f"{figures['bytes_per_exam']:,} bytes each, one core, median of {figures['repeats']}"
    )
    rates = figures["exams_per_second"]
    assert isinstance(rates, dict)
    for name, rate in rates.items():
        print(f"  {name:<24}{rate:>8,} exams/s{rate / rates['expat scan']:>8.2f} of the scan")
    print(f"  ratio {figures['ratio_to_scan']}, peak memory {figures['peak_rss_mb']} MB")


def main() -> None:
    """Measure and print."""
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
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
