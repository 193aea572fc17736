"""Printed reports from the request to the pages: who has them made, and what stands on them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3
import pytest

from cers.model.availability import EVERY_DISTRICT, Availability, ReportKind, Slice, Statement
from cers.model.subject import Subject
from cers.stores.availability import AvailabilityStore, Changed
from cers.stores.reference import ReferenceStore
from chalicelib.endpoint import services
from tests.integration.api.conftest import (
    ANY_STUDENTS,
    LAKE,
    MATH_STUDENTS,
    Api,
    release_everything,
)
from tests.support import tokens
from tests.support.api import Answer, ApiClient
from tests.support.exports import BUCKET, REGION, ExportsFunction, fetch, signed_for
from tests.support.printed import Reader, forget, printing_function
from tests.support.world import SCHOOLS, Row, subjects

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass
class Desk:
    """The API with a queue, a bucket, and the function between them."""

    api: Api
    function: ExportsFunction
    s3: "S3Client"

    def ask(self, username: str = "site", **order: Any) -> Any:
        """Have reports made of 2026, of the fifth grade of S1 unless it says otherwise."""
        whose = {} if order.keys() & WHOSE else {"school_id": "S1", "grade": "05"}
        body = {"school_year": 2026, **whose, **order}
        answer = self.api.client(username).post("/printed-reports", body)
        assert answer.status == 202, answer.text
        return answer.body["report"]

    def made(self, username: str = "site", **order: Any) -> Any:
        """The same, made; what its owner is answered about it then."""
        report_id = self.ask(username, **order)["id"]
        assert self.function.run() == 0
        return self.look(report_id, username).body

    def look(self, report_id: str, username: str = "site") -> Answer:
        client = self.api.client(username)
        return client.get(PATH, printed_report_id=report_id)

    def texts(self, made: Any) -> list[str]:
        return Reader(fetch(made["url"], self.s3)).page_texts()

    def files(self) -> list[str]:
        return [each["Key"] for each in self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]

    def records(self, report_id: str) -> list[Any]:
        items: list[Any] = self.api.audit.scan()["Items"]
        return [each for each in items if report_id in str(each.get("detail", ""))]


PATH = "/printed-reports/{printed_report_id}"
WHOSE = {"student_id", "reference", "group_id", "school_id"}


def printable(known: dict[str, Subject]) -> dict[str, Subject]:
    """The world's subjects, whose every type may be printed."""
    return {
        code: replace(
            subject,
            assessment_types={
                kind: replace(about, printed_report=True)
                for kind, about in subject.assessment_types.items()
            },
        )
        for code, subject in known.items()
    }


@pytest.fixture(scope="module", autouse=True)
def printed(api: Api) -> None:  # noqa: ARG001 - the lake is there while it is
    snapshots = boto3.resource("dynamodb", region_name=REGION).Table("cers-snapshots")
    s3 = boto3.client("s3", region_name=REGION)
    ReferenceStore(s3, LAKE, snapshots).update_subjects(lambda _: printable(subjects()))


@pytest.fixture
def queue_url(api: Api) -> str:  # noqa: ARG001 - moto is at work while it is
    sqs = boto3.client("sqs", region_name=REGION)
    return sqs.create_queue(QueueName=f"cers-printing-{uuid4().hex}")["QueueUrl"]


