"""What delivered bytes came to when they were last read, as rows of the deliveries table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cers.model.dataset import Dataset
from cers.model.snapshot import StagedFile
from cers.stores.dynamodb import Row
from cers.stores.staged_lists import packed, unpacked

_DIGEST: Final = "DIGEST#"
_STAGED: Final = "STAGED#"


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes that were read before.

    Equal bytes come to the same only at the same `place`, a vendor's feed such as `ets/exams`, and
    against reference data of the same `fingerprint`. `delivery_id` is the delivery whose receipt
    tells what they came to. `files` is what they staged, by dataset; None if those files hold
    other deliveries too.
    """

    place: str
    digest: str
    fingerprint: str
    delivery_id: str
    files: Mapping[Dataset, tuple[StagedFile, ...]] | None = None


def memory_key(place: str, digest: str) -> tuple[str, str]:
    """The row's partition and sort key."""
    return f"{_DIGEST}{digest}", f"{_STAGED}{place}"


def memory_row(memory: Memory) -> Row:
    """The row of a memory."""
    pk, sk = memory_key(memory.place, memory.digest)
    row: Row = {
        "pk": pk,
        "sk": sk,
        "fingerprint": memory.fingerprint,
        "delivery_id": memory.delivery_id,
    }
    if memory.files is not None:
        row["files"] = {dataset.id: packed(files) for dataset, files in memory.files.items()}
    return row


def memory_of(row: Mapping[str, Any]) -> Memory:
    """The memory in a row."""
    files = row.get("files")
    return Memory(
        place=row["sk"].removeprefix(_STAGED),
        digest=row["pk"].removeprefix(_DIGEST),
        fingerprint=row["fingerprint"],
        delivery_id=row["delivery_id"],
        files=None
        if files is None
        else {Dataset.parse(dataset): unpacked(each) for dataset, each in files.items()},
    )
