from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.accommodation import Accommodation, AccommodationLabel, Accommodations
from cers.model.assessment import Assessment, Item, ScoreRange
from cers.model.norm import Norms, NormTable, Percentile
from cers.model.organization import District, Organizations, School
from cers.model.subject import Subject
from cers.steps.reference_merge import (
    merge_accommodations,
    merge_assessments,
    merge_norms,
    merge_organizations,
    merge_subject,
)
from tests.support.reference_files import LANDED

NOTHING = Organizations({}, {})

times = st.integers(0, 3).map(lambda days: LANDED + timedelta(days=days))
words = st.sampled_from(["red", "green", "blue"])


def item(key: str, answer: str) -> Item:
    return Item(key, 1, "MC", "1", "A", 1, 0.5, 1.0, answer_key=answer)


assessments = st.builds(
    lambda id_, label, grade, landed_at, answers: Assessment(
        id_, "Name", label, "Math", grade, "sum", 2026, "1", landed_at,
        (ScoreRange(1, 1, 2),), items={key: item(key, answer) for key, answer in answers.items()},
    ),
    st.sampled_from(["one", "two"]),
    words,
    st.sampled_from(["05", "06"]),
    times,
    st.dictionaries(st.sampled_from(["200-1", "200-2", "200-3"]), words),
)  # fmt: skip
organizations = st.builds(
    lambda landed_at, districts, schools: Organizations(
        {id_: District(id_, name, landed_at) for id_, name in districts.items()},
        {id_: School(id_, name, "01", landed_at) for id_, name in schools.items()},
    ),
    times,
    st.dictionaries(st.sampled_from(["01", "02"]), words),
    st.dictionaries(st.sampled_from(["0101", "0102"]), words),
)
subjects = st.builds(
    lambda code, name, landed_at: Subject(code, name, landed_at, {}),
    st.sampled_from(["ELA", "Math"]),
    words,
    times,
)


def all_assessments(deliveries: Sequence[Assessment]) -> dict[str, Assessment]:
    start: dict[str, Assessment] = {}
    return reduce(
        lambda known, each: dict(merge_assessments(known, {each.id: each}).value),
        deliveries,
        start,
    )


def all_organizations(deliveries: Sequence[Organizations]) -> Organizations:
    return reduce(lambda known, each: merge_organizations(known, each).value, deliveries, NOTHING)


def all_subjects(deliveries: Sequence[Subject]) -> dict[str, Subject]:
    start: dict[str, Subject] = {}
    return reduce(lambda known, each: dict(merge_subject(known, each).value), deliveries, start)


@given(st.data(), st.lists(assessments, max_size=6))
def test_assessments_come_out_the_same_in_any_order_and_repeated(
    data: st.DataObject, deliveries: list[Assessment]
) -> None:
    shuffled = data.draw(st.permutations(deliveries))
    assert all_assessments(shuffled) == all_assessments(deliveries)
    assert all_assessments([*deliveries, *shuffled]) == all_assessments(deliveries)


@given(st.data(), st.lists(organizations, max_size=6))
def test_organizations_come_out_the_same_in_any_order_and_repeated(
    data: st.DataObject, deliveries: list[Organizations]
) -> None:
    shuffled = data.draw(st.permutations(deliveries))
    assert all_organizations(shuffled) == all_organizations(deliveries)
    assert all_organizations([*deliveries, *shuffled]) == all_organizations(deliveries)


@given(st.data(), st.lists(subjects, max_size=6))
def test_subjects_come_out_the_same_in_any_order_and_repeated(
    data: st.DataObject, deliveries: list[Subject]
) -> None:
    shuffled = data.draw(st.permutations(deliveries))
    assert all_subjects(shuffled) == all_subjects(deliveries)
    assert all_subjects([*deliveries, *shuffled]) == all_subjects(deliveries)


@given(st.lists(assessments, min_size=1, max_size=6))
def test_what_was_first_delivered_under_an_id_is_what_it_stays(
    deliveries: list[Assessment],
) -> None:
    for id_, merged in all_assessments(deliveries).items():
        own = [each for each in deliveries if each.id == id_]
        first = min(own, key=lambda each: (each.landed_at, each.grade))
        assert merged.grade == first.grade
        assert {merged.grade, *(each.grade for each in merged.rivals)} == {
            each.grade for each in own
        }


