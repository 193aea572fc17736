"""The API as API Gateway calls it: proxy events in, responses out. No authorizer is in between,
so that what lets nobody in is the application itself."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from app import app
from tests.support.openapi import check, check_empty


@dataclass(frozen=True)
class Answer:
    """A proxy response with its body read."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        return str(self.body["error"]["code"])


def event(
    route: str,
    path: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    claims: dict[str, Any] | None = None,
    method: str = "GET",
    body: Any = None,
) -> dict[str, Any]:
    """The event of a request for a route such as `/v1/schools/{school_id}/assessments`."""
    parts = {name: quote(value, safe="") for name, value in (path or {}).items()}
    return {
        "resource": route,
        "path": route.format(**parts),
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in (headers or {}).items()},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": {n: [v] for n, v in query.items()} if query else None,
        "pathParameters": parts or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": route,
            "httpMethod": method,
            "requestId": str(uuid4()),
            "stage": "api",
            "authorizer": None if claims is None else {"claims": claims},
        },
        "body": body if body is None or isinstance(body, str) else json.dumps(body),
        "isBase64Encoded": False,
    }


def send(request: dict[str, Any]) -> Answer:
    """What the application answers to an event."""
    response = app(request, None)
    return Answer(response["statusCode"], response["headers"], response["body"])


@dataclass(frozen=True)
class ApiClient:
    """Somebody's requests, with their token and under one of their assignments.

    Every answer is held to its description.
    """

    token: str = ""
    assignment: str = ""

    def get(self, route: str, query: dict[str, str] | None = None, **path: str) -> Answer:
        return self.send("GET", route, query, None, **path)

    def post(self, route: str, body: Any = None, **path: str) -> Answer:
        return self.send("POST", route, None, body, **path)

    def put(self, route: str, body: Any = None, **path: str) -> Answer:
        return self.send("PUT", route, None, body, **path)

    def delete(self, route: str, **path: str) -> Answer:
        return self.send("DELETE", route, None, None, **path)

    def send(
        self, method: str, route: str, query: dict[str, str] | None, body: Any, **path: str
    ) -> Answer:
        headers = {"X-CERS-Assignment": self.assignment} if self.assignment else {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        answer = send(event(f"/v1{route}", path, query, headers, method=method, body=body))
        if answer.text:
            check(route, method, answer.status, answer.body)
        else:
            check_empty(route, method, answer.status)
        return answer
