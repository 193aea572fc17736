"""Comparison rows through the API: the caller's own as they are, and no more of anybody else."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import boto3
import pytest

from cers.model.availability import (
    EVERY_DISTRICT,
    Availability,
    ReportKind,
    Slice,
    Statement,
)
from cers.model.suppression import LEAST
from cers.reports import comparison_release
from cers.stores.availability import Changed
from chalicelib.endpoint import services
from tests.integration.api.conftest import REGION, USERS, Api, release_everything
from tests.support import tokens
from tests.support.api import ApiClient
from tests.support.recount import counted, figures
from tests.support.world import ODD_ID, Row, World, assessments

SCHOOL = "/schools/{school_id}/assessments/{assessment_id}/comparison"
GROUP = "/groups/{group_id}/assessments/{assessment_id}/comparison"
REPORTS = "/aggregate-reports"

Where = Callable[[Row], bool]
IN_D1: Where = lambda exam: exam["district_id"] == "D1"  # noqa: E731
AT_S1: Where = lambda exam: exam["school_id"] == "S1"  # noqa: E731
ANYWHERE: Where = lambda _: True  # noqa: E731


@pytest.fixture(scope="module")
def made_world() -> World:
    """Schools large enough that something is shown of them, and students who moved on."""
    made, random = World.make(seed=3, students=45), Random(3)
    for number in range(4):
        for school in ("S2", "S3"):
            made.add(random, school, f"S1-{number:03}", assessments()[ODD_ID])
    # Of an interim block only a few were tested at the second school.
    made.exams = [
        exam
        for exam in made.exams
        if exam["assessment_id"] != "M5-IAB"
        or exam["school_id"] != "S2"
        or exam["student_id"] < "S2-009"
    ]
    return made


@pytest.fixture(autouse=True)
def released(api: Api) -> Iterator[None]:
    yield
    release_everything(api)


def rows_of(client: ApiClient, route: str = SCHOOL, **path: str) -> dict[str, Any]:
    """The rows of a comparison by kind, asked for until all of them are counted."""
    path = {"assessment_id": ODD_ID} | ({"school_id": "S1"} if route == SCHOOL else {}) | path
    for _ in range(20):
        answer = client.get(route, **path)
        assert answer.status == 200, answer.text
        rows = answer.body["rows"]
        if all(row["standing"] != "being-counted" for row in rows):
            return {row["kind"]: row for row in rows}
    raise AssertionError("it is never counted")


def plain(api: Api, whose: Where, assessment_id: str = ODD_ID) -> list[Row]:
    """The results that count of those of somebody: each student's latest of these."""
    mine = (exam for exam in api.world.exams if whose(exam))
    return counted(mine, lambda exam: exam["assessment_id"] == assessment_id)


def standings(rows: dict[str, Any]) -> dict[str, str]:
    return {kind: row["standing"] for kind, row in rows.items()}


def check_exact(row: Any, expected: list[Row]) -> None:
    """A row that shows everything of some results."""
    known = figures(expected)
    assert (row["standing"], row["beyond"], row["rounded"]) == ("shown", False, False)
    assert row["results"] == known.students > 0
    assert row["average"]["scale_score"] == pytest.approx(known.mean, rel=1e-12)
    error = None if known.error is None else pytest.approx(known.error, rel=1e-9)
    assert row["average"]["standard_error"] == error
    assert {each["level"]: each["count"] for each in row["levels"]} == {
        level: known.levels[level] for level in range(1, len(row["levels"]) + 1)
    }
    assert sum(each["percent"] for each in row["levels"]) == 100
    if row["met"] is not None:
        assert row["met"]["count"] == known.levels[3] + known.levels[4]


def check_beyond(row: Any, expected: list[Row]) -> None:
    """A row of others that is shown: no fewer than eleven, and averages in whole points."""
    known = figures(expected)
    assert (row["standing"], row["beyond"]) == ("shown", True)
    assert row["results"] == known.students >= LEAST
    if row["average"] is not None:
        assert known.mean is not None
        assert row["average"]["scale_score"] == round(known.mean)
    for each in row["levels"] or ():
        assert each["count"] == known.levels[each["level"]]


