"""A request as API Gateway delivers it, read once and typed."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from cers.model.errors import InputError


@dataclass(frozen=True, slots=True)
class Request:
    """One request; header names are in lower case.

    `claims` are what API Gateway's authorizer found, or None where there is no authorizer.
    """

    id: str
    route: str
    method: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    claims: Mapping[str, Any] | None
    body: bytes = b""

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Self:
        """The request of an event.

        Raises:
            InputError: a query parameter is given twice.
        """
        context = event.get("requestContext") or {}
        return cls(
            id=str(context.get("requestId", "")),
            route=str(context.get("resourcePath", "")),
            method=str(context.get("httpMethod", "")),
            headers={name.lower(): value for name, value in (event.get("headers") or {}).items()},
            query=_query(event),
            claims=_claims(context),
            body=_body(event),
        )


def request_id(event: Mapping[str, Any]) -> str:
    """The request's id, from an event that may not be a request at all."""
    context = event.get("requestContext")
    return str(context.get("requestId", "")) if isinstance(context, Mapping) else ""


def _body(event: Mapping[str, Any]) -> bytes:
    text = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return text.encode() if isinstance(text, str) else b""
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise InputError("body: it is not what its encoding says") from None


def _query(event: Mapping[str, Any]) -> dict[str, str]:
    several: Mapping[str, list[str]] = event.get("multiValueQueryStringParameters") or {}
    for name, values in several.items():
        if len(values) > 1:
            raise InputError(f"{name[:40]}: give this parameter once")
    single = event.get("queryStringParameters") or {}
    return {**{name: values[0] for name, values in several.items() if values}, **single}


def _claims(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """None without an authorizer; without claims nothing can agree with the token."""
    authorizer = context.get("authorizer")
    if not authorizer:
        return None
    claims = authorizer.get("claims")
    return claims if isinstance(claims, Mapping) else {}
