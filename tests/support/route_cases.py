"""A request for every route, and who may make it where: the rule, said once more from scratch.

`Rule.allows` is an oracle: it shares no code with the API. A route without an entry fails
tests/integration/api/test_matrix.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.support.world import ODD_ID

# ---- who is who (source: the table of roles in docs/access-model.md, written out by hand)

STATE: Final = frozenset({"STATE_USER"})
LEA_COORDINATORS: Final = frozenset({"LEA_CAASPP_COORDINATOR", "LEA_ELPAC_COORDINATOR"})
DISTRICT: Final = LEA_COORDINATORS | {"SUPERINTENDENT", "EDUCATOR_DISTRICT"}
SITE_COORDINATORS: Final = frozenset({"SITE_CAASPP_COORDINATOR", "SITE_ELPAC_COORDINATOR"})
SCHOOL: Final = SITE_COORDINATORS | {"EDUCATOR_TEST_SITE"}
TEACHERS: Final = frozenset(
    {"TEST_ADMINISTRATOR", "CAASPP_TEST_EXAMINER", "ELPAC_TEST_EXAMINER", "EDUCATOR_ROSTER"}
)
INTERIM_TEACHERS: Final = frozenset({"IA_ADMINISTRATOR_ONLY"})
GROUPED: Final = TEACHERS | INTERIM_TEACHERS
WITHOUT_RESULTS: Final = frozenset(
    {
        "LS_CORRESPONDENCE_ADMINISTRATOR",
        "LS_DATA_ENTRY",
        "TOOLS_FOR_TEACHERS_USER",
        "OPERATOR",
        "VENDOR",
    }
)
WHOLE: Final = STATE | DISTRICT | SCHOOL
READERS: Final = WHOLE | GROUPED

MANAGE_GROUPS: Final = LEA_COORDINATORS | SITE_COORDINATORS
OWN_GROUPS: Final = (DISTRICT - {"SUPERINTENDENT"}) | SCHOOL | GROUPED
LINKS: Final = STATE | LEA_COORDINATORS | SITE_COORDINATORS
REVIEW: Final = STATE | LEA_COORDINATORS
STAFF: Final = LEA_COORDINATORS
ACCESS_LOG: Final = LEA_COORDINATORS
DELIVERIES: Final = frozenset({"OPERATOR", "VENDOR"})

HOME: Final = {
    **dict.fromkeys(STATE | {"OPERATOR"}, ("state", "CA")),
    **dict.fromkeys(DISTRICT | {"LS_CORRESPONDENCE_ADMINISTRATOR"}, ("district", "D1")),
    **dict.fromkeys(
        SCHOOL | GROUPED | {"LS_DATA_ENTRY", "TOOLS_FOR_TEACHERS_USER"}, ("school", "S1")
    ),
    "VENDOR": ("vendor", "alder"),
}
"""Where everybody of the matrix holds their role."""

PLACES: Final = ("S1", "S2", "S3", "S9")
"""Their own school; another of the LEA; one of another LEA; none."""

GROUPS: Final = {"mine": "S1", "others": "S1", "next": "S2", "away": "S3", "none": ""}
"""Group -> its school; only the first lists the teachers of the matrix."""


def sees_school(role: str, place: str) -> bool:
    """Whether somebody sees any result at a school."""
    if role in STATE:
        return place in ("S1", "S2", "S3")
    if role in DISTRICT:
        return place in ("S1", "S2")
    return role in SCHOOL | GROUPED and place == "S1"


def sees_group(role: str, group: str) -> bool:
    """Whether somebody may look at a group."""
    if role in GROUPED:
        return group == "mine"
    return role in WHOLE and GROUPS[group] != "" and sees_school(role, GROUPS[group])


# ---- what a request is

Fill = Callable[[str], Mapping[str, Any]]


@dataclass(frozen=True)
class Case:
    """How to ask a route about a target, and who is to get an answer.

    `targets` are what it is asked about in turn; `allows` says for a role and a target whether the
    answer is anything but a refusal. `path`, `query` and `body` are made from the target. A body
    that is not acceptable is answered with 400 where the role may do the thing, which is enough
    to tell, and changes nothing.
    """

    targets: tuple[str, ...]
    allows: Callable[[str, str], bool]
    path: Fill = field(default=lambda _: {})
    query: Fill = field(default=lambda _: {})
    body: Fill | None = None


def everybody(_: str, __: str) -> bool:
    """Anybody signed in."""
    return True


def nobody(_: str, __: str) -> bool:
    """Nobody: there is no such thing."""
    return False


def only(roles: frozenset[str]) -> Callable[[str, str], bool]:
    """These roles, whatever it is about."""
    return lambda role, _: role in roles


def of_school(assessment: str = "", *, interim: bool = False) -> Case:
    """A report about a school."""
    more = {"assessment_id": assessment} if assessment else {}
    return Case(
        PLACES,
        lambda role, place: sees_school(role, place) and _sees_type(role, interim, assessment),
        path=lambda place: {"school_id": place, **more},
    )


def of_group(assessment: str = "", *, interim: bool = False) -> Case:
    """A report about a group."""
    more = {"assessment_id": assessment} if assessment else {}
    return Case(
        tuple(GROUPS),
        lambda role, group: sees_group(role, group) and _sees_type(role, interim, assessment),
        path=lambda group: {"group_id": group, **more},
    )


def _sees_type(role: str, interim: bool, assessment: str) -> bool:
    if not assessment:
        return True
    return role not in STATE if interim else role not in INTERIM_TEACHERS


def _student(place: str) -> dict[str, str]:
    return {"student_id": f"{place}-001"}


CASES: dict[tuple[str, str], Case] = {
    ("GET", "/health"): Case(("",), everybody),
    ("GET", "/me"): Case(("",), everybody),
    ("GET", "/filters"): Case(("",), everybody),
    ("GET", "/organizations"): Case(("",), everybody),
    ("GET", "/schools/{school_id}/grades"): of_school(),
    ("GET", "/schools/{school_id}/dashboard"): of_school(),
    ("GET", "/groups/{group_id}/dashboard"): of_group(),
    ("GET", "/schools/{school_id}/assessments"): of_school(),
    ("GET", "/groups/{group_id}/assessments"): of_group(),
    **{
        ("GET", f"/{kind}/assessments/{{assessment_id}}/{report}"): make(
            assessment, interim=interim
        )
        for kind, make in (("schools/{school_id}", of_school), ("groups/{group_id}", of_group))
        for report, assessment, interim in (
            ("summary", ODD_ID, False),
            ("students", ODD_ID, False),
            ("percentiles", ODD_ID, False),
        )
    },
    ("POST", "/students/search"): Case(("S1",), only(READERS), body=_student),
    ("POST", "/students/history"): Case(
        PLACES, lambda role, place: sees_school(role, place), body=_student
    ),
    ("GET", "/assessments/{assessment_id}/links"): Case(
        PLACES,
        lambda role, place: sees_school(role, place) and _sees_type(role, False, ODD_ID),
        path=lambda _: {"assessment_id": ODD_ID},
        query=lambda place: {"school_id": place},
    ),
    ("GET", "/links"): Case(("",), only(LINKS)),
    ("POST", "/links"): Case(("",), only(LINKS), body=lambda _: {}),
    ("PUT", "/links/{link_id}"): Case(
        ("none",), only(LINKS), path=lambda link: {"link_id": link}, body=lambda _: {}
    ),
    ("DELETE", "/links/{link_id}"): Case(("none",), nobody, path=lambda link: {"link_id": link}),
    ("GET", "/items/{item_key}/content"): Case(
        ("none",), nobody, path=lambda item: {"item_key": item}
    ),
}
