"""Immutable objects read in blocks."""

import io
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.stores.blocks import BLOCK_BYTES, BlockCache, LakeFileSystem

SIZE = 3 * BLOCK_BYTES + 17
DATA = bytes(range(256)) * (SIZE // 256 + 1)
DATA = DATA[:SIZE]


class Bucket:
    """Objects, and the ranges that were asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []

    def get_object(self, Bucket: str, Key: str, Range: str) -> dict[str, Any]:
        del Bucket, Key
        first, last = (int(part) for part in Range.removeprefix("bytes=").split("-"))
        self.asked.append((first, last))
        return {"Body": io.BytesIO(DATA[first : last + 1])}


def cache(bucket: Bucket, blocks: float = 100) -> BlockCache:
    return BlockCache(bucket, "lake", int(blocks * BLOCK_BYTES))  # type: ignore[arg-type]


ranges = st.tuples(st.integers(0, SIZE), st.integers(0, SIZE)).map(sorted)


@given(st.lists(ranges, max_size=12), st.sampled_from([0.5, 1, 2, 100]))
def test_any_range_is_read_right_however_small_the_cache(
    some: Iterable[list[int]], blocks: float
) -> None:
    small = cache(Bucket(), blocks)
    for start, end in some:
        assert small.read("k", SIZE, start, end) == DATA[start:end]


def test_a_block_is_fetched_once() -> None:
    bucket = Bucket()
    blocks = cache(bucket)
    for _ in range(3):
        blocks.read("k", SIZE, 10, 20)
        blocks.read("k", SIZE, BLOCK_BYTES - 5, BLOCK_BYTES)
    assert bucket.asked == [(0, BLOCK_BYTES - 1)]


def test_neighbouring_blocks_come_in_one_request_and_end_with_the_object() -> None:
    bucket = Bucket()
    cache(bucket).read("k", SIZE, BLOCK_BYTES, SIZE)
    assert bucket.asked == [(BLOCK_BYTES, SIZE - 1)]


def test_only_what_is_missing_is_fetched() -> None:
    bucket = Bucket()
    blocks = cache(bucket)
    blocks.read("k", SIZE, 0, 1)
    blocks.read("k", SIZE, 0, SIZE)
    assert bucket.asked[1] == (BLOCK_BYTES, SIZE - 1)


def test_the_least_recently_used_block_makes_room() -> None:
    bucket = Bucket()
    blocks = cache(bucket, 2)
    for start in (0, BLOCK_BYTES, 0, 2 * BLOCK_BYTES, 0):
        blocks.read("k", SIZE, start, start + 1)
    assert len(bucket.asked) == 3
    blocks.read("k", SIZE, BLOCK_BYTES, BLOCK_BYTES + 1)
    assert len(bucket.asked) == 4


def test_a_file_reads_and_seeks_like_any_other() -> None:
    files = LakeFileSystem(cache(Bucket()))
    path = files.admit("published/x.parquet", SIZE)
    with files.open(path) as file:
        assert file.read(4) == DATA[:4]
        assert file.seek(-8, io.SEEK_END) == SIZE - 8
        assert file.read() == DATA[-8:]
        assert file.read(1) == b""


def test_a_file_no_manifest_named_is_not_there() -> None:
    files = LakeFileSystem(cache(Bucket()))
    for ask in (files.info, files.modified, files.open):
        with pytest.raises(FileNotFoundError):
            ask("lake://published/other.parquet")


def test_nothing_is_ever_written() -> None:
    files = LakeFileSystem(cache(Bucket()))
    path = files.admit("published/x.parquet", SIZE)
    with pytest.raises(PermissionError):
        files.open(path, "wb")
