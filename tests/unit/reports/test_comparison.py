"""What comparison rows show beyond the caller's own results, and that nothing follows from it."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from random import Random
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.comparison import Knowledge, RowKind, Standing
from cers.model.scope import Scope
from cers.model.subject import Level, Scoring
from cers.model.suppression import (
    LEAST,
    Family,
    Key,
    LevelCount,
    Released,
    Shown,
    Suppressed,
    release,
)
from cers.reports.aggregate.tallies import Tally
from cers.reports.comparison import (
    StateCount,
    as_it_is,
    own,
    row_document,
    sum_of,
    tally_of,
    within_district,
)
from cers.reports.comparison_release import (
    Counted,
    DistrictCount,
    SchoolCount,
    are_decided_together,
    district_count,
    district_key,
    family,
    released,
    released_rounded,
    school_key,
    state_count,
    state_key,
)
from cers.reports.population import SchoolPopulation
from cers.reports.results import Sitting
from tests.support.aggregates import OPEN, organizations
from tests.support.attacker import Attack, document, secrets
from tests.support.crowd import SCHOOLS, crowd
from tests.support.plain_lake import PlainLake
from tests.support.recount import counted as recounted
from tests.support.recount import figures
from tests.support.world import Row

SCORING = Scoring("Overall", tuple(Level(n, f"Level {n}") for n in range(1, 5)), standard_cutoff=3)
RANGES = ((2200, 2400), (2400, 2500), (2500, 2600), (2600, 2800))
WIDTH = 5
SIZES = (0, 1, 4, 9, 10, 11, 12, 15, 25, 40, 90)


def tally(random: Random, students: int) -> Tally:
    """So many students at random levels, with a score of their level each."""
    made = Tally()
    likely = random.choice(((1, 1, 1, 1), (8, 3, 1, 0), (0, 0, 1, 30), (1, 6, 3, 0)))
    for level in random.choices(range(4), likely, k=students):
        low, high = RANGES[level]
        score = random.randint(low, high - 1)
        levels = [int(each == level) for each in range(6)]
        made.add(Tally(1, 1, score, score * score, levels))  # type: ignore[arg-type]
    return made


def school(random: Random, known: int, others: int) -> SchoolCount:
    mine = tally(random, known)
    return SchoolCount(sum_of([mine, tally(random, others)]), mine)


def district(random: Random, rest: int, **schools: SchoolCount) -> DistrictCount:
    every = [each.everybody for each in schools.values()]
    return DistrictCount(sum_of([*every, tally(random, rest)]), schools)


def of_state(districts: dict[str, DistrictCount], **others: Tally) -> dict[str, Tally]:
    return {**{each: found.everybody for each, found in districts.items()}, **others}


def is_shown(rows: Released, *keys: Key) -> list[bool]:
    return [isinstance(rows[key], Shown) for key in keys]


TEACHER = Knowledge(students={"S1": frozenset({"a"})}, schools=frozenset({"S1"}))
SITE = Knowledge(school_ids=frozenset({"S1"}), schools=frozenset({"S1"}))
LEA = Knowledge(district_ids=frozenset({"D1"}))


# ---- what subtraction would tell


@pytest.mark.parametrize(("others", "shown"), [(10, False), (11, True)])
def test_a_school_is_hidden_where_those_outside_of_my_group_are_few(
    others: int, shown: bool
) -> None:
    random = Random(others)
    counted = Counted({"D1": district(random, 300, S1=school(random, 25, others))})
    rows = released(counted, TEACHER, SCORING)
    # The district's row still stands: without the school's, nothing can be taken from it.
    assert is_shown(rows, school_key("S1"), district_key("D1")) == [shown, True]


@pytest.mark.parametrize(("others", "shown"), [(1, False), (2, True)])
def test_a_district_is_hidden_where_those_outside_of_my_group_are_few(
    others: int, shown: bool
) -> None:
    random = Random(others)
    counted = Counted({"D1": district(random, 9, S1=school(random, 1, others))})
    rows = released(counted, TEACHER, SCORING)
    assert is_shown(rows, school_key("S1"), district_key("D1")) == [False, shown]


@pytest.mark.parametrize(("rest", "shown"), [(6, False), (10, False), (11, True), (40, True)])
def test_a_district_is_hidden_where_its_other_schools_are_small(rest: int, shown: bool) -> None:
    random = Random(rest)
    counted = Counted({"D1": district(random, rest, S1=school(random, 0, 80))})
    rows = released(counted, SITE, SCORING)
    assert is_shown(rows, district_key("D1")) == [shown]


def test_a_teacher_at_two_schools_learns_nothing_of_a_third() -> None:
    random = Random(5)
    knowledge = Knowledge(
        students={"S1": frozenset({"a"}), "S2": frozenset({"b"})}, schools=frozenset({"S1", "S2"})
    )
    schools = {"S1": school(random, 20, 60), "S2": school(random, 15, 50)}
    rows = released(Counted({"D1": district(random, 4, **schools)}), knowledge, SCORING)
    visible = is_shown(rows, school_key("S1"), school_key("S2"), district_key("D1"))
    assert not all(visible) and any(visible)


def test_a_small_district_does_not_follow_from_the_state() -> None:
    random = Random(8)
    state = of_state(
        {}, D1=tally(random, 200), D2=tally(random, 5), D3=tally(random, 70), D4=tally(random, 90)
    )
    rows = released(Counted({}, state), LEA, SCORING)
    assert is_shown(rows, state_key(), district_key("D2")) == [True, False]
    hidden = [key for key, row in rows.items() if isinstance(row, Suppressed)]
    assert len(hidden) > 1, "another district has to be hidden with it"


def test_of_a_state_of_two_districts_the_smaller_keeps_the_state_hidden() -> None:
    random = Random(9)
    state = of_state({}, D1=tally(random, 200), D2=tally(random, 5))
    rows = released(Counted({}, state), LEA, SCORING)
    assert is_shown(rows, state_key()) == [False]


def test_counts_that_do_not_add_up_show_nothing() -> None:
    random = Random(3)
    within = {"D1": district(random, 30, S1=school(random, 0, 80))}
    assert released(Counted(within, {"D1": tally(random, 60)}), SITE, SCORING) == {}
    assert released(Counted(within, {"D2": tally(random, 60)}), SITE, SCORING) == {}


def test_somebody_tested_elsewhere_later_hides_at_most_more() -> None:
    """The state counts students once: a school may have some whom its district's row lacks."""
    random = Random(4)
    here = school(random, 0, 80)
    for rest in range(8, 16):
        state = {"D1": sum_of([here.everybody, tally(random, rest)])}
        rows = released(Counted({"D1": DistrictCount(Tally(), {"S1": here})}, state), SITE, SCORING)
        assert is_shown(rows, district_key("D1")) == [rest >= LEAST]


