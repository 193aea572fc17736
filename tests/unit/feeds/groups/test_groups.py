"""Group files: what is read, and every fault, told without a student's id or a login."""

import random
import string
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.groups import GroupContext, read_groups
from cers.feeds.reading import MAX_FINDINGS
from cers.model.delivery import Counts
from cers.model.finding import Severity
from cers.model.organization import Organizations, School
from cers.model.reference import Missing
from cers.model.vendor import VendorGrant
from tests.support.people import (
    D1,
    GROUP_HEADER,
    LANDED,
    S1,
    S2,
    S3,
    codes,
    group_file,
    places,
    read_group_file,
    rows,
    texts,
)
from tests.support.samples import needs_samples, sample

GOOD = (
    f"Oaks,{S1},2026,Math,,teacher.one",
    f"Oaks,{S1},2026,,0000000001,",
    f"Oaks,{S1},2026,,0000000002,Teacher.Two@d.example",
    f"Elms,{S1},2026,All,0000000003,teacher.one",
    f"Elms,{S2},2025,,,",
)


def test_rows_carry_a_student_a_user_both_or_neither() -> None:
    parsed = read_group_file(group_file(*GOOD))

    assert parsed.findings == ()
    assert parsed.counts == Counts(records=5, accepted=5)
    oaks, elms, others = parsed.value or ()
    assert (oaks.name, oaks.school_id, oaks.school_year, oaks.subject) == ("Oaks", S1, 2026, "Math")
    assert oaks.students == {"0000000001": (3,), "0000000002": (4,)}
    assert oaks.logins == {"teacher.one", "teacher.two@d.example"}
    assert (elms.subject, set(elms.students)) == (None, {"0000000003"})
    assert (others.school_id, others.students, others.logins) == (S2, {}, frozenset())


@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_any_line_ending_will_do_and_a_byte_order_mark(newline: str, mark: bytes) -> None:
    plain = read_group_file(group_file(*GOOD))
    parsed = read_group_file(mark + group_file(*GOOD, newline=newline))

    assert parsed.findings == ()
    assert parsed.value == plain.value


def test_the_header_may_shout_and_go_on() -> None:
    data = group_file(f"Oaks,{S1},2026,,,,x,y", header=GROUP_HEADER.upper() + ",grade,period")
    parsed = read_group_file(data)

    assert parsed.findings == ()
    assert parsed.counts.accepted == 1


def test_spaces_around_values_do_not_count_and_no_row_is_a_remark() -> None:
    parsed = read_group_file(group_file(f" #1 Oaks , {S1}, 2026 , math , 7 , Me ", "", ",,,,,"))

    (group,) = parsed.value or ()
    assert (group.name, group.subject, set(group.students)) == ("#1 Oaks", "Math", {"7"})
    assert group.logins == {"me"}


def test_a_student_listed_for_each_of_two_users_is_one_student() -> None:
    parsed = read_group_file(
        group_file(f"Oaks,{S1},2026,,1,a", f"Oaks,{S1},2026,,1,b", f"OAKS,{S1},2026,,2,b")
    )

    (group,) = parsed.value or ()
    assert group.students == {"1": (2, 3), "2": (4,)}
    assert group.logins == {"a", "b"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        ("Größe".encode("latin-1"), "not-utf-8"),
        (b'group_name,"school', "malformed-csv"),
        (b"name,school\n", "wrong-header"),
        (GROUP_HEADER.replace("group_name,", "").encode(), "wrong-header"),
        (GROUP_HEADER.encode(), "no-records"),
    ],
)
def test_what_is_no_group_file_is_refused(data: bytes, code: str) -> None:
    parsed = read_group_file(data)

    assert parsed.value is None
    assert codes(parsed) == [code]


@pytest.mark.parametrize(
    ("row", "code", "element"),
    [
        (f"Oaks,{S1},2026,", "field-count", ""),
        (f",{S1},2026,,,", "missing-value", "group_name"),
        ("Oaks,,2026,,,", "missing-value", "school_natural_id"),
        (f"Oaks,{S1},,,,", "missing-value", "school_year"),
        (f"{'x' * 256},{S1},2026,,,", "value-too-long", "group_name"),
        (f"Oaks,{S1},2026,,{'1' * 66},", "value-too-long", "student_ssid"),
        (f"Oa\x07ks,{S1},2026,,,", "unprintable-value", "group_name"),
        (f"Oaks,{S1},2014,,,", "invalid-school-year", "school_year"),
        (f"Oaks,{S1},2028,,,", "invalid-school-year", "school_year"),
        (f"Oaks,{S1},2025-26,,,", "invalid-school-year", "school_year"),
        (f"Oaks,{S1},٢٠٢٦,,,", "invalid-school-year", "school_year"),
        (f"Oaks,{S1},2026,Alchemy,,", "unknown-subject", "subject_code"),
    ],
)
def test_a_bad_row_refuses_the_whole_file_and_says_where(row: str, code: str, element: str) -> None:
    parsed = read_group_file(group_file(f"Elms,{S1},2026,,,", row))

    assert parsed.value is None
    assert parsed.counts == Counts(records=2, rejected=2)
    assert [(each.code, each.where, each.element) for each in parsed.findings] == [
        (code, "line 3", element)
    ]


