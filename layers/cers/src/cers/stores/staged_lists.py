"""Lists of staged files as a table's rows hold them: packed, since a row has at most 400 KB."""

import json
import zlib
from collections.abc import Sequence
from typing import Any

from cers.model.snapshot import StagedFile


def listed(files: Sequence[StagedFile]) -> bytes:
    """The list as text, equal for equal lists."""
    return json.dumps([[file.table, file.key, file.rows] for file in files]).encode()


def packed(files: Sequence[StagedFile]) -> bytes:
    """The list as it is stored."""
    return zlib.compress(listed(files))


def unpacked(data: Any) -> tuple[StagedFile, ...]:
    """The list that was stored; `data` is bytes, or what DynamoDB makes of them."""
    return tuple(StagedFile(*file) for file in json.loads(zlib.decompress(bytes(data))))
