"""Making printed reports without AWS and without a typesetter: who is in them, and in what order
things happen."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from cers.model.access import Assignment, Group
from cers.model.accommodation import Accommodations
from cers.model.aggregate_job import Status
from cers.model.assessment import Assessment, Item
from cers.model.audit import Record
from cers.model.availability import Statements
from cers.model.errors import UpstreamError
from cers.model.norm import Norms
from cers.model.organization import Organizations
from cers.model.owned_job import Owner
from cers.model.printed_job import Content, Language, Order, PrintedJob, Wanted, Whose
from cers.model.query import Query, Row
from cers.model.roles import ROLES
from cers.model.subject import Subject
from cers.model.tenant import Tenant
from cers.reports.printed.batch import Pages
from cers.reports.printed.page import Batch
from cers.steps.checked import OutOfScopeError
from cers.steps.making import give_up
from cers.steps.printed_making import PrinterSources, make
from cers.steps.session import Rights
from cers.steps.sources import Sources
from tests.support.printed_students import ORGANIZATIONS, accommodations, definitions

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
COORDINATOR = Assignment(ROLES["SITE_CAASPP_COORDINATOR"], "S1", "Oak")
TEACHER = Assignment(ROLES["TEST_ADMINISTRATOR"], "S1", "Oak")
STUDENTS = frozenset(f"s{number}" for number in range(5))
GROUP = Group("g1", "Math 5", "S1", 2026, "Math", STUDENTS)
BLOCK = "M5-Fractions"


def result(student_id: str, **more: Any) -> dict[str, Any]:
    """A result on a block; names go against ids."""
    return {
        "school_year": 2026,
        "asmt_type": "iab",
        "district_id": "D1",
        "school_id": "S1",
        "subject": "Math",
        "student_id": student_id,
        "assessment_id": BLOCK,
        "assessment_grade": "05",
        "opportunity_id": f"o-{student_id}",
        "first_name": "Ana",
        "last_name": f"Díaz {9 - int(student_id[1:])}",
        "grade": "05",
        "completed_on": date(2026, 2, 3),
        "session_id": None,
        "completeness": "Complete",
        "administration_condition": "SD",
        "scale_score": 2440.0,
        "standard_error": 30.0,
        "achievement_level": 2,
        "accommodation_codes": "TTS",
        **more,
    }


class Lake:
    """Results of five students, for whoever asks about them."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.every = [result(each) for each in sorted(STUDENTS)]
        self.before: Callable[[str], None] = lambda _: None

    snapshots = ("2026-iab/s1",)

    def pinned(self) -> "Lake":
        return self

    def rows(self, query: Query) -> list[Row]:
        self.asked.append(query.name)
        self.before(query.name)
        match query.name:
            case "extract_exams":
                return list(self.every)
            case "history":
                return [row for row in self.every if row["student_id"] in query.values]
        return []


@dataclass
class Surroundings:
    """Everything else, in order of use."""

    lake: Lake = field(default_factory=Lake)
    held: list[Assignment] = field(default_factory=lambda: [COORDINATOR])
    groups: list[Group] = field(default_factory=list)
    job: PrintedJob | None = None
    told: list[PrintedJob] = field(default_factory=list)
    happened: list[str] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    pages_a_student: int = 2
    audit_is_down: bool = False
    deleted: bool = False

    # what rights and names are read from
    def organizations(self) -> Organizations:
        return ORGANIZATIONS

    def subjects(self) -> Any:
        known: dict[str, Subject] = dict(definitions().subjects)
        return known

    def assessments(self) -> Any:
        known: dict[str, Assessment] = dict(definitions().assessments)
        return known

    def items(self, assessment_id: str) -> dict[str, Item]:
        raise NotImplementedError(assessment_id)

    def norms(self) -> Norms:
        return Norms()

    def accommodations(self) -> Accommodations:
        return accommodations()

    def assignments(self, _: str) -> list[Assignment]:
        return self.held

    def groups_of(self, _: str) -> list[Group]:
        return self.groups

    def group(self, group_id: str) -> Group | None:
        return next((each for each in self.groups if each.id == group_id), None)

    def own_group(self, _: str, __: str) -> Group | None:
        return None

    def statements(self, _: str | None) -> Statements:
        return Statements(2026)

    def of(self, student_id: str) -> str:
        raise AssertionError(f"{student_id} is in no address")

    # what is kept
    def find(self, job_id: str) -> PrintedJob | None:
        return self.job if self.job and self.job.id == job_id else None

    def advance(self, job: PrintedJob) -> bool:
        if self.deleted or self.job is None or not self.job.is_under_way:
            return False
        self.happened.append(job.status.value)
        self.told.append(job)
        self.job = job
        return True

    def put(self, path: Path, key: str, content_type: str) -> None:
        self.happened.append("put")
        self.files[key] = content_type, path.read_bytes()

    def delete(self, key: str) -> None:
        self.happened.append("delete")
        del self.files[key]

    def record(self, record: Record) -> None:
        if self.audit_is_down:
            raise UpstreamError("not now")
        self.happened.append("record")
        self.records.append(record)

    def typeset(self, batch: Batch) -> Pages:
        self.happened.append("set")
        self.batches.append(batch)
        names = ",".join(each["title"] for each in batch["students"])
        return Pages(names.encode(), self.pages_a_student * len(batch["students"]))

    def sources(self) -> PrinterSources:
        return PrinterSources(
            jobs=self,
            files=self,
            rights=Rights(Tenant(2026), self, self, self),
            reports=Sources(self.lake, self, self, self, self, lambda: NOW),
            labels=self,
            typeset=self.typeset,
            made_up=False,
            now=lambda: NOW,
        )

    def wanting(self, **more: Any) -> "Surroundings":
        assert self.job is not None
        self.job = replace(self.job, wanted=replace(self.job.wanted, **more))
        return self


