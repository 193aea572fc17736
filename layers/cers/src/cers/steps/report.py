"""Reports about a school or a group: what is asked, and what leaves."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from cers.model.access import Group
from cers.model.codes import grade_order
from cers.model.filters import Filters
from cers.model.query import Engine
from cers.reports import documents
from cers.reports import results as questions
from cers.reports.dashboard import cards
from cers.reports.documents import (
    AssessmentResults,
    Dashboard,
    GradeResults,
    Percentiles,
    PopulationAssessments,
    Roster,
    SchoolGrades,
    Summary,
)
from cers.reports.listing import listing
from cers.reports.percentiles import percentile_tables
from cers.reports.population import Population
from cers.reports.roster import Background
from cers.reports.roster import roster as roster_document
from cers.reports.rows import DashboardRow, ResultRow, RosterRow, ScoreRow
from cers.reports.summary import Beside, sessions_of
from cers.reports.summary import summary as summary_document
from cers.steps.asking import Asked, asked, assessment_rows, record_view, school_population
from cers.steps.checked import checked
from cers.steps.report_schools import school_document
from cers.steps.report_views import views_of
from cers.steps.session import Session
from cers.steps.sources import Sources
from cers.steps.transfers import with_transfers


@dataclass(frozen=True, slots=True)
class Choice:
    """Which assessments of a population to list; None and empty sets leave all of them."""

    school_year: int | None = None
    subject: str = ""
    types: frozenset[str] = frozenset()
    grade: str = ""

    def takes(self, entry: AssessmentResults) -> bool:
        """Whether an assessment is one of these."""
        return (
            self.subject in ("", entry["subject"]["code"])
            and (not self.types or entry["type"]["code"] in self.types)
            and self.grade in ("", entry["grade"])
        )


def assessments(
    session: Session,
    sources: Sources,
    population: Population,
    choice: Choice,
    filters: Filters,
) -> PopulationAssessments:
    """The assessments with results in a population, in one school year."""
    engine = sources.engine.pinned()
    opened = with_transfers(session, engine, population, filters)
    rows = assessment_rows(opened.session, engine, opened.population, filters)
    years = sorted({row["school_year"] for row in rows}, reverse=True)
    year = choice.school_year if choice.school_year is not None else max(years, default=None)
    found = listing(
        [row for row in rows if row["school_year"] == year],
        sources.reference.assessments(),
        sources.reference.subjects(),
    )
    chosen = [entry for entry in found if choice.takes(entry)]
    return PopulationAssessments(
        **population_document(sources, population),
        school_years=years,
        school_year=year,
        latest=_latest(chosen),
        assessments=chosen,
    )


def grades(session: Session, sources: Sources, school_id: str) -> SchoolGrades:
    """The grades assessed at a school, with the school years there are results of.

    Raises:
        NotFoundError: there is no such school in scope.
    """
    population = school_population(session, sources, school_id)
    known = sources.reference.assessments()
    years: dict[str, set[int]] = defaultdict(set)
    results: Counter[str] = Counter()
    for row in assessment_rows(session, sources.engine, population, Filters()):
        assessment = known.get(row["assessment_id"])
        if assessment is not None:
            years[assessment.grade].add(row["school_year"])
            results[assessment.grade] += row["results"]
    return SchoolGrades(
        school=population_document(sources, population)["school"],
        grades=[
            GradeResults(
                grade=grade, school_years=sorted(years[grade], reverse=True), results=results[grade]
            )
            for grade in sorted(years, key=grade_order)
        ],
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
    whole = replace(filters, sessions=frozenset())
    about = asked(session, sources, population, assessment_id, school_year, whole)
    every = cast("list[ResultRow]", about.rows(questions.results))
    results = [row for row in every if _in_sessions(row, filters.sessions)]
    scores = scores_of(about, results)
    about.record(len(results))
    return summary_document(
        population_document(sources, population),
        described(about, results),
        about.definition,
        results,
        scores,
        Beside(sessions_of(every), in_review(session, results), views_of(about)),
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
        background(session, sources),
        in_review(session, results),
    )


def dashboard(
    session: Session,
    sources: Sources,
    population: Population,
    school_year: int | None,
    filters: Filters,
) -> Dashboard:
    """How the students of a population stand on the interim blocks of a school year.

    Without a school year it is the newest one with such results.
    """
    engine = sources.engine.pinned()
    opened = with_transfers(session, engine, population, filters)
    session, population = opened.session, opened.population
    if school_year is None:
        school_year = _newest_interim_year(session, engine, population, filters)
    query = questions.dashboard(session.scope, population, school_year, filters)
    rows = cast("list[DashboardRow]", checked(engine, query))
    record_view(
        session,
        sources,
        population,
        school_year=school_year,
        rows=sum(row["students"] for row in rows),
        snapshots=engine.snapshots,
    )
    return Dashboard(
        **population_document(sources, population),
        school_year=school_year,
        size=len(population.group.student_ids) if population.group else None,
        cards=cards(rows, sources.reference.assessments(), sources.reference.subjects()),
    )


def percentiles(
    session: Session,
    sources: Sources,
    population: Population,
    assessment_id: str,
    school_year: int | None,
    filters: Filters,
) -> Percentiles:
    """The percentile tables of the days on which a population took an assessment.

    Raises:
        NotFoundError: there is no such assessment in scope.
    """
    about = asked(session, sources, population, assessment_id, school_year, filters)
    results = cast("list[ResultRow]", about.rows(questions.results))
    days = [row["completed_on"] for row in results]
    about.record(len(results))
    return Percentiles(
        **population_document(sources, population),
        assessment=described(about, results),
        school_year=about.sitting.school_year,
        tables=percentile_tables(sources.reference.norms(), assessment_id, days),
    )


def scores_of(about: Asked, results: Sequence[ResultRow]) -> list[ScoreRow]:
    """The claim and alternate scores of results that passed the filters."""
    kept = {(row["student_id"], row["opportunity_id"]) for row in results}
    rows = cast("list[ScoreRow]", about.rows(questions.scores))
    return [row for row in rows if (row["student_id"], row["opportunity_id"]) in kept]


def in_review(session: Session, results: Iterable[ResultRow]) -> int:
    """How many of these results are under review: seen by who reviews, taken away by nobody."""
    released = session.export_scope.window
    return sum(not released.admits(row) for row in results)


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


def background(session: Session, sources: Sources) -> Background:
    """What a session's results are shown against."""
    schools = sources.reference.organizations().schools
    norms = sources.reference.norms()
    return Background(schools, norms, session.fields, sources.references.of)


def _in_sessions(row: ResultRow, sessions: frozenset[str]) -> bool:
    return not sessions or row["session_id"] in sessions


def _latest(entries: Sequence[AssessmentResults]) -> str | None:
    """The assessment most recently completed; of several on the same day the first in the list."""
    taken = [entry for entry in entries if entry["latest_completed"] is not None]
    latest = max(taken, key=lambda entry: entry["latest_completed"] or "", default=None)
    return latest["id"] if latest else None


def _newest_interim_year(
    session: Session, engine: Engine, population: Population, filters: Filters
) -> int:
    rows = assessment_rows(session, engine, population, filters)
    years = (row["school_year"] for row in rows if row["asmt_type"] == "iab")
    return max(years, default=session.tenant.current_year)
