"""The Chalice application, made to answer every request in the canonical shape.

Each invocation keeps its event to itself: Chalice's own `current_request` is one for the whole
application, which would be wrong the moment two threads serve requests.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from chalice.app import Chalice, CognitoUserPoolAuthorizer

from chalicelib.request import request_id
from chalicelib.responses import Code, refused

AUTHORIZER = CognitoUserPoolAuthorizer(
    # The pool's ARN is put in its place when the function is packaged.
    "CersUserPool",
    provider_arns=["arn:aws:cognito-idp:us-west-2:000000000000:userpool/placeholder"],
)
"""API Gateway's lock on every route but /health and those of the session, where tokens come from;
`chalicelib.endpoint` has the other."""

EVENT: ContextVar[Mapping[str, Any]] = ContextVar("EVENT")


class Api(Chalice):
    """The API."""

    def __init__(self) -> None:
        super().__init__("cers-api", configure_logs=False)

    def __call__(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """Answer one event of API Gateway."""
        unroutable = self._unroutable(event)
        if unroutable is not None:
            return unroutable
        token = EVENT.set(event)
        try:
            response: dict[str, Any] = super().__call__(event, context)
        finally:
            EVENT.reset(token)
        return response

    def _unroutable(self, event: Mapping[str, Any]) -> dict[str, Any] | None:
        """The refusal of an event that names no route and method of ours."""
        context = event.get("requestContext") or {}
        methods = self.routes.get(str(context.get("resourcePath")))
        if methods is None:
            response = refused(404, Code.NOT_FOUND, "there is no such path", request_id(event))
        elif context.get("httpMethod") not in methods:
            response = refused(
                405,
                Code.METHOD_NOT_ALLOWED,
                "this path does not take that method",
                request_id(event),
                {"Allow": ", ".join(sorted(methods))},
            )
        else:
            return None
        refusal: dict[str, Any] = response.to_dict()
        return refusal
