"""A small state of schools with exams that tests know every row of.

Rows are plain dictionaries; what the API must answer is recomputed from them, independently of
the code under test.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from cers.lake.schema import published_schema
from cers.model.assessment import Assessment, ScoreRange
from cers.model.dataset import Dataset, bucket_of
from cers.model.organization import District, Organizations, School
from cers.model.snapshot import DataFile, Manifest, published_key
from cers.model.subject import (
    AlternateScore,
    AssessmentType,
    Claim,
    Level,
    Scoring,
    Subject,
)
from cers.model.tables import EXAM_SCORES, EXAMS, PUBLISHED_TABLES, TESTED_STUDENTS, Table
from tests.support.tested import results_by_student

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Row = dict[str, Any]

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DISTRICTS = {"D1": "Alder Unified", "D2": "Birch Unified"}
SCHOOLS = {"S1": ("Oak Elementary", "D1"), "S2": ("Pine Elementary", "D1"), "S3": ("Elm", "D2")}
ODD_ID = "(SBAC)SBAC-OP-G5M-COMBINED 2026/27+100%"
"""An assessment id with everything in it that a path could trip over."""

_DEFAULTS: dict[str, Any] = {
    "string": "x",
    "int": 0,
    "bigint": 0,
    "boolean": False,
    "timestamp": LONG_AGO,
    "date": LONG_AGO.date(),
}


def organizations() -> Organizations:
    return Organizations(
        {id: District(id, name, LONG_AGO) for id, name in DISTRICTS.items()},
        {id: School(id, name, lea, LONG_AGO) for id, (name, lea) in SCHOOLS.items()},
    )


def _scoring(*names: str, cutoff: int | None = None, color: str = "") -> Scoring:
    levels = (
        Level(number, name, name.split()[0], color=f"{color}{number}" if color else "")
        for number, name in enumerate(names, start=1)
    )
    return Scoring("Overall", tuple(levels), 2000, 2900, cutoff)


def _type(code: str, *, claims: bool, alternates: bool, targets: bool) -> AssessmentType:
    four = _scoring("Not Met", "Nearly Met", "Met", "Exceeded", cutoff=3, color="level-")
    three = _scoring("Below Standard", "Near Standard", "Above Standard")
    return AssessmentType(
        code,
        {"sum": "Summative", "ica": "ICA", "iab": "IAB"}[code],
        code,
        three if code == "iab" else four,
        alternate=four if alternates else None,
        claim=three if claims else None,
        target_report=targets,
    )


def _subject(code: str, name: str, claims: Iterable[str], alternates: Iterable[str]) -> Subject:
    return Subject(
        code,
        name,
        LONG_AGO,
        {
            each: _type(
                each,
                claims=each != "iab",
                alternates=bool(alternates),
                targets=(code, each) == ("Math", "sum"),
            )
            for each in ("sum", "ica", "iab")
        },
        claims=(
            *(Claim(c, f"Claim {c}", True, True, 9 - n) for n, c in enumerate(claims)),
            Claim("NS", "Not scored", False, True, 0),
        ),
        alternates=tuple(AlternateScore(c, f"Alternate {c}", n) for n, c in enumerate(alternates)),
    )


def subjects() -> dict[str, Subject]:
    return {
        "Math": _subject("Math", "Mathematics", ("1", "SOCK_2", "3"), ()),
        "ELPAC": _subject("ELPAC", "English Language Proficiency", ("RD",), ("ORAL", "WRIT")),
    }


def _assessment(id: str, subject: str, kind: str, year: int, grade: str = "05") -> Assessment:
    bounds = (2200, 2455, 2528, 2579, 2740) if kind != "iab" else (2200, 2500, 2550, 2740)
    cuts = tuple(
        ScoreRange(number, low, high - 1)
        for number, (low, high) in enumerate(pairwise(bounds), start=1)
    )
    return Assessment(
        id, f"Name of {id}", f"Label of {id}", subject, grade, kind, year, "1", LONG_AGO, cuts
    )


def assessments() -> dict[str, Assessment]:
    every = (
        _assessment(ODD_ID, "Math", "sum", 2026),
        _assessment("M5-2025", "Math", "sum", 2025),
        _assessment("ELPAC-5", "ELPAC", "sum", 2026),
        _assessment("M5-IAB", "Math", "iab", 2026),
        _assessment("M6-NEVER", "Math", "sum", 2026, "06"),
    )
    return {each.id: each for each in every}


@dataclass
class World:
    """Exams and their scores; `datasets` says which year each assessment was taken in."""

    exams: list[Row] = field(default_factory=list)
    scores: list[Row] = field(default_factory=list)
    further: dict[str, list[Row]] = field(default_factory=dict)
    """Rows of other tables, by the table's name."""

    @classmethod
    def make(cls, seed: int = 7, students: int = 12) -> "World":
        """Every assessment taken at every school, with everything that is odd somewhere."""
        world, random = cls(), Random(seed)
        for school in SCHOOLS:
            for number in range(students):
                for assessment in assessments().values():
                    if assessment.id != "M6-NEVER" and random.random() < 0.85:
                        world.add(random, school, f"{school}-{number:03}", assessment)
        return world

    def add(self, random: Random, school: str, student: str, assessment: Assessment) -> None:
        """One result, and now and then a second one of the same student."""
        for opportunity in range(1 + (random.random() < 0.1)):
            exam = _exam(random, school, student, assessment, opportunity)
            self.exams.append(exam)
            self.scores.extend(_scores(random, exam, assessment))

    def of(self, school: str, assessment_id: str) -> list[Row]:
        """The results that count at a school."""
        return [
            exam
            for exam in self.exams
            if exam["school_id"] == school
            and exam["assessment_id"] == assessment_id
            and not exam["deleted"]
        ]

    @property
    def datasets(self) -> list[Dataset]:
        """Every dataset with exams."""
        return sorted({Dataset(exam["school_year"], exam["asmt_type"]) for exam in self.exams})

    @property
    def tested_students(self) -> list[Row]:
        """Who has results where, by dataset."""
        return [
            {**row, "school_year": each.school_year, "asmt_type": each.asmt_type}
            for each in self.datasets
            for row in results_by_student(exam for exam in self.exams if _dataset_of(exam) == each)
        ]

    def publish(self, s3: "S3Client", bucket: str, bucket_count: int = 2) -> list[Manifest]:
        """Write the files of a snapshot of each dataset; their manifests."""
        return [self._dataset(s3, bucket, each, bucket_count) for each in self.datasets]

    def _dataset(self, s3: "S3Client", lake: str, dataset: Dataset, bucket_count: int) -> Manifest:
        files = []
        tables = {
            EXAMS.name: self.exams,
            EXAM_SCORES.name: self.scores,
            TESTED_STUDENTS.name: self.tested_students,
            **self.further,
        }
        for table in PUBLISHED_TABLES:
            rows = tables.get(table.name, [])
            for number in range(bucket_count):
                mine = [
                    row
                    for row in rows
                    if _dataset_of(row) == dataset
                    and bucket_of(row["district_id"], bucket_count) == number
                ]
                key = published_key(table.name, dataset, number, "s1")
                data = parquet(table, mine)
                s3.put_object(Bucket=lake, Key=key, Body=data)
                files.append(DataFile(table.name, number, key, len(mine), len(data), ""))
        return Manifest(dataset, "s1", "", LONG_AGO, bucket_count, tuple(files))


