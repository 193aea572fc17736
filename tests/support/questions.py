"""Questions of every SQL file of the reports: what engines are compared by.

To add a SQL file, write a function that yields queries of it within a scope, and give it its line
in QUESTIONS. Most take `of_sittings`. A contract test fails while a file has no line here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Final

from cers.model.access import Group
from cers.model.filters import Filters
from cers.model.query import Cell, Query, Row
from cers.model.scope import Membership, Opening, Scope, Window
from cers.model.tenant import StudentField
from cers.reports import availability, candidates, extract, items_questions, results, students
from cers.reports.population import GroupPopulation, SchoolPopulation
from cers.reports.printed import questions as printed
from cers.reports.results import Sitting
from cers.reports.rows import TestedRow
from tests.support.parts import ESSAY, ITEM_KEYS
from tests.support.questions_aggregate import DEFINITIONS, of_aggregates
from tests.support.questions_comparison import of_comparisons
from tests.support.world import ODD_ID, organizations

ALL: Final = frozenset({"sum", "ica", "iab"})
OPEN: Final = Window(current_year=2027)
"""Everything the world holds is released."""
PART: Final = Window(2026, (Opening(2026, "Math", None, frozenset({"D2"})),))
"""Of 2026 only mathematics is, and that not in one district."""

SCOPES: Final = {
    "statewide": Scope(frozenset({"sum"}), statewide=True, window=OPEN),
    "district": Scope(ALL, district_ids=frozenset({"D1"}), window=OPEN),
    "school": Scope(ALL, school_ids=frozenset({"S1", "S3"}), window=PART),
    "groups": Scope(
        ALL,
        memberships=(
            Membership("S1", "Math", frozenset({"S1-001", "S1-002", "O'Hara"})),
            Membership("S1", None, frozenset({"S1-003"})),
            Membership(None, None, frozenset({"S3-004"})),
        ),
        window=OPEN,
    ),
    "nothing": Scope(),
}

SCHOOLS: Final = organizations().schools
SCHOOL: Final = SchoolPopulation(SCHOOLS["S1"])
SCHOOL_WITH_ARRIVALS: Final = SchoolPopulation(
    SCHOOLS["S3"], frozenset({"S1-001", "S1-007"}), frozenset({"D1"})
)
GROUP: Final = GroupPopulation(
    Group("g1", "O'Hara's", "S1", 2026, "Math", frozenset({"S1-001", "S1-003", "S1-005"})),
    SCHOOLS["S1"],
)
POPULATIONS: Final = (SCHOOL, SCHOOL_WITH_ARRIVALS, GROUP)

OF_EXAMS: Final = Filters(
    sessions=frozenset({"ca-1"}),
    completeness=frozenset({"Complete"}),
    conditions=frozenset({"Valid", "IN"}),
    enrolled_grades=frozenset({"04", "05"}),
)
OF_STUDENTS: Final = Filters(
    students={
        StudentField.ETHNICITIES: frozenset({"undefined", "Asian", "O'ther"}),
        StudentField.IEP: frozenset({"yes", "no", "undefined"}),
        StudentField.GENDER: frozenset({"Female", "undefined"}),
    }
)
FILTERS: Final = (Filters(), OF_EXAMS, OF_STUDENTS, Filters(off_grade=False))

SITTINGS: Final = (
    Sitting(SCHOOL, ODD_ID, "sum", 2026),
    Sitting(SCHOOL, "M5-IAB", "iab", 2026, OF_EXAMS),
    Sitting(SCHOOL_WITH_ARRIVALS, "ELPAC-5", "sum", 2026, OF_STUDENTS),
    Sitting(GROUP, "M5-2025", "sum", 2025),
)

ONE_EXAM: Final = items_questions.OneExam(
    "S1-001", f"S1-001-{ODD_ID}-0", ODD_ID, "sum", 2026, frozenset({"D1"})
)
WHEREABOUTS: Final = students.Whereabouts(
    "S1-003",
    tuple(
        TestedRow(
            school_year=year,
            asmt_type=kind,
            district_id="D1",
            school_id="S1",
            subject="Math",
            student_id="S1-003",
            grade="05",
            first_name=None,
            last_name=None,
            results=1,
            latest_completed=date(year, 4, 1),
        )
        for year, kind in ((2025, "sum"), (2026, "sum"), (2026, "iab"))
    ),
)

Questions = Callable[[Scope], Iterable[Query]]


def of_sittings(question: Callable[[Scope, Sitting], Query]) -> Questions:
    """A question asked of every sitting."""
    return lambda scope: (question(scope, each) for each in SITTINGS)


def _aggregate_results(scope: Scope) -> Iterator[Query]:
    yield from of_aggregates("aggregate_results", scope)
    yield from of_comparisons(scope)


def _assessments(scope: Scope) -> Iterator[Query]:
    for population in POPULATIONS:
        yield results.assessments(scope, population, Filters())
    for filters in FILTERS:
        yield results.assessments(scope, SCHOOL, filters)


def _availability_counts(scope: Scope) -> Iterator[Query]:
    yield availability.result_counts(scope, None, 2025, "")
    yield availability.result_counts(scope, frozenset({"D1"}), 2026, "Math")


def _candidates_tested(scope: Scope) -> Iterator[Query]:
    yield candidates.tested(scope, SCHOOLS["S1"], None, 2025)
    yield candidates.tested(scope, SCHOOLS["S3"], ("S3-004", "S1-003", "O'Hara"), 2026)


def _candidates_enrolled(scope: Scope) -> Iterator[Query]:
    yield candidates.enrolled(scope, SCHOOLS["S3"], frozenset({"S3-004", "S1-001", "O'Hara"}))


def _dashboard(scope: Scope) -> Iterator[Query]:
    for population in POPULATIONS:
        yield results.dashboard(scope, population, 2026, Filters())
    for filters in FILTERS[1:]:
        yield results.dashboard(scope, SCHOOL, 2026, filters)


def _enrolled_students(scope: Scope) -> Iterator[Query]:
    yield students.enrolled(scope, "S1", None)
    yield students.enrolled(scope, "S3", frozenset({"S1-001", "S3-004", "O'Hara"}))
    yield students.enrolment(scope, frozenset({"S1-001", "S2-001"}))


def _extract_exams(scope: Scope) -> Iterator[Query]:
    for population in POPULATIONS:
        yield extract.exams(scope, population, 2026)
    yield extract.exams(scope, SCHOOL, 2025)
    yield printed.wanted(scope, WHEREABOUTS.clause, WHEREABOUTS.reach.district_ids, 2026)


def _extract_scores(scope: Scope) -> Iterator[Query]:
    for population in POPULATIONS:
        yield extract.scores(scope, population, 2026)


def _history(scope: Scope) -> Iterator[Query]:
    for filters in FILTERS:
        yield students.history(scope, WHEREABOUTS, filters)
    for some in PRINTED:
        yield printed.results(scope, some)


def _history_scores(scope: Scope) -> Iterator[Query]:
    yield students.history_scores(scope, WHEREABOUTS)
    for some in PRINTED:
        yield printed.scores(scope, some)


def _items_responses(scope: Scope) -> Iterator[Query]:
    for sitting in SITTINGS:
        yield items_questions.responses(scope, sitting, ITEM_KEYS[:2])
    yield items_questions.answers(scope, ONE_EXAM)


def _items_traits(scope: Scope) -> Iterator[Query]:
    for sitting in SITTINGS:
        yield items_questions.essays(scope, sitting, (ESSAY,))


PRINTED: Final = (
    printed.Students(frozenset({"S1-001", "S1-003", "O'Hara"}), 2026, frozenset({"D1"})),
    printed.Students(frozenset({"S1-004", "S3-004"}), 2025, None),
)


def _printed_traits(scope: Scope) -> Iterator[Query]:
    for some in PRINTED:
        yield printed.traits(scope, some)


def _roster(scope: Scope) -> Iterator[Query]:
    for sitting in SITTINGS:
        yield results.roster(scope, sitting)
    yield items_questions.exam(scope, ONE_EXAM)


def _tested_students(scope: Scope) -> Iterator[Query]:
    yield students.by_ids(scope, frozenset({"D1"}), frozenset({"S1-003", "S2-001"}))
    yield students.by_name(scope, None, ("o'h",), "")
    yield students.by_name(scope, None, ("Ång", "first"), "S1")


QUESTIONS: Final[Mapping[str, Questions]] = {
    **{name: partial(of_aggregates, name) for name in DEFINITIONS},
    "aggregate_results": _aggregate_results,
    "assessments": _assessments,
    "availability_counts": _availability_counts,
    "candidates_enrolled": _candidates_enrolled,
    "candidates_tested": _candidates_tested,
    "dashboard": _dashboard,
    "enrolled_students": _enrolled_students,
    "extract_exams": _extract_exams,
    "extract_scores": _extract_scores,
    "history": _history,
    "history_scores": _history_scores,
    "items": of_sittings(items_questions.items),
    "items_responses": _items_responses,
    "items_traits": _items_traits,
    "printed_traits": _printed_traits,
    "results": of_sittings(results.results),
    "roster": _roster,
    "scores": of_sittings(results.scores),
    "targets": of_sittings(items_questions.targets),
    "tested_students": _tested_students,
    "traits": of_sittings(items_questions.traits),
}
"""The name of a SQL file -> its queries within a scope."""


def every_query(scope: Scope) -> Iterator[Query]:
    """Every query of every SQL file, within a scope."""
    for questions in QUESTIONS.values():
        yield from questions(scope)


def typed(rows: Iterable[Row]) -> list[dict[str, tuple[type, Cell]]]:
    """Rows that are equal only if their cells have equal types too."""
    return [{name: (type(cell), cell) for name, cell in row.items()} for row in rows]
