"""The texts of a subject's printed student reports."""

from collections.abc import Iterator, Mapping, Sequence

from cers.feeds.reading import Findings, at_line, quoted
from cers.feeds.subjects import rules
from cers.feeds.subjects.scores import text_of
from cers.feeds.subjects.values import Values
from cers.feeds.xml_tree import Node
from cers.model.codes import ASSESSMENT_TYPES, GRADES
from cers.model.subject import AssessmentType, Claim, ReportTexts, Scoring


def read_report_texts(
    root: Node,
    types: Mapping[str, AssessmentType],
    claims: Sequence[Claim],
    findings: Findings,
) -> tuple[ReportTexts, ...]:
    """The texts of every grade and assessment type, in document order."""
    grades = list(root.all("ReportGrades", "ReportGrade"))
    Values(findings).unique(grades, "code")
    reader = _Reader(types, {each.code for each in claims if each.scorable}, findings)
    return tuple(texts for grade in grades for texts in reader.read(grade))


class _Reader:
    def __init__(
        self, types: Mapping[str, AssessmentType], scorable: set[str], findings: Findings
    ) -> None:
        self._types = types
        self._scorable = scorable
        self._findings = findings
        self._values = Values(findings)

    def read(self, node: Node) -> Iterator[ReportTexts]:
        """The texts of one grade."""
        grade = self._values.choice(node, "code", GRADES)
        types = list(node.all("ReportAssessmentTypes", "ReportAssessmentType"))
        self._values.unique(types, "code")
        for each in types:
            yield self._read_type(grade, each)

    def _read_type(self, grade: str, node: Node) -> ReportTexts:
        code = self._values.choice(node, "code", ASSESSMENT_TYPES)
        asmt_type = self._types.get(code)
        if asmt_type is None:
            message = f"The subject has no assessment type {quoted(code)}: define it first."
            element = "ReportAssessmentType@code"
            self._findings.add(rules.REPORT_TYPE, message, at_line(node.line), element)
        return ReportTexts(
            grade=grade,
            asmt_type=code,
            levels=self._read_levels(node, asmt_type.overall if asmt_type else None),
            claims=self._read_claims(node, asmt_type),
            overall_message=text_of(node, "OverallAchievementMessage"),
            claim_message=text_of(node, "ClaimAchievementMessage"),
        )

    def _read_claims(
        self, node: Node, asmt_type: AssessmentType | None
    ) -> dict[str, dict[int, str]]:
        nodes = list(node.all("ReportClaims", "ReportClaim"))
        self._values.unique(nodes, "code")
        for each in nodes:
            code = each.attributes.get("code", "")
            scored = asmt_type is None or asmt_type.claim is not None
            if code not in self._scorable or not scored:
                message = f"{quoted(code)} is no claim with scores of this assessment type."
                where = at_line(each.line)
                self._findings.add(rules.REPORT_CLAIM, message, where, "ReportClaim@code")
        scoring = asmt_type.claim if asmt_type else None
        return {each.attributes.get("code", ""): self._read_levels(each, scoring) for each in nodes}

    def _read_levels(self, node: Node, scoring: Scoring | None) -> dict[int, str]:
        nodes = list(node.all("ReportPerformanceLevels", "ReportPerformanceLevel"))
        self._values.unique(nodes, "level")
        texts = {self._values.integer(each, "level", least=1) or 0: each.text for each in nodes}
        expected = _numbers(scoring) if scoring else set(texts)
        if set(texts) != expected:
            listed = ", ".join(str(level) for level in sorted(expected))
            message = f"Give a text for each of the levels {listed}, and for no other."
            where = at_line(node.line)
            self._findings.add(rules.REPORT_LEVELS, message, where, "ReportPerformanceLevel@level")
        return texts


def _numbers(scoring: Scoring) -> set[int]:
    """Every level that results can have, in any school year."""
    later = (level for each in scoring.later for level in each.levels)
    return {level.level for level in (*scoring.levels, *later)}
