"""Archives that are broken, too large, or made to do harm (cases I-09 and I-11)."""

import gzip
import random
import stat
import struct
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cers.feeds.archive_rules import KIB, Limits
from cers.feeds.archives import Member, open_members
from cers.model.finding import Finding
from tests.support.exams import a_tar, a_zip
from tests.support.packed import BUNDLES, FILES, PACKED, SMALL, faults, opened


@pytest.mark.parametrize("name", ["../a.xml", "/etc/a.xml", "x/../../a.xml", "C:\\a.xml", "..\\a"])
@pytest.mark.parametrize("make", [a_zip, a_tar])
def test_i11_names_that_lead_out_of_the_bundle_are_refused_and_the_others_read(
    tmp_path, make, name
):
    members, findings = opened(make(tmp_path / "bundle", [FILES[0], (name, b"<x/>"), FILES[2]]))
    assert members == [FILES[0], FILES[2]]
    assert [(finding.code, finding.where) for finding in findings] == [("unsafe-name", name)]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("make", [a_zip, a_tar])
def test_i11_the_second_file_of_one_name_is_refused(tmp_path, make):
    members, findings = opened(make(tmp_path / "bundle", [FILES[0], ("a.xml", b"<other/>")]))
    assert members == [FILES[0]]
    assert [finding.code for finding in findings] == ["duplicate-member"]


@pytest.mark.parametrize("make", [a_zip, a_tar])
def test_i11_a_bundle_within_a_bundle_is_a_fault_of_that_member(tmp_path, make):
    inner = [a_zip(tmp_path / "i.zip", FILES), a_tar(tmp_path / "i.tgz", FILES)]
    inner.append(a_tar(tmp_path / "i.tar", FILES, "w"))
    members = [(f"inner-{path.name}.xml", path.read_bytes()) for path in inner]
    path = make(tmp_path / "bundle", [FILES[0], *members, FILES[2]])
    assert opened(path)[0] == [FILES[0], FILES[2]]
    assert faults(path) == [("nested-archive", name) for name, _ in members]


def test_i11_a_gzip_within_a_gzip_is_refused(tmp_path):
    path = tmp_path / "delivery"
    path.write_bytes(gzip.compress(gzip.compress(b"<a/>")))
    assert faults(path) == [("nested-archive", "")]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE])
def test_i11_links_and_devices_in_a_tar_are_refused(tmp_path, kind):
    path = tmp_path / "bundle.tar"
    with tarfile.open(path, "w") as bundle:
        link = tarfile.TarInfo("link.xml")
        link.type = kind
        link.linkname = "/etc/passwd"
        bundle.addfile(link)
    assert faults(path) == [("not-a-file", "link.xml")]


def test_i11_links_in_a_zip_are_refused(tmp_path):
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        link = zipfile.ZipInfo("link.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        bundle.writestr(link, "/etc/passwd")
    assert faults(path) == [("not-a-file", "link.xml")]


@pytest.mark.parametrize("make", [a_zip, a_tar])
def test_i11_a_bundle_that_expands_a_hundredfold_is_refused(tmp_path, make):
    members, findings = opened(make(tmp_path / "bomb", [("a.xml", b"<" + b" " * 60 * KIB)]))
    assert members == []
    assert [finding.code for finding in findings] == ["archive-bomb"]


def test_i11_a_gzip_that_expands_a_hundredfold_is_refused(tmp_path):
    path = tmp_path / "bomb"
    path.write_bytes(gzip.compress(b"<" + b" " * 60 * KIB))
    assert faults(path) == [("archive-bomb", "")]


@pytest.mark.parametrize("make", [a_zip, a_tar])
def test_i11_a_bundle_may_not_expand_beyond_the_total(tmp_path, make):
    block = random.Random(2).randbytes(60 * KIB)
    path = make(tmp_path / "bundle", [(f"{number}.xml", block) for number in range(19)])
    assert faults(path)[-1][0] == "archive-bomb"


@pytest.mark.parametrize("make", [a_zip, a_tar])
def test_i11_a_bundle_may_not_hold_too_many_files(tmp_path, make):
    limits = replace(SMALL, ratio_floor=64 * KIB)
    files = [(f"{number}.xml", b"<a/>") for number in range(SMALL.members)]
    assert len(opened(make(tmp_path / "most", files), limits)[0]) == SMALL.members
    path = make(tmp_path / "more", [*files, ("one-more.xml", b"<a/>")])
    assert faults(path, limits) == [("too-many-members", "")]


def test_i11_a_zip_whose_directory_is_huge_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "bundle.zip"
    many = 4 * KIB
    directory = b"PK\x01\x02" + bytes(42)
    data = b"PK\x03\x04" + directory * many
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, many, many, len(directory) * many, 4, 0)
    path.write_bytes(data + end)
    tight = Limits(member_bytes=KIB, members=10)
    assert faults(path, tight) == [("too-many-members", "")]


