"""The sandbox as its vendor delivered it, and what each of its users may see of that."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from typing import TYPE_CHECKING, Final

from tests.e2e.figures_exams import Exam, Landed, delivered, that_count
from tests.e2e.figures_reference import Group, Reference, reference
from tests.e2e.figures_reports import Population
from tests.e2e.figures_rosters import FOR_EVERYBODY, FOR_ORGANIZATIONS

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LANDING: Final = "cers-landing"
CURRENT_YEAR: Final = 2026
REVIEWERS: Final = frozenset({"STATE_USER", "LEA_CAASPP_COORDINATOR", "LEA_ELPAC_COORDINATOR"})
"""Who sees summative results of the current year that are in review."""

TEACHERS: Final = frozenset({"TEST_ADMINISTRATOR"})
"""Who sees the students of their groups and nobody else."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A user under one of her assignments, as the staff file has it."""

    username: str
    role: str
    organization: str

    @property
    def fields(self) -> Sequence[str]:
        """The student fields she sees."""
        return FOR_EVERYBODY if self.role in TEACHERS else FOR_ORGANIZATIONS


class Delivered:
    """Everything that landed, as far as it counts; `in_review` is the district that reviews."""

    def __init__(self, files: Sequence[Landed], in_review: str) -> None:
        self._files = files
        self._in_review = in_review

    @cached_property
    def reference(self) -> Reference:
        """Subjects, assessments, schools and groups."""
        return reference(file for file in self._files if _feed(file) not in ("exams", "staff"))

    @cached_property
    def versions(self) -> list[Exam]:
        """Every version of every exam."""
        return list(delivered(file for file in self._files if _feed(file) == "exams"))

    @cached_property
    def exams(self) -> list[Exam]:
        """The exams that count."""
        return that_count(self.versions)

    @cached_property
    def viewers(self) -> list[Viewer]:
        """Every assignment of every user."""
        (staff,) = (file for file in self._files if _feed(file) == "staff")
        lines = (line for line in staff.data.decode().splitlines() if not line.startswith("#"))
        rows = csv.DictReader(StringIO("\n".join(lines)))
        return [Viewer(row["username"], row["role"], row["organization_id"]) for row in rows]

    def viewer(self, username: str, role: str = "") -> Viewer:
        """A user under the first of her assignments, or the first one of a role."""
        return next(
            each for each in self.viewers if each.username == username and role in ("", each.role)
        )

    def seen_by(self, viewer: Viewer) -> list[Exam]:
        """The exams somebody may see."""
        return [each for each in self.exams if self._sees(viewer, each)]

    def groups_of(self, viewer: Viewer) -> list[Group]:
        """The groups somebody is listed in, at the school of her assignment."""
        return [
            each
            for each in self.reference.groups
            if viewer.username in each.users and each.school == viewer.organization
        ]

    def schools_of(self, viewer: Viewer) -> list[str]:
        """The schools of which somebody may see anything."""
        return sorted(
            school
            for school, about in self.reference.schools.items()
            if viewer.role == "STATE_USER"
            or viewer.organization in (school, about["district"]["id"])
        )

    def subject(self, exam: Exam) -> str:
        """The subject of an exam."""
        return self.reference.assessments[exam.assessment].subject

    def type(self, exam: Exam) -> str:
        """The type of its assessment."""
        return self.reference.assessments[exam.assessment].type

    def district(self, exam: Exam) -> str:
        """The district it was taken in."""
        found: str = self.reference.schools[exam.school]["district"]["id"]
        return found

    def is_in_review(self, exam: Exam) -> bool:
        """Whether it is one of those that the sandbox leaves in review."""
        current = exam.school_year == CURRENT_YEAR and self.type(exam) == "sum"
        return current and self._in_review == self.district(exam)

    def _sees(self, viewer: Viewer, exam: Exam) -> bool:
        if self.is_in_review(exam) and viewer.role not in REVIEWERS:
            return False
        if viewer.role == "STATE_USER":
            return self.type(exam) == "sum"
        if viewer.role in TEACHERS:
            groups = self.groups_of(viewer)
            return any(Population(each.school, each).of([exam], self.reference) for each in groups)
        return viewer.organization in (exam.school, self.district(exam))


def landed(s3: "S3Client") -> Iterator[Landed]:
    """Every file in the landing bucket, in the order of its names."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=LANDING)
    for each in (each for page in pages for each in page.get("Contents", ())):
        body = s3.get_object(Bucket=LANDING, Key=each["Key"])["Body"].read()
        yield Landed(each["LastModified"].isoformat(), each["Key"], body)


def by_sitting(exams: Iterable[Exam]) -> dict[tuple[str, int], list[Exam]]:
    """Exams by assessment and school year."""
    found: dict[tuple[str, int], list[Exam]] = {}
    for each in exams:
        found.setdefault((each.assessment, each.school_year), []).append(each)
    return found


def _feed(file: Landed) -> str:
    return file.name.split("/")[1]
