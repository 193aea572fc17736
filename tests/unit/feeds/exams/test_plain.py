"""The plain lane reads what the reading of single reports reads, or leaves a report to it."""

import re
from xml.etree.ElementTree import fromstring, indent, tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.archives import Member
from cers.feeds.exams import read_exams
from cers.feeds.exams.batches import BatchBuilder
from cers.feeds.exams.catalog import Catalog
from cers.feeds.exams.document import read_report
from cers.feeds.exams.exam import read_exam
from cers.feeds.exams.plain import read_plain
from cers.feeds.exams.rules import Findings
from cers.model.finding import Finding
from tests.fuzz.profile import fuzz
from tests.support.exams import (
    ITEM,
    OPPORTUNITY,
    RELATIONS,
    STUDENT,
    SUMMATIVE,
    TEST,
    a_reference,
    a_zip,
    an_exam_xml,
    an_item,
    rows,
    some_items,
)

REFERENCE = a_reference()
EXAM = an_exam_xml()
RESPONSE = b'<Response date="2026-03-02T09:02:00" type="value">B</Response>'


def tables(exam):
    exam.row.update(record_number=0, record_digest="")
    batch = BatchBuilder()
    batch.accept(exam)
    return batch.build(1.0).tables


def alone(data):
    """What the reading of single reports says: the exam, if there is nothing to say about it."""
    report = read_report(Member("", data, 1.0))
    if isinstance(report, Finding):
        return None
    findings = Findings("")
    exam = read_exam(report, Catalog(REFERENCE), findings)
    return None if findings.found or exam.missing else exam


def check(*reports):
    """The lane's exams are those of single reports; returns which reports it took."""
    taken = read_plain(reports, Catalog(REFERENCE))
    for place, exam in taken.items():
        expected = alone(reports[place])
        assert expected is not None
        assert tables(exam) == tables(expected)
    return sorted(taken)


def is_plain(data):
    return check(data) == [0]


def pretty(data, space="  "):
    root = fromstring(data)
    indent(root, space)
    return tostring(root)


def with_items(*items):
    return an_exam_xml(items=items)


