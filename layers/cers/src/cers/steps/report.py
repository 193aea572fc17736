"""Reports about a school or a group: what is asked, and what leaves."""

from collections.abc import Sequence
from typing import cast

from cers.model.access import Group
from cers.model.filters import Filters
from cers.reports import documents
from cers.reports import results as questions
from cers.reports.documents import AssessmentResults, PopulationAssessments, Roster, Summary
from cers.reports.listing import listing
from cers.reports.population import Population
from cers.reports.roster import roster as roster_document
from cers.reports.rows import ResultRow, RosterRow, ScoreRow
from cers.reports.summary import summary as summary_document
from cers.steps.asking import Asked, asked, assessment_rows
from cers.steps.report_schools import school_document
from cers.steps.session import Session
from cers.steps.sources import Sources


def assessments(
    session: Session,
    sources: Sources,
    population: Population,
    school_year: int | None,
    filters: Filters,
) -> PopulationAssessments:
    """The assessments with results in a population, in one school year."""
    rows = assessment_rows(session, sources.engine, population, filters)
    years = sorted({row["school_year"] for row in rows}, reverse=True)
    chosen = school_year if school_year is not None else max(years, default=None)
    return PopulationAssessments(
        **population_document(sources, population),
        school_years=years,
        school_year=chosen,
        assessments=listing(
            [row for row in rows if row["school_year"] == chosen],
            sources.reference.assessments(),
            sources.reference.subjects(),
        ),
    )


def summary(
    session: Session,
    sources: Sources,
    population: Population,
    assessment_id: str,
    school_year: int | None,
    filters: Filters,
) -> Summary:
    """How a population did on one assessment.

    Raises:
        NotFoundError: there is no such assessment in scope.
    """
    about = asked(session, sources, population, assessment_id, school_year, filters)
    results = cast("list[ResultRow]", about.rows(questions.results))
    scores = scores_of(about, results)
    about.record(len(results))
    return summary_document(
        population_document(sources, population),
        described(about, results),
        about.definition,
        results,
        scores,
    )


def roster(
    session: Session,
    sources: Sources,
    population: Population,
    assessment_id: str,
    school_year: int | None,
    filters: Filters,
) -> Roster:
    """The results of one assessment, student by student.

    Raises:
        NotFoundError: there is no such assessment in scope.
    """
    about = asked(session, sources, population, assessment_id, school_year, filters)
    results = cast("list[RosterRow]", about.rows(questions.roster))
    scores = scores_of(about, results)
    about.record(len(results), (row["student_id"] for row in results))
    return roster_document(
        population_document(sources, population),
        described(about, results),
        about.definition,
        results,
        scores,
    )


def scores_of(about: Asked, results: Sequence[ResultRow]) -> list[ScoreRow]:
    """The claim and alternate scores of results that passed the filters."""
    kept = {(row["student_id"], row["opportunity_id"]) for row in results}
    rows = cast("list[ScoreRow]", about.rows(questions.scores))
    return [row for row in rows if (row["student_id"], row["opportunity_id"]) in kept]


def described(about: Asked, results: Sequence[ResultRow]) -> AssessmentResults:
    """The assessment with what its results say."""
    dates = (row["completed_on"] for row in results)
    return about.definition.with_results(about.sitting.school_year, len(results), dates)


def population_document(sources: Sources, population: Population) -> documents.PopulationDocument:
    """Whose results a report is about."""
    organizations = sources.reference.organizations()
    return documents.PopulationDocument(
        school=school_document(population.school, organizations),
        group=_group_document(population.group) if population.group else None,
    )


def _group_document(group: Group) -> documents.GroupName:
    return documents.GroupName(
        id=group.id, name=group.name, school_year=group.school_year, subject=group.subject
    )
