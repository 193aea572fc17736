"""Which elements and attributes a subject definition consists of."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cers.feeds.reading import Findings, at_line
from cers.feeds.subjects import rules
from cers.feeds.xml_tree import Node

_MANY: Final = 1_000_000
_NAMESPACES: Final = ("xmlns", "xsi:")


@dataclass(frozen=True, slots=True)
class Shape:
    """What an element may hold: children map to how often they occur, at least and at most."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    children: Mapping[str, tuple[int, int]] = field(default_factory=dict)


_ONE: Final = (1, 1)
_MAYBE: Final = (0, 1)
_SOME: Final = (1, _MANY)
_SCORING: Final = Shape(
    optional=("name", "minScore", "maxScore"), children={"PerformanceLevels": _SOME}
)
_SCORE: Final = Shape(
    required=("code", "name"),
    optional=("dataOrder", "displayOrder"),
    children={"Icon": _MAYBE, "Description": _MAYBE},
)

SHAPES: Final[Mapping[str, Shape]] = {
    "Subject": Shape(
        required=("code", "name"),
        children={
            "Messages": _ONE,
            "AssessmentTypes": _ONE,
            "DepthsOfKnowledge": _MAYBE,
            "ItemDifficulties": _MAYBE,
            "ReportGrades": _MAYBE,
            "AltScores": _MAYBE,
            "Traits": _MAYBE,
            "Claims": _MAYBE,
            "Standards": _MAYBE,
        },
    ),
    "Messages": Shape(children={"Message": _SOME}),
    "Message": Shape(required=("key",)),
    "AssessmentTypes": Shape(children={"AssessmentType": (1, 3)}),
    "AssessmentType": Shape(
        required=("code", "name"),
        optional=("longName", "targetReport", "printedReport", "traitReport"),
        children={"OverallScoring": _ONE, "AltScoring": _MAYBE, "ClaimScoring": _MAYBE},
    ),
    "OverallScoring": _SCORING,
    "AltScoring": Shape(optional=(*_SCORING.optional, "optional"), children=_SCORING.children),
    "ClaimScoring": _SCORING,
    "PerformanceLevels": Shape(
        optional=("standardCutoff", "fromSchoolYear"), children={"PerformanceLevel": (1, 6)}
    ),
    "PerformanceLevel": Shape(
        required=("level", "name", "color"),
        optional=("shortName", "suffix"),
        children={"Translation": (0, _MANY)},
    ),
    "Translation": Shape(required=("lang", "name"), optional=("shortName",)),
    "DepthsOfKnowledge": Shape(children={"DepthOfKnowledge": _SOME}),
    "DepthOfKnowledge": Shape(required=("level", "name"), children={"Reference": _MAYBE}),
    "ItemDifficulties": Shape(children={"ItemDifficulty": _SOME}),
    "ItemDifficulty": Shape(required=("gradeCode", "moderateLowEnd", "difficultLowEnd")),
    "ReportGrades": Shape(children={"ReportGrade": _SOME}),
    "ReportGrade": Shape(required=("code",), children={"ReportAssessmentTypes": (1, 2)}),
    "ReportAssessmentTypes": Shape(children={"ReportAssessmentType": _SOME}),
    "ReportAssessmentType": Shape(
        required=("code",),
        children={
            "OverallAchievementMessage": _MAYBE,
            "ClaimAchievementMessage": _MAYBE,
            "ReportPerformanceLevels": _ONE,
            "ReportClaims": _MAYBE,
        },
    ),
    "ReportPerformanceLevels": Shape(children={"ReportPerformanceLevel": _SOME}),
    "ReportPerformanceLevel": Shape(required=("level",)),
    "ReportClaims": Shape(children={"ReportClaim": _SOME}),
    "ReportClaim": Shape(required=("code",), children={"ReportPerformanceLevels": _ONE}),
    "AltScores": Shape(children={"AltScore": _SOME}),
    "AltScore": _SCORE,
    "Traits": Shape(children={"Trait": _SOME}),
    "Trait": Shape(required=("code", "purpose", "category", "maxScore")),
    "Claims": Shape(children={"Claim": _SOME}),
    "Claim": Shape(
        required=_SCORE.required,
        optional=(*_SCORE.optional, "scorable", "organizational"),
        children={**_SCORE.children, "Targets": (0, _MANY)},
    ),
    "Targets": Shape(children={"Target": _SOME}),
    "Target": Shape(required=("code", "name"), children={"Description": _MAYBE}),
    "Standards": Shape(children={"Standard": (0, _MANY)}),
    "Standard": Shape(required=("code",), children={"Description": _MAYBE}),
}
"""Every element of the format; what is not listed holds nothing but text."""

_TEXT_ONLY: Final = Shape()


def check_structure(node: Node, findings: Findings) -> None:
    """Note every element or attribute, below a node, that is missing or should not be there."""
    shape = SHAPES.get(node.tag, _TEXT_ONLY)
    _check_attributes(node, shape, findings)
    _check_children(node, shape, findings)
    for child in node.children:
        if child.tag in shape.children:
            check_structure(child, findings)


def _check_attributes(node: Node, shape: Shape, findings: Findings) -> None:
    for name in shape.required:
        if not node.attributes.get(name):
            message = f"Give the element {node.tag} the attribute {name}."
            findings.add(rules.MISSING_VALUE, message, at_line(node.line), f"{node.tag}@{name}")
    for name in node.attributes:
        known = name in shape.required or name in shape.optional
        if not known and not name.startswith(_NAMESPACES):
            message = f"The element {node.tag} has no such attribute: correct its name or leave it."
            findings.add(rules.UNKNOWN_ATTRIBUTE, message, at_line(node.line), _shown(node, name))


def _check_children(node: Node, shape: Shape, findings: Findings) -> None:
    counts = Counter(child.tag for child in node.children)
    for tag, (least, most) in shape.children.items():
        if counts[tag] < least:
            message = f"The element {node.tag} needs an element {tag}."
            findings.add(rules.MISSING_ELEMENT, message, at_line(node.line), tag)
        if counts[tag] > most:
            message = f"The element {node.tag} holds at most {most} elements {tag}."
            findings.add(rules.TOO_MANY_ELEMENTS, message, at_line(node.line), tag)
    for child in node.children:
        if child.tag not in shape.children:
            message = f"The element {node.tag} does not hold such an element."
            findings.add(rules.UNKNOWN_ELEMENT, message, at_line(child.line), child.tag[:60])


def _shown(node: Node, name: str) -> str:
    return f"{node.tag}@{name[:60]}"
