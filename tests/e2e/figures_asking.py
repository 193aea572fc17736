"""Reports asked for over HTTP, and compared with what the files say."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode

from tests.e2e import figures_items as by_item
from tests.e2e import figures_reports as reports
from tests.e2e import figures_rosters as rosters
from tests.e2e.educator import Educator
from tests.e2e.figures_aggregates import YEARS, Key, Place
from tests.e2e.figures_compare import agree
from tests.e2e.figures_exams import Exam
from tests.e2e.figures_reference import Document, Reference
from tests.e2e.figures_reports import Population

SMALLEST: Final = 11
"""Of fewer students nothing is shown beyond one's own results."""

_PATIENCE_SECONDS: Final = 60
_POLL_SECONDS: Final = 0.1


def of_school(school: str) -> str:
    """The path of a school."""
    return f"/schools/{school}"


def of_assessment(population: str, assessment: str) -> str:
    """The path of an assessment of a school or group."""
    return f"{population}/assessments/{quote(assessment, safe='')}"


def in_year(path: str, year: int, query: Mapping[str, str] | None = None) -> str:
    """A path with a school year and other parameters."""
    return f"{path}?{urlencode({'school_year': year, **(query or {})})}"


def compare_lists(
    reference: Reference,
    educator: Educator,
    path: str,
    population: Population,
    exams: Sequence[Exam],
) -> None:
    """The lists and dashboards of a population, year by year."""
    for year in YEARS:
        expected = reports.listed(reference, population, year, exams)
        found = educator.ask(in_year(f"{path}/assessments", year))
        agree(expected, found, f"assessments of {path} in {year}")
        expected = reports.dashboard(reference, population, year, exams)
        found = educator.ask(in_year(f"{path}/dashboard", year))
        agree(expected, found, f"dashboard of {path} in {year}")


def compare_results(
    reference: Reference,
    educator: Educator,
    path: str,
    population: Population,
    sitting: tuple[str, int],
    exams: Sequence[Exam],
    fields: Sequence[str],
    query: Mapping[str, str] | None = None,
) -> None:
    """Summary and roster of one assessment and school year, of the results a filter keeps."""
    assessment, year = sitting
    about = of_assessment(path, assessment)
    expected = reports.summary(reference, population, assessment, exams, exams)
    expected["assessment"]["school_year"] = year
    agree(expected, educator.ask(in_year(f"{about}/summary", year, query)), f"{about} {query}")
    expected = rosters.roster(reference, population, assessment, exams, fields)
    expected["assessment"]["school_year"] = year
    agree(expected, educator.ask(in_year(f"{about}/students", year, query)), f"{about} {query}")


def compare_items(
    reference: Reference, educator: Educator, path: str, assessment: str, exams: Sequence[Exam]
) -> None:
    """Every report by item of one interim assessment and school year."""
    about, year = of_assessment(path, assessment), exams[0].school_year
    made = (
        ("items", by_item.items),
        ("items/distractors", by_item.distractors),
        ("writing-traits", by_item.essays),
    )
    for name, report in made:
        expected = {"results": len(exams), "items": report(reference, assessment, exams)}
        agree(expected, educator.ask(in_year(f"{about}/{name}", year)), f"{about}/{name}")
    *_, row = reference.assessments[assessment].items.values()
    expected = {"students": by_item.item_students(reference, row, exams)}
    found = educator.ask(in_year(f"{about}/items/{row['FullItemKey']}/students", year))
    agree(expected, found, f"an item of {about}")
    exam = exams[len(exams) // 2]
    found = educator.send(
        "/students/items",
        {
            "student_id": exam.student,
            "assessment_id": assessment,
            "opportunity_id": exam.opportunity,
        },
    )
    agree(by_item.student_items(reference, exam), found, f"an exam of {about}")


def compare_student(
    reference: Reference, educator: Educator, exams: Sequence[Exam], fields: Sequence[str]
) -> None:
    """Search and history of the one student of these exams."""
    student = exams[0].student
    found = educator.send("/students/search", {"student_id": student})
    expected = {"students": [rosters.found(reference, exams)], "more": False}
    agree(expected, found, "a search by id")
    found = educator.send("/students/history", {"student_id": student})
    agree(rosters.history(reference, exams, fields), found, "a history")


def report_of(educator: Educator, definition: Document) -> list[Document]:
    """The pages of an aggregate report, once it is made."""
    page = educator.send("/aggregate-reports", {"name": "Figures", **definition})
    path = f"/aggregate-reports/{page['report']['id']}"
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while page["report"]["status"] in ("pending", "running"):
        assert time.monotonic() < deadline, "the report was never made"
        time.sleep(_POLL_SECONDS)
        page = educator.ask(path)
    assert page["report"]["status"] == "completed", page["report"]
    pages = [page]
    while pages[-1]["next"]:
        pages.append(educator.ask(f"{path}?{urlencode({'cursor': pages[-1]['next']})}"))
    return [each["table"] for each in pages]


def compare_released(expected: Document, found: Document, about: str) -> None:
    """A row beyond one's own results: what it shows is right, and of small groups it is nothing."""
    students, average, levels = (found[name] for name in ("students", "average", "levels"))
    assert students in (None, expected["students"]), about
    assert students is None or students >= SMALLEST, about
    if average is not None:
        whole = average["scale_score"]
        assert whole == round(whole), about
        assert abs(whole - expected["average"]["scale_score"]) <= 0.5, about
    counts = {each["first"]: each["count"] for each in expected["levels"]}
    for each in levels or ():
        levels_of = range(each["first"], each["last"] + 1)
        assert each["count"] == sum(counts[level] for level in levels_of), about


def rows_of(tables: Sequence[Document]) -> dict[Key, Document]:
    """The rows of a report by what they are about."""
    rows = [(_key(table, row, row["measure"]), row) for table in tables for row in table["rows"]]
    assert len(dict(rows)) == len(rows), "a row stands twice"
    return dict(rows)


def steps_of(tables: Sequence[Document]) -> dict[Key, Document]:
    """The steps of a longitudinal report by what they are about, but for empty ones."""
    return {
        _key(table, line, step["measure"]): step
        for table in tables
        for line in table["lines"]
        for step in line["steps"]
        if step["all"]["students"]
    }


def _key(table: Document, row: Document, measure: int) -> Key:
    about: Any = table["measures"][measure]
    organization, subgroup = row["organization"], row["subgroup"]
    return Key(
        Place(organization["type"], organization["id"]),
        about["school_year"],
        about["subject"]["code"],
        about["assessment"]["id"] if about["assessment"] else about["grade"],
        about["code"]["code"] if about["code"] else "",
        subgroup["dimension"],
        subgroup["value"],
    )
