"""No finding repeats what a file says of a person, wherever in the file it stands (case I-18)."""

from collections.abc import Iterator
from xml.etree.ElementTree import fromstring, tostring

import pytest

from tests.fuzz.profile import examples
from tests.support.every_feed import (
    BIRTHDATE,
    FEEDS,
    LAST_NAME,
    LOGIN,
    PLANTED,
    SSID,
    TABLES_OF,
    DeliveredFeed,
)

PERSONAL = (LAST_NAME, SSID, BIRTHDATE, LOGIN)
ABOUT_PEOPLE = ("results", "scores (caret)", "students", "groups", "staff")


CODES = ("SchoolId", "AssessmentId", "AssessmentName", "Subject", "TestGrade")
"""Columns of codes, which findings may repeat if nothing else can be meant."""


def told(feed: DeliveredFeed, data: bytes) -> list[str]:
    """What is planted in the files and told by the findings."""
    answer = feed.read(data)
    return [text for text in PLANTED if text in answer.told]


def test_every_feed_about_people_is_asked() -> None:
    assert set(ABOUT_PEOPLE) < set(TABLES_OF)


@pytest.mark.parametrize("name", ABOUT_PEOPLE)
def test_i18_no_finding_tells_what_stands_in_the_wrong_column(name: str) -> None:
    feed = FEEDS[name]
    header = feed.table[0]
    few = len(header) < 30
    step = 1 if few or examples(1) > 1 else 4
    for column in [at for at, title in enumerate(header) if at % step == 0 or title in CODES]:
        for value in PERSONAL if few else (LAST_NAME, SSID):
            table = feed.table
            table[1][column] = value
            assert (feed.table[0][column], told(feed, feed.written(table))) == (
                feed.table[0][column],
                [],
            )


@pytest.mark.parametrize("name", ABOUT_PEOPLE)
def test_i18_no_finding_tells_what_was_shifted_by_a_column_or_several(name: str) -> None:
    feed = FEEDS[name]
    width = len(feed.table[0])
    for shift in [*range(1, min(width, 12)), width - 2, width - 1]:
        header, *rows = feed.table
        moved = [[*row[shift:], *row[:shift]] for row in rows]
        assert (shift, told(feed, feed.written([header, *moved]))) == (shift, [])


@pytest.mark.parametrize("name", ABOUT_PEOPLE)
def test_i18_no_finding_tells_the_row_that_a_header_has_swallowed(name: str) -> None:
    feed = FEEDS[name]
    header, first, *rows = feed.table
    for kept in (0, 1, len(header) // 2, len(header) - 1, len(header)):
        table = [[*header[:kept], *first], *rows]
        assert (kept, told(feed, feed.written(table))) == (kept, [])
        assert (kept, told(feed, feed.written([[*first, *header[kept:]], *rows]))) == (kept, [])


def misplaced(data: bytes, value: str) -> Iterator[tuple[str, bytes]]:
    """The document with a value in each of its attributes and texts, one at a time."""
    for at, element in enumerate(fromstring(data).iter()):
        for name in element.attrib:
            root = fromstring(data)
            list(root.iter())[at].set(name, value)
            yield f"{element.tag}@{name}", tostring(root, encoding="utf-8")
        root = fromstring(data)
        list(root.iter())[at].text = value
        yield element.tag, tostring(root, encoding="utf-8")


CODES_OF_A_TEST = {
    "Test@name", "Test@subject", "Test@grade", "ExamineeRelationship@value", "Score@measureOf",
    "Item@bankKey", "Item@key",
}  # fmt: skip
"""What findings about a report may repeat: attributes have names, so that nothing shifts there."""


@pytest.mark.parametrize("value", [LAST_NAME, SSID] if examples(1) > 1 else [LAST_NAME])
def test_i18_no_finding_tells_what_stands_in_an_attribute_but_for_codes(value: str) -> None:
    feed = FEEDS["exams"]
    assert {place for place, data in misplaced(feed.good, value) if told(feed, data)} <= (
        CODES_OF_A_TEST
    )
