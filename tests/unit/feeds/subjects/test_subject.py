from datetime import UTC, datetime

import pytest

from cers.feeds.subjects import RULES, read_subject
from cers.model.delivery import Counts
from cers.model.finding import Severity
from cers.model.subject import Level, Scoring
from tests.support.reference_files import LANDED, SUBJECT, changed, codes, subject
from tests.support.samples import sample

CLAIM = '<Claim code="MISC" name="Anything else" scorable="false"/>'
MANY_CLAIMS = "".join(f'<Claim code="C{at}" name="C" displayOrder="{at}"/>' for at in range(3, 8))
MANY_ALTS = "".join(f'<AltScore code="B{at}" name="B"/>' for at in range(6))
LEVELS = (
    '<ReportPerformanceLevel level="1">{0} found sand.</ReportPerformanceLevel>\n'
    '            <ReportPerformanceLevel level="2">{0} found stone.</ReportPerformanceLevel>'
)
BLOCK = '<OverallScoring minScore="1000" maxScore="2000">\n        <PerformanceLevels>'
IAB_END = "</OverallScoring>\n    </AssessmentType>\n  </AssessmentTypes>"
CLAIM_SCORING = (
    '<ClaimScoring><PerformanceLevels><PerformanceLevel level="1" name="B" color="red"/>'
    "</PerformanceLevels></ClaimScoring>"
)

FAULTS = [
    ("not-well-formed", "  </Message>", [("</Messages>", "</Message>")]),
    ("not-well-formed", "<!DOCTYPE", [("<Subject ", "<!DOCTYPE Subject>\n<Subject ")]),
    ("not-well-formed", "<?xml", [("UTF-8", "ISO-8859-1")]),
    ("not-well-formed", "<b>", [("How the", "<b>" * 40 + "How the")]),
    ("wrong-root", "<Topic", [("<Subject ", "<Topic "), ("</Subject>", "</Topic>")]),
    ("unknown-element", "<Clam/>", [("<Claims>", "<Claims><Clam/>")]),
    ("unknown-attribute", "isational", [('organizational="false"', 'organisational="false"')]),
    ("missing-element", "<Subject", [("<Messages>", "<!--"), ("</Messages>", "-->")]),
    ("too-many-elements", "<Subject", [("<Standards>", "<Standards/><Standards>")]),
    ("missing-value", "<Subject", [('name="Geology"', 'name=" "')]),
    ("missing-value", "<Message>", [(' key="sum.performance-info"', "")]),
    ("value-too-long", "<Subject", [('code="Geo"', 'code="Geomorphology"')]),
    ("value-too-long", "5.G.1.too", [('code="5.G.1"', 'code="5.G.1.too.long.for.a.standard"')]),
    ("invalid-value", "SUM", [('AssessmentType code="sum"', 'AssessmentType code="SUM"')]),
    ("invalid-value", '"low"', [('minScore="1000"', 'minScore="low"')]),
    ("invalid-value", '"one"', [('level="1"', 'level="one"')]),
    ("invalid-value", "NaN", [('moderateLowEnd="-1.5"', 'moderateLowEnd="NaN"')]),
    ("invalid-value", 'gradeCode="5"', [('gradeCode="05"', 'gradeCode="5"')]),
    ("invalid-value", 'maxScore="-4"', [('maxScore="4"', 'maxScore="-4"')]),
    ("invalid-value", "second", [('displayOrder="2"', 'displayOrder="second"')]),
    ("invalid-value", '"no"', [('organizational="false"', 'organizational="no"')]),
    ("duplicate-code", "Anything", [('code="MISC"', 'code="ORE"')]),
    ("duplicate-code", '"Ash"', [('code="NS|5-2"', 'code="5-1"')]),
    ("duplicate-code", "Some are", [('code="5.G.2"', 'code="5.G.1"')]),
    ("duplicate-code", '"X"', [("</AltScores>", '<AltScore code="A1" name="X"/></AltScores>')]),
    ("duplicate-code", '"Block"', [('code="iab"', 'code="sum"')]),
    ("duplicate-message", "</Messages>",
     [("</Messages>", '<Message key="sum.performance-info"/></Messages>')]),
    ("shared-score-code", "<AltScore ", [('AltScore code="A1"', 'AltScore code="ORE"')]),
    ("claim-without-use", CLAIM[:-2], [(CLAIM, CLAIM.replace("/>", ' organizational="false"/>'))]),
    ("targets-not-allowed", "Volcanoes",
     [('displayOrder="2"', 'displayOrder="2" organizational="0"')]),
    ("duplicate-order", '"Ores"', [('displayOrder="1" organ', 'displayOrder="2" organ')]),
    ("duplicate-order", '"X"', [("</AltScores>", '<AltScore code="A2" name="X" displayOrder="1"'
                                    "/></AltScores>")]),
    ("too-many-scores", "</Claims>", [("</Claims>", MANY_CLAIMS + "</Claims>")]),
    ("too-many-scores", "</AltScores>", [("</AltScores>", MANY_ALTS + "</AltScores>")]),
    ("levels-not-contiguous", "<PerformanceLevels",
     [('level="2" name="Stone"', 'level="3" name="Stone"')]),
    ("unknown-cutoff", "standardCutoff", [('standardCutoff="2"', 'standardCutoff="3"')]),
    ("score-range", "<OverallScoring", [('maxScore="2000"', 'maxScore="900"')]),
    ("iab-levels", '"N"', [(BLOCK, BLOCK + '<PerformanceLevel level="1" name="N" color="red"/>')]),
    ("iab-cutoff", 'off="3"', [(BLOCK, BLOCK.replace("Levels>", 'Levels standardCutoff="3">'))]),
    ("iab-scoring", '"B"', [(IAB_END, IAB_END.replace("Scoring>", "Scoring>" + CLAIM_SCORING))]),
    ("difficulty-order", "<ItemDifficulty ", [('difficultLowEnd="0.5"', 'difficultLowEnd="-2"')]),
    ("report-unknown-type", '"ica"', [('ReportAssessmentType code="sum"',
                                       'ReportAssessmentType code="ica"')]),
    ("report-unknown-claim", "<ReportClaim ", [('ReportClaim code="LAVA"',
                                                'ReportClaim code="MISC"')]),
    ("report-levels", "<ReportAssessmentType ", [(LEVELS, LEVELS.split("\n", 1)[0])]),
]  # fmt: skip


