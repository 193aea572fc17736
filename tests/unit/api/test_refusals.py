"""However a request fails, the answer has one shape, and says nothing it should not."""

import json
import logging
from typing import Any

import pytest

from cers.model.access import AssignmentNotHeldError, AssignmentRequiredError
from cers.model.errors import (
    AccessError,
    CersError,
    ConflictError,
    InputError,
    NotFoundError,
    UpstreamError,
)
from cers.steps.checked import OutOfScopeError
from chalicelib.api import Api
from chalicelib.endpoint import endpoint
from chalicelib.request import Request
from chalicelib.responses import refusal
from tests.support.api import event, send

SECRET = "SSID 1234567890 Adams"  # what must not be seen again


def failing(error: Exception) -> dict[str, Any]:
    """The response of an application whose only route fails with an error."""
    app = Api()

    @app.route("/v1/failing", content_types=[])
    @endpoint
    def fail(request: Request) -> object:
        del request
        raise error

    response: dict[str, Any] = app(event("/v1/failing"), None)
    return response


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (AssignmentRequiredError("say"), 403, "assignment-required"),
        (AssignmentNotHeldError("say"), 403, "assignment-not-held"),
        (AccessError("say"), 401, "not-authenticated"),
        (InputError("say"), 400, "bad-parameter"),
        (NotFoundError("say"), 404, "not-found"),
        (ConflictError("say"), 409, "conflict"),
        (UpstreamError("say"), 503, "unavailable"),
    ],
)
def test_each_error_of_ours_has_its_status_and_code(
    error: CersError, status: int, code: str
) -> None:
    response = refusal(error, "r1")
    assert response.status_code == status
    body = json.loads(response.body)
    assert body == {"error": {"code": code, "message": "say", "request_id": "r1"}}


@pytest.mark.parametrize(
    "error", [ValueError(SECRET), KeyError(SECRET), OutOfScopeError(SECRET), RecursionError(SECRET)]
)
def test_a_fault_of_ours_is_answered_without_detail(error: Exception) -> None:
    response = failing(error)
    assert response["statusCode"] == 500
    assert json.loads(response["body"])["error"]["code"] == "internal"
    assert SECRET not in json.dumps(response)


def test_a_fault_of_ours_is_logged_by_kind_and_place_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, "api"):
        failing(ValueError(SECRET))
    noted = [record.__dict__ for record in caplog.records]
    assert noted[0]["error"] == "ValueError"
    assert noted[0]["where"][-1].startswith("fail:")
    assert SECRET not in repr(noted)


def test_an_unknown_path_or_method_is_refused_in_the_same_shape() -> None:
    missing, wrong = send(event("/v1/nowhere")), send(event("/v1/health", method="DELETE"))
    assert (missing.status, missing.code) == (404, "not-found")
    assert (wrong.status, wrong.code) == (405, "method-not-allowed")
    assert wrong.headers["Allow"] == "GET"


@pytest.mark.parametrize("broken", [{}, {"requestContext": None}, {"requestContext": {}}])
def test_an_event_that_is_no_request_is_refused(broken: dict[str, Any]) -> None:
    assert send(broken).status == 404


def test_a_parameter_given_twice_is_refused_by_name() -> None:
    request = event("/v1/health", query={"x": "1"})
    request["multiValueQueryStringParameters"] = {"x": ["1", "2"]}
    answer = send(request)
    assert (answer.status, answer.code) == (400, "bad-parameter")
    assert answer.body["error"]["message"].startswith("x: ")


def test_every_answer_forbids_caching_and_guessing_its_type() -> None:
    for answer in (send(event("/v1/health")), send(event("/v1/nowhere")), send({})):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] == "application/json"


def test_a_request_id_comes_back_in_the_refusal() -> None:
    request = event("/v1/health", query={"x": "1"})
    assert send(request).body["error"]["request_id"] == request["requestContext"]["requestId"]


def test_any_content_type_of_a_get_is_fine() -> None:
    assert send(event("/v1/health", headers={"Content-Type": "text/plain"})).status == 200


def test_what_an_authorizer_of_the_gateway_says_is_read_once() -> None:
    context = {"requestContext": {"authorizer": {"claims": {"sub": "s"}}}}
    assert Request.of(context).claims == {"sub": "s"}
    assert Request.of({"requestContext": {"authorizer": {"principalId": "p"}}}).claims == {}
    assert Request.of({}).claims is None
