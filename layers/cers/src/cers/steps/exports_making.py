"""Making an export: school by school from the lake to a file, and recorded before it can be had.

Whoever makes it has no token of the owner's. The owner's rights are opened anew from what is
stored at that moment: the assignment must still be held. The groups of the token, which a session
is checked against as well, are not known here: the assignment in the store decides. When the file
is fetched the token counts again.

Of a file only the results of one school are in memory at a time, and the ids of its students.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, cast

from cers.model.aggregate_job import Status
from cers.model.audit import Action, Record
from cers.model.errors import AccessError
from cers.model.export_job import Content, ExportJob, FileFormat, Made
from cers.model.filters import Filters
from cers.model.organization import School
from cers.model.query import Engine
from cers.model.roles import Permission
from cers.reports import extract
from cers.reports.extract import Background, Line
from cers.reports.extract_csv import csv_file
from cers.reports.extract_parquet import parquet_file
from cers.reports.population import SchoolPopulation
from cers.reports.rows import ExtractRow, ExtractScoreRow
from cers.steps.checked import checked
from cers.steps.export_orders import holds_everything
from cers.steps.making import (
    GivenUpError,
    MadeFiles,
    MakingJobs,
    attempt,
    handed_over,
    kept,
    put,
    tell,
)
from cers.steps.owned_jobs import session_of
from cers.steps.session import Rights, Session
from cers.steps.sources import Audit, Reference
from cers.steps.transfers import with_transfers

RESERVE_SECONDS: Final = 180.0
"""What putting and recording a large file may take: no school is begun with less time left."""

_STEPS: Final = 20
"""How often it is told how far an export has come."""

_REFUSED: Final = "You may not export all of this any more: ask for what you still see"
_TOO_LARGE: Final = "It is too much for one file: choose fewer schools, or fewer types"

_WRITERS: Final[dict[FileFormat, Callable[[Path], AbstractContextManager["Write"]]]] = {
    FileFormat.CSV: csv_file,
    FileFormat.PARQUET: parquet_file,
}
_CONTENT_TYPES: Final = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.PARQUET: "application/vnd.apache.parquet",
}

Write = Callable[[Iterable[Line]], None]


@dataclass(frozen=True, slots=True)
class MakerSources:
    """What exports are made from, kept in and recorded."""

    jobs: MakingJobs[ExportJob]
    files: MadeFiles
    rights: Rights
    engine: Engine
    reference: Reference
    audit: Audit
    now: Callable[[], datetime]


def make(export_id: str, sources: MakerSources, time_left: Callable[[], float]) -> ExportJob | None:
    """Make an export, unless it was deleted or is over; as it stands then.

    `time_left` says for how many seconds this may still go on.

    Raises:
        UpstreamError: something did not answer: trying again later may help.
    """

    def begin(job: ExportJob) -> ExportJob | None:
        begun = replace(job, status=Status.RUNNING, schools_done=0)
        return _Making(sources, begun, time_left).run()

    return attempt(export_id, sources.jobs, begin)


@dataclass
class _Seen:
    """What of one district has gone into the file."""

    rows: int = 0
    school_ids: set[str] = field(default_factory=set)
    student_ids: set[str] = field(default_factory=set)

    def add(self, row: ExtractRow) -> None:
        self.rows += 1
        self.school_ids.add(row["school_id"])
        self.student_ids.add(row["student_id"])


@dataclass
class _Making:
    """One attempt at an export."""

    sources: MakerSources
    job: ExportJob
    time_left: Callable[[], float]
    by_district: dict[str, _Seen] = field(default_factory=dict)
    contents: set[Content] = field(default_factory=set)

    def run(self) -> ExportJob | None:
        """From the owner's rights to the file."""
        session = self._session()
        self._tell()
        engine = self.sources.engine.pinned()
        with TemporaryDirectory() as folder:
            path = Path(folder) / "export"
            with _WRITERS[self.job.wanted.format](path) as write:
                self._write_schools(session, engine, write)
            rows = sum(each.rows for each in self.by_district.values())
            self.job = replace(self.job, rows=rows)
            if not rows:
                return kept(self.sources.jobs, replace(self.job, status=Status.NO_RESULTS))
            return self._hand_over(session, engine.snapshots, path)

    def _session(self) -> Session:
        """What the owner may export at this moment."""
        try:
            session = session_of(self.job.owner, self.sources.rights)
            session.require(Permission.INDIVIDUAL_RESULTS)
        except AccessError as error:
            raise GivenUpError(_REFUSED) from error
        organizations = self.sources.reference.organizations()
        if not holds_everything(session.export_scope, organizations, self.job.wanted):
            raise GivenUpError(_REFUSED)
        types = frozenset(self.job.wanted.assessment_types)
        # From here on nothing but what may be exported is in scope at all.
        return replace(session, scope=replace(session.export_scope, assessment_types=types))

    def _write_schools(self, session: Session, engine: Engine, write: Write) -> None:
        reference = self.sources.reference
        organizations = reference.organizations()
        background = Background(
            organizations, reference.assessments(), reference.subjects(), session.fields
        )
        chosen = self.job.wanted.school_ids
        for number, school_id in enumerate(chosen, start=1):
            if self.time_left() < RESERVE_SECONDS:
                raise GivenUpError(_TOO_LARGE)
            write(self._lines(session, engine, organizations.schools[school_id], background))
            self.job = replace(self.job, schools_done=number)
            if number * _STEPS // len(chosen) > (number - 1) * _STEPS // len(chosen):
                self._tell()

    def _lines(
        self, session: Session, engine: Engine, school: School, background: Background
    ) -> Iterator[Line]:
        """The lines of one school."""
        wanted = self.job.wanted
        filters = Filters(transfers=wanted.transfers)
        opened = with_transfers(session, engine, SchoolPopulation(school), filters)
        scope, whose = opened.session.scope, opened.population
        query = extract.exams(scope, whose, wanted.school_year)
        every = cast("list[ExtractRow]", checked(engine, query))
        rows = [row for row in every if self._is_first_seen_at(row, school)]
        if not rows:
            return
        self._note(rows)
        query = extract.scores(scope, whose, wanted.school_year)
        scores = cast("list[ExtractScoreRow]", checked(engine, query))
        yield from extract.lines(rows, scores, background)

    def _is_first_seen_at(self, row: ExtractRow, school: School) -> bool:
        """Whether a result is the school's, or of none of the others in the file."""
        return row["school_id"] == school.id or row["school_id"] not in self.job.wanted.school_ids

    def _note(self, rows: Sequence[ExtractRow]) -> None:
        for row in rows:
            self.by_district.setdefault(row["district_id"], _Seen()).add(row)
            self.contents.add(Content(row["asmt_type"], row["subject"], row["district_id"]))

    def _tell(self) -> None:
        tell(self.sources.jobs, self.job)

    def _hand_over(
        self, session: Session, snapshots: tuple[str, ...], path: Path
    ) -> ExportJob | None:
        """Put the file, record what is in it, and only then let its owner know of it."""
        key = put(self.sources.files, path, _CONTENT_TYPES[self.job.wanted.format])
        contents = tuple(sorted(self.contents))
        made = Made(key, path.stat().st_size, contents, session.fields)
        self._record(session, snapshots)
        done = replace(self.job, status=Status.COMPLETED, made=made)
        return handed_over(self.sources.files, self.sources.jobs, done)

    def _record(self, session: Session, snapshots: tuple[str, ...]) -> None:
        """One record for each district, so that none reads of another's schools or students."""
        for district_id, seen in sorted(self.by_district.items()):
            self.sources.audit.record(
                Record(
                    at=self.sources.now(),
                    request_id=session.request_id,
                    action=Action.EXPORT,
                    route=session.route,
                    subject=session.identity.subject,
                    username=session.identity.username,
                    role=session.assignment.role.code,
                    organization_id=session.assignment.organization_id,
                    district_ids=(district_id,),
                    school_ids=tuple(sorted(seen.school_ids)),
                    school_year=self.job.wanted.school_year,
                    rows=seen.rows,
                    snapshots=snapshots,
                    student_ids=tuple(sorted(seen.student_ids)),
                    detail=f"wrote export {self.job.id} as {self.job.wanted.format.value}",
                )
            )
