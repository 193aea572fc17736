"""Exports from the request to the file: who has them made, what they hold, who fetches them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cers.model.availability import EVERY_DISTRICT, Availability, ReportKind, Slice, Statement
from cers.stores.availability import AvailabilityStore, Changed
from chalicelib.endpoint import services
from tests.integration.api.conftest import Api, release_everything
from tests.support import tokens
from tests.support.api import Answer, ApiClient
from tests.support.exports import (
    BUCKET,
    REGION,
    ExportsFunction,
    expected_csv,
    exports_function,
    fetch,
    forget,
    read_csv,
    signed_for,
)
from tests.support.world import Row

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass
class Desk:
    """The API with a queue, a bucket, and the function between them."""

    api: Api
    function: ExportsFunction
    s3: "S3Client"

    def ask(self, username: str = "site", **more: Any) -> Any:
        """Have an export made of S1 in 2026, unless it says otherwise."""
        order = {"school_year": 2026, "school_ids": ["S1"], **more}
        answer = self.api.client(username).post("/exports", order)
        assert answer.status == 202, answer.text
        return answer.body["export"]

    def made(self, username: str = "site", **more: Any) -> Any:
        """The same, made; what its owner is answered about it then."""
        export_id = self.ask(username, **more)["id"]
        assert self.function.run() == 0
        return self.look(export_id, username).body

    def look(self, export_id: str, username: str = "site") -> Answer:
        return self.api.client(username).get("/exports/{export_id}", export_id=export_id)

    def lines(self, made: Any) -> list[dict[str, str]]:
        return read_csv(fetch(made["url"], self.s3))

    def files(self) -> list[str]:
        return [each["Key"] for each in self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]

    def records(self) -> list[Any]:
        items: list[Any] = self.api.audit.scan()["Items"]
        return [each for each in items if each.get("action") == "export"]


@pytest.fixture
def queue_url(api: Api) -> str:  # noqa: ARG001 - moto is at work while it is
    sqs = boto3.client("sqs", region_name=REGION)
    return sqs.create_queue(QueueName=f"cers-exports-{uuid4().hex}")["QueueUrl"]


@pytest.fixture
def desk(api: Api, queue_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with exports_function(monkeypatch, queue_url) as function:
        services.cache_clear()
        yield Desk(api, function, boto3.client("s3", region_name=REGION))
    for item in api.settings.scan()["Items"]:
        if "EXPORT#" in str(item["pk"]) + str(item["sk"]):
            api.settings.delete_item(Key={"pk": item["pk"], "sk": item["sk"]})
    services.cache_clear()


def say(desk: Desk, availability: Availability, subject: str = "Math") -> None:
    """Say of all summative results of a subject, in every district, how far they are."""
    said = Statement(availability, datetime.now(UTC))
    about = Slice(2026, subject, ReportKind.INDIVIDUAL, EVERY_DISTRICT)
    AvailabilityStore(desk.api.settings, 2026).put([Changed(about, said, "test")])
    services.cache_clear()
    forget()


@pytest.fixture
def released_again(desk: Desk) -> Iterator[None]:
    yield
    release_everything(desk.api)
    forget()


def exams(desk: Desk, *schools: str, year: int = 2026) -> list[Row]:
    """The results that count."""
    return [
        exam
        for exam in desk.api.world.exams
        if exam["school_id"] in schools and exam["school_year"] == year and not exam["deleted"]
    ]


def in_some_order(lines: list[dict[str, str]]) -> list[tuple[str, ...]]:
    return sorted(tuple(line.values()) for line in lines)


# ---- what is in the file


def test_a_school_is_written_line_by_line_as_its_results_are(desk: Desk) -> None:
    made = desk.made()
    wanted = expected_csv(desk.api.world, exams(desk, "S1"))
    lines = desk.lines(made)
    assert list(lines[0]) == list(wanted[0])
    assert in_some_order(lines) == in_some_order(wanted)
    assert made["export"]["status"] == "completed"
    assert made["export"]["rows"] == len(wanted) > 20
    assert {line["AssessmentSubType"] for line in lines} == {"SUM", "IAB"}


def test_a_whole_district_is_every_school_of_it_and_no_other(desk: Desk) -> None:
    made = desk.made("lea", district_id="D1", school_ids=None)
    lines = desk.lines(made)
    assert in_some_order(lines) == in_some_order(
        expected_csv(desk.api.world, exams(desk, "S1", "S2"))
    )
    assert (made["export"]["schools"], made["export"]["schools_done"]) == (2, 2)
    assert made["export"]["district_id"] == "D1"


def test_the_state_exports_schools_of_several_districts_and_no_interim_results(desk: Desk) -> None:
    made = desk.made("state", school_ids=["S1", "S3"])
    wanted = [each for each in exams(desk, "S1", "S3") if each["asmt_type"] == "sum"]
    assert in_some_order(desk.lines(made)) == in_some_order(expected_csv(desk.api.world, wanted))


def test_types_and_years_are_chosen(desk: Desk) -> None:
    interim = desk.lines(desk.made(types=["iab"]))
    wanted = [each for each in exams(desk, "S1") if each["asmt_type"] == "iab"]
    assert in_some_order(interim) == in_some_order(expected_csv(desk.api.world, wanted))
    before = desk.lines(desk.made(school_year=2025))
    wanted = exams(desk, "S1", year=2025)
    assert in_some_order(before) == in_some_order(expected_csv(desk.api.world, wanted))


def test_parquet_has_the_same_columns_typed(desk: Desk) -> None:
    made = desk.made(format="parquet")
    table = pq.read_table(io.BytesIO(fetch(made["url"], desk.s3)))
    wanted = expected_csv(desk.api.world, exams(desk, "S1"))
    assert table.column_names == list(wanted[0])
    assert table.schema.field("ScaleScore").type == pa.float64()
    assert table.schema.field("SchoolYear").type == pa.int32()
    assert table.schema.field("SubmitDateTime").type == pa.timestamp("ms", tz="UTC")
    assert table.schema.field("EnglishLanguageAcquisitionStatusStartDate").type == pa.date32()
    assert table.schema.field("StudentIdentifier").type == pa.string()
    scores = sorted(str(int(each)) for each in table["ScaleScore"].to_pylist() if each)
    assert scores == sorted(line["ScaleScore"] for line in wanted if line["ScaleScore"])
    moments = sorted(f"{each:%Y-%m-%d %H:%M:%S}" for each in table["SubmitDateTime"].to_pylist())
    assert moments == sorted(line["SubmitDateTime"].removesuffix(".000") for line in wanted)


def test_without_results_there_is_no_file(desk: Desk) -> None:
    before = desk.files()
    made = desk.made(school_year=2024)
    assert (made["export"]["status"], made["export"]["rows"]) == ("no-results", 0)
    assert (made["url"], made["expires_in"]) == (None, None)
    assert desk.files() == before


# ---- what is released


@pytest.mark.usefixtures("released_again")
@pytest.mark.parametrize("username", ["site", "lea", "state"])
def test_results_in_review_are_in_nobodys_file(desk: Desk, username: str) -> None:
    say(desk, Availability.REVIEWING)
    lines = desk.lines(desk.made(username))
    wanted = [
        each
        for each in exams(desk, "S1")
        if not (each["asmt_type"] == "sum" and each["subject"] == "Math")
        and (username != "state" or each["asmt_type"] == "sum")
    ]
    assert in_some_order(lines) == in_some_order(expected_csv(desk.api.world, wanted))


@pytest.mark.usefixtures("released_again")
@pytest.mark.parametrize("now", [Availability.REVIEWING, Availability.LOADING])
def test_a_release_taken_back_closes_the_file(desk: Desk, now: Availability) -> None:
    export_id = desk.made("lea")["export"]["id"]
    say(desk, now)
    closed = desk.look(export_id, "lea").body
    assert (closed["export"]["status"], closed["url"]) == ("expired", None)
    assert "changed" in closed["export"]["failure"]
    listed = desk.api.client("lea").get("/exports").body["exports"]
    assert [each["status"] for each in listed] == ["expired"]


@pytest.mark.usefixtures("released_again")
def test_a_release_of_other_results_taken_back_closes_nothing(desk: Desk) -> None:
    interim = desk.made("lea", types=["iab"])["export"]["id"]
    before = desk.made("lea", school_year=2025)["export"]["id"]
    say(desk, Availability.LOADING)
    for export_id in (interim, before):
        assert desk.look(export_id, "lea").body["url"]


@pytest.mark.usefixtures("released_again")
def test_what_was_released_since_does_not_open_what_was_made_before(desk: Desk) -> None:
    say(desk, Availability.REVIEWING)
    made = desk.made("lea")
    say(desk, Availability.RELEASED)
    assert desk.lines(desk.look(made["export"]["id"], "lea").body) == desk.lines(made)


# ---- whose it is


def test_another_users_export_is_not_there(desk: Desk) -> None:
    export_id = desk.made("lea")["export"]["id"]
    for username in ("site", "state", "elpac-lea"):
        client = desk.api.client(username)
        assert desk.look(export_id, username).status == 404
        assert client.delete("/exports/{export_id}", export_id=export_id).status == 404
        assert client.get("/exports").body["exports"] == []
    assert desk.look(export_id, "lea").body["url"]


def test_under_another_assignment_ones_own_export_is_not_there(desk: Desk) -> None:
    desk.api.access.assign("two", "SITE_CAASPP_COORDINATOR", "school", "S1", "One")
    desk.api.access.assign("two", "SITE_CAASPP_COORDINATOR", "school", "S2", "Two")
    token = tokens.token(tokens.claims("two", "SITE_CAASPP_COORDINATOR"))
    first, second = (
        ApiClient(token, each.id)
        for each in sorted(desk.api.access.assignments("two"), key=lambda a: a.organization_id)
    )
    order = {"school_year": 2026, "school_ids": ["S1"]}
    export_id = first.post("/exports", order).body["export"]["id"]
    assert desk.function.run() == 0
    assert first.get("/exports/{export_id}", export_id=export_id).body["url"]
    assert second.get("/exports/{export_id}", export_id=export_id).status == 404
    assert second.get("/exports").body["exports"] == []
    assert second.post("/exports", order).status == 404


@pytest.mark.parametrize(
    ("username", "order"),
    [
        ("site", {"school_ids": ["S2"]}),
        ("site", {"school_ids": ["S1", "S2"]}),
        ("site", {"district_id": "D1"}),
        ("lea", {"school_ids": ["S1", "S3"]}),
        ("lea", {"district_id": "D2"}),
        ("lea", {"school_ids": ["S9"]}),
        ("state", {"district_id": "D9"}),
    ],
)
def test_what_is_out_of_scope_is_not_there(
    desk: Desk, username: str, order: dict[str, Any]
) -> None:
    answer = desk.api.client(username).post("/exports", {"school_year": 2026, **order})
    assert (answer.status, answer.code) == (404, "not-found")
    assert desk.function.waiting() == []


def test_who_sees_groups_alone_exports_nothing(desk: Desk) -> None:
    client = desk.api.client("teacher")
    order = {"school_year": 2026, "school_ids": ["S1"]}
    for answer in (client.post("/exports", order), client.get("/exports")):
        assert (answer.status, answer.code) == (403, "not-permitted")


@pytest.mark.parametrize(
    "order",
    [
        {"school_ids": ["S1"]},
        {"school_year": 1999, "school_ids": ["S1"]},
        {"school_year": 2026},
        {"school_year": 2026, "school_ids": ["S1"], "district_id": "D1"},
        {"school_year": 2026, "school_ids": []},
        {"school_year": 2026, "school_ids": ["S1"], "types": ["all"]},
        {"school_year": 2026, "school_ids": ["S1"], "format": "xlsx"},
        {"school_year": 2026, "school_ids": ["S1"], "transfers": "show"},
        {"school_year": 2026, "school_ids": ["S1"], "student_id": "S1-001"},
    ],
)
def test_what_cannot_be_asked_for_is_refused(desk: Desk, order: dict[str, Any]) -> None:
    answer = desk.api.client("site").post("/exports", order)
    assert (answer.status, answer.code) == (400, "bad-parameter")


def test_types_a_role_does_not_see_are_refused(desk: Desk) -> None:
    order = {"school_year": 2026, "school_ids": ["S1"], "types": ["iab"]}
    assert desk.api.client("state").post("/exports", order).status == 400


# ---- rights that have changed since


@pytest.fixture
def somebody(desk: Desk) -> Iterator[str]:
    """A coordinator whose role comes and goes."""
    role = "SITE_CAASPP_COORDINATOR"
    desk.api.access.assign("passing", role, "school", "S1", "Name of S1")
    yield "passing"
    desk.api.access.revoke("passing", role, "S1")


def passing(desk: Desk) -> ApiClient:
    assignment = desk.api.access.assignments("site")[0].id
    token = tokens.token(tokens.claims("passing", "SITE_CAASPP_COORDINATOR"))
    return ApiClient(token, assignment)


def test_a_right_revoked_before_it_is_made_fails_it(desk: Desk, somebody: str) -> None:
    client = passing(desk)
    order = {"school_year": 2026, "school_ids": ["S1"]}
    export_id = client.post("/exports", order).body["export"]["id"]
    desk.api.access.revoke(somebody, "SITE_CAASPP_COORDINATOR", "S1")
    before = desk.files()
    assert desk.function.run() == 0
    assert desk.files() == before
    desk.api.access.assign(somebody, "SITE_CAASPP_COORDINATOR", "school", "S1", "Name of S1")
    export = client.get("/exports/{export_id}", export_id=export_id).body["export"]
    assert export["status"] == "failed"
    assert "may not export" in export["failure"]


def test_a_right_revoked_after_it_was_made_closes_it(desk: Desk, somebody: str) -> None:
    client = passing(desk)
    order = {"school_year": 2026, "school_ids": ["S1"]}
    export_id = client.post("/exports", order).body["export"]["id"]
    assert desk.function.run() == 0
    assert client.get("/exports/{export_id}", export_id=export_id).body["url"]
    desk.api.access.revoke(somebody, "SITE_CAASPP_COORDINATOR", "S1")
    refused = client.get("/exports/{export_id}", export_id=export_id)
    assert (refused.status, refused.code) == (403, "assignment-not-held")


# ---- how it goes


def test_an_export_is_pending_then_completed_and_its_message_says_nothing_else(desk: Desk) -> None:
    asked = desk.ask(name="Spring")
    assert (asked["status"], asked["name"], asked["schools_done"]) == ("pending", "Spring", 0)
    (body,) = desk.function.waiting()
    assert body == f'{{"export": "{asked["id"]}"}}'
    assert desk.look(asked["id"]).body["url"] is None
    assert desk.function.run() == 0
    made = desk.look(asked["id"]).body
    assert (made["export"]["status"], made["export"]["schools_done"]) == ("completed", 1)
    data = fetch(made["url"], desk.s3)
    assert made["export"]["bytes"] == len(data)


def test_the_address_is_good_for_five_minutes_and_names_nobody(desk: Desk) -> None:
    made = desk.made()
    assert (made["expires_in"], signed_for(made["url"])) == (300, 300)
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in made["url"]
    assert made["url"].startswith(f"https://{BUCKET}.s3.")
    for secret in ("site", "S1", "D1", made["export"]["id"]):
        assert secret not in made["url"].partition("?")[0]
    assert "site" not in made["url"]


def test_exports_are_listed_newest_first(desk: Desk) -> None:
    ids = [desk.ask(name=name)["id"] for name in ("one", "two", "three")]
    listed = desk.api.client("site").get("/exports").body["exports"]
    assert [each["id"] for each in listed] == ids[::-1]


def test_a_message_that_comes_twice_makes_one_file(desk: Desk) -> None:
    made = desk.made()
    before = desk.files()
    services().exports.queue.send(made["export"]["id"])
    assert desk.function.run() == 0
    assert desk.files() == before


def test_a_deleted_export_loses_its_file_and_one_under_way_never_has_one(desk: Desk) -> None:
    client, before = desk.api.client("site"), desk.files()
    made = desk.made()["export"]["id"]
    asked = desk.ask()["id"]
    for export_id in (made, asked):
        assert client.delete("/exports/{export_id}", export_id=export_id).status == 200
        assert desk.look(export_id).status == 404
    assert desk.function.run() == 0
    assert desk.files() == before
    assert client.get("/exports").body["exports"] == []


def test_only_so_many_are_made_at_once_for_one_user(desk: Desk) -> None:
    for _ in range(5):
        desk.ask()
    order = {"school_year": 2026, "school_ids": ["S1"]}
    refused = desk.api.client("site").post("/exports", order)
    assert (refused.status, refused.code) == (409, "conflict")
    assert desk.function.run() == 0
    assert desk.ask()["status"] == "pending"


def test_what_fails_is_tried_again_and_its_owner_told_in_the_end(desk: Desk) -> None:
    export_id = desk.ask()["id"]
    lost = {}
    for each in desk.s3.list_objects_v2(Bucket="cers-lake", Prefix="published/exams/")["Contents"]:
        lost[each["Key"]] = desk.s3.get_object(Bucket="cers-lake", Key=each["Key"])["Body"].read()
        desk.s3.delete_object(Bucket="cers-lake", Key=each["Key"])
    try:
        assert desk.function.run(attempt=1) == 1
        assert desk.look(export_id).body["export"]["status"] == "running"
        services().exports.queue.send(export_id)
        assert desk.function.run(attempt=5) == 1
        assert desk.look(export_id).body["export"]["status"] == "failed"
    finally:
        for key, body in lost.items():
            desk.s3.put_object(Bucket="cers-lake", Key=key, Body=body)


def test_without_time_left_it_fails_rather_than_being_cut_short(
    desk: Desk, queue_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_id = desk.ask()["id"]
    with exports_function(monkeypatch, queue_url, seconds=100) as function:
        assert function.run() == 0
    export = desk.look(export_id).body["export"]
    assert (export["status"], export["schools_done"]) == ("failed", 0)
    assert "too much" in export["failure"]


def aged(export_id: str, age: timedelta) -> None:
    """Have an export be as old as that."""
    store = services().exports.jobs
    job = store.one("site", export_id)
    assert job is not None
    store.delete(job)
    store.add(replace(job, created_at=datetime.now(UTC) - age))


def test_an_export_expires_after_a_week(desk: Desk) -> None:
    export_id = desk.made()["export"]["id"]
    aged(export_id, timedelta(days=6, hours=23))
    assert desk.look(export_id).body["url"]
    aged(export_id, timedelta(days=7))
    expired = desk.look(export_id).body
    assert (expired["export"]["status"], expired["url"]) == ("expired", None)


def test_what_is_not_made_after_hours_has_failed_and_stands_in_nobodys_way(desk: Desk) -> None:
    for _ in range(5):
        aged(desk.ask()["id"], timedelta(hours=9))
    listed = desk.api.client("site").get("/exports").body["exports"]
    assert [each["status"] for each in listed] == ["failed"] * 5
    assert desk.ask()["status"] == "pending"


def test_of_many_exports_the_oldest_goes_with_its_file(desk: Desk) -> None:
    oldest = desk.made()["export"]["id"]
    aged(oldest, timedelta(days=3))
    store = services().exports.jobs
    job = store.one("site", oldest)
    assert job is not None
    assert job.made is not None
    assert job.made.key in desk.files()
    for number in range(49):
        made = replace(job.made, key=f"none-{number}")
        store.add(replace(job, id=f"e{number}", created_at=datetime.now(UTC), made=made))
    desk.ask()
    assert desk.look(oldest).status == 404
    assert job.made.key not in desk.files()
    assert len(desk.api.client("site").get("/exports").body["exports"]) == 50


def test_a_student_field_switched_off_since_closes_what_shows_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_id = desk.made()["export"]["id"]
    off = "english_learner,economic_disadvantage,ethnicities"
    monkeypatch.setenv("CERS_DISABLED_FIELDS", off)
    services.cache_clear()
    forget()
    assert desk.look(export_id).body["export"]["status"] == "expired"
    lines = desk.lines(desk.made())
    assert {line["Asian"] + line["White"] + line["Filipino"] for line in lines} == {""}
    assert {line["LanguageCode"] for line in lines} == {"", "eng", "spa"}


# ---- what is written down


def test_what_is_written_and_fetched_is_recorded_by_district(desk: Desk) -> None:
    made = desk.made("state", school_ids=["S1", "S3"])
    records = [each for each in desk.records() if made["export"]["id"] in each["detail"]]
    written = {each["district_id"]: each for each in records if "wrote" in each["detail"]}
    wanted = [each for each in exams(desk, "S1", "S3") if each["asmt_type"] == "sum"]
    assert set(written) == {"D1", "D2"}
    for district_id, record in written.items():
        here = [each for each in wanted if each["district_id"] == district_id]
        assert record["rows"] == len(here)
        assert record["school_ids"] == sorted({each["school_id"] for each in here})
        assert set(record["students"].split()) == {each["student_id"] for each in here}
        assert (record["username"], record["school_year"]) == ("state", 2026)
        assert record["snapshots"]
    handed = [each for each in records if "address" in each["detail"]]
    assert {each["district_id"] for each in handed} == {"D1", "D2"}
    assert all(each["rows"] == len(wanted) for each in handed)


def test_without_a_record_there_is_no_file_to_fetch(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_id = desk.ask()["id"]
    monkeypatch.setenv("CERS_AUDIT_TABLE", "cers-nowhere")
    forget()
    assert desk.function.run(attempt=1) == 1
    looked = desk.look(export_id).body
    assert (looked["export"]["status"], looked["url"]) == ("running", None)
    monkeypatch.setenv("CERS_AUDIT_TABLE", "cers-audit")
    forget()


def test_an_address_that_cannot_be_recorded_is_not_handed_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_id = desk.made()["export"]["id"]
    monkeypatch.setenv("CERS_AUDIT_TABLE", "cers-nowhere")
    services.cache_clear()
    refused = desk.look(export_id)
    assert (refused.status, refused.code) == (503, "unavailable")
