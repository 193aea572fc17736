"""Aggregate reports through the API: made at once or later, and closed when rights change."""

import csv
import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.athena.models import athena_backends
from moto.core import DEFAULT_ACCOUNT_ID

from cers.model.aggregate_job import LIFETIME, MOST_REPORTS
from cers.model.availability import (
    EVERY_DISTRICT,
    Availability,
    ReportKind,
    Slice,
    Statement,
)
from cers.reports.aggregate import size
from cers.stores.availability import Changed
from chalicelib.endpoint import services
from tests.integration.api.conftest import REGION, Api, release
from tests.support import tokens
from tests.support.api import Answer, ApiClient
from tests.support.recount import counted, figures
from tests.support.world import ODD_ID

REPORTS = "/aggregate-reports"
REPORT = REPORTS + "/{report_id}"
CSV = REPORT + "/csv"
QUERIES = "/aggregate-queries"
QUERY = QUERIES + "/{query_id}"


def asked(**changes: Any) -> dict[str, Any]:
    known: dict[str, Any] = {
        "name": "How we did",
        "type": "yearly",
        "organizations": {"districts": ["D1"]},
        "assessment_type": "sum",
        "subjects": ["Math"],
        "grades": ["05"],
        "school_years": [2026],
    }
    return known | changes


STATEWIDE = {"state": True}
COMPARED = {"districts": ["D1"], "state": True}


@pytest.fixture(autouse=True)
def released(api: Api) -> Iterator[None]:
    """Each test begins with everything released, and with no reports."""
    release(api.settings)
    services().availability._recent.clear()
    for item in api.settings.scan()["Items"]:
        if str(item["pk"]).startswith("USER#"):
            api.settings.delete_item(Key={"pk": item["pk"], "sk": item["sk"]})
    yield


def say(availability: Availability) -> None:
    """Say of mathematics in 2026 how far its aggregates have come."""
    where = Slice(2026, "Math", ReportKind.AGGREGATE, EVERY_DISTRICT)
    services().availability.put([Changed(where, Statement(availability, datetime.now(UTC)), "x")])


def finished(client: ApiClient, answer: Answer) -> Any:
    """A report when it is over, asked for again and again."""
    assert answer.status in (201, 202), answer.body
    body, report_id = answer.body, answer.body["report"]["id"]
    deadline = time.monotonic() + 20
    while body["report"]["status"] in ("pending", "running"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
        body = client.get(REPORT, report_id=report_id).body
    return body


def run(client: ApiClient, **changes: Any) -> Any:
    return finished(client, client.post(REPORTS, asked(**changes)))


# ---- what it says


def test_a_report_within_one_district_is_made_at_once(api: Api) -> None:
    answer = api.client("lea").post(
        REPORTS, asked(organizations={"districts": ["D1"], "schools_of_districts": True})
    )
    assert answer.status == 201
    rows = answer.body["table"]["rows"]
    exams = counted(api.world.exams, lambda exam: exam["assessment_id"] == ODD_ID)
    places = {"D1": "district_id", "S1": "school_id", "S2": "school_id"}
    assert {row["organization"]["id"] for row in rows} == places.keys()
    for row in rows:
        column, id_ = places[row["organization"]["id"]], row["organization"]["id"]
        expected = figures([exam for exam in exams if exam[column] == id_])
        assert row["students"] == expected.students
        assert row["average"]["scale_score"] == pytest.approx(expected.mean, rel=1e-12)
        assert row["average"]["standard_error"] == pytest.approx(expected.error, rel=1e-9)
        assert [each["count"] for each in row["levels"]] == [
            expected.levels[k] for k in range(1, 5)
        ]


def test_a_wider_report_is_made_by_athena_and_says_the_same(api: Api) -> None:
    client = api.client("state")
    answer = client.post(REPORTS, asked(organizations={"state": True, "all_districts": True}))
    assert answer.status == 202
    body = finished(client, answer)
    assert body["report"]["status"] == "completed"
    exams = counted(api.world.exams, lambda exam: exam["assessment_id"] == ODD_ID)
    for row in body["table"]["rows"]:
        id_ = row["organization"]["id"]
        here = figures([exam for exam in exams if id_ in ("", exam["district_id"])])
        assert row["students"] == here.students
        assert row["average"]["scale_score"] == pytest.approx(here.mean, rel=1e-12)
    own = api.client("lea").post(REPORTS, asked()).body["table"]["rows"][0]
    (theirs,) = (r for r in body["table"]["rows"] if r["organization"]["id"] == "D1")
    assert own == theirs


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "claim", "dimensions": ["ethnicities", "gender"]},
        {"type": "alternate", "subjects": ["ELPAC"], "levels": "grouped"},
        {"type": "longitudinal", "grades": ["04", "05"], "empty_rows": "show"},
        {"assessment_type": "iab", "dimensions": ["enrolled_grade"]},
        {"custom_subgroups": [{"name": "Girls", "values": {"gender": ["Female"]}}]},
        {"conditions": ["Valid"], "completeness": ["Complete"], "empty_rows": "show"},
    ],
)
def test_every_type_of_report_is_answered_as_it_is_described(
    api: Api, changes: dict[str, Any]
) -> None:
    body = run(api.client("lea"), **changes)
    assert body["report"]["status"] in ("completed", "no-results")