# ---- what the rows say


def test_a_state_user_sees_all_rows_as_they_are(api: Api) -> None:
    rows = rows_of(api.client("state"))
    assert list(rows) == ["school", "district", "state"]
    check_exact(rows["school"], plain(api, AT_S1))
    check_exact(rows["district"], plain(api, IN_D1))
    assert rows["state"]["results"] == len(plain(api, ANYWHERE))
    check_exact(rows["state"], plain(api, ANYWHERE))
    assert rows["state"]["organization"] is None
    assert rows["district"]["organization"] == {"id": "D1", "name": "Alder Unified"}


def test_a_coordinator_of_an_lea_sees_it_as_it_is_and_the_state_beside_it(api: Api) -> None:
    rows = rows_of(api.client("lea"), school_id="S2")
    check_exact(rows["school"], plain(api, lambda exam: exam["school_id"] == "S2"))
    check_exact(rows["district"], plain(api, IN_D1))
    check_beyond(rows["state"], plain(api, ANYWHERE))


def test_a_site_sees_its_school_as_it_is_and_the_rest_beside_it(api: Api) -> None:
    rows = rows_of(api.client("site"))
    check_exact(rows["school"], plain(api, AT_S1))
    everywhere = plain(api, ANYWHERE)
    check_beyond(rows["district"], [exam for exam in everywhere if IN_D1(exam)])
    check_beyond(rows["state"], everywhere)


def test_a_teacher_sees_the_group_as_it_is_and_no_more_of_the_school_than_may_be_seen(
    api: Api,
) -> None:
    rows = rows_of(api.client("teacher"), GROUP, group_id="g1")
    assert list(rows) == ["group", "school", "district", "state"]
    members = {"S1-001", "S1-002", "S1-003", "S1-004"}
    mine = plain(api, lambda exam: AT_S1(exam) and exam["student_id"] in members)
    check_exact(rows["group"], mine)
    assert rows["group"]["organization"] == {"id": "g1", "name": "Math 5"}
    assert len(mine) < LEAST
    of_the_district = plain(api, IN_D1)
    check_beyond(rows["school"], [exam for exam in of_the_district if AT_S1(exam)])


def test_a_comparison_shows_what_an_aggregate_report_shows(api: Api) -> None:
    """So that neither can be used to find out what the other hides."""
    client = api.client("site")
    for grade, assessment_id in (("05", ODD_ID), ("05", "ELPAC-5")):
        rows = rows_of(client, assessment_id=assessment_id)
        asked = {
            "name": "x",
            "type": "yearly",
            "organizations": {"schools": ["S1"], "districts_of_schools": True, "state": True},
            "assessment_type": "sum",
            "subjects": ["Math" if assessment_id == ODD_ID else "ELPAC"],
            "grades": [grade],
            "school_years": [2026],
        }
        body = client.post(REPORTS, asked).body
        while body["report"]["status"] in ("pending", "running"):
            body = client.get(REPORTS + "/{report_id}", report_id=body["report"]["id"]).body
        found = {row["organization"]["type"]: row for row in body["table"]["rows"]}
        for kind in ("district", "state"):
            ours, theirs = rows[kind], found[kind]
            assert ours["results"] == theirs["students"]
            assert ours["average"] == theirs["average"]
            if ours["levels"] is not None:
                assert [each["count"] for each in ours["levels"]] == [
                    each["count"] for each in theirs["levels"]
                ]


def test_years_before_have_a_comparison_of_their_own(api: Api) -> None:
    answer = api.client("lea").get(
        SCHOOL, {"school_year": "2025"}, school_id="S1", assessment_id="M5-2025"
    )
    assert answer.body["school_year"] == 2025
    assert answer.body["assessment"]["id"] == "M5-2025"
    assert answer.body["standard_cutoff"] == 3
    check_exact(answer.body["rows"][0], plain(api, AT_S1, "M5-2025"))


# ---- interim results


