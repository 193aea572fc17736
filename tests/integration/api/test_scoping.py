"""Every route, as everybody, at every school: what comes back is what the rule allows."""

import pytest

from tests.integration.api.conftest import ANY_STUDENTS, MATH_STUDENTS, USERS, Api
from tests.support import tokens
from tests.support.api import Answer, ApiClient
from tests.support.world import SCHOOLS, Row, assessments

LIST = "/schools/{school_id}/assessments"
SUMMARY = LIST + "/{assessment_id}/summary"
ROSTER = LIST + "/{assessment_id}/students"
PLACES = [*SCHOOLS, "S9"]
EVERYBODY = sorted(USERS)


def sees(username: str, exam: Row) -> bool:
    """Who sees which result, in words of its own."""
    role, _, place = USERS[username]
    if role == "STATE_USER":
        return bool(exam["asmt_type"] == "sum")
    if role.startswith("LEA_"):
        return bool(exam["district_id"] == place)
    if role.startswith("SITE_"):
        return bool(exam["school_id"] == place)
    if username == "no-groups" or exam["school_id"] != "S1":
        return False
    in_math = exam["subject"] == "Math" and exam["student_id"] in MATH_STUDENTS
    return in_math or exam["student_id"] in ANY_STUDENTS


def reaches(username: str, school: str) -> bool:
    """Whose schools are whose."""
    role, _, place = USERS[username]
    if school not in SCHOOLS or username == "no-groups":
        return False
    if role == "STATE_USER":
        return True
    return SCHOOLS[school][1] == place if role.startswith("LEA_") else school == place


def visible(api: Api, username: str, school: str, assessment: str) -> list[Row]:
    return [exam for exam in api.world.of(school, assessment) if sees(username, exam)]


def allowed(username: str, school: str, assessment: str) -> bool:
    known = assessments().get(assessment)
    if known is None or not reaches(username, school):
        return False
    return known.type == "sum" or USERS[username][0] != "STATE_USER"


@pytest.mark.parametrize("assessment", [*assessments(), "unknown"])
@pytest.mark.parametrize("school", PLACES)
@pytest.mark.parametrize("username", EVERYBODY)
def test_a_roster_holds_exactly_the_results_somebody_may_see(
    api: Api, username: str, school: str, assessment: str
) -> None:
    answer = api.client(username).get(ROSTER, school_id=school, assessment_id=assessment)
    if not allowed(username, school, assessment):
        assert (answer.status, answer.code) == (404, "not-found")
        return
    expected = visible(api, username, school, assessment)
    assert answer.status == 200
    assert answer.body["total"] == len(expected)
    assert sorted(each["student_id"] for each in answer.body["students"]) == sorted(
        exam["student_id"] for exam in expected
    )


@pytest.mark.parametrize("assessment", [*assessments(), "unknown"])
@pytest.mark.parametrize("school", PLACES)
@pytest.mark.parametrize("username", EVERYBODY)
def test_a_summary_counts_exactly_the_results_somebody_may_see(
    api: Api, username: str, school: str, assessment: str
) -> None:
    answer = api.client(username).get(SUMMARY, school_id=school, assessment_id=assessment)
    if not allowed(username, school, assessment):
        assert (answer.status, answer.code) == (404, "not-found")
        return
    expected = visible(api, username, school, assessment)
    assert answer.status == 200
    assert answer.body["results"] == len(expected)
    assert answer.body["students"] == len({exam["student_id"] for exam in expected})


@pytest.mark.parametrize("school", PLACES)
@pytest.mark.parametrize("username", EVERYBODY)
def test_a_list_names_exactly_the_assessments_with_results_somebody_may_see(
    api: Api, username: str, school: str
) -> None:
    for year in (2024, 2025, 2026):
        answer = api.client(username).get(LIST, {"school_year": str(year)}, school_id=school)
        if not reaches(username, school):
            assert (answer.status, answer.code) == (404, "not-found")
            continue
        expected = {
            assessment: len(visible(api, username, school, assessment))
            for assessment, definition in assessments().items()
            if definition.school_year == year
        }
        counted = {each["id"]: each["results"] for each in answer.body["assessments"]}
        assert counted == {name: count for name, count in expected.items() if count}


@pytest.mark.parametrize("username", EVERYBODY)
def test_the_schools_somebody_is_shown_are_theirs(api: Api, username: str) -> None:
    answer = api.client(username).get("/organizations")
    shown = {school["id"] for school in answer.body["schools"]}
    assert shown == {school for school in SCHOOLS if reaches(username, school)}
    assert answer.body["total"] == len(shown)


ROUTES = ["/organizations", LIST, SUMMARY, ROSTER]
PATH = {"school_id": "S1", "assessment_id": "ELPAC-5"}


def ask(client: ApiClient, route: str) -> Answer:
    return client.get(route, **{name: PATH[name] for name in PATH if f"{{{name}}}" in route})


@pytest.mark.parametrize("route", ["/me", *ROUTES])
@pytest.mark.parametrize(
    "token",
    ["", "garbage", tokens.token(tokens.claims("lea", "LEA_CAASPP_COORDINATOR", exp=1))],
    ids=["none", "garbage", "expired"],
)
def test_without_a_good_token_nobody_gets_in(api: Api, route: str, token: str) -> None:
    del api
    answer = ask(ApiClient(token, "anything"), route)
    assert (answer.status, answer.code) == (401, "not-authenticated")


@pytest.mark.parametrize("route", ROUTES)
def test_a_request_names_its_assignment(api: Api, route: str) -> None:
    answer = ask(ApiClient(api.client("lea").token), route)
    assert (answer.status, answer.code) == (403, "assignment-required")


@pytest.mark.parametrize("route", ROUTES)
def test_somebody_elses_assignment_is_refused(api: Api, route: str) -> None:
    answer = ask(ApiClient(api.client("lea").token, api.client("state").assignment), route)
    assert (answer.status, answer.code) == (403, "assignment-not-held")


@pytest.mark.parametrize("route", ROUTES)
def test_an_assignment_whose_role_left_the_token_is_refused(api: Api, route: str) -> None:
    good = api.client("lea")
    bare = tokens.token(tokens.claims("lea", "SITE_CAASPP_COORDINATOR"))
    answer = ask(ApiClient(bare, good.assignment), route)
    assert (answer.status, answer.code) == (403, "assignment-not-held")


@pytest.mark.parametrize("route", ROUTES)
def test_a_right_revoked_is_gone_with_the_next_request(api: Api, route: str) -> None:
    api.access.assign("passing", "SITE_CAASPP_COORDINATOR", "school", "S1", "Oak")
    token = tokens.token(tokens.claims("passing", "SITE_CAASPP_COORDINATOR"))
    client = ApiClient(token, api.access.assignments("passing")[0].id)
    assert ask(client, route).status == 200
    api.access.revoke("passing", "SITE_CAASPP_COORDINATOR", "S1")
    assert ask(client, route).code == "assignment-not-held"


def test_me_lists_what_is_held_under_any_spelling_of_the_name(api: Api) -> None:
    token = tokens.token(tokens.claims("TEACHER", "TEST_ADMINISTRATOR", name="Ann Lee"))
    body = ApiClient(token).get("/me").body
    del api
    assert (body["username"], body["name"]) == ("TEACHER", "Ann Lee")
    assert [each["role"] for each in body["assignments"]] == ["TEST_ADMINISTRATOR"]
    assert body["assignments"][0]["permissions"] == ["group-results", "own-groups"]
    assert body["assignments"][0]["organization"] == {
        "type": "school",
        "id": "S1",
        "name": "Name of S1",
    }
