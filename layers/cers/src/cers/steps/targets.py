"""The target report: what is asked, and what leaves."""

from collections.abc import Sequence
from typing import cast

from cers.model.errors import NotFoundError
from cers.model.filters import Filters
from cers.model.scope import SUMMATIVE
from cers.model.tenant import StudentField
from cers.reports import items_questions as questions
from cers.reports import results as result_questions
from cers.reports.population import Population
from cers.reports.rows import ResultRow, RosterRow, TargetRow
from cers.reports.targets import (
    TargetReport,
    enough,
    is_reported,
    members_of,
    target_report,
)
from cers.steps.asking import Asked, asked
from cers.steps.items import head, parts_of
from cers.steps.session import Session
from cers.steps.sources import Sources


def targets(
    session: Session,
    sources: Sources,
    population: Population,
    assessment_id: str,
    school_year: int | None,
    filters: Filters,
    subgroups: Sequence[StudentField],
) -> TargetReport:
    """How a population did on each content target, and how subgroups of it did.

    Raises:
        NotFoundError: there is no such assessment in scope, or none reported by target.
    """
    about = asked(session, sources, population, assessment_id, school_year, filters)
    if about.sitting.assessment_type != SUMMATIVE or not is_reported(about.definition):
        raise NotFoundError("this assessment is not reported by target")
    # Only subgroups need to know more of the students than who they are.
    question = result_questions.roster if subgroups else result_questions.results
    results = cast("list[ResultRow]", about.rows(question))
    rows = _rows(about, results)
    members = members_of(cast("list[RosterRow]", results), subgroups) if subgroups else {}
    about.record(len(results))
    return target_report(
        head(about, results),
        about.definition,
        sources.reference.items(assessment_id).values(),
        results,
        rows,
        members,
    )


def _rows(about: Asked, results: Sequence[ResultRow]) -> list[TargetRow]:
    """The residuals of exams that count; nothing is read where there are too few."""
    if not enough(results):
        return []
    return parts_of(results, cast("list[TargetRow]", about.rows(questions.targets)))