def test_the_next_school_year_is_open_and_the_one_after_it_is_not() -> None:
    june, july = datetime(2026, 6, 30, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    in_2027 = group_file(f"Oaks,{S1},2027,,,")
    in_2028 = group_file(f"Oaks,{S1},2028,,,")

    assert codes(read_group_file(in_2027, landed_at=june)) == []
    assert codes(read_group_file(in_2028, landed_at=june)) == ["invalid-school-year"]
    assert codes(read_group_file(in_2028, landed_at=july)) == []


def test_a_group_keeps_to_one_subject() -> None:
    parsed = read_group_file(
        group_file(
            f"Oaks,{S1},2026,,,", f"Oaks,{S1},2026,Math,,", f"Oaks,{S1},2026,,1,",
            f"Oaks,{S1},2026,ELA,2,", f"Oaks,{S1},2026,All,3,",
        )
    )  # fmt: skip

    assert places(parsed, "subject-changes") == ["line 5", "line 6"]


def test_schools_and_groups_stand_together() -> None:
    parsed = read_group_file(
        group_file(
            f"Oaks,{S1},2026,,1,", f"Elms,{S1},2026,,1,", f"Oaks,{S1},2026,,2,",
            f"Oaks,{S2},2026,,3,", f"Pines,{S1},2026,,4,",
        )
    )  # fmt: skip

    assert places(parsed, "group-out-of-order") == ["line 4"]
    assert places(parsed, "school-out-of-order") == ["line 6"]


def test_a_group_holds_at_most_two_hundred_different_students() -> None:
    students = [f"{number:010}" for number in range(201)]
    full = read_group_file(group_file(*rows("Oaks", S1, students[:200] * 2, "a")))
    over = read_group_file(group_file(*rows("Oaks", S1, students, "a")))

    assert full.findings == ()
    assert places(over, "group-too-large") == ["line 2"]
    assert "201" in texts(over)


def test_groups_of_an_unknown_school_wait_and_the_others_do_not() -> None:
    parsed = read_group_file(
        group_file(f"Oaks,{S1},2026,,1,", "Elms,9,2026,,2,", "Pines,9,2026,,3,")
    )

    assert [group.name for group in parsed.value or ()] == ["Oaks"]
    assert parsed.counts == Counts(records=3, accepted=1, waiting=2)
    assert parsed.missing == {Missing("school", "9")}
    assert places(parsed, "unknown-school") == ["line 3"]
    assert {each.severity for each in parsed.findings} == {Severity.WAITING}


def test_a_vendor_of_one_district_does_not_write_groups_of_another() -> None:
    grant = VendorGrant(district_ids=frozenset({D1}))
    data = group_file(f"Oaks,{S1},2026,,1,", f"Elms,{S3},2026,,2,", f"Pines,{S3},2026,,3,")
    parsed = read_group_file(data, grant)

    assert parsed.value is None
    assert parsed.counts == Counts(records=3, rejected=3)
    assert places(parsed, "unauthorized") == ["line 3"]


def test_all_faults_come_together_and_none_quotes_a_cell() -> None:
    secret = "SECRETVALUE"
    parsed = read_group_file(
        group_file(
            f"{secret},{secret},{secret},{secret},{secret},{secret}",
            f"{secret * 30},{S1},{secret},,,",
            f"{secret},{S1},2026,{secret},{secret * 10},{secret}",
            f"{secret},{S1},2026,{secret},,",
            f"{secret},{S1}",
        )
    )

    assert set(codes(parsed)) == {
        "invalid-school-year", "value-too-long", "unknown-subject", "field-count",
    }  # fmt: skip
    assert secret not in texts(parsed)


def test_the_faults_of_a_hopeless_file_are_bounded() -> None:
    parsed = read_group_file(group_file(*([f"Oaks,{S1},x,,,"] * (MAX_FINDINGS + 5))))

    assert len(parsed.findings) == MAX_FINDINGS + 1
    assert codes(parsed)[-1] == "too-many-findings"


names = st.text(string.ascii_letters + " äß'&,\"", min_size=1, max_size=8).map(str.strip)
groups = st.dictionaries(
    st.tuples(st.sampled_from([S1, S2, S3]), names.filter(bool)),
    st.tuples(
        st.sets(st.text(string.digits, min_size=1, max_size=10), max_size=5),
        st.sets(st.text(string.ascii_lowercase, min_size=1, max_size=5), max_size=3),
    ),
    max_size=6,
)


@given(groups, st.randoms(use_true_random=False))
def test_any_sorted_file_says_what_was_written(
    wanted: dict[tuple[str, str], tuple[set[str], set[str]]], chance: random.Random
) -> None:
    wanted = {
        (school, name.casefold()): (students, logins)
        for (school, name), (students, logins) in wanted.items()
    }
    lines = []
    for (school, name), (students, logins) in sorted(wanted.items()):
        quoted = '"' + name.replace('"', '""') + '"'
        cells = [f"{student}," for student in students] + [f",{login}" for login in logins]
        chance.shuffle(cells)
        lines += [f"{quoted},{school},2026,,{each}" for each in cells or [","]]
    parsed = read_group_file(group_file(*lines))

    if not lines:
        assert codes(parsed) == ["no-records"]
        return
    assert parsed.findings == ()
    found = {
        (group.school_id, group.name): (set(group.students), set(group.logins))
        for group in parsed.value or ()
    }
    assert found == wanted


@needs_samples
@pytest.mark.parametrize(
    ("name", "school", "members", "logins"),
    [
        ("kenastondone7.csv", "19647336108641", [28], 2),
        ("sample-group-001.crlf.csv", "DS9002", [3, 3], 4),
        ("sample-group-003.lf.csv", "DS9002", [3, 3], 4),
    ],
)
def test_the_real_samples_are_read(name: str, school: str, members: list[int], logins: int) -> None:
    known = Organizations({}, {school: School(school, "A school", D1, LANDED)})
    context = GroupContext(known, ("Math",), VendorGrant.of_the_state(), LANDED)
    parsed = read_groups(sample("groups", name).read_bytes(), context)

    groups = parsed.value or ()
    assert parsed.findings == ()
    assert [len(group.students) for group in groups] == members
    assert sum(len(group.logins) for group in groups) == logins
