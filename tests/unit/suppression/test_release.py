"""What is shown of small and not so small groups, case by case."""

from collections.abc import Mapping

import pytest

from cers.model.suppression import (
    LEAST,
    Cell,
    Family,
    Kind,
    LevelCount,
    Relation,
    Shown,
    Suppressed,
    release,
    release_together,
    release_wide,
)
from tests.support.attacker import Attack, document

RANGES = ((2200, 2399), (2400, 2499), (2500, 2599), (2600, 2800))


def cell(name: str, *levels: int, exempt: bool = False, known: bool = False) -> Cell:
    return Cell((name,), sum(levels), levels, 2500.4, 7.6, exempt=exempt, known=known)


def total(name: str, *parts: Cell, kind: Kind = Kind.PARTITION) -> Family:
    """A row that others add up to."""
    levels = [sum(counts) for counts in zip(*(p.level_counts or () for p in parts), strict=True)]
    whole = cell(name, *levels)
    return Family((whole, *parts), (Relation(whole.key, tuple(p.key for p in parts), kind),))


def is_hidden(family: Family) -> dict[str, bool]:
    return {key[0]: isinstance(row, Suppressed) for key, row in release(family, standard=3).items()}


def bounds(family: Family, name: str) -> tuple[float, float]:
    """What a reader can tell of the number of students of a row."""
    attack = Attack(family, RANGES).read(document(release(family, standard=3)))
    return attack.bounds(attack.students((name,)))


# ---- single rows


def test_ten_are_hidden_and_eleven_are_shown() -> None:
    assert is_hidden(Family((cell("ten", 2, 3, 3, 2),))) == {"ten": True}
    assert is_hidden(Family((cell("eleven", 2, 3, 3, 3),))) == {"eleven": False}


def test_the_least_number_can_be_raised_but_not_lowered() -> None:
    family = Family((cell("some", 4, 4, 4, 4),))
    assert isinstance(release(family, least=20)["some",], Suppressed)
    with pytest.raises(ValueError, match="fewer than 11"):
        release(family, least=10)


def test_a_hidden_row_says_why_but_not_which_of_the_reasons_it_is() -> None:
    family = total("all", cell("F", 9, 9, 9, 9), cell("M", 9, 9, 9, 9), cell("X", 1, 1, 0, 0))
    rows = release(family)
    reasons = {row.reason for row in rows.values() if isinstance(row, Suppressed)}
    assert len([row for row in rows.values() if isinstance(row, Suppressed)]) >= 2
    assert reasons == {
        "Fewer than 11 students, or a group of fewer than 11 could be worked out from this one"
    }


def test_averages_are_whole_scale_points() -> None:
    (row,) = release(Family((cell("some", 4, 4, 4, 4),))).values()
    assert isinstance(row, Shown)
    assert (row.mean, row.standard_error) == (2500.0, 8.0)


def test_one_s_own_rows_are_shown_whole_however_small() -> None:
    (row,) = release(Family((cell("own", 1, 0, 0, 0, exempt=True),))).values()
    levels = tuple(LevelCount(level, level, int(level == 1)) for level in (1, 2, 3, 4))
    assert row == Shown(1, levels, 2500.4, 7.6)


def test_a_row_without_students_is_shown_as_that() -> None:
    (row,) = release(Family((Cell(("none",), 0, (0, 0, 0, 0)),))).values()
    assert row == Shown(0)


def test_where_nearly_all_are_at_one_level_only_their_number_is_shown() -> None:
    for levels in ((40, 0, 0, 0), (0, 39, 1, 0)):
        (row,) = release(Family((cell("alike", *levels),)), standard=3).values()
        assert isinstance(row, Shown)
        assert row.n == 40
        assert isinstance(row.levels, Suppressed)
        assert (row.mean, row.standard_error) == (None, None)


def test_a_report_without_levels_has_its_numbers_of_students_hidden_all_the_same() -> None:
    cells = [Cell((name,), n) for name, n in (("all", 60), ("F", 31), ("M", 25), ("X", 4))]
    family = Family(tuple(cells), (Relation(("all",), (("F",), ("M",), ("X",))),))
    rows = release(family)
    assert isinstance(rows["X",], Suppressed)
    assert sum(isinstance(row, Suppressed) for row in rows.values()) == 2


# ---- rows that add up


