"""Requests below `/api`: routed, authorized, and handed to the api's function."""

from __future__ import annotations

import logging
import threading
from typing import Any, Protocol

from localcloud.gateway.answers import GatewayAnswers
from localcloud.gateway.authorizer import Authorizer
from localcloud.gateway.proxy import (
    LARGEST_REQUEST,
    BadAnswerError,
    Request,
    Response,
    event_of,
    response_of,
)
from localcloud.gateway.routing import Routes
from localcloud.lambdas.invoke import Activity, FunctionFailedError, invoke
from localcloud.stacks.functions import Function

log = logging.getLogger(__name__)


class ChaliceApp(Protocol):
    """What the gateway needs of a Chalice application."""

    @property
    def routes(self) -> dict[str, Any]:
        """Path -> method -> route."""

    @property
    def api(self) -> Any:
        """The API's configuration."""

    def __call__(self, event: dict[str, Any], context: Any) -> Any:
        """Handles a proxy event."""


class ApiGateway:
    """One REST API. It calls one instance of the function, so one request at a time."""

    def __init__(
        self,
        function: Function,
        app: ChaliceApp,
        authorizer: Authorizer,
        answers: GatewayAnswers,
        activity: Activity,
    ) -> None:
        self._function = function
        self._app = app
        self._routes = Routes(app.routes)
        self._authorizer = authorizer
        self._answers = answers
        self._activity = activity
        self._turn = threading.Lock()

    def handle(self, request: Request) -> Response:
        """Answers a request as API Gateway would."""
        match = self._routes.match(request.method, request.raw_path)
        if match is None:
            return self._answers.answer("MISSING_AUTHENTICATION_TOKEN")
        claims = None
        if match.authorized:
            claims = self._authorizer.claims(request.header("authorization"))
            if claims is None:
                return self._answers.answer("UNAUTHORIZED")
        if len(request.body) > LARGEST_REQUEST:
            return self._answers.answer("REQUEST_TOO_LARGE")
        event = event_of(request, match, claims, self._app.api.binary_types)
        try:
            with self._turn, self._activity:
                return response_of(invoke(self._function, self._app, event))
        except (BadAnswerError, FunctionFailedError) as error:
            log.warning("the api answered badly: %s", error)
            return self._answers.answer("INTEGRATION_FAILURE")
