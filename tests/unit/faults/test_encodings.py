"""Other encodings, marks and line ends (case I-12): decoded right or refused, never misread."""

import codecs
from collections.abc import Callable, Mapping
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.profile import fuzz
from tests.support.every_feed import (
    FEEDS,
    PLANTED,
    TABLES_OF,
    XML,
    Answer,
    DeliveredFeed,
    content,
    good_content,
    texts_in,
)

MARK: Final = b"\xef\xbb\xbf"


def in_codec(codec: str, instead: str) -> Callable[[str], bytes]:
    """Writes text in a codec, another foreign character in place of those it lacks."""
    codecs.register_error(f"instead-{codec}", lambda error: (instead, error.end))  # type: ignore[attr-defined]
    return lambda text: text.encode(codec, f"instead-{codec}")


ENCODINGS: Final[Mapping[str, Callable[[str], bytes]]] = {
    "UTF-16 LE with a mark": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "UTF-16 BE with a mark": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "UTF-16 LE": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be"),
    "UTF-32 with a mark": lambda text: text.encode("utf-32"),
    "UTF-32 LE": lambda text: text.encode("utf-32-le"),
    "latin-1": in_codec("latin-1", "é"),
    "Windows-1252": in_codec("cp1252", "é"),
    "MacRoman": in_codec("mac-roman", "é"),
    "Shift JIS": in_codec("shift-jis", "火"),
    "GB 18030": in_codec("gb18030", "火"),
    "EBCDIC": in_codec("cp037", "é"),
    "surrogates": lambda text: _swapped(text, b"\xed\xa0\x80"),
    "overlong": lambda text: _swapped(text, b"\xc1\xaf"),
}


def _swapped(text: str, bytes_: bytes) -> bytes:
    """The text in UTF-8, but for these bytes in place of each foreign character."""
    return b"".join(each.encode() if each.isascii() else bytes_ for each in text)


def good_texts(feed: DeliveredFeed) -> set[str]:
    return set(texts_in(good_content(feed.name)))


def without_declaration(feed: DeliveredFeed) -> bytes:
    return feed.good.partition(b"?>")[2] if feed.good.startswith(b"<?xml") else feed.good


def check_nothing_misread(feed: DeliveredFeed, answer: Answer) -> None:
    """Whatever was stored is what the good file says."""
    stored = set(texts_in(content(answer)))
    assert stored <= good_texts(feed)
    assert not [text for text in stored if "\ufffd" in text or "\0" in text]
    assert [text for text in PLANTED if text in answer.told] == []


@pytest.mark.parametrize("name", FEEDS)
def test_i12_without_a_fault_everything_is_decoded_right(name: str) -> None:
    stored = good_texts(FEEDS[name])
    assert any(not text.isascii() for text in stored)
    assert not [text for text in stored if "Ã" in text or "Å" in text]


@pytest.mark.parametrize("name", FEEDS)
def test_i12_a_byte_order_mark_changes_nothing(name: str) -> None:
    feed = FEEDS[name]
    with_mark, without = feed.read(MARK + feed.good), feed.read(feed.good)
    assert content(with_mark) == content(without)
    assert with_mark.findings == without.findings


@pytest.mark.parametrize("name", FEEDS)
def test_i12_a_second_mark_is_no_part_of_a_value(name: str) -> None:
    feed = FEEDS[name]
    check_nothing_misread(feed, feed.read(MARK + MARK + feed.good))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", FEEDS)
def test_i12_another_encoding_is_refused_and_never_misread(name: str, encoding: str) -> None:
    feed = FEEDS[name]
    answer = feed.read(ENCODINGS[encoding](feed.good.decode()))
    assert answer.errors
    check_nothing_misread(feed, answer)


@pytest.mark.parametrize("encoding", [name for name in ENCODINGS if name.startswith("UTF-")])
@pytest.mark.parametrize("name", FEEDS)
def test_i12_the_refusal_of_utf_16_and_32_names_the_way_out(name: str, encoding: str) -> None:
    answer = FEEDS[name].read(ENCODINGS[encoding](FEEDS[name].good.decode()))
    assert "UTF-8" in answer.told


