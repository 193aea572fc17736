"""Making printed reports: from the lake to pages, and recorded before they can be had.

Whoever makes them has no token of the owner's: as with exports, the assignment in the store
decides, and the token counts again when the file is fetched. One student who cannot be told of
stops nobody else; a page that cannot be set stops the file, which is tried again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol
from zipfile import ZIP_DEFLATED, ZipFile

from cers.model.accommodation import Accommodations
from cers.model.aggregate_job import Status
from cers.model.audit import Action
from cers.model.errors import AccessError, InputError, NotFoundError
from cers.model.printed_job import Content, Made, PrintedJob
from cers.model.query import Engine
from cers.reports.history import Definitions
from cers.reports.printed.batch import MOST_PAGES, WORDS, Pages, batch_of, in_files
from cers.reports.printed.page import Batch, Report
from cers.reports.printed.student import Background, report_of
from cers.reports.rows import HistoryRow
from cers.steps.audit_records import record_of
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
from cers.steps.printed_populations import Found, find, for_paper
from cers.steps.printed_records import Printable, printables, records_of
from cers.steps.session import Rights, Session
from cers.steps.sources import Sources

RESERVE_SECONDS: Final = 90.0
"""What setting, putting and recording a file may take: none is begun with less time left."""

STUDENTS_AT_ONCE: Final = 100
"""Whose results are asked for together."""

_REFUSED: Final = "You may not see all of this any more: ask for what you still see"
_TOO_LARGE: Final = "It is too much at once: choose fewer students, or fewer types"


class Labelled(Protocol):
    """Where accommodations are named."""

    def accommodations(self) -> Accommodations:
        """The accommodations of each school year by code."""
        ...


@dataclass(frozen=True, slots=True)
class PrinterSources:
    """What printed reports are made from, kept in and recorded.

    `typeset` sets the pages of a batch; `made_up` says on each that nobody in it exists.
    """

    jobs: MakingJobs[PrintedJob]
    files: MadeFiles
    rights: Rights
    reports: Sources
    labels: Labelled
    typeset: Callable[[Batch], Pages]
    made_up: bool
    now: Callable[[], datetime]


def make(job_id: str, sources: PrinterSources, time_left: Callable[[], float]) -> PrintedJob | None:
    """Make printed reports, unless they were deleted or are over; as they stand then.

    `time_left` says for how many seconds this may still go on.

    Raises:
        UpstreamError: something did not answer: trying again later may help.
        TypesettingError: their pages cannot be set.
    """

    def begin(job: PrintedJob) -> PrintedJob | None:
        begun = replace(
            job, status=Status.RUNNING, students=None, students_done=0, pages=0, files=0
        )
        with TemporaryDirectory() as folder:
            return _Making(sources, begun, time_left, Path(folder)).run()

    return attempt(job_id, sources.jobs, begin)


@dataclass
class _Making:
    """One attempt at printed reports."""

    sources: PrinterSources
    job: PrintedJob
    time_left: Callable[[], float]
    folder: Path
    files: list[Path] = field(default_factory=list)
    told: dict[Content, set[str]] = field(default_factory=dict)
    """Results that are told of, and whose they are."""

    def run(self) -> PrintedJob | None:
        """From the owner's rights to the file."""
        engine = self.sources.reports.engine.pinned()
        session = self._session()
        self._tell()
        found = self._found(session, engine)
        chosen = printables(found, engine, self.job.wanted, self._grades())
        self.job = replace(self.job, students=len(chosen))
        self._tell()
        for reports in in_files(list(self._reports(found, engine, chosen, session))):
            self._set(reports)
        if not self.files:
            return kept(self.sources.jobs, replace(self.job, status=Status.NO_RESULTS))
        return self._hand_over(session, engine.snapshots)

    def _session(self) -> Session:
        """What the owner may take away at this moment."""
        wanted = self.job.wanted
        try:
            session = session_of(self.job.owner, self.sources.rights)
            return for_paper(session, wanted.assessment_types, transfers=wanted.transfers)
        except (AccessError, InputError) as error:
            raise GivenUpError(_REFUSED) from error

    def _found(self, session: Session, engine: Engine) -> Found:
        try:
            return find(session, self.sources.reports, engine, self.job.wanted.whose)
        except (AccessError, NotFoundError) as error:
            raise GivenUpError(_REFUSED) from error

    def _grades(self) -> dict[str, str]:
        """The grade of each assessment."""
        known = self.sources.reports.reference.assessments()
        return {each.id: each.grade for each in known.values()}

    def _reports(
        self, found: Found, engine: Engine, chosen: Sequence[Printable], session: Session
    ) -> Iterator[Report]:
        background = self._background()
        for start in range(0, len(chosen), STUDENTS_AT_ONCE):
            some = chosen[start : start + STUDENTS_AT_ONCE]
            for record in records_of(found, engine, self.job.wanted.school_year, some):
                report = report_of(record, background)
                if report is not None:
                    self._note(record.rows, session)
                    yield report
            self._tell()

    def _background(self) -> Background:
        reference, wanted = self.sources.reports.reference, self.job.wanted
        return Background(
            words=WORDS[wanted.language],
            definitions=Definitions(reference.assessments(), reference.subjects()),
            organizations=reference.organizations(),
            norms=reference.norms(),
            accommodations=self.sources.labels.accommodations() if wanted.accommodations else None,
        )

    def _note(self, rows: Iterable[HistoryRow], session: Session) -> None:
        """Note whose results are told of, and by what right."""
        for row in rows:
            content = Content(
                row["school_year"],
                row["asmt_type"],
                row["subject"],
                row["district_id"],
                row["school_id"],
                arrived=not session.scope.covers(row),
            )
            self.told.setdefault(content, set()).add(row["student_id"])

    def _set(self, reports: Sequence[Report]) -> None:
        """Set reports as a file, or as two where they are longer than they seemed."""
        if self.time_left() < RESERVE_SECONDS:
            raise GivenUpError(_TOO_LARGE)
        wanted = self.job.wanted
        pages = self.sources.typeset(
            batch_of(
                reports,
                WORDS[wanted.language],
                wanted.school_year,
                made_up=self.sources.made_up,
            )
        )
        if pages.count > MOST_PAGES and len(reports) > 1:
            middle = len(reports) // 2
            self._set(reports[:middle])
            self._set(reports[middle:])
            return
        path = self.folder / f"reports-{len(self.files) + 1}.pdf"
        path.write_bytes(pages.data)
        self.files.append(path)
        self.job = replace(
            self.job,
            students_done=self.job.students_done + len(reports),
            pages=self.job.pages + pages.count,
            files=len(self.files),
        )
        self._tell()

    def _tell(self) -> None:
        tell(self.sources.jobs, self.job)

    def _hand_over(self, session: Session, snapshots: tuple[str, ...]) -> PrintedJob | None:
        """Put the file, record whose results it has, and only then let its owner know of it."""
        path, content_type = self._one_file()
        key = put(self.sources.files, path, content_type)
        made = Made(key, path.stat().st_size, tuple(self._contents(session)))
        self._record(session, snapshots)
        done = replace(self.job, status=Status.COMPLETED, made=made)
        return handed_over(self.sources.files, self.sources.jobs, done)

    def _one_file(self) -> tuple[Path, str]:
        if len(self.files) == 1:
            return self.files[0], "application/pdf"
        path = self.folder / "reports.zip"
        with ZipFile(path, "w", ZIP_DEFLATED) as packed:
            for each in self.files:
                packed.write(each, each.name)
        return path, "application/zip"

    def _contents(self, session: Session) -> Iterator[Content]:
        """What is in the file; students only where it is groups that open their results."""
        for content, student_ids in sorted(self.told.items()):
            by_groups = session.scope.memberships and not content.arrived
            yield replace(content, student_ids=tuple(sorted(student_ids)) if by_groups else ())

    def _record(self, session: Session, snapshots: tuple[str, ...]) -> None:
        """One record for each district, so that none reads of another's schools or students."""
        for district_id in sorted({each.district_id for each in self.told}):
            here = {each: ids for each, ids in self.told.items() if each.district_id == district_id}
            self.sources.reports.audit.record(
                record_of(
                    session,
                    Action.EXPORT,
                    at=self.sources.now(),
                    district_ids=(district_id,),
                    school_ids=tuple(sorted({each.school_id for each in here})),
                    student_ids=tuple(sorted(set().union(*here.values()))),
                    group_id=self.job.wanted.whose.group_id,
                    school_year=self.job.wanted.school_year,
                    rows=sum(map(len, here.values())),
                    snapshots=snapshots,
                    detail=f"made printed reports {self.job.id}",
                )
            )