@pytest.fixture
def desk(api: Api, queue_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with printing_function(monkeypatch, queue_url) as function:
        services.cache_clear()
        yield Desk(api, function, boto3.client("s3", region_name=REGION))
    for item in api.settings.scan()["Items"]:
        if "PRINTED#" in str(item["pk"]) + str(item["sk"]):
            api.settings.delete_item(Key={"pk": item["pk"], "sk": item["sk"]})
    services.cache_clear()


@pytest.fixture
def released_again(desk: Desk) -> Iterator[None]:
    yield
    release_everything(desk.api)
    forget()


def say(desk: Desk, availability: Availability, subject: str = "Math") -> None:
    """Say of all summative results of a subject, in every district, how far they are."""
    said = Statement(availability, datetime.now(UTC))
    about = Slice(2026, subject, ReportKind.INDIVIDUAL, EVERY_DISTRICT)
    AvailabilityStore(desk.api.settings, 2026).put([Changed(about, said, "test")])
    services.cache_clear()
    forget()


def exams(desk: Desk, *schools: str, **about: Any) -> list[Row]:
    """The results of 2026 that count, of these kinds."""
    return [
        exam
        for exam in desk.api.world.exams
        if exam["school_id"] in schools
        and exam["school_year"] == 2026
        and not exam["deleted"]
        and all(exam[name] == value for name, value in about.items())
    ]


def students(rows: list[Row]) -> set[str]:
    return {row["student_id"] for row in rows}


def named(desk: Desk, texts: list[str]) -> set[str]:
    """The students whose ids stand on pages."""
    known = students(desk.api.world.exams)
    return {word for text in texts for word in re.findall(r"S\d-\d{3}", text) if word in known}


# ---- whose they are


def test_a_grade_at_a_school_is_every_student_with_its_tests(desk: Desk) -> None:
    made = desk.made()
    wanted = students(exams(desk, "S1"))
    texts = desk.texts(made)
    assert named(desk, texts) == wanted
    report = made["report"]
    assert (report["status"], report["kind"], report["files"]) == ("completed", "school", 1)
    assert report["students"] == report["students_done"] == len(wanted)
    assert report["pages"] == len(texts)
    assert report["bytes"] == len(fetch(made["url"], desk.s3))
    assert signed_for(made["url"]) == made["expires_in"] == 300


def test_a_grade_that_nobody_was_tested_in_has_no_reports(desk: Desk) -> None:
    before = desk.files()
    made = desk.made(school_id="S1", grade="06")
    assert (made["report"]["status"], made["url"]) == ("no-results", None)
    assert desk.files() == before


def test_a_teacher_prints_a_group_in_its_subject_and_of_its_school(desk: Desk) -> None:
    made = desk.made("teacher", group_id="g1")
    wanted = students(exams(desk, "S1", subject="Math")) & MATH_STUDENTS
    texts = desk.texts(made)
    assert named(desk, texts) == wanted
    assert not any("English Language Proficiency" in text for text in texts)
    made = desk.made("teacher", group_id="g2")
    assert named(desk, desk.texts(made)) == students(exams(desk, "S1")) & ANY_STUDENTS


def test_one_student_is_printed_by_id_or_by_reference_and_never_named_in_the_list(
    desk: Desk,
) -> None:
    made = desk.made(student_id="S1-003")
    assert named(desk, desk.texts(made)) == {"S1-003"}
    reference = services().references.of("S1-003")
    assert named(desk, desk.texts(desk.made(reference=reference))) == {"S1-003"}
    listed = desk.api.client("site").get("/printed-reports")
    assert "S1-003" not in listed.text
    assert reference not in listed.text
    assert [each["kind"] for each in listed.body["reports"]] == ["student", "student"]
    assert made["report"]["students"] == 1


@pytest.mark.parametrize(
    ("username", "order", "status"),
    [
        ("site", {"student_id": "S2-001"}, 404),
        ("site", {"student_id": "nobody"}, 404),
        ("site", {"reference": "nothing"}, 404),
        ("site", {"school_id": "S2", "grade": "05"}, 404),
        ("site", {"school_id": "S9", "grade": "05"}, 404),
        ("site", {"group_id": "none"}, 404),
        ("teacher", {"group_id": "g4"}, 404),
        ("teacher", {"group_id": "g3"}, 404),
        ("teacher", {"student_id": "S1-009"}, 404),
        ("teacher", {"school_id": "S1", "grade": "05"}, 403),
        ("no-groups", {"student_id": "S1-001"}, 404),
    ],
)
def test_what_is_not_theirs_is_answered_like_what_is_not_there(
    desk: Desk, username: str, order: dict[str, str], status: int
) -> None:
    body = {"school_year": 2026, **order}
    assert desk.api.client(username).post("/printed-reports", body).status == status
    assert desk.function.waiting() == []


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"student_id": "S1-001", "group_id": "g1"},
        {"student_id": "S1-001", "reference": "x"},
        {"school_id": "S1"},
        {"grade": "05", "group_id": "g1"},
        {"school_id": "S1", "grade": "5"},
        {"student_id": "S1-001", "language": "de"},
        {"student_id": "S1-001", "order": "score"},
        {"student_id": "S1-001", "types": ["all"]},
        {"student_id": "S1-001", "accommodations": "yes"},
        {"student_id": "S1-001", "school_year": None},
        {"student_id": "S1-001", "template": "x"},
    ],
)
def test_what_cannot_be_asked_for_is_refused(desk: Desk, order: dict[str, Any]) -> None:
    body = {"school_year": 2026, **order}
    answer = desk.api.client("site").post("/printed-reports", body)
    assert (answer.status, answer.code) == (400, "bad-parameter")
    assert desk.function.waiting() == []


def test_who_sees_no_type_of_it_is_refused(desk: Desk) -> None:
    body = {"school_year": 2026, "student_id": "S1-001", "types": ["iab"]}
    answer = desk.api.client("state").post("/printed-reports", body)
    assert (answer.status, answer.code) == (400, "bad-parameter")


# ---- what stands on them


