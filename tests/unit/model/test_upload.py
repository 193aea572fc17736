"""What a file that is uploaded from a browser may be called."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.delivery import Delivery, Feed
from cers.model.errors import InputError
from cers.model.upload import ENDINGS, LONGEST_NAME, PACKED, checked_name, is_packed
from cers.model.vendor import is_vendor

GOOD = ["a.xml", "Summative results (May), final.csv", "calificación.zip", "a..b", "x"]
BAD = [
    "", " ", "a ", " a", ".", "..", ".hidden", "a/b.xml", "../x", "..\\x", "a\\b", "/a", "a\nb",
    "a\x00", "a\u2028b", "${filename}", "price$.csv", "\ud800", "x" * (LONGEST_NAME + 1),
    "é" * (LONGEST_NAME // 2 + 1),
]  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_an_ordinary_name_is_taken_as_it_is(name: str) -> None:
    assert checked_name(name) == name


@pytest.mark.parametrize("name", BAD)
def test_a_name_that_would_not_stay_one_part_of_a_key_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="name"):
        checked_name(name)


@given(st.text(max_size=300))
def test_whatever_is_taken_is_the_last_of_three_parts_and_has_its_answers_beside_it(
    name: str,
) -> None:
    try:
        checked_name(name)
    except InputError:
        return
    delivery = Delivery("landing", f"alder/exams/{name}", "v" * 32)
    assert delivery.key.split("/") == ["alder", "exams", name]
    assert (delivery.vendor, delivery.feed) == ("alder", Feed.EXAMS)
    assert delivery.receipt_key == f"alder/exams/{name}/{'v' * 32}.json"
    assert not re.search(r"[\x00-\x1f\x7f]", name)


def test_every_feed_says_how_its_files_end() -> None:
    assert set(ENDINGS) == set(Feed)
    for endings in ENDINGS.values():
        assert endings
        assert not set(endings) & set(PACKED)


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("a.zip", True),
        ("a.TAR.GZ", True),
        ("a.csv.zst", True),
        ("zip", False),
        ("a.zip.csv", False),
    ],
)
def test_a_packed_file_is_known_by_its_ending(name: str, packed: bool) -> None:
    assert is_packed(name) is packed


@pytest.mark.parametrize("name", ["ets", "alder", "a-1", "a" * 31])
def test_a_vendor_has_a_plain_name(name: str) -> None:
    assert is_vendor(name)


@pytest.mark.parametrize(
    "name",
    ["", "a", "cers", "Ets", "../ets", "ets/exams", "ets ", "1ets", "é-1", "a" * 32, "ets\n"],
)
def test_anything_else_is_no_vendor(name: str) -> None:
    assert not is_vendor(name)
