"""What a report shows beyond the caller's own results, and that nothing more follows from it."""

from dataclasses import replace
from random import Random
from typing import Any, cast

import pytest

from cers.model.access import Assignment
from cers.model.aggregate import Places, ReportType, Subgroup
from cers.model.suppression import LEAST, Suppressed
from cers.model.tenant import StudentField
from cers.reports.aggregate import table as documents
from cers.reports.aggregate.documents import Row
from cers.reports.aggregate.layout import layout
from cers.reports.aggregate.release import ContradictionError, _Rows, released
from cers.reports.aggregate.tallies import tallies
from tests.support.aggregates import (
    LEA,
    SITE,
    STATE,
    assignment,
    definition,
    inquiry,
    made,
    organizations,
    row_at,
    table,
)
from tests.support.attacker import Attack, secrets, small_rests
from tests.support.crowd import crowd
from tests.support.plain_lake import PlainLake
from tests.support.world import World

RANGES = ((2200, 2740),) * 4
"""The crowd's levels say nothing about its scores."""


def small_crowd(seed: int) -> World:
    """Schools of very different sizes."""
    random, world = Random(seed), crowd(seed, students=70)
    left = {
        f"{school}-{number:03}"
        for school in ("S1", "S2", "S3", "S4", "S5")
        for number in range(random.choice((4, 9, 20, 45, 70)))
    }
    world.exams = [exam for exam in world.exams if exam["student_id"] in left]
    return world


CALLERS: list[tuple[Assignment, Places]] = [
    (LEA, Places(districts=("D1",), state=True, all_districts=True)),
    (LEA, Places(districts=("D1",), state=True, schools_of_districts=True)),
    (SITE, Places(schools=("S1",), state=True, districts_of_schools=True)),
    (SITE, Places(schools=("S1",), all_districts=True)),
]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("caller", "places"), CALLERS)
def test_an_attacker_cannot_narrow_down_what_a_report_hides(
    seed: int, caller: Assignment, places: Places
) -> None:
    lake = PlainLake(small_crowd(seed))
    asked = inquiry(definition(places=places, dimensions=("gender", "ethnicities")), caller)
    answers = {name: cast("Any", lake.rows(q)) for name, q in asked.questions.items()}
    counted = tallies(asked.definition, asked.layout, answers)
    (measure,) = counted
    family = _Rows(asked.definition, asked.layout, counted).family(measure, 4)
    figures = released(asked.definition, asked.layout, counted, {measure: 4}, {measure: 3})
    shown = {tuple(each.group): each.shown for each in figures}
    found = table(asked.definition, caller, lake)["rows"]
    published = [attackers_row(each) for each in found]
    published += [zero(key) for key in missing(family, published, asked.layout.every)]
    attack = Attack(family, RANGES).read(published)
    hidden = secrets(attack, family, shown)
    hidden |= small_rests(attack, family, LEAST)
    assert attack.narrow(hidden, 5) == {}


def attackers_row(row: Row) -> dict[str, Any]:
    organization, subgroup = row["organization"], row["subgroup"]
    place = f"{organization['type']}/{organization['id']}"
    key = (place, "all", subgroup["dimension"], subgroup["value"])
    if row["students"] is None:
        return {"key": key, "suppressed": row["suppressed"]}
    average = row["average"]
    return {
        "key": key,
        "students": row["students"],
        "mean": average and average["scale_score"],
        "levels": row["levels"] or [],
    }


def missing(family: Any, published: Any, places: Any) -> list[Any]:
    """Rows that would be shown if anybody were in them."""
    known = {row["key"] for row in published}
    shown = {place.key for place in places}
    return [c.key for c in family.cells if c.n == 0 and c.key not in known and c.key[0] in shown]


def zero(key: Any) -> dict[str, Any]:
    return {"key": key, "students": 0, "mean": None, "levels": []}


@pytest.fixture(scope="module")
def lake() -> PlainLake:
    return PlainLake(crowd(seed=8, students=90))


def test_nothing_is_hidden_from_who_sees_every_result_anyway() -> None:
    lake = PlainLake(small_crowd(1))
    places = Places(state=True, all_districts=True, districts=("D1",), schools_of_districts=True)
    asked = definition(places=places, dimensions=("gender", "language", "ethnicities"))
    rows = table(asked, STATE, lake)["rows"]
    assert any(0 < (row["students"] or 0) < LEAST for row in rows)
    assert all(row["suppressed"] is None and row["students"] is not None for row in rows)


def test_beyond_ones_own_no_row_of_fewer_than_eleven_has_any_figure() -> None:
    for seed in range(3):
        lake = PlainLake(small_crowd(seed))
        asked = definition(
            places=Places(districts=("D1",), state=True, all_districts=True),
            subjects=("Math", "ELPAC"),
            dimensions=("gender", "elas", "ethnicities"),
        )
        own = {(each["organization"]["id"]) for each in table(asked, LEA, lake)["rows"]}
        assert {"", "D1", "D2", "D3"} == own
        hidden = 0
        for row in table(asked, LEA, lake)["rows"]:
            assert row["beyond"] == (row["organization"]["id"] != "D1")
            if row["beyond"]:
                assert row["students"] is None or row["students"] >= LEAST
                hidden += row["students"] is None
            if row["students"] is None:
                assert row["suppressed"]
                assert row["average"] is row["levels"] is None
        assert hidden


