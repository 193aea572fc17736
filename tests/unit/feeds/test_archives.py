"""Opening delivered files and bundles: by their bytes, in bounded memory, whatever they hold."""

import gzip
import io
import random
import stat
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cers.feeds.archive_rules import KIB, Limits
from cers.feeds.archives import Member, open_members
from cers.model.finding import Finding
from tests.support.exams import a_tar, a_zip

FILES = [("a.xml", b"<a/>"), ("b/b.xml", b"<b>" + b"x" * 5000 + b"</b>"), ("c.xml", b"<c/>")]
SMALL = Limits(
    member_bytes=64 * KIB, total_bytes=1024 * KIB, members=20, ratio=100, ratio_floor=16 * KIB
)


def opened(path: Path, limits: Limits = SMALL) -> tuple[list[tuple[str, bytes]], list[Finding]]:
    entries = list(open_members(path, limits))
    members = [(each.name, each.data) for each in entries if isinstance(each, Member)]
    return members, [each for each in entries if isinstance(each, Finding)]


def faults(path: Path, limits: Limits = SMALL) -> list[tuple[str, str]]:
    return [(finding.code, finding.where) for finding in opened(path, limits)[1]]


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_tar_gives_its_files_in_order_whatever_it_is_called(tmp_path, mode):
    path = a_tar(tmp_path / "delivery", FILES, mode)
    assert opened(path) == (FILES, [])


def test_a_zip_gives_its_files_in_order_whatever_it_is_called(tmp_path):
    assert opened(a_zip(tmp_path / "delivery.xml", FILES)) == (FILES, [])


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_file_that_is_no_bundle_is_the_only_member_and_has_no_name(tmp_path, pack):
    path = tmp_path / "delivery.zip"
    path.write_bytes(pack(b"<a/>"))
    assert opened(path) == ([("", b"<a/>")], [])


def test_the_share_read_grows_to_one(tmp_path):
    for path in (a_zip(tmp_path / "zip", FILES), a_tar(tmp_path / "tar", FILES)):
        shares = [each.share for each in open_members(path) if isinstance(each, Member)]
        assert shares == sorted(shares)
        assert 0 < shares[0] <= shares[-1] <= 1
    assert shares[-1] == 1


def test_what_file_managers_leave_is_passed_over_in_silence(tmp_path):
    litter = [("__MACOSX/._a.xml", b"x"), (".DS_Store", b"x"), (".git/config.xml", b"x")]
    for make in (a_zip, a_tar):
        assert opened(make(tmp_path / make.__name__, [*litter, *FILES])) == (FILES, [])


def test_directories_are_passed_over_in_silence(tmp_path):
    path = tmp_path / "dirs.tar"
    with tarfile.open(path, "w") as bundle:
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        bundle.addfile(folder)
    with zipfile.ZipFile(tmp_path / "dirs.zip", "w") as bundle:
        bundle.writestr("folder/", b"")
    assert opened(path) == ([], [])
    assert opened(tmp_path / "dirs.zip") == ([], [])


def test_an_empty_file_says_so(tmp_path):
    path = tmp_path / "delivery"
    path.write_bytes(b"")
    assert faults(path) == [("empty-file", "")]


@pytest.mark.parametrize("name", ["../a.xml", "/etc/a.xml", "x/../../a.xml", "C:\\a.xml", "..\\a"])
@pytest.mark.parametrize("make", [a_zip, a_tar])
def test_names_that_lead_out_of_the_bundle_are_refused_and_the_others_read(tmp_path, make, name):
    members, findings = opened(make(tmp_path / "bundle", [FILES[0], (name, b"<x/>"), FILES[2]]))
    assert members == [FILES[0], FILES[2]]
    assert [(finding.code, finding.where) for finding in findings] == [("unsafe-name", name)]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("make", [a_zip, a_tar])
def test_the_second_file_of_one_name_is_refused(tmp_path, make):
    members, findings = opened(make(tmp_path / "bundle", [FILES[0], ("a.xml", b"<other/>")]))
    assert members == [FILES[0]]
    assert [finding.code for finding in findings] == ["duplicate-member"]


@pytest.mark.parametrize("make", [a_zip, a_tar])
def test_a_bundle_within_a_bundle_is_a_fault_of_that_member(tmp_path, make):
    inner = [a_zip(tmp_path / "i.zip", FILES), a_tar(tmp_path / "i.tgz", FILES)]
    inner.append(a_tar(tmp_path / "i.tar", FILES, "w"))
    members = [(f"inner-{path.name}.xml", path.read_bytes()) for path in inner]
    path = make(tmp_path / "bundle", [FILES[0], *members, FILES[2]])
    assert opened(path)[0] == [FILES[0], FILES[2]]
    assert faults(path) == [("nested-archive", name) for name, _ in members]


