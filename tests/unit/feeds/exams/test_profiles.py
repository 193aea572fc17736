"""Vendor profiles: reports in a vendor's own words become ordinary ones, by data alone."""

from dataclasses import replace
from datetime import UTC, datetime
from xml.etree.ElementTree import fromstring

import pytest

from cers.feeds.exams import read_exams
from cers.feeds.exams.profiles import all_profiles, profile_of
from cers.feeds.exams.profiles.profile import parse_profile
from cers.model.assessment import Item
from cers.model.organization import District, Organizations, School
from cers.model.reference import Reference
from tests.support.exams import (
    SCHOOL,
    a_reference,
    a_subject,
    a_zip,
    an_assessment,
    an_exam_xml,
    an_item,
    codes,
    rows,
)
from tests.support.samples import needs_samples, sample

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OWN_WAY = """
meaning = "Everything has another name"
vendors = ["elsewhere"]

[[changes]]
element = "Exam"
rename = "TDSReport"

[[changes]]
element = "Opportunity"
attribute = "finished"
rename = "dateCompleted"

[[changes]]
element = "ExamineeAttribute"
attribute = "name"
values = { Surname = "LastOrSurname", Given = "FirstName" }

[[changes]]
element = "ExamineeAttribute"
where = { name = "Sex" }
attribute = "value"
values = { F = "Female", M = "Male" }

[[changes]]
element = "ExamineeRelationship"
where = { name = "SchoolId" }
attribute = "value"
pad = 14

[[changes]]
element = "Item"
attribute = "bankKey"
strip = "10"
leaving = 3
"""
PROFILE = parse_profile("elsewhere", OWN_WAY)


def in_its_own_way():
    data = an_exam_xml(
        student={"LastOrSurname": None, "FirstName": None, "Surname": "Null", "Given": "Ada",
                 "Sex": "F"},
        opportunity={"dateCompleted": None, "finished": "2026-03-02T10:00:00"},
        relations={"SchoolId": SCHOOL.lstrip("0")},
        items=[an_item(bankKey="10200"), an_item(position="2", key="1002", bankKey="200")],
    )  # fmt: skip
    return data.replace(b"TDSReport>", b"Exam>")


def read(data, tmp_path, profile, reference=None):
    (tmp_path / "delivery").write_bytes(data)
    (batch,) = read_exams(tmp_path / "delivery", reference or a_reference(), profile=profile)
    return batch


def test_a_report_in_a_vendors_own_way_is_read_as_an_ordinary_one(tmp_path):
    ordinary = an_exam_xml(items=[an_item(), an_item(position="2", key="1002")])
    expected = read(ordinary, tmp_path, None)
    changed = read(in_its_own_way(), tmp_path, PROFILE)
    for table in ("exams", "exam_items", "exam_scores", "exam_targets"):
        found = [{**row, "record_digest": ""} for row in rows(changed, table)]
        assert found == [{**row, "record_digest": ""} for row in rows(expected, table)]


def test_without_the_profile_it_is_refused(tmp_path):
    assert codes(read(in_its_own_way(), tmp_path, None).findings) == [("wrong-root", "")]


def test_an_ordinary_report_of_that_vendor_is_read_as_ever(tmp_path):
    assert read(an_exam_xml(), tmp_path, PROFILE).counts.accepted == 1


def test_the_digest_is_that_of_the_delivered_bytes_so_that_nothing_is_hidden(tmp_path):
    data = in_its_own_way()
    one, other = read(data, tmp_path, PROFILE), read(data + b"\n", tmp_path, PROFILE)
    assert rows(one, "exams")[0]["record_digest"] != rows(other, "exams")[0]["record_digest"]


def test_faults_are_found_under_their_ordinary_names(tmp_path):
    data = in_its_own_way().replace(b'"F"', b'"?"')
    assert codes(read(data, tmp_path, PROFILE).findings) == [("unknown-gender", "Sex")]


def test_every_report_of_a_bundle_is_changed(tmp_path):
    bundle = a_zip(tmp_path / "zip", [("1.xml", in_its_own_way()), ("2.xml", an_exam_xml())])
    assert read(bundle.read_bytes(), tmp_path, PROFILE).counts.accepted == 2


CHANGES = [
    ('element = "a"\nrename = "b"', '<r><a x="1"/></r>', '<r><b x="1"/></r>'),
    ('element = "r"\nrename = "b"', "<r/>", "<b/>"),
    ('element = "a"\nattribute = "x"\nrename = "y"', '<a x="1"/>', '<a y="1"/>'),
    ('element = "a"\nattribute = "x"\nrename = "y"', '<a x="1" y="2"/>', '<a y="2"/>'),
    ('element = "a"\nattribute = "x"\nrename = "y"', '<a z="1"/>', '<a z="1"/>'),
    ('element = "a"\nattribute = "x"\nvalues = { 1 = "2" }', '<a x="1"><a x="3"/></a>',
     '<a x="2"><a x="3"/></a>'),
    ('element = "a"\nattribute = "x"\nvalues = { 1 = "2" }\nwhere = { k = "v" }',
     '<r><a x="1" k="v"/><a x="1"/></r>', '<r><a x="2" k="v"/><a x="1"/></r>'),
    ('element = "a"\nattribute = "x"\nstrip = "10"', '<a x="10200"/>', '<a x="200"/>'),
    ('element = "a"\nattribute = "x"\nstrip = "10"', '<a x="10"/>', '<a x="10"/>'),
    ('element = "a"\nattribute = "x"\nstrip = "10"\nleaving = 3', '<a x="1012"/>', '<a x="1012"/>'),
    ('element = "a"\nattribute = "x"\npad = 4', '<a x=" 12 "/>', '<a x="0012"/>'),
    ('element = "a"\nattribute = "x"\npad = 4', '<a x="12345"/>', '<a x="12345"/>'),
    ('element = "a"\nattribute = "x"\npad = 4', '<a x=" "/>', '<a x=" "/>'),
]  # fmt: skip