def test_i11_a_tar_header_that_claims_a_huge_size_is_refused_before_it_is_read(tmp_path):
    header = tarfile.TarInfo("././@PaxHeader")
    header.type, header.size = tarfile.XHDTYPE, 8 * 1024**3
    path = tmp_path / "bundle.tar"
    path.write_bytes(header.tobuf(tarfile.GNU_FORMAT) + bytes(10 * KIB))
    assert faults(path) == [("archive-bomb", "")]


def test_i11_a_zip_whose_declared_size_is_a_lie_expands_no_further(tmp_path):
    path = a_zip(tmp_path / "bundle.zip", [("a.xml", b"<" + b" " * 50 * KIB)])
    data = bytearray(path.read_bytes())
    data[22:26] = struct.pack("<L", 100)
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = struct.pack("<L", 100)
    path.write_bytes(data)
    assert faults(path) == [("corrupt-archive", "a.xml")]


def at_size(path: Path, kind: str, size: int) -> Path:
    data = b"<" + random.Random(1).randbytes(size - 1)
    path.write_bytes(PACKED[kind](data) if kind in PACKED else BUNDLES[kind]([("a.xml", data)]))
    return path


@pytest.mark.parametrize("kind", [*PACKED, *BUNDLES])
def test_i09_one_file_may_be_as_large_as_the_limit_and_no_byte_larger(tmp_path, kind):
    most = SMALL.member_bytes
    assert len(opened(at_size(tmp_path / "ok", kind, most))[0]) == 1
    (fault,) = faults(at_size(tmp_path / "over", kind, most + 1))
    assert fault[0] == "too-large"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_i09_a_truncated_tar_gives_the_files_before_the_cut_and_says_so(tmp_path, mode, share):
    block = random.Random(3)
    files = [(f"{number}.xml", block.randbytes(20 * KIB)) for number in range(10)]
    whole = a_tar(tmp_path / "whole", files, mode).read_bytes()
    path = tmp_path / "cut"
    path.write_bytes(whole[: int(len(whole) * share)])
    members, findings = opened(path)
    assert members == files[: len(members)]
    assert [finding.code for finding in findings] == ["corrupt-archive"]


def test_i09_a_tar_cut_between_two_files_is_noticed(tmp_path):
    path = a_tar(tmp_path / "bundle", FILES[:1], "w")
    path.write_bytes(path.read_bytes()[:1024])
    assert opened(path)[0] == FILES[:1]
    assert faults(path) == [("corrupt-archive", "")]


def test_i09_a_damaged_gzip_checksum_is_noticed(tmp_path):
    path = a_tar(tmp_path / "bundle", FILES)
    data = bytearray(path.read_bytes())
    data[-6] ^= 0xFF
    path.write_bytes(data)
    assert opened(path)[0] == FILES
    assert faults(path) == [("corrupt-archive", "")]


def test_i09_a_truncated_zip_has_no_directory_and_gives_nothing(tmp_path):
    path = a_zip(tmp_path / "bundle", FILES)
    path.write_bytes(path.read_bytes()[:-30])
    assert opened(path)[0] == []
    assert faults(path) == [("corrupt-archive", "")]


def test_i09_a_damaged_member_of_a_zip_is_refused_and_the_others_read(tmp_path):
    path = tmp_path / "bundle"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as bundle:
        for name, data in FILES:
            bundle.writestr(name, data)
    path.write_bytes(path.read_bytes().replace(b"xxxx", b"xxyx", 1))
    members, findings = opened(path)
    assert members == [FILES[0], FILES[2]]
    assert [(f.code, f.where) for f in findings] == [("corrupt-archive", "b/b.xml")]


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    kind=st.sampled_from(sorted(BUNDLES)),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_i09_a_damaged_bundle_never_raises(tmp_path_factory, kind, changes):
    data = bytearray(BUNDLES[kind](FILES))
    for place, value in changes:
        data[min(int(place * len(data)), len(data) - 1)] = value
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(data)
    for entry in open_members(path, SMALL):
        assert isinstance(entry, Member | Finding)


@pytest.mark.parametrize("kind", BUNDLES)
def test_i09_a_bundle_cut_at_any_byte_gives_only_whole_files_and_says_that_it_is_cut(
    tmp_path: Path, kind: str
) -> None:
    files = [("a.xml", b"<a/>"), ("b.xml", b"<b>" + random.Random(5).randbytes(600) + b"</b>")]
    whole = BUNDLES[kind](files)
    path = tmp_path / "cut"
    for cut in _tar_cuts(whole) if kind == "tar" else range(4, len(whole)):
        path.write_bytes(whole[:cut])
        members, findings = opened(path)
        assert members == files[: len(members)]
        assert [finding.code for finding in findings] == ["corrupt-archive"]