def test_a_large_report_within_one_district_is_left_to_athena(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = run(api.client("lea"), dimensions=["gender"])
    monkeypatch.setattr(size, "QUICK_RESULTS", 1)
    answer = api.client("lea").post(REPORTS, asked(dimensions=["gender"]))
    assert answer.status == 202
    assert finished(api.client("lea"), answer)["table"] == at_once["table"]


def test_a_longitudinal_report_has_both_series_and_the_cuts(api: Api) -> None:
    body = run(api.client("lea"), type="longitudinal", grades=["04", "05"], empty_rows="show")
    (line,) = body["table"]["lines"]
    assert [each["grade"] for each in body["table"]["measures"]] == ["05"]
    assert line["steps"][0]["all"]["students"] > 0
    assert len(body["table"]["measures"][0]["cuts"]) == 4


def test_a_report_without_results_says_so(api: Api) -> None:
    body = run(api.client("lea"), grades=["06"])
    assert body["report"]["status"] == "no-results"
    assert body["table"] is None


def test_pages_follow_one_another_and_none_is_missing(api: Api) -> None:
    client = api.client("lea")
    places = {"districts": ["D1"], "schools_of_districts": True}
    whole = run(client, organizations=places, dimensions=["ethnicities", "enrolled_grade"])
    id_, rows, cursor = whole["report"]["id"], [], ""
    while True:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = client.get(REPORT, query, report_id=id_).body
        assert page["table"]["measures"] == whole["table"]["measures"]
        rows += page["table"]["rows"]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert rows == whole["table"]["rows"]
    assert len(rows) == whole["total"] > 4


@pytest.mark.parametrize("cursor", ["x", "W10=", "WyItMSIsICJ4Il0=", "WyIxIiwgMV0="])
def test_a_cursor_of_ones_own_making_is_refused(api: Api, cursor: str) -> None:
    client = api.client("lea")
    id_ = run(client)["report"]["id"]
    assert client.get(REPORT, {"cursor": cursor}, report_id=id_).status == 400


def test_a_cursor_of_other_results_begins_anew(api: Api) -> None:
    client = api.client("lea")
    one = run(client, dimensions=["ethnicities"])["report"]["id"]
    other = run(client, dimensions=["enrolled_grade"])["report"]["id"]
    cursor = client.get(REPORT, {"limit": "1"}, report_id=one).body["next"]
    assert client.get(REPORT, {"cursor": cursor}, report_id=other).status == 409


def test_the_file_has_the_rows_of_the_page(api: Api) -> None:
    client = api.client("lea")
    body = run(client, name="=1+1", dimensions=["gender"])
    file = client.get(CSV, report_id=body["report"]["id"]).body
    lines = list(csv.DictReader(io.StringIO(file["csv"])))
    assert [int(line["StudentsTested"]) for line in lines] == [
        row["students"] for row in body["table"]["rows"]
    ]
    assert file["filename"].endswith(".csv")


def test_beyond_the_own_district_small_groups_are_hidden(api: Api) -> None:
    body = run(api.client("lea"), organizations={"districts": ["D1"], "all_districts": True})
    rows = {row["organization"]["id"]: row for row in body["table"]["rows"]}
    assert rows["D1"]["students"] > 0 and not rows["D1"]["beyond"]
    there = len(
        counted(api.world.exams, lambda e: (e["assessment_id"], e["school_id"]) == (ODD_ID, "S3"))
    )
    assert 0 < there < 11
    assert rows["D2"]["students"] is None and rows["D2"]["suppressed"]


# ---- who may ask


REFUSED = [
    ("lea", {"organizations": {"districts": ["D2"]}}, 404),
    ("lea", {"organizations": {"schools": ["S3"]}}, 404),
    ("site", {"organizations": {"districts": ["D1"]}}, 404),
    ("site", {"organizations": {"schools": ["S2"]}}, 404),
    ("teacher", {"organizations": {"schools": ["S1"]}}, 403),
    ("state", {"assessment_type": "iab"}, 403),
    ("lea", {"dimensions": ["economic_disadvantage"]}, 400),
    (
        "lea",
        {"custom_subgroups": [{"name": "x", "values": {"english_learner": ["yes"]}}]},
        400,
    ),
    ("lea", {"organizations": COMPARED, "conditions": ["Valid"]}, 400),
    ("lea", {"organizations": {}}, 400),
    ("lea", {"type": "target", "subjects": ["Nope"]}, 400),
    ("lea", {"owner": "state"}, 400),
    ("lea", {"role": "STATE_USER"}, 400),
]


@pytest.mark.parametrize("route", [REPORTS, REPORTS + "/estimate"])
@pytest.mark.parametrize(("user", "changes", "status"), REFUSED)
def test_who_may_not_ask_gets_nothing(
    api: Api, route: str, user: str, changes: dict[str, Any], status: int
) -> None:
    client = api.client(user)
    assert client.post(route, asked(**changes)).status == status
    if user != "teacher":
        assert client.get(REPORTS).body == {"reports": []}


def test_nobody_else_sees_a_report_not_even_that_it_is_there(api: Api) -> None:
    id_ = run(api.client("lea"))["report"]["id"]
    for user in ("state", "site", "elpac-lea"):
        client = api.client(user)
        assert client.get(REPORT, report_id=id_).status == 404
        assert client.get(CSV, report_id=id_).status == 404
        assert client.delete(REPORT, report_id=id_).status == 404
        assert client.get(REPORTS).body == {"reports": []}
    assert api.client("lea").get(REPORT, report_id=id_).status == 200


def test_a_report_belongs_to_the_assignment_it_was_made_under(api: Api) -> None:
    api.access.assign("two", "LEA_CAASPP_COORDINATOR", "district", "D1", "One")
    api.access.assign("two", "SITE_CAASPP_COORDINATOR", "school", "S1", "Two")
    token = tokens.token(tokens.claims("two", "LEA_CAASPP_COORDINATOR", "SITE_CAASPP_COORDINATOR"))
    lea, site = (
        ApiClient(token, each.id)
        for each in sorted(api.access.assignments("two"), key=lambda each: each.role.code)
    )
    id_ = run(lea)["report"]["id"]
    assert site.get(REPORT, report_id=id_).status == 404
    assert site.get(REPORTS).body == {"reports": []}


def test_a_right_that_is_taken_away_closes_old_reports(api: Api) -> None:
    api.access.assign("moves", "LEA_CAASPP_COORDINATOR", "district", "D1", "One")
    client = ApiClient(
        tokens.token(tokens.claims("moves", "LEA_CAASPP_COORDINATOR")),
        api.access.assignments("moves")[0].id,
    )
    id_ = run(client)["report"]["id"]
    for item in api.access._table.scan()["Items"]:
        if "moves" in str(item["pk"]) or "moves" in str(item["sk"]):
            api.access._table.delete_item(Key={"pk": item["pk"], "sk": item["sk"]})
    assert client.get(REPORT, report_id=id_).status == 403
    assert client.get(CSV, report_id=id_).status == 403


# ---- what is released


@pytest.mark.parametrize("places", [{"districts": ["D1"]}, COMPARED])
def test_a_release_that_is_taken_back_closes_old_reports(api: Api, places: dict[str, Any]) -> None:
    client = api.client("site") if "districts" not in places else api.client("lea")
    body = run(client, organizations=places)
    assert body["report"]["status"] == "completed"
    say(Availability.LOADING)
    again = client.get(REPORT, report_id=body["report"]["id"]).body
    assert again["report"]["status"] == "expired"
    assert again["table"] is None and again["total"] == 0
    (listed,) = client.get(REPORTS).body["reports"]
    assert listed["status"] == "expired"
    assert client.get(CSV, report_id=body["report"]["id"]).status == 409
    assert run(client, organizations=places)["report"]["status"] == "no-results"


def test_results_in_review_are_looked_at_and_not_downloaded(api: Api) -> None:
    say(Availability.REVIEWING)
    reviewer, other = api.client("lea"), api.client("site")
    body = run(reviewer)
    assert body["report"]["status"] == "completed"
    assert reviewer.get(CSV, report_id=body["report"]["id"]).status == 403
    assert run(other, organizations={"schools": ["S1"]})["report"]["status"] == "no-results"
    say(Availability.RELEASED)
    again = run(reviewer)["report"]["id"]
    assert reviewer.get(CSV, report_id=again).status == 200


def test_a_district_does_not_review_the_results_of_another(api: Api) -> None:
    say(Availability.REVIEWING)
    body = run(api.client("lea"), organizations={"districts": ["D1"], "all_districts": True})
    assert {row["organization"]["id"] for row in body["table"]["rows"]} == {"D1"}
    seen = run(api.client("state"), organizations={"all_districts": True})
    assert {row["organization"]["id"] for row in seen["table"]["rows"]} == {"D1", "D2"}


def test_other_subjects_and_years_do_not_close_a_report(api: Api) -> None:
    client = api.client("lea")
    id_ = run(client, subjects=["ELPAC"])["report"]["id"]
    before = run(client, school_years=[2025])["report"]["id"]
    say(Availability.LOADING)
    for each in (id_, before):
        assert client.get(REPORT, report_id=each).body["report"]["status"] == "completed"


# ---- jobs


def test_my_reports_are_listed_newest_first_and_can_be_forgotten(api: Api) -> None:
    client = api.client("lea")
    first, second = (run(client, name=name)["report"]["id"] for name in ("one", "two"))
    listed = client.get(REPORTS).body["reports"]
    assert [each["id"] for each in listed] == [second, first]
    assert listed[0]["name"] == "two" and listed[0]["school_years"] == [2026]
    assert client.delete(REPORT, report_id=first).body == {"deleted": first}
    assert [each["id"] for each in client.get(REPORTS).body["reports"]] == [second]
    assert client.get(REPORT, report_id=first).status == 404


def test_a_report_expires_with_the_results_of_its_queries(api: Api) -> None:
    client = api.client("state")
    id_ = run(client, organizations=STATEWIDE)["report"]["id"]
    sources = services().aggregates
    later = datetime.now(UTC) + LIFETIME + timedelta(minutes=1)
    object.__setattr__(sources, "now", lambda: later)
    try:
        body = client.get(REPORT, report_id=id_).body
        assert body["report"]["status"] == "expired" and body["table"] is None
        assert client.get(REPORTS).body["reports"][0]["status"] == "expired"
    finally:
        object.__setattr__(sources, "now", lambda: datetime.now(UTC))


def test_when_results_were_deleted_a_report_has_expired(api: Api) -> None:
    client = api.client("state")
    id_ = run(client, organizations=STATEWIDE)["report"]["id"]
    with failing("GetQueryResults", "InvalidRequestException"):
        body = client.get(REPORT, report_id=id_).body
        assert body["report"]["status"] == "expired"
        assert "deleted" in body["report"]["failure"]


@contextmanager
def failing(operation: str, code: str) -> Iterator[None]:
    """Every call of an Athena operation fails."""

    def fail(**_: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "'S1-001'"}}, operation)

    client, event = services()._athena._athena, f"before-call.athena.{operation}"
    client.meta.events.register(event, fail)
    try:
        yield
    finally:
        client.meta.events.unregister(event, fail)


