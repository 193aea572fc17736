"""Moving results on or back: slice by slice, or all rows of a filter; and what was moved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final, TypedDict

from cers.model.access import NotPermittedError
from cers.model.audit import Action
from cers.model.availability import (
    EVERY_DISTRICT,
    Availability,
    Slice,
    Statement,
    Statements,
)
from cers.model.errors import ConflictError, InputError, NotFoundError
from cers.steps.audit_records import record_of
from cers.steps.availability import (
    YEARS,
    AvailabilitySources,
    Mandate,
    Row,
    Wanted,
    mandate_of,
    rows,
)
from cers.steps.cursors import cursor_of, parsed_cursor
from cers.steps.session import Session
from cers.stores.availability import Changed

MOST_CHANGES: Final = 2_000
"""In one request; a statement about every district is one."""

HISTORY_PAGE: Final = 100
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Move:
    """A slice, and what is to be said of it."""

    slice: Slice
    status: Availability


class Outcome(TypedDict):
    """How many statements were made, and how many rows stayed as they were."""

    changed: int
    unchanged: int


class HistoryEntry(TypedDict):
    """Something that was said of a slice."""

    at: str
    username: str
    role: str
    school_year: int
    district_id: str
    subject: str
    kind: str
    before: str
    after: str


class History(TypedDict):
    """A page of what was said, newest first."""

    entries: list[HistoryEntry]
    next: str | None


def move_each(session: Session, sources: AvailabilitySources, moves: Sequence[Move]) -> Outcome:
    """Say something of some slices: of all of them, or of none.

    Raises:
        NotPermittedError: the role does not move results there, or not there and back.
        NotFoundError: there is no such district of the caller's own.
        InputError: a slice is none that can be moved.
        ConflictError: results are not in a state from which the caller moves them.
    """
    mandate = mandate_of(session)
    if len({each.slice for each in moves}) < len(moves):
        raise InputError("changes: each slice once")
    statements = sources.store.as_of_now(mandate.district_id)
    made = [
        change
        for place, each in enumerate(moves, start=1)
        if (
            change := _checked(
                session, sources, mandate, statements, each, f"changes, place {place}"
            )
        )
    ]
    _write(session, sources, made)
    return Outcome(changed=len(made), unchanged=len(moves) - len(made))


def move_all(
    session: Session, sources: AvailabilitySources, wanted: Wanted, status: Availability
) -> Outcome:
    """Say something of every row that a filter finds and that the caller may move so.

    Where that is every row of a subject, the state says it of every district at once.

    Raises:
        NotPermittedError: the role does not move results, or not there and back.
        InputError: there are too many.
    """
    mandate = mandate_of(session)
    _check_status(mandate, status)
    statements = sources.store.as_of_now(mandate.district_id)
    every = rows(session, sources, mandate, statements, wanted)
    found = [row for row in every if wanted.takes(row)]
    chosen = list(_chosen(every, found, mandate, status))
    if len(chosen) > MOST_CHANGES:
        raise InputError(f"filter: it finds more than {MOST_CHANGES:,} rows: narrow it")
    _write(session, sources, [(row.slice, row.status, status) for row, _ in chosen])
    return Outcome(changed=len(chosen), unchanged=len(found) - sum(moved for _, moved in chosen))


def history(
    session: Session, sources: AvailabilitySources, school_year: int | None, cursor: str
) -> History:
    """What was said about a school year, newest first: about the caller's district and all.

    Raises:
        NotPermittedError: the role moves no results.
        InputError: the cursor is none of ours.
    """
    mandate = mandate_of(session)
    year = school_year or session.tenant.current_year
    before = "".join(parsed_cursor(cursor, parts=1))
    page = sources.store.history(year, mandate.district_id, before, HISTORY_PAGE)
    return History(
        entries=[_entry(each) for each in page.changes],
        next=cursor_of([page.next]) if page.next else None,
    )


_Change = tuple[Slice, Availability, Availability]
"""A slice, how it stood, and how it will."""


def _checked(
    session: Session,
    sources: AvailabilitySources,
    mandate: Mandate,
    statements: Statements,
    move: Move,
    where: str,
) -> _Change | None:
    """A change that may be made; None if there is nothing to change."""
    _check_status(mandate, move.status)
    _check_slice(session, sources, mandate, move.slice, where)
    here = move.slice
    before = statements.of(here.school_year, here.subject, here.kind, here.district_id)
    others = _elsewhere(statements, here) if here.district_id == EVERY_DISTRICT else []
    if all(each == move.status for each in (before, *others)):
        return None
    if not all(each == move.status or mandate.may(each, move.status) for each in (before, *others)):
        held = " or ".join(sorted(mandate.statuses))
        raise ConflictError(f"{where}: you move results that are {held}; some of these are not")
    return here, before, move.status


def _elsewhere(statements: Statements, here: Slice) -> list[Availability]:
    """How the results of those districts stand that something was said of."""
    return [
        statements.of(each.school_year, each.subject, each.kind, each.district_id)
        for each in statements.by_slice
        if replace(each, district_id=EVERY_DISTRICT) == here
    ]


def _check_status(mandate: Mandate, status: Availability) -> None:
    if status not in mandate.statuses:
        raise NotPermittedError(f"your role does not make results {status.value}")


def _check_slice(
    session: Session, sources: AvailabilitySources, mandate: Mandate, here: Slice, where: str
) -> None:
    first = session.tenant.current_year
    if not first <= here.school_year < first + YEARS:
        raise InputError(f"{where}: school_year: {first} or {first + YEARS - 1}")
    if here.subject not in sources.reports.reference.subjects():
        raise InputError(f"{where}: subject: there is none of that code")
    if here.district_id == EVERY_DISTRICT:
        if mandate.district_id is not None:
            raise NotPermittedError("only the state speaks for every district")
        return
    known = here.district_id in sources.reports.reference.organizations().districts
    if not known or mandate.district_id not in (None, here.district_id):
        raise NotFoundError(f"{where}: there is no such district of yours")


def _chosen(
    every: Sequence[Row], found: Sequence[Row], mandate: Mandate, status: Availability
) -> Iterator[tuple[Row, int]]:
    """The rows to say something of, each with how many it moves.

    Where all of a subject are to be moved, that is just the state's own row.
    """
    wanted = {row.slice for row in found}
    by_subject = sorted(every, key=_subject)
    for _, some in groupby(by_subject, key=_subject):
        group = list(some)
        movable = [r for r in group if r.slice in wanted and mandate.may(r.status, status)]
        settled = [r for r in group if r.status == status]
        state = [r for r in group if r.slice.district_id == EVERY_DISTRICT]
        whole = len(movable) + len(settled) == len(group)
        if movable and whole and state and state[0].slice in wanted:
            yield state[0], len(movable)
        else:
            yield from ((r, 1) for r in movable if r.slice.district_id != EVERY_DISTRICT)


def _subject(row: Row) -> tuple[int, str, str]:
    return row.slice.school_year, row.slice.subject, row.slice.kind.value


def _write(session: Session, sources: AvailabilitySources, changes: Sequence[_Change]) -> None:
    """Record changes, and make them."""
    if not changes:
        return
    now = sources.reports.now()
    role = session.assignment.role.code
    _record(session, sources, changes)
    sources.store.put(
        Changed(here, Statement(after, now), session.identity.username, role, before)
        for here, before, after in changes
    )


def _record(session: Session, sources: AvailabilitySources, changes: Sequence[_Change]) -> None:
    districts = {here.district_id for here, _, _ in changes} - {EVERY_DISTRICT}
    record = record_of(
        session,
        Action.CHANGE,
        at=sources.reports.now(),
        district_ids=tuple(sorted(districts)),
        rows=len(changes),
        detail=f"availability of {len(changes)} slices: {_summary(changes)}",
    )
    sources.reports.audit.record(record)


def _summary(changes: Sequence[_Change]) -> str:
    named = "; ".join(
        f"{here.school_year} {here.district_id} {here.subject} {here.kind.value} "
        f"{before.value} -> {after.value}"
        for here, before, after in changes[:_NAMED]
    )
    return f"{named}; and more, see the history" if len(changes) > _NAMED else named


def _entry(change: Changed) -> HistoryEntry:
    here, said = change.slice, change.statement
    return HistoryEntry(
        at=said.changed_at.isoformat(),
        username=change.changed_by,
        role=change.role,
        school_year=here.school_year,
        district_id=here.district_id,
        subject=here.subject,
        kind=here.kind.value,
        before=change.before.value,
        after=said.availability.value,
    )
