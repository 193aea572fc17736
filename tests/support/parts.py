"""A world whose every table has rows: items, targets, traits and registered students too."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING

from cers.model.dataset import bucket_of
from cers.model.snapshot import DataFile
from cers.model.student import StudentManifest, student_key
from cers.model.tables import EXAM_ITEMS, EXAM_TARGETS, STUDENTS
from tests.support.world import LONG_AGO, SCHOOLS, Row, World, parquet

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ESSAY = "200-9"
"""The item of every exam that is an essay."""
ITEM_KEYS = ("200-1", "200-2", ESSAY)

LAST_MOMENTS = tuple(
    datetime(2026, 4, 10, 23, 59, 59, micro, UTC) for micro in (0, 999_400, 999_500, 999_999)
)
"""Of a day, of which Athena's milliseconds make another one in part."""

_EXAM = (
    "school_year",
    "asmt_type",
    "district_id",
    "school_id",
    "grade",
    "student_id",
    "subject",
    "assessment_id",
    "opportunity_id",
    "deleted",
)
"""What every part says of its exam."""


def world_with_parts(seed: int = 11) -> World:
    """The world of tests, with parts of every exam."""
    world, random = World.make(seed), Random(seed)
    world.further = {
        EXAM_ITEMS.name: list(_of_each(world.exams, _items, random)),
        EXAM_TARGETS.name: list(_of_each(world.exams, _targets, random)),
    }
    world.scores.extend(_of_each(world.exams, _traits, random))
    for number, exam in enumerate(world.exams):
        exam["started_at"] = LAST_MOMENTS[number % len(LAST_MOMENTS)]
    return world


def _of_each(
    exams: Iterable[Row], make: Callable[[Random], Iterable[Row]], random: Random
) -> Iterator[Row]:
    for exam in exams:
        about = {name: exam[name] for name in _EXAM}
        yield from ({**about, **part} for part in make(random))


def _items(random: Random) -> Iterator[Row]:
    for position, key in enumerate(ITEM_KEYS, start=1):
        essay = key == ESSAY
        yield {
            "item_key": key,
            "position": position,
            "score": random.choice([-1.0, 0.0, 0.5, 1.0, 2.0, None]),
            "is_selected": random.choice([True, False, None]),
            "evidence_elaboration": random.choice([1.0, 2.5, None]) if essay else None,
            "organization_purpose": random.choice([1.0, 3.0, None]) if essay else None,
            "conventions": random.choice([0.0, 2.0, None]) if essay else None,
            "condition_code": random.choice(["B", None]) if essay else None,
            "format": "WER" if essay else "MC",
            "response": random.choice(["A", "B,C", "Łupek 火山 'x'\n\"y\", z", "", None]),
        }


def _targets(random: Random) -> Iterator[Row]:
    for claim, target in (("1", "A"), ("1", "B|2"), ("3", "A")):
        yield {
            "claim_code": claim,
            "target_code": target,
            "student_residual": random.choice([-0.25, 0.0, 1 / 3, 1e-9, None]),
            "standard_met_residual": random.choice([random.uniform(-1, 1), None]),
        }


def _traits(random: Random) -> Iterator[Row]:
    for code in ("CON", "ELA", "ORG"):
        yield {
            "score_type": "trait",
            "score_code": code,
            "raw_score": random.choice([0, 1, 4, None]),
            "condition_code": random.choice(["M", None]),
        }


class Registered:
    """The registered students: four of each school, of whom one has moved away from S1."""

    def __init__(self, s3: "S3Client", lake: str) -> None:
        self._manifest = StudentManifest(
            "p1", "", LONG_AGO, 2, tuple(_student_file(s3, lake, bucket) for bucket in range(2))
        )

    def current(self) -> StudentManifest:
        """Their snapshot."""
        return self._manifest


def _student_file(s3: "S3Client", lake: str, bucket: int) -> DataFile:
    rows = [each for each in _students() if bucket_of(each["student_id"], 2) == bucket]
    key, data = student_key(STUDENTS.name, bucket, "p1"), parquet(STUDENTS, rows)
    s3.put_object(Bucket=lake, Key=key, Body=data)
    return DataFile(STUDENTS.name, bucket, key, len(rows), len(data), "")


def _students() -> Iterator[Row]:
    for school in SCHOOLS:
        for number in range(1, 5):
            attends = "S3" if (school, number) == ("S1", 1) else school
            yield {
                "student_id": f"{school}-{number:03}",
                "school_id": attends,
                "district_id": SCHOOLS[attends][1],
                "last_name": "O'Hara",
                "updated_on": LONG_AGO.date(),
            }
