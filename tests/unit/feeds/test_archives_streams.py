"""Delivered files and bundles as streams: forward, in bounded memory, each fault told once."""

import errno
import io
import random
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cers.feeds.archive_rules import GIB, KIB, STREAM_LIMITS, Limits
from cers.feeds.archive_streams import Unpacked
from cers.feeds.archives import DamagedError, StreamMember, open_members, open_streams
from cers.model.finding import Finding
from tests.support.packed import BUNDLES, PACKED, tarred, zipped, zstd

TEXT = b"<a>" + random.Random(1).randbytes(300 * KIB) + b"</a>"
FILES = [("one.csv", b"a,b\n1,2\n"), ("far/down/two.csv", TEXT), ("three.csv", b"")]


def a_file(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "delivery"
    path.write_bytes(data)
    return path


def streams(path: Path, limits: Limits = STREAM_LIMITS) -> Iterator[StreamMember]:
    for entry in open_streams(path, limits):
        assert isinstance(entry, StreamMember), entry
        yield entry


def read_until_damage(member: StreamMember, step: int = 1000) -> tuple[bytes, Finding | None]:
    data = b""
    try:
        while part := member.stream.read1(step):  # type: ignore[attr-defined]
            data += part
    except DamagedError as error:
        return data, error.finding
    return data, None


@pytest.mark.parametrize("kind", PACKED)
def test_one_file_is_a_member_without_a_name(tmp_path: Path, kind: str) -> None:
    (member,) = list(open_streams(a_file(tmp_path, PACKED[kind](TEXT))))
    assert isinstance(member, StreamMember)
    assert member.name == ""


@pytest.mark.parametrize("kind", PACKED)
def test_one_file_is_read_forward_to_its_end(tmp_path: Path, kind: str) -> None:
    for member in streams(a_file(tmp_path, PACKED[kind](TEXT))):
        assert member.stream.read(10) == TEXT[:10]
        assert member.stream.read() == TEXT[10:]
        assert member.stream.read(1) == b""
        assert member.share() == 1


@pytest.mark.parametrize("kind", BUNDLES)
def test_the_files_of_a_bundle_come_in_order(tmp_path: Path, kind: str) -> None:
    path = a_file(tmp_path, BUNDLES[kind](FILES))
    assert [(each.name, each.stream.read()) for each in streams(path)] == FILES


@pytest.mark.parametrize("kind", BUNDLES)
@pytest.mark.parametrize("taken", [0, 7, 100_000])
def test_a_file_that_was_not_read_to_its_end_is_in_nobodys_way(
    tmp_path: Path, kind: str, taken: int
) -> None:
    path = a_file(tmp_path, BUNDLES[kind](FILES))
    assert [(each.name, each.stream.read(taken)) for each in streams(path)] == [
        (name, data[:taken]) for name, data in FILES
    ]


@pytest.mark.parametrize("kind", BUNDLES)
def test_thousands_of_files_in_nested_folders_are_read(tmp_path: Path, kind: str) -> None:
    files = [(f"a/{number % 7}/b c/{number}.csv", b"%d" % number) for number in range(3000)]
    path = a_file(tmp_path, BUNDLES[kind](files))
    assert [(each.name, each.stream.read()) for each in streams(path)] == files


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_what_was_packed_in_parts_is_one_file(tmp_path: Path, kind: str) -> None:
    pack = PACKED[kind]
    (member,) = open_members(a_file(tmp_path, pack(TEXT) + pack(b"") + pack(b"more")))
    assert member.data == TEXT + b"more"  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["gz", "zst", "tar.gz", "zip"])