def test_a_throttled_start_leaves_a_report_pending_and_it_starts_later(api: Api) -> None:
    client = api.client("state")
    with failing("StartQueryExecution", "TooManyRequestsException"):
        answer = client.post(REPORTS, asked(organizations=STATEWIDE))
        assert answer.status == 202
        assert answer.body["report"]["status"] == "pending"
        assert client.get(REPORTS).body["reports"][0]["status"] == "pending"
    assert finished(client, answer)["report"]["status"] == "completed"


@pytest.mark.parametrize("operation", ["GetQueryExecution", "GetQueryResults"])
def test_a_throttled_athena_is_worth_another_try_and_never_half_a_report(
    api: Api, operation: str
) -> None:
    client = api.client("state")
    with failing("StartQueryExecution", "TooManyRequestsException"):
        answer = client.post(REPORTS, asked(organizations=STATEWIDE))
    id_ = answer.body["report"]["id"]
    deadline = time.monotonic() + 10
    with failing(operation, "TooManyRequestsException"):
        while (again := client.get(REPORT, report_id=id_)).status != 503:
            assert again.body["table"] is None
            assert time.monotonic() < deadline
        assert "S1-001" not in again.text
        assert again.headers["Retry-After"]
    assert finished(client, answer)["report"]["status"] == "completed"