PLAIN = {
    "as written": EXAM,
    "declared": b'<?xml version="1.0" encoding="UTF-8"?>\n' + EXAM,
    "declared with a mark": b'\xef\xbb\xbf<?xml version="1.0" standalone="yes"?>' + EXAM,
    "on many lines": pretty(EXAM),
    "with tabs": pretty(EXAM, "\t"),
    "with the lines of another system": pretty(EXAM).replace(b"\n", b"\r\n"),
    "with the lines of an old system": pretty(EXAM).replace(b"\n", b"\r"),
    "with attributes on many lines": EXAM.replace(b" format=", b"\n\tformat="),
    "without a space before the end of tags": EXAM.replace(b" />", b"/>"),
    "without items": an_exam_xml(items=[]),
    "without items and scores": an_exam_xml(items=[], scores=[]),
    "without accommodations": an_exam_xml(accommodations=[]),
    "in another alphabet": an_exam_xml(student={"LastOrSurname": "Núñez 林"}),
    "with first and last values": an_exam_xml(initial={**STUDENT, "FirstName": "Before"}),
    "with a quote in a response": EXAM.replace(b">B<", b'>&lt;a id="1"&gt;<'),
    "with every reference": EXAM.replace(b">B<", b">&amp;lt; &lt;&gt;&quot;&apos;&amp;&amp;amp;<"),
    "with lines in a response": EXAM.replace(b">B<", b">one\r\ntwo\tthree\n<"),
    "with a response in another alphabet": EXAM.replace(b">B<", ">Æ 🎓 \ufffd<".encode()),
    "with a character section": EXAM.replace(b">B<", b'><![CDATA[<a id="1">&amp; ]]]]><'),
    "with a character reference": EXAM.replace(b">B<", b"><!-- --><"),
    "with an empty response": EXAM.replace(b">B</Response>", b"></Response>"),
    "with a closed response": EXAM.replace(b">B</Response>", b"/>"),
    "with a response of few words": EXAM.replace(RESPONSE, b"<Response>B</Response>"),
    "with a response in another order": with_items(
        an_item(response={"type": "value", "key": "x", "date": "2026-03-02T09:02:00Z"}),
        an_item(position="2", key="1002"),
    ),
    "without a response": with_items(an_item(None), an_item(position="2", key="1002")),
    "without any response": with_items(an_item(None), an_item(None, position="2", key="1002")),
    "with scoring before the response": EXAM.replace(
        RESPONSE, b'<ScoreInfo conditionCode="B"/>' + RESPONSE
    ),
    "with scoring of every item": with_items(
        an_item(condition="B"), an_item(position="2", key="1002", traits=[("Conventions", "2")])
    ),
    "with remarks in the scoring": EXAM.replace(
        RESPONSE, RESPONSE + b"<ScoreInfo><Message>a &amp; b</Message></ScoreInfo>"
    ),
    "with items of different attributes": with_items(
        an_item(strand=None, contentLevel=None), an_item(position="2", key="1002", clientId="")
    ),
    "with two responses": EXAM.replace(RESPONSE, RESPONSE + RESPONSE.replace(b">B<", b">C<")),
    "with a response of nothing and another": EXAM.replace(
        RESPONSE, b"<Response ></Response>" + RESPONSE
    ),
    "with a blank response and another": EXAM.replace(
        RESPONSE, b'<Response type=""></Response>' + RESPONSE
    ),
    "with blank values": with_items(
        an_item(score="", adminDate="", pageTime="", format="", operational="", strand=None)
    ),
    "with times of another zone": with_items(an_item(adminDate="2026-03-02T09:01:00.5-08:00")),
    "with times of many zones": with_items(
        an_item(adminDate="2026-03-02T09:01:00Z"), an_item(position="2", key="1002")
    ),
    "with values that need a strip": with_items(an_item(format=" MC ", score=" 1")),
    "with values in other words": with_items(an_item(operational="true", score="1e0")),
    "with a response of no type": with_items(an_item(response={"date": ""})),
    "with another element among the scores": EXAM.replace(
        b"<Score ", b'<GenericVariable context="c" name="n" value="v"/><Score ', 1
    ),
    "with segments": EXAM.replace(
        b"<Accommodation ", b'<Segment id="1" position="1"/><Accommodation ', 1
    ),
    "a summative one": an_exam_xml(test={"name": SUMMATIVE, "assessmentType": "Summative"}),
    "a reset": an_exam_xml(opportunity={"status": "Reset", "completeness": " "}),
}


@pytest.mark.parametrize("report", PLAIN.values(), ids=PLAIN)
def test_reports_as_delivery_systems_write_them_are_plain(report):
    assert is_plain(report)


def test_plain_reports_of_all_sorts_are_read_together():
    assert check(*PLAIN.values()) == list(range(len(PLAIN)))


def replaced(old, new, count=1):
    assert old in EXAM
    return EXAM.replace(old, new, count)