# ---- a reader with a solver


def made_up(seed: int) -> tuple[Counted, Knowledge]:
    """A state, or a district by itself, as somebody in any role might look at it."""
    random = Random(seed)
    schools = {
        name: school(random, random.choice(SIZES), random.choice(SIZES))
        for name in random.choice((("S1",), ("S1",), ("S1", "S2")))
    }
    within = {"D1": district(random, random.choice(SIZES), **schools)}
    who = random.choice(("teacher", "site", "lea", "both"))
    knowledge = Knowledge(
        district_ids=frozenset({"D1"} if who == "lea" else ()),
        school_ids=frozenset({"S1"} if who in ("site", "both") else ()),
        students={each: frozenset({"x"}) for each in schools if who in ("teacher", "both")},
        schools=frozenset(schools),
    )
    if random.random() < 0.4:
        return Counted(within), knowledge
    others = {f"D{n}": tally(random, random.choice(SIZES)) for n in range(2, random.randint(3, 8))}
    return Counted(within, of_state(within, **others)), knowledge


def attack(whole: Family, shown: Released) -> Attack:
    """What somebody makes of every row there is, and of what they know anyway."""
    reader = Attack(whole, RANGES).read(document(shown))
    known = {
        cell.key: Shown(cell.n, levels(cell.level_counts or ()), cell.mean)
        for cell in whole.cells
        if cell.known and cell.n
    }
    return reader.read(document(known))


def levels(counts: Iterable[int]) -> tuple[LevelCount, ...]:
    return tuple(LevelCount(n, n, count) for n, count in enumerate(counts, start=1))


@pytest.mark.parametrize("part", range(10))
def test_an_attacker_cannot_narrow_down_what_is_hidden(part: int) -> None:
    for seed in range(part, 200, 10):
        counted, knowledge = made_up(seed)
        whole, shown = family(counted, knowledge, SCORING), released(counted, knowledge, SCORING)
        reader = attack(whole, shown)
        found = reader.narrow(secrets(reader, whole, shown), WIDTH)
        before = attack(whole, {key: row for key, row in shown.items() if is_nobody(row)})
        # What follows from what they know alone, no answer could hide.
        hidden = secrets(before, whole, shown)
        alone = before.narrow({name: hidden[name] for name in found}, WIDTH)
        assert found.keys() == alone.keys(), seed


