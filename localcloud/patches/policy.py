"""Bucket policies with their conditions: a Deny denies only what it is about."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

from flask import has_request_context, request
from moto.iam.access_control import PermissionResult

log = logging.getLogger(__name__)

_LOOPBACK_COUNTS_AS_TLS: Final = "true"


def request_values() -> dict[str, str]:
    """The condition keys of the request being served, those that are there."""
    values = {"aws:securetransport": _LOOPBACK_COUNTS_AS_TLS}
    if has_request_context():
        for name, value in request.headers.items():
            if name.lower().startswith("x-amz-"):
                values[f"s3:{name.lower()}"] = value
    return values


def permission(policy: Mapping[str, Any], action: str, resource: str) -> PermissionResult:
    """What a policy says of an action, for everybody."""
    statements = policy.get("Statement", [])
    result = PermissionResult.NEUTRAL
    values = request_values()
    for statement in statements if isinstance(statements, list) else [statements]:
        if not _concerns(statement, action, resource, values):
            continue
        if statement["Effect"] == "Deny":
            return PermissionResult.DENIED
        result = PermissionResult.PERMITTED
    return result


def _list(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _concerns(
    statement: Mapping[str, Any], action: str, resource: str, values: Mapping[str, str]
) -> bool:
    principal = statement.get("Principal")
    everybody = principal == "*" or (
        isinstance(principal, dict) and "*" in _list(principal.get("AWS"))
    )
    if not everybody:
        return False
    actions = _list(statement.get("Action", statement.get("NotAction", [])))
    named = any(fnmatchcase(action.lower(), each.lower()) for each in actions)
    if named == ("NotAction" in statement):
        return False
    if not any(fnmatchcase(resource, each) for each in _list(statement.get("Resource", "*"))):
        return False
    return all(
        _holds(operator, key.lower(), _list(expected), values)
        for operator, keys in statement.get("Condition", {}).items()
        for key, expected in keys.items()
    )


def _holds(operator: str, key: str, expected: list[str], values: Mapping[str, str]) -> bool:
    actual = values.get(key)
    base = operator.removesuffix("IfExists")
    if base == "Null":
        return (actual is None) == (expected[0].lower() == "true")
    if actual is None:
        return operator != base or base.startswith(("StringNot", "ArnNot"))
    match base:
        case "Bool":
            return actual.lower() == expected[0].lower()
        case "StringEquals" | "ArnEquals":
            return actual in expected
        case "StringNotEquals" | "ArnNotEquals":
            return actual not in expected
        case "StringLike" | "ArnLike":
            return any(fnmatchcase(actual, each) for each in expected)
        case "StringNotLike" | "ArnNotLike":
            return not any(fnmatchcase(actual, each) for each in expected)
    log.warning("condition operator %s is not supported locally: statement ignored", operator)
    return False