def test_interim_results_have_no_row_of_the_state(api: Api) -> None:
    rows = rows_of(api.client("lea"), assessment_id="M5-IAB")
    check_exact(rows["district"], plain(api, IN_D1, "M5-IAB"))
    assert standings(rows)["state"] == "not-comparable"
    assert rows["state"]["results"] is None


def test_of_interim_results_a_small_other_school_hides_the_district(api: Api) -> None:
    few = plain(api, lambda exam: exam["school_id"] == "S2", "M5-IAB")
    assert 0 < len(few) < LEAST
    rows = rows_of(api.client("site"), assessment_id="M5-IAB")
    assert standings(rows) == {
        "school": "shown",
        "district": "suppressed",
        "state": "not-comparable",
    }
    assert rows["district"]["results"] is None


def test_a_teacher_compares_interim_results_with_nobody(api: Api) -> None:
    rows = rows_of(api.client("teacher"), GROUP, group_id="g1", assessment_id="M5-IAB")
    assert standings(rows) == {
        "group": "shown",
        "school": "not-comparable",
        "district": "not-comparable",
        "state": "not-comparable",
    }


def test_state_users_see_nothing_of_interim_results(api: Api) -> None:
    answer = api.client("state").get(SCHOOL, school_id="S1", assessment_id="M5-IAB")
    assert answer.status == 404


# ---- releases


def say(status: Availability, kind: ReportKind, district_id: str = EVERY_DISTRICT) -> None:
    where = Slice(2026, "Math", kind, district_id)
    services().availability.put([Changed(where, Statement(status, datetime.now(UTC)), "x")])


def test_beyond_ones_own_nothing_is_shown_before_aggregates_are_released(api: Api) -> None:
    for status in (Availability.LOADING, Availability.REVIEWING):
        say(status, ReportKind.AGGREGATE)
        assert standings(rows_of(api.client("site"))) == {
            "school": "shown",
            "district": "not-released",
            "state": "not-released",
        }
        rows = rows_of(api.client("lea"))
        check_exact(rows["district"], plain(api, IN_D1))
        assert rows["state"]["standing"] == "not-released"
        assert standings(rows_of(api.client("state")))["state"] == "not-released"


def test_ones_own_results_are_not_released_by_those_of_aggregates(api: Api) -> None:
    say(Availability.LOADING, ReportKind.INDIVIDUAL)
    assert standings(rows_of(api.client("site"))) == {
        "school": "not-released",
        "district": "shown",
        "state": "shown",
    }


def test_the_state_is_what_is_released_of_it_and_says_so(api: Api) -> None:
    assert not rows_of(api.client("state"))["state"]["partial"]
    say(Availability.LOADING, ReportKind.AGGREGATE, "D2")
    row = rows_of(api.client("state"))["state"]
    assert row["partial"]
    check_exact(row, plain(api, IN_D1))
    # Where all of it is the district's, it tells its coordinator nothing new.
    own = rows_of(api.client("lea"))["state"]
    assert (own["standing"], own["results"]) == ("shown", row["results"])


def test_a_district_that_is_not_released_is_not_compared_with(api: Api) -> None:
    say(Availability.LOADING, ReportKind.AGGREGATE, "D1")
    assert standings(rows_of(api.client("site"))) == {
        "school": "shown",
        "district": "not-released",
        "state": "shown",
    }


# ---- how it is counted


def started(api: Api) -> int:
    del api
    athena = boto3.client("athena", region_name=REGION)
    return sum(
        len(page["QueryExecutionIds"])
        for page in athena.get_paginator("list_query_executions").paginate(WorkGroup="cers")
    )


def kept(api: Api) -> list[dict[str, Any]]:
    items = api.settings.scan()["Items"]
    return [item for item in items if str(item["pk"]).startswith("COMPARISON#")]


def test_the_state_is_counted_once_whoever_asks(api: Api) -> None:
    rows_of(api.client("state"))
    before = started(api)
    for user, route, path in (
        ("lea", SCHOOL, {"school_id": "S2"}),
        ("site", SCHOOL, {"school_id": "S1"}),
        ("elpac-site", SCHOOL, {"school_id": "S3"}),
        ("teacher", GROUP, {"group_id": "g2"}),
    ):
        rows_of(api.client(user), route, **path)
    assert started(api) == before


