"""The subject definition files of ELA and Math: the shipped ones with targets of the sandbox's own.

CERS ships definitions without targets, standards and item difficulties, which vendors deliver.
Here the sandbox is the vendor; all other subjects are delivered as they are shipped.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, SubElement, fromstring, indent, tostring

from cers.model.delivery import Feed
from cers.reference_data import shipped_files
from sandbox import content
from sandbox.scales import GRADES, SCALES, TESTED

_BEFORE_DIFFICULTIES: Final = ("Messages", "AssessmentTypes", "DepthsOfKnowledge")
"""The elements that stand before the item difficulties."""


def write_subjects(directory: Path) -> None:
    """Write the definitions that the sandbox completes."""
    for name, data in _shipped():
        if is_completed(name):
            (directory / name).write_bytes(_completed(data))


def is_completed(name: str) -> bool:
    """Whether the sandbox delivers a definition of its own in place of a shipped file."""
    return Path(name).stem in SCALES


def _shipped() -> Iterator[tuple[str, bytes]]:
    return ((each.name, each.data) for each in shipped_files() if each.feed is Feed.SUBJECTS)


def _completed(data: bytes) -> bytes:
    subject = fromstring(data)  # noqa: S314 (a file of our own)
    code = subject.attrib["code"]
    subject.insert(len(_BEFORE_DIFFICULTIES), _difficulties(code))
    for claim in subject.iter("Claim"):
        if claim.get("organizational") == "true":
            claim.append(_targets(code, claim.attrib["code"]))
    subject.append(_standards(code))
    indent(subject)
    text: bytes = tostring(subject, encoding="UTF-8", xml_declaration=True)
    return text


def _difficulties(code: str) -> Element:
    """Items are moderate or difficult against the grade's students: 0.4 spreads about the mean."""
    difficulties = Element("ItemDifficulties")
    for grade, scale in SCALES[code].items():
        mean = (scale.mean - scale.origin) / scale.points
        half = 0.4 * scale.spread / scale.points
        SubElement(
            difficulties,
            "ItemDifficulty",
            gradeCode=GRADES[grade],
            moderateLowEnd=f"{mean - half:.5f}",
            difficultLowEnd=f"{mean + half:.5f}",
        )
    return difficulties


def _targets(subject: str, part: str) -> Element:
    targets = Element("Targets")
    for grade in TESTED:
        for target in content.targets(subject, grade):
            if target.part == part:
                element = SubElement(targets, "Target", code=target.code, name=target.name)
                SubElement(element, "Description").text = target.description
    return targets


def _standards(code: str) -> Element:
    standards = Element("Standards")
    described = {
        standard: target.description
        for grade in TESTED
        for target in content.targets(code, grade)
        for standard in target.standards
    }
    for standard, text in described.items():
        element = SubElement(standards, "Standard", code=standard)
        SubElement(element, "Description").text = text
    return standards
