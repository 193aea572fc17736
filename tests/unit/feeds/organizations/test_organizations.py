import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.organizations import RULES, read_organizations
from cers.model.delivery import Counts
from cers.model.finding import Severity
from cers.model.organization import District, Organizations, School
from tests.support.reference_files import LANDED, art, codes, node
from tests.support.samples import sample

NOTHING = Organizations({}, {})
D1 = node("DISTRICT", "01")
S1 = node("INSTITUTION", "0101", "01", parentEntityType="DISTRICT")
GROUP = node("GROUPOFINSTITUTIONS", "G1", "01", parentEntityType="DISTRICT")
LIST = """\
County-District Code^School Code^Auth CDS Code^County Name^District Name^School Name^Charter School
0561580^6111884^05615806111884^Calaveras^Vallecito Union^Avery "Middle"^N
"""

FAULTS = [
    ("invalid-value", "entityType", [{**D1, "entityType": "CLASSROOM"}]),
    ("invalid-value", "entityType", [{**D1, "entityType": ["DISTRICT"]}]),
    ("invalid-value", "entityId", [{**D1, "entityId": 1}]),
    ("missing-value", "entityId", [{**D1, "entityId": " "}]),
    ("missing-value", "entityName", [{**D1, "entityName": None}]),
    ("missing-value", "parentEntityId", [{"entityType": "DISTRICT", "entityId": "01",
                                          "entityName": "One"}]),
    ("value-too-long", "entityId", [{**D1, "entityId": "1" * 41}]),
    ("value-too-long", "entityName", [{**D1, "entityName": "x" * 101}]),
    ("value-too-long", "parentEntityId", [{**D1, "parentEntityId": "x" * 41}]),
    ("parent-type", "parentEntityType", [{**D1, "parentEntityType": "INSTITUTION"}]),
    ("parent-type", "parentEntityType", [{**D1, "parentEntityType": "PLANET"}]),
    ("unknown-parent", "parentEntityId", [S1]),
    ("unknown-parent", "parentEntityId", [node("INSTITUTION", "0101", "02")]),
    ("unknown-parent", "parentEntityId",
     [node("DISTRICT", "01", "G9", parentEntityType="GROUPOFDISTRICTS")]),
    ("no-records", "", []),
]  # fmt: skip


def read(data: bytes, known: Organizations = NOTHING) -> Organizations:
    parsed = read_organizations(data, known, LANDED)
    assert parsed.value is not None, parsed.findings
    return parsed.value


def row(**changes: str) -> bytes:
    head, first = LIST.splitlines()
    fields = dict(zip(head.split("^"), first.split("^"), strict=True))
    fields.update({name.replace("_", " "): value for name, value in changes.items()})
    return f"{head}\n{'^'.join(fields.values())}\n".encode()


def test_districts_and_schools_are_read_from_any_nesting() -> None:
    nested = {"result": [{**D1, "children": {"schools": [S1]}}]}
    found = read(json.dumps(nested).encode())
    assert found.districts == {"01": District("01", "The 01", LANDED)}
    assert found.schools == {"0101": School("0101", "The 0101", "01", LANDED)}
    assert found == read(art(D1, S1))


def test_a_school_in_a_group_belongs_to_the_groups_district() -> None:
    school = node("INSTITUTION", "0101", "G1", parentEntityType="GROUPOFINSTITUTIONS")
    found = read(art(D1, GROUP, school))
    assert found.schools["0101"] == School("0101", "The 0101", "01", LANDED, "G1")
    assert found.school_groups["G1"].district_id == "01"


def test_a_district_may_be_in_a_group() -> None:
    group = node("GROUPOFDISTRICTS", "G9")
    district = node("DISTRICT", "01", "G9", parentEntityType="GROUPOFDISTRICTS")
    found = read(art(group, district))
    assert found.districts["01"].group_id == "G9"
    assert list(found.district_groups) == ["G9"]


def test_a_parent_may_come_after_its_children() -> None:
    assert read(art(S1, D1)) == read(art(D1, S1))


def test_a_parent_may_be_known_from_an_earlier_file() -> None:
    earlier = read(art(D1, GROUP))
    grouped = node("INSTITUTION", "0102", "G1", parentEntityType="GROUPOFINSTITUTIONS")
    found = read(art(S1, grouped), earlier)
    assert {school.district_id for school in found.schools.values()} == {"01"}
    assert found.districts == {}


def test_a_school_that_does_not_say_is_looked_up_as_one_of_a_district() -> None:
    assert read(art(D1, node("INSTITUTION", "0101", "01"))).schools["0101"].district_id == "01"


@pytest.mark.parametrize(
    "nodes",
    [
        [node("INSTITUTION", "0101", "CA", parentEntityType="STATE")],
        [node("GROUPOFDISTRICTS", "G9"),
         node("INSTITUTION", "0101", "G9", parentEntityType="GROUPOFDISTRICTS")],
        [node("GROUPOFINSTITUTIONS", "G8", "CA", parentEntityType="STATE"),
         node("INSTITUTION", "0101", "G8", parentEntityType="GROUPOFINSTITUTIONS")],
    ],
)  # fmt: skip
def test_a_school_without_a_district_is_left_out_with_a_warning(
    nodes: list[dict[str, object]],
) -> None:
    parsed = read_organizations(art(D1, *nodes), NOTHING, LANDED)
    assert parsed.value is not None
    assert parsed.value.schools == {}
    (finding,) = parsed.findings
    assert (finding.code, finding.severity) == ("school-without-district", Severity.WARNING)
    assert parsed.counts == Counts(records=len(nodes), accepted=len(nodes), skipped=1)