def test_a_definition_is_read_whole() -> None:
    parsed = read_subject(SUBJECT.encode(), LANDED)
    assert parsed.findings == ()
    assert parsed.counts == Counts(records=1, accepted=1)
    geology = parsed.value
    assert geology is not None
    assert (geology.code, geology.name, geology.landed_at) == ("Geo", "Geology", LANDED)
    assert geology.messages == {"sum.performance-info": "How the rocks were done."}
    assert geology.standards == {"5.G.1": "Rocks are hard.", "5.G.2": "Some are not."}
    assert geology.depths_of_knowledge == {1: "Recall"}
    assert [(cut.grade, cut.moderate_low_end, cut.difficult_low_end)
            for cut in geology.difficulties] == [("05", -1.5, 0.5)]  # fmt: skip
    assert [(trait.code, trait.max_score) for trait in geology.traits] == [("LAB_ORDER", 4)]
    assert [(each.code, each.order) for each in geology.alternates] == [("A1", 1)]


def test_scorings_keep_their_levels_ranges_and_cutoff() -> None:
    summative = subject().assessment_types["sum"]
    assert summative.overall == Scoring(
        "Overall",
        (Level(1, "Sand", "Sand", "", "yellow"), Level(2, "Stone", "St", "one", "gray")),
        1000,
        2000,
        2,
    )
    assert summative.alternate is not None
    assert summative.claim is not None
    assert [level.name for level in summative.claim.levels] == ["Below", "Near", "Above"]


def test_what_an_assessment_type_does_not_say_has_its_default() -> None:
    types = subject().assessment_types
    summative, block = types["sum"], types["iab"]
    assert (summative.long_name, block.long_name) == ("Summative", "Interim Block")
    assert (summative.target_report, summative.printed_report) == (True, True)
    assert (block.target_report, block.trait_report) == (True, False)
    assert block.overall.name == "Overall"


def test_claims_keep_their_targets_and_order() -> None:
    lava, ore, misc = subject().claims
    assert [(target.code, target.description) for target in lava.targets] == [
        ("5-1", "It flows."),
        ("NS|5-2", ""),
    ]
    assert (lava.scorable, lava.organizational, lava.order) == (True, True, 2)
    assert (ore.scorable, ore.organizational, ore.order) == (True, False, 1)
    assert (misc.scorable, misc.organizational) == (False, True)


def test_report_texts_are_kept_by_grade_and_type() -> None:
    (texts,) = subject().report_texts
    assert (texts.grade, texts.asmt_type) == ("05", "sum")
    assert texts.levels == {1: "{0} found sand.", 2: "{0} found stone."}
    assert texts.claims == {"LAVA": {1: "Cold.", 2: "Warm.", 3: "Hot."}}
    assert texts.overall_message == "{0} looked at rocks."


