"""Opening delivered files and bundles: by their bytes, in bounded memory, whatever they hold."""

import gzip
import tarfile
import zipfile

import pytest

from cers.feeds.archives import Member, open_members
from tests.support.exams import a_tar, a_zip
from tests.support.packed import FILES, faults, opened


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
    [b"BZh91AY", b"\xfd7zXZ\x00", b"\x04\x22\x4d\x18", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07"],
)
def test_packers_we_do_not_read_are_named_as_such(tmp_path, magic):
    path = tmp_path / "delivery.zip"
    path.write_bytes(magic + b"x" * 100)
    assert faults(path) == [("unsupported-archive", "")]


def test_names_are_shown_without_control_characters_and_not_in_full_length(tmp_path):
    path = a_tar(tmp_path / "bundle", [("a\x1b[2J\n.xml", b"<a/>"), ("n" * 300, b"<b/>")])
    names = [name for name, _ in opened(path)[0]]
    assert names[0] == "a?[2J?.xml"
    assert len(names[1]) == 200