def test_what_is_kept_of_a_count_has_no_figures(api: Api) -> None:
    rows_of(api.client("state"))
    found = kept(api)
    assert found
    for item in found:
        assert set(item) == {"pk", "sk", "snapshot", "execution_id", "attempt", "started_at"}


def test_while_the_state_is_counted_the_callers_own_is_shown(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Busy:
        """Always about to answer."""

        def rows(self, *_: object) -> None:
            return None

    made_from = services().comparisons
    monkeypatch.setitem(
        vars(services()),
        "comparisons",
        type(made_from)(made_from.sources, made_from.availabilities, Busy()),  # type: ignore[arg-type]
    )
    answer = api.client("site").get(SCHOOL, school_id="S1", assessment_id=ODD_ID)
    rows = {row["kind"]: row for row in answer.body["rows"]}
    check_exact(rows["school"], plain(api, AT_S1))
    assert standings(rows) == {
        "school": "shown",
        "district": "being-counted",
        "state": "being-counted",
    }


def test_of_too_many_districts_each_is_by_itself_and_the_state_is_rounded(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparison_release, "MOST_TOGETHER", 4)
    rows = rows_of(api.client("site"))
    check_beyond(rows["district"], plain(api, IN_D1))
    assert rows["state"]["standing"] == "suppressed", "it has fewer than a thousand students"
    check_exact(rows_of(api.client("state"))["state"], plain(api, ANYWHERE))


# ---- who may ask, and what is written down


def records(api: Api) -> list[Row]:
    """Every record, the oldest first."""
    items = [item for item in api.audit.scan()["Items"] if item["pk"].startswith("RECORD#")]
    return sorted(items, key=lambda record: str(record["at"]))


@pytest.mark.parametrize("user", USERS)
def test_who_sees_no_summary_sees_no_comparison(api: Api, user: str) -> None:
    client = api.client(user)
    summary = "/schools/{school_id}/assessments/{assessment_id}/summary"
    for school in ("S1", "S2", "S3", "S9"):
        for assessment in (ODD_ID, "M5-IAB", "NONE"):
            path = {"school_id": school, "assessment_id": assessment}
            assert client.get(SCHOOL, **path).status == client.get(summary, **path).status


def test_no_filters_are_taken(api: Api) -> None:
    for query in ({"gender": "Female"}, {"sessions": "ca-1"}, {"completeness": "Complete"}):
        answer = api.client("lea").get(SCHOOL, query, school_id="S1", assessment_id=ODD_ID)
        assert (answer.status, answer.code) == (400, "bad-parameter")


def test_every_view_is_recorded_and_names_nobody(api: Api) -> None:
    before = len(records(api))
    rows = rows_of(api.client("teacher"), GROUP, group_id="g1")
    record = records(api)[before:][-1]
    assert (record["action"], record["route"]) == ("view", f"/v1{GROUP}")
    assert (record["group_id"], record["assessment_id"]) == ("g1", ODD_ID)
    assert record["rows"] == max(row["results"] or 0 for row in rows.values())
    assert "2026-sum/s1" in record["snapshots"]
    assert "students" not in record


def test_what_is_known_under_another_assignment_is_reckoned_with(api: Api) -> None:
    """A teacher who also coordinates the district is shown the school as if they were not."""
    api.access.assign("two", "TEST_ADMINISTRATOR", "school", "S1", "One")
    api.access.assign("two", "LEA_CAASPP_COORDINATOR", "district", "D1", "Two")
    api.access.put_group("g9", "Nine", "S1", 2026, None, {"S1-001"}, ["two"])
    token = tokens.token(tokens.claims("two", "TEST_ADMINISTRATOR", "LEA_CAASPP_COORDINATOR"))
    teacher = next(
        each for each in api.access.assignments("two") if each.role.code == "TEST_ADMINISTRATOR"
    )
    rows = rows_of(ApiClient(token, teacher.id), GROUP, group_id="g9")
    assert rows["school"]["beyond"] and rows["district"]["beyond"]
    assert standings(rows)["state"] == standings(rows_of(api.client("lea")))["state"]
