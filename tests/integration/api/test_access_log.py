"""Who sees what of the access log: a district its own part, and everybody what they did."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cers.model.audit import Action, Record
from chalicelib.endpoint import services
from tests.integration.api.conftest import Api
from tests.support.api import Answer
from tests.support.audit import record
from tests.support.world import DISTRICTS, ODD_ID, SCHOOLS, organizations

ROSTER = "/schools/{school_id}/assessments/{assessment_id}/students"
LOG = "/access-log/search"
MINE = "/me/activity"

COORDINATORS = {"D1": "lea", "D2": "elpac-lea"}
ACTORS = ("lea", "site", "state")
DAYS: Iterator[date] = (date(2010, 1, 1) + timedelta(days=number) for number in count())
"""Days nothing else was written down on: each is for one test."""


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def search(api: Api, who: str, day: date | None = None, **other: Any) -> Answer:
    on = day.isoformat() if day else today()
    return api.client(who).post(LOG, {"from": on, "to": on, **other})


def pages(api: Api, who: str, day: date, **other: Any) -> list[dict[str, Any]]:
    """All entries of a day, page by page."""
    entries, cursor = [], ""
    while True:
        page = search(api, who, day, cursor=cursor, **other).body
        entries += page["entries"]
        if page["next"] is None:
            return entries
        cursor = page["next"]


def write(*records: Record) -> None:
    for each in records:
        services().audit.record(each)


# ---- one's own activity


def test_everybody_sees_what_they_did_and_nobody_elses(api: Api) -> None:
    for username in ("site", "teacher"):
        api.client(username).get(ROSTER, school_id="S1", assessment_id=ODD_ID)
        (newest, *_) = api.client(username).get(MINE).body["activities"]
        assert (newest["action"], newest["route"]) == ("view", f"/v1{ROSTER}")
        assert newest["school_ids"] == ["S1"]
        assert newest["schools"] == [{"id": "S1", "name": organizations().schools["S1"].name}]
        assert newest["assessment"] == f"Label of {ODD_ID}"
        assert newest["role"] == api_role(username)
        assert "student_ids" not in newest


def api_role(username: str) -> str:
    return {"site": "SITE_CAASPP_COORDINATOR", "teacher": "TEST_ADMINISTRATOR"}[username]


def test_ones_own_activity_comes_page_by_page_newest_first(api: Api) -> None:
    day = next(DAYS)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    write(*(record(n, noon + timedelta(hours=n), subject="sub-of-no-groups") for n in range(7)))
    seen: list[dict[str, Any]] = []
    cursor = ""
    while True:
        query = {"limit": "3"} | ({"cursor": cursor} if cursor else {})
        page = api.client("no-groups").get(MINE, query).body
        seen += page["activities"]
        cursor = page["next"]
        if cursor is None:
            break
    that_day = [each["request_id"] for each in seen if each["at"].startswith(day.isoformat())]
    assert that_day == [f"request-{n}" for n in reversed(range(7))]


@pytest.mark.parametrize("cursor", ["rubbish", "cnViYmlzaA==", "é", "MjAyNi0wNS0wMQ=="])
def test_a_cursor_that_is_none_of_ours_is_refused(api: Api, cursor: str) -> None:
    assert api.client("lea").get(MINE, {"cursor": cursor}).status == 400
    assert search(api, "lea", cursor=cursor).status == 400


# ---- a district's access log


def test_a_coordinator_finds_who_saw_a_student(api: Api) -> None:
    roster = api.client("site").get(ROSTER, school_id="S1", assessment_id=ODD_ID).body
    student = roster["students"][0]["student_id"]
    entries = search(api, "lea", student_id=student, username="site").body["entries"]
    assert entries
    for entry in entries:
        assert entry["username"] == "site"
        assert entry["student_ids"] == [student]
        assert entry["students"] == len(roster["students"])


def test_a_search_is_written_down_with_the_students_it_showed(api: Api) -> None:
    api.client("site").get(ROSTER, school_id="S1", assessment_id=ODD_ID)
    shown = search(api, "lea").body["entries"]
    named = {student for entry in shown for student in entry["student_ids"]}
    (newest, *_) = search(api, "lea").body["entries"]
    assert (newest["action"], newest["username"]) == ("search", "lea")
    assert set(newest["student_ids"]) == named
    assert newest["detail"] == f"access log from {today()} to {today()}"


def test_what_a_state_user_saw_of_a_district_is_in_its_log(api: Api) -> None:
    answer = api.client("state").get(ROSTER, school_id="S3", assessment_id=ODD_ID)
    assert answer.status == 200
    (newest, *_) = search(api, "elpac-lea", username="state").body["entries"]
    assert (newest["role"], newest["school_ids"]) == ("STATE_USER", ["S3"])
    request = newest["request_id"]
    others = search(api, "lea", username="state").body["entries"]
    assert request not in {entry["request_id"] for entry in others}


@pytest.mark.parametrize("username", ["state", "site", "teacher", "no-groups"])
def test_the_log_is_for_coordinators_of_a_district(api: Api, username: str) -> None:
    answer = search(api, username)
    assert (answer.status, answer.code) == (403, "not-permitted")


@pytest.mark.parametrize("school", ["S3", "nowhere"])
def test_another_districts_school_is_absent_and_the_attempt_is_written_down(
    api: Api, school: str
) -> None:
    answer = search(api, "lea", school_id=school)
    assert (answer.status, answer.code) == (404, "not-found")
    (newest, *_) = search(api, "lea").body["entries"]
    assert (newest["action"], newest["username"]) == ("refused", "lea")
    assert school not in str(newest)


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-05-02", "2026-05-01"), ("2026-01-01", "2026-04-03"), ("0001-01-01", "9999-12-31")],
)
def test_too_many_days_are_refused(api: Api, first: str, last: str) -> None:
    answer = api.client("lea").post(LOG, {"from": first, "to": last})
    assert (answer.status, answer.code) == (400, "bad-parameter")


def test_ninety_two_days_over_four_months_are_searched(api: Api) -> None:
    at = datetime(1999, 1, 31, 23, 59, tzinfo=UTC)
    write(*(record(n, at + timedelta(days=n * 30)) for n in range(4)))
    found = api.client("lea").post(LOG, {"from": "1999-01-31", "to": "1999-05-02"}).body["entries"]
    assert [entry["request_id"] for entry in found] == [f"request-{n}" for n in (3, 2, 1, 0)]


@st.composite
def written(draw: st.DrawFn) -> list[dict[str, Any]]:
    """What was done on a day, by whom, and which students of which district were shown."""
    students = st.frozensets(st.integers(0, 5), max_size=4)
    return [
        {
            "username": draw(st.sampled_from(ACTORS)),
            "action": draw(st.sampled_from(list(Action))),
            "minute": draw(st.integers(0, 1439)),
            "schools": draw(st.sets(st.sampled_from(sorted(SCHOOLS)))),
            "whose": {
                district: {f"{district}-{n}" for n in draw(students)}
                for district in draw(st.sets(st.sampled_from(sorted(DISTRICTS))))
            },
        }
        for _ in range(draw(st.integers(0, 9)))
    ]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    events=written(),
    district=st.sampled_from(sorted(DISTRICTS)),
    limit=st.integers(1, 4),
    student=st.sampled_from(["", "D1-0", "D2-1"]),
    username=st.sampled_from(["", *ACTORS]),
    school=st.booleans(),
)
def test_a_district_reads_exactly_its_own_part(
    api: Api,
    events: list[dict[str, Any]],
    district: str,
    limit: int,
    student: str,
    username: str,
    school: bool,
) -> None:
    day = next(DAYS)
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    for number, event in enumerate(events):
        write(
            record(
                number,
                midnight + timedelta(minutes=event["minute"]),
                username=event["username"],
                action=event["action"],
                district_ids=tuple(event["whose"]),
                school_ids=tuple(event["schools"]),
                students_by_district={d: frozenset(s) for d, s in event["whose"].items()},
                detail=f"detail {number}",
                rows=number,
            )
        )
    own_schools = {id_ for id_, (_, lea) in SCHOOLS.items() if lea == district}
    wanted = {"student_id": student, "username": username}
    if school:
        wanted["school_id"] = sorted(own_schools)[0]
    found = pages(api, COORDINATORS[district], day, limit=limit, **wanted)

    expected = {
        f"request-{number}": event
        for number, event in enumerate(events)
        if district in event["whose"]
        and (not student or student in event["whose"][district])
        and (not username or username == event["username"])
        and (not school or wanted["school_id"] in event["schools"])
    }
    assert {entry["request_id"] for entry in found} == expected.keys()
    assert len(found) == len(expected)
    moments = [entry["at"] for entry in found]
    assert moments == sorted(moments, reverse=True)
    for entry in found:
        event = expected[entry["request_id"]]
        shown = {student} if student else event["whose"][district]
        assert set(entry["student_ids"]) == shown
        assert entry["students"] == len(event["whose"][district])
        assert set(entry["school_ids"]) == event["schools"] & own_schools
        alone = len(event["whose"]) == 1
        assert (entry["detail"] is not None) == alone
        assert (entry["results"] is not None) == alone
    foreign = next(each for each in DISTRICTS if each != district)
    assert f"{foreign}-" not in str(found)


def test_entries_have_a_reference_for_each_student_that_leads_to_them(api: Api) -> None:
    api.client("site").get(ROSTER, school_id="S1", assessment_id=ODD_ID)
    entries = search(api, "lea", username="site").body["entries"]
    seen = next(each for each in entries if each["route"] == f"/v1{ROSTER}")
    assert seen["student_ids"]
    assert len(seen["references"]) == len(seen["student_ids"])
    for student_id, reference in zip(seen["student_ids"], seen["references"], strict=True):
        history = api.client("lea").post("/students/history", {"reference": reference})
        assert history.body["student"]["student_id"] == student_id


def test_what_is_not_known_any_more_goes_by_its_id(api: Api) -> None:
    day = next(DAYS)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    write(record(1, noon, subject="sub-of-no-groups", school_ids=("S-old",), assessment_id="old"))
    page = api.client("no-groups").get(MINE, {"limit": "200"}).body
    (entry,) = (each for each in page["activities"] if each["assessment_id"] == "old")
    assert entry["schools"] == [{"id": "S-old", "name": "S-old"}]
    assert entry["assessment"] is None
