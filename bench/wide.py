"""How fast a wide score file of 75 columns becomes staged Parquet, with every rule of its feed.

`python -m bench.wide [--rows 600000] [--peer-rows 100000] [--repeats 3] [--sizes 600000 2000000
4000000] [--json PATH]`: makes files in which one row in two hundred has a fault, then measures in
turn, on one core: Arrow's CSV to zstd Parquet without any check (the yardstick), the whole way from
the file to staged Parquet with every rule, joins and the search for duplicates, and pandas with
pandera keeping the same rules. Prints rates, the median ratios, where the time goes, and the peak
memory at several sizes, each in a process of its own.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bench.wide_data import FAULTS_ONE_IN, reference, write
from cers.feeds.plausibility import Plausibility
from cers.feeds.wide import delimited, exams, joins, read, slots
from cers.feeds.wide.blocks import Blocks
from cers.feeds.wide.descriptor import layouts
from cers.feeds.wide.duplicates import SeenExams
from cers.feeds.wide.header import SPELLINGS
from cers.feeds.wide.layout import Layout
from cers.feeds.wide.results import LAYOUT, read_results
from cers.lake.staging import StagingWriter
from cers.model.delivery import Feed
from cers.model.reference import Reference
from cers.steps.doubted_exams import doubted

DIGEST: Final = "0" * 64
"""Ingest knows the file's digest from fetching it."""

UNCHECKED: Final = "Arrow, no checks"
WHOLE: Final = "file to staged Parquet"
PANDERA: Final = "pandas with pandera"
OTHER_COLUMNS: Final = 62
"""The columns of the files that earlier measurements of others were made with."""

ROOT: Final = Path(__file__).parents[1]


def header(layout: Layout) -> list[str]:
    """The columns of the layout as the tabulator spells them."""
    misspelled = {right: wrong for wrong, right in SPELLINGS.items()}
    spelled = {
        "nativehataiianorotherpacificislander": "NativeHataiianOrOtherPacificIslander",
        "demographracetwoormoreraces": "DemographRaceTwoOrMoreRaces",
    }
    return [spelled.get(misspelled.get(name.casefold(), ""), name) for name in layout.column_names]


def ingest(path: Path, known: Reference, rows: int) -> None:
    """Read the file with every rule and stage it."""
    records = accepted = 0
    with tempfile.TemporaryDirectory() as directory, StagingWriter(Path(directory)) as writer:
        batches = read_results(path, known, DIGEST)
        for batch in doubted(batches, Feed.RESULTS, known, datetime.now(UTC)):
            records += batch.counts.records
            accepted += batch.counts.accepted
            writer.write(batch)
        writer.close()
    check(accepted, rows)
    if records != rows:
        raise SystemExit(f"{records} of {rows} rows were read")


def check(accepted: int, rows: int) -> None:
    """See that all rows but the faulty ones were accepted."""
    expected = rows - rows // FAULTS_ONE_IN
    if accepted != expected:
        raise SystemExit(f"{accepted} of {rows} rows were accepted, not {expected}")


def seconds(task: Callable[[], None]) -> float:
    """How much processor time a task takes: neighbours on the machine do not count."""
    start = time.process_time()
    task()
    return time.process_time() - start


class Phases:
    """Measures the processor time of functions, each without those it calls."""

    def __init__(self) -> None:
        self.times: defaultdict[str, float] = defaultdict(float)
        self._inner: list[float] = []
        self._replaced: list[tuple[Any, str, Any]] = []

    def watch(self, phase: str, owner: Any, name: str) -> None:
        """Count a function's time towards a phase."""
        function = getattr(owner, name)

        def measured(*args: Any, **options: Any) -> Any:
            start = time.thread_time()
            self._inner.append(0.0)
            try:
                return function(*args, **options)
            finally:
                spent = time.thread_time() - start
                self.times[phase] += spent - self._inner.pop()
                if self._inner:
                    self._inner[-1] += spent

        self._replaced.append((owner, name, function))
        setattr(owner, name, measured)

    def restore(self) -> None:
        """Watch nothing any more."""
        for owner, name, function in self._replaced:
            setattr(owner, name, function)


def shares(task: Callable[[], None]) -> dict[str, float]:
    """The share of each phase in the processor time of an ingest."""
    phases = Phases()
    phases.watch("read", Blocks, "next")
    phases.watch("tokenise", delimited.DelimitedFile, "_read")
    phases.watch("rules", exams.WideExams, "read")
    phases.watch("rules", slots, "read_slot")
    for name in ("assessments", "districts"):
        phases.watch("joins", joins.Joins, name)
    for name in ("add", "repeated"):
        phases.watch("duplicates", SeenExams, name)
    phases.watch("doubts", Plausibility, "check")
    phases.watch("build", read, "tables_of")
    for name in ("write", "close"):
        phases.watch("write", StagingWriter, name)
    whole = seconds(task)
    phases.restore()
    told = {phase: spent / whole for phase, spent in phases.times.items()}
    return {**told, "other": max(1 - sum(told.values()), 0.0)}


