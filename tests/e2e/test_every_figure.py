"""Every figure of the reports, worked out once more from the delivered files and compared.

A sandbox is loaded through the pipeline. What its reports must say follows from the files in the
landing bucket, which `figures_*.py` read with the standard library alone; what they do say is asked
over HTTP, as users of several roles. The files hold later versions of exams, resets and moves, and
one district's results of the current year are in review.
"""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from localcloud.process import CloudProcess
from sandbox.users import PASSWORD
from tests.e2e import figures_reports as reports
from tests.e2e.educator import Educator
from tests.e2e.figures_aggregates import (
    Place,
    Step,
    defined,
    every_district,
    values_of,
    wanted,
)
from tests.e2e.figures_asking import (
    compare_items,
    compare_lists,
    compare_released,
    compare_results,
    compare_student,
    in_year,
    of_assessment,
    of_school,
    report_of,
    rows_of,
    steps_of,
)
from tests.e2e.figures_compare import agree
from tests.e2e.figures_exams import Exam
from tests.e2e.figures_exports import export_of, line_key, lines_of
from tests.e2e.figures_filters import FILTERS
from tests.e2e.figures_items import purposes
from tests.e2e.figures_reports import Population
from tests.e2e.figures_rosters import found
from tests.e2e.figures_sandbox import Delivered, Viewer, by_sitting, landed
from tests.e2e.figures_targets import row_key, targets
from tests.support.sandbox import loaded_sandbox

pytestmark = pytest.mark.e2e

MANY = 30
"""Results of an assessment at a school that are worth being filtered."""

LEA, OTHER_LEA = "99100100000000", "99100240000000"
ELEMENTARY, ICA_SCHOOL, MIDDLE, HIGH = (f"991001061000{n:02d}" for n in (1, 3, 4, 6))
ELSEWHERE, IN_REVIEW_SCHOOL = "99100176101003", "99100246102002"

STATE, COORDINATOR, REVIEWER = "state", "lea.larksmere", "lea.coppermere"
TEACHERS = ("teacher.maple.grove", "teacher.otter.creek", "teacher.falcon.ridge")
VIEWERS = (
    (STATE, ""),
    (COORDINATOR, ""),
    (REVIEWER, ""),
    ("site.maple.grove", ""),
    ("site.foxglove", ""),
    ("both.otter.creek", "TEST_ADMINISTRATOR"),
    ("both.otter.creek", "SITE_ELPAC_COORDINATOR"),
    *((teacher, "") for teacher in TEACHERS),
)

Seen = Callable[[str, str], tuple[Viewer, Educator, list[Exam]]]


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudProcess]:
    with loaded_sandbox(tmp_path_factory) as running:
        yield running


@pytest.fixture(scope="module")
def files(cloud: CloudProcess) -> Delivered:
    s3 = cloud.session().client("s3")
    return Delivered(list(landed(s3)), in_review=OTHER_LEA)


@pytest.fixture(scope="module")
def seen(cloud: CloudProcess, files: Delivered) -> Seen:
    """A user signed in under one of her assignments, and what she may see."""
    known: dict[tuple[str, str], tuple[Viewer, Educator, list[Exam]]] = {}

    def sign_in(username: str, role: str = "") -> tuple[Viewer, Educator, list[Exam]]:
        if (username, role) not in known:
            viewer = files.viewer(username, role)
            educator = Educator(cloud, username, PASSWORD, viewer.role)
            known[username, role] = viewer, educator, files.seen_by(viewer)
        return known[username, role]

    return sign_in


@pytest.mark.parametrize(("username", "role"), VIEWERS)
def test_schools_have_the_assessments_grades_and_dashboards_of_the_files(
    files: Delivered, seen: Seen, username: str, role: str
) -> None:
    viewer, educator, exams = seen(username, role)
    schools = files.schools_of(viewer)
    listed = educator.ask("/organizations")["schools"]
    assert sorted(each["id"] for each in listed) == schools
    for school in schools:
        path = of_school(school)
        expected = reports.grades(files.reference, school, exams)
        agree(expected, educator.ask(f"{path}/grades"), f"grades of {path}")
        compare_lists(files.reference, educator, path, Population(school), exams)


