"""Who moves results on and back, what that opens, and what is kept of it."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from cers.model.availability import EVERY_DISTRICT
from chalicelib.endpoint import services
from tests.integration.api.conftest import REGION, Api, release
from tests.integration.api.test_audit import records
from tests.support.api import Answer, ApiClient
from tests.support.educators import educator, everywhere
from tests.support.world import DISTRICTS, ODD_ID, subjects

SUMMARY = "/schools/{school_id}/assessments/{assessment_id}/summary"
REVIEWERS = {"STATE_USER", "LEA_CAASPP_COORDINATOR", "LEA_ELPAC_COORDINATOR"}
OPERATORS = {"OPERATOR"}
STATUSES = ["loading", "reviewing", "released"]


@pytest.fixture(autouse=True)
def _fresh(api: Api) -> Iterator[None]:
    """Nothing was said yet, but by what a test says itself."""
    del api
    empty()
    yield
    empty()


def empty() -> None:
    table = boto3.resource("dynamodb", region_name=REGION).Table("cers-settings")
    for item in table.scan()["Items"]:
        table.delete_item(Key={"pk": item["pk"], "sk": item["sk"]})
    services().availability._recent.clear()


def released() -> None:
    release(boto3.resource("dynamodb", region_name=REGION).Table("cers-settings"))
    services().availability._recent.clear()


def client(api: Api, role: str, place: str) -> ApiClient:
    return educator(api.access, role, place)


def change(status: str, district: str = "D1", subject: str = "Math", **other: Any) -> Any:
    return {
        "school_year": 2026,
        "district_id": district,
        "subject": subject,
        "kind": "individual",
        "status": status,
        **other,
    }


def put(who: ApiClient, *changes: dict[str, Any]) -> Answer:
    return who.put("/availability", {"changes": list(changes)})


def status(api: Api, district: str, subject: str = "Math", kind: str = "individual") -> str:
    """How results stand, as an operator sees it."""
    query = {"district_id": district, "subject": subject, "kind": kind, "school_year": "2026"}
    rows = client(api, "OPERATOR", "CA").get("/availability", query).body["rows"]
    return str(rows[0]["status"]) if rows else "loading"


def brought_to(api: Api, wanted: str, district: str = "D1") -> None:
    """Bring results to a state by the steps there are."""
    if wanted != "loading":
        assert put(client(api, "OPERATOR", "CA"), change("reviewing", district)).status == 200
    if wanted == "released":
        assert put(client(api, "STATE_USER", "CA"), change("released", district)).status == 200
    assert status(api, district) == wanted


def results_of(api: Api, district: str, subject: str) -> int:
    return sum(
        exam["district_id"] == district
        and exam["subject"] == subject
        and exam["asmt_type"] == "sum"
        and exam["school_year"] == 2026
        and not exam["deleted"]
        for exam in api.world.exams
    )


@pytest.mark.parametrize("after", STATUSES)
@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize(("role", "place"), list(everywhere()))
def test_results_are_moved_by_those_whose_part_it_is(
    api: Api, role: str, place: str, before: str, after: str
) -> None:
    brought_to(api, before)
    answer = put(client(api, role, place), change(after))
    mine = {"loading", "reviewing"} if role in OPERATORS else {"reviewing", "released"}
    if role not in REVIEWERS | OPERATORS or after not in mine:
        assert (answer.status, answer.code) == (403, "not-permitted")
    elif place not in ("CA", "D1"):
        assert (answer.status, answer.code) == (404, "not-found")
    elif before not in mine and before != after:
        assert (answer.status, answer.code) == (409, "conflict")
    else:
        assert answer.status == 200
        assert answer.body["changed"] == (before != after)
        assert status(api, "D1") == after
        return
    assert status(api, "D1") == before


@pytest.mark.parametrize("district", [EVERY_DISTRICT, *DISTRICTS, "D9"])
@pytest.mark.parametrize(("role", "place"), list(everywhere()))
def test_everybody_moves_the_results_of_their_own_districts(
    api: Api, role: str, place: str, district: str
) -> None:
    for each in (EVERY_DISTRICT, *DISTRICTS):
        put(client(api, "OPERATOR", "CA"), change("reviewing", each))
    who = client(api, role, place)
    answer = put(who, change("reviewing" if role in OPERATORS else "released", district))
    if role not in REVIEWERS | OPERATORS:
        expected = 403
    elif place == "CA":
        expected = 404 if district == "D9" else 200
    elif district == EVERY_DISTRICT:
        expected = 403
    else:
        expected = 200 if district == place else 404
    assert answer.status == expected


@pytest.mark.parametrize(("role", "place"), list(everywhere()))
def test_the_matrix_counts_the_results_of_those_districts(api: Api, role: str, place: str) -> None:
    answer = client(api, role, place).get("/availability", {"school_year": "2026"})
    if role not in REVIEWERS | OPERATORS:
        assert (answer.status, answer.code) == (403, "not-permitted")
        return
    expected = {
        (district, subject, kind): results_of(api, district, subject)
        for district in DISTRICTS
        if place in ("CA", district)
        for subject in subjects()
        for kind in ("individual", "aggregate")
    }
    for subject in subjects() if place == "CA" else ():
        for kind in ("individual", "aggregate"):
            expected[EVERY_DISTRICT, subject, kind] = sum(
                results_of(api, district, subject) for district in DISTRICTS
            )
    rows = answer.body["rows"]
    found = {(r["district"]["id"], r["subject"], r["kind"]): r["results"] for r in rows}
    assert found == expected
    assert answer.body["total"] == len(rows) == len(expected)
    assert {row["status"] for row in rows} == {"loading"}
    moves = {tuple(row["may_become"]) for row in rows}
    assert moves == {("reviewing",) if role in OPERATORS else ()}


@pytest.mark.parametrize("step", STATUSES)
def test_who_sees_results_depends_on_how_far_they_have_come(api: Api, step: str) -> None:
    brought_to(api, step)
    services().availability._recent.clear()
    everything = len(api.world.of("S1", ODD_ID))
    for user in ("state", "lea", "site"):
        answer = api.client(user).get(SUMMARY, school_id="S1", assessment_id=ODD_ID)
        seen = step == "released" or (step == "reviewing" and user != "site")
        assert answer.body["results"] == (everything if seen else 0)
    before = api.client("site").get(SUMMARY, school_id="S1", assessment_id="M5-2025")
    interim = api.client("site").get(SUMMARY, school_id="S1", assessment_id="M5-IAB")
    assert before.body["results"] == len(api.world.of("S1", "M5-2025"))
    assert interim.body["results"] == len(api.world.of("S1", "M5-IAB"))


def test_the_later_of_state_and_district_counts(api: Api) -> None:
    operator, state = client(api, "OPERATOR", "CA"), client(api, "STATE_USER", "CA")
    lea = client(api, "LEA_CAASPP_COORDINATOR", "D1")
    put(operator, change("reviewing", EVERY_DISTRICT))
    assert put(lea, change("released")).body == {"changed": 1, "unchanged": 0}
    assert (status(api, "D1"), status(api, "D2")) == ("released", "reviewing")
    put(state, change("released", EVERY_DISTRICT))
    assert (status(api, "D1"), status(api, "D2")) == ("released", "released")
    put(lea, change("reviewing"))
    assert (status(api, "D1"), status(api, "D2")) == ("reviewing", "released")


def test_the_state_releases_for_all_only_what_is_loaded_everywhere(api: Api) -> None:
    operator, state = client(api, "OPERATOR", "CA"), client(api, "STATE_USER", "CA")
    put(operator, change("reviewing", EVERY_DISTRICT))
    put(operator, change("loading", "D2"))
    answer = put(state, change("released", EVERY_DISTRICT))
    assert (answer.status, answer.code) == (409, "conflict")
    assert (status(api, "D1"), status(api, "D2")) == ("reviewing", "loading")


def test_of_several_changes_all_are_made_or_none(api: Api) -> None:
    brought_to(api, "reviewing")
    state = client(api, "STATE_USER", "CA")
    answer = put(state, change("released"), change("released", "D2"))
    assert (answer.status, answer.code) == (409, "conflict")
    assert "place 2" in answer.body["error"]["message"]
    assert status(api, "D1") == "reviewing"


def bulk(who: ApiClient, to: str, **wanted: Any) -> dict[str, Any]:
    answer = who.put("/availability", {"filter": wanted, "status": to})
    assert answer.status == 200, answer.text
    body: dict[str, Any] = answer.body
    return body


def test_a_filter_moves_every_row_it_finds(api: Api) -> None:
    operator, lea = client(api, "OPERATOR", "CA"), client(api, "LEA_ELPAC_COORDINATOR", "D1")
    # For two subjects and two kinds one word each about every district at once.
    assert bulk(operator, "reviewing")["changed"] == 4
    assert bulk(operator, "reviewing") == {"changed": 0, "unchanged": 12}
    assert bulk(lea, "released", subject="Math") == {"changed": 2, "unchanged": 0}
    assert status(api, "D1") == status(api, "D1", kind="aggregate") == "released"
    assert status(api, "D1", "ELPAC") == status(api, "D2") == "reviewing"
    assert bulk(lea, "released", status="reviewing", kind="aggregate")["changed"] == 1
    assert status(api, "D1", "ELPAC", "aggregate") == "released"


def test_a_filter_leaves_rows_alone_that_the_caller_does_not_move(api: Api) -> None:
    operator, state = client(api, "OPERATOR", "CA"), client(api, "STATE_USER", "CA")
    put(operator, change("reviewing", "D2"))
    assert bulk(state, "released", subject="Math", kind="individual") == {
        "changed": 1,
        "unchanged": 2,
    }
    assert (status(api, "D1"), status(api, "D2")) == ("loading", "released")
    assert status(api, EVERY_DISTRICT) == "loading"


def test_every_change_is_kept_with_who_made_it_and_how_it_stood(api: Api) -> None:
    operator, lea = client(api, "OPERATOR", "CA"), client(api, "LEA_CAASPP_COORDINATOR", "D1")
    put(operator, change("reviewing", EVERY_DISTRICT))
    put(operator, change("reviewing", "D2", "ELPAC"))
    put(lea, change("released"))
    put(lea, change("released"))
    entries = lea.get("/availability/history").body["entries"]
    assert [(e["username"], e["district_id"], e["before"], e["after"]) for e in entries] == [
        ("lea_caaspp_coordinator.d1", "D1", "reviewing", "released"),
        ("operator.ca", EVERY_DISTRICT, "loading", "reviewing"),
    ]
    assert entries[0]["role"] == "LEA_CAASPP_COORDINATOR"
    assert len(operator.get("/availability/history").body["entries"]) == 3
    assert operator.get("/availability/history", {"school_year": "2027"}).body["entries"] == []


def test_history_comes_page_by_page(api: Api) -> None:
    operator = client(api, "OPERATOR", "CA")
    for number in range(60):
        to = "loading" if number % 2 else "reviewing"
        put(operator, change(to), change(to, kind="aggregate"))
    seen: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = operator.get("/availability/history", cursor).body
        seen += page["entries"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert len(seen) == 120
    moments = [each["at"] for each in seen]
    assert moments == sorted(moments, reverse=True)


def test_a_change_is_recorded_where_the_district_finds_it(api: Api) -> None:
    brought_to(api, "reviewing")
    before = len(records(api))
    put(client(api, "STATE_USER", "CA"), change("released"))
    (record,) = records(api)[before:]
    assert (record["action"], record["district_id"]) == ("change", "D1")
    assert "2026 D1 Math individual reviewing -> released" in record["detail"]


@pytest.mark.parametrize(("role", "place"), list(everywhere()))
def test_the_history_is_for_those_who_move_results(api: Api, role: str, place: str) -> None:
    answer = client(api, role, place).get("/availability/history")
    assert answer.status == (200 if role in REVIEWERS | OPERATORS else 403)


@pytest.mark.parametrize(
    "wrong",
    [
        {"school_year": 2025},
        {"school_year": 2028},
        {"school_year": None},
        {"subject": "Alchemy"},
        {"kind": "both"},
        {"status": "done"},
        {"district_id": ""},
        {"color": "red"},
    ],
)
def test_what_is_no_slice_is_refused(api: Api, wrong: dict[str, Any]) -> None:
    answer = put(client(api, "STATE_USER", "CA"), {**change("reviewing"), **wrong})
    assert (answer.status, answer.code) == (400, "bad-parameter")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"changes": []},
        {"changes": "all"},
        {"changes": [5]},
        {"changes": [change("released")], "filter": {}},
        {"status": "released"},
        {"filter": {}},
        {"filter": [], "status": "released"},
        {"filter": {"color": "red"}, "status": "released"},
    ],
)
def test_what_is_no_change_is_refused(api: Api, body: dict[str, Any]) -> None:
    answer = client(api, "STATE_USER", "CA").put("/availability", body)
    assert (answer.status, answer.code) == (400, "bad-parameter")


def test_a_list_is_read_page_by_page_in_its_order(api: Api) -> None:
    released()
    rows = client(api, "STATE_USER", "CA").get("/availability").body["rows"]
    districts = [row["district"]["name"] for row in rows]
    assert districts == sorted(districts, key=["Every district", *DISTRICTS.values()].index)
    assert {row["status"] for row in rows} == {"released"}
