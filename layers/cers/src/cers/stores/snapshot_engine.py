"""The engine for one district or less: DuckDB over the immutable files of a snapshot.

It reads which files there are from the manifest, and of those only what the question can find
anything in: the years and assessment types it names, and the buckets its districts lie in; of the
registered students, the buckets of those it names.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Final, Protocol, Self

import duckdb
from botocore.exceptions import BotoCoreError, ClientError

from cers.model.dataset import Dataset, bucket_of
from cers.model.errors import UpstreamError
from cers.model.query import Query, Reach, Row
from cers.model.snapshot import DataFile, Manifest
from cers.model.student import StudentManifest
from cers.model.tables import (
    PARTITIONS,
    PUBLISHED_TABLES,
    STUDENT_PARTITIONS,
    STUDENTS,
    Column,
    Table,
)
from cers.stores.blocks import PROTOCOL, BlockCache, LakeFileSystem

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_MIB: Final = 1024 * 1024
_SAFE_KEY: Final = re.compile(r"published/[A-Za-z0-9_=/.-]+")
_TYPES: Final = {"string": "VARCHAR", "timestamp": "TIMESTAMPTZ", "array<string>": "VARCHAR[]"}
_PARTITIONS: Final[Mapping[str, tuple[Column, ...]]] = {
    **{table.name: PARTITIONS for table in PUBLISHED_TABLES},
    STUDENTS.name: STUDENT_PARTITIONS,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What the engine may use, and for how many seconds it may trust a pointer it has read.

    Threads mostly wait for S3: more of them than processors read a history's many files at once.
    """

    threads: int = 8
    memory_mib: int = 512
    cache_mib: int = 128
    pointer_seconds: float = 2.0


class Snapshots(Protocol):
    """Where the current snapshots are found."""

    def current(self, dataset: Dataset) -> Manifest | None:
        """The current snapshot of a dataset; None before the first."""
        ...

    def datasets(self) -> list[Dataset]:
        """Every dataset that has a snapshot."""
        ...


class RegisteredStudents(Protocol):
    """Where the current snapshot of the students is found."""

    def current(self) -> StudentManifest | None:
        """The current snapshot; None before the first."""
        ...


class SnapshotEngine:
    """Answers from the current snapshots; without `students`, nobody is registered."""

    def __init__(
        self,
        s3: "S3Client",
        lake_bucket: str,
        snapshots: Snapshots,
        limits: Limits | None = None,
        students: RegisteredStudents | None = None,
    ) -> None:
        limits = limits or Limits()
        self._current = _Current(snapshots, students, limits.pointer_seconds)
        self._files = LakeFileSystem(BlockCache(s3, lake_bucket, limits.cache_mib * _MIB))
        self._duckdb = _connect(self._files, limits)
        self._lock = Lock()

    @property
    def snapshots(self) -> tuple[str, ...]:
        """Unknown: only a pinned engine keeps count."""
        return ()

    def rows(self, query: Query) -> list[Row]:
        """Answer a query from the snapshots current now."""
        return self.pinned().rows(query)

    def pinned(self) -> "PinnedEngine":
        """An engine that answers everything from one snapshot of each dataset."""
        return PinnedEngine(self._current, self._files, self._cursor)

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            return self._duckdb.cursor()


class PinnedEngine:
    """Answers from one snapshot of each dataset, however long it is used. For one request."""

    def __init__(
        self,
        current: "_Current",
        files: LakeFileSystem,
        cursor: Callable[[], duckdb.DuckDBPyConnection],
    ) -> None:
        self._current = current
        self._files = files
        self._cursor = cursor
        self._pinned: dict[Dataset, Manifest] = {}
        self._students: StudentManifest | None = None

    @property
    def snapshots(self) -> tuple[str, ...]:
        """The snapshots read so far."""
        students = (f"{STUDENTS.name}/{each.id}" for each in (self._students,) if each)
        return (*(f"{each.dataset.id}/{each.id}" for each in self._pinned.values()), *students)

    def pinned(self) -> Self:
        """Itself."""
        return self

    def rows(self, query: Query) -> list[Row]:
        """Answer a query from the pinned snapshots.

        Raises:
            UpstreamError: a file or a pointer could not be read.
        """
        try:
            with self._cursor() as cursor:
                for table in query.tables:
                    self._show(cursor, table, self._files_of(table, query.reach))
                return _fetched(cursor.execute(query.sql, list(query.values)))
        except (duckdb.Error, BotoCoreError, ClientError, OSError) as error:
            raise UpstreamError("results cannot be read just now") from error

    def _files_of(self, table: str, reach: Reach) -> list[DataFile]:
        if table != STUDENTS.name:
            return _files(self._manifests(reach), table, reach)
        if self._students is None:
            self._students = self._current.students()
        return _student_files(self._students, reach) if self._students else []

    def _manifests(self, reach: Reach) -> list[Manifest]:
        for dataset in self._current.datasets():
            if dataset not in self._pinned and _reaches(reach, dataset):
                manifest = self._current.manifest(dataset)
                if manifest is not None:
                    self._pinned[dataset] = manifest
        return [manifest for dataset, manifest in self._pinned.items() if _reaches(reach, dataset)]

    def _show(
        self, cursor: duckdb.DuckDBPyConnection, table: str, files: Sequence[DataFile]
    ) -> None:
        """Let the query see these files as the table; without files the empty table remains."""
        if files:
            paths = (self._files.admit(_checked(file.key), file.bytes) for file in files)
            cursor.execute(_view(table, paths))


