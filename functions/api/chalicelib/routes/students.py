"""/v1/students/…: find a student, whom one looked at lately, and all that somebody took.

Ids and names of students stand in bodies, never in addresses, which are written down everywhere.
"""

from chalice.app import Blueprint

from cers.model.codes import ASSESSMENT_TYPES
from cers.model.errors import InputError
from cers.steps import students
from cers.steps.recent_students import recent_students
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.filters import body_filters
from chalicelib.params import SCHOOL_ID_LENGTH, body, only, text_member, texts_member
from chalicelib.request import Request
from chalicelib.student import NAMED_BY, STUDENT_ID_LENGTH, student_of

routes = Blueprint(__name__)


@routes.route("/v1/students/search", methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def search(request: Request) -> object:
    """The students that match."""
    opened = session(request)
    only(request.query)
    given = body(request, "student_id", "name", "school_id")
    wanted = students.Search(
        student_id=text_member(given, "student_id", STUDENT_ID_LENGTH),
        name=text_member(given, "name", 100),
        school_id=text_member(given, "school_id", SCHOOL_ID_LENGTH),
    )
    return students.search(opened, services().sources, wanted)


@routes.route("/v1/students/recent", authorizer=AUTHORIZER, content_types=[])
@endpoint
def recent(request: Request) -> object:
    """The students the caller looked at lately."""
    opened = session(request)
    only(request.query)
    return recent_students(opened, services().sources, services().viewed_students)


@routes.route("/v1/students/history", methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def history(request: Request) -> object:
    """The results of one student."""
    opened = session(request)
    only(request.query)
    given = body(request, *NAMED_BY, "school_years", "subjects", "types", "filters")
    types = frozenset(texts_member(given, "types", 3, 3) or ())
    if not types <= set(ASSESSMENT_TYPES):
        raise InputError(f"types: some of {', '.join(ASSESSMENT_TYPES)}")
    chosen = students.Chosen(
        school_years=_years(given.get("school_years")),
        subjects=frozenset(texts_member(given, "subjects", 10, 50) or ()),
        types=types,
    )
    return students.history(
        opened,
        services().sources,
        student_of(given, services().references),
        chosen,
        body_filters(given, opened.fields),
    )


def _years(value: object) -> frozenset[int]:
    if value is None:
        return frozenset()
    years = value if isinstance(value, list) and len(value) <= 50 else [None]
    if not all(type(year) is int and 2000 <= year <= 2100 for year in years):
        raise InputError("school_years: a list of at most 50 whole numbers from 2000 to 2100")
    return frozenset(years)
