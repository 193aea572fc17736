"""Conditional requests: what the caller holds is not sent again, and nobody gets another's."""

import pytest

from tests.integration.api.conftest import Api
from tests.support.api import Answer, ApiClient, event, send
from tests.support.world import ODD_ID

PATHS = [
    ("/filters", {}),
    ("/organizations", {}),
    ("/schools/{school_id}/assessments", {"school_id": "S1"}),
    (
        "/schools/{school_id}/assessments/{assessment_id}/students",
        {"school_id": "S1", "assessment_id": ODD_ID},
    ),
]


def ask(client: ApiClient, route: str, path: dict[str, str], validator: str = "") -> Answer:
    headers = {
        "Authorization": f"Bearer {client.token}",
        "X-CERS-Assignment": client.assignment,
        **({"If-None-Match": validator} if validator else {}),
    }
    return send(event(f"/v1{route}", path, None, headers))


@pytest.mark.parametrize(("route", "path"), PATHS)
def test_what_the_caller_holds_is_not_sent_again(
    api: Api, route: str, path: dict[str, str]
) -> None:
    client = api.client("site")
    first = ask(client, route, path)
    again = ask(client, route, path, f'"other", {first.headers["ETag"]}')
    assert (first.status, again.status, again.text) == (200, 304, "")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert ask(client, route, path, '"something else"').status == 200


@pytest.mark.parametrize(("route", "path"), PATHS)
def test_an_answer_says_whose_it_is(api: Api, route: str, path: dict[str, str]) -> None:
    answer = ask(api.client("site"), route, path)
    assert answer.headers["Vary"] == "Authorization, Cookie, X-CERS-Assignment"


@pytest.mark.parametrize(("route", "path"), PATHS)
def test_no_cache_between_keeps_anything_and_no_disk_keeps_results(
    api: Api, route: str, path: dict[str, str]
) -> None:
    kept = ask(api.client("site"), route, path).headers["Cache-Control"]
    assert kept == ("no-store" if "school_id" in path else "private, no-cache")


def test_a_validator_gets_nobody_past_the_scope(api: Api) -> None:
    route, path = PATHS[3]
    validator = ask(api.client("site"), route, path).headers["ETag"]
    assert ask(api.client("elpac-lea"), route, path, validator).status == 404
    assert send(event(f"/v1{route}", path, None, {"If-None-Match": validator})).status == 401


def test_two_roles_have_validators_of_their_own_where_they_see_different_things(api: Api) -> None:
    route, path = "/schools/{school_id}/assessments", {"school_id": "S1"}
    tags = {ask(api.client(name), route, path).headers["ETag"] for name in ("site", "state")}
    assert len(tags) == 2


def test_a_view_that_sends_nothing_is_recorded_all_the_same(api: Api) -> None:
    route, path = PATHS[3]
    client = api.client("site")
    validator = ask(client, route, path).headers["ETag"]
    before = len(api.audit.scan()["Items"])
    assert ask(client, route, path, validator).status == 304
    assert len(api.audit.scan()["Items"]) > before


def test_refusals_have_no_validator(api: Api) -> None:
    answer = ask(api.client("elpac-lea"), *PATHS[3])
    assert "ETag" not in answer.headers