def test_of_an_organization_given_twice_the_first_counts() -> None:
    twice = read_organizations(art(D1, D1, {**D1, "entityName": "Other"}), NOTHING, LANDED)
    assert twice.value == read(art(D1))
    assert codes(twice.findings) == ["duplicate-organization"]
    assert twice.counts == Counts(records=1, accepted=1, skipped=2)


@pytest.mark.parametrize(("code", "element", "nodes"), FAULTS)
def test_a_fault_in_json_is_found_where_it_is(
    code: str, element: str, nodes: list[dict[str, object]]
) -> None:
    parsed = read_organizations(art(*nodes), NOTHING, LANDED)
    assert parsed.value is None
    (finding,) = parsed.findings
    assert (finding.code, finding.element) == (code, element)
    assert finding.where == ("record 1" if nodes else "")


def test_a_parent_with_faults_is_not_reported_again_for_each_child() -> None:
    parsed = read_organizations(art({**D1, "entityName": ""}, S1), NOTHING, LANDED)
    assert codes(parsed.findings) == ["missing-value"]


def test_the_school_list_gives_districts_their_full_code() -> None:
    found = read(LIST.encode())
    assert found.districts == {
        "05615800000000": District("05615800000000", "Vallecito Union", LANDED)
    }
    assert found.schools == {
        "05615806111884": School("05615806111884", 'Avery "Middle"', "05615800000000", LANDED)
    }


def test_the_school_list_may_hold_comments_blanks_and_a_byte_order_mark() -> None:
    text = "\r\n".join(("# a list", *LIST.splitlines()[:1], "^^^^^^", "", *LIST.splitlines()[1:]))
    assert read(b"\xef\xbb\xbf" + text.encode()) == read(LIST.encode())


def test_of_a_school_listed_twice_the_first_counts() -> None:
    again = LIST + LIST.splitlines()[1] + "\n" + LIST.splitlines()[1].replace("Avery", "Other")
    parsed = read_organizations(again.encode(), NOTHING, LANDED)
    assert parsed.value == read(LIST.encode())
    assert codes(parsed.findings) == ["duplicate-organization"]
    assert parsed.findings[0].where == "line 4"
    assert parsed.counts == Counts(records=1, accepted=1, skipped=2)


@pytest.mark.parametrize(
    ("code", "column", "value"),
    [
        ("missing-value", "School_Name", ""),
        ("invalid-value", "County-District_Code", "561580"),
        ("invalid-value", "Auth_CDS_Code", "5615806111884"),
        ("invalid-value", "Auth_CDS_Code", "5.6E+12"),
        ("value-too-long", "District_Name", "x" * 101),
    ],
)
def test_a_fault_in_the_school_list_is_found_where_it_is(
    code: str, column: str, value: str
) -> None:
    parsed = read_organizations(row(**{column: value}), NOTHING, LANDED)
    assert parsed.value is None
    (finding,) = parsed.findings
    expected = (code, "line 2", column.replace("_", " "))
    assert (finding.code, finding.where, finding.element) == expected


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("empty-file", b"\n"),
        ("not-utf-8", LIST.replace("Avery", "\xc9very").encode("latin-1")),
        ("unknown-format", b"<organizations/>"),
        ("unknown-format", b'{"entityType": "DISTRICT", '),
        ("unknown-format", b"[" * 200_000),
        ("unknown-format", b"12"),
        ("unknown-format", LIST.replace("^", ",").encode()),
        ("no-records", b"{}"),
        ("no-records", LIST.splitlines()[0].encode()),
        ("field-count", LIST.rstrip().encode() + b"^more"),
    ],
)
def test_what_is_no_list_of_organizations_is_refused(code: str, data: bytes) -> None:
    parsed = read_organizations(data, NOTHING, LANDED)
    assert parsed.value is None
    assert codes(parsed.findings) == [code]


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    for prefix in (b"", LIST.encode(), art(D1)[:-1]):
        parsed = read_organizations(prefix + data, NOTHING, LANDED)
        assert parsed.value is None or not parsed.counts.rejected


def test_the_rules_of_the_feed_are_listed_once_each() -> None:
    listed = [rule.code for rule in RULES]
    assert len(listed) == len(set(listed))
    assert {code for code, _, _ in FAULTS} <= set(listed)


@pytest.mark.parametrize(
    ("name", "schools", "districts", "skipped"),
    [("CA_schools.csv", 23, 18, 0), ("organization.json", 5, 2, 1)],
)
def test_sample_files_are_accepted(name: str, schools: int, districts: int, skipped: int) -> None:
    data = sample("organizations", name).read_bytes()
    parsed = read_organizations(data, NOTHING, LANDED + timedelta(days=1))
    assert parsed.value is not None
    assert (len(parsed.value.schools), len(parsed.value.districts)) == (schools, districts)
    assert parsed.counts.skipped == skipped


@pytest.mark.parametrize(
    ("name", "code"),
    [("organization.noparent.json", "unknown-parent"), ("organization.xml", "unknown-format")],
)
def test_sample_files_with_faults_are_refused(name: str, code: str) -> None:
    data = sample("organizations", name).read_bytes()
    parsed = read_organizations(data, NOTHING, LANDED)
    assert parsed.value is None
    assert codes(parsed.findings) == [code]
