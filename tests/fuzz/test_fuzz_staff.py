"""The staff feed answers whatever is delivered, and never repeats a name or an address."""

from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.staff import RULES
from cers.feeds.staff.rules import COLUMNS
from cers.model.finding import Severity
from cers.model.staff import STATE_UNIT
from cers.model.vendor import VendorGrant
from tests.fuzz.mutations import mutated_table
from tests.fuzz.profile import fuzz
from tests.support.people import D1, D2, LEA, S1, S3, SITE, STATE, TEACHER, read_staff_file, texts

CODES = {rule.code for rule in RULES}
SECRET = "secret"


def row(number: int, role: tuple[str, str], organization_id: str) -> list[str]:
    name = f"{SECRET}{number}"
    return [name, f"{name}@d.example", name.title(), name.title(), *role, organization_id]


TABLE = [
    list(COLUMNS),
    row(1, LEA, D1),
    row(1, TEACHER, S1),
    row(2, SITE, S1),
    row(3, SITE, S3),
    row(4, STATE, "CA"),
    row(5, SITE, "9"),
]
SCOPES = ("state", D1, f"{D1}, {D2}", "", "the lot")


@fuzz(300)
@given(mutated_table(TABLE), st.sampled_from(SCOPES), st.booleans(), st.booleans())
def test_mutated_staff_files_never_raise(
    data: bytes, scope: str, confirmed: bool, statewide: bool
) -> None:
    directives = f"# scope: {scope}\n" + "# confirm: revocations\n" * confirmed
    grant = VendorGrant(statewide=statewide, district_ids=frozenset({D1}))
    parsed = read_staff_file(directives.encode() + data, grant)

    counts = parsed.counts
    assert counts.records == counts.accepted + counts.rejected + counts.waiting
    assert {finding.code for finding in parsed.findings} <= CODES
    errors = [each for each in parsed.findings if each.severity is Severity.ERROR]
    assert (parsed.value is None) == bool(errors)
    assert SECRET not in texts(parsed).lower()
    for assignment in parsed.value.assignments if parsed.value else ():
        assert assignment.unit in {D1, D2, STATE_UNIT}
        assert statewide or assignment.unit == D1
        assert "@" not in assignment.person.username
