"""Whatever is done to a report, reading it answers with counts and findings, never an error.

Reports that are written plainly are read many at a time; a comment keeps a report out of that lane,
so that one and the same can be read in both.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cers.feeds import archive_rules
from cers.feeds.batch import ExamBatch
from cers.feeds.exams import RULES, read_exams
from cers.feeds.exams.catalog import Catalog
from cers.feeds.exams.together import FileResult, ReportFile, read_together
from cers.model.finding import Severity
from cers.model.tables import TABLES
from tests.fuzz.mutations import mutated_xml
from tests.fuzz.profile import fuzz
from tests.support.every_feed import check_schema
from tests.support.exams import (
    ITEM,
    OPPORTUNITY,
    STUDENT,
    TEST,
    a_reference,
    an_exam_xml,
    an_item,
    rows,
)

REFERENCE = a_reference()
CATALOG = Catalog(REFERENCE)
KNOWN_CODES = {rule.code for rule in (*RULES, *archive_rules.RULES)}
EXAM = an_exam_xml()
LANDED = datetime(2026, 3, 4, tzinfo=UTC)

ODD = st.one_of(
    st.none(),
    st.sampled_from(
        ["", " ", "0", "-1", "NaN", "inf", "1e400", "2147483648", "9" * 30, "NS", "null", "NA",
         "true", "2026-02-30", "2026-03-02T10:00:00", "2026-03-02T10:00:00+25:00", "04", "x|y",
         "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "Overall", "\u202e", "&", "<",
         "'", '"', "a\tb", "a\nb", "-0", "+1", "1.", "\u0660", "]]>", "--"]
    ),
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"],
                          exclude_characters="\x7f\ufffe\uffff"), max_size=40),
)  # fmt: skip


def changed(attributes: Iterable[str]) -> st.SearchStrategy[dict[str, str | None]]:
    return st.dictionaries(st.sampled_from(sorted(attributes)), ODD, max_size=4)


SCORE = st.tuples(
    st.sampled_from(["Overall", "SOCK_R", "WRITTEN", "ARGU_ORG", "1-IT|9-4", "?|?", ""]),
    st.sampled_from(["ScaleScore", "ThetaScore", "PerformanceLevel", "RawScore", "BenchmarkScore"]),
    ODD.map(lambda text: text or ""),
    ODD.map(lambda text: text or ""),
)


@st.composite
def odd_reports(draw: st.DrawFn) -> bytes:
    """A report with odd values in some of its attributes."""
    return an_exam_xml(
        test=draw(changed(TEST)),
        student=draw(changed(STUDENT)),
        opportunity=draw(changed(OPPORTUNITY)),
        items=[an_item(**draw(changed(ITEM))), an_item(position="2", key="1002")],
        scores=draw(st.lists(SCORE, max_size=4)),
    )


REPORTS = st.one_of(odd_reports(), mutated_xml(EXAM))


def read(data: bytes) -> list[ExamBatch]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "delivery"
        path.write_bytes(data)
        return list(read_exams(path, REFERENCE))


def check(batches: Sequence[ExamBatch]) -> None:
    for batch in batches:
        counts = batch.counts
        told = counts.accepted + counts.rejected + counts.waiting
        assert counts.records == told
        assert {finding.code for finding in batch.findings} <= KNOWN_CODES
        errors = [each for each in batch.findings if each.severity is Severity.ERROR]
        assert bool(errors) == bool(counts.rejected)
        assert bool(batch.missing) == bool(counts.waiting)
        assert (
            sum(len(rows(batch, "exams", dataset)) for dataset in batch.tables) == counts.accepted
        )
    check_schema(batches)


@fuzz(120)
@given(REPORTS)
def test_odd_values_never_raise(data: bytes) -> None:
    check(read(data))


@fuzz(100)
@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 60), st.binary(max_size=12)),
        min_size=1,
        max_size=5,
    )
)
def test_damaged_bytes_never_raise(cuts: list[tuple[float, int, bytes]]) -> None:
    data = EXAM
    for share, length, new in cuts:
        place = int(share * len(data))
        data = data[:place] + new + data[place + length :]
    check(read(data))


PIECES = [b"<Test", b"<Examinee", b"<ExamineeAttribute", b"<Item", b"<Score ", b"<Response"]


@fuzz(40)
@given(st.sampled_from(PIECES), st.sampled_from([b"<Odd", b"<Item", b"<ScoreInfo", b"<Response"]))
def test_elements_under_other_names_never_raise(old: bytes, new: bytes) -> None:
    names = (old[1:].strip(), new[1:].strip())
    data = EXAM.replace(old, new + b" ").replace(b"</%s>" % names[0], b"</%s>" % names[1])
    check(read(data))


@fuzz(40)
@given(
    name=st.text(
        st.characters(min_codepoint=33, exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"],
                      exclude_characters="\ufffe\uffff"),
        min_size=1, max_size=60,
    ),
    ssid=st.from_regex(r"[0-9]{1,65}", fullmatch=True),
    birthdate=st.dates(),
    score=st.integers(20_000, 28_000).map(lambda tenth: tenth / 10),
    essay=st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"],
                                exclude_characters="\x7f\ufffe\uffff"), min_size=1, max_size=300),
)  # fmt: skip
def test_what_a_vendor_writes_is_what_is_read(
    name: str, ssid: str, birthdate: Any, score: float, essay: str
) -> None:
    xml = an_exam_xml(
        student={
            "LastOrSurname": name,
            "StudentIdentifier": ssid,
            "Birthdate": birthdate.isoformat(),
        },
        scores=[("Overall", "ScaleScore", str(score))],
        items=[an_item(essay)],
    )
    (batch,) = read(xml)
    (exam,), (item,) = rows(batch, "exams"), rows(batch, "exam_items")
    assert (exam["last_name"], exam["student_id"]) == (name, ssid)
    assert (exam["birthdate"], exam["scale_score"]) == (birthdate, score)
    assert item["response"] == essay


COMMENT = b"<!-- read me by myself -->"


def commented(data: bytes) -> bytes:
    """The same report with a comment at its end."""
    end = data.rindex(b"</TDSReport>")
    return data[:end] + COMMENT + data[end:]


def files(reports: Iterable[bytes]) -> list[ReportFile]:
    return [
        ReportFile(f"delivery-{number}", LANDED, data, hashlib.sha256(data).hexdigest())
        for number, data in enumerate(reports)
    ]


Rows = dict[str, list[dict[str, object]]]


def rows_by_delivery(batch: ExamBatch) -> dict[object, Rows]:
    """What was accepted of each delivery, without the digest of its bytes."""
    found: dict[object, Rows] = {}
    for dataset in batch.tables:
        for table in TABLES:
            for row in rows(batch, table.name, dataset):
                own = found.setdefault(row["delivery_id"], {})
                row.pop("record_digest")
                own.setdefault(f"{dataset.id}/{table.name}", []).append(row)
    return found


def outcomes(
    reports: Sequence[bytes], prepare: Callable[[bytes], bytes] = bytes
) -> tuple[dict[object, Rows], list[FileResult]]:
    batch, results = read_together(files(map(prepare, reports)), CATALOG)
    return rows_by_delivery(batch), results


def is_whole(data: bytes) -> bool:
    return data.rstrip().endswith(b"</TDSReport>")


@fuzz(60)
@given(st.lists(REPORTS.filter(is_whole), min_size=1, max_size=4))
def test_reports_read_together_and_each_by_itself_are_the_same(reports: list[bytes]) -> None:
    plainly, results = outcomes(reports)
    alone, alone_results = outcomes(reports, commented)
    assert plainly == alone
    assert results == alone_results