def is_nobody(row: Shown | Suppressed) -> bool:
    return isinstance(row, Shown) and row.n == 0


def test_the_attacker_wins_where_only_small_rows_are_hidden() -> None:
    """So that the test above could fail at all."""
    beaten = 0
    for seed in range(40):
        counted, knowledge = made_up(seed)
        whole = family(counted, knowledge, SCORING)
        every = release(Family(whole.cells), standard=3)
        reader = attack(whole, every)
        small = {n: e for n, e in secrets(reader, whole, every).items() if n.endswith(" n")}
        beaten += bool(reader.narrow(small, WIDTH))
    assert beaten >= 8


SIZE = st.integers(0, 60)


@given(SIZE, SIZE, SIZE, st.lists(SIZE, max_size=5), st.booleans(), st.integers(0, 10**6))
def test_no_shown_row_and_no_difference_of_two_is_of_one_to_ten_others(
    known: int, others: int, rest: int, far: list[int], together: bool, seed: int
) -> None:
    random = Random(seed)
    within = {"D1": district(random, rest, S1=school(random, known, others))}
    elsewhere = {f"E{n}": tally(random, size) for n, size in enumerate(far)}
    state = of_state(within, **elsewhere) if together else None
    rows = released(Counted(within, state), TEACHER, SCORING)
    students = {
        "known": known,
        "school": rows[school_key("S1")],
        "district": rows[district_key("D1")],
        "state": rows.get(state_key(), Suppressed("")),
    }
    told = [each if isinstance(each, int) else shown_students(each) for each in students.values()]
    numbers = [each for each in told if each is not None]
    assert [each for each in told[1:] if each is not None and 0 < each < LEAST] == []
    for less, more in pairwise(numbers):
        assert not 0 < more - less < LEAST


def shown_students(row: Shown | Suppressed) -> int | None:
    return row.n if isinstance(row, Shown) else None


def test_the_rows_of_two_pages_are_decided_on_alike() -> None:
    """Whoever holds two schools is shown the same of their district on the pages of both."""
    for seed in range(20):
        random = Random(seed)
        schools = {
            name: school(random, random.choice(SIZES), random.choice(SIZES))
            for name in ("S1", "S2")
        }
        within = district(random, random.choice(SIZES), **schools)
        knowledge = Knowledge(
            students={"S1": frozenset({"a"}), "S2": frozenset({"b"})},
            schools=frozenset(schools),
        )
        turned = DistrictCount(within.everybody, dict(reversed(list(within.schools.items()))))
        one, other = (
            released(Counted({"D1": each}), knowledge, SCORING) for each in (within, turned)
        )
        assert one == other


# ---- too many districts to decide on together


def test_so_many_districts_are_decided_on_together() -> None:
    assert are_decided_together(1000)
    assert not are_decided_together(1500)


def test_the_row_of_a_large_state_is_rounded() -> None:
    random = Random(1)
    state = {f"D{n}": tally(random, 101) for n in range(20)}
    (row,) = released_rounded(state, SCORING).values()
    assert isinstance(row, Shown) and row.rounded
    assert (row.n, row.n % 50) == (2000, 0)
    small = released_rounded({"D1": tally(random, 900)}, SCORING)
    assert isinstance(small[state_key()], Suppressed)


# ---- documents


def drawn(found: Shown | Suppressed | Standing) -> Any:
    return row_document(RowKind.SCHOOL, None, found, SCORING, beyond=True, partial=False)


@pytest.mark.parametrize("found", [*Standing, Suppressed("because")])
def test_a_row_that_is_not_shown_has_no_figures(found: Any) -> None:
    if found is Standing.SHOWN:
        return
    row = drawn(found)
    assert row["standing"] == ("suppressed" if isinstance(found, Suppressed) else found.value)
    assert [row[name] for name in ("results", "average", "levels", "met")] == [None] * 4


def test_a_row_shows_every_level_and_what_of_them_meets_the_standard() -> None:
    row = drawn(Shown(3, levels((1, 1, 1, 0)), 2500.0, 20.0))
    assert row["levels"] == [
        {"level": 1, "count": 1, "percent": 34},
        {"level": 2, "count": 1, "percent": 33},
        {"level": 3, "count": 1, "percent": 33},
        {"level": 4, "count": 0, "percent": 0},
    ]
    assert row["met"] == {"count": 1, "percent": 33}
    assert row["average"] == {"scale_score": 2500.0, "standard_error": 20.0}


