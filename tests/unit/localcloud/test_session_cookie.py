"""The session cookie becomes a header: at CloudFront and in the local gateway by one rule."""

import shutil
from typing import Any

import pytest

from cers.model.cookie import Jar
from localcloud.gateway.cookies import LOCAL, authorized
from localcloud.gateway.proxy import Request
from tests.support import edge

SESSION = "__Host-cers-session"
TOKEN = "eyJh.eyJz-_.c2ln"
HELD = [("a", "1"), (SESSION, TOKEN)]
ME = "/api/v1/me"

Case = tuple[str, dict[str, str], list[tuple[str, str]], str | None]

CASES: dict[str, Case] = {
    "our page": (ME, {"Sec-Fetch-Site": "same-origin"}, HELD, f"Bearer {TOKEN}"),
    "an address typed in": (ME, {"Sec-Fetch-Site": "none"}, HELD, f"Bearer {TOKEN}"),
    "an old browser": (ME, {}, HELD, f"Bearer {TOKEN}"),
    "another site": (ME, {"Sec-Fetch-Site": "cross-site"}, HELD, None),
    "a neighbour of the site": (ME, {"Sec-Fetch-Site": "same-site"}, HELD, None),
    "something new": (ME, {"Sec-Fetch-Site": "same-planet"}, HELD, None),
    "nothing said": (ME, {"Sec-Fetch-Site": ""}, HELD, None),
    "a program with its own token": (ME, {"Authorization": "Bearer x.y.z"}, HELD, "Bearer x.y.z"),
    "a token of none": (ME, {"Authorization": ""}, HELD, ""),
    "another site with a token": (
        ME,
        {"Authorization": "Bearer x", "Sec-Fetch-Site": "cross-site"},
        HELD,
        "Bearer x",
    ),
    "no cookies": (ME, {}, [], None),
    "other cookies": (ME, {}, [("cers-session", TOKEN), ("__host-cers-session", TOKEN)], None),
    "one planted beside ours": (ME, {}, [*HELD, (SESSION, "planted")], None),
    "the same twice": (ME, {}, [*HELD, *HELD], None),
    "an empty one": (ME, {}, [(SESSION, "")], None),
    "a header in it": (ME, {}, [(SESSION, "x y")], None),
    "a quoted one": (ME, {}, [(SESSION, f'"{TOKEN}"')], None),
    "letters of other scripts": (ME, {}, [(SESSION, "é")], None),
    "a very long one": (ME, {}, [(SESSION, "x" * 9000)], f"Bearer {'x' * 9000}"),
    "the sandbox": ("/api/v1/sandbox/users", {}, HELD, f"Bearer {TOKEN}"),
    "a path like the session's": ("/api/v1/sessions", {}, HELD, f"Bearer {TOKEN}"),
    "above the session's": ("/api/v1/session", {}, HELD, f"Bearer {TOKEN}"),
    "the session's in other letters": ("/api/v1/Session/end", {}, HELD, f"Bearer {TOKEN}"),
}
"""Who asks -> path, headers, cookies, and the header that reaches the api. No cookie does."""

KEPT: dict[str, Case] = {
    "renewal": ("/api/v1/session/renewal", {"Sec-Fetch-Site": "same-origin"}, HELD, None),
    "coming back": ("/api/v1/session/callback", {"Sec-Fetch-Site": "cross-site"}, HELD, None),
    "with a token": ("/api/v1/session/end", {"Authorization": "Bearer x"}, HELD, "Bearer x"),
}
"""Below the session's own path all stays as it is."""

EVERY = {**CASES, **KEPT}


def at_the_edge(cases: dict[str, Case]) -> list[dict[str, Any]]:
    if shutil.which("node") is None:
        pytest.skip("no node to run CloudFront's functions")
    requests = [edge.viewer_request(*case[:3]) for case in cases.values()]
    return edge.run("SessionCookie", requests)


def here(case: Case, jar: Jar) -> Request:
    path, headers, cookies, _ = case
    joined = "; ".join(f"{name}={value}" for name, value in cookies)
    every = [*headers.items(), *([("Cookie", joined)] if cookies else [])]
    raw = path.removeprefix("/api")
    return authorized(Request("GET", raw, raw, "", every, b""), jar)


@pytest.mark.parametrize("name", EVERY)
def test_the_gateway_hands_on(name: str) -> None:
    request = here(EVERY[name], Jar(secure=True))
    assert request.header("authorization") == EVERY[name][3]
    assert (request.header("cookie") is None) == (name in CASES or not EVERY[name][2])


def test_cloudfront_hands_on_the_same() -> None:
    for (name, case), answer in zip(EVERY.items(), at_the_edge(EVERY), strict=True):
        found = answer["headers"].get("authorization", {"value": None})["value"]
        assert (name, found) == (name, case[3])
        assert (name, answer["cookies"] == {}) == (name, name in CASES)


def test_cloudfront_changes_nothing_else() -> None:
    kept = {"accept": {"value": "*/*"}, "x-cers-assignment": {"value": "a1"}}
    request = edge.viewer_request(ME, {"Accept": "*/*", "X-CERS-Assignment": "a1"}, [])
    assert edge.run("SessionCookie", [request]) == [{**request, "headers": kept}]


def test_here_cookies_have_the_names_that_work_without_tls() -> None:
    case: Case = (ME, {}, [("cers-session", TOKEN)], None)
    assert here(case, LOCAL).header("authorization") == f"Bearer {TOKEN}"


def test_every_other_header_goes_on() -> None:
    request = Request("POST", "/v1/me", "/v1/me", "q=1", [("X-A", "1"), ("Cookie", "b=2")], b"{}")
    handed = authorized(request)
    assert handed.headers == [("X-A", "1")]
    assert (handed.method, handed.query, handed.body) == ("POST", "q=1", b"{}")