def _tar_cuts(whole: bytes) -> list[int]:
    """Every end of a block, and the bytes beside it, before the end marker is complete."""
    block = tarfile.BLOCKSIZE
    marker = (max(index for index, byte in enumerate(whole) if byte) // block + 1) * block
    return [end + near for end in range(block, marker + block + 1, block) for near in (-1, 0, 1)][
        1:-2
    ]


def test_i11_a_file_without_a_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bundle"
    with zipfile.ZipFile(path, "w") as bundle:
        nameless = zipfile.ZipInfo("x")
        bundle.writestr(nameless, b"<x/>")
        bundle.writestr("a.xml", b"<a/>")
        nameless.filename = ""
    for data in (path.read_bytes(), BUNDLES["tar"]([(".//", b""), ("a.xml", b"<a/>")])):
        path.write_bytes(data)
        assert opened(path)[0] == [("a.xml", b"<a/>")]
    path.write_bytes(BUNDLES["tar"]([("", b"<x/>"), ("a.xml", b"<a/>")]))
    assert [code for code, _ in faults(path)] == ["unsafe-name"]


@pytest.mark.parametrize("offset", [0, 2**31, 2**32 - 2])
def test_i09_a_directory_that_leads_nowhere_is_damage(tmp_path: Path, offset: int) -> None:
    data = bytearray(BUNDLES["zip"]([("a.xml", b"<a/>")]))
    place = data.index(b"PK\x05\x06") + 16
    data[place : place + 4] = struct.pack("<L", offset)
    path = tmp_path / "bundle"
    path.write_bytes(data)
    assert [code for code, _ in faults(path)] == ["corrupt-archive"]


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_i09_a_file_cut_at_any_byte_is_never_taken_for_whole(tmp_path: Path, kind: str) -> None:
    whole = PACKED[kind](b"<a>" + random.Random(6).randbytes(600) + b"</a>")
    path = tmp_path / "cut"
    for cut in range(4, len(whole)):
        path.write_bytes(whole[:cut])
        assert faults(path) == [("corrupt-archive", "")]


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_i09_anything_behind_a_packed_file_is_noticed(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "delivery"
    path.write_bytes(PACKED[kind](b"<a/>") + b"more")
    assert faults(path) == [("corrupt-archive", "")]


HARMFUL = """
import resource, sys
from pathlib import Path
from cers.feeds.archives import DamagedError, Member, StreamMember, open_members, open_streams
from cers.model.finding import Finding

def drain(entry):
    if isinstance(entry, Finding):
        return 0, entry.code
    read = 0
    try:
        while part := entry.stream.read(1 << 20):
            read += len(part)
    except DamagedError as error:
        return read, error.finding.code
    return read, ""

pages = int(Path("/proc/self/statm").read_text().split()[0])
most = pages * resource.getpagesize() + (192 << 20)
resource.setrlimit(resource.RLIMIT_AS, (most, most))
for name in sys.argv[1:]:
    path = Path(name)
    members = [each.code for each in open_members(path) if isinstance(each, Finding)]
    (read, code), = [drain(each) for each in open_streams(path)]
    print(path.name, *members, "whole" if not code else code, read <= 8 << 20 or read)
"""
"""Opens deliveries with at most 192 MiB of memory beyond what the interpreter itself has."""


def test_i11_nothing_that_is_delivered_takes_more_memory_than_there_is(tmp_path: Path) -> None:
    zeros = bytes(16 << 20)
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(5 << 30)
    with (tmp_path / "line").open("wb") as file:
        file.write(b"x" * (100 << 20))
    (tmp_path / "gz").write_bytes(gzip.compress(zeros) * 64)
    (tmp_path / "zst").write_bytes(PACKED["zst"](zeros) * 64)
    (tmp_path / "zip").write_bytes(BUNDLES["zip"]([("a.csv", zeros * 4)]))
    (tmp_path / "tar").write_bytes(gzip.compress(_endless_header()))
    names = ["line", "gz", "zst", "zip", "tar"]
    done = subprocess.run(
        [sys.executable, "-c", HARMFUL, *(str(tmp_path / name) for name in names)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"line too-large whole {100 << 20}",
        "gz archive-bomb archive-bomb True",
        "zst archive-bomb archive-bomb True",
        "zip too-large archive-bomb True",
        "tar archive-bomb archive-bomb True",
    ]
    assert faults(tmp_path / "sparse") == [("too-large", "")]


def _endless_header() -> bytes:
    header = tarfile.TarInfo("././@PaxHeader")
    header.type, header.size = tarfile.XHDTYPE, 8 * 1024**3
    return header.tobuf(tarfile.GNU_FORMAT) + bytes(1 << 20)
