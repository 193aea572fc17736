"""Subject definitions, mutilated: each ends accepted or refused with findings, never otherwise."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import pairwise
from random import Random
from xml.etree.ElementTree import Element, fromstring, tostring

from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.reading import MAX_FINDINGS, Parsed
from cers.feeds.subjects import RULES, read_subject
from cers.model.finding import Severity
from cers.model.subject import Scoring, Subject
from cers.reference_data import SCHOOL_YEARS, shipped_files
from cers.stores.reference_documents import SUBJECTS
from tests.fuzz.profile import fuzz
from tests.support.reference_files import LANDED, SUBJECT

CODES = {rule.code for rule in RULES}
FILES = [SUBJECT.encode(), *(each.data for each in shipped_files() if each.feed == "subjects")]
VALUES = (
    "", " ", "0", "-1", "1", "2", "3", "7", "99999999999999999999", "1e9", "NaN", "true", "no",
    "sum", "iab", "ica", "2026", "2025-2026", "1899", "ELA", "ela", "x" * 300, "<&>\"'", "\u202e",
    "\U0001f9ea", "1\n2", "KG", "00", "SOCK_R", "{0}", "ñ",
)  # fmt: skip
ATTRIBUTES = (
    "code", "name", "level", "fromSchoolYear", "standardCutoff", "minScore", "maxScore", "scorable",
    "organizational", "displayOrder", "dataOrder", "optional", "lang", "gradeCode", "color", "odd",
)  # fmt: skip
TAGS = (
    "Subject", "PerformanceLevels", "PerformanceLevel", "Translation", "Claim", "Targets", "Target",
    "AltScoring", "ClaimScoring", "ReportClaim", "Trait", "Odd",
)  # fmt: skip


def set_attribute(elements: list[Element], random: Random) -> None:
    element = random.choice(elements)
    names = [*element.attrib] * 3 + [random.choice(ATTRIBUTES)]
    element.set(random.choice(names), random.choice(VALUES))


def drop_attribute(elements: list[Element], random: Random) -> None:
    element = random.choice(elements)
    if element.attrib:
        del element.attrib[random.choice(sorted(element.attrib))]


def drop_child(elements: list[Element], random: Random) -> None:
    element = random.choice(elements)
    if len(element):
        element.remove(random.choice(list(element)))


def repeat_child(elements: list[Element], random: Random) -> None:
    element = random.choice(elements)
    if len(element):
        element.insert(random.randint(0, len(element)), deepcopy(random.choice(list(element))))


def graft(elements: list[Element], random: Random) -> None:
    """Put a copy of one part somewhere else."""
    random.choice(elements).append(deepcopy(random.choice(elements)))


def rename(elements: list[Element], random: Random) -> None:
    random.choice(elements).tag = random.choice(TAGS)


def retext(elements: list[Element], random: Random) -> None:
    random.choice(elements).text = random.choice(VALUES)


def shuffle(elements: list[Element], random: Random) -> None:
    element = random.choice(elements)
    children = list(element)
    random.shuffle(children)
    element[:] = children


EDITS: tuple[Callable[[list[Element], Random], None], ...] = (
    set_attribute, set_attribute, drop_attribute, drop_child, repeat_child, graft, rename, retext,
    shuffle,
)  # fmt: skip


def mutilated(data: bytes, edits: int, random: Random) -> bytes:
    root = fromstring(data)
    for _ in range(edits):
        elements = list(root.iter())
        if len(elements) < 5_000:
            random.choice(EDITS)(elements, random)
    return tostring(root, encoding="UTF-8", xml_declaration=True)


def scorings(subject: Subject) -> Iterator[Scoring]:
    for kind in subject.assessment_types.values():
        yield from (each for each in (kind.overall, kind.alternate, kind.claim) if each)


def check(parsed: Parsed[Subject]) -> None:
    """Whatever came in, the answer is one of two kinds, and what is accepted is sound."""
    assert {each.code for each in parsed.findings} <= CODES
    assert len(parsed.findings) <= MAX_FINDINGS + 1
    refused = any(each.severity is Severity.ERROR for each in parsed.findings)
    assert refused == (parsed.value is None)
    assert parsed.counts.records == 1
    assert (parsed.counts.rejected, parsed.counts.accepted) == ((1, 0) if refused else (0, 1))
    if parsed.value is not None:
        check_sound(parsed.value)


def check_sound(subject: Subject) -> None:
    assert subject.code
    assert len(subject.code) <= 10
    codes = [each.code for each in (*subject.claims, *subject.alternates)]
    assert len(codes) == len(set(codes))
    assert sum(each.scorable for each in subject.claims) <= 6
    for scoring in scorings(subject):
        assert all(a.from_school_year < b.from_school_year for a, b in pairwise(scoring.later))
        for year in SCHOOL_YEARS:
            chosen = scoring.in_year(year)
            numbers = [each.level for each in chosen.levels]
            assert numbers == list(range(1, len(numbers) + 1))
            assert 1 <= len(numbers) <= 6
            assert chosen.standard_cutoff is None or chosen.standard_cutoff in numbers
    stored = SUBJECTS.encode({subject.code: subject}).document
    assert SUBJECTS.decode(json.loads(stored)) == {subject.code: subject}


@fuzz(60)
@given(st.sampled_from(FILES), st.integers(0, 6), st.randoms(use_true_random=False))
def test_a_mutilated_definition_is_accepted_or_refused(
    data: bytes, edits: int, random: Random
) -> None:
    check(read_subject(mutilated(data, edits, random), LANDED))


@fuzz(60)
@given(st.sampled_from(FILES), st.data())
def test_damaged_bytes_are_accepted_or_refused(data: bytes, draw: st.DataObject) -> None:
    start = draw.draw(st.integers(0, len(data)))
    end = draw.draw(st.integers(start, min(len(data), start + 200)))
    check(read_subject(data[:start] + draw.draw(st.binary(max_size=30)) + data[end:], LANDED))


@fuzz(40)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused(data: bytes) -> None:
    parsed = read_subject(data, LANDED)
    check(parsed)
    assert parsed.value is None