@dataclass(frozen=True)
class Size:
    """What one file of so many rows took, in a process of its own."""

    rows: int
    file_mb: int
    rows_per_second: int
    peak_rss_mb: int


@dataclass(frozen=True)
class Figures:
    """What was measured; rates are rows a second of processor time, by step."""

    rows: int
    columns: int
    bytes_per_row: int
    repeats: int
    peer_rows: int
    rows_per_second: dict[str, int]
    ratio_to_unchecked: float
    ratio_to_pandera: float
    shares: dict[str, float]
    sizes: list[Size]


def measure(rows: int, peer_rows: int, repeats: int, sizes: Sequence[int]) -> Figures:
    """Measure the steps in turn, `repeats` times each, then each size by itself."""
    from bench.wide_peers import PanderaReader, copy_unchecked

    known, layout = reference(), layouts()[LAYOUT]
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        path = write(directory / "results.csv", rows, header(layout))
        peer_path = write(directory / "fewer.csv", peer_rows, header(layout))
        pandera = PanderaReader(layout, known)
        tasks: dict[str, tuple[int, Callable[[], None]]] = {
            UNCHECKED: (rows, lambda: check_rows(copy_unchecked(path, directory), rows)),
            WHOLE: (rows, lambda: ingest(path, known, rows)),
            PANDERA: (peer_rows, lambda: check(pandera.read(peer_path, directory), peer_rows)),
        }
        rates: dict[str, list[float]] = {name: [] for name in tasks}
        for _ in range(repeats):
            for name, (count, task) in tasks.items():
                rates[name].append(count / seconds(task))
        told = shares(lambda: ingest(path, known, rows))
        bytes_per_row = path.stat().st_size // rows
    return Figures(
        rows,
        len(layout.columns),
        bytes_per_row,
        repeats,
        peer_rows,
        {name: round(statistics.median(each)) for name, each in rates.items()},
        _ratio(rates[WHOLE], rates[UNCHECKED]),
        _ratio(rates[WHOLE], rates[PANDERA]),
        {phase: round(share, 3) for phase, share in told.items()},
        [measure_alone(size) for size in sizes],
    )


def check_rows(found: int, rows: int) -> None:
    """See that every row was read."""
    if found != rows:
        raise SystemExit(f"{found} of {rows} rows were read")


def _ratio(ours: Sequence[float], others: Sequence[float]) -> float:
    return round(statistics.median(a / b for a, b in zip(ours, others, strict=True)), 3)


def measure_alone(rows: int) -> Size:
    """Measure a file of so many rows in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "results.csv", rows, header(layouts()[LAYOUT]))
        command = [sys.executable, "-m", "bench.wide", "--alone", str(path), "--rows", str(rows)]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return Size(**json.loads(done.stdout))


def ingest_alone(path: Path, rows: int) -> Size:
    """Read one file, and say what it took."""
    known = reference()
    spent = seconds(lambda: ingest(path, known, rows))
    return Size(rows, path.stat().st_size >> 20, round(rows / spent), peak_rss_mb())


def peak_rss_mb() -> int:
    """The most memory this process has had; Linux's usual answer includes that of its parent."""
    status = Path("/proc/self/status")
    if status.exists():
        [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 20


def show(figures: Figures) -> None:
    """Print the figures as a small table."""
    print(
        f"{figures.rows:,} rows of {figures.columns} columns, {figures.bytes_per_row:,} bytes "
        f"each, one core, median of {figures.repeats}"
    )
    for name, rate in figures.rows_per_second.items():
        scaled = round(rate * figures.columns / OTHER_COLUMNS)
        note = f" ({figures.peer_rows:,} rows)" if name == PANDERA else ""
        print(f"  {name:<24}{rate:>9,} rows/s, as {OTHER_COLUMNS} columns {scaled:>9,}{note}")
    print(f"  {figures.ratio_to_unchecked} of Arrow without checks")
    print(f"  {figures.ratio_to_pandera} times pandas with pandera")
    listed = ", ".join(f"{phase} {share:.0%}" for phase, share in figures.shares.items())
    print(f"  time: {listed}")
    for size in figures.sizes:
        print(
            f"  {size.rows:>9,} rows, {size.file_mb:>5,} MB: peak memory {size.peak_rss_mb} MB, "
            f"{size.rows_per_second:,} rows/s"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=600_000)
    parser.add_argument("--peer-rows", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="*", default=[600_000, 2_000_000, 4_000_000])
    parser.add_argument("--alone", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if options.alone:
        print(json.dumps(asdict(ingest_alone(options.alone, options.rows))))
        return
    figures = measure(options.rows, options.peer_rows, options.repeats, options.sizes)
    show(figures)
    if options.json:
        options.json.write_text(json.dumps(asdict(figures), indent=2) + "\n")


if __name__ == "__main__":
    main()