@pytest.mark.parametrize("encoding", ["latin-1", "Windows-1252", "surrogates", "overlong"])
@pytest.mark.parametrize("name", FEEDS)
def test_i12_a_refusal_of_bytes_that_are_no_utf_8_says_where(name: str, encoding: str) -> None:
    feed = FEEDS[name]
    answer = feed.read(ENCODINGS[encoding](feed.good.decode()))
    assert all("line" in f"{each.where} {each.message}" for each in answer.errors)


@pytest.mark.parametrize("mark", [b"", MARK], ids=["", "with a mark"])
@pytest.mark.parametrize("declared", ["ISO-8859-1", "windows-1252", "UTF-16", "Shift_JIS", "x"])
@pytest.mark.parametrize("name", XML)
def test_i12_a_declared_charset_that_is_not_utf_8_is_refused(
    name: str, declared: str, mark: bytes
) -> None:
    feed = FEEDS[name]
    body = without_declaration(feed)
    for quote in "'\"":
        declaration = f"<?xml version={quote}1.0{quote} encoding={quote}{declared}{quote}?>"
        answer = feed.read(mark + declaration.encode() + body)
        assert answer.errors
        assert not answer.accepted
        check_nothing_misread(feed, answer)


@pytest.mark.parametrize("declared", ["utf-8", "UTF-8", "utf8", "US-ASCII"])
@pytest.mark.parametrize("name", XML)
def test_i12_a_declaration_of_utf_8_is_believed_only_as_far_as_it_is_true(
    name: str, declared: str
) -> None:
    feed = FEEDS[name]
    body = without_declaration(feed)
    declaration = f'<?xml version="1.0" encoding="{declared}"?>'
    assert content(feed.read(declaration.encode() + body)) == good_content(feed.name)
    wrong = ENCODINGS["latin-1"](body.decode())
    answer = feed.read(declaration.encode() + wrong)
    assert answer.errors
    check_nothing_misread(feed, answer)


@pytest.mark.parametrize("name", FEEDS)
@fuzz(12)
@given(st.data())
def test_i12_a_nul_anywhere_is_never_stored(name: str, data: st.DataObject) -> None:
    feed = FEEDS[name]
    place = data.draw(st.integers(0, len(feed.good)))
    instead = data.draw(st.booleans())
    answer = feed.read(feed.good[:place] + b"\0" + feed.good[place + instead :])
    stored = set(texts_in(content(answer)))
    assert not [text for text in stored if "\0" in text or "\ufffd" in text]
    assert [text for text in PLANTED if text in answer.told] == []


@pytest.mark.parametrize("escape", [b"\\ud800", b"\\udfff", b"\\udc00\\ud800", b"\\u0000"])
@pytest.mark.parametrize("place", [b"\xc3\x89cole", b"INSTITUTION", b"01234560000017", b"CA"])
def test_i12_an_escape_for_no_character_is_refused(place: bytes, escape: bytes) -> None:
    feed = FEEDS["organizations (ART)"]
    assert place in feed.good
    answer = feed.read(feed.good.replace(place, b"x" + escape + b"y"))
    assert answer.errors
    assert not answer.accepted
    assert answer.told.encode()


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "mixed"])
@pytest.mark.parametrize("name", TABLES_OF)
def test_i12_lines_may_end_in_any_way_and_in_several(name: str, ends: str) -> None:
    feed = FEEDS[name]
    lines = feed.written(feed.table).decode().splitlines()
    chosen = ["\r\n", "\n", "\r"] if ends == "mixed" else [ends]
    text = "".join(line + chosen[at % len(chosen)] for at, line in enumerate(lines))
    for last in (text, text.rstrip("\r\n")):
        answer = feed.read(last.encode())
        assert answer.findings == ()
        assert content(answer) == good_content(feed.name)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("name", [name for name in FEEDS if name not in TABLES_OF])
def test_i12_documents_may_have_other_line_ends(name: str, end: str) -> None:
    feed = FEEDS[name]
    lines = feed.good.decode().splitlines()
    answer = feed.read("".join(line + end for line in lines).encode())
    if name == "scores (fixed width)" and end == "\r":
        assert answer.errors or content(answer) == good_content(feed.name)
    else:
        assert content(answer) == good_content(feed.name)
