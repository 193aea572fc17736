"""Hostile and broken XML: refused before it can do harm, accepted where it only looks odd."""

import pytest

from tests.support.exams import a_zip, an_exam_xml, an_item, codes, read_bytes, rows

EXAM = an_exam_xml()


@pytest.fixture
def delivery(tmp_path):
    return tmp_path / "delivery"


@pytest.mark.parametrize(
    "response", ["<!DOCTYPE html><p>x</p>", "<!ENTITY x 'y'>", "]]> <!DOCTYPE", "<?xml?>"]
)
def test_a_response_may_speak_of_document_types(delivery, response):
    batch = read_bytes(an_exam_xml(items=[an_item(response)]), delivery)
    assert rows(batch, "exam_items")[0]["response"] == response


def test_a_response_in_a_cdata_section_may_speak_of_document_types(delivery):
    cdata = b"<![CDATA[<!DOCTYPE html>]]>"
    batch = read_bytes(an_exam_xml(items=[an_item("MARK")]).replace(b"MARK", cdata), delivery)
    assert rows(batch, "exam_items")[0]["response"] == "<!DOCTYPE html>"


def test_a_comment_may_speak_of_document_types(delivery):
    batch = read_bytes(b"<!-- <!DOCTYPE x> -->" + EXAM, delivery)
    assert batch.counts.accepted == 1


def test_a_response_with_elements_in_it_keeps_their_text(delivery):
    xml = an_exam_xml(items=[an_item("MARK")]).replace(b"MARK", b"one <b>two</b> three")
    assert rows(read_bytes(xml, delivery), "exam_items")[0]["response"] == "one two three"


@pytest.mark.parametrize(
    "declaration",
    [
        b"",
        b"\xef\xbb\xbf",
        b'<?xml version="1.0"?>',
        b'<?xml version="1.0" encoding="UTF-8"?>\n',
        b"<?xml version='1.0' encoding='utf-8' standalone='yes'?>",
        b'\xef\xbb\xbf<?xml version="1.0" encoding="us-ascii"?>',
        b'<?xml version = "1.0" encoding = "utf8" ?>',
    ],
)
def test_utf_8_is_read_with_or_without_a_mark_and_a_declaration(delivery, declaration):
    batch = read_bytes(declaration + EXAM, delivery)
    assert batch.counts.accepted == 1


UNICODE_EXAM = an_exam_xml(student={"LastOrSurname": "Núñez"}).decode()


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("declared", ["", '<?xml version="1.0" encoding="{}"?>'])
def test_utf_16_and_32_are_refused_whatever_they_hide(delivery, codec, declared):
    text = declared.format(codec) + "<!DOCTYPE TDSReport>" + UNICODE_EXAM
    findings = read_bytes(text.encode(codec), delivery).findings
    assert codes(findings) == [("unsupported-encoding", "")]


@pytest.mark.parametrize("codec", ["latin-1", "windows-1252", "iso-8859-15", "utf-7", "shift-jis"])
def test_other_declared_encodings_are_refused(delivery, codec):
    text = f'<?xml version="1.0" encoding="{codec}"?>{UNICODE_EXAM}'
    data = text.encode(codec if codec != "shift-jis" else "utf-8")
    assert codes(read_bytes(data, delivery).findings) == [("unsupported-encoding", "")]


def test_a_declaration_far_away_cannot_change_the_encoding(delivery):
    gap = " " * 2000
    text = f'<?xml version="1.0"{gap}encoding="latin-1"?>{UNICODE_EXAM}'
    assert codes(read_bytes(text.encode("latin-1"), delivery).findings) == [("not-xml", "")]


def test_bytes_that_are_no_utf_8_are_refused_with_their_place(delivery):
    batch = read_bytes(UNICODE_EXAM.encode("latin-1"), delivery)
    assert codes(batch.findings) == [("not-xml", "")]
    assert "line 1, column" in batch.findings[0].message


@pytest.mark.parametrize(
    "data",
    [
        EXAM[:-5],
        EXAM[: len(EXAM) // 2],
        EXAM + b"<more/>",
        EXAM.replace(b"Ada", b"A\x00da"),
        EXAM.replace(b"Ada", b"A&#0;da"),
        EXAM.replace(b"Ada", b"A&undefined;da"),
        EXAM.replace(b"Ada", b"A<da"),
        EXAM.replace(b"Ada", b"A\xed\xa0\x80"),
        EXAM.replace(b'name="FirstName"', b'name="FirstName" name="Other"'),
        b"StudentIdentifier,FirstName\n1,2\n",
        b"{}",
        b" ",
        b"\xff" * 100,
    ],
)
def test_what_is_not_well_formed_is_refused(delivery, data):
    batch = read_bytes(data, delivery)
    assert [finding.code for finding in batch.findings] in (["not-xml"], ["unsupported-encoding"])
    assert (batch.counts.records, batch.counts.rejected) == (1, 1)


def test_elements_nested_without_end_do_no_harm(delivery):
    depth = 90_000
    deep = b"<x>" * depth + b"</x>" * depth
    batch = read_bytes(EXAM.replace(b"</Opportunity>", deep + b"</Opportunity>"), delivery)
    assert batch.counts.accepted == 1
    assert codes(read_bytes(b"<x>" * 4_000_000, delivery).findings) == [("too-many-elements", "")]


def test_scores_nested_without_end_do_no_harm(delivery):
    nested = b'<ScoreInfo scoreDimension="Conventions" scorePoint="1"><SubScoreList>'
    tail = b"</SubScoreList></ScoreInfo>"
    xml = an_exam_xml(items=[an_item(None)]).replace(
        b" /></Opportunity>", b">" + nested * 30_000 + tail * 30_000 + b"</Item></Opportunity>"
    )
    assert rows(read_bytes(xml, delivery), "exam_items")[0]["conventions"] == 1.0


def test_an_attribute_of_megabytes_is_too_long(delivery):
    batch = read_bytes(an_exam_xml(student={"FirstName": "x" * 5_000_000}), delivery)
    assert codes(batch.findings) == [("too-long", "FirstName")]


def test_ten_thousand_items_are_read_like_ten(delivery):
    items = [an_item(position=str(number)) for number in range(10_000)]
    batch = read_bytes(an_exam_xml(items=items), delivery)
    assert len(rows(batch, "exam_items")) == 10_000


@pytest.mark.parametrize("root", [b"<Report/>", b'<TDSReport xmlns="urn:x"/>', b"<tdsreport/>"])
def test_a_file_of_another_root_is_refused_and_in_a_bundle_left_aside(tmp_path, root):
    batch = read_bytes(root, tmp_path / "delivery")
    assert codes(batch.findings) == [("wrong-root", "")]
    bundle = a_zip(tmp_path / "zip", [("other.xml", root), ("exam.XML", EXAM)])
    batch = read_bytes(bundle.read_bytes(), tmp_path / "delivery")
    assert [(each.code, each.where) for each in batch.findings] == [("skipped-file", "other.xml")]
    assert (batch.counts.accepted, batch.counts.skipped) == (1, 1)


@pytest.mark.parametrize("name", ["Test", "Examinee", "Opportunity"])
def test_a_report_has_each_of_its_elements_once(delivery, name):
    renamed = EXAM.replace(f"<{name} ".encode(), b"<Other ").replace(
        f"</{name}>".encode(), b"</Other>"
    )
    assert codes(read_bytes(renamed, delivery).findings) == [("missing-element", name)]
    twice = EXAM.replace(b"</TDSReport>", f"<{name} /></TDSReport>".encode())
    assert codes(read_bytes(twice, delivery).findings) == [("repeated-element", name)]
