"""Printed student reports: from a request to the file, for one student and for a grade of 500.

`python -m bench.printing [--students 500]`: each student has two summative tests with parts, of the
year before as well, and four interim blocks. "made" is all the function does: rights, the rows of
the lake (DuckDB on Parquet files of an emulated S3), words, pages, the file, and the record. "bare"
is typst alone setting the same pages in the same run, from the same texts. Targets: one student in
less than 3 s, 500 in less than 60 s.
"""

import argparse
import os
import resource
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, cast

import boto3
import typst
from moto import mock_aws

from cers.model.access import Assignment
from cers.model.aggregate_job import Status
from cers.model.assessment import Assessment
from cers.model.availability import Statements
from cers.model.owned_job import Owner
from cers.model.printed_job import Language, Order, PrintedJob, Wanted, Whose
from cers.model.roles import ROLES
from cers.model.tenant import Tenant
from cers.reports.printed.batch import Pages
from cers.reports.printed.page import Batch
from cers.reports.printed.pages import STANDARD, TEMPLATE, inputs_of, pages_of
from cers.steps.printed_making import PrinterSources, make
from cers.steps.session import Rights
from cers.steps.sources import Sources
from cers.stores.snapshot_engine import SnapshotEngine
from cers.stores.snapshots import SnapshotStore
from cers.stores.students import StudentSnapshots
from tests.support.cloud import create_table
from tests.support.printed_students import (
    ORGANIZATIONS,
    Student,
    accommodations,
    background,
    definitions,
    scored,
)
from tests.support.world import World

LAKE: Final = "cers-lake"
REGION: Final = "us-west-2"
COORDINATOR: Final = Assignment(ROLES["SITE_CAASPP_COORDINATOR"], "S1", "Oak")
NOW: Final = datetime(2026, 7, 1, tzinfo=UTC)


class Surroundings:
    """All that is neither the lake nor the pages: it costs nothing."""

    def __init__(self, whose: Whose) -> None:
        wanted = Wanted(
            whose, 2026, ("iab", "ica", "sum"), (), Language.ENGLISH, True, False, Order.NAME
        )
        owner = Owner("site", "sub", COORDINATOR.id, "POST /v1/printed-reports", "r1")
        self.job = PrintedJob("p1", owner, "x", wanted, NOW, Status.PENDING)
        self.batches: list[Batch] = []
        self.bytes = 0

    def find(self, _: str) -> PrintedJob:
        """The only job there is."""
        return self.job

    def advance(self, job: PrintedJob) -> bool:
        """Keep how far it has come."""
        self.job = job
        return True

    def put(self, path: Path, _key: str, _content_type: str) -> None:
        """Put a file, which is its size."""
        self.bytes = path.stat().st_size

    def record(self, _: object) -> None:
        """Write nothing down."""

    def typeset(self, batch: Batch) -> Pages:
        """Set pages, and remember what was set."""
        self.batches.append(batch)
        return pages_of(batch)

    def __getattr__(self, name: str) -> Any:
        known: dict[str, Any] = {
            "organizations": ORGANIZATIONS,
            "subjects": definitions().subjects,
            "assessments": definitions().assessments,
            "norms": background().norms,
            "accommodations": accommodations(),
            "assignments": [COORDINATOR],
            "groups_of": [],
            # Everything of 2026 is open, as if it lay in the past.
            "statements": Statements(2027),
        }
        if name not in known:
            raise AttributeError(name)
        return lambda *_: known[name]

    def sources(self, engine: SnapshotEngine) -> PrinterSources:
        """What the function makes reports from."""
        this = cast(Any, self)
        return PrinterSources(
            jobs=this,
            files=this,
            rights=Rights(Tenant(2027), this, this, this),
            reports=Sources(engine, this, this, this, this, lambda: NOW),
            labels=this,
            typeset=self.typeset,
            made_up=True,
            now=lambda: NOW,
        )


