"""Comparison rows: a population beside its school, its district and the state.

A row of the caller's own results is asked for within the caller's scope. What lies beyond is
counted of everybody, as far as it is released for aggregate reports, and shown as far as
suppression lets it. Filters of the page do not reach these rows: they are of all results.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from cers.model.access import Group
from cers.model.comparison import RowKind, Standing
from cers.model.filters import Filters
from cers.reports.aggregate.rows import LevelsRow
from cers.reports.clauses import Clause, compared
from cers.reports.comparison import (
    as_it_is,
    assessment_document,
    own,
    row_document,
    sum_of,
    tally_of,
)
from cers.reports.comparison_documents import Comparison, ComparisonRow
from cers.reports.documents import Named
from cers.reports.population import Population
from cers.steps.asking import Asked, asked
from cers.steps.checked import checked
from cers.steps.comparison_beyond import (
    Beyond,
    Caller,
    ComparisonSources,
    Found,
    results_in,
)
from cers.steps.report import population_document


def comparison(
    caller: Caller,
    made_from: ComparisonSources,
    population: Population,
    assessment_id: str,
    school_year: int | None,
) -> Comparison:
    """A population's results on one assessment beside those of wider organizations.

    Raises:
        NotFoundError: there is no such assessment in scope.
    """
    session, sources = caller.session, made_from.sources
    everybody = Filters(transfers=False)
    about = asked(session, sources, population, assessment_id, school_year, everybody)
    rows = list(_Comparing(about, Beyond(caller, made_from, about)).rows())
    about.record(max((row["results"] or 0 for row in rows), default=0))
    overall = about.definition.overall
    return Comparison(
        **population_document(sources, population),
        assessment=assessment_document(about.definition),
        school_year=about.sitting.school_year,
        standard_cutoff=overall.standard_cutoff if overall else None,
        rows=rows,
    )


@dataclass(frozen=True, slots=True)
class _Comparing:
    """One comparison while it is made."""

    about: Asked
    beyond: Beyond

    def rows(self) -> Iterator[ComparisonRow]:
        """The rows, the narrowest first.

        The caller's own are asked for before all others: so it is known from which snapshot.
        """
        kinds = [each for each in RowKind if each is not RowKind.GROUP or self._group is not None]
        own_rows = {each: self._own(each) for each in kinds if self._is_own(each)}
        for kind in kinds:
            yield row_document(
                kind,
                self._organization(kind),
                own_rows[kind] if kind in own_rows else self.beyond.found(kind),
                self.about.definition.overall,
                beyond=kind not in own_rows,
                partial=kind is RowKind.STATE and self.beyond.is_partial,
            )

    def _is_own(self, kind: RowKind) -> bool:
        """Whether the caller sees every single result of a row."""
        scope = self.about.session.scope
        match kind:
            case RowKind.GROUP:
                return True
            case RowKind.SCHOOL:
                return scope.holds_school(self._school_id, self._district_id)
            case RowKind.DISTRICT:
                return scope.statewide or self._district_id in scope.district_ids
            case RowKind.STATE:
                return scope.statewide

    def _own(self, kind: RowKind) -> Found:
        if kind is RowKind.STATE:
            return self._own_state()
        scope = self.about.session.scope
        query = own(scope, self.about.sitting, self._whose(kind))
        rows = cast("list[LevelsRow]", checked(self.about.engine, query))
        if not scope.window.admits(results_in(self.about, self._district_id)):
            return Standing.NOT_RELEASED
        return as_it_is(tally_of(rows), self.about.definition.overall)

    def _own_state(self) -> Found:
        """The state's row as state users see it: what is released for aggregate reports."""
        if not self.beyond.is_released(RowKind.STATE):
            return Standing.NOT_RELEASED
        if self.beyond.state is None:
            return Standing.BEING_COUNTED
        return as_it_is(sum_of(self.beyond.state.values()), self.about.definition.overall)

    def _whose(self, kind: RowKind) -> Clause:
        match kind:
            case RowKind.GROUP:
                return self.about.population.clause
            case RowKind.SCHOOL:
                return compared("school_id", "=", self._school_id)
            case _:
                return compared("district_id", "=", self._district_id)

    def _organization(self, kind: RowKind) -> Named | None:
        school = population_document(self.about.sources, self.about.population)["school"]
        match kind:
            case RowKind.GROUP if self._group is not None:
                return Named(id=self._group.id, name=self._group.name)
            case RowKind.SCHOOL:
                return Named(id=school["id"], name=school["name"])
            case RowKind.DISTRICT:
                return school["district"]
            case _:
                return None

    @property
    def _group(self) -> Group | None:
        return self.about.population.group

    @property
    def _school_id(self) -> str:
        return self.about.population.school.id

    @property
    def _district_id(self) -> str:
        return self.about.population.school.district_id