def shape(element):
    return element.tag, dict(element.attrib), [shape(child) for child in element]


@pytest.mark.parametrize(("change", "before", "after"), CHANGES)
def test_each_kind_of_change(change, before, after):
    profile = parse_profile("p", f'meaning = "m"\nvendors = ["v"]\n[[changes]]\n{change}')
    root = fromstring(before)
    profile.apply(root)
    assert shape(root) == shape(fromstring(after))


@pytest.mark.parametrize(
    ("marker", "changed"),
    [('prefix = "10"', True), ('prefix = "2"', False), ("", True), ('prefix = ""', True)],
)
def test_with_a_marker_only_reports_that_have_it_are_changed(marker, changed):
    head = f'meaning = "m"\nvendors = []\n[marker]\nelement = "b"\nattribute = "k"\n{marker}\n'
    profile = parse_profile("p", head + '[[changes]]\nelement = "a"\nrename = "c"')
    root = fromstring('<r><a/><b/><b k="10200"/></r>')
    profile.apply(root)
    assert (root.find("c") is not None) == changed
    other = fromstring("<r><a/><b/></r>")
    profile.apply(other)
    assert other.find("a") is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "meaning",
        'vendors = ["v"]\nchanges = []',
        'meaning = "m"\nvendors = ["v"]',
        'meaning = "m"\nvendors = ["v"]\nchanges = []\nmore = 1',
        'meaning = "m"\nvendors = ["v"]\n[[changes]]\nelement = "a"',
        'meaning = "m"\nvendors = ["v"]\n[[changes]]\nelement = "a"\nstrip = "1"',
        'meaning = "m"\nvendors = []\n[[changes]]\nelement="a"\nattribute="x"\nstrip="1"\npad=1',
        'meaning = "m"\nvendors = []\n[[changes]]\nelement = "a"\nattribute = "x"\nscript = "1"',
        'meaning = "m"\nvendors = ["v"]\nchanges = []\n[marker]\nelement = "a"',
    ],
)  # fmt: skip
def test_a_profile_that_says_nothing_is_refused(text):
    with pytest.raises(ValueError):
        parse_profile("p", text)


def test_every_shipped_profile_is_one_and_serves_vendors_of_its_own():
    profiles = all_profiles()
    assert profiles
    vendors = [vendor for profile in profiles for vendor in profile.vendors]
    assert len(vendors) == len(set(vendors))
    assert {profile_of(vendor).name for vendor in vendors} == {each.name for each in profiles}
    assert profile_of("nobody") is None


def test_two_states_of_a_profile_differ_in_their_digest():
    assert PROFILE.digest == parse_profile("elsewhere", OWN_WAY).digest
    assert PROFILE.digest != parse_profile("elsewhere", OWN_WAY + "\n").digest


def a_reference_for(data: bytes) -> Reference:
    """The school of a report, its assessment and every item of it, in bank 200."""
    root = fromstring(data)
    test, items = root.find("Test"), root.iter("Item")
    schools = {
        each.get("value"): School(each.get("value"), "A school", "D", NOW)
        for each in root.iter("ExamineeRelationship")
        if each.get("name") in ("SchoolId", "ResponsibleInstitutionIdentifier")
    }
    keys = [f"200-{item.get('key')}" for item in items]
    assessment = replace(
        an_assessment(test.get("name"), "iab"),
        subject="Math",
        grade=test.get("grade").rjust(2, "0"),
        items={key: Item(key, None, "MC", "1", "A", 1, 0.5, 1.0) for key in keys},
    )
    return Reference(
        {"Math": replace(a_subject(), code="Math")},
        {assessment.id: assessment},
        Organizations({"D": District("D", "A district", NOW)}, schools),
        "fingerprint",
    )


@needs_samples
@pytest.mark.parametrize(
    ("name", "items"), [("TDSReport.iab.2018_AIR_format.xml", 9), ("1000000000_mod.xml", 15)]
)
def test_a_vendors_variant_is_accepted_with_its_profile(tmp_path, name, items):
    data = (sample("trt") / name).read_bytes()
    reference = a_reference_for(data)
    batch = read(data, tmp_path, profile_of("air"), reference)
    assert (batch.counts.accepted, codes(batch.findings)) == (1, [])
    found = rows(batch, "exam_items")
    assert len(found) == items
    assert {row["item_key"].split("-")[0] for row in found} == {"200"}
    without = read(data, tmp_path, None, reference)
    assert {code for code, _ in codes(without.findings)} == {"unknown-item"}
