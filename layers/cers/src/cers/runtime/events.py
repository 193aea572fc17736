"""What the functions are sent, read once and typed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cers.model.dataset import Dataset
from cers.model.delivery import Delivery


@dataclass(frozen=True, slots=True)
class IngestRequest:
    """A delivery to process.

    `version_id` is empty where the event did not name one; `size`, in bytes, None where it did not.
    """

    bucket: str
    key: str
    version_id: str
    replay: bool
    size: int | None = None

    def delivery(self) -> Delivery:
        """The delivery it names."""
        return Delivery(self.bucket, self.key, self.version_id)


def ingest_request(body: str) -> IngestRequest | None:
    """What an ingest queue message asks for, or None if it is no object of ours to process.

    Understood are our own messages and EventBridge's "Object Created" events. Test events,
    folder markers and anything else are None: they ask for nothing, and the sweep finds what a
    garbled event should have announced.
    """
    try:
        message = json.loads(body)
    except json.JSONDecodeError:
        return None
    if not isinstance(message, dict):
        return None
    request = _own(message) or _created(message)
    return None if request is None or request.key.endswith("/") else request


def _own(message: dict[str, Any]) -> IngestRequest | None:
    match message.get("delivery"):
        case {"bucket": str(bucket), "key": str(key), "version_id": str(version), **rest}:
            replay = bool(rest.get("replay"))
            return IngestRequest(bucket, key, version, replay, _size(rest))
    return None


def _created(message: dict[str, Any]) -> IngestRequest | None:
    """Keys in EventBridge's events are not URL-encoded, unlike those of S3's own events."""
    match message:
        case {
            "detail-type": "Object Created",
            "detail": {"bucket": {"name": str(bucket)}, "object": {"key": str(key), **rest}},
        }:
            version = str(rest.get("version-id", ""))
            return IngestRequest(bucket, key, version, replay=False, size=_size(rest))
    return None


def _size(told: Mapping[Any, Any]) -> int | None:
    size = told.get("size")
    return size if isinstance(size, int) else None


@dataclass(frozen=True, slots=True)
class PublishRequest:
    """A dataset to publish; with `tidy`, what no snapshot needs any more is deleted afterwards."""

    dataset: Dataset
    tidy: bool


def publish_request(body: str) -> PublishRequest:
    """What a publish queue message asks for.

    Raises:
        ValueError: the message is none of ours.
    """
    match json.loads(body):
        case {"dataset": str(dataset), **rest}:
            return PublishRequest(Dataset.parse(dataset), tidy=bool(rest.get("tidy")))
    raise ValueError("a publish message names its dataset")


def export_request(body: str) -> str:
    """The id of the export that an exports queue message asks for.

    Raises:
        ValueError: the message is none of ours.
    """
    match json.loads(body):
        case {"export": str(export_id)}:
            return export_id
    raise ValueError("an exports message names its export")


def printed_request(body: str) -> str:
    """The id of the printed reports that a printing queue message asks for.

    Raises:
        ValueError: the message is none of ours.
    """
    match json.loads(body):
        case {"printed_report": str(printed_id)}:
            return printed_id
    raise ValueError("a printing message names its reports")