@pytest.mark.parametrize(
    ("username", "role", "school", "least"),
    [
        (COORDINATOR, "", ICA_SCHOOL, 70),
        (COORDINATOR, "", HIGH, 20),
        (STATE, "", ELSEWHERE, 25),
        (REVIEWER, "", IN_REVIEW_SCHOOL, 20),
        ("site.foxglove", "", IN_REVIEW_SCHOOL, 10),
        ("both.otter.creek", "TEST_ADMINISTRATOR", MIDDLE, 2),
        ("teacher.maple.grove", "", ELEMENTARY, 10),
    ],
)
def test_summaries_and_rosters_of_schools_are_those_of_the_files(
    files: Delivered, seen: Seen, username: str, role: str, school: str, least: int
) -> None:
    viewer, educator, exams = seen(username, role)
    reference, population, path = files.reference, Population(school), of_school(school)
    sittings = by_sitting(population.of(exams, reference))
    assert len(sittings) >= least
    for sitting, same in sittings.items():
        compare_results(reference, educator, path, population, sitting, same, viewer.fields)


@pytest.mark.parametrize(
    ("username", "role"),
    [
        *((teacher, "") for teacher in TEACHERS),
        ("both.otter.creek", "TEST_ADMINISTRATOR"),
        ("site.maple.grove", ""),
    ],
)
def test_reports_of_groups_are_those_of_the_files(
    files: Delivered, seen: Seen, username: str, role: str
) -> None:
    viewer, educator, exams = seen(username, role)
    groups = files.groups_of(viewer) or [
        each for each in files.reference.groups if each.school == viewer.organization
    ]
    listed = {each["name"]: each for each in educator.ask("/groups")["groups"]}
    assert listed.keys() == {group.name for group in groups}
    for group in groups:
        assert listed[group.name]["students"] == len(group.students)
        path, population = f"/groups/{listed[group.name]['id']}", Population(group.school, group)
        compare_lists(files.reference, educator, path, population, exams)
        sittings = by_sitting(population.of(exams, files.reference))
        assert len(sittings) > 1
        for each, same in sittings.items():
            compare_results(files.reference, educator, path, population, each, same, viewer.fields)


@pytest.mark.parametrize("name", FILTERS)
def test_filtered_reports_are_of_the_results_that_the_filters_keep(
    files: Delivered, seen: Seen, name: str
) -> None:
    viewer, educator, exams = seen(COORDINATOR, "")
    query, keeps = FILTERS[name]
    reference, population, path = files.reference, Population(HIGH), of_school(HIGH)
    for sitting, every in by_sitting(population.of(exams, reference)).items():
        if len(every) >= MANY:
            kept = [each for each in every if keeps(each)]
            compare_results(
                reference, educator, path, population, sitting, kept, viewer.fields, query
            )


def test_a_chosen_session_leaves_the_others_to_be_chosen(files: Delivered, seen: Seen) -> None:
    _, educator, exams = seen(COORDINATOR, "")
    reference, population = files.reference, Population(HIGH)
    sittings = by_sitting(population.of(exams, reference))
    (assessment, year), every = max(sittings.items(), key=lambda pair: len(pair[1]))
    sessions = Counter(each.session for each in every)
    assert len(sessions) > 1
    session = min(sessions, key=str)
    kept = [each for each in every if each.session == session]
    path = of_assessment(of_school(HIGH), assessment)
    found = educator.ask(in_year(f"{path}/summary", year, {"sessions": str(session)}))
    agree(reports.summary(reference, population, assessment, kept, every), found, path)


@pytest.mark.parametrize(("school", "kind"), [(ELEMENTARY, "iab"), (ICA_SCHOOL, "ica")])
def test_reports_by_item_are_those_of_the_files(
    files: Delivered, seen: Seen, school: str, kind: str
) -> None:
    _, educator, exams = seen(COORDINATOR, "")
    theirs = Population(school).of(exams, files.reference)
    interim = by_sitting(each for each in theirs if files.type(each) == kind)
    assert len(interim) > 10
    for (assessment, _), same in interim.items():
        compare_items(files.reference, educator, of_school(school), assessment, same)


