"""Counts of points, options and traits, by hand and for any responses."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.assessment import Assessment, Item
from cers.reports.definition import Definition
from cers.reports.distractors import distractor_report
from cers.reports.item_documents import OfAssessment
from cers.reports.items import items_report
from cers.reports.items_described import in_order
from cers.reports.items_tallied import spread
from cers.reports.rows import EssayRow, ItemRow, ResponseRow
from cers.reports.writing_traits import of_essays

DEFINITION = Definition(
    Assessment("a", "a", "a", "ELA", "03", "iab", 2026, "1", datetime(2026, 1, 1, tzinfo=UTC), ()),
    None,
)
HEAD = cast(OfAssessment, {})
ITEM = Item("200-1", 1, "MC", "1", "A", None, None, 1.0, answer_key="B", options=4)
SCORES = st.one_of(st.none(), st.just(-1.0), st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0]))
TEXTS = st.one_of(st.none(), st.sampled_from(["", "?", "A", "B", "D", "A,B", "B,C,E", "F"]))


def row(score: float | None = 1.0, **values: Any) -> Any:
    return {
        "student_id": "s",
        "opportunity_id": "o",
        "item_key": ITEM.key,
        "position": 1,
        "score": score,
        "is_selected": True,
        "response": None,
        "evidence_elaboration": None,
        "organization_purpose": None,
        "conventions": None,
        "condition_code": None,
        **values,
    }


def by_item(item: Item, rows: list[ItemRow]) -> Any:
    return items_report(HEAD, DEFINITION, {item.key: item}, rows)["items"][0]


def options(item: Item, rows: list[ResponseRow]) -> Any:
    return distractor_report(HEAD, DEFINITION, {item.key: item}, rows)["items"][0]


def test_full_credit_by_hand() -> None:
    item = replace(ITEM, max_points=2.0)
    rows = [row(2.0), row(2.0), row(1.0), row(0.0), row(0.0), row(0.0), row(0.0)]
    unscored = [row(-1.0), row(None, is_selected=False), row(-1.0, is_selected=None)]
    found = by_item(item, rows + unscored)
    assert (found["scored"], found["unscored"], found["not_answered"]) == (7, 1, 2)
    assert found["average_points"] == pytest.approx(5 / 7)
    # 57.14, 14.29 and 28.57: the largest remainder gets the missing point.
    assert found["points"] == [
        {"points": 0.0, "count": 4, "percent": 57},
        {"points": 1.0, "count": 1, "percent": 14},
        {"points": 2.0, "count": 2, "percent": 29},
    ]
    assert found["full_credit"] == {"count": 2, "percent": 29}


def test_nobody_answered() -> None:
    found = by_item(ITEM, [])
    assert (found["scored"], found["average_points"]) == (0, None)
    assert found["points"] == [
        {"points": 0.0, "count": 0, "percent": 0},
        {"points": 1.0, "count": 0, "percent": 0},
    ]
    assert found["full_credit"] == {"count": 0, "percent": 0}


def test_points_beyond_the_most_there_are_are_shown_and_are_full_credit() -> None:
    found = by_item(ITEM, [row(0.5), row(2.0), row(1.0)])
    assert [each["points"] for each in found["points"]] == [0.0, 0.5, 1.0, 2.0]
    assert found["full_credit"]["count"] == 2


def test_one_right_option_by_hand() -> None:
    texts = ["B", "B", "B", "A", "D", "A,B", None, "E"]
    found = options(ITEM, [row(response=text) for text in texts] + [row(-1.0, response="A")])
    assert found["scored"] == 8
    assert found["options"] == [
        {"option": "A", "correct": False, "count": 1, "percent": 13},
        {"option": "B", "correct": True, "count": 3, "percent": 38},
        {"option": "C", "correct": False, "count": 0, "percent": 0},
        {"option": "D", "correct": False, "count": 1, "percent": 12},
    ]
    assert found["other"] == {"count": 3, "percent": 37}


def test_several_right_options_by_hand() -> None:
    item = replace(ITEM, type="MS", answer_key="A,C", options=5)
    texts = ["A,C", "C,A", "A", "B,D,E", "", None, "F", "A,F"]
    found = options(item, [row(response=text) for text in texts])
    assert {each["option"]: each["count"] for each in found["options"]} == {
        "A": 4, "B": 1, "C": 2, "D": 1, "E": 1,
    }  # fmt: skip
    assert [each["percent"] for each in found["options"]] == [50, 13, 25, 13, 13]
    assert [each["option"] for each in found["options"] if each["correct"]] == ["A", "C"]
    assert found["other"] == {"count": 3, "percent": 38}


@pytest.mark.parametrize(
    ("count", "key", "texts", "letters"),
    [
        (None, "B", ["A"], "AB"),
        (0, "B", ["D"], "ABCD"),
        (0, "Hand", [], ""),
        (3, "B", ["F"], "ABC"),
        (2, "D", [], "ABCD"),
    ],
)
def test_options_without_a_number_of_them(
    count: int | None, key: str, texts: list[str], letters: str
) -> None:
    item = replace(ITEM, options=count, answer_key=key)
    found = options(item, [row(response=text) for text in texts])
    assert "".join(each["option"] for each in found["options"]) == letters


def test_traits_by_hand() -> None:
    essay = replace(ITEM, type="WER", max_points=6.0)

    def scored(evidence: float, organization: float, conventions: float) -> EssayRow:
        return cast(
            EssayRow,
            row(
                evidence_elaboration=evidence,
                organization_purpose=organization,
                conventions=conventions,
            ),
        )

    rows = [scored(2, 3, 2), scored(4, 4, 2), scored(1, 1, 0), scored(2, 1, 1)]
    blank = row(0.0, condition_code="B")
    found = of_essays(HEAD, DEFINITION, {essay.key: essay}, [*rows, blank])["items"][0]
    averages = {each["category"]: each["average_points"] for each in found["traits"]}
    assert averages == {
        "Evidence/Elaboration": 2.3,
        "Organization/Purpose": 2.3,
        "Conventions": 1.3,
        "Transformed Points": 3.8,
    }
    transformed = found["traits"][-1]
    assert transformed["scored"] == 4
    assert {each["points"]: each["count"] for each in transformed["points"] if each["count"]} == {
        1.0: 1, 3.0: 1, 5.0: 1, 6.0: 1,
    }  # fmt: skip
    assert found["condition_codes"] == [{"code": "B", "count": 1}]
    assert found["scored"] == 5


def test_items_stand_by_position_and_those_without_at_the_end() -> None:
    items = [
        replace(ITEM, key="d", position=None),
        replace(ITEM, key="c", position=None),
        replace(ITEM, key="b", position=2),
        replace(ITEM, key="a", position=2),
        replace(ITEM, key="e", position=1),
    ]
    assert [each.key for each in in_order(items, {"d": 2})] == ["e", "a", "b", "d", "c"]


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0, 7.0])), st.sampled_from([None, 1.0, 2.5, 3.0]))
def test_a_distribution_adds_up(scores: list[float], most: float | None) -> None:
    shares = spread(scores, most)
    assert sum(each["count"] for each in shares) == len(scores)
    assert sum(each["percent"] for each in shares) == (100 if scores else 0)
    values = [each["points"] for each in shares]
    assert values == sorted(set(values))


@given(st.lists(st.tuples(SCORES, TEXTS)), st.randoms(use_true_random=False))
def test_counts_of_options_add_up_whatever_the_order(
    answers: list[tuple[float | None, str | None]], random: Any
) -> None:
    rows = [row(score, response=text) for score, text in answers]
    shuffled = random.sample(rows, len(rows))
    for kind in ("MC", "MS"):
        item = replace(ITEM, type=kind)
        found = options(item, rows)
        assert found == options(item, shuffled)
        counts = [*(each["count"] for each in found["options"]), found["other"]["count"]]
        percents = [*(each["percent"] for each in found["options"]), found["other"]["percent"]]
        scored = sum(score is not None and score >= 0 for score, _ in answers)
        assert found["scored"] == scored
        assert all(0 <= count <= scored for count in counts)
        if kind == "MC":
            assert sum(counts) == scored
            assert sum(percents) == (100 if scored else 0)


@given(st.lists(st.tuples(SCORES, st.sampled_from([True, False, None]))))
def test_every_response_is_counted_once(answers: list[tuple[float | None, bool | None]]) -> None:
    found = by_item(ITEM, [row(score, is_selected=selected) for score, selected in answers])
    total = found["scored"] + found["unscored"] + found["not_answered"]
    assert total == len(answers)
    assert found["full_credit"]["count"] <= found["scored"]
