"""The assessment types of a subject: how their scores are reported."""

from typing import Final

from cers.feeds.reading import Findings, at_line
from cers.feeds.subjects import rules
from cers.feeds.subjects.levels import read_levels
from cers.feeds.subjects.values import Values
from cers.feeds.xml_tree import Node
from cers.model.codes import ASSESSMENT_TYPES
from cers.model.subject import AssessmentType, Scoring

IAB_LEVELS: Final = 3


def read_types(root: Node, findings: Findings) -> dict[str, AssessmentType]:
    """What the subject says of each assessment type, by its code."""
    nodes = list(root.all("AssessmentTypes", "AssessmentType"))
    values = Values(findings)
    values.unique(nodes, "code")
    types = [_read_type(node, values, findings) for node in nodes]
    return {each.code: each for each in types}


def _read_type(node: Node, values: Values, findings: Findings) -> AssessmentType:
    code = values.choice(node, "code", ASSESSMENT_TYPES)
    name = node.attributes.get("name", "")
    if code == "iab":
        _check_block(node, findings)
    overall = _read_scoring(node.first("OverallScoring"), "Overall", values, findings)
    return AssessmentType(
        code=code,
        name=name,
        long_name=node.attributes.get("longName") or name,
        overall=overall or Scoring("Overall", ()),
        alternate=_read_scoring(node.first("AltScoring"), "Alternate", values, findings),
        claim=_read_scoring(node.first("ClaimScoring"), "Claim", values, findings),
        target_report=values.truth(node, "targetReport", default=code == "sum"),
        printed_report=values.truth(node, "printedReport", default=True),
        trait_report=values.truth(node, "traitReport", default=False),
    )


def _read_scoring(
    node: Node | None, default_name: str, values: Values, findings: Findings
) -> Scoring | None:
    """A scoring, its unreadable levels left out (each has its finding)."""
    if node is None:
        return None
    low, high = values.integer(node, "minScore"), values.integer(node, "maxScore")
    if low is not None and high is not None and low > high:
        message = f"minScore {low} is above maxScore {high}: swap them."
        findings.add(rules.SCORE_RANGE, message, at_line(node.line), node.tag)
    first, *later = read_levels(node, values, findings)
    return Scoring(
        name=node.attributes.get("name") or default_name,
        levels=first.levels,
        min_score=low,
        max_score=high,
        standard_cutoff=first.standard_cutoff,
        later=tuple(later),
        optional=values.truth(node, "optional", default=False),
    )


def _check_block(node: Node, findings: Findings) -> None:
    """Interim blocks report three levels of one overall score and nothing else."""
    for tag in ("AltScoring", "ClaimScoring"):
        for each in node.all(tag):
            message = "Take it out: interim blocks have an overall score only."
            findings.add(rules.IAB_SCORING, message, at_line(each.line), tag)
    for levels in node.all("OverallScoring", "PerformanceLevels"):
        count = len(list(levels.all("PerformanceLevel")))
        if count != IAB_LEVELS:
            message = f"There are {count} levels; an interim block has {IAB_LEVELS}."
            findings.add(rules.IAB_LEVELS, message, at_line(levels.line), "PerformanceLevel")
        if "standardCutoff" in levels.attributes:
            message = "Take it out: interim blocks have no standard cutoff."
            where = at_line(levels.line)
            findings.add(rules.IAB_CUTOFF, message, where, "PerformanceLevels@standardCutoff")
