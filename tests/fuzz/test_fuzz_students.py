"""The students feed answers whatever is delivered, and never tells of a student."""

from hypothesis import given
from hypothesis import strategies as st

from cers.feeds import archive_rules
from cers.feeds.students import RULES
from tests.fuzz.mutations import damaged_bytes, mutated_table
from tests.fuzz.profile import fuzz
from tests.support.registrations import (
    OTHER_SCHOOL,
    STUDENT,
    batches,
    counts_of,
    extract,
    findings_of,
    rows_of,
    student,
)

CODES = {rule.code for rule in (*RULES, *archive_rules.RULES)}
SECRETS = ("0012345678", "9912345678", "Vogel", "Ida", "2015-09-30", "Quintero")
DATA = extract(
    STUDENT,
    student(SSID="9912345678", LastOrSurname="Quintero", ResponsibleSchoolIdentifier=OTHER_SCHOOL),
    student(SSID="0000000003", InfoUpdate="", DeleteStudent="Y"),
)
TABLE = [line.split("^") for line in DATA.decode().splitlines()]


def check(data: bytes) -> None:
    found = batches(data)
    counts, rows = counts_of(found), rows_of(found)
    assert counts.records == counts.accepted + counts.rejected + counts.waiting
    assert counts.accepted == len(rows)
    assert len({row["record_number"] for row in rows}) == len(rows)
    assert all(len(str(row["student_id"])) == 10 for row in rows)
    assert {finding.code for finding in findings_of(found)} <= CODES
    assert found[-1].progress == 1


@fuzz(150)
@given(mutated_table(TABLE, "^"))
def test_mutated_extracts_never_raise(data: bytes) -> None:
    check(data)


@fuzz(100)
@given(damaged_bytes(DATA))
def test_damaged_extracts_never_raise(data: bytes) -> None:
    check(data)


@fuzz(100)
@given(st.data())
def test_findings_tell_no_secret_while_the_columns_are_in_place(data: st.DataObject) -> None:
    table = [list(row) for row in TABLE]
    kept = {"ResponsibleSchoolIdentifier"}  # an unknown school is named, so that it can be mended
    for _ in range(data.draw(st.integers(1, 5))):
        row = data.draw(st.integers(1, len(table) - 1))
        column = data.draw(st.sampled_from([c for c, n in enumerate(table[0]) if n not in kept]))
        table[row][column] = data.draw(st.sampled_from((*SECRETS, "", "x" * 80, "2026-02-30")))
    found = findings_of(batches("\n".join("^".join(row) for row in table).encode()))
    told = " ".join(f"{each.message} {each.where} {each.element}" for each in found)
    assert not [secret for secret in SECRETS if secret in told]