def test_the_share_read_grows_as_a_file_is_read(tmp_path: Path, kind: str) -> None:
    data = random.Random(2).randbytes(1024 * KIB)
    packed = PACKED[kind](data) if kind in PACKED else BUNDLES[kind]([("a.csv", data)])
    for member in streams(a_file(tmp_path, packed)):
        shares = []
        while member.stream.read(64 * KIB):
            shares.append(member.share())
        assert shares == sorted(shares)
        assert 0 < shares[0] < 0.5 < shares[-1] <= 1


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_a_cut_off_file_gives_what_is_before_the_cut_and_says_where_it_is(
    tmp_path: Path, kind: str
) -> None:
    whole = PACKED[kind](TEXT)
    path = a_file(tmp_path, whole[: len(whole) // 2])
    found: list[tuple[bytes, Finding | None]] = []
    for member in streams(path):
        found.append(read_until_damage(member))
        found.append(read_until_damage(member))
    (data, finding), (nothing, again) = found
    assert TEXT.startswith(data)
    assert len(data) > len(TEXT) // 2 - 160 * KIB
    assert finding is not None
    assert finding.code == "corrupt-archive"
    assert f"byte {len(whole) // 2:,}" in finding.message
    assert (nothing, again) == (b"", finding)


@pytest.mark.parametrize("kind", ["tar", "tar.gz", "tar.zst"])
def test_damage_within_a_file_is_told_to_its_reader_and_not_again(
    tmp_path: Path, kind: str
) -> None:
    whole = BUNDLES[kind](FILES)
    path = a_file(tmp_path, whole[: len(whole) // 2])
    names, findings = [], []
    for entry in open_streams(path):
        assert isinstance(entry, StreamMember)
        names.append(entry.name)
        findings.append(read_until_damage(entry)[1])
    assert names == ["one.csv", "far/down/two.csv"]
    assert findings[0] is None
    assert findings[1] is not None
    assert (findings[1].code, findings[1].where) == ("corrupt-archive", "far/down/two.csv")


@pytest.mark.parametrize("kind", ["tar", "tar.gz", "tar.zst"])
def test_damage_within_a_file_that_nobody_reads_is_a_finding(tmp_path: Path, kind: str) -> None:
    whole = BUNDLES[kind](FILES)
    entries = list(open_streams(a_file(tmp_path, whole[: len(whole) // 2])))
    assert [isinstance(each, Finding) for each in entries] == [False, False, True]


def test_a_damaged_file_of_a_zip_is_told_to_its_reader_and_the_others_are_read(
    tmp_path: Path,
) -> None:
    stored = zipped(FILES, zipfile.ZIP_STORED).replace(TEXT[-9:], b"otherwise", 1)
    found = {each.name: read_until_damage(each) for each in streams(a_file(tmp_path, stored))}
    damaged = found.pop("far/down/two.csv")[1]
    assert damaged is not None
    assert (damaged.code, damaged.where) == ("corrupt-archive", "far/down/two.csv")
    assert found == {"one.csv": (FILES[0][1], None), "three.csv": (b"", None)}


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_a_file_whose_size_shows_too_late_is_refused_while_it_is_read(
    tmp_path: Path, kind: str
) -> None:
    limits = Limits(member_bytes=200 * KIB)
    for member in streams(a_file(tmp_path, PACKED[kind](TEXT)), limits):
        data, finding = read_until_damage(member)
    assert len(data) <= 200 * KIB
    assert finding is not None
    assert finding.code == "too-large"


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_a_file_that_expands_a_hundredfold_is_refused_while_it_is_read(
    tmp_path: Path, kind: str
) -> None:
    limits = replace(STREAM_LIMITS, ratio_floor=256 * KIB)
    for member in streams(a_file(tmp_path, PACKED[kind](bytes(64 * 1024 * KIB))), limits):
        data, finding = read_until_damage(member)
    assert len(data) < 1024 * KIB
    assert finding is not None
    assert finding.code == "archive-bomb"


def test_files_of_a_zip_that_share_their_packed_bytes_are_a_bomb(tmp_path: Path) -> None:
    packed = bytearray(zipped([("0.csv", bytes(90 * KIB) + random.Random(3).randbytes(KIB))]))
    start = packed.index(b"PK\x01\x02")
    end = packed.index(b"PK\x05\x06")
    entry = bytes(packed[start:end])
    entries = [entry.replace(b"0.csv", b"%d.csv" % number) for number in range(10)]
    directory = b"".join(entries)
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 10, 10, len(directory), start, 0)
    path = a_file(tmp_path, bytes(packed[:start]) + directory + tail)
    limits = replace(STREAM_LIMITS, ratio_floor=100 * KIB)
    (finding,) = open_streams(path, limits)
    assert isinstance(finding, Finding)
    assert finding.code == "archive-bomb"


def test_a_zstd_frame_that_wants_too_much_memory_is_refused_with_the_way_to_pack_it(
    tmp_path: Path,
) -> None:
    window_of_2_gib = (31 - 10) << 3
    frame = b"\x28\xb5\x2f\xfd\x00" + bytes([window_of_2_gib]) + b"\x09\x00\x00x"
    (finding,) = open_streams(a_file(tmp_path, frame))
    assert isinstance(finding, Finding)
    assert finding.code == "unsupported-archive"
    assert "128 MiB" in finding.message


def test_one_name_written_in_two_ways_is_one_name(tmp_path: Path) -> None:
    path = a_file(tmp_path, tarred([("a/b.csv", b"1"), ("./a//b.csv", b"2"), ("a\\b.csv", b"3")]))
    codes = [each.code for each in open_streams(path) if isinstance(each, Finding)]
    assert codes == ["duplicate-member", "duplicate-member"]


@pytest.mark.parametrize("kind", BUNDLES)
def test_a_hidden_name_that_leads_out_of_the_bundle_is_named(tmp_path: Path, kind: str) -> None:
    (finding,) = open_streams(a_file(tmp_path, BUNDLES[kind]([("../.ssh/keys", b"")])))
    assert isinstance(finding, Finding)
    assert (finding.code, finding.where) == ("unsafe-name", "../.ssh/keys")


def test_a_failing_disk_is_no_fault_of_the_delivery() -> None:
    def read(_size: int) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        Unpacked(read, io.BytesIO(), STREAM_LIMITS).take(10)


def test_a_table_of_many_gigabytes_may_be_delivered() -> None:
    assert STREAM_LIMITS.member_bytes >= 50 * GIB


@pytest.mark.parametrize("data", [zstd(b"x" * 90) + b"?", zstd(b"x" * 90)[:-1]])
def test_anything_but_whole_frames_of_zstd_is_damage(tmp_path: Path, data: bytes) -> None:
    (finding,) = open_members(a_file(tmp_path, data))
    assert isinstance(finding, Finding)
    assert finding.code == "corrupt-archive"
