import re

import pytest

from cers.feeds.accommodations import RULES, read_accommodations
from cers.model.accommodation import Accommodation, AccommodationLabel
from cers.model.delivery import Counts
from tests.support.reference_files import ACCOMMODATIONS, LANDED, changed, codes
from tests.support.samples import needs_samples, sample

ABACUS = "<Language>eng</Language><Label>Abacus</Label>"

FAULTS = [
    ("empty-file", "", [(ACCOMMODATIONS, " ")]),
    ("not-well-formed", "line 35", [("</Accessibility>", "")]),
    ("not-well-formed", "line 2", [("<Access", "<!DOCTYPE Accessibility>\n<Access")]),
    ("wrong-root", "line 2", [("<Access", "<Excess"), ("</Access", "</Excess"),
                              ("Excessibility>", "Excessibility>")]),
    ("missing-value", "line 2", [(' schoolYear="2026"', "")]),
    ("missing-value", "line 28", [(ABACUS, "<Language/><Label>Abacus</Label>")]),
    ("missing-value", "line 28", [(ABACUS, "<Language>eng</Language>")]),
    ("missing-element", "line 2", [("<MasterR", "<R"), ("</MasterR", "</R")]),
    ("missing-element", "line 26", [(f"<Text>{ABACUS}</Text>", "")]),
    ("value-too-long", "line 13", [("SIGN_1", "S" * 26)]),
    ("value-too-long", "line 28", [("Abacus", "a" * 61)]),
    ("value-too-long", "line 28", [(ABACUS, ABACUS.replace("eng", "engl"))]),
    ("invalid-value", "line 2", [('"2026"', '"26"')]),
    ("invalid-value", "line 28", [(ABACUS, ABACUS.replace("eng", "e-n"))]),
    ("conflicting-label", "line 28", [("ABACUS", "SIGN_1")]),
    ("no-records", "", [("Accommodation<", "x<"), ("accommodations,", "x")]),
]  # fmt: skip


def test_the_selections_of_accommodations_are_taken_with_their_labels() -> None:
    parsed = read_accommodations(ACCOMMODATIONS.encode(), LANDED)

    def label(text: str) -> AccommodationLabel:
        return AccommodationLabel(text, LANDED)

    assert parsed.value == (
        Accommodation("SIGN_0", 2026, {"eng": label("No signs")}),
        Accommodation("SIGN_1", 2026, {"eng": label("Signs"), "spa": label("Señas")}),
        Accommodation("ABACUS", 2026, {"eng": label("Abacus")}),
    )
    assert (parsed.findings, parsed.counts) == ((), Counts(records=3, accepted=3))


@pytest.mark.parametrize(("code", "where", "changes"), FAULTS)
def test_a_fault_refuses_the_file_and_is_named(
    code: str, where: str, changes: list[tuple[str, str]]
) -> None:
    parsed = read_accommodations(changed(ACCOMMODATIONS, *changes), LANDED)
    assert parsed.value is None
    assert [(each.code, each.where) for each in parsed.findings] == [(code, where)]
    assert parsed.counts.accepted == 0
    assert parsed.counts.rejected == parsed.counts.records


def test_a_selection_without_a_code_is_left_aside() -> None:
    parsed = read_accommodations(changed(ACCOMMODATIONS, ("SIGN_1", " ")), LANDED)
    assert [(each.code, each.where) for each in parsed.findings] == [
        ("selection-without-code", "line 12")
    ]
    assert parsed.counts == Counts(records=2, accepted=2, skipped=1)


def test_all_faults_of_a_file_come_together() -> None:
    faulty = changed(ACCOMMODATIONS, ("SIGN_1", "S" * 26), ("Abacus", ""), ('"2026"', '""'))
    assert codes(read_accommodations(faulty, LANDED).findings) == [
        "missing-value", "value-too-long", "missing-value",
    ]  # fmt: skip


def test_the_same_label_may_be_given_twice() -> None:
    twice = changed(ACCOMMODATIONS, ("ABACUS", "SIGN_1"), ("Abacus", "Signs"))
    parsed = read_accommodations(twice, LANDED)
    assert (parsed.findings, parsed.counts) == ((), Counts(records=2, accepted=2))


def test_text_that_is_no_utf_8_is_refused() -> None:
    assert codes(read_accommodations(b"\xff\xfe<", LANDED).findings) == ["not-utf-8"]


def test_every_rule_but_the_bound_of_findings_is_triggered_here() -> None:
    elsewhere = {"not-utf-8", "too-many-findings", "selection-without-code"}
    assert {code for code, _, _ in FAULTS} | elsewhere == {rule.code for rule in RULES}
    assert all(re.fullmatch(r"[A-Z].*\.", rule.meaning) for rule in RULES)


@needs_samples
def test_the_sample_configuration_has_eleven_accommodations() -> None:
    data = sample("accommodations", "AccessibilityConfig.xml").read_bytes()
    parsed = read_accommodations(data, LANDED)
    assert parsed.counts == Counts(records=11, accepted=11)
    assert parsed.value is not None
    table = next(each for each in parsed.value if each.code == "NEA_MT")
    assert set(table.labels) == {"eng", "ukr"}
    assert {each.school_year for each in parsed.value} == {2019}


@needs_samples
def test_the_faulty_samples_are_refused() -> None:
    bad = sample("accommodations", "AccessibilityConfig.baddata.xml").read_bytes()
    assert codes(read_accommodations(bad, LANDED).findings) == [
        "missing-value", "value-too-long", "value-too-long",
    ]  # fmt: skip
    yearless = sample("accommodations", "AccessibilityConfig.schoolyear.xml").read_bytes()
    assert codes(read_accommodations(yearless, LANDED).findings) == ["missing-value"]
