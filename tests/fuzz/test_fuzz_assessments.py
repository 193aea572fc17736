"""Assessment packages, mutilated: each ends accepted, waiting or refused, never otherwise."""

import csv
import io
from collections.abc import Mapping
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.assessments import RULES, read_assessments
from cers.feeds.reading import MAX_FINDINGS, Parsed
from cers.model.assessment import Assessment, ScoreRange
from cers.model.codes import ASSESSMENT_TYPES, GRADES
from cers.model.finding import Severity
from cers.model.subject import Subject
from tests.fuzz.profile import fuzz
from tests.support.reference_files import BLOCK, ITEM, LANDED, SUMMATIVE, subject

GEOLOGY = {"Geo": subject()}
CODES = {rule.code for rule in RULES}
WITH_ITEM = {**SUMMATIVE, **ITEM}
COLUMNS = tuple(dict.fromkeys([*WITH_ITEM, *BLOCK, "Alt2Low1", "Alt2High1", "ScaledLow5"]))
VALUES = (
    "", " ", "\t", "0", "-1", "1", "1.5", "1000", "1500", "2000", "1e3", "1e999", "NaN", "Y",
    "none", "GEO", "geo", "Ice", "SUM", "iab", "summative", "ICA", "5", "kg", "2025-26",
    "2025-2027", "1999", "LAVA|5-1", "LAVA", "|", "LAVA|NS|5-2;LAVA|5-1", "5.G.1;5.G.9", "MC",
    "WER", "x" * 300, "#", '"', "a\nb", "\u202e", "\U0001f9ea", "=1+1", "200-1", "200-2",
)  # fmt: skip

rows = st.builds(
    lambda base, changes: {**base, **changes},
    st.sampled_from([SUMMATIVE, BLOCK, WITH_ITEM, {**BLOCK, **ITEM}]),
    st.dictionaries(st.sampled_from(COLUMNS), st.sampled_from(VALUES), max_size=3),
)
headers = st.permutations(COLUMNS).flatmap(
    lambda columns: st.integers(0, 3).map(lambda dropped: columns[dropped:])
)


def written(columns: list[str], package: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(package)
    return text.getvalue().encode()


def check(parsed: Parsed[Mapping[str, Assessment]]) -> None:
    """Whatever came in, the answer is of a known kind, and what is accepted is sound."""
    assert {each.code for each in parsed.findings} <= CODES
    assert len(parsed.findings) <= MAX_FINDINGS + 1
    counts = parsed.counts
    assert counts.records == counts.accepted + counts.rejected + counts.waiting
    if any(each.severity is Severity.ERROR for each in parsed.findings):
        assert parsed.value is None
        assert (counts.accepted, counts.waiting) == (0, 0)
        assert parsed.missing == frozenset()
    else:
        assert counts.rejected == 0
        assert bool(counts.waiting) == bool(parsed.missing)
    accepted = parsed.value or {}
    assert len(accepted) == counts.accepted
    for id_, assessment in accepted.items():
        assert id_ == assessment.id
        check_sound(assessment, GEOLOGY["Geo"])


def check_sound(assessment: Assessment, geology: Subject) -> None:
    assert assessment.grade in GRADES
    assert assessment.type in ASSESSMENT_TYPES
    assert 2000 <= assessment.school_year <= 2099
    kind = geology.assessment_types[assessment.type]
    check_ranges(assessment.cuts)
    for ranges in assessment.alternate_cuts:
        check_ranges(ranges)
    assert kind.overall.min_score is not None
    assert kind.overall.max_score is not None
    assert kind.overall.min_score <= assessment.min_score
    assert assessment.max_score <= kind.overall.max_score
    for key, item in assessment.items.items():
        assert key == item.key
        assert 0 < len(key) <= 40
        assert set(item.standards) <= set(geology.standards)


def check_ranges(ranges: tuple[ScoreRange, ...]) -> None:
    assert ranges
    assert [each.level for each in ranges] == list(range(1, len(ranges) + 1))
    assert all(each.low <= each.high for each in ranges)
    assert all(lower.high <= upper.low for lower, upper in pairwise(ranges))


@fuzz(80)
@given(headers, st.lists(rows, max_size=4))
def test_a_mutilated_package_is_accepted_waits_or_is_refused(
    columns: list[str], package: list[dict[str, str]]
) -> None:
    check(read_assessments(written(columns, package), GEOLOGY, LANDED))


@fuzz(80)
@given(st.lists(rows, min_size=1, max_size=3))
def test_rows_under_a_good_header_are_accepted_wait_or_are_refused(
    package: list[dict[str, str]],
) -> None:
    data = written(list(COLUMNS), package)
    for known in (GEOLOGY, {}):
        check(read_assessments(data, known, LANDED))


@fuzz(60)
@given(st.data())
def test_damaged_bytes_are_accepted_wait_or_are_refused(draw: st.DataObject) -> None:
    data = written(list(COLUMNS), [WITH_ITEM, BLOCK])
    start = draw.draw(st.integers(0, len(data)))
    end = draw.draw(st.integers(start, min(len(data), start + 100)))
    damaged = data[:start] + draw.draw(st.binary(max_size=30)) + data[end:]
    check(read_assessments(damaged, GEOLOGY, LANDED))
