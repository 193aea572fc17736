"""What stands before the items of a plain report: test, examinee, opportunity and scores.

It is read in three sections, so that a few shapes of each make up the many shapes of reports.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from cers.feeds.exams.fields import Field, delivered_as
from cers.feeds.exams.opportunity import (
    COMPLETENESS_FIELD,
    OPPORTUNITY_FIELDS,
    TEST_FIELDS,
    completeness,
)
from cers.feeds.exams.plain.shape import ABSENT, Section, Values, picker
from cers.feeds.exams.student import (
    DEMO_FIELD,
    DISTRICT_FIELD,
    ETHNICITY_FIELDS,
    EXAMINEE_FIELDS,
    SCHOOL_FIELD,
    STUDENT_FIELDS,
    final_over_initial,
    group_values,
)

_Pick = Callable[[Values], tuple[str, ...]]
_Attributes = Mapping[str, str | None]

_CLOSING: Final = re.compile(r"</Opportunity>[ \t\n]*+</TDSReport>[ \t\n]*+")
_EXAMINEE: Final = (*EXAMINEE_FIELDS, DEMO_FIELD)
_STUDENT: Final = (*STUDENT_FIELDS, *ETHNICITY_FIELDS)

FIELDS: Final = (
    *TEST_FIELDS,
    *_EXAMINEE,
    *_STUDENT,
    SCHOOL_FIELD,
    DISTRICT_FIELD,
    *OPPORTUNITY_FIELDS,
    COMPLETENESS_FIELD,
)


@dataclass(frozen=True, slots=True)
class Head:
    """The texts of a report but for its items, as delivered; `texts` belong to `FIELDS`."""

    texts: tuple[str, ...]
    groups: tuple[str, ...]
    codes: tuple[str, ...]
    scores: list[dict[str, str]]


def read_head(text: str) -> tuple[Head, str] | None:
    """The head of a plain report and the text of its items, or None if it is not plain."""
    opportunity, end = text.find("<Opportunity "), text.rfind("</Opportunity>")
    if min(opportunity, end) < 0 or not _CLOSING.fullmatch(text, end):
        return None
    items = _find("<Item ", text, opportunity, end)
    scores = _find("<Score ", text, opportunity, items)
    about = _ABOUT.read(text[:opportunity])
    taken = _TAKEN.read(text[opportunity:scores])
    scored = _SCORED.read(text[scores:items])
    if about is None or taken is None or scored is None:
        return None
    return _head(*about, *taken, *scored), text[items:end]


def _find(tag: str, text: str, start: int, end: int) -> int:
    found = text.find(tag, start, end)
    return end if found < 0 else found


@dataclass(frozen=True, slots=True)
class _About:
    fields: _Pick
    groups: _Pick


def _plan_about(root: Element) -> _About | None:
    test, examinee = root.findall("Test"), root.findall("Examinee")
    parts = (root.tag, len(test), len(examinee), len(root.findall("Opportunity")))
    if parts != ("TDSReport", 1, 1, 0):
        return None
    attributes = [each.attrib for each in examinee[0].findall("ExamineeAttribute")]
    relations = [each.attrib for each in examinee[0].findall("ExamineeRelationship")]
    fields = (
        *_places(TEST_FIELDS, test[0].attrib),
        *_places(_EXAMINEE, examinee[0].attrib),
        *_places(_STUDENT, final_over_initial(attributes)),
        *_places((SCHOOL_FIELD, DISTRICT_FIELD), final_over_initial(relations)),
    )
    groups = [int(value) for value in group_values(attributes) if value]
    return _About(picker(fields), picker(groups))


@dataclass(frozen=True, slots=True)
class _Taken:
    fields: _Pick
    completeness: _Pick
    codes: _Pick


def _plan_taken(opportunity: Element) -> _Taken | None:
    others = (*opportunity.findall("Score"), *opportunity.findall("Item"))
    if opportunity.tag != "Opportunity" or others:
        return None
    attributes = opportunity.attrib
    codes = [each.get("code") for each in opportunity.findall("Accommodation")]
    return _Taken(
        picker(_places(OPPORTUNITY_FIELDS, attributes)),
        picker([_place(attributes.get(key)) for key in ("completeness", "completeStatus")]),
        picker([int(code) for code in codes if code]),
    )


_Scored = tuple[tuple[tuple[str, ...], _Pick], ...]
"""The names of each score's attributes, and where their values are."""


def _plan_scored(opportunity: Element) -> _Scored | None:
    if opportunity.find("Accommodation") is not None or opportunity.find("Item") is not None:
        return None
    scores = [each.attrib for each in opportunity.findall("Score")]
    return tuple((tuple(each), picker(list(map(int, each.values())))) for each in scores)


def _places(fields: Iterable[Field], attributes: _Attributes) -> list[int]:
    return [_place(delivered_as(field, attributes)) for field in fields]


def _place(number: str | None) -> int:
    return ABSENT if number is None else int(number)


def _head(
    about: _About,
    of_about: Values,
    taken: _Taken,
    of_taken: Values,
    scored: _Scored,
    scores: Values,
) -> Head:
    texts = (
        *about.fields(of_about),
        *taken.fields(of_taken),
        completeness(*taken.completeness(of_taken)) or "",
    )
    return Head(
        texts,
        about.groups(of_about),
        taken.codes(of_taken),
        [dict(zip(names, pick(scores), strict=True)) for names, pick in scored],
    )


_NAMED: Final = ("context", "name")
_ABOUT: Final = Section(
    _plan_about,
    {"ExamineeAttribute": _NAMED, "ExamineeRelationship": _NAMED},
    opening="",
    closing="</TDSReport>",
)
_TAKEN: Final = Section(_plan_taken, {}, opening="", closing="</Opportunity>")
_SCORED: Final = Section(_plan_scored, {}, opening="<Opportunity>", closing="</Opportunity>")
