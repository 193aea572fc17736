"""Columns, elements and attributes that are missing, added, repeated or elsewhere (case I-13)."""

import copy
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.profile import examples, fuzz
from tests.support.every_feed import (
    FEEDS,
    PLANTED,
    TABLES_OF,
    XML,
    Answer,
    DeliveredFeed,
    content,
    good_content,
)

Table = list[list[str]]
ORDERED = ("groups",)
"""Feeds whose columns stand in one order."""


def told_nothing(answer: Answer) -> bool:
    return not [text for text in PLANTED if text in answer.told]


def the_same(feed: DeliveredFeed, answer: Answer) -> bool:
    return content(answer) == good_content(feed.name)


def refused(answer: Answer) -> bool:
    """Whether nothing was taken over, and the findings say why without telling of anybody."""
    return bool(answer.errors) and not answer.accepted and told_nothing(answer)


def some_columns(feed: DeliveredFeed) -> list[tuple[int, str]]:
    """The columns of the good file; of a wide one some, unless all are asked for."""
    every = list(enumerate(feed.table[0]))
    return every if len(every) < 30 else every[:: max(1, 4 // examples(1))]


def blanked(table: Table, column: int) -> Table:
    return [
        [cell if at != column or not row else "" for at, cell in enumerate(cells)]
        for row, cells in enumerate(table)
    ]


@pytest.mark.parametrize("name", TABLES_OF)
@fuzz(8)
@given(st.data())
def test_i13_columns_may_stand_in_any_order(name: str, data: st.DataObject) -> None:
    feed = FEEDS[name]
    order = data.draw(st.permutations(range(len(feed.table[0]))))
    table = [[row[at] for at in order] for row in feed.table]
    answer = feed.read(feed.written(table))
    if name in ORDERED and order != sorted(order):
        assert refused(answer)
        assert "wrong-header" in answer.codes
    else:
        assert the_same(feed, answer)


@pytest.mark.parametrize("name", TABLES_OF)
@fuzz(8)
@given(st.data())
def test_i13_a_column_more_is_left_aside_or_refuses_the_file(
    name: str, data: st.DataObject
) -> None:
    feed = FEEDS[name]
    place = data.draw(st.integers(0, len(feed.table[0])))
    added = data.draw(st.sampled_from(["Odd", "x" * 300, "Zusätzlich", "", "NULL", "SSN"]))
    table = [
        [*row[:place], "x" if at else added, *row[place:]] for at, row in enumerate(feed.table)
    ]
    answer = feed.read(feed.written(table))
    assert the_same(feed, answer) or refused(answer)
    if not answer.errors and added == "Odd" and name in ("students", "results"):
        assert "unknown-column" in answer.codes


@pytest.mark.parametrize("name", TABLES_OF)
def test_i13_without_a_column_the_file_is_refused_by_its_name_or_read_as_if_it_was_blank(
    name: str,
) -> None:
    feed = FEEDS[name]
    for column, title in some_columns(feed):
        without = [row[:column] + row[column + 1 :] for row in feed.table]
        answer = feed.read(feed.written(without))
        assert told_nothing(answer)
        if answer.errors:
            assert refused(answer), title
            assert title in answer.told or answer.codes & {"unknown-layout", "unknown-format"}
        else:
            blank = feed.read(feed.written(blanked(feed.table, column)))
            assert content(answer) == content(blank), title


@pytest.mark.parametrize("name", TABLES_OF)
def test_i13_a_column_that_is_there_twice_does_not_change_what_is_read(name: str) -> None:
    feed = FEEDS[name]
    for column, title in some_columns(feed):
        table = [[*row, row[column]] for row in feed.table]
        answer = feed.read(feed.written(table))
        assert the_same(feed, answer) or refused(answer), title


@pytest.mark.parametrize("name", [name for name in TABLES_OF if name not in ORDERED])
def test_i13_two_columns_of_one_name_that_differ_are_not_guessed_at(name: str) -> None:
    feed = FEEDS[name]
    for column, title in some_columns(feed):
        matters = not the_same(feed, feed.read(feed.written(blanked(feed.table, column))))
        for at in (0, len(feed.table[0])):
            table = [
                [*row[:at], "other" if line else title, *row[at:]]
                for line, row in enumerate(feed.table)
            ]
            answer = feed.read(feed.written(table))
            if matters:
                assert refused(answer), title
            else:
                assert the_same(feed, answer) or refused(answer), title


@pytest.mark.parametrize("name", TABLES_OF)
def test_i13_a_row_of_another_width_is_refused_with_its_line(name: str) -> None:
    feed = FEEDS[name]
    wide = len(feed.table[0])
    for change in (lambda row: row[:-1], lambda row: row[: wide // 2], lambda row: [*row, "x"]):
        table = [*feed.table[:-1], change(feed.table[-1])]
        answer = feed.read(feed.written(table))
        assert told_nothing(answer)
        if name == "groups" and len(table[-1]) > wide:
            continue  # whatever stands behind the six columns is left aside
        line = len(table) + feed.heading.count("\n")
        assert any(f"line {line}" in each.where for each in answer.errors)


def places(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The document without each of its elements and attributes, one at a time."""
    root = fromstring(data)
    count = len(list(root.iter()))
    for at in range(1, count):
        changed = copy.deepcopy(root)
        element = list(changed.iter())[at]
        parent = next(each for each in changed.iter() if element in list(each))
        parent.remove(element)
        yield element.tag, tostring(changed, encoding="utf-8")
    for at in range(count):
        for attribute in list(root.iter())[at].attrib:
            changed = copy.deepcopy(root)
            del list(changed.iter())[at].attrib[attribute]
            yield attribute, tostring(changed, encoding="utf-8")


@pytest.mark.parametrize("name", XML)
def test_i13_without_an_element_or_attribute_the_findings_name_it(name: str) -> None:
    feed = FEEDS[name]
    refusals = 0
    for lacking, data in places(feed.good):
        answer = feed.read(data)
        assert told_nothing(answer)
        if answer.errors:
            refusals += 1
            assert not answer.accepted
            assert all(each.element or lacking in each.message for each in answer.errors), lacking
    assert refusals > 2


@pytest.mark.parametrize("name", XML)
def test_i13_an_element_or_attribute_more_does_no_harm(name: str) -> None:
    feed = FEEDS[name]
    for at in range(len(list(fromstring(feed.good).iter()))):
        root = fromstring(feed.good)
        element = list(root.iter())[at]
        element.set("odd", PLANTED[0])
        element.append(Element("Odd", {"value": PLANTED[0]}))
        answer = feed.read(tostring(root, encoding="utf-8"))
        assert told_nothing(answer)
        assert the_same(feed, answer) or answer.errors or name == "exams"


def test_i13_a_missing_mandatory_value_of_an_exam_is_named_as_the_format_names_it() -> None:
    feed = FEEDS["exams"]
    for mandatory in ("StudentIdentifier", "LastOrSurname", "Birthdate", "SchoolId", "Sex"):
        root = fromstring(feed.good)
        examinee = root.find("Examinee")
        assert examinee is not None
        (attribute,) = [each for each in examinee if each.get("name") == mandatory]
        examinee.remove(attribute)
        answer = feed.read(tostring(root, encoding="utf-8"))
        assert any(mandatory in each.element for each in answer.errors), mandatory
        assert told_nothing(answer)


def test_i13_all_that_is_missing_is_told_at_once() -> None:
    feed = FEEDS["results"]
    kept = [row[5:] for row in feed.table]
    lacking = {"AssessmentName", "Subject", "TestGrade"}
    answer = feed.read(feed.written(kept))
    assert {each.element for each in answer.errors} == lacking


@pytest.mark.parametrize("name", TABLES_OF)
def test_i13_a_header_without_rows_is_refused(name: str) -> None:
    feed = FEEDS[name]
    answer = feed.read(feed.written(feed.table[:1]))
    assert refused(answer)


@pytest.mark.parametrize("name", TABLES_OF)
def test_i13_rows_without_a_header_are_refused_and_not_repeated(name: str) -> None:
    feed = FEEDS[name]
    answer = feed.read(feed.written(feed.table[1:]))
    assert refused(answer)
