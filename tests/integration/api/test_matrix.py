"""Every route, every method, every role, own and foreign: who gets an answer, and who does not."""

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest

from app import app
from cers.model.roles import ROLES
from tests.integration.api.conftest import Api
from tests.support import tokens
from tests.support.api import Answer, ApiClient, event, send
from tests.support.attacks import ATTACKS
from tests.support.route_cases import CASES, HOME, Case, put_groups

ROUTES = sorted(
    (method, path.removeprefix("/v1")) for path, methods in app.routes.items() for method in methods
)
LOCKED = [
    (method, route) for method, route in ROUTES if app.routes[f"/v1{route}"][method].authorizer
]
REFUSED = {"not-permitted": 403, "not-found": 404}
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")


@pytest.fixture(scope="module")
def people(api: Api) -> Iterator[dict[str, ApiClient]]:
    """Somebody of each role, and the groups they are asked about."""
    for role, (kind, organization) in HOME.items():
        api.access.assign(f"matrix-{role}", role, kind, organization, "A place")
    put_groups(api.access)
    yield {
        role: ApiClient(
            tokens.token(tokens.claims(f"matrix-{role}", role)),
            api.access.assignments(f"matrix-{role}")[0].id,
        )
        for role in HOME
    }


def test_every_route_has_its_case_and_every_role_its_place() -> None:
    assert set(CASES) == set(ROUTES)
    assert set(HOME) == set(ROLES)


def ask(client: ApiClient, method: str, route: str, case: Case, target: str) -> Answer:
    body = None if case.body is None else case.body(target)
    return client.send(method, route, dict(case.query(target)) or None, body, **case.path(target))


@pytest.mark.parametrize("role", sorted(HOME))
@pytest.mark.parametrize(("method", "route"), ROUTES)
def test_who_gets_an_answer(
    people: dict[str, ApiClient], method: str, route: str, role: str
) -> None:
    case = CASES[method, route]
    for target in case.targets:
        answer = ask(people[role], method, route, case, target)
        refused = answer.status in (401, 403, 404, 405)
        assert answer.status < 500, target
        assert refused != case.allows(role, target), (target, answer.status, answer.text[:200])
        if refused:
            assert REFUSED[answer.code] == answer.status


@pytest.mark.parametrize(("method", "route"), LOCKED)
def test_no_forged_token_gets_an_answer(
    people: dict[str, ApiClient], method: str, route: str
) -> None:
    case, assignment = CASES[method, route], people["STATE_USER"].assignment
    for name, make in ATTACKS.items():
        answer = ask(ApiClient(make(), assignment), method, route, case, case.targets[0])
        assert (answer.status, answer.code) == (401, "not-authenticated"), name


@pytest.mark.parametrize(("method", "route"), [each for each in LOCKED if each[1] not in ("/me",)])
def test_a_request_names_an_assignment_of_its_own(
    people: dict[str, ApiClient], method: str, route: str
) -> None:
    if route == "/me/activity":
        return
    case = CASES[method, route]
    token = people["LEA_CAASPP_COORDINATOR"].token
    for assignment, code in (
        ("", "assignment-required"),
        (people["STATE_USER"].assignment, "assignment-not-held"),
        ("' OR 1=1 --", "assignment-not-held"),
    ):
        answer = ask(ApiClient(token, assignment), method, route, case, case.targets[0])
        assert (answer.status, answer.code) == (403, code)


@pytest.mark.parametrize("path", sorted({path for _, path in ROUTES}))
def test_other_methods_are_refused(path: str) -> None:
    taken = {method for method, each in ROUTES if each == path}
    for method in METHODS:
        if method not in taken:
            answer = send(
                event(f"/v1{path}", dict.fromkeys(re.findall(r"{(\w+)}", path), "x"), method=method)
            )
            assert (answer.status, answer.code) == (405, "method-not-allowed")
            assert set(answer.headers["Allow"].split(", ")) == taken


@pytest.mark.parametrize(("method", "route"), LOCKED)
def test_no_parameter_gets_past_its_checks(
    people: dict[str, ApiClient], method: str, route: str
) -> None:
    """Whatever stands in path, query and body: an answer of ours, never a fault."""
    case = CASES[method, route]
    client = people["LEA_CAASPP_COORDINATOR"]
    for text in NASTY:
        path = dict.fromkeys(case.path(case.targets[0]), text)
        with suppress(KeyError):
            answer = client.send(method, route, None, None if case.body is None else {}, **path)
            assert answer.status < 500, text[:40]
        answer = client.send(
            method, route, {"school_year": text[:2000]}, None, **case.path(case.targets[0])
        )
        assert answer.status < 500, text[:40]
        if case.body is not None:
            for body in ({"name": text, "school_id": text}, text, [text], {text: text}, None):
                answer = client.send(method, route, None, body, **case.path(case.targets[0]))
                assert answer.status < 500, text[:40]


NASTY = (
    "' OR '1'='1",
    "1; DROP TABLE exams; --",
    "\x00",
    "%00",
    "../../etc/passwd",
    "$" + "{jndi:ldap://127.0.0.1/x}",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "\u202egnp.exe",
    "😀" * 50,
    "a" * 5000,
    "NaN",
    "-1",
    "1e400",
    "9" * 400,
    "[" * 20_000,
    '{"a":' * 5_000,
)