def surroundings(whose: Whose = Whose(school_id="S1", grade="05")) -> Surroundings:  # noqa: B008
    made = Surroundings()
    wanted = Wanted(whose, 2026, ("iab",), (), Language.ENGLISH, False, False, Order.NAME)
    owner = Owner("site", "sub", COORDINATOR.id, "POST /v1/printed-reports", "r1")
    made.job = PrintedJob("p1", owner, "Spring", wanted, NOW, Status.PENDING)
    return made


def of_teacher() -> Surroundings:
    made = surroundings(Whose(group_id="g1"))
    made.held, made.groups = [TEACHER], [GROUP]
    assert made.job is not None
    made.job = replace(made.job, owner=replace(made.job.owner, assignment_id=TEACHER.id))
    return made


def forever() -> float:
    return 900.0


def names(around: Surroundings) -> list[str]:
    return [each["title"] for batch in around.batches for each in batch["students"]]


# ---- what happens, and in which order


def test_the_file_is_put_and_recorded_before_its_owner_is_told_of_it() -> None:
    around = surroundings()
    done = make("p1", around.sources(), forever)
    assert done is not None
    assert done.status is Status.COMPLETED
    assert around.happened[-3:] == ["put", "record", "completed"]
    ((content_type, data),) = around.files.values()
    assert content_type == "application/pdf"
    assert data.count(b"Ana") == 5
    assert (done.students, done.students_done, done.pages, done.files) == (5, 5, 10, 1)


def test_the_record_names_every_student_in_the_file() -> None:
    around = surroundings()
    make("p1", around.sources(), forever)
    (record,) = around.records
    assert set(record.student_ids) == STUDENTS
    assert (record.district_ids, record.school_ids, record.rows) == (("D1",), ("S1",), 5)
    assert record.snapshots == ("2026-iab/s1",)
    assert "Ana" not in record.detail


def test_students_of_two_districts_are_recorded_apart() -> None:
    around = surroundings().wanting(assessment_types=("sum",), school_year=2025)
    around.held = [Assignment(ROLES["STATE_USER"], "CA", "California")]
    assert around.job is not None
    owner = replace(around.job.owner, assignment_id=around.held[0].id)
    around.job = replace(around.job, owner=owner)
    math = {"asmt_type": "sum", "school_year": 2025, "assessment_id": "Math-SUM-05-2025"}
    around.lake.every = [
        result("s0", **math),
        result("s1", **math, district_id="D2", school_id="S8"),
    ]
    done = make("p1", around.sources(), forever)
    assert done is not None
    assert done.status is Status.COMPLETED
    recorded = {each.district_ids: (each.school_ids, each.student_ids) for each in around.records}
    assert recorded == {("D1",): (("S1",), ("s0",)), ("D2",): (("S8",), ("s1",))}


def test_without_a_record_nobody_is_told_of_the_file() -> None:
    around = surroundings()
    around.audit_is_down = True
    with pytest.raises(UpstreamError):
        make("p1", around.sources(), forever)
    assert around.told[-1].status is Status.RUNNING
    assert around.told[-1].made is None


def test_a_row_outside_the_scope_stops_everything() -> None:
    around = surroundings()
    around.lake.every[2]["school_id"] = "S2"
    with pytest.raises(OutOfScopeError):
        make("p1", around.sources(), forever)
    assert (around.files, around.records, around.batches) == ({}, [], [])


def test_an_attempt_begins_anew_after_one_that_failed() -> None:
    around = surroundings()
    assert around.job is not None
    around.job = replace(around.job, status=Status.RUNNING, students=9, students_done=7, pages=99)
    done = make("p1", around.sources(), forever)
    assert done is not None
    assert (done.students, done.students_done, done.pages) == (5, 5, 10)
    assert around.told[0].students is None


def test_what_was_deleted_meanwhile_is_left_at_once() -> None:
    around = surroundings()

    def forget(_: str) -> None:
        around.deleted = True

    around.lake.before = forget
    assert make("p1", around.sources(), forever) is None
    assert (around.lake.asked, around.files) == (["extract_exams"], {})


def test_a_second_attempt_at_the_same_time_takes_its_file_back() -> None:
    around = surroundings()
    sources = around.sources()
    plain = around.record

    def finish_first(record: Record) -> None:
        plain(record)
        assert around.job is not None
        around.job = replace(around.job, status=Status.COMPLETED)

    around.record = finish_first  # type: ignore[method-assign]
    assert make("p1", sources, forever) is None
    assert around.files == {}


