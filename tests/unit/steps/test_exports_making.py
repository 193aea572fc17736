"""Making exports without AWS: one school in memory at a time, and nothing without a record."""

import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cers.model.access import Assignment, Group
from cers.model.aggregate_job import Status
from cers.model.assessment import Assessment, Item
from cers.model.audit import Record
from cers.model.availability import Statements
from cers.model.errors import UpstreamError
from cers.model.export_job import ExportJob, FileFormat, Wanted
from cers.model.norm import Norms
from cers.model.organization import District, Organizations, School
from cers.model.owned_job import Owner
from cers.model.query import Query, Row
from cers.model.roles import ROLES
from cers.model.subject import Subject
from cers.model.tenant import Tenant
from cers.steps.checked import OutOfScopeError
from cers.steps.exports_making import MakerSources, make
from cers.steps.making import give_up
from cers.steps.session import Rights
from tests.support.world import LONG_AGO, assessments, subjects

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
ROLE = ROLES["LEA_CAASPP_COORDINATOR"]
MINE = Assignment(ROLE, "D1", "Alder Unified")
RESULTS = 50
"""At every school."""


class LiveRow(dict[str, Any]):
    """A row that can be watched."""

    __slots__ = ("__weakref__",)


class Lake:
    """Answers with so many results a school, and counts the rows that are alive at once."""

    def __init__(self) -> None:
        self.most = 0
        self._alive: weakref.WeakSet[LiveRow] = weakref.WeakSet()
        self.asked: list[str] = []
        self.spoil: Callable[[Row], Row] = lambda row: row
        self.before: Callable[[], None] = lambda: None

    snapshots = ("2026-iab/s1",)

    def pinned(self) -> "Lake":
        return self

    def rows(self, query: Query) -> list[Row]:
        (school_id,) = (each for each in query.values if str(each).startswith("S"))
        self.asked.append(f"{query.name} {school_id}")
        self.before()
        if query.name == "extract_scores":
            return []
        made = [self._row(str(school_id), number) for number in range(RESULTS)]
        self.most = max(self.most, len(self._alive))
        return made

    def _row(self, school_id: str, number: int) -> Row:
        row = LiveRow(
            self.spoil(
                {
                    "school_year": 2026,
                    "asmt_type": "iab",
                    "district_id": "D1",
                    "school_id": school_id,
                    "subject": "Math",
                    "student_id": f"{school_id}-{number}",
                    "assessment_id": "M5-IAB",
                    "opportunity_id": f"{school_id}-{number}",
                    "first_name": "Ana",
                    "last_name": "Diaz",
                    "completed_on": NOW.date(),
                    "completed_milliseconds": 1,
                    "session_id": None,
                    "grade": "05",
                    "completeness": "Complete",
                    "administration_condition": "SD",
                    "achievement_level": 1,
                    "scale_score": 2400.0,
                    "standard_error": 20.0,
                    "migrant": None,
                    "language": None,
                    "elas": None,
                    "elas_start_date": None,
                    "ethnicities": None,
                }
            )
        )
        self._alive.add(row)
        return row


LiveRow.__hash__ = object.__hash__  # type: ignore[assignment]


@dataclass
class Surroundings:
    """Everything else: reference data, rights, jobs, files and the audit, in order of use."""

    schools: int
    lake: Lake = field(default_factory=Lake)
    held: list[Assignment] = field(default_factory=lambda: [MINE])
    job: ExportJob | None = None
    told: list[ExportJob] = field(default_factory=list)
    happened: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    tenant: Tenant = field(default_factory=lambda: Tenant(2026))
    audit_is_down: bool = False
    deleted: bool = False

    # what rights and names are read from
    def organizations(self) -> Organizations:
        here = {
            f"S{n}": School(f"S{n}", f"School {n}", "D1", LONG_AGO) for n in range(self.schools)
        }
        return Organizations({"D1": District("D1", "Alder", LONG_AGO)}, here)

    def subjects(self) -> dict[str, Subject]:
        return subjects()

    def assessments(self) -> dict[str, Assessment]:
        return assessments()

    def items(self, assessment_id: str) -> dict[str, Item]:
        raise NotImplementedError(assessment_id)

    def norms(self) -> Norms:
        raise NotImplementedError

    def assignments(self, username: str) -> list[Assignment]:
        return self.held if username == "lea" else []

    def groups_of(self, username: str) -> list[Group]:
        raise NotImplementedError(username)

    def statements(self, _: str | None) -> Statements:
        return Statements(2026)

    # what is kept
    def find(self, export_id: str) -> ExportJob | None:
        return self.job if self.job and self.job.id == export_id else None

    def advance(self, job: ExportJob) -> bool:
        if self.deleted or self.job is None or not self.job.is_under_way:
            return False
        self.happened.append(job.status.value)
        self.told.append(job)
        self.job = job
        return True

    def put(self, path: Path, key: str, content_type: str) -> None:
        assert content_type.startswith("text/csv")
        self.happened.append("put")
        self.files[key] = path.read_bytes()

    def delete(self, key: str) -> None:
        self.happened.append("delete")
        del self.files[key]

    def record(self, record: Record) -> None:
        if self.audit_is_down:
            raise UpstreamError("not now")
        self.happened.append("record")
        self.records.append(record)

    def sources(self) -> MakerSources:
        rights = Rights(self.tenant, self, self, self)
        return MakerSources(self, self, rights, self.lake, self, self, lambda: NOW)


