"""S3: events that say what real ones say, policies with conditions, conditional copies."""

from __future__ import annotations

import itertools
import json
import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, cast
from uuid import uuid4

from moto.events.models import events_backends
from moto.events.utils import EventMessageType
from moto.s3 import notifications
from moto.s3.exceptions import PreconditionFailed
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from localcloud.patches.patch import Patch
from localcloud.patches.policy import permission

log = logging.getLogger(__name__)

_lock: Final = threading.RLock()
_started: Final = time.time_ns()
_count: Final = itertools.count()

_REASONS: Final = {
    "s3:ObjectCreated:Put": "PutObject",
    "s3:ObjectCreated:Post": "POST Object",
    "s3:ObjectCreated:Copy": "CopyObject",
    "s3:ObjectCreated:CompleteMultipartUpload": "CompleteMultipartUpload",
    "s3:ObjectRemoved:Delete": "DeleteObject",
    "s3:ObjectRemoved:DeleteMarkerCreated": "DeleteObject",
}


def _sequencer() -> str:
    """Grows with every event, so it orders the events of each key."""
    return f"{_started + next(_count):018X}"


def event_of(account: str, bucket: Any, event_name: str, key: Any) -> dict[str, Any] | None:
    """The EventBridge event S3 sends; None for what S3 sends no event of.

    Unlike in a queue notification, the key is not URL-encoded here.
    """
    upload = event_name == "s3:ObjectCreated:Put" and key.multipart is not None
    if event_name not in _REASONS or upload:  # the upload announces itself when it is complete
        return None
    stored = {"key": key.name, "sequencer": _sequencer()}
    if bucket.is_versioned:
        stored["version-id"] = key.version_id
    detail = {
        "version": "0",
        "bucket": {"name": bucket.name},
        "object": stored,
        "request-id": uuid4().hex[:16].upper(),
        "requester": account,
        "source-ip-address": "127.0.0.1",
        "reason": _REASONS[event_name],
    }
    if event_name.startswith("s3:ObjectCreated"):
        stored.update({"size": key.size, "etag": key.etag.strip('"')})
    else:
        detail["deletion-type"] = "Permanently Deleted"
    return {
        "version": "0",
        "id": str(uuid4()),
        "detail-type": notifications._detail_type(event_name),
        "source": "aws.s3",
        "account": account,
        "time": datetime.now(UTC).timestamp(),
        "region": bucket.region_name,
        "resources": [bucket.arn],
        "detail": detail,
    }


def _send(_original: Callable[..., Any]) -> Callable[..., Any]:
    def send(account_id: str, bucket: Any, event_name: str, key: Any) -> None:
        event = event_of(account_id, bucket, str(getattr(event_name, "value", event_name)), key)
        if event is None:
            return
        for bus in events_backends[account_id][bucket.region_name].event_buses.values():
            for rule in bus.rules.values():
                if rule.state == "ENABLED" and not rule.scheduled_expression:
                    rule.send_to_targets(cast(EventMessageType, event), transform_input=False)

    return send


def _get_permission(_original: Callable[..., Any]) -> Callable[..., Any]:
    def get_permission(self: FakeBucket, action: str, resource: str) -> Any:
        return permission(json.loads(self.policy) if self.policy else {}, action, resource)

    return get_permission


def _put_in_turn(original: Callable[..., Any]) -> Callable[..., Any]:
    def put(self: S3Response, *args: Any, **kwargs: Any) -> Any:
        if not {"If-Match", "If-None-Match"} & set(self.headers):
            return original(self, *args, **kwargs)
        with _lock:
            return original(self, *args, **kwargs)

    return put


def _copy(original: Callable[..., Any]) -> Callable[..., Any]:
    def copy_object(self: S3Response) -> Any:
        existing = self.backend.get_object(self.bucket_name, self.parse_key_name())
        if self.headers.get("If-None-Match") == "*" and existing is not None:
            raise PreconditionFailed("If-None-Match")
        wanted = self.headers.get("If-Match")
        if wanted and (existing is None or wanted.strip('"') != existing.etag.strip('"')):
            raise PreconditionFailed("If-Match")
        return original(self)

    return copy_object


def patches() -> list[Patch]:
    """The patches."""
    return [
        Patch(
            notifications,
            "_send_event_bridge_message",
            _send,
            "moto sends a constant sequencer, eTag for etag, two events for an upload in parts, "
            "and swallows every error",
        ),
        Patch(FakeBucket, "get_permission", _get_permission, "moto ignores conditions"),
        Patch(
            S3Response,
            "_key_response_put",
            _put_in_turn,
            "moto checks If-Match and then writes, with nothing in between to stop others",
        ),
        Patch(S3Response, "copy_object", _copy, "moto ignores If-Match and If-None-Match here"),
    ]