@pytest.mark.parametrize(
    "status", [Status.COMPLETED, Status.FAILED, Status.NO_RESULTS, Status.EXPIRED]
)
def test_what_is_over_is_not_made_again(status: Status) -> None:
    around = surroundings()
    assert around.job is not None
    around.job = replace(around.job, status=status)
    make("p1", around.sources(), forever)
    give_up("p1", around.sources().jobs)
    assert (around.lake.asked, around.happened) == ([], [])
    assert make("unknown", around.sources(), forever) is None


def test_after_the_last_attempt_the_owner_is_told() -> None:
    around = surroundings()
    give_up("p1", around.sources().jobs)
    assert around.job is not None
    assert around.job.status is Status.FAILED
    assert around.job.failure


def test_no_file_is_begun_without_the_time_to_hand_it_over() -> None:
    around = surroundings()
    done = make("p1", around.sources(), lambda: 89.0)
    assert done is not None
    assert done.status is Status.FAILED
    assert "too much" in done.failure
    assert (around.files, around.batches) == ({}, [])


# ---- whose they are


@pytest.mark.parametrize(
    "held",
    [
        [],
        [Assignment(ROLES["SITE_CAASPP_COORDINATOR"], "S2", "Pine")],
        [TEACHER],
    ],
)
def test_whose_assignment_is_gone_gets_no_file(held: list[Assignment]) -> None:
    around = surroundings()
    around.held = held
    done = make("p1", around.sources(), forever)
    assert done is not None
    assert done.status is Status.FAILED
    assert (around.lake.asked, around.files) == ([], {})


def test_a_teacher_prints_their_group_and_the_file_remembers_whose_results_it_has() -> None:
    around = of_teacher()
    done = make("p1", around.sources(), forever)
    assert done is not None
    assert done.made is not None
    (content,) = done.made.contents
    assert content == Content(
        2026, "iab", "Math", "D1", "S1", arrived=False, student_ids=tuple(sorted(STUDENTS))
    )


def test_whose_whole_school_it_is_needs_no_students_to_be_remembered() -> None:
    around = surroundings()
    done = make("p1", around.sources(), forever)
    assert done is not None
    assert done.made is not None
    assert [each.student_ids for each in done.made.contents] == [()]


def test_a_teacher_whose_group_is_gone_gets_no_file() -> None:
    around = of_teacher()
    around.groups = []
    done = make("p1", around.sources(), forever)
    assert done is not None
    assert done.status is Status.FAILED
    assert around.lake.asked == []


def test_a_teacher_never_prints_a_school() -> None:
    around = of_teacher().wanting(whose=Whose(school_id="S1", grade="05"))
    done = make("p1", around.sources(), forever)
    assert done is not None
    assert done.status is Status.FAILED
    assert around.lake.asked == []


# ---- what is in them


def test_reports_follow_one_another_by_name_or_by_id() -> None:
    around = surroundings()
    make("p1", around.sources(), forever)
    assert names(around) == [f"Ana Díaz {number}" for number in range(5, 10)]
    around = surroundings().wanting(order=Order.ID)
    make("p1", around.sources(), forever)
    assert names(around) == [f"Ana Díaz {number}" for number in range(9, 4, -1)]


def test_a_schools_students_are_those_with_results_of_the_grade() -> None:
    around = surroundings(Whose(school_id="S1", grade="06"))
    done = make("p1", around.sources(), forever)
    assert done is not None
    assert (done.status, done.students) == (Status.NO_RESULTS, 0)
    assert (around.files, around.records) == ({}, [])


def test_subjects_restrict_what_is_told() -> None:
    around = surroundings().wanting(subjects=("ELA",))
    done = make("p1", around.sources(), forever)
    assert done is not None
    assert done.status is Status.NO_RESULTS


def test_accommodations_are_told_where_they_are_asked_for_and_in_the_language() -> None:
    around = surroundings().wanting(accommodations=True, language=Language.SPANISH)
    make("p1", around.sources(), forever)
    (section,) = around.batches[0]["students"][0]["sections"]
    assert section["kind"] == "blocks"
    assert section["accommodations"][0]["items"] == [{"text": "Texto a voz", "lang": "es"}]
    assert around.batches[0]["language"] == "es"
    around = surroundings()
    make("p1", around.sources(), forever)
    (section,) = around.batches[0]["students"][0]["sections"]
    assert section["kind"] == "blocks"
    assert section["accommodations"] == []


def test_what_is_longer_than_a_file_may_be_comes_as_several_in_one() -> None:
    around = surroundings()
    around.pages_a_student = 400
    done = make("p1", around.sources(), forever)
    assert done is not None
    assert (done.files, done.pages, done.students_done) == (3, 2000, 5)
    ((content_type, data),) = around.files.values()
    assert content_type == "application/zip"
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.namelist() == ["reports-1.pdf", "reports-2.pdf", "reports-3.pdf"]
        told = b",".join(packed.read(name) for name in packed.namelist()).decode()
    assert told.split(",") == [f"Ana Díaz {number}" for number in range(5, 10)]
