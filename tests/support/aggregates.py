"""Aggregate reports of a crowd, asked by somebody, without the API around them."""

from dataclasses import replace
from itertools import pairwise
from typing import Any, cast

from cers.model.access import Assignment
from cers.model.aggregate import Definition, Places, ReportType
from cers.model.assessment import Assessment, ScoreRange
from cers.model.organization import District, Organizations, School
from cers.model.roles import ROLES
from cers.model.scope import Scope, Window
from cers.model.subject import Subject
from cers.reports.aggregate import report
from cers.reports.aggregate.catalog import Catalog
from cers.reports.aggregate.documents import Row, Table
from cers.reports.aggregate.layout import layout
from cers.reports.aggregate.questions import Inquiry
from cers.reports.aggregate.report import Made
from tests.support.crowd import GRADES, SCHOOLS, YEARS
from tests.support.plain_lake import PlainLake
from tests.support.world import LONG_AGO, subjects

MANY = 1000
"""More places than there are: all of them are decided on together."""

OPEN = Window(current_year=2099)
"""Everything is released."""


def organizations() -> Organizations:
    districts = sorted(set(SCHOOLS.values()))
    return Organizations(
        {each: District(each, f"District {each}", LONG_AGO) for each in districts},
        {each: School(each, f"School {each}", lea, LONG_AGO) for each, lea in SCHOOLS.items()},
    )


def assessments() -> dict[str, Assessment]:
    bounds = (2200, 2455, 2528, 2579, 2740)
    cuts = tuple(
        ScoreRange(number, low, high - 1)
        for number, (low, high) in enumerate(pairwise(bounds), start=1)
    )
    made = [
        Assessment(
            f"{subject}-{kind}-{year}-{grade}",
            f"{subject} {grade}",
            f"{subject} grade {grade}",
            subject,
            grade,
            kind,
            year,
            "1",
            LONG_AGO,
            cuts,
        )
        for subject in ("Math", "ELPAC")
        for kind in ("sum", "ica", "iab")
        for year in YEARS
        for grade in GRADES
    ]
    return {each.id: each for each in made}


def with_targets() -> dict[str, Subject]:
    """The subjects, with target reports of summative results."""
    return {
        code: replace(
            subject,
            assessment_types={
                name: replace(kind, target_report=name == "sum")
                for name, kind in subject.assessment_types.items()
            },
        )
        for code, subject in subjects().items()
    }


def assignment(role: str, organization: str) -> Assignment:
    return Assignment(ROLES[role], organization, f"Name of {organization}")


STATE = assignment("STATE_USER", "CA")
LEA = assignment("LEA_CAASPP_COORDINATOR", "D1")
SITE = assignment("SITE_CAASPP_COORDINATOR", "S1")


def definition(**changes: Any) -> Definition:
    known: dict[str, Any] = {
        "name": "A report",
        "type": ReportType.YEARLY,
        "places": Places(districts=("D1",)),
        "assessment_type": "sum",
        "subjects": ("Math",),
        "grades": ("05",),
        "school_years": (2026,),
    }
    return Definition(**(known | changes))


def inquiry(
    asked: Definition, caller: Assignment, *others: Assignment, window: Window = OPEN
) -> Inquiry:
    """What somebody asks, everything being open."""
    laid_out = layout(asked, caller, others, organizations(), MANY)
    types = frozenset({asked.assessment_type})
    scope = Scope(types, statewide=True, window=window)
    if laid_out.district_id is not None:
        scope = Scope(types, district_ids=frozenset({laid_out.district_id}), window=window)
    return Inquiry(asked, laid_out, scope)


def made(asked: Inquiry, lake: PlainLake) -> Made:
    """The report, each of whose rows lies within the scope."""
    answers = {}
    for dimension, query in asked.questions.items():
        rows = lake.rows(query)
        assert all(query.admits(row) for row in rows)
        answers[dimension] = cast("Any", rows)
    catalog = Catalog(asked.definition, assessments(), with_targets())
    return report.make(asked.definition, catalog, asked.layout, answers, {})


def table(asked: Definition, caller: Assignment, lake: PlainLake) -> Table:
    """The whole of a report's document."""
    return made(inquiry(asked, caller), lake).table


def row_at(found: Table, organization: str, value: tuple[str, str] = ("overall", "")) -> Row:
    """The one row of an organization and subgroup."""
    (row,) = (
        each
        for each in found["rows"]
        if each["organization"]["id"] == organization
        and (each["subgroup"]["dimension"], each["subgroup"]["value"]) == value
    )
    return row
