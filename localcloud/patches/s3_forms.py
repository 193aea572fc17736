"""S3: files that a page uploads by a form, held to the policy that was signed for it."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from xml.sax.saxutils import escape

from moto.moto_server import werkzeug_app
from moto.s3.responses import S3Response

from localcloud.patches.patch import Patch

_lock: Final = threading.Lock()

_UNSIGNED: Final = frozenset({"file", "policy", "x-amz-signature"})
"""Fields that no policy speaks of."""

Refusal = tuple[int, str, str]
"""A status, a code and a message."""


def refusal(fields: Mapping[str, str], bucket: str, size: int, now: datetime) -> Refusal | None:
    """Why a form is refused, by its fields (names in lower case) and the size of its file."""
    policy = json.loads(base64.b64decode(fields["policy"]))
    if datetime.fromisoformat(policy["expiration"]) <= now:
        return 403, "AccessDenied", "Invalid according to Policy: Policy expired."
    given = {"bucket": bucket, **fields}
    named = set(_UNSIGNED)
    for kind, name, value in _conditions(policy["conditions"]):
        if kind == "content-length-range":
            if size < int(name):
                return 400, "EntityTooSmall", "Your proposed upload is too small"
            if size > int(value):
                return 400, "EntityTooLarge", "Your proposed upload is too large"
            continue
        named.add(name)
        actual = given.get(name, "")
        holds = actual.startswith(value) if kind == "starts-with" else actual == value
        if not holds:
            return 403, "AccessDenied", f"Invalid according to Policy: Policy Condition: {name}"
    if extra := sorted(set(fields) - named):
        fault = f"Invalid according to Policy: Extra input fields: {', '.join(extra)}"
        return 403, "AccessDenied", fault
    return None


def _conditions(conditions: list[Any]) -> Iterator[tuple[str, str, str]]:
    """Each condition as a kind, a field's name and its value; of a range, its two ends."""
    for each in conditions:
        if isinstance(each, dict):
            yield from (("eq", name.lower(), str(value)) for name, value in each.items())
        elif each[0] == "content-length-range":
            yield each[0], str(each[1]), str(each[2])
        else:
            yield each[0], str(each[1]).removeprefix("$").lower(), str(each[2])


def _post(original: Callable[..., Any]) -> Callable[..., Any]:
    def post(self: S3Response, request: Any, bucket_name: str) -> Any:
        fields = {name.lower(): value for name, value in self.form_data.items()}
        if "policy" not in fields:
            return original(self, request, bucket_name)
        cors = self._get_cors_headers_other()
        refused = refusal(fields, bucket_name, len(self.body), datetime.now(UTC))
        if refused is not None:
            status, code, message = refused
            return status, cors, f"<Error>{_xml(Code=code, Message=message)}</Error>"
        with _lock:
            status, headers, _ = original(self, request, bucket_name)
            stored: Any = self.backend.get_object(bucket_name, fields["key"])
        told = {"ETag": stored.etag, "x-amz-version-id": stored.version_id or "null"}
        body = _xml(Bucket=bucket_name, Key=stored.name, ETag=stored.etag)
        return int(status), {**headers, **cors, **told}, f"<PostResponse>{body}</PostResponse>"

    return post


def _xml(**elements: str) -> str:
    return "".join(f"<{name}>{escape(text)}</{name}>" for name, text in elements.items())


def patches() -> list[Patch]:
    """The patches."""
    return [
        Patch(
            S3Response,
            "_bucket_response_post",
            _post,
            "moto looks at no policy, and its answer names neither the version nor the ETag",
        ),
        Patch(
            werkzeug_app,
            "DISABLE_GLOBAL_CORS",
            lambda _: True,
            "moto lets every page reach everything; with a bucket's own rules in the same answer, "
            "browsers take neither",
        ),
    ]