def test_levels_that_are_shown_together_still_say_what_meets_the_standard() -> None:
    row = drawn(Shown(40, (LevelCount(1, 2, 10), LevelCount(3, 4, 30)), 2500.0, 20.0))
    assert (row["results"], row["levels"]) == (40, None)
    assert row["met"] == {"count": 30, "percent": 75}


def test_of_levels_that_are_withheld_only_the_number_of_students_is_left() -> None:
    row = drawn(Shown(40, Suppressed("nearly all")))
    assert (row["standing"], row["results"]) == ("shown", 40)
    assert row["average"] is row["levels"] is row["met"] is None


def test_a_row_of_nobody_says_so() -> None:
    row = drawn(as_it_is(Tally(), SCORING))
    assert (row["standing"], row["results"], row["average"]) == ("shown", 0, None)
    assert row["levels"] is row["met"] is None


# ---- what is asked

WORLD = crowd(seed=8, students=40, kinds=("sum", "iab"))
LAKE = PlainLake(WORLD)
PLACE = organizations().schools["S1"]
SITTING = Sitting(SchoolPopulation(PLACE), "Math-sum-2026-05", "sum", 2026)


def plain(rows: Iterable[Row]) -> list[Row]:
    return recounted(rows, lambda exam: exam["assessment_id"] == SITTING.assessment_id)


def agrees(found: Tally, rows: list[Row]) -> bool:
    expected, mean = figures(rows), found.average
    return (
        found.n == expected.students
        and Counter(dict(enumerate(found.levels, 1))) == Counter(expected.levels)
        and mean.scale_score == pytest.approx(expected.mean)
        and mean.standard_error == pytest.approx(expected.error)
    )


def test_a_district_is_counted_by_school_with_known_students_apart() -> None:
    known = frozenset({f"S1-{n:03}" for n in range(15)} | {"S2-001"})
    scope = Scope(frozenset({"sum"}), district_ids=frozenset({"D1"}), window=OPEN)
    query = within_district(scope, SITTING, "D1", ["S1"], {"S1": known})
    rows = cast("Any", LAKE.rows(query))
    assert all(query.admits(row) for row in rows)
    found = district_count(rows, ["S1"])
    every = plain(exam for exam in WORLD.exams if exam["district_id"] == "D1")
    at_school = [exam for exam in every if exam["school_id"] == "S1"]
    assert agrees(found.everybody, every)
    assert agrees(found.schools["S1"].everybody, at_school)
    mine = [exam for exam in at_school if exam["student_id"] in known]
    assert agrees(found.schools["S1"].known, mine) and mine


def test_the_state_is_counted_by_district_and_of_no_snapshot_not_at_all() -> None:
    scope = Scope(frozenset({"sum"}), statewide=True, window=OPEN)
    asked = StateCount(scope, SITTING)
    rows = cast("Any", LAKE.rows(asked.query("2026-sum/s1")))
    found = state_count(rows)
    assert found.keys() == set(SCHOOLS.values())
    for district_id, each in found.items():
        assert agrees(each, [e for e in plain(WORLD.exams) if e["district_id"] == district_id])
    assert LAKE.rows(asked.query("")) == []


def test_a_snapshot_makes_another_question_and_a_release_another_count() -> None:
    scope = Scope(frozenset({"sum"}), statewide=True, window=OPEN)
    asked = StateCount(scope, SITTING)
    one, other = asked.query("2026-sum/s1"), asked.query("2026-sum/s2")
    assert one.values != other.values
    shut = Scope(frozenset({"sum"}), statewide=True)
    assert asked.name != StateCount(shut, SITTING).name
    assert asked.name == StateCount(scope, SITTING).name


def test_ones_own_results_are_counted_within_ones_scope() -> None:
    scope = Scope(frozenset({"sum"}), school_ids=frozenset({"S2"}), window=OPEN)
    assert LAKE.rows(own(scope, SITTING, SITTING.population.clause)) == []
    mine = Scope(frozenset({"sum"}), school_ids=frozenset({"S1"}), window=OPEN)
    query = own(mine, SITTING, SITTING.population.clause)
    rows = LAKE.rows(query)
    assert all(query.admits(row) for row in rows)
    at_school = plain(exam for exam in WORLD.exams if exam["school_id"] == "S1")
    assert agrees(tally_of(cast("Any", rows)), at_school)
