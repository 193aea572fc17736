import re
from datetime import date

import pytest

from cers.feeds.norms import RULES, read_norms
from cers.model.delivery import Counts
from cers.model.norm import Percentile
from cers.model.reference import Missing
from tests.support.reference_files import LANDED, NORMS, NORMS_HEADER, changed, codes
from tests.support.samples import needs_samples, sample

KNOWN = {"GEO-5"}
SPRING = "GEO-5,2026-04-01,2026-06-30,,,,"
ROW = "GEO-5,2026-01-01,2026-03-31,,,,,,"

FAULTS = [
    ("empty-file", "", [(NORMS, "\n")]),
    ("not-well-formed", "line 4", [("25,1300", '25,"1300')]),
    ("missing-columns", "line 1", [("percentile_rank", "rank")]),
    ("duplicate-columns", "line 1", [("count,mean", "mean,mean"), ("score\n", "score,count\n")]),
    ("no-records", "", [(NORMS, NORMS_HEADER)]),
    ("field-count", "line 4", [("25,1300", "25,1300,")]),
    ("missing-value", "line 4", [(f"{ROW}25", f"{ROW[5:]}25")]),
    ("missing-value", "line 4", [("25,1300", "25,")]),
    ("missing-value", "line 4", [("25,1300", ",1300")]),
    ("missing-value", "line 3", [("1000,2000,,", ",2000,,")]),
    ("missing-value", "line 3", [("1000,2000,,", "1000,,,")]),
    ("missing-value", "line 3", [("1000,2000,,", "1000,2000,5,")]),
    ("invalid-value", "line 3", [("1200", "12.5")]),
    ("invalid-value", "line 3", [("1200", "-1")]),
    ("invalid-value", "line 3", [("88.9", "-88.9")]),
    ("invalid-value", "line 3", [("1480.5", "many")]),
    ("invalid-value", "line 4", [("25,1300", "twenty,1300")]),
    ("invalid-value", "line 4", [("25,1300", "25.5,1300")]),
    ("invalid-value", "line 6", [("75,1600", "101,1600")]),
    ("invalid-value", "line 4", [("25,1300", "25,NaN")]),
    ("mismatched-value", "line 4", [(f"{ROW}25", f"{ROW.replace(',,,,,,', ',99,,,,,')}25")]),
    ("mismatched-value", "line 10", [(f"{SPRING}1000,,", f"{SPRING}1001,,")]),
    ("score-range", "line 3", [("1000,2000,,", "2000,2000,,")]),
    ("rank-order", "line 5", [("50,1480.5", "25,1480.5")]),
    ("score-order", "line 6", [("75,1600", "75,1480.4")]),
    ("score-out-of-range", "line 4", [("25,1300", "25,999")]),
    ("score-out-of-range", "line 6", [("75,1600", "75,2001")]),
    ("too-few-ranks", "line 3", [(f"{ROW}25,1300\n", "")]),
]  # fmt: skip


def test_tables_are_read_with_their_percentiles() -> None:
    parsed = read_norms(NORMS.encode(), KNOWN, LANDED)
    assert (parsed.findings, parsed.missing) == ((), frozenset())
    assert parsed.counts == Counts(records=2, accepted=2)
    assert parsed.value is not None
    winter, spring = parsed.value
    assert (winter.assessment_id, winter.start_date, winter.end_date) == (
        "GEO-5", date(2026, 1, 1), date(2026, 3, 31),
    )  # fmt: skip
    assert (winter.count, winter.mean, winter.standard_deviation) == (1200, 1480.5, 88.9)
    assert (winter.min_score, winter.max_score) == (1000, 2000)
    assert winter.percentiles == (
        Percentile(25, 1300), Percentile(50, 1480.5), Percentile(75, 1600),
    )  # fmt: skip
    assert (spring.count, spring.mean, spring.standard_deviation) == (None, None, None)
    assert [each.rank for each in spring.percentiles] == [10, 20, 30]
    assert {winter.landed_at, winter.first_landed_at} == {LANDED}


@pytest.mark.parametrize(("code", "where", "changes"), FAULTS)
def test_a_fault_refuses_the_file_and_is_named(
    code: str, where: str, changes: list[tuple[str, str]]
) -> None:
    parsed = read_norms(changed(NORMS, *changes), KNOWN, LANDED)
    assert parsed.value is None
    assert (code, where) in [(each.code, each.where) for each in parsed.findings]
    assert {each.code for each in parsed.findings} == {code}
    assert parsed.counts.rejected == parsed.counts.records