OTHERS = {
    "no XML at all": b"",
    "no text": EXAM.replace(b"Ada", b"A\xffda"),
    "a surrogate": EXAM.replace(b"Ada", b"A\xed\xa0\x80"),
    "another encoding": b'<?xml version="1.0" encoding="latin-1"?>' + EXAM,
    "another version": b'<?xml version="1.1"?>' + EXAM,
    "a mark twice": b"\xef\xbb\xbf\xef\xbb\xbf" + EXAM,
    "a declaration after a space": b' <?xml version="1.0"?>' + EXAM,
    "a document type": b"<!DOCTYPE TDSReport>" + EXAM,
    "a document type inside": replaced(b"<Examinee ", b"<!DOCTYPE a><Examinee "),
    "a shape in another alphabet": replaced(b"<Examinee ", "<Übung/><Examinee ".encode()),
    "a shape of many kilobytes": replaced(b"<Examinee ", b" " * 20_000 + b"<Examinee "),
    "names of many kilobytes": an_exam_xml(student={"x" * 20_000: "y"}),
    "another root": replaced(b"<TDSReport>", b"<Other>").replace(b"</TDSReport>", b"</Other>"),
    "a namespace": replaced(b"<TDSReport", b'<TDSReport xmlns="urn:x"'),
    "a prefix": replaced(b"<TDSReport", b'<TDSReport xmlns:x="urn:x"'),
    "something behind": EXAM + b"<more/>",
    "a remark behind": EXAM + b"<!-- -->",
    "no end": EXAM[:-1],
    "no examinee": re.sub(rb"<Examinee .*</Examinee>", b"", EXAM),
    "two examinees": replaced(b"<Opportunity ", b"<Examinee/><Opportunity "),
    "two opportunities": replaced(b"<Opportunity ", b"<Opportunity/><Opportunity "),
    "an opportunity in a remark": replaced(b"<Opportunity ", b"<!-- <Opportunity --><Opportunity "),
    "no test": replaced(b"<Test ", b"<Tests "),
    "a wrong value": an_exam_xml(student={"Sex": "?"}),
    "a blank value": an_exam_xml(student={"Birthdate": ""}),
    "no school": an_exam_xml(relations={"SchoolId": None}),
    "an unknown school": an_exam_xml(relations={"SchoolId": "x"}),
    "an unknown assessment": an_exam_xml(test={"name": "x"}),
    "another subject": an_exam_xml(test={"subject": "Math"}),
    "a demonstration": an_exam_xml(examinee={"isDemo": "1"}),
    "a long group": an_exam_xml(groups=["x" * 256]),
    "a reference in a value": replaced(b'"Ada"', b'"A&#100;a"'),
    "a broken reference in a value": replaced(b'"Ada"', b'"A&da"'),
    "an illegal character in a value": replaced(b'"Ada"', b'"A\x01da"'),
    "a line in a value": replaced(b'"Ada"', b'"A\nda"'),
    "a tag in a value": replaced(b'"Ada"', b'"A<da"'),
    "single quotes": replaced(b'"Ada"', b"'Ada'"),
    "both kinds of quotes": replaced(b'"Ada"', b"'\"' x=\"'\""),
    "no quote": replaced(b'"Ada"', b'Ada"'),
    "a name twice": replaced(b'name="FirstName"', b'name="FirstName" name="FirstName"'),
    "a score twice": an_exam_xml(scores=[("Overall", "ScaleScore", "2500")] * 2),
    "a wrong score": an_exam_xml(scores=[("Overall", "ScaleScore", "1")]),
    "a score among the accommodations": replaced(
        b"<Accommodation ", b'<Score\nmeasureOf="Overall"/><Accommodation '
    ),
    "a score among the items": replaced(b"</Item>", b"</Item><Score />"),
    "an accommodation among the scores": replaced(b"</Opportunity>", b"</Opportunity>").replace(
        b"<Item ", b'<Accommodation code="x"/><Item ', 1
    ),
    "a remark among the items": replaced(b"</Item>", b"</Item><!-- -->"),
    "text among the items": replaced(b"</Item>", b"</Item>text"),
    "an item in a remark": replaced(b"<Item ", b"<!-- <Item --><Item "),
    "an item in an item": replaced(b"</Item>", b'<Item key="1"></Item></Item>'),
    "an item in a variable": replaced(b"<Item ", b"<GenericVariable><Item ").replace(
        b"</Opportunity>", b"</GenericVariable></Opportunity>"
    ),
    "an item of no end": replaced(b"</Item>", b""),
    "an end too many": replaced(b"</Item>", b"</Item></Item>"),
    "an attribute of an item twice": replaced(b' format="MC"', b' format="MC" format="MC"'),
    "a value without an equals sign": replaced(b' format="MC"', b' format "MC"'),
    "a value without a space before": replaced(b' format="MC"', b'format="MC"'),
    "a value of an item without quotes": replaced(b'"MC"', b"MC"),
    "a value of an item in single quotes": replaced(b'"MC"', b"'MC'"),
    "a greater-than sign in a value of an item": replaced(b'"MC"', b'"M>C"'),
    "a reference in a value of an item": replaced(b'"MC"', b'"M&amp;C"'),
    "another alphabet in a value of an item": replaced(b'"MC"', "\"É\"".encode()),
    "an illegal character in a value of an item": replaced(b'"MC"', b'"M\x01C"'),
    "no key": with_items(an_item(key=None)),
    "a blank bank": with_items(an_item(bankKey="")),
    "no position": with_items(an_item(position=None)),
    "a position that is none": with_items(an_item(position="-1")),
    "an unknown item": with_items(an_item(key="9")),
    "an item twice": with_items(an_item(), an_item()),
    "an item at two positions": with_items(an_item(), an_item(position="2")),
    "a wrong score of an item": with_items(an_item(score="21")),
    "a wrong time": with_items(an_item(adminDate="2026-02-30T10:00:00")),
    "a wrong type": with_items(an_item(response={"type": "x", "date": ""})),
    "a wrong writing score": with_items(an_item(traits=[("Conventions", "x")])),
    "a broken scoring": replaced(RESPONSE, RESPONSE + b"<ScoreInfo>"),
    "a scoring with an open remark": replaced(RESPONSE, RESPONSE + b"<!-- </Item> -->"),
    "an element in a response": replaced(b">B<", b"><b>B</b><"),
    "an illegal character in a response": replaced(b">B<", b">\x01<"),
    "a character that is none in a response": replaced(b">B<", b">\xef\xbf\xbf<"),
    "another reference in a response": replaced(b">B<", b">&#66;<"),
    "an unknown reference in a response": replaced(b">B<", b">&b;<"),
    "a broken reference in a response": replaced(b">B<", b">& &amp;<"),
    "an end of a section in a response": replaced(b">B<", b">]]><"),
    "a text before a response": replaced(RESPONSE, b"text" + RESPONSE),
}  # fmt: skip