@given(st.lists(assessments, min_size=1, max_size=6))
def test_every_item_has_the_word_of_the_last_delivery_that_named_it(
    deliveries: list[Assessment],
) -> None:
    for id_, merged in all_assessments(deliveries).items():
        own = [each for each in deliveries if (each.id, each.grade) == (id_, merged.grade)]
        assert merged.landed_at == max(each.landed_at for each in own)
        for key in {key for each in own for key in each.items}:
            naming = [each for each in own if key in each.items]
            last = max(each.landed_at for each in naming)
            candidates = {e.items[key].answer_key for e in naming if e.landed_at == last}
            assert merged.items[key].answer_key == max(candidates)
            assert (merged.items[key].landed_at or merged.landed_at) == last


labels = st.dictionaries(st.sampled_from(["eng", "spa"]), words, min_size=1)
accommodations = st.builds(
    lambda code, year, texts, landed_at: Accommodation(
        code,
        year,
        {each: AccommodationLabel(text, landed_at) for each, text in texts.items()},
    ),
    st.sampled_from(["TDS_A", "TDS_B"]),
    st.sampled_from([2025, 2026]),
    labels,
    times,
)


def all_accommodations(deliveries: Sequence[Accommodation]) -> Accommodations:
    start: Accommodations = {}
    return reduce(lambda known, each: merge_accommodations(known, [each]).value, deliveries, start)


@given(st.data(), st.lists(accommodations, max_size=6))
def test_accommodations_come_out_the_same_in_any_order_and_repeated(
    data: st.DataObject, deliveries: list[Accommodation]
) -> None:
    shuffled = data.draw(st.permutations(deliveries))
    merged = all_accommodations(deliveries)
    assert all_accommodations(shuffled) == merged
    assert all_accommodations([*deliveries, *shuffled]) == merged
    for each in deliveries:
        of_it = merged[each.school_year][each.code].labels
        for language, label in each.labels.items():
            assert of_it[language].landed_at >= label.landed_at


norm_tables = st.builds(
    lambda start, days, score, landed_at: NormTable(
        "one",
        date(2026, 1, start),
        date(2026, 1, start + days),
        0,
        9,
        tuple(Percentile(rank, score) for rank in (1, 2, 3)),
        landed_at,
        landed_at,
    ),
    st.integers(1, 5),
    st.integers(0, 3),
    st.integers(1, 3),
    times,
)


def all_norms(deliveries: Sequence[NormTable]) -> Norms:
    return reduce(lambda known, each: merge_norms(known, [each]).value, deliveries, Norms())


@given(st.data(), st.lists(norm_tables, max_size=6))
def test_norms_come_out_the_same_in_any_order_and_repeated(
    data: st.DataObject, deliveries: list[NormTable]
) -> None:
    shuffled = data.draw(st.permutations(deliveries))
    merged = all_norms(deliveries)
    assert all_norms(shuffled) == merged
    assert all_norms([*deliveries, *shuffled]) == merged
    assert all_norms(shuffled).current == merged.current
    assert merge_norms(Norms(), deliveries[:1]).refused == ()


ONE = Assessment(
    "one", "Name", "red", "Math", "05", "sum", 2026, "1", LANDED, (ScoreRange(1, 1, 2),),
    items={"200-1": item("200-1", "A")},
)  # fmt: skip
LATER = LANDED + timedelta(days=1)


def test_a_new_a_changed_and_an_equal_assessment_are_told_apart() -> None:
    known = merge_assessments({}, {"one": ONE})
    assert (known.created, known.updated, known.unchanged) == (1, 0, 0)
    again = merge_assessments(known.value, {"one": replace(ONE, landed_at=LATER)})
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    changed = merge_assessments(again.value, {"one": replace(ONE, label="x", landed_at=LATER)})
    assert (changed.created, changed.updated, changed.unchanged) == (0, 1, 0)


def test_a_changed_item_updates_its_assessment() -> None:
    other = replace(ONE, items={"200-1": item("200-1", "B")}, landed_at=LATER)
    assert merge_assessments({"one": ONE}, {"one": other}).updated == 1


def test_an_older_assessment_changes_nothing_but_adds_its_items() -> None:
    newer = replace(ONE, label="new", landed_at=LATER, items={})
    merged = merge_assessments({"one": newer}, {"one": ONE})
    assert merged.value["one"].label == "new"
    assert merged.value["one"].items["200-1"].landed_at == LANDED


