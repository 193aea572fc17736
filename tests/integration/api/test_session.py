"""The session routes by themselves: what they demand, and what they keep to themselves.

How signing in goes from end to end is told in tests/integration/localcloud/test_sign_in.py.
"""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app import app
from cers.model.cookie import Cookies
from cers.model.sign_in import Attempt
from tests.integration.api.conftest import Api
from tests.support import tokens
from tests.support.api import ApiClient, event
from tests.support.openapi import check

OURS = {"X-CERS-Request": "1"}


def ask(method: str, path: str, headers: dict[str, str] | None = None, **query: str) -> Any:
    request = event(f"/v1/session/{path}", None, query or None, headers, method=method)
    return app(request, None)


def cookies(answer: dict[str, Any]) -> list[str]:
    found: list[str] = answer["multiValueHeaders"].get("Set-Cookie", [])
    return found


@pytest.fixture(autouse=True)
def _api(api: Api) -> Iterator[None]:
    """Every test here needs the settings."""
    assert api
    yield


def test_me_says_until_when() -> None:
    ends = int(time.time()) + 1800
    token = tokens.token(tokens.claims("site", "SITE_CAASPP_COORDINATOR", exp=ends))
    answer = ApiClient(token).get("/me")
    assert answer.body["expires_at"] == datetime.fromtimestamp(ends, UTC).isoformat()


def test_a_start_leads_to_the_identity_provider_and_leaves_a_cookie() -> None:
    answer = ask("GET", "start", return_to="/schools/1?year=2026")
    assert (answer["statusCode"], answer["body"]) == (302, "")
    there = urlsplit(answer["headers"]["Location"])
    assert (there.netloc, there.path) == ("sign-in.example.com", "/oauth2/authorize")
    [header] = cookies(answer)
    assert header.startswith("__Host-cers-signin=")
    assert header.endswith("; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Lax")
    pair = header.partition(";")[0]
    attempt = Attempt.decoded(Cookies.of(pair).get("__Host-cers-signin"))
    assert attempt is not None
    assert attempt.return_to == "/schools/1?year=2026"
    assert parse_qs(there.query)["state"] == [attempt.state]
    assert answer["headers"]["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_a_start_remembers_no_other_site(path: str) -> None:
    [header] = cookies(ask("GET", "start", return_to=path))
    attempt = Attempt.decoded(Cookies.of(header.partition(";")[0]).get("__Host-cers-signin"))
    assert attempt is not None
    assert attempt.return_to == "/"


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({}, "failed"),
        ({"code": "c", "state": "s"}, "failed"),
        ({"error": "server_error", "error_description": "<script>"}, "failed"),
        ({"error": "access_denied"}, "cancelled"),
        ({"state": "//evil.example", "code": "\x00"}, "failed"),
    ],
)
def test_a_failed_return_says_so_and_nothing_else(query: dict[str, str], word: str) -> None:
    answer = ask("GET", "callback", **query)
    assert (answer["statusCode"], answer["body"]) == (302, "")
    assert answer["headers"]["Location"] == f"/?sign_in={word}"
    assert cookies(answer) == []


@pytest.mark.parametrize("path", ["renewal", "end"])
@pytest.mark.parametrize("headers", [{}, {"X-CERS-Request": "0"}, {"X-CERS-Request": ""}])
def test_only_our_own_pages_may_ask(path: str, headers: dict[str, str]) -> None:
    answer = ask("POST", path, headers)
    assert answer["statusCode"] == 403
    assert cookies(answer) == []


@pytest.mark.parametrize("path", ["renewal", "end"])
def test_a_form_of_another_site_is_refused_for_what_it_is(path: str) -> None:
    kind = {**OURS, "Content-Type": "application/x-www-form-urlencoded"}
    assert ask("POST", path, kind)["statusCode"] == 415


def test_without_a_session_there_is_none_to_extend() -> None:
    for headers in (OURS, {**OURS, "Cookie": "__Host-cers-session=x; other=y"}):
        answer = ask("POST", "renewal", headers)
        assert answer["statusCode"] == 401
        assert cookies(answer) == []


def test_an_end_takes_the_cookies_away() -> None:
    answer = ask("POST", "end", OURS)
    assert answer["statusCode"] == 200
    assert {each.partition("=")[0] for each in cookies(answer)} == {
        "__Host-cers-session", "__Secure-cers-renewal", "__Host-cers-signin",
    }  # fmt: skip
    assert all("; Max-Age=0; Secure; HttpOnly" in each for each in cookies(answer))


def test_answers_are_what_the_description_promises() -> None:
    answer = ask("POST", "end", OURS)
    document = json.loads(answer["body"])
    check("/session/end", "POST", 200, document)
    assert document["sign_out_url"] == (
        "https://sign-in.example.com/logout?client_id=client-of-ours"
        "&logout_uri=https%3A%2F%2Fcers.example.org%2F"
    )


def test_a_cookie_alone_opens_nothing_the_api_answers() -> None:
    """Only the site's edge makes a header of it, after looking at who asks."""
    token = tokens.token(tokens.claims("site", "SITE_CAASPP_COORDINATOR"))
    headers = {"Cookie": f"__Host-cers-session={token}; cers-session={token}"}
    assert app(event("/v1/me", None, None, headers), None)["statusCode"] == 401


SECRET = "secret-that-must-not-be-logged"


def test_no_log_holds_a_code_a_state_or_a_cookie(caplog: pytest.LogCaptureFixture) -> None:
    cookie = {"Cookie": f"__Host-cers-signin={SECRET}; __Secure-cers-renewal={SECRET}"}
    with caplog.at_level("DEBUG", "api"):
        ask("GET", "callback", cookie, code=SECRET, state=SECRET)
        ask("GET", "start", return_to=f"/{SECRET}")
        ask("POST", "end", cookie)
        ask("POST", "renewal", {**cookie, "X-CERS-Request": "0"})
    logged = repr([record.__dict__ for record in caplog.records])
    assert logged.count("'answered'") >= 4
    assert SECRET not in logged
