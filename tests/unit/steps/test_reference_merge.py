from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from cers.model.assessment import Assessment, Item, ScoreRange
from cers.model.organization import District, Organizations, School
from cers.model.subject import Subject
from cers.steps.reference_merge import merge_assessments, merge_organizations, merge_subject
from tests.support.reference_files import LANDED

NOTHING = Organizations({}, {})

times = st.integers(0, 3).map(lambda days: LANDED + timedelta(days=days))
words = st.sampled_from(["red", "green", "blue"])


def item(key: str, answer: str) -> Item:
    return Item(key, 1, "MC", "1", "A", 1, 0.5, 1.0, answer_key=answer)


assessments = st.builds(
    lambda id_, label, landed_at, answers: Assessment(
        id_, "Name", label, "Math", "05", "sum", 2026, "1", landed_at,
        (ScoreRange(1, 1, 2),), items={key: item(key, answer) for key, answer in answers.items()},
    ),
    st.sampled_from(["one", "two"]),
    words,
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
def test_every_item_has_the_word_of_the_last_delivery_that_named_it(
    deliveries: list[Assessment],
) -> None:
    for id_, merged in all_assessments(deliveries).items():
        own = [each for each in deliveries if each.id == id_]
        assert merged.landed_at == max(each.landed_at for each in own)
        for key in {key for each in own for key in each.items}:
            naming = [each for each in own if key in each.items]
            last = max(each.landed_at for each in naming)
            candidates = {e.items[key].answer_key for e in naming if e.landed_at == last}
            assert merged.items[key].answer_key == max(candidates)
            assert (merged.items[key].landed_at or merged.landed_at) == last


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


def test_an_assessment_never_changes_what_it_is() -> None:
    for other in (
        replace(ONE, subject="ELA"),
        replace(ONE, grade="06"),
        replace(ONE, type="ica"),
    ):
        merged = merge_assessments({"one": ONE}, {"one": replace(other, landed_at=LATER)})
        assert merged.refused == ("one",)
        assert merged.value == {"one": ONE}


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
