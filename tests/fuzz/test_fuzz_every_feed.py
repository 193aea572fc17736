"""Whatever is delivered to whichever feed, the answer is one of those we promise (case I-18)."""

from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.reading import MAX_FINDINGS
from tests.fuzz.mutations import (
    damaged_bytes,
    mutated_json,
    mutated_lines,
    mutated_lines_of_json,
    mutated_table,
    mutated_xml,
)
from tests.fuzz.profile import fuzz
from tests.support.every_feed import (
    FEEDS,
    PLANTED,
    XML,
    Answer,
    DeliveredFeed,
    numbers_in,
    staged,
)


def mutations(feed: DeliveredFeed) -> st.SearchStrategy[bytes]:
    """Files of the feed that went astray in the way files of its format do."""
    if feed.name in XML:
        return mutated_xml(feed.good)
    if feed.delimiter:
        return mutated_table(feed.table, feed.delimiter)
    if feed.places:
        return mutated_lines(feed.good.decode().splitlines(), feed.places)
    return mutated_lines_of_json(feed.good) if "(lines)" in feed.name else mutated_json(feed.good)


def check(feed: DeliveredFeed, data: bytes) -> Answer:
    """See that the answer is sound; an exception would end the test."""
    answer = feed.read(data)
    counts = answer.counts
    assert counts.records == counts.accepted + counts.rejected + counts.waiting
    assert min(counts.records, counts.accepted, counts.rejected, counts.waiting) >= 0
    assert counts.skipped >= 0
    assert answer.codes <= feed.codes
    assert len(answer.findings) <= MAX_FINDINGS + 1
    assert bool(answer.accepted) <= bool(counts.accepted)
    assert bool(answer.missing) == bool(counts.waiting)
    assert counts.accepted or counts.waiting or counts.skipped or answer.errors
    if not feed.by_record:
        assert not (answer.errors and (counts.accepted or counts.waiting or answer.accepted))
    assert [text for text in PLANTED if text in answer.told] == []
    assert all(map(isfinite, numbers_in(answer.accepted)))
    assert all(each.message and "\n" not in each.message for each in answer.findings)
    return answer


@pytest.mark.parametrize("name", FEEDS)
def test_i18_a_good_file_is_accepted_without_a_finding(name: str) -> None:
    feed = FEEDS[name]
    answer = check(feed, feed.good)
    assert (answer.counts.accepted, answer.findings) == (answer.counts.records, ())
    assert staged(answer.batches) >= len(answer.batches[0].tables if answer.batches else ())


@pytest.mark.parametrize("name", FEEDS)
@fuzz(60)
@given(st.data())
def test_i18_a_file_gone_astray_has_a_sound_answer(name: str, data: st.DataObject) -> None:
    feed = FEEDS[name]
    answer = check(feed, data.draw(mutations(feed)))
    if answer.batches and data.draw(st.integers(0, 9), "staged") == 0:
        staged(answer.batches)


@pytest.mark.parametrize("name", FEEDS)
@fuzz(25)
@given(st.data())
def test_i18_damaged_bytes_have_a_sound_answer(name: str, data: st.DataObject) -> None:
    feed = FEEDS[name]
    check(feed, data.draw(damaged_bytes(feed.good)))


@pytest.mark.parametrize("name", FEEDS)
@fuzz(15)
@given(st.data())
def test_i18_the_same_bytes_have_the_same_answer(name: str, data: st.DataObject) -> None:
    feed = FEEDS[name]
    delivered = data.draw(mutations(feed))
    one, other = feed.read(delivered), feed.read(delivered)
    assert one.findings == other.findings
    assert (one.counts, one.missing, one.accepted) == (other.counts, other.missing, other.accepted)


@pytest.mark.parametrize("name", FEEDS)
@fuzz(20)
@given(st.binary(max_size=400))
def test_i18_any_bytes_are_refused(name: str, data: bytes) -> None:
    answer = check(FEEDS[name], data)
    assert answer.errors
    assert not answer.accepted
