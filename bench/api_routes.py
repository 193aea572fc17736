"""The requests that are measured: one line for each route. To measure another, add a line."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Pick:
    """What a request may be about: somebody at a school, and what there is to see."""

    state_id: str
    district_id: str
    school_id: str
    school_year: int
    summative: str
    """The id of a summative assessment with results at the school."""

    block: str
    """The same of an interim block, which the student took."""

    item_key: str
    """One of the block's items."""

    student_id: str
    opportunity_id: str
    group_id: str
    last_name: str


@dataclass(frozen=True, slots=True)
class Route:
    """A route and how to ask it. Texts in braces are filled from a pick.

    `role` is who asks: `state`, `lea`, `site` or `teacher`. `detailed` requests need items or
    targets, which only some buckets of the state have.
    """

    name: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: Callable[[Pick], Any] | None = None
    role: str = "site"
    detailed: bool = False
    assessment: str = ""
    """`summative` or `block`: what `{assessment_id}` stands for."""

    def request(self, pick: Pick) -> dict[str, Any]:
        """Path parameters, query and body of a request about a pick."""
        known = {key: str(value) for key, value in asdict(pick).items()}
        if self.assessment:
            known["assessment_id"] = known[self.assessment]
        parameters = [name for name in known if f"{{{name}}}" in self.path]
        return {
            "route": self.path,
            "method": self.method,
            "path": {name: known[name] for name in parameters},
            "query": {key: text.format(**known) for key, text in self.query.items()},
            "body": self.body(pick) if self.body else None,
        }


_SCHOOL: Final = "/v1/schools/{school_id}"
_GROUP: Final = "/v1/groups/{group_id}"
_ASSESSMENT: Final = "/assessments/{assessment_id}"
_YEAR: Final = {"school_year": "{school_year}"}


def _exam(pick: Pick) -> dict[str, str]:
    return {
        "student_id": pick.student_id,
        "assessment_id": pick.block,
        "opportunity_id": pick.opportunity_id,
    }


ROUTES: Final = (
    Route("organizations", "/v1/organizations", {"limit": "50"}, role="lea"),
    Route("school assessments", f"{_SCHOOL}/assessments", _YEAR),
    Route(
        "school summary, summative",
        f"{_SCHOOL}{_ASSESSMENT}/summary",
        _YEAR,
        assessment="summative",
    ),
    Route("school summary, block", f"{_SCHOOL}{_ASSESSMENT}/summary", _YEAR, assessment="block"),
    Route(
        "school roster, summative",
        f"{_SCHOOL}{_ASSESSMENT}/students",
        _YEAR,
        assessment="summative",
    ),
    Route("school dashboard", f"{_SCHOOL}/dashboard"),
    Route(
        "items of a block",
        f"{_SCHOOL}{_ASSESSMENT}/items",
        _YEAR,
        assessment="block",
        detailed=True,
    ),
    Route(
        "students of an item",
        f"{_SCHOOL}{_ASSESSMENT}/items/{{item_key}}/students",
        _YEAR,
        assessment="block",
        detailed=True,
    ),
    Route(
        "targets, summative",
        f"{_SCHOOL}{_ASSESSMENT}/targets",
        _YEAR,
        assessment="summative",
        detailed=True,
    ),
    Route("group assessments", f"{_GROUP}/assessments", _YEAR, role="teacher"),
    Route(
        "group roster, block",
        f"{_GROUP}{_ASSESSMENT}/students",
        _YEAR,
        role="teacher",
        assessment="block",
    ),
    Route(
        "find a student by name",
        "/v1/students/search",
        method="POST",
        body=lambda pick: {"name": pick.last_name},
        role="lea",
    ),
    Route(
        "find a student by id",
        "/v1/students/search",
        method="POST",
        body=lambda pick: {"student_id": pick.student_id},
        role="lea",
    ),
    Route(
        "history of a student",
        "/v1/students/history",
        method="POST",
        body=lambda pick: {"student_id": pick.student_id},
        role="lea",
    ),
    Route(
        "items of a student",
        "/v1/students/items",
        method="POST",
        body=_exam,
        detailed=True,
    ),
    Route(
        "candidates for a group",
        "/v1/students/candidates",
        method="POST",
        body=lambda pick: {"school_id": pick.school_id},
    ),
)