def test_one_small_subgroup_of_three_takes_another_with_it() -> None:
    family = total(
        "all", cell("F", 20, 25, 30, 25), cell("M", 19, 24, 29, 25), cell("X", 1, 1, 1, 0)
    )
    hidden = is_hidden(family)
    assert hidden["X"]
    assert not hidden["all"]
    assert sum(hidden.values()) == 2
    low, high = bounds(family, "X")
    assert high - low >= 5


def test_small_groups_that_hide_each_other_are_no_small_group_together() -> None:
    small = cell("a", 1, 1, 1, 0), cell("b", 1, 1, 1, 1)
    family = total("all", *small, cell("c", 9, 9, 9, 9), cell("d", 8, 8, 8, 8))
    hidden = is_hidden(family)
    left = sum(each.n for each in family.cells if hidden[each.key[0]] and each.key != ("all",))
    assert hidden["all"] or left >= LEAST


def test_a_total_stays_where_one_of_its_parts_can_go() -> None:
    """Another report, without this dimension, shows the total anyway."""
    for many in (11, 20, 60, 200):
        family = total("all", cell("F", *[many] * 4), cell("X", 1, 1, 1, 1))
        hidden = is_hidden(family)
        assert (hidden["all"], hidden["F"], hidden["X"]) == (False, True, True)


def test_groups_of_one_and_ten_hide_each_other() -> None:
    family = total(
        "all", cell("one", 0, 0, 1, 0), cell("ten", 3, 3, 2, 2), cell("many", 30, 30, 30, 30)
    )
    assert is_hidden(family)["one"]
    assert is_hidden(family)["ten"]
    low, high = bounds(family, "one")
    assert high - low >= 5


def test_a_level_nearly_nobody_is_at_is_not_shown_above_a_hidden_row() -> None:
    """Of three students none could be at a level that the total has one student at."""
    family = total("all", cell("F", 30, 30, 30, 0), cell("M", 30, 30, 30, 1), cell("X", 1, 1, 1, 0))
    row = release(family, standard=3)["all",]
    assert isinstance(row, Shown)
    assert row.n == 184
    assert row.levels == (LevelCount(1, 2, 122), LevelCount(3, 4, 62))


def test_all_schools_of_a_district_but_one() -> None:
    schools = [cell(f"school {n}", 20, 20, 20, 20) for n in range(4)]
    family = total("district", *schools, cell("tiny", 1, 2, 1, 0))
    hidden = is_hidden(family)
    assert hidden["tiny"]
    assert sum(hidden.values()) == 2


def test_one_s_own_school_beside_the_district_it_is_in() -> None:
    """Who knows the one school and is shown the district knows the other school."""
    own, other = cell("own", 20, 20, 20, 20, exempt=True), cell("other", 1, 1, 1, 1)
    rows = release(total("district", own, other))
    assert isinstance(rows["own",], Shown)
    assert isinstance(rows["other",], Suppressed)
    assert isinstance(rows["district",], Suppressed)


def test_what_somebody_sees_as_somebody_else_is_no_secret_to_them() -> None:
    known = cell("known", 20, 20, 20, 20, known=True)
    rows = release(total("district", known, cell("other", 1, 1, 1, 1)))
    assert isinstance(rows["known",], Shown)
    assert isinstance(rows["district",], Suppressed)


def test_a_nested_total_is_no_way_around() -> None:
    def school(name: str, *levels: int) -> tuple[Cell, ...]:
        return tuple(cell(f"{name} {group}", *levels) for group in ("F", "M"))

    places = {"big": school("big", 20, 20, 20, 20), "tiny": school("tiny", 1, 1, 0, 0)}
    cells: dict[str, Cell] = {each.key[0]: each for parts in places.values() for each in parts}
    relations = []
    for name, parts in places.items():
        cells[name] = added(name, *parts)
        relations.append(Relation((name,), tuple(each.key for each in parts)))
    for group in ("F", "M"):
        name = f"district {group}"
        cells[name] = added(name, *(cells[f"{place} {group}"] for place in places))
        relations.append(Relation((name,), tuple((f"{place} {group}",) for place in places)))
    cells["district"] = added("district", cells["district F"], cells["district M"])
    relations.append(Relation(("district",), (("district F",), ("district M",))))
    relations.append(Relation(("district",), tuple((place,) for place in places)))
    family = Family(tuple(cells.values()), tuple(relations))
    hidden = is_hidden(family)
    assert hidden["tiny"]
    assert hidden["tiny F"]
    low, high = bounds(family, "tiny")
    assert high - low >= 5


