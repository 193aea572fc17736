"""Staff files: what they state, and every fault, told without an address or a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.staff import StaffStatement
from cers.model.delivery import Counts
from cers.model.finding import Severity
from cers.model.reference import Missing
from cers.model.roles import TOMS_ROLES
from cers.model.staff import STATE_UNIT, Person, StaffScope
from cers.model.vendor import VendorGrant
from tests.support.people import (
    D1,
    D2,
    LEA,
    S1,
    S2,
    S3,
    SITE,
    STAFF_HEADER,
    STATE,
    TEACHER,
    Staff,
    codes,
    places,
    read_staff_file,
    staff_file,
    texts,
)


def stated(data: bytes) -> StaffStatement:
    parsed = read_staff_file(data)
    assert parsed.value is not None, parsed.findings
    return parsed.value


def test_a_row_is_a_persons_role_at_an_organization() -> None:
    parsed = read_staff_file(
        staff_file(
            Staff("Lea.One", LEA, D1, "Lea@d.example", "Lea", "O'Hara"),
            Staff("lea.one", TEACHER, S3, "Lea@d.example", "Lea", "O'Hara"),
            Staff("boss", STATE, "CA"),
        )
    )

    assert parsed.findings == ()
    assert parsed.counts == Counts(records=3, accepted=3)
    assert parsed.value is not None
    first, second, third = parsed.value.assignments
    assert first.person == second.person == Person("lea.one", "Lea@d.example", "Lea", "O'Hara")
    assert first.key == ("lea.one", "LEA_CAASPP_COORDINATOR", D1)
    assert (first.organization_name, first.unit) == ("Alder Unified", D1)
    assert (second.organization_name, second.unit) == ("School 3", D2)
    assert (third.organization_name, third.unit) == ("CA", STATE_UNIT)
    assert parsed.value.lines == {"lea.one": 3, "boss": 5}


def test_columns_may_stand_in_any_order_and_others_among_them() -> None:
    data = (
        "# scope: state\n"
        "ROLE,Organization_ID,organization_type,phone,last_name,first_name,email,username,"
        "organization_name\n"
        "state_user,CA,State,555,Other,Ann,a@d.example,boss,California\n"
    )
    (assignment,) = stated(data.encode()).assignments

    assert assignment.key == ("boss", "STATE_USER", "CA")
    assert assignment.organization_name == "California"


@pytest.mark.parametrize(
    ("directive", "scope"),
    [
        ("# scope: state", StaffScope(statewide=True)),
        ("#SCOPE:State", StaffScope(statewide=True)),
        ('"# scope: state",,,,,,', StaffScope(statewide=True)),
        (f"# scope: {D1}", StaffScope(district_ids=frozenset({D1}))),
        (f'"# scope: {D1}, {D2}"', StaffScope(district_ids=frozenset({D1, D2}))),
        (f"# made on Monday\n\n# scope: {D1}", StaffScope(district_ids=frozenset({D1}))),
    ],
)
def test_a_file_says_what_it_is_complete_for(directive: str, scope: StaffScope) -> None:
    row = Staff("a", LEA, D1).row
    statement = stated(f"{directive}\n{STAFF_HEADER}\n{row}\n".encode())

    assert statement.scope == scope
    assert not statement.confirmed


def test_it_may_confirm_what_it_takes_away_even_everything() -> None:
    statement = stated(staff_file(scope=D1, confirm=True))

    assert statement.confirmed
    assert statement.assignments == ()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ["empty-file"]),
        ("Größe".encode("latin-1"), ["not-utf-8"]),
        (b'# scope: state\nusername,"email', ["malformed-csv"]),
        (staff_file(Staff("a", LEA, D1), scope=None), ["no-scope"]),
        (b"# scope: state\n" + staff_file(Staff("a", LEA, D1), scope=D1), ["no-scope"]),
        (staff_file(Staff("a", LEA, D1), scope="the whole world"), ["invalid-directive"]),
        (staff_file(Staff("a", LEA, D1), scope="state\n# confirm: yes"), ["invalid-directive"]),
        (b"# scope: state\nusername,email\n", ["wrong-header"]),
        (f"# scope: state\n{STAFF_HEADER},email\n".encode(), ["wrong-header"]),
        (b"# scope: state\n", ["wrong-header"]),
        (staff_file(), ["no-records"]),
    ],
)
def test_what_is_no_staff_file_is_refused(data: bytes, expected: list[str]) -> None:
    parsed = read_staff_file(data)

    assert parsed.value is None
    assert codes(parsed) == expected


@pytest.mark.parametrize(
    ("row", "code", "element"),
    [
        ("a,b,c", "field-count", ""),
        (",a@d.example,Ann,Other,STATE_USER,state,CA", "missing-value", "username"),
        ("a,a@d.example,Ann,Other,STATE_USER,state,", "missing-value", "organization_id"),
        (Staff("a" * 129, STATE, "CA", "a@d.example").row, "value-too-long", "username"),
        (Staff("a", STATE, "CA", first_name="A\x07").row, "unprintable-value", "first_name"),
        (Staff("a@d.example", STATE, "CA", "a@d.example").row, "invalid-username", "username"),
        (Staff("a#b", STATE, "CA", "a@d.example").row, "invalid-username", "username"),
        (Staff("a", STATE, "CA", "nobody").row, "invalid-email", "email"),
        (Staff("a", STATE, "CA", "a@b@d.example").row, "invalid-email", "email"),
        (Staff("a", ("SUPERUSER", "state"), "CA").row, "unknown-role", "role"),
        (
            Staff("a", ("STATE_USER", "district"), D1).row,
            "wrong-organization-type",
            "organization_type",
        ),
    ],
)
def test_a_bad_row_refuses_the_whole_file_and_says_where(row: str, code: str, element: str) -> None:
    parsed = read_staff_file(staff_file(Staff("good", LEA, D1), row))

    assert parsed.value is None
    assert parsed.counts == Counts(records=2, rejected=2)
    assert [(each.code, each.where, each.element) for each in parsed.findings] == [
        (code, "line 4", element)
    ]


def test_a_district_speaks_for_itself_and_its_schools_alone() -> None:
    parsed = read_staff_file(
        staff_file(
            Staff("a", LEA, D1), Staff("b", SITE, S2), Staff("c", SITE, S3),
            Staff("d", STATE, "CA"), Staff("e", LEA, D2),
            scope=D1,
        )
    )  # fmt: skip

    assert places(parsed, "out-of-scope") == ["line 5", "line 6", "line 7"]


@pytest.mark.parametrize("scope", ["state", D2, f"{D1}, {D2}"])
def test_a_vendor_speaks_for_its_own_districts_alone(scope: str) -> None:
    own = VendorGrant(district_ids=frozenset({D1}))
    data = staff_file(Staff("a", LEA, D1), scope=scope)

    assert "unauthorized" in codes(read_staff_file(data, own))
    assert codes(read_staff_file(staff_file(Staff("a", LEA, D1), scope=D1), own)) == []


def test_assignments_at_unknown_places_wait() -> None:
    parsed = read_staff_file(
        staff_file(Staff("a", LEA, D1), Staff("b", SITE, "9"), Staff("b", LEA, "8"), scope=D1)
    )

    assert parsed.counts == Counts(records=3, accepted=1, waiting=2)
    assert parsed.missing == {Missing("school", "9"), Missing("district", "8")}
    assert codes(parsed) == ["unknown-organization"] * 2
    assert {each.severity for each in parsed.findings} == {Severity.WAITING}
    assert parsed.value is not None
    assert parsed.value.waiting == {("b", SITE[0], "9"), ("b", LEA[0], "8")}


def test_rows_about_a_user_agree_and_an_address_is_one_users() -> None:
    parsed = read_staff_file(
        staff_file(
            Staff("a", LEA, D1, "a@d.example"),
            Staff("a", SITE, S1, "other@d.example"),
            Staff("a", SITE, S2, "a@d.example", last_name="Married"),
            Staff("b", SITE, S1, "A@d.example"),
        )
    )

    assert places(parsed, "user-differs") == ["line 4", "line 5"]
    assert places(parsed, "shared-email") == ["line 6"]


def test_the_same_assignment_twice_is_no_fault_but_worth_a_word() -> None:
    parsed = read_staff_file(staff_file(Staff("a", LEA, D1), Staff("a", LEA, D1)))

    assert codes(parsed) == ["duplicate-assignment"]
    assert parsed.counts == Counts(records=2, accepted=2)
    assert parsed.value is not None
    assert len(parsed.value.assignments) == 1


def test_no_finding_quotes_a_cell() -> None:
    secret = "SECRETVALUE"
    parsed = read_staff_file(
        staff_file(
            ",".join([secret] * 7), ",".join([secret] * 6),
            Staff(f"{secret}@x", LEA, D1).row,
            Staff("a", LEA, D1, secret).row,
            Staff("a", LEA, secret, f"{secret}@d.example", secret, secret).row,
            Staff("a", LEA, D1, f"{secret}@e.example", secret, secret).row,
            Staff("b", LEA, D1, f"{secret}@e.example", secret, secret).row,
            scope=D1,
        )
    )  # fmt: skip

    assert len(codes(parsed)) >= 6
    assert secret not in texts(parsed)


people = st.lists(
    st.tuples(
        st.sampled_from(["a", "b.c", "d-e"]),
        st.sampled_from(sorted(TOMS_ROLES)),
        st.sampled_from([D1, S1, S3, "CA"]),
    ),
    min_size=1,
    max_size=8,
    unique=True,
)


@given(people)
def test_a_role_is_taken_exactly_where_it_can_be_held(some: list[tuple[str, str, str]]) -> None:
    levels = {D1: "district", S1: "school", S3: "school", "CA": "state"}
    held = [each for each in some if TOMS_ROLES[each[1]].level == levels[each[2]]]
    rows = [Staff(user, (role, levels[place]), place) for user, role, place in some]
    parsed = read_staff_file(staff_file(*rows))

    if held == some:
        assert parsed.value is not None
        assert [each.key for each in parsed.value.assignments] == some
    else:
        assert parsed.value is None
        assert codes(parsed) == ["wrong-organization-type"] * (len(some) - len(held))
