"""A cast of a column says what the parser of single values says, or nothing at all."""

from datetime import UTC, timedelta, timezone

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cers.feeds.exams import casts, values
from cers.feeds.exams.items import ITEM_COLUMNS, RESPONSE_COLUMNS
from cers.feeds.exams.octets import are_between, octets_of
from cers.lake.arrays import as_array
from cers.lake.schema import staged_schema
from cers.model.tables import EXAM_ITEMS

COLUMNS = {column.name: column for column in (*ITEM_COLUMNS, *RESPONSE_COLUMNS)}
USUAL = {
    "position": ["1", "40"],
    "score": ["0", "1.5", "-1", "20", ""],
    "score_status": ["SCORED", ""],
    "format": ["MC", "EBSR"],
    "is_selected": ["0", "1"],
    "operational": ["1", ""],
    "dropped": ["0"],
    "mime_type": ["text/plain"],
    "administered_at": ["2026-03-02T09:00", "2026-03-02T09:00:00.123456", ""],
    "visits": ["2"],
    "duration_seconds": ["12.5", "-.5", "3."],
    "page_number": ["1", "007"],
    "page_visits": ["1"],
    "page_time_ms": ["-12", "2147483647"],
    "segment_id": ["(SBAC)SEG-1"],
    "strand": ["1-IT"],
    "content_level": ["1-IT|9-4"],
    "response_type": ["value", "reference", ""],
    "submitted_at": ["2026-03-02T09:00:00Z", "2026-03-02T09:00:00.5-08:00"],
}
ODD = ["+1", " 1", "1 ", "0x1F", "1e3", "1_0", "NaN", "inf", "-inf", "-", ".", "1-2", "1.2.3",
       "1/2", "-0", "00000000001", "9" * 30, "2147483648", "20.0000001", "21", "-1.5", "yes",
       "Y", "01", "2", "Value", "no such", "x" * 51, "x" * 251, "\u0663", "é", "a b", "\xa0x",
       "2026-03-02", "2026-03-02 09:00:00", "2026-03-02T24:00:00", "2026-03-02T09:00:60",
       "2026-02-30T09:00:00", "2026-03-02T09:00:00,5", "2026-03-02T09:00:00.1234567",
       "2026-03-02T0900", "2026-3-2T09:00:00", "2026-03-02T09:00:00+0800",
       "2026-03-02T09:00:00+08", "2026-03-02T09:00:00+25:00", "2026-03-02T09:00:00+01:75",
       "2026-03-02T09:00:00.5+08:00:30", "0000-01-01T00:00:00", "0001-01-01T00:00:00+14:00",
       "9999-12-31T23:59:59-14:00", "12026-03-02T09:00:00", "-026-03-02T09:00:00",
       "2026-W10-1T09:00:00", "2026-03-02T09:00:00z", "2026-03-02T09:00.5",
       "2026-03-02T09:00:00.", "2026-061T09:00:00.00", "2026-03-02T9:00:00.0"]  # fmt: skip
ALPHABET = "0123456789.-+:/TZ eExX_"
TEXT = st.one_of(
    st.sampled_from([text for texts in USUAL.values() for text in texts]),
    st.sampled_from(ODD),
    st.text(ALPHABET, max_size=12),
    st.text(max_size=4),
)


def kind(column):
    return staged_schema(EXAM_ITEMS).field(column.name).type


def agree(column, texts):
    """The cast's values are the parser's; where the parser refuses one there are none."""
    cast = column.cast(pa.array(texts, pa.string()))
    if cast is None:
        return False
    assert cast.equals(as_array([column.parse(text) for text in texts], kind(column)))
    return True


@pytest.mark.parametrize("name", COLUMNS)
def test_what_vendors_usually_write_is_cast(name):
    assert agree(COLUMNS[name], USUAL[name])


@pytest.mark.parametrize("name", COLUMNS)
def test_an_odd_text_is_read_as_the_parser_reads_it_or_left_to_it(name):
    for odd in ODD:
        agree(COLUMNS[name], [odd])
        agree(COLUMNS[name], [*USUAL[name], odd])


@given(st.sampled_from(sorted(COLUMNS)), st.lists(TEXT, min_size=1, max_size=5))
@example("submitted_at", ["2026-03-02T09:00:00", "2026-03-02T09:00:00Z"])
@example("administered_at", ["", ""])
def test_whatever_is_written_casts_agree_with_parsers(name, texts):
    agree(COLUMNS[name], texts)


@given(st.sampled_from(sorted(COLUMNS)), st.lists(st.text(ALPHABET, max_size=24), min_size=1))
def test_whatever_looks_like_a_number_or_a_moment_too(name, texts):
    agree(COLUMNS[name], texts)


OFFSETS = st.builds(lambda m: timezone(timedelta(minutes=m)), st.integers(-14 * 60, 14 * 60))


MOMENTS = st.datetimes().filter(lambda moment: 1 < moment.year < 9999)


@given(st.lists(MOMENTS, min_size=1), OFFSETS)
def test_moments_are_cast_with_offsets_and_without(moments, offset):
    local = pa.array([moment.isoformat() for moment in moments])
    assert casts.moments(local).to_pylist() == [moment.replace(tzinfo=UTC) for moment in moments]
    there = [moment.replace(tzinfo=offset) for moment in moments]
    cast = casts.moments(pa.array([moment.isoformat() for moment in there]))
    assert cast is None or cast.to_pylist() == there


@given(st.lists(st.decimals(-(10**6), 10**6, places=3), min_size=1))
def test_decimals_are_cast_to_the_nearest_float(numbers):
    texts = [f"{number:f}" for number in numbers]
    assert casts.numbers(pa.array(texts)).to_pylist() == [values.number(text) for text in texts]


@given(st.lists(st.one_of(st.none(), st.text(max_size=3)), max_size=6), st.integers(0, 6))
def test_octets_are_those_of_the_rows_alone(texts, start):
    array = pa.array(texts, pa.string()).slice(start)
    told = "".join(text for text in texts[start:] if text).encode()
    assert octets_of(array) == told
    assert are_between(array, "0", "9") == all(0x30 <= octet <= 0x39 for octet in told)
