"""Availability: how far summative results of the current school year have come.

Results of a school year, district and subject pass through three states, for individual and for
aggregate reports apart. Loading ones are seen by nobody, those in review by reviewers, released
ones by everybody entitled. What nobody ever said anything about is loading. School years before
the current one are released; interim results always are. (Source: RDW's runbook, "Test Results
Availability", as of version 2.5.)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Final

from cers.model.scope import Opening, Window

EVERY_DISTRICT: Final = "*"
"""Stands for all districts in what the state says of them at once."""


class ReportKind(StrEnum):
    """What results are released for: reports that name students, and those that count them."""

    INDIVIDUAL = "individual"
    AGGREGATE = "aggregate"


class Availability(StrEnum):
    """How far results have come."""

    LOADING = "loading"
    REVIEWING = "reviewing"
    RELEASED = "released"


@dataclass(frozen=True, slots=True, order=True)
class Slice:
    """Results that become available together; `district_id` may be `EVERY_DISTRICT`."""

    school_year: int
    subject: str
    kind: ReportKind
    district_id: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody said of a slice, and when."""

    availability: Availability
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Statements:
    """Everything that was said and still counts, by slice.

    Of what the state said of every district and what was said of one, the later counts.
    """

    current_year: int
    by_slice: Mapping[Slice, Statement] = field(default_factory=dict)

    def of(
        self, school_year: int, subject: str, kind: ReportKind, district_id: str
    ) -> Availability:
        """How far the results of a district and subject have come."""
        if school_year < self.current_year:
            return Availability.RELEASED
        said = self.that_counts(Slice(school_year, subject, kind, district_id))
        return said.availability if said else Availability.LOADING

    def that_counts(self, about: Slice) -> Statement | None:
        """The latest that was said of a slice, of its district or of all; None if nothing was."""
        said = [self.by_slice.get(each) for each in (about, _of_all(about))]
        # Of two at the same moment the district's own counts: it stands first.
        known = (each for each in said if each is not None)
        return max(known, key=lambda each: each.changed_at, default=None)

    def window(self, kind: ReportKind, *, in_review: bool) -> Window:
        """What is open to somebody who does, or does not, see results in review."""
        seen = {Availability.RELEASED} | ({Availability.REVIEWING} if in_review else set())
        openings = (
            self._opening(year, subject, kind, [each.district_id for each in slices], seen)
            for (year, subject), slices in _by_subject(self.by_slice, kind)
            if year >= self.current_year
        )
        return Window(self.current_year, tuple(each for each in openings if each is not None))

    def _opening(
        self,
        year: int,
        subject: str,
        kind: ReportKind,
        named: Iterable[str],
        seen: set[Availability],
    ) -> Opening | None:
        districts = {id_ for id_ in named if id_ != EVERY_DISTRICT}
        shown = {id_ for id_ in districts if self.of(year, subject, kind, id_) in seen}
        if self.of(year, subject, kind, EVERY_DISTRICT) in seen:
            return Opening(year, subject, None, frozenset(districts - shown))
        return Opening(year, subject, frozenset(shown)) if shown else None


def _of_all(about: Slice) -> Slice:
    return replace(about, district_id=EVERY_DISTRICT)


def _by_subject(
    slices: Iterable[Slice], kind: ReportKind
) -> Iterable[tuple[tuple[int, str], Iterable[Slice]]]:
    mine = sorted(each for each in slices if each.kind is kind)
    return groupby(mine, key=lambda each: (each.school_year, each.subject))