def test_a_query_that_reads_too_much_fails_with_words_that_help(api: Api) -> None:
    client = api.client("state")
    # AWS takes no limit as small as this one.
    limits = athena_backends[DEFAULT_ACCOUNT_ID][REGION].work_groups["cers"].configuration
    limits["BytesScannedCutoffPerQuery"] = 1
    try:
        body = run(client, organizations=STATEWIDE)
    finally:
        del limits["BytesScannedCutoffPerQuery"]
    assert body["report"]["status"] == "failed"
    assert "choose fewer" in body["report"]["failure"]
    assert body["table"] is None


def test_a_query_that_fails_fails_its_report_and_quotes_nothing(api: Api) -> None:
    client = api.client("state")
    with failing("StartQueryExecution", "TooManyRequestsException"):
        answer = client.post(REPORTS, asked(organizations=STATEWIDE))
    glue = boto3.client("glue", region_name=REGION)
    table = glue.get_table(DatabaseName="cers", Name="exams")["Table"]
    kept = {
        n: table[n]
        for n in ("Name", "TableType", "PartitionKeys", "Parameters", "StorageDescriptor")
    }  # type: ignore[literal-required]
    partitions = glue.get_partitions(DatabaseName="cers", TableName="exams")["Partitions"]
    glue.delete_table(DatabaseName="cers", Name="exams")
    try:
        body = finished(client, answer)
    finally:
        glue.create_table(DatabaseName="cers", TableInput=kept)  # type: ignore[arg-type]
        for each in partitions:
            glue.create_partition(
                DatabaseName="cers",
                TableName="exams",
                PartitionInput={n: each[n] for n in ("Values", "StorageDescriptor")},  # type: ignore[literal-required,arg-type]
            )
    assert body["report"]["status"] == "failed"
    assert "run it again" in body["report"]["failure"]
    assert "exams" not in body["report"]["failure"]
    assert run(client, organizations=STATEWIDE)["report"]["status"] == "completed"