def surroundings(schools: int = 3) -> Surroundings:
    """Somebody asked for all schools of their district."""
    made = Surroundings(schools)
    wanted = Wanted(
        2026, ("iab",), tuple(f"S{n}" for n in range(schools)), "D1", False, FileFormat.CSV
    )
    owner = Owner("lea", "sub", MINE.id, "POST /v1/exports", "r1")
    made.job = ExportJob("e1", owner, "Spring", wanted, NOW, Status.PENDING)
    return made


@pytest.fixture
def around() -> Iterator[Surroundings]:
    yield surroundings()


def forever() -> float:
    return 900.0


def test_only_one_schools_rows_are_in_memory_at_a_time() -> None:
    many = surroundings(schools=40)
    done = make("e1", many.sources(), forever)
    assert done is not None
    assert done.rows == 40 * RESULTS
    assert many.lake.most == RESULTS


def test_the_file_is_put_and_recorded_before_its_owner_is_told_of_it(around: Surroundings) -> None:
    done = make("e1", around.sources(), forever)
    assert done is not None
    assert done.status is Status.COMPLETED
    assert around.happened[-3:] == ["put", "record", "completed"]
    (record,) = around.records
    assert (record.rows, record.school_ids) == (3 * RESULTS, ("S0", "S1", "S2"))
    assert len(record.student_ids) == 3 * RESULTS
    assert record.snapshots == ("2026-iab/s1",)
    (data,) = around.files.values()
    assert data.count(b"\r\n") == 3 * RESULTS + 1


def test_without_a_record_nobody_is_told_of_the_file(around: Surroundings) -> None:
    around.audit_is_down = True
    with pytest.raises(UpstreamError):
        make("e1", around.sources(), forever)
    assert around.told[-1].status is Status.RUNNING
    assert around.told[-1].made is None


def test_how_far_it_has_come_is_told_a_few_times_however_many_schools(
    around: Surroundings,
) -> None:
    make("e1", around.sources(), forever)
    assert [each.schools_done for each in around.told] == [0, 1, 2, 3, 3]
    many = surroundings(schools=400)
    make("e1", many.sources(), forever)
    assert len(many.told) == 22
    assert [each.schools_done for each in many.told][-2:] == [400, 400]


def test_a_row_outside_the_scope_stops_everything(around: Surroundings) -> None:
    around.lake.spoil = lambda row: {**row, "district_id": "D2"}
    with pytest.raises(OutOfScopeError):
        make("e1", around.sources(), forever)
    assert around.files == {}
    assert around.records == []


@pytest.mark.parametrize(
    "held",
    [
        [],
        [Assignment(ROLE, "D2", "Another district")],
        [Assignment(ROLES["TEST_ADMINISTRATOR"], "S1", "A school")],
    ],
)
def test_whose_assignment_is_gone_gets_no_file(
    around: Surroundings, held: list[Assignment]
) -> None:
    around.held = held
    done = make("e1", around.sources(), forever)
    assert done is not None
    assert done.status is Status.FAILED
    assert around.lake.asked == []
    assert around.files == {}


def test_a_school_that_has_left_the_district_fails_it(around: Surroundings) -> None:
    assert around.job is not None
    wanted = replace(around.job.wanted, school_ids=("S0", "S9"))
    around.job = replace(around.job, wanted=wanted)
    done = make("e1", around.sources(), forever)
    assert done is not None
    assert done.status is Status.FAILED
    assert around.lake.asked == []


def test_one_deleted_meanwhile_is_left_at_once(around: Surroundings) -> None:
    def forget() -> None:
        around.deleted = True

    around.lake.before = forget
    assert make("e1", around.sources(), forever) is None
    assert around.lake.asked == ["extract_exams S0", "extract_scores S0"]
    assert around.files == {}


