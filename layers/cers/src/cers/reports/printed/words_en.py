"""The words of printed reports in English."""

from datetime import date
from typing import Final

from cers.reports.printed.words import Meaning, Words

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _grade_of(grades: tuple[str, ...]) -> str:
    if not grades[0].isdigit():
        return {"KG": "kindergarten", "TK": "transitional kindergarten"}.get(grades[0], grades[0])
    numbers = [str(int(each)) for each in grades]
    return f"grade {numbers[0]}" if len(numbers) == 1 else f"grades {numbers[0]} to {numbers[-1]}"


def _day(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


ENGLISH: Final = Words(
    language="en",
    spoken="eng",
    batch_title="Student score reports {year}",
    report_title="Student Score Report {year}",
    author="California Educator Reporting System",
    page="Page {page} of {pages}",
    made_up="Made-up data for practice: no such student exists.",
    footer="Confidential: for this student\N{RIGHT SINGLE QUOTATION MARK}s family and school.",
    somebody="your child",
    student_id="Student ID",
    grade="Grade",
    school="School",
    district="District",
    intro="This report shows how {name} did on state tests in the school year {year}. Tests are "
    "one way to see how a student is doing. Classwork, grades and what teachers see every day "
    "matter just as much.",
    grade_of=_grade_of,
    day=_day,
    heading="{subject}, {grade}",
    other_heading="{subject}, {grade} ({test})",
    taken="{test} · finished on {day} · {school}",
    result="Overall result",
    no_level="No result was reported",
    level_of="Level {number} of {levels}",
    score="Score",
    no_score="No score was reported for this test. The school can tell you why.",
    error="No test is exact. If {name} took a test like this again, the score would probably be "
    "between {low} and {high}.",
    partial="This test was not finished. The result is based on the part that was.",
    nonstandard="This test was not given in the usual way. Ask the school how to read the result.",
    invalid="This test was declared not valid. Do not rely on the result; ask the school about it.",
    scale_alt="Scale of scores from {low} to {high}. {bands}.{cut} {score}",
    band_alt="Level {number}, {level}, from {low} to {high}",
    score_alt="The score is {score}.",
    cut_alt=" The standard is met from {score} on.",
    meanings="What the levels mean",
    meaning_columns=("Level", "What it means"),
    here="This is the level of {name}.",
    meaning=Meaning(
        far_below="The student needs a good deal more support to learn what is expected in this "
        "grade.",
        just_below="The student is close to what is expected in this grade, and needs some more "
        "support.",
        at="The student knows and can do what is expected in this grade.",
        above="The student goes well beyond what is expected in this grade.",
        lowest="The student is beginning to learn what this test asks for.",
        between="The student can do some of what this test asks for.",
        highest="The student can do what this test asks for.",
    ),
    parts="Parts of the test",
    parts_note="These results rest on fewer questions, so they are less exact than the overall "
    "result.",
    part="Part",
    part_result="Result",
    about="What it is about",
    further="Results by area",
    writing="Writing: {purpose}",
    trait="What was looked at",
    points="Points",
    points_of="{points} of {most}",
    not_scored="Not scored",
    trend="Over the years",
    trend_columns=("School year", "Test", "Score", "Level"),
    trend_alt="Scores over the years on the same scale. {points}",
    point_alt="{year}: {score}, level {number}, {level}.",
    accommodations="Supports during the test (accommodations):",
    no_accommodations="None were recorded.",
    blocks="Short tests in {subject}",
    blocks_note="Each of these tests is about one topic and is given during the school year. Its "
    "result shows how {name} did on that topic.",
    block_columns=("Test", "Finished on", "Result", "Result before"),
    first_time="First time",
    reading="How to read this report",
    read_level="The overall result tells in words what the score means. In the picture of the "
    "scale, each color is a level, from the lowest on the left to the highest on the right. The "
    "triangle marks the score.",
    read_cut="The thick black line marks the score from which on the standard of the grade is met.",
    read_error="The gray bar above the scale, and the numbers in parentheses, show how exact the "
    "score is. Two scores whose bars overlap may not be truly different.",
    read_parts="The parts of a test show where things go well and where to help. Each rests on few "
    "questions: take it as a hint.",
    read_compare="Compare scores of the same subject only. A score in one subject says nothing "
    "about one in another.",
    read_blocks="Short tests help teachers plan their lessons. They do not count toward the "
    "results of the tests at the end of the year.",
    contact="Questions? Talk to a teacher of {name}, or ask at {school}.",
    names={
        "English Language Proficiency Assessments for California": (
            "English Language Proficiency (ELPAC)"
        ),
        "Alternate English Language Proficiency Assessments for California": (
            "English Language Proficiency, alternate test (ELPAC)"
        ),
        "Summative Assessment": "End-of-year test",
        "Summative ELPAC": "End-of-year test",
        "Interim Comprehensive Assessment": "test during the year",
    },
    glosses={},
)
