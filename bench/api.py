"""What the API costs: its cold import, and its reports beside the bare SQL they are made from.

`python -m bench.api [--schools 300] [--requests 200] [--json PATH]`: measures the import of
functions/api/app.py in fresh processes, then publishes a made-up dataset on an emulated AWS in
this process and asks for the summary and the roster of one assessment at many schools, each
request as API Gateway would deliver it. Beside them, DuckDB runs the same SQL on the same files
from the local disk: that is the least such a report can cost. Prints figures, asserts nothing.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from unittest.mock import patch

import boto3
import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from moto import mock_aws

from cers.lake.schema import published_schema
from cers.lake.sorted_files import in_order
from cers.model.access import Scope
from cers.model.dataset import Dataset
from cers.model.organization import District, Organizations, School
from cers.model.snapshot import DataFile, Manifest, published_key
from cers.model.tables import EXAM_SCORES, EXAMS, Table
from cers.reports import school as questions
from cers.stores.access import AccessStore
from cers.stores.reference import ReferenceStore
from cers.stores.snapshots import SnapshotStore
from tests.support import tokens
from tests.support.cloud import create_table
from tests.support.world import assessments, subjects

ROOT: Final = Path(__file__).parents[1]
REGION: Final = "us-west-2"
LAKE: Final = "cers-lake"
DATASET: Final = Dataset(2026, "sum")
WHEN: Final = datetime(2026, 4, 17, 18, tzinfo=UTC)
SCHOOLS_PER_DISTRICT: Final = 10
RESULTS_PER_SCHOOL: Final = 120
ASSESSMENT: Final = "ELPAC-5"
CODES: Final = (("claim", "RD"), ("alternate", "ORAL"), ("alternate", "WRIT"))
ROUTE: Final = "/v1/schools/{school_id}/assessments/{assessment_id}"

Figures = dict[str, float]


def school_name(number: int) -> tuple[str, str]:
    """A school's id and its district's."""
    return f"{number:014d}", f"{number // SCHOOLS_PER_DISTRICT:014d}"


def exams(schools: int, codes: Sequence[tuple[str, str]] | None) -> Mapping[str, Any]:
    """Columns of the exams, or of their scores of these codes; every other column gets a filler."""
    random = np.random.default_rng(7)
    assessed = sorted(each.id for each in assessments().values() if each.type == "sum")
    count = schools * RESULTS_PER_SCHOOL * len(assessed)
    number = np.repeat(np.arange(count), len(codes or [0]))
    school = number // (RESULTS_PER_SCHOOL * len(assessed))
    student = number // len(assessed)
    columns: dict[str, Any] = {
        "district_id": [school_name(each)[1] for each in school.tolist()],
        "school_id": [school_name(each)[0] for each in school.tolist()],
        "student_id": [f"{each:010d}" for each in student],
        "assessment_id": [assessed[each % len(assessed)] for each in number],
        "opportunity_id": [f"{each:032d}" for each in number],
        "subject": ["ELPAC"] * len(number),
        "completeness": ["Complete"] * len(number),
        "administration_condition": ["Valid"] * len(number),
        "achievement_level": random.integers(1, 4, len(number)),
        "scale_score": random.integers(2200, 2739, len(number)).astype(float),
        "standard_error": random.integers(10, 40, len(number)).astype(float),
        "last_name": [f"Name{each % 5000}" for each in student],
    }
    if codes is not None:
        columns["score_type"] = [codes[place % len(codes)][0] for place in range(len(number))]
        columns["score_code"] = [codes[place % len(codes)][1] for place in range(len(number))]
    return columns


def table_of(table: Table, columns: Mapping[str, Any]) -> pa.Table:
    """A whole published table, sorted as publishing sorts it."""
    rows = len(columns["school_id"])
    fillers: Mapping[str, Any] = {"string": "filler", "boolean": False, "timestamp": WHEN}
    schema = published_schema(table)
    arrays = []
    for column, field in zip(table.columns, schema, strict=True):
        if column.name in columns:
            arrays.append(pa.array(columns[column.name], field.type))
        elif column.nullable:
            arrays.append(pa.nulls(rows, field.type))
        else:
            arrays.append(pa.repeat(pa.scalar(fillers.get(column.type, 0), field.type), rows))
    return in_order(pa.table(arrays, schema=schema), table.order)


def write_files(folder: Path, schools: int) -> Manifest:
    """The files of one snapshot below `folder`, under their keys in the lake."""
    files = []
    for table, codes in ((EXAMS, None), (EXAM_SCORES, CODES)):
        key = published_key(table.name, DATASET, 0, "bench")
        path = folder / key
        path.parent.mkdir(parents=True)
        rows = table_of(table, exams(schools, codes))
        pq.write_table(rows, path, compression="zstd", row_group_size=32_768)
        files.append(DataFile(table.name, 0, key, rows.num_rows, path.stat().st_size, ""))
    return Manifest(DATASET, "bench", "", WHEN, 1, tuple(files))


@contextmanager
def emulated(folder: Path, manifest: Manifest, schools: int) -> Iterator[str]:
    """An AWS in this process with the dataset published; the id of an assignment to ask under."""
    with patch.dict(os.environ, environment()), mock_aws():
        s3 = boto3.client("s3", region_name=REGION)
        s3.create_bucket(Bucket=LAKE, CreateBucketConfiguration={"LocationConstraint": REGION})
        for file in manifest.files:
            s3.upload_file(str(folder / file.key), LAKE, file.key)
        snapshots, access, _ = (
            create_table(name) for name in ("cers-snapshots", "cers-access", "cers-audit")
        )
        SnapshotStore(s3, LAKE, snapshots).commit(manifest, "")
        reference = ReferenceStore(s3, LAKE, snapshots)
        reference.update_subjects(lambda _: subjects())
        reference.update_assessments(lambda _: assessments())
        reference.update_organizations(lambda _: organizations(schools))
        yield AccessStore(access).assign("bench", "STATE_USER", "state", "CA", "California").id


def environment() -> dict[str, str]:
    """What the API reads from its environment."""
    return {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "CERS_LAKE_BUCKET": LAKE,
        "CERS_SNAPSHOTS_TABLE": "cers-snapshots",
        "CERS_ACCESS_TABLE": "cers-access",
        "CERS_AUDIT_TABLE": "cers-audit",
        "CERS_GLUE_DATABASE": "cers",
        "CERS_ATHENA_WORKGROUP": "cers",
        "CERS_USER_POOL_ISSUER": tokens.ISSUER,
        "CERS_USER_POOL_CLIENT_ID": tokens.CLIENT,
        "CERS_JWKS_URL": "http://127.0.0.1:1/keys",
        "POWERTOOLS_LOG_LEVEL": "ERROR",
    }


def organizations(schools: int) -> Organizations:
    """The schools and their districts."""
    places = [school_name(number) for number in range(schools)]
    return Organizations(
        {district: District(district, f"District {district}", WHEN) for _, district in places},
        {school: School(school, f"School {school}", own, WHEN) for school, own in places},
    )


def import_times(runs: int) -> Figures:
    """Importing the function in fresh processes, in milliseconds of wall and of CPU time."""
    code = (
        "import sys, time; sys.path.insert(0, 'functions/api'); "
        "wall, cpu = time.perf_counter(), time.process_time(); import app; "
        "print((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000)"
    )
    environ = {**os.environ, "AWS_DEFAULT_REGION": REGION}
    times = [
        [float(each) for each in done.stdout.split()]
        for done in (
            subprocess.run(
                [sys.executable, "-c", code],
                cwd=ROOT,
                env=environ,
                capture_output=True,
                text=True,
                check=True,
            )
            for _ in range(runs)
        )
    ]
    wall, cpu = zip(*times, strict=True)
    return {"median_ms": statistics.median(wall), "median_cpu_ms": statistics.median(cpu)}


def timed(call: Callable[[int], object], count: int) -> Figures:
    """The times of calls 0 to `count`, in milliseconds, after ten to warm up."""
    for number in range(10):
        call(number)
    times = []
    for number in range(count):
        started = time.perf_counter()
        call(number)
        times.append((time.perf_counter() - started) * 1000)
    return {
        "p50_ms": statistics.median(times),
        "p99_ms": statistics.quantiles(times, n=100)[98],
        "mean_ms": statistics.fmean(times),
    }


def asking(assignment: str, schools: int, report: str) -> Callable[[int], object]:
    """Requests for one report at one school after another."""
    from tests.support.api import event, send

    headers = {
        "Authorization": f"Bearer {tokens.token(tokens.claims('bench', 'STATE_USER'))}",
        "X-CERS-Assignment": assignment,
    }

    def ask(number: int) -> object:
        path = {"school_id": school_name(number * 7 % schools)[0], "assessment_id": ASSESSMENT}
        answer = send(event(f"{ROUTE}/{report}", path, {"school_year": "2026"}, headers))
        if answer.status != 200:
            raise SystemExit(f"the {report} route answered {answer.status}: {answer.text}")
        return answer

    return ask


def bare(folder: Path, manifest: Manifest, schools: int, report: str) -> Callable[[int], object]:
    """The same SQL on the same files, straight from the disk."""
    connection = duckdb.connect(config={"threads": "1"})
    for file in manifest.files:
        path = str(folder / file.key)
        view = f"CREATE VIEW {file.table} AS FROM read_parquet('{path}', hive_partitioning = true)"
        connection.execute(view)
    main = questions.results if report == "summary" else questions.roster

    def ask(number: int) -> object:
        school_id, district_id = school_name(number * 7 % schools)
        school = School(school_id, "", district_id, WHEN)
        sitting = questions.Sitting(school, ASSESSMENT, "sum", 2026)
        scope = Scope(frozenset({"sum"}), statewide=True)
        return [
            connection.execute(query.sql, list(query.values)).fetchall()
            for query in (main(scope, sitting), questions.scores(scope, sitting))
        ]

    return ask


def measure(schools: int, requests: int) -> dict[str, Figures]:
    """Every figure."""
    figures = {"import": import_times(7)}
    with TemporaryDirectory() as name:
        folder = Path(name)
        manifest = write_files(folder, schools)
        with emulated(folder, manifest, schools) as assignment:
            serve_keys()
            for report in ("summary", "students"):
                figures[f"{report}_bare_sql"] = timed(
                    bare(folder, manifest, schools, report), requests
                )
                figures[report] = timed(asking(assignment, schools, report), requests)
    return figures


def serve_keys() -> None:
    """Let the API know our keys: fetching them is no part of a warm request."""
    from chalicelib.endpoint import services

    services.cache_clear()
    services().verifier._keys._fetch = lambda _: tokens.key_set()  # type: ignore[attr-defined]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=300)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    sys.path[:0] = [str(ROOT / "functions/api")]
    figures = measure(options.schools, options.requests)
    for name, values in figures.items():
        print(f"{name:20}", "  ".join(f"{key} {value:8.1f}" for key, value in values.items()))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
