"""The questions of an aggregate report: one for each dimension, each within the same scope.

**Which results count.** Those with a scale score and an achievement level; of several of the same
student, assessment and school year the latest by the time of completion and, of those completed at
the same time, the one with the greatest opportunity id. That one alone is looked at for how it was
taken and for who the student was at that time. (In a longitudinal report it is the latest of a
school year, subject and grade, of students who were in a grade that takes the grade's test.)

A report within one district looks at that district's results alone; a wider one at all of the
state's, where a student who moved counts once.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cers.model.aggregate import Definition, ReportType
from cers.model.assessment import grades_of
from cers.model.query import Query, Reach, Value
from cers.model.roles import Level
from cers.model.scope import Scope
from cers.reports.aggregate.layout import Layout
from cers.reports.aggregate.steps import school_years_of, steps_of
from cers.reports.aggregate.values import (
    OVERALL,
    dimensions_of,
    kept_clause,
    type_clause,
    value_clause,
)
from cers.reports.clauses import EVERYTHING, NOTHING, Clause, all_of, among, any_of, compared
from cers.reports.question import ask

TESTED: Final = "tested"
"""The question of a target report that counts its students."""

_MOST_BY_ID: Final = 50
_FILES: Final = {
    ReportType.YEARLY: "aggregate_results",
    ReportType.LONGITUDINAL: "aggregate_longitudinal",
    ReportType.CLAIM: "aggregate_scores",
    ReportType.ALTERNATE: "aggregate_scores",
    ReportType.TARGET: "aggregate_targets",
}


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A definition with the places it is about and the scope it is asked within."""

    definition: Definition
    layout: Layout
    scope: Scope

    @property
    def questions(self) -> Mapping[str, Query]:
        """What is asked of the lake, by dimension."""
        definition = self.definition
        asked = {
            dimension: self._ask(_FILES[definition.type], dimension)
            for dimension in dimensions_of(definition)
        }
        if definition.type is ReportType.TARGET:
            asked[TESTED] = self._ask(_FILES[ReportType.YEARLY], OVERALL)
        return asked

    @property
    def fingerprint(self) -> str:
        """What is asked, and within which scope, as a digest."""
        digest = hashlib.sha256()
        for dimension, query in sorted(self.questions.items()):
            digest.update(repr((dimension, query.sql, query.values)).encode())
        return digest.hexdigest()

    def _ask(self, name: str, dimension: str) -> Query:
        definition = self.definition
        values: dict[str, Value] = {}
        clauses = {
            "value": value_clause(dimension, definition),
            "wanted": self._wanted,
            "kept": kept_clause(definition),
            "by_district": self._by_district,
            "by_school": self._by_school,
        }
        if name == "aggregate_longitudinal":
            values["steps"] = len(steps_of(definition))
        if name == "aggregate_scores":
            claims = definition.type is ReportType.CLAIM
            values["score_type"] = "claim" if claims else "alternate"
        if name in ("aggregate_scores", "aggregate_targets"):
            clauses["wanted_parts"] = self._wanted_parts
        return ask(name, self.scope, self._reach, values, clauses)

    @property
    def _reach(self) -> Reach:
        district_id = self.layout.district_id
        return Reach(
            school_years=frozenset(school_years_of(self.definition)),
            assessment_types=frozenset({self.definition.assessment_type}),
            district_ids=None if district_id is None else frozenset({district_id}),
        )

    @property
    def _wanted(self) -> Clause:
        definition = self.definition
        if definition.type is ReportType.LONGITUDINAL:
            return all_of(type_clause(definition), any_of(*self._steps()))
        return all_of(self._wanted_parts, among("assessment_grade", definition.grades))

    @property
    def _wanted_parts(self) -> Clause:
        definition = self.definition
        return all_of(
            type_clause(definition),
            among("school_year", definition.school_years),
            among("subject", definition.subjects),
        )

    def _steps(self) -> Iterable[Clause]:
        for subject in self.definition.subjects:
            for step in steps_of(self.definition):
                yield all_of(
                    compared("school_year", "=", step.school_year),
                    compared("subject", "=", subject),
                    compared("assessment_grade", "=", step.grade),
                    among("grade", grades_of(subject, step.grade)),
                )

    @property
    def _by_district(self) -> Clause:
        """The districts that are counted by themselves.

        Where results are open district by district all of them are: the row check needs to know.
        """
        apart = any(each.district_ids is not None for each in self.scope.window.openings)
        districts = {place.district_id for place in self.layout.every if place.district_id}
        if apart or self.layout.district_id is not None or len(districts) > _MOST_BY_ID:
            return EVERYTHING
        return among("district_id", districts)

    @property
    def _by_school(self) -> Clause:
        """The schools that are counted by themselves."""
        schools = [place for place in self.layout.every if place.level is Level.SCHOOL]
        if len(schools) > _MOST_BY_ID:
            return among("district_id", {place.district_id for place in schools})
        return among("school_id", {place.id for place in schools}) if schools else NOTHING
