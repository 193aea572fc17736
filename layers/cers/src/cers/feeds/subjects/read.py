"""Subject definitions: XML to a subject, or every fault in it."""

from datetime import datetime
from typing import Final

from cers.feeds.reading import Findings, Parsed, at_line, quoted
from cers.feeds.subjects import rules
from cers.feeds.subjects.reports import read_report_texts
from cers.feeds.subjects.scores import (
    CODE_LENGTH,
    check_shared_codes,
    read_alternates,
    read_claims,
    read_traits,
    text_of,
)
from cers.feeds.subjects.scorings import read_types
from cers.feeds.subjects.structure import check_structure
from cers.feeds.subjects.values import Values
from cers.feeds.xml_tree import Node, RootRules, read_root
from cers.model.codes import GRADES
from cers.model.delivery import Counts
from cers.model.subject import DifficultyCuts, Subject

STANDARD_LENGTH: Final = 20
_ROOT: Final = RootRules(rules.FILE, rules.XML, rules.ROOT)


def read_subject(data: bytes, landed_at: datetime) -> Parsed[Subject]:
    """The subject that a definition file describes; any error refuses the file."""
    findings = Findings(rules.FILE)
    root = read_root(data, "Subject", "a Subject definition", _ROOT, findings)
    if root is None:
        return Parsed.refused(findings, records=1)
    check_structure(root, findings)
    subject = _read(root, landed_at, findings)
    if findings.failed:
        return Parsed.refused(findings, records=1)
    return Parsed(subject, Counts(records=1, accepted=1), findings.all())


def _read(root: Node, landed_at: datetime, findings: Findings) -> Subject:
    types = read_types(root, findings)
    claims = read_claims(root, findings)
    alternates = read_alternates(root, findings)
    check_shared_codes(root, findings)
    return Subject(
        code=Values(findings).code(root, "code", CODE_LENGTH),
        name=root.attributes.get("name", ""),
        landed_at=landed_at,
        assessment_types=types,
        claims=claims,
        alternates=alternates,
        traits=read_traits(root, findings),
        standards=_read_standards(root, findings),
        difficulties=_read_difficulties(root, findings),
        depths_of_knowledge=_read_depths(root, findings),
        messages=_read_messages(root, findings),
        report_texts=read_report_texts(root, types, claims, findings),
    )


def _read_standards(root: Node, findings: Findings) -> dict[str, str]:
    nodes = list(root.all("Standards", "Standard"))
    values = Values(findings)
    values.unique(nodes, "code")
    return {
        values.code(node, "code", STANDARD_LENGTH): text_of(node, "Description") for node in nodes
    }


def _read_difficulties(root: Node, findings: Findings) -> tuple[DifficultyCuts, ...]:
    nodes = list(root.all("ItemDifficulties", "ItemDifficulty"))
    values = Values(findings)
    values.unique(nodes, "gradeCode")
    return tuple(_read_difficulty(node, values, findings) for node in nodes)


def _read_difficulty(node: Node, values: Values, findings: Findings) -> DifficultyCuts:
    moderate = values.number(node, "moderateLowEnd") or 0.0
    difficult = values.number(node, "difficultLowEnd") or 0.0
    if moderate > difficult:
        message = f"moderateLowEnd {moderate} is above difficultLowEnd {difficult}."
        findings.add(rules.DIFFICULTY, message, at_line(node.line), "ItemDifficulty")
    return DifficultyCuts(values.choice(node, "gradeCode", GRADES), moderate, difficult)


def _read_depths(root: Node, findings: Findings) -> dict[int, str]:
    nodes = list(root.all("DepthsOfKnowledge", "DepthOfKnowledge"))
    values = Values(findings)
    values.unique(nodes, "level")
    return {
        values.integer(node, "level", least=1) or 0: node.attributes.get("name", "")
        for node in nodes
    }


def _read_messages(root: Node, findings: Findings) -> dict[str, str]:
    messages: dict[str, str] = {}
    for node in root.all("Messages", "Message"):
        key = node.attributes.get("key", "")
        if key in messages:
            message = f"The message {quoted(key)} is given again; this one counts."
            findings.add(rules.DUPLICATE_MESSAGE, message, at_line(node.line), "Message@key")
        messages[key] = node.text
    return messages