def test_what_is_kept_of_a_report_holds_no_figure(api: Api) -> None:
    run(api.client("state"), organizations=STATEWIDE)
    run(api.client("lea"))
    items = [i for i in api.settings.scan()["Items"] if str(i["pk"]).startswith("USER#")]
    assert len(items) == 2
    for item in items:
        assert item.keys() == {
            "pk", "sk", "assignment_id", "definition", "created_at", "expires_at", "fingerprint",
            "at_once", "status", "executions", "failure",
        }  # fmt: skip


def test_a_user_keeps_so_many_reports_and_the_oldest_go(api: Api) -> None:
    client = api.client("lea")
    first = run(client)["report"]["id"]
    for _ in range(MOST_REPORTS):
        assert client.post(REPORTS, asked(grades=["06"])).status == 201
    listed = client.get(REPORTS).body["reports"]
    assert len(listed) == MOST_REPORTS
    assert first not in {each["id"] for each in listed}


# ---- estimates, options, saved queries


def test_an_estimate_is_never_less_than_the_report(api: Api) -> None:
    client = api.client("lea")
    places = {"districts": ["D1"], "schools_of_districts": True}
    definition = asked(
        organizations=places, subjects=["Math", "ELPAC"], dimensions=["gender", "elas"]
    )
    estimate = client.post(REPORTS + "/estimate", definition).body
    assert estimate["rows"] >= client.post(REPORTS, definition).body["total"]
    assert estimate == {"rows": 3 * 2 * (1 + 4 + 6), "limit": 4000, "fits": True, "at_once": True}
    assert client.get(REPORTS).body["reports"][0]["name"] == definition["name"]