def test_every_score_stands_on_its_students_pages_and_on_no_others(desk: Desk) -> None:
    texts = desk.texts(desk.made(types=["sum"], subjects=["Math"]))
    by_student: dict[str, str] = {}
    current = ""
    for text in texts:
        found = re.findall(r"S\d-\d{3}", text)
        current = found[0] if found else current
        by_student[current] = by_student.get(current, "") + " " + text
    wanted = exams(desk, "S1", asmt_type="sum", subject="Math")
    assert set(by_student) == students(wanted)
    for student_id in students(wanted):
        last = max(
            (row for row in wanted if row["student_id"] == student_id),
            key=lambda row: (row["completed_at"].date(), row["opportunity_id"]),
        )
        page = by_student[student_id]
        assert f"{last['first_name']} {last['last_name']}" in page
        if last["scale_score"] is None:
            assert "No score" in page
        else:
            low = last["scale_score"] - last["standard_error"]
            high = last["scale_score"] + last["standard_error"]
            assert f"{last['scale_score']:.0f}" in page
            assert f"({low:.0f}\N{EN DASH}{high:.0f})" in page


def test_types_subjects_language_and_order_are_chosen(desk: Desk) -> None:
    texts = desk.texts(desk.made(types=["iab"], language="es", order="id"))
    assert all("Pruebas cortas" in text or "Página" in text for text in texts)
    assert not any("Prueba de fin de año" in text for text in texts)
    ids = [re.findall(r"S1-\d{3}", text)[0] for text in texts if "S1-" in text]
    assert ids == sorted(students(exams(desk, "S1", asmt_type="iab")))
    elpac = desk.texts(desk.made(subjects=["ELPAC"]))
    assert named(desk, elpac) == students(exams(desk, "S1", subject="ELPAC"))
    assert not any("Mathematics" in text for text in elpac)


def test_by_name_they_follow_the_last_names(desk: Desk) -> None:
    texts = desk.texts(desk.made())
    headers = [match[1] for text in texts if (match := re.match(r"(.*?) Student Score", text))]
    lasts = [header.split(",")[0].casefold() for header in headers]
    assert lasts == sorted(lasts)