@pytest.mark.parametrize(
    "changed", [replace(ONE, subject="ELA"), replace(ONE, grade="06"), replace(ONE, type="ica")]
)
def test_an_assessment_never_changes_what_it_is(changed: Assessment) -> None:
    other = replace(changed, landed_at=LATER)
    merged = merge_assessments({"one": ONE}, {"one": other})
    assert merged.refused == ("one",)
    assert (merged.created, merged.updated, merged.unchanged) == (0, 0, 0)
    assert merged.value == {"one": replace(ONE, rivals=(other,))}


def test_an_assessment_that_landed_first_but_comes_late_takes_its_place() -> None:
    other = replace(ONE, grade="06", landed_at=LATER)
    merged = merge_assessments({"one": other}, {"one": ONE})
    assert merged.refused == ()
    assert merged.value == {"one": replace(ONE, rivals=(other,))}


def test_a_refused_assessment_has_its_word_once_its_own_kind_turns_out_to_be_first() -> None:
    first = replace(ONE, landed_at=LANDED - timedelta(days=1))
    rival = replace(ONE, grade="06", landed_at=LANDED)
    correction = replace(ONE, label="corrected", landed_at=LATER)
    known = merge_assessments({"one": rival}, {"one": correction})
    assert known.refused == ("one",)
    merged = merge_assessments(known.value, {"one": first}).value["one"]
    assert (merged.grade, merged.label) == ("05", "corrected")
    assert merged.first_landed_at == first.landed_at


def test_a_subject_may_not_differ_from_a_known_one_in_case_only() -> None:
    math = Subject("Math", "Mathematics", LANDED, {})
    merged = merge_subject({"Math": math}, replace(math, code="MATH"))
    assert merged.refused == ("MATH",)
    assert merged.value == {"Math": math}


def test_organizations_missing_from_a_file_stay() -> None:
    known = Organizations({}, {"0101": School("0101", "One", "01", LANDED)})
    incoming = Organizations({}, {"0102": School("0102", "Two", "01", LATER)})
    merged = merge_organizations(known, incoming)
    assert set(merged.value.schools) == {"0101", "0102"}
    assert (merged.created, merged.updated, merged.unchanged) == (1, 0, 0)


SPRING = NormTable(
    "one", date(2026, 3, 1), date(2026, 5, 31), 0, 9,
    (Percentile(10, 1), Percentile(50, 5), Percentile(90, 8)), LANDED, LANDED,
)  # fmt: skip


def test_a_norm_table_of_the_same_days_is_replaced() -> None:
    known = merge_norms(Norms(), [SPRING])
    assert (known.created, known.refused) == (1, ())
    corrected = replace(SPRING, mean=5.5, landed_at=LATER, first_landed_at=LATER)
    merged = merge_norms(known.value, [corrected])
    assert (merged.created, merged.updated) == (0, 1)
    (table,) = merged.value.current["one"]
    assert (table.mean, table.first_landed_at) == (5.5, LANDED)


def test_a_norm_table_for_some_days_of_an_earlier_one_is_refused_whenever_it_comes() -> None:
    longer = replace(SPRING, end_date=date(2026, 6, 30), landed_at=LATER, first_landed_at=LATER)
    assert merge_norms(merge_norms(Norms(), [SPRING]).value, [longer]).refused == (longer.key,)
    late = merge_norms(merge_norms(Norms(), [longer]).value, [SPRING])
    assert late.refused == ()
    assert late.value.current["one"] == (SPRING,)


def test_a_label_in_another_language_is_added_to_an_accommodation() -> None:
    english = Accommodation("A", 2026, {"eng": AccommodationLabel("Braille", LANDED)})
    spanish = Accommodation("A", 2026, {"spa": AccommodationLabel("El braille", LATER)})
    known = merge_accommodations({}, [english])
    merged = merge_accommodations(known.value, [spanish])
    assert (known.created, merged.updated) == (1, 1)
    both = merged.value[2026]["A"]
    assert (both.label(), both.label("spa"), both.label("kor")) == (
        "Braille",
        "El braille",
        "Braille",
    )
    again = merge_accommodations(merged.value, [english])
    assert (again.updated, again.unchanged) == (0, 1)
