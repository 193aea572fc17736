"""From the bytes of a member to the elements of one report, refusing what is dangerous."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, ParseError, XMLParser, fromstring
from xml.parsers import expat

from cers.feeds.archives import Member
from cers.feeds.exams.profiles import Profile
from cers.feeds.exams.rules import (
    DOCTYPE_REFUSED,
    MISSING_ELEMENT,
    NOT_XML,
    REPEATED_ELEMENT,
    SKIPPED_FILE,
    TOO_MANY_ELEMENTS,
    UNSUPPORTED_ENCODING,
    WRONG_ROOT,
)
from cers.model.finding import Finding

MAX_TAGS: Final = 200_000
"""Start and end tags of one report; a real one has some hundred. It bounds depth and memory."""

_UTF_16_OR_32: Final = (b"\xfe\xff", b"\xff\xfe", b"\x00", b"<\x00")
_DECLARED: Final = re.compile(
    rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""", re.IGNORECASE
)
_ENCODINGS: Final = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})


@dataclass(frozen=True, slots=True)
class Report:
    """The three elements every report has, once each."""

    test: Element
    examinee: Element
    opportunity: Element


def is_xml(member: Member) -> bool:
    """Whether a member may be a report, by its name; a delivery of one file need not have one."""
    return not member.name or member.name.lower().endswith(".xml")


def read_report(member: Member, profile: Profile | None = None) -> Report | Finding:
    """The report in a member, or the finding that says why there is none.

    A vendor's profile makes an ordinary report of it first.
    """
    if not is_xml(member):
        return SKIPPED_FILE.finding("The file is no XML: it was left aside.", member.name)
    fault = _dangerous(member.data)
    if fault:
        return fault(member.name)
    try:
        root = fromstring(member.data, XMLParser(encoding="utf-8"))  # noqa: S314  (no DOCTYPE left)
    except ParseError as error:
        return _not_well_formed(error, member.name)
    if profile:
        profile.apply(root)
    if root.tag != "TDSReport":
        return _other_root(member)
    return _report(root, member.name)


def _dangerous(data: bytes) -> Callable[[str], Finding] | None:
    """What must not reach the parser, by the bytes alone."""
    declared = _DECLARED.match(data[:1024].removeprefix(b"\xef\xbb\xbf"))
    if data.startswith(_UTF_16_OR_32) or (declared and declared[1].lower() not in _ENCODINGS):
        return _encoding
    if len(data) > MAX_TAGS and data.count(b"<") > MAX_TAGS:
        return _too_many
    if b"<!DOCTYPE" in data and _declares_type(data):
        return _doctype
    return None


def _encoding(where: str) -> Finding:
    return UNSUPPORTED_ENCODING.finding("Write the file in UTF-8 and declare no other.", where)


def _doctype(where: str) -> Finding:
    return DOCTYPE_REFUSED.finding(
        "Leave the document type declaration out: reports need neither it nor entities.", where
    )


def _too_many(where: str) -> Finding:
    return TOO_MANY_ELEMENTS.finding("Put one exam into a file.", where)


class _Found(Exception):
    """Stops the parser at the place of interest."""


def _declares_type(data: bytes) -> bool:
    """Whether the declaration stands where it counts, not in a comment or a response."""

    def doctype(*_: object) -> None:
        raise _Found

    def root(*_: object) -> None:
        raise EOFError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    try:
        parser.Parse(data, True)
    except _Found:
        return True
    except (EOFError, expat.ExpatError):
        pass
    return False


def _not_well_formed(error: ParseError, where: str) -> Finding:
    line, column = error.position
    return NOT_XML.finding(
        f"The XML is broken at line {line}, column {column + 1}: {expat.ErrorString(error.code)}.",
        where,
    )


def _other_root(member: Member) -> Finding:
    if member.name:
        return SKIPPED_FILE.finding("The XML is no TDSReport: it was left aside.", member.name)
    return WRONG_ROOT.finding("The root element must be TDSReport, without a namespace.")


def _report(root: Element, where: str) -> Report | Finding:
    elements = []
    for name in ("Test", "Examinee", "Opportunity"):
        found = root.findall(name)
        if len(found) == 1:
            elements.append(found[0])
        elif found:
            message = f"A report has one {name} element: deliver each exam in a report of its own."
            return REPEATED_ELEMENT.finding(message, where, name)
        else:
            message = f"A report must have one {name} element: add it."
            return MISSING_ELEMENT.finding(message, where, name)
    return Report(*elements)