def test_made_up_data_says_so(desk: Desk, queue_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report_id = desk.ask(student_id="S1-003")["id"]
    with printing_function(monkeypatch, queue_url, made_up_data="yes") as function:
        assert function.run() == 0
    texts = desk.texts(desk.look(report_id).body)
    assert all("Made-up data" in text for text in texts)


# ---- what is released


@pytest.mark.usefixtures("released_again")
@pytest.mark.parametrize("username", ["site", "lea"])
def test_results_in_review_are_on_nobodys_paper(desk: Desk, username: str) -> None:
    say(desk, Availability.REVIEWING)
    texts = desk.texts(desk.made(username))
    assert not any("Mathematics, grade" in text for text in texts)
    assert any("Short tests in Mathematics" in text for text in texts)


@pytest.mark.usefixtures("released_again")
@pytest.mark.parametrize("now", [Availability.REVIEWING, Availability.LOADING])
def test_a_release_taken_back_closes_the_file(desk: Desk, now: Availability) -> None:
    report_id = desk.made("lea")["report"]["id"]
    interim = desk.made("lea", types=["iab"])["report"]["id"]
    say(desk, now)
    closed = desk.look(report_id, "lea").body
    assert (closed["report"]["status"], closed["url"]) == ("expired", None)
    assert "changed" in closed["report"]["failure"]
    assert desk.look(interim, "lea").body["url"]


def test_a_student_taken_out_of_the_group_closes_the_teachers_file(desk: Desk) -> None:
    report_id = desk.made("teacher", group_id="g2")["report"]["id"]
    access = desk.api.access
    access.put_group("g2", "All", "S1", 2026, None, {"S1-004"}, ["teacher", "state"])
    try:
        assert desk.look(report_id, "teacher").body["report"]["status"] == "expired"
    finally:
        access.put_group("g2", "All", "S1", 2026, None, ANY_STUDENTS, ["teacher", "state"])
    assert desk.look(report_id, "teacher").body["url"]
    access.put_group("g2", "All", "S1", 2026, None, {*ANY_STUDENTS, "S1-006"}, ["teacher", "state"])
    try:
        assert desk.look(report_id, "teacher").body["url"]
    finally:
        access.put_group("g2", "All", "S1", 2026, None, ANY_STUDENTS, ["teacher", "state"])


# ---- whose the files are, and how long


def test_nobody_fetches_or_deletes_what_is_anothers(desk: Desk) -> None:
    report_id = desk.made()["report"]["id"]
    assert desk.look(report_id, "lea").status == 404
    client = desk.api.client("lea")
    assert client.delete(PATH, printed_report_id=report_id).status == 404
    assert desk.look(report_id).body["url"]
    assert desk.api.client("lea").get("/printed-reports").body["reports"] == []


def test_under_another_assignment_they_are_not_there(desk: Desk) -> None:
    desk.api.access.assign("two", "SITE_CAASPP_COORDINATOR", "school", "S1", "One")
    desk.api.access.assign("two", "SITE_CAASPP_COORDINATOR", "school", "S2", "Two")
    token = tokens.token(tokens.claims("two", "SITE_CAASPP_COORDINATOR"))
    first, second = (
        ApiClient(token, each.id)
        for each in sorted(desk.api.access.assignments("two"), key=lambda a: a.organization_id)
    )
    order = {"school_year": 2026, "student_id": "S1-003"}
    report_id = first.post("/printed-reports", order).body["report"]["id"]
    assert desk.function.run() == 0
    assert first.get(PATH, printed_report_id=report_id).body["url"]
    assert second.get(PATH, printed_report_id=report_id).status == 404
    assert second.get("/printed-reports").body["reports"] == []
    assert second.post("/printed-reports", order).status == 404


def test_what_is_deleted_is_gone_with_its_file(desk: Desk) -> None:
    before = desk.files()
    report_id = desk.made()["report"]["id"]
    assert len(desk.files()) == len(before) + 1
    deleted = desk.api.client("site").delete(PATH, printed_report_id=report_id)
    assert deleted.body == {"deleted": report_id}
    assert desk.files() == before
    assert desk.look(report_id).status == 404


def test_only_so_many_are_made_at_once_for_one_user(desk: Desk) -> None:
    for _ in range(5):
        desk.ask(student_id="S1-003")
    body = {"school_year": 2026, "student_id": "S1-003"}
    refused = desk.api.client("site").post("/printed-reports", body)
    assert (refused.status, refused.code) == (409, "conflict")
    assert desk.function.run() == 0


def test_they_expire_after_a_week(desk: Desk) -> None:
    report_id = desk.made(student_id="S1-003")["report"]["id"]
    store = services().printed_reports.jobs
    job = store.one("site", report_id)
    assert job is not None
    store.delete(job)
    store.add(replace(job, created_at=datetime.now(UTC) - timedelta(days=7)))
    assert desk.look(report_id).body["report"]["status"] == "expired"


def test_what_fails_is_tried_again_and_its_owner_told_in_the_end(desk: Desk) -> None:
    report_id = desk.ask()["id"]
    lost = {}
    for each in desk.s3.list_objects_v2(Bucket=LAKE, Prefix="published/exams/")["Contents"]:
        lost[each["Key"]] = desk.s3.get_object(Bucket=LAKE, Key=each["Key"])["Body"].read()
        desk.s3.delete_object(Bucket=LAKE, Key=each["Key"])
    try:
        assert desk.function.run(attempt=1) == 1
        assert desk.look(report_id).body["report"]["status"] == "running"
        services().printed_reports.queue.send(report_id)
        assert desk.function.run(attempt=5) == 1
        assert desk.look(report_id).body["report"]["status"] == "failed"
    finally:
        for key, body in lost.items():
            desk.s3.put_object(Bucket=LAKE, Key=key, Body=body)


# ---- what is written down, and where nobody stands


def test_what_is_made_and_fetched_is_recorded_with_every_student(desk: Desk) -> None:
    made = desk.made()
    records = desk.records(made["report"]["id"])
    (written,) = [each for each in records if "made" in each["detail"]]
    assert set(written["students"].split()) == students(exams(desk, "S1"))
    assert written["action"] == "export"
    assert (written["district_id"], written["school_ids"]) == ("D1", ["S1"])
    (handed,) = [each for each in records if "address" in each["detail"]]
    assert handed["username"] == "site"


def test_without_a_record_there_is_no_file_to_fetch(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_id = desk.ask()["id"]
    monkeypatch.setenv("CERS_AUDIT_TABLE", "cers-nowhere")
    forget()
    assert desk.function.run(attempt=1) == 1
    looked = desk.look(report_id).body
    assert (looked["report"]["status"], looked["url"]) == ("running", None)
    monkeypatch.setenv("CERS_AUDIT_TABLE", "cers-audit")
    forget()


def test_no_student_stands_in_messages_names_of_files_addresses_or_logs(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    report_id = desk.ask(student_id="S1-003")["id"]
    assert desk.function.waiting() == [f'{{"printed_report": "{report_id}"}}']
    assert desk.function.run() == 0
    made = desk.look(report_id).body
    said = capsys.readouterr()
    for text in (made["url"], *desk.files(), said.out, said.err):
        assert "S1-003" not in text
    row = next(each for each in desk.api.world.exams if each["student_id"] == "S1-003")
    assert row["last_name"] not in said.out
    assert SCHOOLS["S1"][0] not in made["url"]
