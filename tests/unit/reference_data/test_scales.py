"""The shipped cut scores against the published ones, typed anew, and against each other."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.assessment import assessed_grade, grades_of
from cers.model.codes import GRADES
from cers.reference_data import SCHOOL_YEARS, Scale, ranges, scales

PUBLISHED = [
    # Smarter Balanced: cuts are the same in all years, the ends changed with 2020-21.
    ("ELA", "sum", "03", 2019, "overall", "2114-2366 2367-2431 2432-2489 2490-2623"),
    ("ELA", "sum", "03", 2026, "overall", "2115-2366 2367-2431 2432-2489 2490-2650"),
    ("ELA", "ica", "05", 2020, "overall", "2201-2441 2442-2501 2502-2581 2582-2701"),
    ("ELA", "sum", "05", 2021, "overall", "2200-2441 2442-2501 2502-2581 2582-2730"),
    ("ELA", "sum", "08", 2024, "overall", "2290-2486 2487-2566 2567-2667 2668-2850"),
    ("ELA", "sum", "11", 2015, "overall", "2299-2492 2493-2582 2583-2681 2682-2795"),
    ("ELA", "ica", "11", 2025, "overall", "2300-2492 2493-2582 2583-2681 2682-2900"),
    ("Math", "sum", "03", 2018, "overall", "2189-2380 2381-2435 2436-2500 2501-2621"),
    ("Math", "sum", "04", 2026, "overall", "2205-2410 2411-2484 2485-2548 2549-2700"),
    ("Math", "ica", "06", 2020, "overall", "2235-2472 2473-2551 2552-2609 2610-2748"),
    ("Math", "sum", "06", 2021, "overall", "2235-2472 2473-2551 2552-2609 2610-2780"),
    ("Math", "sum", "07", 2023, "overall", "2250-2483 2484-2566 2567-2634 2635-2820"),
    ("Math", "sum", "11", 2026, "overall", "2280-2542 2543-2627 2628-2717 2718-2900"),
    # Summative ELPAC: 1 is oral, 2 is written language.
    ("ELPAC", "sum", "KG", 2026, "overall", "1150-1373 1374-1421 1422-1473 1474-1700"),
    ("ELPAC", "sum", "KG", 2026, "1", "1150-1385 1386-1426 1427-1477 1478-1700"),
    ("ELPAC", "sum", "02", 2019, "2", "1150-1432 1433-1480 1481-1553 1554-1700"),
    ("ELPAC", "sum", "05", 2026, "overall", "1150-1466 1467-1513 1514-1559 1560-1800"),
    ("ELPAC", "sum", "08", 2026, "1", "1150-1460 1461-1504 1505-1568 1569-1900"),
    ("ELPAC", "sum", "09", 2026, "overall", "1150-1492 1493-1544 1545-1605 1606-1950"),
    ("ELPAC", "sum", "12", 2026, "2", "1150-1528 1529-1594 1595-1645 1646-1950"),
    # Summative Alternate ELPAC.
    ("ALTELPAC", "sum", "KG", 2026, "overall", "201-243 244-259 260-299"),
    ("ALTELPAC", "sum", "02", 2026, "overall", "401-443 444-459 460-499"),
    ("ALTELPAC", "sum", "04", 2026, "overall", "501-543 544-559 560-599"),
    ("ALTELPAC", "sum", "12", 2022, "overall", "801-843 844-859 860-899"),
]
NOT_SHIPPED = [
    ("ELA", "iab", "03", 2026),
    ("ELA", "sum", "09", 2026),
    ("ELA", "sum", "03", 2014),
    ("ELPAC", "sum", "05", 2018),
    ("ALTELPAC", "sum", "05", 2021),
    ("CAST", "sum", "05", 2026),
    ("CAAELA", "sum", "05", 2026),
    ("CSA", "sum", "05", 2026),
]


@pytest.mark.parametrize(("subject", "kind", "grade", "year", "score", "published"), PUBLISHED)
def test_ranges_are_the_published_ones(
    subject: str, kind: str, grade: str, year: int, score: str, published: str
) -> None:
    shipped = ranges(subject, kind, grade, year, score)
    assert " ".join(f"{each.low:.0f}-{each.high:.0f}" for each in shipped) == published
    assert [each.level for each in shipped] == list(range(1, len(shipped) + 1))


@pytest.mark.parametrize(("subject", "kind", "grade", "year"), NOT_SHIPPED)
def test_where_no_source_was_found_no_number_is_shipped(
    subject: str, kind: str, grade: str, year: int
) -> None:
    assert ranges(subject, kind, grade, year) == ()


@pytest.mark.parametrize("scale", scales(), ids=lambda each: f"{each.subject}-{each.grade}")
def test_levels_follow_each_other_without_gap_or_overlap(scale: Scale) -> None:
    assert all(each.low <= each.high for each in scale.ranges)
    assert all(upper.low == lower.high + 1 for lower, upper in pairwise(scale.ranges))
    assert len(scale.ranges) == (3 if scale.subject == "ALTELPAC" else 4)


def test_the_years_of_a_scale_neither_overlap_nor_leave_a_gap() -> None:
    by_score: dict[tuple[str, str, str], list[int]] = {}
    for scale in scales():
        by_score.setdefault((scale.subject, scale.grade, scale.score), []).extend(scale.years)
    for years in by_score.values():
        assert years == list(range(years[0], SCHOOL_YEARS[-1] + 1))


def test_higher_grades_are_cut_higher() -> None:
    for subject, kind, year in (
        ("ELA", "sum", 2026),
        ("Math", "ica", 2017),
        ("ELPAC", "sum", 2026),
    ):
        shipped = [ranges(subject, kind, grade, year) for grade in GRADES]
        for lower, upper in pairwise(each for each in shipped if each):
            assert all(one.low <= two.low for one, two in zip(lower, upper, strict=True))
            assert lower[-1].high <= upper[-1].high


def test_the_cuts_of_smarter_balanced_are_the_same_in_all_years() -> None:
    for subject in ("ELA", "Math"):
        for grade in ("03", "04", "05", "06", "07", "08", "11"):
            cuts = {
                tuple(each.low for each in ranges(subject, kind, grade, year)[1:])
                for kind in ("sum", "ica")
                for year in SCHOOL_YEARS
            }
            assert len(cuts) == 1


def test_both_composites_of_elpac_are_there_for_every_grade() -> None:
    for grade in ("KG", *GRADES[6:18]):
        ends = {
            (each[0].low, each[-1].high)
            for each in (
                ranges("ELPAC", "sum", grade, 2026, name) for name in ("overall", "1", "2")
            )
        }
        assert len(ends) == 1


@given(st.sampled_from(["ELA", "Math", "ELPAC", "ALTELPAC", "CAST"]), st.sampled_from(GRADES))
def test_a_grade_is_among_those_it_is_tested_with(subject: str, grade: str) -> None:
    span = grades_of(subject, grade)
    assert grade in span
    assert assessed_grade(subject, grade) == span[0]
    assert {grades_of(subject, each) for each in span} == {span}


def test_spans_are_coded_by_their_first_grade() -> None:
    assert [assessed_grade("ELPAC", each) for each in ("08", "09", "10", "11", "12")] == [
        "08", "09", "09", "11", "11",
    ]  # fmt: skip
    assert [assessed_grade("ALTELPAC", each) for each in ("02", "03", "05", "07", "12")] == [
        "02", "03", "03", "06", "11",
    ]  # fmt: skip
    assert assessed_grade("ELA", "10") == "10"