@pytest.mark.parametrize("report", OTHERS.values(), ids=OTHERS)
def test_whatever_is_wrong_or_written_otherwise_is_left_to_the_other_lane(report):
    assert not is_plain(report)
    assert check(EXAM, report, EXAM) == [0, 2]


def test_the_other_reports_of_a_batch_change_nothing(tmp_path):
    reports = [
        report for pair in zip(PLAIN.values(), OTHERS.values(), strict=False) for report in pair
    ]
    bundle = a_zip(tmp_path / "zip", [(f"{n}.xml", data) for n, data in enumerate(reports)])
    (batch,) = read_exams(bundle, REFERENCE)
    expected = {table: [] for table in ("exams", "exam_scores", "exam_targets", "exam_items")}
    for data in reports:
        (tmp_path / "one.xml").write_bytes(data)
        (one,) = read_exams(tmp_path / "one.xml", REFERENCE)
        for table, kept in expected.items():
            for dataset in one.tables:
                kept += rows(one, table, dataset)
    for table, kept in expected.items():
        found = [row for dataset in batch.tables for row in rows(batch, table, dataset)]
        assert comparable(found) == comparable(kept)


def comparable(found):
    return sorted(str({**row, "record_number": 0}) for row in found)


HOSTILE = {
    "items without an end": b"<Item " * 100_000,
    "items with values without an end": b'<Item key="' * 60_000,
    "tags without an end": b"<Item " + b"a " * 400_000,
    "elements without an end": b"<Item key=\"1\">" + b"<a>" * 150_000,
    "responses without an end": b'<Item key="1"><Response a="1">' * 30_000,
    "references without an end": b'<Item key="1"><Response>' + b"&amp" * 150_000,
    "attributes without an end": b"<Item" + b' a=""' * 150_000 + b"/>",
    "quotes without an end": b"<Item " + b'"' * 900_000 + b"/>",
    "items of nothing": b"<Item />" * 100_000,
    "items in every order": b"".join(b'<Item a%d="" />' % n for n in range(40_000)),
    "spaces without an end": b'<Item key="1"/>' + b" " * 900_000,
}  # fmt: skip


