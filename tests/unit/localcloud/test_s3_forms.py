"""Uploads by a form are held to what was signed for them."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from localcloud.patches.s3_forms import refusal

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
CONDITIONS: list[Any] = [
    {"x-amz-meta-upload": "u1"},
    ["content-length-range", 1, 10],
    {"bucket": "landing"},
    {"key": "ets/exams/a.xml"},
    ["starts-with", "$Content-Type", "text/"],
]
FIELDS = {"key": "ets/exams/a.xml", "x-amz-meta-upload": "u1", "content-type": "text/xml"}


def policy(expiration: str = "2026-05-01T12:00:01Z") -> str:
    document = {"expiration": expiration, "conditions": CONDITIONS}
    return base64.b64encode(json.dumps(document).encode()).decode()


def told(size: int = 5, bucket: str = "landing", **fields: str) -> str | None:
    given = {**FIELDS, "policy": policy(), "x-amz-signature": "s"}
    given |= {name.replace("_", "-"): value for name, value in fields.items()}
    refused = refusal(given, bucket, size, NOW)
    return refused[1] if refused else None


def test_what_keeps_to_the_policy_is_taken() -> None:
    assert told() is None
    assert told(size=1) is None
    assert told(size=10) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"key": "alder/exams/a.xml"}, "AccessDenied"),
        ({"key": "ets/exams/../../alder/a.xml"}, "AccessDenied"),
        ({"x_amz_meta_upload": "u2"}, "AccessDenied"),
        ({"content_type": "image/png"}, "AccessDenied"),
        ({"acl": "public-read"}, "AccessDenied"),
        ({"x_amz_server_side_encryption": "AES256"}, "AccessDenied"),
        ({"bucket": "receipts"}, "AccessDenied"),
        ({"policy": policy("2026-05-01T12:00:00Z")}, "AccessDenied"),
        ({"size": 0}, "EntityTooSmall"),
        ({"size": 11}, "EntityTooLarge"),
    ],
)
def test_whatever_else_is_refused(change: dict[str, Any], code: str) -> None:
    assert told(**change) == code