def test_writing_traits_of_summative_results_are_those_of_the_files(
    files: Delivered, seen: Seen
) -> None:
    _, educator, exams = seen(COORDINATOR, "")
    reference = files.reference
    theirs = Population(ELEMENTARY).of(exams, reference)
    essays = by_sitting(each for each in theirs if each.raw)
    assert len(essays) == 9, "of three grades in three years"
    for (assessment, year), same in essays.items():
        path = of_assessment(of_school(ELEMENTARY), assessment)
        found = educator.ask(in_year(f"{path}/writing-traits", year))
        subject = reference.subject_of(assessment)
        expected = {"results": len(same), "items": [], "purposes": purposes(subject, same)}
        agree(expected, found, path)


def test_target_reports_are_those_of_the_files(files: Delivered, seen: Seen) -> None:
    _, educator, exams = seen(COORDINATOR, "")
    fields = {name: values_of(name) for name in ("gender", "ethnicities", "migrant")}
    verdicts: Counter[str] = Counter()
    for school in (ELEMENTARY, HIGH):
        theirs = Population(school).of(exams, files.reference)
        reported = by_sitting(each for each in theirs if each.residuals)
        for (assessment, year), same in reported.items():
            path = of_assessment(of_school(school), assessment)
            query = {"subgroups": ",".join(fields)}
            found = educator.ask(in_year(f"{path}/targets", year, query))
            found["targets"].sort(key=row_key)
            agree(targets(files.reference, assessment, same, fields), found, path)
            verdicts.update(row["relative_to_test"] for row in found["targets"])
    every = {"better", "similar", "worse", "insufficient-data", "no-results"}
    assert verdicts.keys() == every, "the sandbox has each of them"


def changed(files: Delivered) -> set[str]:
    """The students of exams that were delivered in several versions."""
    counts = Counter((each.assessment, each.opportunity) for each in files.versions)
    return {e.student for e in files.versions if counts[e.assessment, e.opportunity] > 1}


def test_histories_show_the_version_that_counts_of_every_exam(files: Delivered, seen: Seen) -> None:
    every = {(each.assessment, each.opportunity) for each in files.versions}
    assert len(every) < len(files.versions), "some exams were delivered again"
    assert len(files.exams) < len(every), "some exams were reset"
    viewer, educator, exams = seen(COORDINATOR, "")
    for student in sorted(changed(files))[:25]:
        theirs = [each for each in exams if each.student == student]
        if theirs:
            compare_student(files.reference, educator, theirs, viewer.fields)
        else:
            status, _ = educator.try_("/students/history", {"student_id": student})
            assert status == 404, "no result of this student is in scope"


@pytest.mark.parametrize("username", [STATE, "site.foxglove", *TEACHERS])
def test_a_history_is_of_the_results_somebody_may_see(
    files: Delivered, seen: Seen, username: str
) -> None:
    viewer, educator, exams = seen(username, "")
    for student in sorted({each.student for each in exams})[:5]:
        theirs = [each for each in exams if each.student == student]
        compare_student(files.reference, educator, theirs, viewer.fields)


def test_a_search_by_name_finds_whose_name_begins_so(files: Delivered, seen: Seen) -> None:
    _, educator, exams = seen("site.maple.grove", "")
    names = {(each.about["FirstName"], each.about["LastOrSurname"]) for each in exams}
    beginnings = {last[:3].casefold() for _, last in names}
    assert len(beginnings) > 10
    for beginning in sorted(beginnings)[:10]:
        matching: dict[str, list[Exam]] = {}
        for each in exams:
            both = (each.about["FirstName"], each.about["LastOrSurname"])
            if any(name.casefold().startswith(beginning) for name in both):
                matching.setdefault(each.student, []).append(each)
        answer = educator.send("/students/search", {"name": beginning})
        answer["students"].sort(key=lambda student: student["student_id"])
        expected = [found(files.reference, matching[student]) for student in sorted(matching)]
        agree({"students": expected, "more": False}, answer, f"those named {beginning}")


DIMENSIONS = ("gender", "ethnicities", "elas", "language", "migrant", "iep")
PLACES = (Place("district", LEA), *(Place("school", each) for each in (ELEMENTARY, MIDDLE, HIGH)))
OWN = {"districts": [LEA], "schools": [ELEMENTARY, MIDDLE, HIGH]}
ALL_DISTRICTS = {"state": True, "all_districts": True}