def _dataset_of(row: Row) -> Dataset:
    return Dataset(row["school_year"], row["asmt_type"])


def parquet(table: Table, rows: list[Row]) -> bytes:
    """A published file of these rows; required columns they lack get a default."""
    schema = published_schema(table)
    full = [
        {
            column.name: row.get(column.name, None if column.nullable else _DEFAULTS[column.type])
            for column in table.columns
        }
        for row in sorted(rows, key=lambda row: [row[name] for name in table.order])
    ]
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(full, schema), sink, compression="zstd", row_group_size=64)
    return sink.getvalue()


def _exam(
    random: Random, school: str, student: str, assessment: Assessment, opportunity: int
) -> Row:
    scored = random.random() < 0.9
    score = float(random.randint(2200, 2739)) if scored else None
    levels = len(assessment.cuts)
    return {
        "school_year": assessment.school_year,
        "asmt_type": assessment.type,
        "district_id": SCHOOLS[school][1],
        "school_id": school,
        "grade": random.choice(["04", "05"]),
        "student_id": student,
        "subject": assessment.subject,
        "assessment_id": assessment.id,
        "opportunity_id": f"{student}-{assessment.id}-{opportunity}",
        "first_name": f"First{random.randint(1, 5)}",
        "last_name": random.choice(["van Dyke", "Ångström", "O'Hara", "Adams", "adams", "Zhu"]),
        "completed_at": datetime(assessment.school_year, 4, 1, 23, 59, tzinfo=UTC)
        + timedelta(days=random.randint(0, 20)),
        "session_id": random.choice(["ca-1", "ca-2", None]),
        "completeness": random.choice(["Complete", "Partial"]),
        "administration_condition": random.choice(["Valid", "Valid", "IN", "NS"]),
        "scale_score": score,
        "standard_error": float(random.randint(10, 40)) if scored else None,
        "achievement_level": random.randint(1, levels) if scored else None,
        "deleted": random.random() < 0.1,
        "assessment_grade": assessment.grade,
        **_about(Random(f"{student} {assessment.id} {opportunity}")),
    }


def _about(random: Random) -> Row:
    """A student as at test time, in every field there is; nothing is known of some."""
    yes_no = (True, False, None)
    several = random.sample(["Asian", "White", "Filipino"], random.randint(0, 2))
    return {
        "gender": random.choice(["Female", "Male", "Nonbinary", None]),
        "ethnicities": several or None,
        "elas": random.choice(["EO", "EL", "RFEP", None]),
        "language": random.choice(["eng", "spa", None]),
        "military_connected": random.choice(["Yes", "No", None]),
        "accommodation_codes": random.choice([["TDS_TTS_Item"], ["TDS_PS_L2", "TDS_BT1"], None]),
        **{
            name: random.choice(yes_no)
            for name in (
                "english_learner",
                "migrant",
                "iep",
                "section_504",
                "economic_disadvantage",
            )
        },
    }


def _scores(random: Random, exam: Row, assessment: Assessment) -> list[Row]:
    subject = subjects()[assessment.subject]
    codes = [] if assessment.type == "iab" else [("claim", c.code) for c in subject.claims[:-1]]
    codes += [("alternate", a.code) for a in subject.alternates]
    return [
        {
            **{name: exam[name] for name in exam if name not in ("scale_score", "standard_error")},
            "score_type": kind,
            "score_code": code,
            "scale_score": float(random.randint(2200, 2739)) if random.random() < 0.9 else None,
            "achievement_level": random.randint(1, 3) if random.random() < 0.9 else None,
        }
        for kind, code in codes
        if random.random() < 0.95
    ]


def day(exam: Row) -> date:
    """The day an exam was completed, in UTC."""
    completed: datetime = exam["completed_at"]
    return completed.astimezone(UTC).date()
