"""Nothing of a student leaves but in answers: not in logs, not in refusals, not in faults."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.endpoint import services
from tests.integration.api.conftest import Api
from tests.support import tokens
from tests.support.api import ApiClient
from tests.support.route_cases import CASES, HOME, put_groups
from tests.support.world import World

ROLES = ("LEA_CAASPP_COORDINATOR", "TEST_ADMINISTRATOR", "STATE_USER", "VENDOR")


def canaries(world: World) -> re.Pattern[str]:
    """Whatever names a student: ids, exams, last names, and first names."""
    found = {row[name] for row in world.exams for name in ("student_id", "first_name", "last_name")}
    return re.compile("|".join(re.escape(each) for each in sorted(found)))


@pytest.fixture(scope="module")
def people(api: Api) -> Iterator[list[ApiClient]]:
    put_groups(api.access)
    clients = []
    for role in ROLES:
        assignment = api.access.assign(f"matrix-{role}", role, *HOME[role], "A place")
        token = tokens.token(tokens.claims(f"matrix-{role}", role))
        clients.append(ApiClient(token, assignment.id))
    yield clients


def ask_everything(people: list[ApiClient]) -> Iterator[tuple[str, int, str]]:
    """Every route, about own and foreign things: route, status and body of the answer."""
    for (method, route), case in CASES.items():
        for client in people:
            for target in case.targets:
                body = None if case.body is None else case.body(target)
                query = dict(case.query(target)) or None
                answer = client.send(method, route, query, body, **case.path(target))
                yield route, answer.status, answer.text


def test_neither_logs_nor_refusals_name_a_student(
    api: Api, people: list[ApiClient], caplog: pytest.LogCaptureFixture
) -> None:
    named = canaries(api.world)
    shown = 0
    with caplog.at_level("DEBUG", "api"):
        for route, status, text in ask_everything(people):
            if status >= 400:
                assert not named.search(text), route
            shown += bool(status == 200 and named.search(text))
    assert shown > 20
    assert len(caplog.records) > 200
    assert not named.search(logged(caplog))


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """All that any logger of ours or of our libraries was given."""
    return "\n".join(repr(record.__dict__) for record in caplog.records)


class _Broken:
    """An engine that fails with everything it was asked."""

    snapshots = ()

    def pinned(self) -> "_Broken":
        return self

    def rows(self, query: Any) -> Any:
        raise ValueError(f"no answer to {query.sql} of {query.values}")


def test_a_fault_names_nobody_either(
    api: Api,
    people: list[ApiClient],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sources = services().sources
    monkeypatch.setitem(
        vars(services()),
        "sources",
        replace(sources, engine=_Broken()),
    )
    named, faults = canaries(api.world), 0
    for student in ("S1-001", "S1-004"):
        for route in ("/students/search", "/students/history"):
            answer = people[0].send("POST", route, None, {"student_id": student})
            faults += answer.status == 500
            assert not named.search(answer.text)
    assert faults == 4
    assert not named.search(logged(caplog))
