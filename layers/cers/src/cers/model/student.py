"""The students: the snapshot of what registrations say of them, and where its files lie."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Self

from cers.model.snapshot import DataFile

STUDENTS_PREFIX: Final = "published/students/"
REGISTRATIONS_PREFIX: Final = "published/student_registrations/"
MANIFESTS_PREFIX: Final = "manifests/students/"


@dataclass(frozen=True, slots=True)
class StudentManifest:
    """One immutable state of the students: the complete list of its files.

    A student's rows lie in the bucket that `dataset.bucket_of` names for the student's id. `id`
    is unique to the snapshot; `parent` is the one it was made from, empty for the first.
    """

    id: str
    parent: str
    created_at: datetime
    bucket_count: int
    files: tuple[DataFile, ...]

    @property
    def key(self) -> str:
        """The manifest's key in the lake bucket."""
        return f"{MANIFESTS_PREFIX}{self.id}.json"

    def find(self, table: str, bucket: int) -> DataFile | None:
        """The file of one table and bucket; None while there is none."""
        wanted = (file for file in self.files if (file.table, file.bucket) == (table, bucket))
        return next(wanted, None)

    def to_json(self) -> dict[str, Any]:
        """The manifest as the JSON document that is stored."""
        return {**asdict(self), "created_at": self.created_at.isoformat()}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """The manifest a JSON document describes."""
        fields = dict(document)
        fields["created_at"] = datetime.fromisoformat(fields["created_at"])
        fields["files"] = tuple(DataFile(**file) for file in fields["files"])
        return cls(**fields)


def student_key(table: str, bucket: int, snapshot_id: str) -> str:
    """Where a table's file of a snapshot lies in the lake bucket."""
    return f"published/{table}/bucket={bucket:02d}/snapshot={snapshot_id}/part.parquet"