def test_a_gzip_within_a_gzip_is_refused(tmp_path):
    path = tmp_path / "delivery"
    path.write_bytes(gzip.compress(gzip.compress(b"<a/>")))
    assert faults(path) == [("nested-archive", "")]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE])
def test_links_and_devices_in_a_tar_are_refused(tmp_path, kind):
    path = tmp_path / "bundle.tar"
    with tarfile.open(path, "w") as bundle:
        link = tarfile.TarInfo("link.xml")
        link.type = kind
        link.linkname = "/etc/passwd"
        bundle.addfile(link)
    assert faults(path) == [("not-a-file", "link.xml")]


def test_links_in_a_zip_are_refused(tmp_path):
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        link = zipfile.ZipInfo("link.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        bundle.writestr(link, "/etc/passwd")
    assert faults(path) == [("not-a-file", "link.xml")]


def test_an_encrypted_member_is_refused(tmp_path):
    path = a_zip(tmp_path / "bundle.zip", FILES[:1])
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the flag in the file's own header, and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert faults(path) == [("encrypted-member", "a.xml")]


def test_a_member_packed_with_a_rare_method_is_refused(tmp_path):
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as bundle:
        bundle.writestr("a.xml", b"<a/>")
    assert faults(path) == [("unsupported-archive", "a.xml")]


@pytest.mark.parametrize(
    "magic",
    [b"BZh91AY", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07"],
)
def test_packers_we_do_not_read_are_named_as_such(tmp_path, magic):
    path = tmp_path / "delivery.zip"
    path.write_bytes(magic + b"x" * 100)
    assert faults(path) == [("unsupported-archive", "")]


def at_size(path: Path, kind: str, size: int) -> Path:
    data = random.Random(1).randbytes(size)
    if kind == "plain":
        path.write_bytes(b"<" + data[1:])
        return path
    if kind == "gzip":
        path.write_bytes(gzip.compress(b"<" + data[1:]))
        return path
    return (a_zip if kind == "zip" else a_tar)(path, [("a.xml", b"<" + data[1:])])


@pytest.mark.parametrize("kind", ["plain", "gzip", "zip", "tar"])
def test_one_file_may_be_as_large_as_the_limit_and_no_byte_larger(tmp_path, kind):
    most = SMALL.member_bytes
    assert len(opened(at_size(tmp_path / "ok", kind, most))[0]) == 1
    (fault,) = faults(at_size(tmp_path / "over", kind, most + 1))
    assert fault[0] == "too-large"


@pytest.mark.parametrize("make", [a_zip, a_tar])
def test_a_bundle_that_expands_a_hundredfold_is_refused(tmp_path, make):
    members, findings = opened(make(tmp_path / "bomb", [("a.xml", b"<" + b" " * 60 * KIB)]))
    assert members == []
    assert [finding.code for finding in findings] == ["archive-bomb"]


def test_a_gzip_that_expands_a_hundredfold_is_refused(tmp_path):
    path = tmp_path / "bomb"
    path.write_bytes(gzip.compress(b"<" + b" " * 60 * KIB))
    assert faults(path) == [("archive-bomb", "")]


@pytest.mark.parametrize("make", [a_zip, a_tar])
def test_a_bundle_may_not_expand_beyond_the_total(tmp_path, make):
    block = random.Random(2).randbytes(60 * KIB)
    path = make(tmp_path / "bundle", [(f"{number}.xml", block) for number in range(19)])
    assert faults(path)[-1][0] == "archive-bomb"


@pytest.mark.parametrize("make", [a_zip, a_tar])
def test_a_bundle_may_not_hold_too_many_files(tmp_path, make):
    files = [(f"{number}.xml", b"<a/>") for number in range(SMALL.members)]
    assert len(opened(make(tmp_path / "most", files))[0]) == SMALL.members
    path = make(tmp_path / "more", [*files, ("one-more.xml", b"<a/>")])
    assert faults(path) == [("too-many-members", "")]


def test_a_zip_whose_directory_is_huge_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "bundle.zip"
    many = 4 * KIB
    directory = b"PK\x01\x02" + bytes(42)
    data = b"PK\x03\x04" + directory * many
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, many, many, len(directory) * many, 4, 0)
    path.write_bytes(data + end)
    tight = Limits(member_bytes=KIB, members=10)
    assert faults(path, tight) == [("too-many-members", "")]


def test_a_tar_header_that_claims_a_huge_size_is_refused_before_it_is_read(tmp_path):
    header = tarfile.TarInfo("././@PaxHeader")
    header.type, header.size = tarfile.XHDTYPE, 8 * 1024**3
    path = tmp_path / "bundle.tar"
    path.write_bytes(header.tobuf(tarfile.GNU_FORMAT) + bytes(10 * KIB))
    assert faults(path) == [("archive-bomb", "")]


def test_a_zip_whose_declared_size_is_a_lie_expands_no_further(tmp_path):
    path = a_zip(tmp_path / "bundle.zip", [("a.xml", b"<" + b" " * 50 * KIB)])
    data = bytearray(path.read_bytes())
    data[22:26] = struct.pack("<L", 100)
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = struct.pack("<L", 100)
    path.write_bytes(data)
    assert faults(path) == [("corrupt-archive", "a.xml")]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_truncated_tar_gives_the_files_before_the_cut_and_says_so(tmp_path, mode, share):
    block = random.Random(3)
    files = [(f"{number}.xml", block.randbytes(20 * KIB)) for number in range(10)]
    whole = a_tar(tmp_path / "whole", files, mode).read_bytes()
    path = tmp_path / "cut"
    path.write_bytes(whole[: int(len(whole) * share)])
    members, findings = opened(path)
    assert members == files[: len(members)]
    assert [finding.code for finding in findings] == ["corrupt-archive"]


def test_a_tar_cut_between_two_files_is_noticed(tmp_path):
    path = a_tar(tmp_path / "bundle", FILES[:1], "w")
    path.write_bytes(path.read_bytes()[:1024])
    assert opened(path)[0] == FILES[:1]
    assert faults(path) == [("corrupt-archive", "")]


def test_a_damaged_gzip_checksum_is_noticed(tmp_path):
    path = a_tar(tmp_path / "bundle", FILES)
    data = bytearray(path.read_bytes())
    data[-6] ^= 0xFF
    path.write_bytes(data)
    assert opened(path)[0] == FILES
    assert faults(path) == [("corrupt-archive", "")]


def test_a_truncated_zip_has_no_directory_and_gives_nothing(tmp_path):
    path = a_zip(tmp_path / "bundle", FILES)
    path.write_bytes(path.read_bytes()[:-30])
    assert opened(path)[0] == []
    assert faults(path) == [("corrupt-archive", "")]


def test_a_damaged_member_of_a_zip_is_refused_and_the_others_read(tmp_path):
    path = tmp_path / "bundle"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as bundle:
        for name, data in FILES:
            bundle.writestr(name, data)
    path.write_bytes(path.read_bytes().replace(b"xxxx", b"xxyx", 1))
    members, findings = opened(path)
    assert members == [FILES[0], FILES[2]]
    assert [(f.code, f.where) for f in findings] == [("corrupt-archive", "b/b.xml")]


def test_names_are_shown_without_control_characters_and_not_in_full_length(tmp_path):
    path = a_tar(tmp_path / "bundle", [("a\x1b[2J\n.xml", b"<a/>"), ("n" * 300, b"<b/>")])
    names = [name for name, _ in opened(path)[0]]
    assert names[0] == "a?[2J?.xml"
    assert len(names[1]) == 200


BUNDLES = {}


def bundle_of(kind: str) -> bytes:
    if kind not in BUNDLES:
        buffer = io.BytesIO()
        if kind == "zip":
            with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
                for name, data in FILES:
                    bundle.writestr(name, data)
        else:
            with tarfile.open(fileobj=buffer, mode="w") as bundle:
                for name, data in FILES:
                    info = tarfile.TarInfo(name)
                    info.size = len(data)
                    bundle.addfile(info, io.BytesIO(data))
        BUNDLES[kind] = buffer.getvalue()
    return BUNDLES[kind]


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    kind=st.sampled_from(["zip", "tar"]),
    packed=st.booleans(),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_a_damaged_bundle_never_raises(tmp_path_factory, kind, packed, changes):
    data = bytearray(bundle_of(kind))
    if packed:
        data = bytearray(gzip.compress(bytes(data)))
    for place, value in changes:
        data[min(int(place * len(data)), len(data) - 1)] = value
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(data)
    for entry in open_members(path, SMALL):
        assert isinstance(entry, Member | Finding)
