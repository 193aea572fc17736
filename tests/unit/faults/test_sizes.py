"""Files of nothing, cut short, at the limit and far beyond it (case I-09).

What holds for bundles and packed files is in `test_hostile_archives.py`.
"""

import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.archive_rules import DEFAULT_LIMITS, STREAM_LIMITS, Limits
from cers.feeds.archives import Member, open_members
from cers.feeds.batch import ExamBatch
from cers.feeds.exams import read_exams
from cers.feeds.wide.results import read_results
from cers.model.delivery import Counts
from tests.fuzz.profile import fuzz
from tests.support.every_feed import (
    FEEDS,
    PLANTED,
    Answer,
    DeliveredFeed,
    content,
    good_content,
    texts_in,
)
from tests.support.exams import a_reference

DOCUMENTS: Final = ("exams", "subjects", "accommodations", "organizations (ART)")


def refused(answer: Answer) -> bool:
    """Whether nothing was taken over, and the findings say why without telling of anybody."""
    counts = answer.counts
    return (
        bool(answer.errors)
        and not answer.accepted
        and (counts.accepted, counts.waiting) == (0, 0)
        and not [text for text in PLANTED if text in answer.told]
    )


NOTHING: Final = (b"", b"\n", b"\r\n\r\n", b" \t \n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b"\0")


@pytest.mark.parametrize("data", NOTHING)
@pytest.mark.parametrize("name", FEEDS)
def test_i09_a_file_of_nothing_is_refused(name: str, data: bytes) -> None:
    assert refused(FEEDS[name].read(data))


def check_cut(feed: DeliveredFeed, place: int) -> None:
    """See that a file that was cut gives whole records of the good file, or none."""
    whole, answer = feed.read(feed.good), feed.read(feed.good[:place])
    counts = answer.counts
    assert [text for text in PLANTED if text in answer.told] == []
    assert counts.records == counts.accepted + counts.rejected + counts.waiting
    if feed.name in DOCUMENTS:
        assert refused(answer) or content(answer) == content(whole)
    else:
        assert counts.accepted <= whole.counts.accepted
        assert answer.errors or counts.accepted or counts.waiting


@pytest.mark.parametrize("name", FEEDS)
@fuzz(25)
@given(st.data())
def test_i09_a_file_that_was_cut_anywhere_has_a_sound_answer(
    name: str, data: st.DataObject
) -> None:
    feed = FEEDS[name]
    check_cut(feed, data.draw(st.integers(0, len(feed.good) - 1)))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_i09_a_document_that_was_cut_short_of_its_end_is_never_taken_for_whole(name: str) -> None:
    feed = FEEDS[name]
    end = len(feed.good.rstrip())
    for place in {*range(0, end, max(1, end // 40)), end - 1}:
        assert refused(feed.read(feed.good[:place]))


@pytest.mark.parametrize("name", ["results", "scores (caret)", "students"])
def test_i09_of_a_table_that_was_cut_the_rows_before_are_taken(name: str) -> None:
    feed = FEEDS[name]
    ends = [place + 1 for place, byte in enumerate(feed.good) if byte == ord("\n")]
    assert len(ends) == 4
    for rows, end in enumerate(ends[1:-1], 1):
        answer = feed.read(feed.good[: end + 20])
        assert (answer.counts.accepted, answer.counts.rejected) == (rows, 1)
        stored = set(texts_in(content(answer)))
        assert stored <= set(texts_in(good_content(feed.name)))


STREAMED: Final[Mapping[str, Callable[[Path, Limits], Iterable[ExamBatch]]]] = {
    "exams": lambda path, limits: read_exams(path, a_reference(), limits=limits),
    "results": lambda path, limits: read_results(path, a_reference(), "d" * 64, limits=limits),
}


@pytest.mark.parametrize("beyond", [-1, 0, 1])
@pytest.mark.parametrize("name", STREAMED)
def test_i09_a_file_may_be_as_large_as_the_limit_and_no_byte_larger(
    name: str, beyond: int, tmp_path: Path
) -> None:
    feed = FEEDS[name]
    path = tmp_path / "delivery"
    path.write_bytes(feed.good)
    limits = replace(DEFAULT_LIMITS, member_bytes=len(feed.good) - beyond)
    batches = list(STREAMED[name](path, limits))
    counts = sum((batch.counts for batch in batches), Counts())
    codes = {finding.code for batch in batches for finding in batch.findings}
    if beyond > 0:
        assert (counts.accepted, codes) == (0, {"too-large"})
    else:
        assert (counts.accepted, codes) == (feed.read(feed.good).counts.accepted, set())


@pytest.mark.parametrize("beyond", [-1, 0, 1])
def test_i09_reference_data_may_be_as_large_as_the_limit_and_no_byte_larger(
    beyond: int, tmp_path: Path
) -> None:
    path = tmp_path / "delivery"
    with path.open("wb") as file:
        file.write(b"<Subject")
        file.truncate(DEFAULT_LIMITS.member_bytes + beyond)
    (entry,) = open_members(path)
    assert isinstance(entry, Member) == (beyond <= 0)


def test_i09_five_gigabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "delivery"
    with path.open("wb") as file:
        file.write(b"<TDSReport>")
        file.truncate(5 << 30)
    (batch,) = read_exams(path, a_reference())
    assert [finding.code for finding in batch.findings] == ["too-large"]
    assert STREAM_LIMITS.member_bytes > 5 << 30


BOUNDED = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path

from cers.feeds.exams import read_exams
from cers.feeds.students import read_students
from cers.feeds.wide.results import read_results
from cers.feeds.wide.scores import read_scores
from tests.support.exams import a_reference
from tests.support.registrations import organizations

def read(feed, path):
    if feed == "students":
        return read_students(path, organizations(), datetime(2026, 3, 1, tzinfo=UTC))
    if feed == "exams":
        return read_exams(path, a_reference())
    reader = read_results if feed == "results" else read_scores
    return reader(path, a_reference(), "d" * 64)

feed, good, *paths = sys.argv[1:]
list(read(feed, Path(good)))  # what is loaded once is no matter of the delivery's size
pages = int(Path("/proc/self/statm").read_text().split()[0])
most = pages * resource.getpagesize() + (192 << 20)
resource.setrlimit(resource.RLIMIT_AS, (most, most))
for path in map(Path, paths):
    accepted = rejected = 0
    codes = set()
    for batch in read(feed, path):
        accepted += batch.counts.accepted
        rejected += batch.counts.rejected
        codes |= {finding.code for finding in batch.findings}
    print(path.name, accepted, rejected, *sorted(codes))
"""
"""Reads deliveries with at most 192 MiB of memory beyond what reading a small one takes."""


def read_bounded(feed: str, good: Path, paths: Iterable[Path]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", BOUNDED, feed, str(good), *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


LINE: Final = 100 << 20


def one_line(path: Path, begin: bytes, filling: bytes) -> Path:
    """A file with a line of 100 MB in it."""
    chunk = filling * (len(filling) and (1 << 20) // len(filling))
    with path.open("wb") as file:
        file.write(begin)
        for _ in range(LINE // len(chunk)):
            file.write(chunk)
    return path


@pytest.mark.parametrize("name", ["exams", "results", "students", "scores"])
def test_i09_a_line_of_a_hundred_megabytes_is_refused_in_bounded_memory(
    name: str, tmp_path: Path
) -> None:
    feed = FEEDS["scores (caret)" if name == "scores" else name]
    good = tmp_path / "good"
    good.write_bytes(feed.good)
    head = feed.good[: feed.good.index(b"\n") + 1] if feed.delimiter else b"<TDSReport a='"
    delimiter = feed.delimiter.encode() or b"<"
    paths = [one_line(tmp_path / "cells", head, delimiter)]
    if feed.quotes and feed.delimiter:
        paths.append(one_line(tmp_path / "quote", head + b'"', b"x"))
    else:
        paths.append(one_line(tmp_path / "letters", head, b"x"))
    if feed.delimiter:
        paths.append(one_line(tmp_path / "no-header", b"", b"x" + delimiter))
    lines = read_bounded(name, good, paths)
    assert [line.split()[0] for line in lines] == [path.name for path in paths]
    for line in lines:
        _, accepted, _, *codes = line.split()
        assert accepted == "0", line
        assert codes, line


@pytest.mark.parametrize("name", ["results", "students"])
def test_i09_a_large_table_is_read_in_bounded_memory(name: str, tmp_path: Path) -> None:
    feed = FEEDS[name]
    good, large = tmp_path / "good", tmp_path / "large"
    good.write_bytes(feed.good)
    head, rows = feed.good.split(b"\n", 1)
    copies = (32 << 20) // len(rows)
    with large.open("wb") as file:
        file.write(head + b"\n")
        for _ in range(copies):
            file.write(rows)
    (line,) = read_bounded(name, good, [large])
    assert line.split()[:3] == ["large", str(3 * copies), "0"]
