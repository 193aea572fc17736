"""What somebody may see of comparison rows beyond their own results: counted, then decided on."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from cers.model.access import Assignment, Group
from cers.model.comparison import (
    Knowledge,
    RowKind,
    Standing,
    is_partly_open,
    knowledge_of,
    may_compare,
    narrowed,
)
from cers.model.dataset import Dataset
from cers.model.query import Row
from cers.model.roles import Permission
from cers.model.scope import SUMMATIVE, Scope, Window
from cers.model.suppression import Key, Released, Shown, Suppressed
from cers.model.suppression.release import LEAST, too_few
from cers.reports.aggregate.rows import LevelsRow
from cers.reports.aggregate.tallies import Tally
from cers.reports.comparison import StateCount, within_district
from cers.reports.comparison_release import (
    Counted,
    DistrictCount,
    are_decided_together,
    district_count,
    district_key,
    released,
    released_rounded,
    school_key,
    state_count,
    state_key,
)
from cers.steps.asking import Asked
from cers.steps.checked import checked
from cers.steps.comparison_counts import Counting
from cers.steps.session import Access, Availabilities, Session, aggregate_window, held
from cers.steps.sources import Sources

Found = Shown | Suppressed | Standing
"""What is shown of a row, or why nothing is."""


def results_in(about: Asked, district_id: str) -> Row:
    """What a window is asked about: the results of a sitting in a district."""
    return {
        "asmt_type": about.sitting.assessment_type,
        "school_year": about.sitting.school_year,
        "subject": about.definition.assessment.subject,
        "district_id": district_id,
    }


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a session, and everything its user holds, which they know as well."""

    session: Session
    held: tuple[Assignment, ...]
    groups: tuple[Group, ...]


def caller_of(session: Session, access: Access) -> Caller:
    """The user of a session with all they hold."""
    every = tuple(held(session.identity, access))
    by_groups = any(not each.may(Permission.INDIVIDUAL_RESULTS) for each in every)
    groups = access.groups_of(session.identity.username) if by_groups else ()
    return Caller(session, every, tuple(groups))


@dataclass(frozen=True, slots=True)
class ComparisonSources:
    """What comparisons are made from."""

    sources: Sources
    availabilities: Availabilities
    counting: Counting


@dataclass
class Beyond:
    """The counts beyond somebody's own results, each made when it is first needed."""

    caller: Caller
    made_from: ComparisonSources
    about: Asked

    def found(self, kind: RowKind) -> Found:
        """What may be shown of a row that is not the caller's own."""
        if not may_compare(self.caller.session.assignment, kind, self._type):
            return Standing.NOT_COMPARABLE
        if not self.is_released(kind):
            return Standing.NOT_RELEASED
        decided = self._decided(kind)
        if decided is None:
            return Standing.BEING_COUNTED
        return decided.get(self._key(kind), Suppressed(too_few(LEAST)))

    def is_released(self, kind: RowKind) -> bool:
        """Whether the results of a row, or any of them, are released for aggregate reports."""
        if self._type != SUMMATIVE or self._year < self._window.current_year:
            return True
        if kind is RowKind.STATE:
            return bool(self._window.openings)
        return self._is_open(self._district_id)

    @cached_property
    def is_partial(self) -> bool:
        """Whether the state's row lacks districts that are not released."""
        return is_partly_open(self._window, self._year)

    @cached_property
    def state(self) -> dict[str, Tally] | None:
        """Everybody in the state, by district; None while that is being counted."""
        scope = Scope(frozenset({self._type}), statewide=True, window=self._window)
        counting = self.made_from.counting
        rows = counting.rows(StateCount(scope, self.about.sitting), self._snapshot)
        return None if rows is None else state_count(rows)

    def _decided(self, kind: RowKind) -> Released | None:
        if self._is_decided_together:
            return self._together
        return self._rounded if kind is RowKind.STATE else self._district

    @cached_property
    def _together(self) -> Released | None:
        if self.state is None:
            return None
        counted = Counted(self._districts_of(self._watched), self.state)
        return released(counted, self._knowledge, self.about.definition.overall)

    @cached_property
    def _district(self) -> Released:
        counted = Counted(self._districts_of({self._district_id}))
        return released(counted, self._knowledge, self.about.definition.overall)

    @cached_property
    def _rounded(self) -> Released | None:
        if self.state is None:
            return None
        return released_rounded(self.state, self.about.definition.overall)

    @property
    def _is_decided_together(self) -> bool:
        """With interim results, which have no row of the state, each district is by itself."""
        districts = self.made_from.sources.reference.organizations().districts
        return self._type == SUMMATIVE and are_decided_together(len(districts))

    def _districts_of(self, district_ids: set[str]) -> dict[str, DistrictCount]:
        asked = sorted(each for each in district_ids if self._is_open(each))
        return {each: self._counted_within(each) for each in asked}

    def _counted_within(self, district_id: str) -> DistrictCount:
        school_ids = self._schools_in(district_id)
        students = self._knowledge.students
        query = within_district(
            Scope(
                frozenset({self._type}),
                district_ids=frozenset({district_id}),
                window=self._window,
            ),
            self.about.sitting,
            district_id,
            school_ids,
            {each: students[each] for each in school_ids if each in students},
        )
        rows = cast("Sequence[LevelsRow]", checked(self.about.engine, query))
        return district_count(rows, school_ids)

    @cached_property
    def _watched(self) -> set[str]:
        """The districts with schools whose rows may be shown, of which the caller sees a part."""
        schools = self.made_from.sources.reference.organizations().schools
        here = {schools[each].district_id for each in self._school_ids if each in schools}
        return {each for each in here if not self._knowledge.knows_district(each)}

    def _schools_in(self, district_id: str) -> list[str]:
        schools = self.made_from.sources.reference.organizations().schools
        return sorted(
            each
            for each in self._school_ids
            if each in schools and schools[each].district_id == district_id
        )

    @cached_property
    def _school_ids(self) -> frozenset[str]:
        """Every school whose row the caller may ever be shown, on this page or on another."""
        return self._knowledge.schools | {self.about.population.school.id}

    @cached_property
    def _knowledge(self) -> Knowledge:
        subject = self.about.definition.assessment.subject
        return knowledge_of(self.caller.held, self.caller.groups, self._type, subject)

    @cached_property
    def _window(self) -> Window:
        """What is released for aggregate reports of this year and subject, to whoever asks."""
        session = self.caller.session
        if self._type != SUMMATIVE:
            return Window(session.tenant.current_year)
        open_now = aggregate_window(
            session.assignment, self.made_from.availabilities, taken_away=True
        )
        return narrowed(open_now, self._year, self.about.definition.assessment.subject)

    def _is_open(self, district_id: str) -> bool:
        return self._window.admits(results_in(self.about, district_id))

    @cached_property
    def _snapshot(self) -> str:
        """The snapshot the caller's own results were read from; empty where there is none."""
        dataset = Dataset(self._year, self._type).id
        return next((s for s in self.about.engine.snapshots if s.startswith(f"{dataset}/")), "")

    def _key(self, kind: RowKind) -> Key:
        match kind:
            case RowKind.SCHOOL:
                return school_key(self.about.population.school.id)
            case RowKind.DISTRICT:
                return district_key(self._district_id)
            case _:
                return state_key()

    @property
    def _district_id(self) -> str:
        return self.about.population.school.district_id

    @property
    def _year(self) -> int:
        return self.about.sitting.school_year

    @property
    def _type(self) -> str:
        return self.about.sitting.assessment_type