@pytest.mark.parametrize(("code", "place", "changes"), FAULTS)
def test_a_fault_is_found_where_it_is(
    code: str, place: str, changes: list[tuple[str, str]]
) -> None:
    data = changed(SUBJECT, *changes)
    line = 1 + data.split(place.encode())[0].count(b"\n")
    parsed = read_subject(data, LANDED)
    found = [finding for finding in parsed.findings if finding.code == code]
    assert found, codes(parsed.findings)
    assert found[0].where == f"line {line}"
    assert (parsed.value is None) == (found[0].severity is Severity.ERROR)


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("empty-file", b"\xef\xbb\xbf \r\n"),
        ("not-utf-8", SUBJECT.encode("utf-16")),
        ("not-utf-8", SUBJECT.replace("rocks", "r\xf6cks").encode("latin-1")),
        ("not-utf-8", SUBJECT.encode() + b"\0"),
        ("not-well-formed", b"code,name\nGeo,Geology\n"),
        ("not-well-formed", SUBJECT.encode()[:2000]),
        ("not-well-formed", b"<Subject>&nothing;</Subject>"),
    ],
)
def test_what_is_no_definition_at_all_is_refused(code: str, data: bytes) -> None:
    parsed = read_subject(data, LANDED)
    assert parsed.value is None
    assert codes(parsed.findings) == [code]
    assert parsed.counts == Counts(records=1, rejected=1)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read_subject(b"\xef\xbb\xbf" + SUBJECT.encode(), LANDED).value == subject()


def test_more_elements_than_any_subject_has_are_refused() -> None:
    parsed = read_subject(b"<Subject>" + b"<a/>" * 200_000 + b"</Subject>", LANDED)
    assert codes(parsed.findings) == ["not-well-formed"]


def test_all_faults_are_reported_together() -> None:
    faults = [
        ('minScore="1000"', 'minScore="x"'),
        ('standardCutoff="2"', 'standardCutoff="9"'),
        ('code="5.G.2"', 'code="5.G.1"'),
    ]
    assert codes(read_subject(changed(SUBJECT, *faults), LANDED).findings) == [
        "invalid-value",
        "unknown-cutoff",
        "duplicate-code",
    ]


def test_no_more_than_ten_thousand_faults_are_listed() -> None:
    junk = "<junk/>" * 20_000
    findings = read_subject(changed(SUBJECT, ("<Messages>", junk + "<Messages>")), LANDED).findings
    assert len(findings) == 10_001
    assert findings[-1].code == "too-many-findings"


def test_the_rules_of_the_feed_are_listed_once_each() -> None:
    listed = [rule.code for rule in RULES]
    assert len(listed) == len(set(listed))
    assert {rule.feed for rule in RULES} == {"subjects"}
    assert {code for code, _, _ in FAULTS} <= set(listed)


@pytest.mark.parametrize(
    ("name", "subject_code", "standards", "targets"),
    [
        ("ELA_subject.CA.xml", "ELA", 645, 441),
        ("ELA_subject.xml", "ELA", 598, 441),
        ("Math_subject.xml", "Math", 613, 741),
        ("Math_subject.CA.xml", "Math", 613, 741),
        ("ELPAC_subject.CA.xml", "ELPAC", 0, 0),
        ("subject.minimal.xml", "GEO", 0, 0),
    ],
)
def test_sample_definitions_are_accepted(
    name: str, subject_code: str, standards: int, targets: int
) -> None:
    parsed = read_subject(sample("subjects", name).read_bytes(), datetime.now(UTC))
    assert parsed.value is not None, parsed.findings
    assert parsed.value.code == subject_code
    assert len(parsed.value.standards) == standards
    assert sum(len(claim.targets) for claim in parsed.value.claims) == targets


def test_the_sample_with_bad_codes_is_refused() -> None:
    data = sample("subjects", "subject.bad-codes.xml").read_bytes()
    assert set(codes(read_subject(data, LANDED).findings)) == {
        "duplicate-code",
        "shared-score-code",
        "targets-not-allowed",
    }


def test_the_sample_with_a_bad_block_is_refused() -> None:
    data = sample("subjects", "subject.bad-iab.xml").read_bytes()
    findings = codes(read_subject(data, LANDED).findings)
    assert sorted(findings) == ["iab-cutoff", "iab-levels", "iab-scoring", "iab-scoring"]