@pytest.mark.parametrize(
    ("report", "kind", "subjects", "grades"),
    [
        ("yearly", "sum", ["ELA", "Math"], ["05", "08", "11"]),
        ("yearly", "iab", ["ELA", "Math"], ["04", "05", "07"]),
        ("yearly", "ica", ["ELA", "Math"], ["03", "04", "05"]),
        ("claims", "sum", ["Math"], ["05", "11"]),
        ("alternates", "sum", ["ELPAC"], ["KG", "03", "09", "10"]),
    ],
)
def test_aggregate_reports_of_a_district_are_those_of_the_files(
    files: Delivered, seen: Seen, report: str, kind: str, subjects: list[str], grades: list[str]
) -> None:
    _, educator, exams = seen(COORDINATOR, "")
    dimensions = (*DIMENSIONS, "enrolled_grade") if report == "yearly" else DIMENSIONS
    definition = defined(report, kind, subjects, grades, OWN, dimensions)
    made = getattr(wanted(files.reference, exams, definition), report)
    expected = made(PLACES, dimensions)
    rows = rows_of(report_of(educator, definition))
    assert rows.keys() == expected.keys()
    assert len(rows) > 50
    agree([expected[key] for key in rows], list(rows.values()), f"{report} of {kind}")


@pytest.mark.parametrize("grades", [("03", "04", "05"), ("06", "08")])
def test_longitudinal_reports_are_those_of_the_files(
    files: Delivered, seen: Seen, grades: tuple[str, ...]
) -> None:
    _, educator, exams = seen(COORDINATOR, "")
    steps = [Step(2026 - int(grades[-1]) + int(grade), grade) for grade in grades]
    fields = ("gender", "ethnicities")
    definition = defined("longitudinal", "sum", ["ELA"], grades, OWN, fields)
    expected = wanted(files.reference, exams, definition).longitudinal(PLACES, fields, steps)
    found_steps = steps_of(report_of(educator, {**definition, "school_years": [2026]}))
    assert found_steps.keys() == expected.keys()
    agree([expected[key] for key in found_steps], list(found_steps.values()), "longitudinal")
    assert any(each["cohort"] for each in expected.values()), "there is a cohort"


def test_reports_of_the_whole_state_are_those_of_the_files(files: Delivered, seen: Seen) -> None:
    _, educator, exams = seen(STATE, "")
    definition = defined("yearly", "sum", ["Math"], ["05", "11"], ALL_DISTRICTS, ["elas"])
    places = every_district(files.reference)
    expected = wanted(files.reference, exams, definition).yearly(places, ["elas"])
    rows = rows_of(report_of(educator, definition))
    assert rows.keys() == expected.keys()
    agree([expected[key] for key in rows], list(rows.values()), "the state")


def test_beyond_ones_own_results_what_is_shown_is_right_and_small_groups_are_not(
    files: Delivered, seen: Seen
) -> None:
    _, educator, _ = seen(COORDINATOR, "")
    released = [each for each in files.exams if not files.is_in_review(each)]
    compared = {"districts": [LEA], **ALL_DISTRICTS}
    definition = defined("yearly", "sum", ["ELA", "Math"], ["05", "08"], compared, ["gender"])
    places = every_district(files.reference)
    expected = wanted(files.reference, released, definition).yearly(places, ["gender"])
    rows = rows_of(report_of(educator, definition))
    assert {row["suppressed"] is None for row in rows.values() if row["beyond"]} == {True, False}
    for key, row in rows.items():
        if row["beyond"]:
            compare_released(expected[key], row, str(key))
        else:
            agree(expected[key], row, str(key))


@pytest.mark.parametrize(
    ("username", "district", "in_review"), [(COORDINATOR, LEA, 0), (REVIEWER, OTHER_LEA, 1)]
)
def test_an_export_has_a_line_for_every_released_result(
    files: Delivered, seen: Seen, username: str, district: str, in_review: int
) -> None:
    _, educator, exams = seen(username, "")
    current = [each for each in exams if each.school_year == 2026]
    released = [each for each in current if not files.is_in_review(each)]
    assert len(current) - len(released) >= in_review
    lines = export_of(educator, {"school_year": 2026, "district_id": district})
    expected = sorted(lines_of(files.reference, released), key=line_key)
    agree(expected, sorted(lines, key=line_key), f"export of {district}")
