"""Texts as values: what is accepted, what is refused, and that nothing is misread."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.exams import values

ODD_NUMBERS = [  # and some that look like numbers in other alphabets
    "NaN", "nan", "inf", "-Infinity", "1e999", "9" * 400, "1_000", "0x1F", "\uff11\uff12",
    "1,5", "1.2.3", "--1", "-", ".", "1e", "1 2", "\u0663", "1-2",
]  # fmt: skip
PARSERS = [values.number, values.integer, values.count, values.truth, values.day, values.timestamp,
           values.year, values.level, values.scale_score, values.text(5),
           values.one_of(["A", "b"])]  # fmt: skip


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("blank", [None, "", " ", "\t\n"])
def test_blank_is_none(parse, blank):
    assert parse(blank) is None


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
    )
)
def test_a_decimal_is_read_as_what_it_says(number):
    assert values.number(str(number)) == float(number)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_survives_being_written(number):
    assert values.number(repr(number)) == number


@pytest.mark.parametrize("text", ODD_NUMBERS)
def test_what_is_no_plain_decimal_is_refused(text):
    with pytest.raises(ValueError):
        values.number(text)


@given(st.integers(-(2**40), 2**40))
def test_whole_numbers_are_kept_to_their_range(number):
    in_range = -(2**31) <= number < 2**31
    if in_range:
        assert values.integer(str(number)) == number
    else:
        with pytest.raises(ValueError):
            values.integer(str(number))
    if 0 <= number < 2**31:
        assert values.count(str(number)) == number
    else:
        with pytest.raises(ValueError):
            values.count(str(number))


@pytest.mark.parametrize(("text", "level"), [("1", 1), ("4", 4)])
def test_levels_start_at_one(text, level):
    assert values.level(text) == level
    for wrong in ("0", "-1", "1.5", "NS"):
        with pytest.raises(ValueError):
            values.level(wrong)


@pytest.mark.parametrize("text", ["NS", "ns", " NS ", "0", "0.0"])
def test_a_scale_score_that_was_not_scored_is_none(text):
    assert values.scale_score(text) is None


@pytest.mark.parametrize("text", ["-1.01", "20.01", "NaN"])
def test_item_scores_go_from_minus_one_to_twenty(text):
    assert values.item_score("-1") == -1
    assert values.item_score("20") == 20
    with pytest.raises(ValueError):
        values.item_score(text)


@given(st.sampled_from(["yes", "y", "true", "t", "1", "no", "n", "false", "f", "0"]), st.booleans())
def test_yes_and_no_in_all_their_spellings(text, upper):
    assert values.truth(text.upper() if upper else text.title()) is (text[0] in "yt1")


def test_a_status_nobody_could_provide_is_none():
    assert values.truth_or_unknown("unknown/cannot provide") is None
    assert values.truth_or_unknown("Yes") is True


@given(st.dates())
def test_every_date_survives_being_written(day):
    assert values.day(day.isoformat()) == day


@pytest.mark.parametrize(
    "text", ["20260228", "2026-02-30", "2026-2-28", "02/28/2026", "2026-W09-6", "2026-02-28T00:00"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):
        values.day(text)


MOMENTS = st.datetimes().filter(lambda moment: 1 < moment.year < 9999)
OFFSETS = st.builds(lambda m: timezone(timedelta(minutes=m)), st.integers(-14 * 60, 14 * 60))


@given(MOMENTS, OFFSETS)
def test_a_moment_with_an_offset_is_brought_to_utc(moment, offset):
    delivered = moment.replace(tzinfo=offset)
    parsed = values.timestamp(delivered.isoformat())
    assert parsed == delivered
    assert parsed.tzinfo is UTC


@given(st.datetimes())
def test_a_moment_without_an_offset_is_utc(moment):
    expected = moment.replace(tzinfo=UTC)
    assert values.timestamp(moment.isoformat()) == expected
    assert values.moment(moment.isoformat()) == moment.isoformat()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2016-10-12T22:00:49.069", datetime(2016, 10, 12, 22, 0, 49, 69000, UTC)),
        ("2016-10-12T22:00:49Z", datetime(2016, 10, 12, 22, 0, 49, 0, UTC)),
        ("2018-08-27T15:38:51.637-05:00", datetime(2018, 8, 27, 20, 38, 51, 637000, UTC)),
    ],
)
def test_moments_as_vendors_write_them(text, expected):
    assert values.timestamp(text) == expected


@pytest.mark.parametrize(
    "text",
    ["2016-10-12", "2016-10-12 22:00:49", "20161012T220049", "2016-10-12T25:00:00",
     "2016-13-12T22:00:00", "0001-01-01T00:00:00+14:00", "now", "1476309649"],
)  # fmt: skip
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(ValueError):
        values.timestamp(text)


@pytest.mark.parametrize(("text", "year"), [("2026", 2026), ("2000", 2000), ("2099", 2099)])
def test_school_years_of_this_century(text, year):
    assert values.year(text) == year
    for wrong in ("1999", "2100", "26", "2025-26", "20260"):
        with pytest.raises(ValueError):
            values.year(wrong)


@given(st.text(max_size=20))
def test_texts_are_kept_but_for_blanks_around_them(text):
    stripped = text.strip()
    if len(stripped) > 10:
        with pytest.raises(ValueError):
            values.text(10)(text)
    else:
        assert values.text(10)(text) == (stripped or None)


def test_codes_are_found_in_any_case_and_given_as_listed():
    parse = values.one_of(["Nonbinary", "Male"])
    assert parse("NonBinary") == "Nonbinary"
    assert parse(" male ") == "Male"
    with pytest.raises(ValueError):
        parse("M")


@pytest.mark.parametrize(("grade", "code"), [("4", "04"), ("04", "04"), ("12", "12"), ("", "")])
def test_a_grade_of_one_character_is_padded(grade, code):
    assert values.padded(grade) == code


@given(st.text())
def test_a_quoted_code_is_short_and_on_one_line(text):
    shown = values.shown(text)
    assert len(shown) <= 60
    assert all(letter.isprintable() for letter in shown)


def test_decimals_of_the_tests_are_what_they_seem():
    assert Decimal("2507.49468876243") == Decimal(str(values.number("2507.49468876243")))
    assert values.day("2015-02-28") == date(2015, 2, 28)


def test_a_moment_that_is_only_passed_on_is_brought_to_utc_as_text():
    assert values.moment("2018-08-27T15:38:51.637-05:00") == "2018-08-27T20:38:51.637000"
    assert values.moment(" ") is None
