"""/v1/printed-reports: score reports of single students for their families, as PDF files.

Whom they are of stands in a body, never in an address.
"""

from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from cers.model.codes import GRADES
from cers.model.errors import InputError
from cers.model.printed_job import Whose
from cers.steps import printed_reports
from cers.steps.printed_reports import Wish
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.params import (
    GROUP_ID_LENGTH,
    SCHOOL_ID_LENGTH,
    body,
    identifier,
    only,
    text_member,
    texts_member,
    truth_member,
    types_member,
    year_member,
)
from chalicelib.request import Request
from chalicelib.responses import Accepted
from chalicelib.student import NAMED_BY, student_of

routes = Blueprint(__name__)

REPORTS: Final = "/v1/printed-reports"
REPORT: Final = REPORTS + "/{printed_report_id}"

NAME_LENGTH: Final = 100
_ID_LENGTH: Final = 40
_MEMBERS: Final = (
    *NAMED_BY,
    "name",
    "group_id",
    "school_id",
    "grade",
    "school_year",
    "types",
    "subjects",
    "language",
    "accommodations",
    "transfers",
    "order",
)


@routes.route(REPORTS, methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def create(request: Request) -> object:
    """Have reports made."""
    opened = session(request)
    only(request.query)
    return Accepted(printed_reports.create(opened, services().printed_reports, _wish(request)))


@routes.route(REPORTS, authorizer=AUTHORIZER, content_types=[])
@endpoint
def mine(request: Request) -> object:
    """The caller's reports."""
    opened = session(request)
    only(request.query)
    return printed_reports.printed_reports(opened, services().printed_reports)


@routes.route(REPORT, authorizer=AUTHORIZER, content_types=[])
@endpoint
def one(request: Request, printed_report_id: str) -> object:
    """How far reports have come, and where their file is."""
    opened = session(request)
    only(request.query)
    found = identifier(printed_report_id, "printed_report_id", _ID_LENGTH)
    return printed_reports.printed_report(opened, services().printed_reports, found)


@routes.route(REPORT, methods=["DELETE"], authorizer=AUTHORIZER, content_types=[])
@endpoint
def delete(request: Request, printed_report_id: str) -> object:
    """Forget reports."""
    opened = session(request)
    only(request.query)
    found = identifier(printed_report_id, "printed_report_id", _ID_LENGTH)
    printed_reports.delete(opened, services().printed_reports, found)
    return {"deleted": found}


def _wish(request: Request) -> Wish:
    members = body(request, *_MEMBERS)
    return Wish(
        name=text_member(members, "name", NAME_LENGTH),
        whose=_whose(members),
        school_year=year_member(members),
        assessment_types=types_member(members),
        subjects=frozenset(texts_member(members, "subjects", 10, 50) or ()),
        language=text_member(members, "language", 10) or "en",
        accommodations=truth_member(members, "accommodations", otherwise=False),
        transfers=truth_member(members, "transfers", otherwise=True),
        order=text_member(members, "order", 10) or "name",
    )


def _whose(members: Mapping[str, Any]) -> Whose:
    group_id = text_member(members, "group_id", GROUP_ID_LENGTH)
    school_id = text_member(members, "school_id", SCHOOL_ID_LENGTH)
    grade = text_member(members, "grade", 2)
    is_student = any(members.get(each) for each in NAMED_BY)
    if [is_student, bool(group_id), bool(school_id)].count(True) != 1:
        raise InputError("name one of a student, a group_id, and a school_id with a grade")
    if bool(school_id) != bool(grade) or (grade and grade not in GRADES):
        raise InputError("grade: one of the grades, with a school_id and only with one")
    student_id = student_of(members, services().references) if is_student else ""
    return Whose(student_id, group_id, school_id, grade)
