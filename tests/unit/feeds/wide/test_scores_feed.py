"""The scores feed: which layout a file has, and the rules that only layouts of their own have."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from cers.feeds.wide import read_scores
from cers.feeds.wide.descriptor import layouts
from cers.feeds.wide.layout import Layout
from cers.feeds.wide.read import read_wide
from cers.model.delivery import Counts
from cers.model.reference import Reference
from tests.support.exams import a_zip
from tests.support.wide import HEADER, Taken, a_row, a_table
from tests.support.wide_files import a_record, a_reference_for, delimited, fixed, some_records


@pytest.fixture
def sbac() -> Layout:
    return layouts()["sbac"]


@pytest.fixture
def known(sbac: Layout) -> Reference:
    return a_reference_for(sbac)


def scores(data: bytes, folder: Path, known: Reference, name: str = "") -> Taken:
    path = folder / "delivery"
    path.write_bytes(data)
    return Taken(read_scores(path, known, name=name))


def scores_as(layout: Layout, data: bytes, folder: Path) -> Taken:
    path = folder / "delivery"
    path.write_bytes(data)
    return Taken(read_wide(path, lambda _: layout, a_reference_for(layout), "d" * 64))


@pytest.mark.parametrize("delimiter", ["^", ","])
def test_a_header_tells_the_layout_whatever_delimits_it(sbac, known, tmp_path, delimiter):
    data = delimited(sbac, some_records(sbac, 20), delimiter=delimiter)
    taken = scores(data, tmp_path, known, "any/name.csv")
    assert (taken.counts, taken.findings) == (Counts(records=20, accepted=20), [])


def test_a_fixed_width_file_may_be_told_by_its_folder(sbac, known, tmp_path):
    data = b"not a record\n" + fixed(sbac, some_records(sbac, 3))
    named = scores(data, tmp_path, known, "sbac/2026.dat")
    assert [each.code for each in named.findings] == ["malformed-line"]
    assert named.counts == Counts(records=4, accepted=3, rejected=1)
    unnamed = scores(data, tmp_path, known, "2026.dat")
    assert [each.code for each in unnamed.findings] == ["unknown-layout"]
    assert "sbac" in unnamed.findings[0].message


def test_a_folder_within_a_bundle_tells_the_layout_as_well(sbac, known, tmp_path):
    data = b"not a record\n" + fixed(sbac, some_records(sbac, 3))
    path = a_zip(tmp_path / "bundle", [("sbac/a.dat", data), ("b.txt", b"what is this?\n")])
    taken = Taken(read_scores(path, known))
    assert taken.codes == [
        ("malformed-line", "", "sbac/a.dat, line 1"),
        ("unknown-layout", "", "b.txt"),
    ]
    assert taken.counts == Counts(records=5, accepted=3, rejected=2)


def test_of_two_files_with_the_same_records_one_is_read(sbac, known, tmp_path):
    records = some_records(sbac, 5)
    members = [("x.csv", delimited(sbac, records)), ("x.dat", fixed(sbac, records))]
    taken = Taken(read_scores(a_zip(tmp_path / "bundle", members), known))
    assert taken.counts == Counts(records=5, accepted=5, skipped=1)


def test_the_tabulators_table_is_a_layout_like_any_other(tmp_path):
    header = [name for name in HEADER if name != "UserAgent"]
    taken = scores(a_table([a_row()], header), tmp_path, a_reference_for(layouts()["sbac"]))
    assert {each.code for each in taken.findings} == {"unknown-school", "unknown-assessment"}


@pytest.mark.parametrize(
    ("code", "column", "text"),
    [
        ("year-not-in-layout", "SchoolYear", "2001"),
        ("unknown-elas", "EnglishLanguageAcquisitionStatus", "XX"),
        ("unknown-military-connected", "MilitaryConnectedStudentIndicator", "perhaps"),
        ("trait-score-out-of-range", "WritingArguOrganization", "9"),
        ("invalid-level", "AchievementLevel", "5"),
        ("unknown-code", "Subject", "Alchemy"),
    ],
)
def test_a_row_that_breaks_a_rule_of_its_layout_is_refused(
    sbac, known, tmp_path, code, column, text
):
    wrong = a_record(sbac, **{column: text})
    good = some_records(sbac, 3)[1:]
    taken = scores(delimited(sbac, [wrong, *good]), tmp_path, known)
    assert (code, column, "line 2") in taken.codes
    assert taken.counts == Counts(records=3, accepted=2, rejected=1)


def test_a_number_must_lie_where_the_layout_says(sbac, tmp_path):
    columns = tuple(
        replace(column, low=-6.0, high=6.0) if column.name == "Theta" else column
        for column in sbac.columns
    )
    layout = replace(sbac, columns=columns)
    records = [a_record(layout, Theta=text) for text in ("-6.5", "6.0", "7")]
    told = [record.but(StudentIdentifier=f"{number:010d}") for number, record in enumerate(records)]
    taken = scores_as(layout, delimited(layout, told), tmp_path)
    assert taken.codes == [
        ("value-out-of-range", "Theta", "line 2"),
        ("value-out-of-range", "Theta", "line 4"),
    ]


def test_the_digest_is_that_of_the_delivered_bytes(sbac, known, tmp_path):
    data = delimited(sbac, some_records(sbac, 2))
    digests = {row["record_digest"] for row in scores(data, tmp_path, known).rows()}
    assert digests == {hashlib.sha256(data).hexdigest()}