def added(name: str, *parts: Cell) -> Cell:
    return cell(name, *map(sum, zip(*(p.level_counts or () for p in parts), strict=True)))


def test_everything_small_is_hidden_whole() -> None:
    family = total("all", cell("F", 1, 1, 1, 0), cell("M", 1, 1, 0, 0))
    assert is_hidden(family) == {"all": True, "F": True, "M": True}


def test_an_empty_table_is_an_empty_table() -> None:
    assert release(Family(())) == {}


def ethnicities(*, hispanic: tuple[int, ...], white: tuple[int, ...]) -> Family:
    whole = cell("all", 25, 25, 25, 25)
    parts = (cell("hispanic", *hispanic), cell("white", *white))
    keys = tuple(each.key for each in parts)
    return Family((whole, *parts), (Relation(whole.key, keys, Kind.OVERLAPPING),))


def test_ethnicities_do_not_add_up_and_need_no_further_row_hidden() -> None:
    family = ethnicities(hispanic=(20, 20, 20, 20), white=(15, 15, 15, 15))
    assert not any(is_hidden(family).values())


def test_those_whom_an_ethnicity_leaves_out_are_a_group_too() -> None:
    """Of 100 students 95 have it: the results of the other five would be their difference."""
    family = ethnicities(hispanic=(24, 24, 24, 23), white=(15, 15, 15, 15))
    hidden = is_hidden(family)
    assert hidden["hispanic"] or hidden["all"]


def test_those_with_several_ethnicities_are_a_group_too() -> None:
    """60 and 43 of 100: three of them have both."""
    family = ethnicities(hispanic=(15, 15, 15, 15), white=(11, 11, 11, 10))
    assert any(is_hidden(family).values())


def test_a_cohort_nearly_as_large_as_all_students_is_hidden() -> None:
    whole, cohort = cell("all", 25, 25, 25, 25), cell("cohort", 24, 25, 25, 25)
    family = Family((whole, cohort), (Relation(whole.key, (cohort.key,), Kind.WITHIN),))
    assert any(is_hidden(family).values())


# ---- several measures, the whole state


def test_a_row_is_hidden_in_all_measures_of_the_same_students_or_in_none() -> None:
    overall = total(
        "all", cell("F", 20, 20, 20, 19), cell("M", 20, 20, 20, 20), cell("X", 1, 1, 1, 1)
    )
    claim = total("all", cell("F", 26, 27, 27, 0), cell("M", 27, 26, 26, 0), cell("X", 1, 2, 1, 0))
    first, second = release_together([overall, claim], standard=None)
    assert {k for k, row in first.items() if isinstance(row, Suppressed)} == {
        k for k, row in second.items() if isinstance(row, Suppressed)
    }


def test_rows_of_the_whole_state_are_rounded() -> None:
    rows: Mapping[tuple[str, ...], Shown | Suppressed] = release_wide(
        [cell("many", 1234, 2345, 3456, 4567), cell("few", 200, 300, 300, 199), cell("none")]
    )
    many = rows["many",]
    assert isinstance(many, Shown)
    assert (many.n, many.rounded) == (11600, True)
    assert isinstance(many.levels, tuple)
    assert [level.count for level in many.levels] == [1276, 2320, 3480, 4524]
    assert isinstance(rows["few",], Suppressed)
    assert rows["none",] == Shown(0)


# ---- what cannot be decided on


@pytest.mark.parametrize(
    ("cells", "relations", "words"),
    [
        ((cell("a", 20), cell("a", 20)), (), "twice"),
        ((cell("a", 20), cell("b", 10, 10)), (), "same levels"),
        ((Cell(("a",), 20, (10, 9)),), (), "add up to its students"),
        ((Cell(("a",), -1),), (), "negative"),
        ((cell("a", 20),), (Relation(("a",), (("b",),)),), "not in the family"),
        ((cell("a", 20), cell("b", 19)), (Relation(("a",), (("b",),)),), "one is missing"),
        ((cell("a", 20), cell("b", 21)), (Relation(("a",), (("b",),), Kind.WITHIN),), "missing"),
        (
            (cell("a", 20), cell("b", 9), cell("c", 9)),
            (Relation(("a",), (("b",), ("c",)), Kind.OVERLAPPING),),
            "one is missing",
        ),
    ],
)
def test_a_family_that_is_not_whole_is_refused(
    cells: tuple[Cell, ...], relations: tuple[Relation, ...], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Family(cells, relations)