def test_averages_beyond_ones_own_are_whole_scale_points(lake: PlainLake) -> None:
    asked = definition(places=Places(districts=("D1",), state=True))
    found = table(asked, LEA, lake)
    state, own = row_at(found, ""), row_at(found, "D1")
    assert state["average"] is not None and own["average"] is not None
    assert state["average"]["scale_score"] == round(state["average"]["scale_score"] or 0)
    assert own["average"]["scale_score"] != round(own["average"]["scale_score"] or 0)


def test_combinations_are_counted_of_ones_own_organization_alone(lake: PlainLake) -> None:
    girls = Subgroup("Girls", {StudentField.GENDER: ("Female",)})
    asked = definition(places=Places(districts=("D1",), state=True), subgroups=(girls,))
    found = [
        (r["organization"]["id"], r["subgroup"]["value"]) for r in table(asked, LEA, lake)["rows"]
    ]
    assert found == [("", ""), ("D1", ""), ("D1", "Girls")]


def test_beyond_ones_own_there_is_no_cohort_but_that_of_the_whole_state(lake: PlainLake) -> None:
    asked = definition(
        type=ReportType.LONGITUDINAL,
        grades=("04", "05"),
        places=Places(districts=("D1",), state=True, all_districts=True),
        dimensions=("gender",),
    )
    with_cohort = {
        (line["organization"]["id"], line["subgroup"]["dimension"])
        for line in table(asked, LEA, lake)["lines"]
        if any(step["cohort"] for step in line["steps"])
    }
    assert with_cohort == {("", "overall"), ("D1", "overall"), ("D1", "gender")}


def test_two_assignments_do_not_open_more_and_what_they_know_is_reckoned_with() -> None:
    lake = PlainLake(small_crowd(2))
    asked = definition(places=Places(districts=("D1",), all_districts=True))
    other = assignment("LEA_ELPAC_COORDINATOR", "D2")
    rows = made(inquiry(asked, LEA, other), lake).table["rows"]
    beyond = [row for row in rows if row["organization"]["id"] == "D2"]
    assert all(row["students"] is None or row["students"] >= LEAST for row in beyond)


def test_answers_that_contradict_one_another_make_no_report(lake: PlainLake) -> None:
    asked = inquiry(
        definition(places=Places(districts=("D1",), state=True), dimensions=("gender", "elas")), LEA
    )
    answers = {name: cast("Any", lake.rows(q)) for name, q in asked.questions.items()}
    answers["elas"] = answers["elas"][:-1]
    counted = tallies(asked.definition, asked.layout, answers)
    (measure,) = counted
    with pytest.raises(ContradictionError):
        released(asked.definition, asked.layout, counted, {measure: 4}, {measure: 3})


def test_documents_are_made_of_what_was_released_and_of_nothing_else() -> None:
    for make in (documents.rows_document, documents.lines_document):
        hints = {name: str(kind) for name, kind in make.__annotations__.items()}
        assert "Figures" in hints["released"]
        assert not any("Tally" in kind for kind in hints.values())


VARIANTS = {
    LEA: (
        Places(districts=("D1",), state=True),
        Places(districts=("D1",), all_districts=True),
        Places(all_districts=True, state=True),
        Places(districts=("D1",), schools_of_districts=True, state=True),
    ),
    SITE: (
        Places(schools=("S1",), districts_of_schools=True),
        Places(schools=("S1",), state=True),
        Places(all_districts=True),
        Places(schools=("S1",), state=True, all_districts=True),
    ),
}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("caller", VARIANTS, ids=["lea", "site"])
def test_what_is_hidden_does_not_depend_on_what_is_shown_beside_it(
    seed: int, caller: Assignment
) -> None:
    lake, seen, compared = PlainLake(small_crowd(seed)), dict[Any, Any](), 0
    for places in VARIANTS[caller]:
        asked = definition(places=places, dimensions=("gender",))
        for row in table(asked, caller, lake)["rows"]:
            key = (
                row["organization"]["id"],
                row["subgroup"]["dimension"],
                row["subgroup"]["value"],
            )
            figures = {name: row[name] for name in row if name not in ("organization", "subgroup")}  # type: ignore[literal-required]
            compared += key in seen
            assert seen.setdefault(key, figures) == figures, key
    assert compared > 4


def test_of_too_many_districts_the_state_is_rounded_and_each_is_decided_on_alone() -> None:
    places = Places(districts=("D1",), state=True, all_districts=True)
    laid_out = layout(definition(places=places), LEA, (), organizations(), 3)
    assert laid_out.rounds_state
    (state,) = (each for each in laid_out.every if each.level.value == "state")
    assert laid_out.parts_of(state) == []
    asked = replace(inquiry(definition(places=places), LEA), layout=laid_out)
    lake = PlainLake(crowd(1, students=70))
    answers = {name: cast("Any", lake.rows(q)) for name, q in asked.questions.items()}
    counted = tallies(asked.definition, laid_out, answers)
    (measure,) = counted
    figures = released(asked.definition, laid_out, counted, {measure: 4}, {measure: 3})
    (of_state,) = (each.shown for each in figures if each.place.level.value == "state")
    total = sum(tally.n for group, tally in counted[measure].items() if group.place == state.key)
    if isinstance(of_state, Suppressed):
        assert total < 1000
    else:
        assert (of_state.n % 50, of_state.rounded) == (0, True)
