"""Parameters: what is taken, and messages that name the parameter but never its value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.errors import InputError
from chalicelib.params import identifier, integer, only, text


@pytest.mark.parametrize(
    "value",
    [
        "",
        "0",
        "1999",
        "2101",
        "99999",
        "-1",
        "+2020",
        "2020.0",
        "2e3",
        " 2020",
        "\uff12\uff10\uff12\uff10",
    ],
)
def test_what_is_no_school_year_is_refused_by_name(value: str) -> None:
    with pytest.raises(InputError, match=r"^school_year: a whole number from 2000 to 2100$"):
        integer({"school_year": value}, "school_year", 2000, 2100)


@given(st.integers(2000, 2100))
def test_every_whole_number_in_range_is_taken(year: int) -> None:
    assert integer({"school_year": str(year)}, "school_year", 2000, 2100) == year


def test_a_parameter_left_out_is_none_or_empty() -> None:
    assert integer({}, "limit", 1, 200) is None
    assert text({}, "search", 100) == ""


@pytest.mark.parametrize("value", ["x" * 101, "a\x00b", "a\nb", "\x1b[31m", "\u202egnp"])
def test_a_text_too_long_or_unprintable_is_refused_without_repeating_it(value: str) -> None:
    with pytest.raises(InputError) as refused:
        text({"search": value}, "search", 100)
    assert str(refused.value) == "search: at most 100 printable characters"


def test_an_unknown_parameter_is_named() -> None:
    with pytest.raises(InputError, match=r"^limt: no such parameter here; there are: limit$"):
        only({"limt": "5"}, "limit")
    with pytest.raises(InputError, match=r"there are: none$"):
        only({"x": "5"})


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("S1", "S1"),
        ("%28SBAC%29SBAC-OP%20G5%2FM", "(SBAC)SBAC-OP G5/M"),
        ("(SBAC)SBAC-OP G5", "(SBAC)SBAC-OP G5"),
        ("100%25", "100%"),
        ("100%", "100%"),
        ("%C3%85", "Å"),
    ],
)
def test_an_id_from_the_path_is_percent_decoded_once(sent: str, meant: str) -> None:
    assert identifier(sent, "assessment_id", 250) == meant


@pytest.mark.parametrize("sent", ["", "%00", "a%0Ab", "x" * 41])
def test_an_id_that_can_be_none_is_refused_by_name(sent: str) -> None:
    with pytest.raises(InputError, match=r"^school_id: 1 to 40 printable characters$"):
        identifier(sent, "school_id", 40)
