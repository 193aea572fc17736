"""Nobody can work out what a report hides: a solver tries, on made-up reports of every kind."""

import os
from collections import Counter
from random import Random

import pytest

from cers.model.suppression import LEAST, Family, Kind, Released, Shown, Suppressed, release
from tests.support.attacker import Attack, document, known, secrets, small_rests
from tests.support.cubes import (
    RANGES,
    STANDARD,
    family,
    lifelike_shape,
    random_shape,
    students,
)

WIDTH = 5
"""What is within ±2 of some number lies in an interval less wide than this."""

CUBES = int(os.environ.get("CERS_CUBES", "300"))
PARTS = 20


def cube(seed: int) -> Family:
    random = Random(seed)
    shape = random_shape(random)
    return family(shape, students(shape, random))


def attack(rows: Family, *documents: Released, percentages: bool = False) -> Attack:
    attack = Attack(rows, RANGES, counts_are_shown=not percentages)
    for each in documents:
        attack.read(document(each))
    return attack


def worked_out(rows: Family, shown: Released) -> dict[str, tuple[float, float]]:
    """What a reader can bound within ±2 and should not."""
    reader = attack(rows, shown)
    hidden = secrets(reader, rows, shown) | small_rests(reader, rows, LEAST)
    found = reader.narrow(hidden, WIDTH)
    if not found:
        return {}
    # What follows from the reader's own rows and from empty ones alone, no report could hide.
    own = {cell.key: shown[cell.key] for cell in rows.cells if cell.exempt or cell.n == 0}
    known_before = attack(rows, own).narrow({name: hidden[name] for name in found}, WIDTH)
    return {name: found[name] for name in found.keys() - known_before.keys()}


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_hidden_can_be_bounded_within_two(part: int) -> None:
    for seed in range(part, CUBES, PARTS):
        rows = cube(seed)
        assert worked_out(rows, release(rows, standard=STANDARD)) == {}, seed


def test_the_attacker_wins_where_only_small_groups_are_hidden() -> None:
    """So that the test above could fail at all."""
    beaten = 0
    for seed in range(20):
        rows = cube(seed)
        shown = primary_only(rows)
        reader = attack(rows, shown)
        small = {
            name: each for name, each in secrets(reader, rows, shown).items() if name.endswith(" n")
        }
        beaten += bool(reader.narrow(small, WIDTH))
    assert beaten >= 8


def primary_only(rows: Family) -> Released:
    """What would be shown without complementary suppression."""
    every = release(Family(rows.cells), standard=STANDARD)
    small = Suppressed("fewer than 11")
    return {
        cell.key: small if 0 < cell.n < LEAST and not cell.exempt else every[cell.key]
        for cell in rows.cells
    }


def test_whole_percentages_tell_no_more_than_counts_do() -> None:
    for seed in range(6):
        rows = cube(seed)
        shown = release(rows, standard=STANDARD)
        reader = attack(rows, shown, percentages=True)
        assert reader.narrow(secrets(reader, rows, shown), WIDTH) == {}, seed


def test_what_a_report_shows_does_not_depend_on_the_order_of_its_rows() -> None:
    for seed in range(8):
        rows = cube(seed)
        cells, relations = list(rows.cells), list(rows.relations)
        Random(seed).shuffle(cells)
        Random(seed).shuffle(relations)
        shuffled = Family(tuple(cells), tuple(relations))
        assert release(rows, standard=STANDARD) == release(shuffled, standard=STANDARD)


def test_no_group_of_hidden_rows_is_small_where_the_rest_is_shown() -> None:
    for seed in range(30):
        rows = cube(seed)
        shown, own = release(rows, standard=STANDARD), known(rows)
        for each in rows.relations:
            if each.kind is Kind.PARTITION and isinstance(shown[each.total], Shown):
                hidden = [key for key in each.parts if isinstance(shown[key], Suppressed)]
                students = sum(rows.by_key[key].n for key in hidden if key not in own)
                assert students == 0 or students >= LEAST


def test_nine_rows_of_ten_are_shown_of_lifelike_districts() -> None:
    kept: Counter[bool] = Counter()
    for seed in range(16):
        random = Random(seed)
        shape = lifelike_shape(random)
        rows = family(shape, students(shape, random))
        shown = release(rows, standard=STANDARD)
        kept.update(isinstance(shown[cell.key], Shown) for cell in rows.cells if cell.n >= LEAST)
    assert kept[True] / kept.total() >= 0.9