def test_a_second_one_at_the_same_time_takes_its_file_back(around: Surroundings) -> None:
    def finish_first() -> None:
        if around.lake.asked[-1] == "extract_scores S2" and around.job is not None:
            around.job = replace(around.job, status=Status.COMPLETED)

    around.lake.before = finish_first
    assert make("e1", around.sources(), forever) is None
    assert around.files == {}


@pytest.mark.parametrize(
    "status", [Status.COMPLETED, Status.FAILED, Status.NO_RESULTS, Status.EXPIRED]
)
def test_what_is_over_is_not_made_again(around: Surroundings, status: Status) -> None:
    assert around.job is not None
    around.job = replace(around.job, status=status)
    make("e1", around.sources(), forever)
    give_up("e1", around.sources().jobs)
    assert (around.lake.asked, around.happened) == ([], [])
    assert around.job.status is status


def test_what_is_unknown_is_not_made(around: Surroundings) -> None:
    assert make("e2", around.sources(), forever) is None
    give_up("e2", around.sources().jobs)
    assert around.happened == []


def test_an_attempt_begins_anew_after_one_that_failed(around: Surroundings) -> None:
    assert around.job is not None
    around.job = replace(around.job, status=Status.RUNNING, schools_done=2)
    done = make("e1", around.sources(), forever)
    assert done is not None
    assert (done.rows, done.schools_done) == (3 * RESULTS, 3)
    assert around.told[0].schools_done == 0


def test_no_school_is_begun_without_the_time_to_hand_it_over(around: Surroundings) -> None:
    left = iter([900.0, 179.0])
    done = make("e1", around.sources(), lambda: next(left))
    assert done is not None
    assert done.status is Status.FAILED
    assert "fewer schools" in done.failure
    assert around.files == {}


def test_after_the_last_attempt_its_owner_is_told(around: Surroundings) -> None:
    give_up("e1", around.sources().jobs)
    assert around.job is not None
    assert around.job.status is Status.FAILED
    assert around.job.failure


class LakeOfMovers(Lake):
    """S0 is now attended by somebody with results at S1, and somebody with some elsewhere."""

    def rows(self, query: Query) -> list[Row]:
        attends = "S0" in query.values
        match query.name:
            case "enrolled_students":
                movers = ("S1-0", "S9-0") if attends else ()
                return [
                    {"student_id": each, "school_id": "S0", "district_id": "D1"} for each in movers
                ]
            case "tested_students":
                return [self._elsewhere("S1", "D1"), self._elsewhere("S9", "D2")]
            case "extract_exams" if attends and "S9-0" in query.values:
                came = [self._elsewhere("S1", "D1"), self._elsewhere("S9", "D2")]
                return [*self._of("S0"), *came]
            case "extract_exams":
                return self._of("S0" if attends else "S1")
        return []

    def _of(self, school_id: str) -> list[Row]:
        return [self._row(school_id, number) for number in range(RESULTS)]

    def _elsewhere(self, school_id: str, district_id: str) -> Row:
        return {**self._row(school_id, 0), "district_id": district_id}


def movers(*, transfers: bool, opened: bool) -> Surroundings:
    made = surroundings(schools=2)
    made.lake, made.tenant = LakeOfMovers(), Tenant(2026, transfer_access=opened)
    assert made.job is not None
    made.job = replace(made.job, wanted=replace(made.job.wanted, transfers=transfers))
    return made


def test_results_from_elsewhere_come_once_and_are_recorded_where_they_are_from() -> None:
    around = movers(transfers=True, opened=True)
    done = make("e1", around.sources(), forever)
    assert done is not None
    assert done.made is not None
    assert done.rows == 2 * RESULTS + 1
    assert {each.district_id for each in done.made.contents} == {"D1", "D2"}
    home, away = around.records
    assert (home.district_ids, home.rows, home.school_ids) == (("D1",), 2 * RESULTS, ("S0", "S1"))
    assert (away.district_ids, away.rows, away.student_ids) == (("D2",), 1, ("S9-0",))


@pytest.mark.parametrize(("transfers", "opened"), [(True, False), (False, True)])
def test_without_transfers_there_is_nothing_from_elsewhere(
    *, transfers: bool, opened: bool
) -> None:
    around = movers(transfers=transfers, opened=opened)
    done = make("e1", around.sources(), forever)
    assert done is not None
    assert done.rows == 2 * RESULTS
    assert [each.district_ids for each in around.records] == [("D1",)]
