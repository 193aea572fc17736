"""POST /v1/students/items: what one student answered to every item of an exam.

The student's id stands in the body, never in the address, which is written down everywhere.
"""

from typing import Final

from chalice.app import Blueprint

from cers.steps.student_items import Wanted, student_items
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.params import ASSESSMENT_ID_LENGTH, body, only, text_member
from chalicelib.request import Request
from chalicelib.student import NAMED_BY, student_of

OPPORTUNITY_ID_LENGTH: Final = 250

routes = Blueprint(__name__)


@routes.route("/v1/students/items", methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def items(request: Request) -> object:
    """One interim exam, item by item."""
    opened = session(request)
    only(request.query)
    given = body(request, *NAMED_BY, "assessment_id", "opportunity_id")
    wanted = Wanted(
        student_id=student_of(given, services().references),
        assessment_id=text_member(given, "assessment_id", ASSESSMENT_ID_LENGTH, needed=True),
        opportunity_id=text_member(given, "opportunity_id", OPPORTUNITY_ID_LENGTH, needed=True),
    )
    return student_items(opened, services().sources, wanted)
