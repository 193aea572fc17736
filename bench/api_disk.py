"""Stand-ins for what the API calls: S3 from a local folder, and a count of DynamoDB's calls."""

import io
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Any, Final

from bench.api_prices import read_units, write_units

FIRST_BYTE_SECONDS: Final = 0.015
"""How long S3 takes to begin an answer, about, within a region."""

BYTES_PER_SECOND: Final = 90e6
"""What one connection to S3 carries, about."""

_RANGE: Final = re.compile(r"bytes=(\d+)-(\d+)")
_WRITES: Final = frozenset({"PutItem", "UpdateItem", "DeleteItem"})
_TRANSACTION: Final = "TransactWriteItems"


@dataclass(slots=True)
class Used:
    """What was used so far."""

    gets: int = 0
    bytes: int = 0
    calls: int = 0
    read_units: int = 0
    write_units: int = 0

    def since(self, before: "Used") -> "Used":
        """What was used since then."""
        return Used(
            self.gets - before.gets,
            self.bytes - before.bytes,
            self.calls - before.calls,
            self.read_units - before.read_units,
            self.write_units - before.write_units,
        )


@dataclass
class Meter:
    """Counts from any number of threads."""

    _used: Used = field(default_factory=Used)
    _lock: Lock = field(default_factory=Lock)

    def add(self, **counts: int) -> None:
        """Count."""
        with self._lock:
            for name, count in counts.items():
                setattr(self._used, name, getattr(self._used, name) + count)

    @property
    def now(self) -> Used:
        """What was used so far."""
        with self._lock:
            return replace(self._used)


class NoSuchKey(Exception):
    """There is no such object."""


class Exceptions:
    """The errors a client names."""

    NoSuchKey = NoSuchKey


class DiskS3:
    """As much of an S3 client as the API uses, over a folder: keys are paths.

    Every GET waits as long as S3 would take for it; waiting keeps no other thread from working.
    """

    exceptions = Exceptions

    def __init__(self, root: Path, meter: Meter, first_byte: float = FIRST_BYTE_SECONDS) -> None:
        self._root = root
        self._meter = meter
        self._first_byte = first_byte

    def get_object(self, *, Bucket: str, Key: str, Range: str = "", **_: Any) -> dict[str, Any]:
        """An object or a range of its bytes."""
        del Bucket
        try:
            data = self._read(self._root / Key, Range)
        except FileNotFoundError:
            raise NoSuchKey(Key) from None
        self._meter.add(gets=1, bytes=len(data))
        time.sleep(self._first_byte + len(data) / BYTES_PER_SECOND)
        return {"Body": io.BytesIO(data), "ContentLength": len(data)}

    def _read(self, path: Path, span: str) -> bytes:
        with path.open("rb") as file:
            found = _RANGE.fullmatch(span)
            if found is None:
                return file.read()
            first, last = map(int, found.groups())
            file.seek(first)
            return file.read(last + 1 - first)

    def put_object(self, *, Bucket: str, Key: str, Body: Any, **_: Any) -> dict[str, Any]:
        """Write an object."""
        del Bucket
        path = self._root / Key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(Body if isinstance(Body, bytes) else Body.read())
        return {}


@contextmanager
def counted(meter: Meter) -> Iterator[None]:
    """Count the DynamoDB calls of every client made from now on by boto3's default session."""
    import boto3

    boto3.setup_default_session()
    events = boto3._get_default_session().events

    def before(model: Any, params: dict[str, Any], **_: Any) -> None:
        if model.name in _WRITES:
            units = write_units(len(params["body"]), 1, transaction=False)
            meter.add(calls=1, write_units=units)
        elif model.name == _TRANSACTION:
            items = len(json.loads(params["body"])["TransactItems"])
            units = write_units(len(params["body"]), items, transaction=True)
            meter.add(calls=1, write_units=units)

    def after(http_response: Any, model: Any, **_: Any) -> None:
        if model.name not in _WRITES and model.name != _TRANSACTION:
            meter.add(calls=1, read_units=read_units(len(http_response.content)))

    events.register("before-call.dynamodb", before)
    events.register("after-call.dynamodb", after)
    yield
