"""Who belongs to a school: enrolled there now, or tested there before."""

from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from itertools import groupby
from typing import BinaryIO, Final, Protocol, cast

from cers.lake.student_lookup import ExamFile, StudentFile
from cers.model.dataset import bucket_of
from cers.model.snapshot import DataFile, Manifest
from cers.model.student import StudentManifest
from cers.model.tables import EXAMS, STUDENTS
from cers.steps.ingest_stores import IngestStores
from cers.stores.lake_files import LakeFiles
from cers.stores.reference import ReferenceStore
from cers.stores.snapshots import SnapshotStore
from cers.stores.students import StudentSnapshots

SCHOOLS_KEPT: Final = 64
"""Schools whose tested students are kept in memory."""

FILES_KEPT: Final = 32
"""Files of exams that are kept open: some megabytes each."""

_WORKERS: Final = 8


class Enrollment(Protocol):
    """The ties between students and schools, as at the moment it was first asked.

    Made for one delivery or request: what it has read it keeps, so a later snapshot is not seen.
    """

    def at_school(self, school_id: str, student_ids: Collection[str]) -> frozenset[str]:
        """Those of the students who are enrolled in the school or have a result from it.

        A result is a published exam, not a withdrawn one, taken in the school in any year. An
        unknown school or student belongs nowhere.
        """
        ...

    def schools_of(self, student_ids: Collection[str]) -> Mapping[str, str]:
        """The current school of each student whom a registration has placed in one."""
        ...


def enrollment_in(stores: IngestStores) -> Enrollment:
    """The enrollment as the lake knows it now."""
    return LakeEnrollment(
        stores.students.snapshots, stores.snapshots, stores.reference, stores.lake
    )


class LakeEnrollment:
    """Enrollment by the current snapshots of the students and of every dataset.

    Exams are looked for where the school's district keeps them now. Ask for the students of a
    school at once, and for one school after the other.
    """

    def __init__(
        self,
        students: StudentSnapshots,
        snapshots: SnapshotStore,
        reference: ReferenceStore,
        files: LakeFiles,
    ) -> None:
        self._students = students
        self._snapshots = snapshots
        self._reference = reference
        self._files = files
        self._tested = lru_cache(SCHOOLS_KEPT)(self._read_tested)
        self._exams = lru_cache(FILES_KEPT)(self._open_exams)
        self._registered = lru_cache(None)(self._open_students)

    def at_school(self, school_id: str, student_ids: Collection[str]) -> frozenset[str]:
        """See `Enrollment`; exams are only read if somebody is not enrolled in the school."""
        wanted = frozenset(student_ids)
        schools = self.schools_of(wanted)
        enrolled = frozenset(each for each in wanted if schools.get(each) == school_id)
        others = wanted - enrolled
        return enrolled | (others & self._tested(school_id) if others else others)

    def schools_of(self, student_ids: Collection[str]) -> Mapping[str, str]:
        """See `Enrollment`."""
        manifest = self._students_now
        if manifest is None:
            return {}
        buckets = sorted((bucket_of(each, manifest.bucket_count), each) for each in student_ids)
        parts = [
            (file, [student_id for _, student_id in some])
            for bucket, some in groupby(buckets, lambda each: each[0])
            if (file := manifest.find(STUDENTS.name, bucket))
        ]
        with ThreadPoolExecutor(_WORKERS) as pool:
            found = pool.map(lambda part: self._registered(part[0]).schools_of(part[1]), parts)
            return {student_id: school for each in found for student_id, school in each.items()}

    @cached_property
    def _students_now(self) -> StudentManifest | None:
        return self._students.current()

    @cached_property
    def _datasets_now(self) -> list[Manifest]:
        manifests = map(self._snapshots.current, self._snapshots.datasets())
        return [manifest for manifest in manifests if manifest is not None]

    def _read_tested(self, school_id: str) -> frozenset[str]:
        """Everybody with a result from a school."""
        school = self._reference.organizations().schools.get(school_id)
        if school is None:
            return frozenset()
        files = list(_exam_files(self._datasets_now, school.district_id))
        with ThreadPoolExecutor(_WORKERS) as pool:
            found = pool.map(lambda file: self._exams(file).students_of(school_id), files)
            return frozenset().union(*found)

    def _open_students(self, file: DataFile) -> StudentFile:
        return StudentFile(cast(BinaryIO, self._files.open(file)))

    def _open_exams(self, file: DataFile) -> ExamFile:
        return ExamFile(cast(BinaryIO, self._files.open(file)))


def _exam_files(manifests: Iterable[Manifest], district_id: str) -> Iterable[DataFile]:
    for manifest in manifests:
        bucket = bucket_of(district_id, manifest.bucket_count)
        yield from (file for file in manifest.of(EXAMS.name) if file.bucket == bucket)