@pytest.mark.parametrize("items", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_report_takes_no_longer_than_its_length(items):
    head, tail = an_exam_xml(items=[]).split(b"</Opportunity>")
    assert not is_plain(head + items + b"</Opportunity>" + tail)


def test_a_report_of_megabytes_is_left_to_the_other_lane():
    items = [an_item("word " * 1000, position=str(number)) for number in range(250)]
    assert not is_plain(an_exam_xml(items=items))


VALUE = st.one_of(
    st.sampled_from(["", " ", "0", "1", "-1", "x", "NS", "2026-03-02T10:00:00", "2026-03-02",
                     "2026-03-02T10:00:00Z", "04", "A&B", "<", ">", '"', "'", "]]>", "a\nb", "\t"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
            max_size=6),
)  # fmt: skip
NAMES = (*ITEM, *OPPORTUNITY, *TEST, *STUDENT, *RELATIONS)
SCORE = st.tuples(
    st.sampled_from(["Overall", "SOCK_R", "WRITTEN", "ARGU_ORG", "1-IT|9-4", "?|?", ""]),
    st.sampled_from(["ScaleScore", "ThetaScore", "PerformanceLevel", "RawScore", "BenchmarkScore"]),
    st.one_of(st.sampled_from(["2500", "1", "NS"]), VALUE),
    st.one_of(st.just("1.5"), VALUE),
)


def changed(attributes):
    one = st.one_of(st.none(), VALUE)
    return st.dictionaries(st.sampled_from(sorted(attributes)), one, max_size=2)


ITEMS = st.lists(
    st.builds(
        lambda number, answer, change, traits: an_item(
            answer,
            **{"position": str(number), "key": str(1001 + number % 2), **change},
            traits=traits,
        ),
        st.integers(0, 9),
        st.one_of(st.none(), VALUE),
        changed(ITEM),
        st.lists(st.tuples(st.sampled_from(["Conventions", "Overall"]), st.just("2")), max_size=2),
    ),
    max_size=3,
)


@fuzz(100)
@given(
    changed(TEST), changed(STUDENT), changed(STUDENT), changed(OPPORTUNITY),
    st.lists(SCORE, max_size=3), ITEMS, st.lists(VALUE, max_size=2), st.booleans(),
)  # fmt: skip
def test_whatever_values_are_written_both_lanes_agree(
    test, student, initial, opportunity, scores, items, groups, on_lines
):
    data = an_exam_xml(
        test=test, student=student, initial=initial, opportunity=opportunity, scores=scores,
        items=items, groups=groups,
    )  # fmt: skip
    check(pretty(data) if on_lines else data, EXAM)


SNIPPETS = st.sampled_from(
    [b'"', b"'", b"<", b">", b"/", b"&", b";", b"=", b" ", b"\n", b"\r", b"\t", b"\0", b"\x0b",
     b"]", b"]]>", b"&lt;", b"&#9;", b"&x;", b"<!--", b"-->", b"<![CDATA[", b"<?x?>", b"<a>",
     b"</a>", b"<a/>", b"<Item ", b"</Item>", b"<Response ", b"</Response>", b"<Score ",
     b"</Opportunity>", b"<Opportunity ", b"\xef\xbb\xbf", b"\xef\xbf\xbe", b"\xc3\xa9", b"\xff",
     b"\xed\xa0\x80", b' key="1"', b' xmlns="x"', b"x:", b"0"]
)  # fmt: skip
BASE = an_exam_xml(items=[*some_items()[:1], an_item("x", position="2", key="1002")])


@fuzz(150)
@given(
    st.lists(
        st.tuples(st.integers(0, len(BASE)), st.one_of(st.just(0), st.integers(0, 30)), SNIPPETS),
        min_size=1,
        max_size=3,
    ),
)
def test_whatever_is_done_to_the_bytes_both_lanes_agree(cuts):
    data = BASE
    for place, length, new in cuts:
        data = data[:place] + new + data[place + length :]
    check(data, EXAM)


@fuzz(150)
@given(st.data())
def test_whatever_is_done_to_what_marks_up_both_lanes_agree(data):
    marks = [match.span() for match in re.finditer(rb'["<>/=& ]|\w+(?==)', BASE)]
    report = BASE
    for start, end in sorted(data.draw(st.lists(st.sampled_from(marks), max_size=2)), reverse=True):
        report = report[:start] + data.draw(SNIPPETS) + report[end:]
    check(report, EXAM)
