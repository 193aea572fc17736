"""Reports by item: what is asked, and what leaves.

They are of interim assessments from 2017-18 on. Only writing traits are of summative ones too,
of which nobody sees what students answered.
"""

from collections.abc import Sequence
from functools import partial
from typing import TypeVar, cast

from cers.model.assessment import Item
from cers.model.errors import NotFoundError
from cers.model.filters import Filters
from cers.model.item_points import has_results
from cers.model.scope import SUMMATIVE
from cers.reports import items_questions as questions
from cers.reports import results as result_questions
from cers.reports.distractors import distractor_report, with_options
from cers.reports.item_documents import (
    DistractorReport,
    ItemReport,
    ItemStudents,
    OfAssessment,
    WritingTraits,
)
from cers.reports.items import items_report
from cers.reports.items_described import shown
from cers.reports.items_students import item_students
from cers.reports.population import Population
from cers.reports.rows import (
    EssayRow,
    ItemRow,
    ResponseRow,
    ResultRow,
    RosterRow,
    TargetRow,
    TraitRow,
)
from cers.reports.writing_traits import essay_items, of_essays, of_purposes
from cers.steps.asking import Asked, asked
from cers.steps.report import described, population_document
from cers.steps.session import Session
from cers.steps.sources import Sources

NO_ITEMS = "results by item are those of interim assessments, from school year 2018 on"
NO_TRAITS = "this assessment has no writing traits"

Part = TypeVar("Part", ItemRow, EssayRow, ResponseRow, TraitRow, TargetRow)


def items(
    session: Session,
    sources: Sources,
    population: Population,
    assessment_id: str,
    school_year: int | None,
    filters: Filters,
) -> ItemReport:
    """How a population did on each item of an interim assessment.

    Raises:
        NotFoundError: there is no such assessment in scope, or none with results by item.
    """
    about = _interim(session, sources, population, assessment_id, school_year, filters)
    results = results_of(about)
    rows = parts_of(results, cast("list[ItemRow]", about.rows(questions.items)))
    about.record(len(results))
    defined = sources.reference.items(assessment_id)
    return items_report(head(about, results), about.definition, defined, rows)


def distractors(
    session: Session,
    sources: Sources,
    population: Population,
    assessment_id: str,
    school_year: int | None,
    filters: Filters,
) -> DistractorReport:
    """What a population chose on each item with options.

    Raises:
        NotFoundError: there is no such assessment in scope, or none with results by item.
    """
    about = _interim(session, sources, population, assessment_id, school_year, filters)
    defined = sources.reference.items(assessment_id)
    results = results_of(about)
    ask = partial(questions.responses, item_keys=with_options(defined))
    rows = parts_of(results, cast("list[ResponseRow]", about.rows(ask)))
    about.record(len(results))
    return distractor_report(head(about, results), about.definition, defined, rows)


def writing_traits(
    session: Session,
    sources: Sources,
    population: Population,
    assessment_id: str,
    school_year: int | None,
    filters: Filters,
) -> WritingTraits:
    """The writing traits of an interim assessment's essays, or of a summative one's purposes.

    Raises:
        NotFoundError: there is no such assessment in scope, or none with writing traits.
    """
    about = asked(session, sources, population, assessment_id, school_year, filters)
    if about.sitting.assessment_type == SUMMATIVE:
        return _summative_traits(about)
    _require_items(about)
    defined = sources.reference.items(assessment_id)
    results = results_of(about)
    ask = partial(questions.essays, item_keys=essay_items(defined))
    rows = parts_of(results, cast("list[EssayRow]", about.rows(ask)))
    about.record(len(results))
    return of_essays(head(about, results), about.definition, defined, rows)


def students(
    session: Session,
    sources: Sources,
    population: Population,
    assessment_id: str,
    item_key: str,
    school_year: int | None,
    filters: Filters,
) -> ItemStudents:
    """What every student of a population answered to one item.

    Raises:
        NotFoundError: there is no such assessment in scope, none with results by item, or no
            such item.
    """
    about = _interim(session, sources, population, assessment_id, school_year, filters)
    item = _item(sources, assessment_id, item_key)
    results = cast("list[RosterRow]", about.rows(result_questions.roster))
    ask = partial(questions.responses, item_keys=(item_key,))
    rows = parts_of(results, cast("list[ResponseRow]", about.rows(ask)))
    about.record(len(rows), (row["student_id"] for row in rows))
    return item_students(
        head(about, results),
        about.definition,
        item,
        results,
        rows,
        sources.reference.organizations().schools,
        sources.references.of,
    )


def results_of(about: Asked) -> list[ResultRow]:
    """The exams that count: those that passed the filters."""
    return cast("list[ResultRow]", about.rows(result_questions.results))


def parts_of(results: Sequence[ResultRow], rows: Sequence[Part]) -> list[Part]:
    """The rows of exams that count, among those of every exam."""
    kept = {(row["student_id"], row["opportunity_id"]) for row in results}
    return [row for row in rows if (row["student_id"], row["opportunity_id"]) in kept]


def head(about: Asked, results: Sequence[ResultRow]) -> OfAssessment:
    """What every report on an assessment begins with."""
    assessment = described(about, results)
    return OfAssessment(
        **population_document(about.sources, about.population),
        assessment=assessment,
        school_year=assessment["school_year"],
        results=len(results),
    )


def _summative_traits(about: Asked) -> WritingTraits:
    subject, kind = about.definition.subject, about.definition.type
    if subject is None or kind is None or not kind.trait_report:
        raise NotFoundError(NO_TRAITS)
    results = results_of(about)
    rows = parts_of(results, cast("list[TraitRow]", about.rows(questions.traits)))
    about.record(len(results))
    return of_purposes(head(about, results), subject, rows)


def _interim(
    session: Session,
    sources: Sources,
    population: Population,
    assessment_id: str,
    school_year: int | None,
    filters: Filters,
) -> Asked:
    about = asked(session, sources, population, assessment_id, school_year, filters)
    _require_items(about)
    return about


def _require_items(about: Asked) -> None:
    if not has_results(about.sitting.assessment_type, about.sitting.school_year):
        raise NotFoundError(NO_ITEMS)


def _item(sources: Sources, assessment_id: str, item_key: str) -> Item:
    """An item that reports show, as its package has it."""
    item = sources.reference.items(assessment_id).get(item_key)
    if item is None or not shown({item_key: item}, (item_key,)):
        raise NotFoundError("there is no such item in this assessment")
    return item