class _Current:
    """Pointers and manifests, read again once they are `seconds` old."""

    def __init__(
        self, snapshots: Snapshots, students: RegisteredStudents | None, seconds: float
    ) -> None:
        self._snapshots = snapshots
        self._registered = students
        self._seconds = seconds
        self._students: tuple[float, StudentManifest | None] = (0.0, None)
        self._datasets: tuple[float, list[Dataset]] = (0.0, [])
        self._manifests: dict[Dataset, tuple[float, Manifest | None]] = {}

    def datasets(self) -> list[Dataset]:
        until, datasets = self._datasets
        if monotonic() >= until:
            datasets = sorted(self._snapshots.datasets())
            self._datasets = (monotonic() + self._seconds, datasets)
        return datasets

    def manifest(self, dataset: Dataset) -> Manifest | None:
        until, manifest = self._manifests.get(dataset, (0.0, None))
        if monotonic() >= until:
            manifest = self._snapshots.current(dataset)
            self._manifests[dataset] = (monotonic() + self._seconds, manifest)
        return manifest

    def students(self) -> StudentManifest | None:
        until, manifest = self._students
        if self._registered is not None and monotonic() >= until:
            manifest = self._registered.current()
            self._students = (monotonic() + self._seconds, manifest)
        return manifest


def _connect(files: LakeFileSystem, limits: Limits) -> duckdb.DuckDBPyConnection:
    """A database in memory that can read the lake and nothing else."""
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "threads": str(limits.threads),
            "memory_limit": f"{limits.memory_mib}MB",
            "temp_directory": "",
        }
    )
    connection.register_filesystem(files)
    for table in (*PUBLISHED_TABLES, STUDENTS):
        connection.execute(_empty(table))
    # Athena's names for them; NULLs are left out of a joined list by both.
    connection.execute("CREATE MACRO array_join(a, s) AS array_to_string(a, s)")
    connection.execute("CREATE MACRO regexp_like(s, p) AS regexp_matches(s, p)")
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    connection.execute("SET GLOBAL parquet_metadata_cache = true")
    connection.execute(f"SET GLOBAL allowed_directories = ['{PROTOCOL}://published/']")
    connection.execute("SET GLOBAL enable_external_access = false")
    connection.execute("SET GLOBAL lock_configuration = true")
    return connection


def _empty(table: Table) -> str:
    columns = (
        f"{column.name} {_TYPES.get(column.type, column.type.upper())}"
        for column in (*table.columns, *_PARTITIONS[table.name])
    )
    return f"CREATE TABLE {table.name} ({', '.join(columns)})"


def _view(table: str, paths: Iterable[str]) -> str:
    """The table as a view of these files, its partition columns read from their paths.

    DuckDB takes no parameters here; the paths have been checked to hold no quotes.
    """
    files = ", ".join(f"'{path}'" for path in paths)
    types = ", ".join(
        f"{each.name}: {_TYPES.get(each.type, each.type)}" for each in _PARTITIONS[table]
    )
    source = f"read_parquet([{files}], hive_partitioning = true, hive_types = {{{types}}})"
    return " ".join(("CREATE TEMP VIEW", table, "AS SELECT * FROM", source))


def _checked(key: str) -> str:
    if not _SAFE_KEY.fullmatch(key):
        raise UpstreamError("a manifest names a file that cannot be one of a snapshot")
    return key


def _reaches(reach: Reach, dataset: Dataset) -> bool:
    years, types = reach.school_years, reach.assessment_types
    return (years is None or dataset.school_year in years) and (
        types is None or dataset.asmt_type in types
    )


def _files(manifests: Iterable[Manifest], table: str, reach: Reach) -> list[DataFile]:
    found: list[DataFile] = []
    for manifest in manifests:
        files = manifest.of(table)
        if reach.district_ids is not None:
            buckets = {bucket_of(id_, manifest.bucket_count) for id_ in reach.district_ids}
            files = tuple(file for file in files if file.bucket in buckets)
        found.extend(file for file in files if file.rows)
    return found


def _student_files(manifest: StudentManifest, reach: Reach) -> list[DataFile]:
    found = (file for file in manifest.files if file.table == STUDENTS.name and file.rows)
    if reach.student_ids is None:
        return list(found)
    buckets = {bucket_of(id_, manifest.bucket_count) for id_ in reach.student_ids}
    return [file for file in found if file.bucket in buckets]


def _fetched(result: duckdb.DuckDBPyConnection) -> list[Row]:
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