@pytest.mark.parametrize(
    ("code", "where", "old", "new"),
    [
        ("date-order", "line 3", "2026-03-31", "2025-12-31"),
        ("invalid-value", "line 3", "2026-03-31", "20260331"),
        ("invalid-value", "line 3", "2026-03-31", "2026-02-30"),
        ("value-too-long", "line 3", "GEO-5,2026-01", f"{'G' * 251},2026-01"),
        ("overlapping-dates", "line 9", "2026-03-31", "2026-04-01"),
    ],
)
def test_a_fault_in_every_row_of_a_table_is_named_once(
    code: str, where: str, old: str, new: str
) -> None:
    parsed = read_norms(NORMS.replace(old, new).encode(), KNOWN, LANDED)
    assert [(each.code, each.where) for each in parsed.findings] == [(code, where)]


def test_rows_of_a_table_stand_together() -> None:
    scattered = NORMS + f"{ROW}95,1900\n"
    parsed = read_norms(scattered.encode(), KNOWN, LANDED)
    assert [(each.code, each.where) for each in parsed.findings] == [
        ("rows-not-together", "line 12")
    ]


def test_tables_that_follow_each_other_do_not_overlap_whatever_their_order() -> None:
    rows = [
        f"GEO-5,2026-0{month}-01,2026-0{month}-28,,,,0,9,{rank},{rank}\n"
        for month in (3, 1, 2)
        for rank in (1, 2, 3)
    ]
    assert read_norms((NORMS_HEADER + "".join(rows)).encode(), KNOWN, LANDED).counts.accepted == 3


def test_a_table_within_a_longer_one_overlaps_it_even_after_a_short_one() -> None:
    days = [("01-01", "12-31"), ("02-01", "02-02"), ("06-01", "06-30")]
    rows = [
        f"GEO-5,2026-{start},2026-{end},,,,0,9,{rank},{rank}\n"
        for start, end in days
        for rank in (1, 2, 3)
    ]
    parsed = read_norms((NORMS_HEADER + "".join(rows)).encode(), KNOWN, LANDED)
    assert [each.where for each in parsed.findings] == ["line 5", "line 8"]


def test_tables_of_unknown_assessments_wait_and_the_others_are_taken() -> None:
    mixed = changed(NORMS, *[("GEO-5,2026-04", "LATER,2026-04")] * 3)
    parsed = read_norms(mixed, KNOWN, LANDED)
    assert parsed.counts == Counts(records=2, accepted=1, waiting=1)
    assert codes(parsed.findings) == ["unknown-assessment"]
    assert parsed.missing == {Missing("assessment", "LATER")}
    none = read_norms(mixed, set(), LANDED)
    assert (none.value, none.counts) == (None, Counts(records=2, waiting=2))


def test_text_that_is_no_utf_8_is_refused() -> None:
    assert codes(read_norms(b"\xff\xfe", KNOWN, LANDED).findings) == ["not-utf-8"]


def test_every_rule_but_the_bound_of_findings_is_triggered_here() -> None:
    elsewhere = {
        "date-order", "value-too-long", "overlapping-dates", "rows-not-together",
        "unknown-assessment", "not-utf-8", "too-many-findings",
    }  # fmt: skip
    assert {code for code, _, _ in FAULTS} | elsewhere == {rule.code for rule in RULES}
    assert all(re.fullmatch(r"[A-Z].*\.", rule.meaning) for rule in RULES)


SAMPLE_IDS = {
    "(naturalId)MOCK-ICA-G11-2017-2018",
    "(naturalId)MOCK-IAB-G11M-2017-2018",
    "(naturalId)MOCK-IAB-G11E-2017-2018",
}


@needs_samples
def test_the_sample_has_three_tables_of_nineteen_ranks() -> None:
    parsed = read_norms(sample("norms", "percentiles.csv").read_bytes(), SAMPLE_IDS, LANDED)
    assert parsed.value is not None
    assert {each.assessment_id for each in parsed.value} == SAMPLE_IDS
    assert [len(each.percentiles) for each in parsed.value] == [19, 19, 19]
    bom = read_norms(sample("norms", "percentiles-bom.csv").read_bytes(), SAMPLE_IDS, LANDED)
    assert bom.counts == Counts(records=1, accepted=1)


@needs_samples
def test_the_faulty_samples_are_refused() -> None:
    bad = sample("norms", "percentiles-bad-rank.csv").read_bytes()
    assert codes(read_norms(bad, SAMPLE_IDS, LANDED).findings) == ["invalid-value"]
    missing = sample("norms", "percentiles-missing.csv").read_bytes()
    assert codes(read_norms(missing, SAMPLE_IDS, LANDED).findings) == ["missing-value"] * 2
