"""The groups feed answers whatever is delivered, and never repeats a student's id or a login."""

from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.groups import RULES
from cers.feeds.groups.rules import COLUMNS, MAX_STUDENTS
from cers.model.finding import Severity
from cers.model.vendor import VendorGrant
from tests.fuzz.mutations import mutated_table
from tests.fuzz.profile import fuzz
from tests.support.people import D1, S1, S2, S3, read_group_file, texts

CODES = {rule.code for rule in RULES}
SECRETS = ("7777700001", "7777700002", "secret.login", "secret.other")

ROWS = [
    list(COLUMNS),
    ["Oaks", S1, "2026", "Math", "", "secret.login"],
    ["Oaks", S1, "2026", "", "7777700001", ""],
    ["Elms", S1, "2026", "All", "7777700002", "secret.other"],
    ["Elms", S2, "2025", "", "7777700001", "secret.login"],
    ["Pines", S3, "2026", "ELA", "", ""],
    ["Ferns", "9", "2026", "", "7777700002", ""],
]


@fuzz(300)
@given(mutated_table(ROWS), st.booleans())
def test_mutated_group_files_never_raise(data: bytes, statewide: bool) -> None:
    grant = VendorGrant(statewide=statewide, district_ids=frozenset({D1}))
    parsed = read_group_file(data, grant)

    counts = parsed.counts
    assert counts.records == counts.accepted + counts.rejected + counts.waiting
    assert {finding.code for finding in parsed.findings} <= CODES
    errors = [each for each in parsed.findings if each.severity is Severity.ERROR]
    assert (parsed.value is None) == bool(errors)
    assert not [secret for secret in SECRETS if secret in texts(parsed)]
    for group in parsed.value or ():
        assert group.school_id in {S1, S2, S3}
        assert len(group.students) <= MAX_STUDENTS
        assert statewide or group.school_id != S3