def test_options_are_those_of_the_role(api: Api) -> None:
    lea, state = (api.client(user).get(REPORTS + "/options").body for user in ("lea", "state"))
    assert {each["assessment_type"] for each in lea["subjects"]} == {"sum", "iab"}
    assert {each["assessment_type"] for each in state["subjects"]} == {"sum"}
    dimensions = {each["dimension"] for each in lea["dimensions"]}
    assert "gender" in dimensions and "economic_disadvantage" not in dimensions
    assert api.client("teacher").get(REPORTS + "/options").status == 403


def test_definitions_are_kept_changed_and_forgotten(api: Api) -> None:
    client = api.client("lea")
    kept = client.post(QUERIES, asked(name="Mine"))
    assert kept.status == 201 and kept.body["version"] == 1
    id_ = kept.body["id"]
    assert client.post(QUERIES, asked(name="mine")).status == 400
    changed = client.put(QUERY, asked(name="Ours", version=1), query_id=id_)
    assert changed.status == 200 and changed.body["version"] == 2
    assert client.put(QUERY, asked(name="Again", version=1), query_id=id_).status == 409
    assert client.put(QUERY, asked(name="Again"), query_id=id_).status == 400
    assert [each["name"] for each in client.get(QUERIES).body["queries"]] == ["Ours"]
    ran = run(client, **client.get(QUERIES).body["queries"][0]["definition"])
    assert ran["report"]["status"] == "completed"
    assert client.delete(QUERY, query_id=id_).status == 200
    assert client.delete(QUERY, query_id=id_).status == 404


def test_saved_queries_are_their_owners_alone(api: Api) -> None:
    id_ = api.client("lea").post(QUERIES, asked()).body["id"]
    other = api.client("state")
    assert other.get(QUERIES).body == {"queries": []}
    assert other.put(QUERY, asked(version=1), query_id=id_).status == 404
    assert other.delete(QUERY, query_id=id_).status == 404
    assert api.client("teacher").get(QUERIES).status == 403


# ---- audit


def test_runs_reads_and_downloads_are_recorded_without_any_student(api: Api) -> None:
    client = api.client("lea")
    before = len(records(api))
    body = run(client)
    client.get(REPORT, report_id=body["report"]["id"])
    client.get(CSV, report_id=body["report"]["id"])
    found = records(api)[before:]
    assert [(each["action"], each["detail"]) for each in found] == [
        ("view", "ran an aggregate report of type yearly"),
        ("view", "read an aggregate report of type yearly"),
        ("view", "read an aggregate report of type yearly"),
        ("export", "downloaded an aggregate report of type yearly"),
    ]
    assert not any(each.get("students") for each in found)
    students = body["table"]["rows"][0]["students"]
    assert [int(each.get("rows", 0)) for each in found] == [0, students, students, students]
    assert {each["district_id"] for each in found} == {"D1"}


def records(api: Api) -> list[dict[str, Any]]:
    items = [each for each in api.audit.scan()["Items"] if "action" in each]
    return sorted(items, key=lambda each: str(each["place"]))
