"""How far results have come: shown as rows of school year, district, subject and kind of report.

Reviewers see the rows of their district, those of the state all of them and one for every district
at once; so do operators.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypedDict, cast

from cers.model.access import NotPermittedError
from cers.model.availability import (
    EVERY_DISTRICT,
    Availability,
    ReportKind,
    Slice,
    Statements,
)
from cers.model.roles import Level, Permission
from cers.model.scope import SUMMATIVE, Scope, Window
from cers.reports.availability import result_counts
from cers.reports.documents import Named
from cers.reports.rows import CountRow
from cers.steps.checked import checked
from cers.steps.cursors import cursor_of, parsed_cursor
from cers.steps.session import Session
from cers.steps.sources import Sources
from cers.stores.availability import AvailabilityStore

PAGE: Final = 100
YEARS: Final = 2
"""The current school year and the next: all before are released."""

_EVERYTHING: Final = Window(current_year=10_000)

_STATUSES: Final = {
    Permission.OPERATE: frozenset({Availability.LOADING, Availability.REVIEWING}),
    Permission.REVIEW_RESULTS: frozenset({Availability.REVIEWING, Availability.RELEASED}),
}
"""Between which states a permission moves results; no role has both permissions."""


@dataclass(frozen=True, slots=True)
class AvailabilitySources:
    """Where statements are kept, and results counted."""

    store: AvailabilityStore
    reports: Sources


@dataclass(frozen=True, slots=True)
class Mandate:
    """Whose results somebody moves (None: everybody's), and between which states."""

    district_id: str | None
    statuses: frozenset[Availability]

    def may(self, before: Availability, after: Availability) -> bool:
        """Whether results may be moved from one state to another."""
        return before != after and {before, after} <= self.statuses


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are asked for; what is empty does not restrict them."""

    school_year: int | None = None
    district_id: str = ""
    subject: str = ""
    kind: ReportKind | None = None
    status: Availability | None = None

    def takes(self, row: "Row") -> bool:
        """Whether a row is asked for."""
        here = row.slice
        return (
            self.school_year in (None, here.school_year)
            and self.district_id in ("", here.district_id)
            and self.subject in ("", here.subject)
            and self.kind in (None, here.kind)
            and self.status in (None, row.status)
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One slice: its name, how many results it has and how far they have come."""

    slice: Slice
    district_name: str
    results: int
    status: Availability
    changed_at: datetime | None

    @property
    def place(self) -> tuple[str, ...]:
        """Where it stands: the newest year first, the state before its districts, by name."""
        here = self.slice
        state_first = "0" if here.district_id == EVERY_DISTRICT else "1"
        names = (self.district_name.casefold(), here.district_id, here.subject, here.kind.value)
        return (f"{9999 - here.school_year:04}", state_first, *names)


class RowDocument(TypedDict):
    """A row as answers show it; the district `*` stands for all of them."""

    school_year: int
    district: Named
    subject: str
    kind: str
    results: int
    status: str
    changed_at: str | None
    may_become: list[str]


class RowPage(TypedDict):
    """One page of rows."""

    rows: list[RowDocument]
    total: int
    next: str | None


def mandate_of(session: Session) -> Mandate:
    """Whose results the caller moves, and between which states.

    Raises:
        NotPermittedError: the role moves none.
    """
    session.require(*_STATUSES)
    statuses = (states for each, states in _STATUSES.items() if session.assignment.may(each))
    level, here = session.assignment.role.level, session.assignment.organization_id
    if level not in (Level.STATE, Level.DISTRICT):
        raise NotPermittedError("results are released by districts and the state")
    return Mandate(here if level is Level.DISTRICT else None, frozenset().union(*statuses))


def show(session: Session, sources: AvailabilitySources, wanted: Wanted, cursor: str) -> RowPage:
    """One page of the rows that are asked for.

    Raises:
        NotPermittedError: the role moves no results.
        InputError: the cursor is none of ours.
    """
    mandate = mandate_of(session)
    statements = sources.store.as_of_now(mandate.district_id)
    found = [
        row for row in rows(session, sources, mandate, statements, wanted) if wanted.takes(row)
    ]
    ordered = sorted(found, key=lambda row: row.place)
    after = parsed_cursor(cursor, parts=6)
    later = [row for row in ordered if not after or row.place > after]
    page = later[:PAGE]
    return RowPage(
        rows=[_document(row, mandate) for row in page],
        total=len(ordered),
        next=cursor_of(page[-1].place) if len(later) > PAGE else None,
    )


def rows(
    session: Session,
    sources: AvailabilitySources,
    mandate: Mandate,
    statements: Statements,
    wanted: Wanted,
) -> list[Row]:
    """The rows of whom somebody has a mandate for: with results, or with a statement of their own.

    `wanted` only saves counting: rows it does not ask for may be among them.
    """
    counts = _counts(session, sources, mandate, wanted)
    if mandate.district_id is None:
        counts |= _of_all(counts)
    stated = {(each.school_year, each.district_id, each.subject) for each in statements.by_slice}
    mine = {key for key in stated if mandate.district_id in (None, key[1])}
    name = _namer(sources)
    return [
        _row(Slice(year, subject, kind, district), counts, statements, name)
        for year, district, subject in counts.keys() | mine
        for kind in ReportKind
    ]


_Counts = dict[tuple[int, str, str], int]
"""School year, district and subject -> results."""


def _counts(
    session: Session, sources: AvailabilitySources, mandate: Mandate, wanted: Wanted
) -> _Counts:
    """How many results there are. Whoever moves them may know that, and nothing else of them."""
    asked = mandate.district_id or wanted.district_id
    districts = frozenset({asked}) if asked and asked != EVERY_DISTRICT else None
    types = frozenset({SUMMATIVE})
    scope = (
        Scope(types, statewide=True, window=_EVERYTHING)
        if mandate.district_id is None
        else Scope(types, district_ids=frozenset({mandate.district_id}), window=_EVERYTHING)
    )
    query = result_counts(scope, districts, session.tenant.current_year, wanted.subject)
    found = cast("list[CountRow]", checked(sources.reports.engine, query))
    return {
        (row["school_year"], row["district_id"], row["subject"]): row["results"]
        for row in found
        if row["school_year"] < session.tenant.current_year + YEARS
    }


def _of_all(counts: _Counts) -> _Counts:
    every: _Counts = {}
    for (year, _, subject), results in counts.items():
        key = year, EVERY_DISTRICT, subject
        every[key] = every.get(key, 0) + results
    return every


def _namer(sources: AvailabilitySources) -> Callable[[str], str]:
    districts = sources.reports.reference.organizations().districts
    names = {id_: district.name for id_, district in districts.items()}
    return lambda id_: names.get(id_, "Every district" if id_ == EVERY_DISTRICT else id_)


def _row(here: Slice, counts: _Counts, statements: Statements, name: Callable[[str], str]) -> Row:
    said = statements.that_counts(here)
    return Row(
        slice=here,
        district_name=name(here.district_id),
        results=counts.get((here.school_year, here.district_id, here.subject), 0),
        status=said.availability if said else Availability.LOADING,
        changed_at=said.changed_at if said else None,
    )


def _document(row: Row, mandate: Mandate) -> RowDocument:
    here = row.slice
    return RowDocument(
        school_year=here.school_year,
        district=Named(id=here.district_id, name=row.district_name),
        subject=here.subject,
        kind=here.kind.value,
        results=row.results,
        status=row.status.value,
        changed_at=row.changed_at.isoformat() if row.changed_at else None,
        may_become=[each.value for each in Availability if mandate.may(row.status, each)],
    )
