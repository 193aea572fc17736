"""API Gateway's Lambda proxy integration: request to event, answer to response."""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any, Final
from urllib.parse import parse_qsl
from uuid import uuid4

from localcloud.aws import ACCOUNT
from localcloud.gateway.authorizer import Claims
from localcloud.gateway.routing import Match

STAGE: Final = "api"
LARGEST_REQUEST: Final = 10 * 1024 * 1024
LARGEST_ANSWER: Final = 6 * 1024 * 1024


@dataclass(frozen=True)
class Request:
    """A request within the stage: its path starts after `/api`."""

    method: str
    path: str
    raw_path: str
    query: str
    headers: list[tuple[str, str]]
    body: bytes
    source_ip: str = "127.0.0.1"

    def header(self, name: str) -> str | None:
        """A header's last value."""
        found = [value for each, value in self.headers if each.lower() == name.lower()]
        return found[-1] if found else None


@dataclass(frozen=True)
class Response:
    """What goes back to the browser."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class BadAnswerError(Exception):
    """The function answered with something the gateway cannot pass on."""


def event_of(
    request: Request, match: Match, claims: Claims | None, binary_types: Iterable[str]
) -> dict[str, Any]:
    """The proxy event of a request."""
    query = _multi(parse_qsl(request.query, keep_blank_values=True))
    headers = _multi(request.headers)
    is_binary = _is_binary(request.header("content-type"), binary_types)
    return {
        "resource": match.resource,
        "path": request.path,
        "httpMethod": request.method,
        "headers": _last(headers),
        "multiValueHeaders": headers or None,
        "queryStringParameters": _last(query),
        "multiValueQueryStringParameters": query or None,
        "pathParameters": match.parameters,
        "stageVariables": None,
        "requestContext": _context(request, match, claims),
        "body": _body(request.body, is_binary),
        "isBase64Encoded": is_binary,
    }


def _multi(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        values[name].append(value)
    return dict(values)


def _last(values: Mapping[str, list[str]]) -> dict[str, str] | None:
    return {name: each[-1] for name, each in values.items()} or None


def _body(body: bytes, is_binary: bool) -> str | None:
    if not body:
        return None
    return base64.b64encode(body).decode() if is_binary else body.decode("utf-8", "replace")


def _is_binary(content_type: str | None, binary_types: Iterable[str]) -> bool:
    kind = (content_type or "").split(";")[0].strip().lower()
    return any(fnmatchcase(kind, each.lower()) for each in binary_types)


def _context(request: Request, match: Match, claims: Claims | None) -> dict[str, Any]:
    now = datetime.now(UTC)
    context: dict[str, Any] = {
        "accountId": ACCOUNT,
        "apiId": "local",
        "domainName": request.header("host"),
        "extendedRequestId": uuid4().hex[:15],
        "httpMethod": request.method,
        "identity": {
            "sourceIp": request.source_ip,
            "userAgent": request.header("user-agent"),
            "accessKey": None,
            "accountId": None,
            "caller": None,
            "user": None,
            "userArn": None,
        },
        "path": f"/{STAGE}{request.path}",
        "protocol": "HTTP/1.1",
        "requestId": str(uuid4()),
        "requestTime": now.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "requestTimeEpoch": int(now.timestamp() * 1000),
        "resourceId": "local",
        "resourcePath": match.resource,
        "stage": STAGE,
    }
    if claims is not None:
        context["authorizer"] = {"claims": claims}
    return context


def response_of(answer: Any) -> Response:
    """The response a proxy answer stands for.

    Raises:
        BadAnswerError: it stands for none.
    """
    if not isinstance(answer, dict) or "statusCode" not in answer:
        raise BadAnswerError("it is no proxy response")
    if len(json.dumps(answer)) > LARGEST_ANSWER:
        raise BadAnswerError("it is larger than Lambda allows")
    headers = [(name, str(value)) for name, value in (answer.get("headers") or {}).items()]
    for name, values in (answer.get("multiValueHeaders") or {}).items():
        headers.extend((name, str(value)) for value in values)
    text = answer.get("body") or ""
    body = base64.b64decode(text) if answer.get("isBase64Encoded") else text.encode()
    return Response(int(answer["statusCode"]), headers, body)
