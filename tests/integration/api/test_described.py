"""The whole description, asked with whatever it allows and whatever it does not: no fault of ours.

Schemathesis makes the requests from docs/api/openapi.yaml; each goes to the application as API
Gateway would hand it over, and each answer is held to the description. CERS_DESCRIBED gives more
examples for each operation.
"""

import json
import os
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.core import NotSet

from cers.model.roles import ROLES
from chalicelib.endpoint import ASSIGNMENT_HEADER
from tests.integration.api.conftest import Api
from tests.support import tokens
from tests.support.api import Answer, event, send
from tests.support.openapi import check, check_empty, document
from tests.support.route_cases import HOME

EXAMPLES = int(os.environ.get("CERS_DESCRIBED", "6"))
ASKED_AS = ("LEA_CAASPP_COORDINATOR", "TEST_ADMINISTRATOR", "STATE_USER", "OPERATOR")


def ours() -> dict[str, Any]:
    """What is described but for what only the sandbox answers."""
    paths = {
        path: {method: each for method, each in methods.items() if each["tags"] != ["sandbox"]}
        for path, methods in document()["paths"].items()
    }
    return {**document(), "paths": {path: each for path, each in paths.items() if each}}


schema = schemathesis.openapi.from_dict(ours())


@pytest.fixture(scope="module")
def headers(api: Api) -> Iterator[dict[str, str]]:
    """The headers of somebody of each of several roles, in turn."""
    made = []
    for role in ASKED_AS:
        name = f"described-{role}"
        assignment = api.access.assign(name, role, *HOME[role], "A place")
        token = tokens.token(tokens.claims(name, role))
        made.append({"Authorization": f"Bearer {token}", ASSIGNMENT_HEADER: assignment.id})
    return cycle(made)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_described(
    headers: Iterator[dict[str, str]], case: Case
) -> None:
    answer = sent(case, next(headers))
    assert answer.status < 500, answer.text
    if case.method.lower() not in document()["paths"][case.operation.path]:
        assert answer.status == 405
        return
    if answer.text:
        check(case.operation.path, case.method, answer.status, answer.body)
    else:
        check_empty(case.operation.path, case.method, answer.status)


def sent(case: Case, mine: dict[str, str]) -> Answer:
    """The answer to a request, made by somebody who may ask."""
    query = {name: _text(value) for name, value in (case.query or {}).items()}
    own = {str(name): str(value) for name, value in (case.headers or {}).items()}
    path = {name: _text(value) for name, value in (case.path_parameters or {}).items()}
    body = None if isinstance(case.body, NotSet) else _json(case.body)
    request = event(
        f"/v1{case.operation.path}",
        path,
        query,
        {**own, "Content-Type": "application/json", **mine},
        method=case.method.upper(),
        body=body,
    )
    return send(request)


def _text(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "replace").decode()


def _json(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return json.dumps(value, default=str)


def test_the_roles_asked_as_are_roles() -> None:
    assert set(ASKED_AS) <= set(ROLES)