def main() -> None:
    """Print what one student and a grade of them take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=500)
    count = parser.parse_args().students
    os.environ |= {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}
    with mock_aws():
        engine = _lake([_student(number) for number in range(count)])
        _measure("1 student, first", Whose(student_id="s0000"), engine)
        _measure("1 student", Whose(student_id="s0001"), engine)
        _measure(f"{count} students", Whose(school_id="S1", grade="05"), engine)


def _measure(title: str, whose: Whose, engine: SnapshotEngine) -> None:
    around = Surroundings(whose)
    started, used = time.perf_counter(), time.process_time()
    job = make("p1", around.sources(engine), lambda: 900.0)
    made, cpu = time.perf_counter() - started, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if job is None or job.status is not Status.COMPLETED:
        raise SystemExit(f"{title}: not made")
    bare, bare_cpu = _bare(around.batches)
    print(
        f"{title:17} {job.pages:5} pages in {job.files}, {around.bytes / 1e6:5.2f} MB | made "
        f"{made:6.2f} s (cpu {cpu:5.2f}), {job.students_done / made:5.1f} students/s, "
        f"{job.pages / made:5.1f} pages/s, at most {peak:4.0f} MB | "
        f"bare typst {bare:6.2f} s (cpu {bare_cpu:5.2f})"
    )


def _bare(batches: Sequence[Batch]) -> tuple[float, float]:
    """How long typst alone takes for the same pages, and how much of a processor."""
    inputs = [inputs_of(each) for each in batches]
    started, used = time.perf_counter(), time.process_time()
    for each in inputs:
        # Another document to typst, so that it remembers nothing of the first time.
        changed = {"batch": each["batch"].replace('"author": "', '"author": "The ')}
        compiler = typst.Compiler(TEMPLATE, ignore_system_fonts=True, sys_inputs=changed)
        compiler.compile(format="pdf", pdf_standards=STANDARD)
    return time.perf_counter() - started, time.process_time() - used


# ---- the lake


def _student(number: int) -> Student:
    made = Student(f"s{number:04}", f"Ana{number}", f"Díaz{number}")
    spread = number % 200
    claims = {"SOCK_R": 1 + number % 3, "2-W": 2, "SOCK_LS": 3, "4-CR": 1}
    traits = {"SOCK_EXPL_ORG": 3, "SOCK_EXPL_EVI": 2, "SOCK_EXPL_CON": 2}
    made.took("ELA-SUM-04-2025", **scored(2400 + spread, 24, 2))
    made.took("ELA-SUM-05-2026", **scored(2450 + spread, 25, 3), claims=claims, traits=traits)
    made.took("Math-SUM-04-2025", **scored(2410 + spread, 23, 2))
    made.took("Math-SUM-05-2026", **scored(2440 + spread, 26, 2), claims={"1": 1, "SOCK_2": 2})
    for block in ("M5-Fractions of last year", "M5-Fractions", "M5-Geometry"):
        made.took(block, **scored(2440 + spread, 40, 2), accommodation_codes="TTS")
    return made


def _lake(students: Sequence[Student]) -> SnapshotEngine:
    s3 = boto3.client("s3", region_name=REGION)
    s3.create_bucket(Bucket=LAKE, CreateBucketConfiguration={"LocationConstraint": REGION})
    snapshots = create_table("cers-snapshots")
    world = World(list(_exams(students)), list(_scores(students)))
    for manifest in world.publish(s3, LAKE, bucket_count=1):
        SnapshotStore(s3, LAKE, snapshots).commit(manifest, "")
    current = SnapshotStore(s3, LAKE, snapshots)
    return SnapshotEngine(s3, LAKE, current, students=StudentSnapshots(s3, LAKE, snapshots))


def _exams(students: Sequence[Student]) -> Iterator[dict[str, Any]]:
    known: dict[str, Assessment] = dict(definitions().assessments)
    for row in (row for each in students for row in each.rows):
        day, codes = row["completed_on"], row["accommodation_codes"]
        yield {
            **row,
            "grade": known[row["assessment_id"]].grade,
            "completed_at": datetime(day.year, day.month, day.day, tzinfo=UTC),
            "accommodation_codes": codes.split("|") if codes else None,
            "deleted": False,
        }


def _scores(students: Sequence[Student]) -> Iterator[dict[str, Any]]:
    for each in students:
        for row in (*each.scores, *each.traits):
            yield {"score_type": "trait", **row, "grade": "05", "deleted": False}


if __name__ == "__main__":
    main()
