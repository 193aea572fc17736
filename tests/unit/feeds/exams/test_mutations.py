"""Whatever is done to a report, reading it answers with counts and findings, never an error."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cers.feeds import archive_rules
from cers.feeds.exams import RULES, read_exams
from cers.model.finding import Severity
from tests.support.exams import (
    ITEM,
    OPPORTUNITY,
    STUDENT,
    TEST,
    a_reference,
    an_exam_xml,
    an_item,
    rows,
)

REFERENCE = a_reference()
KNOWN_CODES = {rule.code for rule in (*RULES, *archive_rules.RULES)}
EXAM = an_exam_xml()

ODD = st.one_of(
    st.none(),
    st.sampled_from(
        ["", " ", "0", "-1", "NaN", "inf", "1e400", "2147483648", "9" * 30, "NS", "null", "NA",
         "true", "2026-02-30", "2026-03-02T10:00:00", "2026-03-02T10:00:00+25:00", "04", "x|y",
         "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "Overall", "\u202e"]
    ),
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"],
                          exclude_characters="\x7f\ufffe\uffff"), max_size=40),
)  # fmt: skip


def changed(attributes):
    return st.dictionaries(st.sampled_from(sorted(attributes)), ODD, max_size=4)


SCORE = st.tuples(
    st.sampled_from(["Overall", "SOCK_R", "WRITTEN", "ARGU_ORG", "1-IT|9-4", "?|?", ""]),
    st.sampled_from(["ScaleScore", "ThetaScore", "PerformanceLevel", "RawScore", "BenchmarkScore"]),
    ODD.map(lambda text: text or ""),
    ODD.map(lambda text: text or ""),
)


def read(data: bytes, directory):
    path = directory / "delivery"
    path.write_bytes(data)
    return list(read_exams(path, REFERENCE))


def check(batches) -> None:
    for batch in batches:
        counts = batch.counts
        told = counts.accepted + counts.rejected + counts.waiting
        assert counts.records == told
        assert {finding.code for finding in batch.findings} <= KNOWN_CODES
        errors = [each for each in batch.findings if each.severity is Severity.ERROR]
        assert bool(errors) == bool(counts.rejected)
        assert bool(batch.missing) == bool(counts.waiting)
        assert (
            sum(len(rows(batch, "exams", dataset)) for dataset in batch.tables) == counts.accepted
        )


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    test=changed(TEST),
    student=changed(STUDENT),
    opportunity=changed(OPPORTUNITY),
    item=changed(ITEM),
    scores=st.lists(SCORE, max_size=4),
)
def test_odd_values_never_raise(tmp_path_factory, test, student, opportunity, item, scores):
    xml = an_exam_xml(
        test=test,
        student=student,
        opportunity=opportunity,
        items=[an_item(**item), an_item(position="2", key="1002")],
        scores=scores,
    )
    check(read(xml, tmp_path_factory.getbasetemp()))


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    cuts=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 60), st.binary(max_size=12)),
        min_size=1,
        max_size=5,
    )
)
def test_damaged_bytes_never_raise(tmp_path_factory, cuts):
    data = EXAM
    for share, length, new in cuts:
        place = int(share * len(data))
        data = data[:place] + new + data[place + length :]
    check(read(data, tmp_path_factory.getbasetemp()))


PIECES = [b"<Test", b"<Examinee", b"<ExamineeAttribute", b"<Item", b"<Score ", b"<Response"]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PIECES), st.sampled_from([b"<Odd", b"<Item", b"<ScoreInfo", b"<Response"]))
def test_elements_under_other_names_never_raise(tmp_path_factory, old, new):
    names = (old[1:].strip(), new[1:].strip())
    data = EXAM.replace(old, new + b" ").replace(b"</%s>" % names[0], b"</%s>" % names[1])
    check(read(data, tmp_path_factory.getbasetemp()))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.text(
        st.characters(min_codepoint=33, exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"],
                      exclude_characters="\ufffe\uffff"),
        min_size=1, max_size=60,
    ),
    ssid=st.from_regex(r"[0-9]{1,65}", fullmatch=True),
    birthdate=st.dates(),
    score=st.integers(20_000, 28_000).map(lambda tenth: tenth / 10),
    essay=st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"],
                                exclude_characters="\x7f\ufffe\uffff"), min_size=1, max_size=300),
)  # fmt: skip
def test_what_a_vendor_writes_is_what_is_read(
    tmp_path_factory, name, ssid, birthdate, score, essay
):
    xml = an_exam_xml(
        student={
            "LastOrSurname": name,
            "StudentIdentifier": ssid,
            "Birthdate": birthdate.isoformat(),
        },
        scores=[("Overall", "ScaleScore", str(score))],
        items=[an_item(essay)],
    )
    (batch,) = read(xml, tmp_path_factory.getbasetemp())
    (exam,), (item,) = rows(batch, "exams"), rows(batch, "exam_items")
    assert (exam["last_name"], exam["student_id"]) == (name, ssid)
    assert (exam["birthdate"], exam["scale_score"]) == (birthdate, score)
    assert item["response"] == essay
