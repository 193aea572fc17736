"""A request for every route, and who may make it where: the rule, said once more from scratch.

`Rule.allows` is an oracle: it shares no code with the API. A route without an entry fails
tests/integration/api/test_matrix.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cers.stores.access import AccessStore
from tests.support.world import ODD_ID, World

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
AGGREGATES: Final = WHOLE
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


def nobody(_: str, __: str) -> bool:
    """Nobody: there is no such thing."""
    return False


def at_school(roles: frozenset[str]) -> Callable[[str, str], bool]:
    """These roles, at schools they see."""
    return lambda role, place: role in roles and sees_school(role, place)


def put_groups(access: AccessStore) -> None:
    """The groups of the matrix: the first lists everybody, the others are foreign in some way."""
    everyone = [f"matrix-{role}" for role in HOME]
    students = [f"S1-{number:03}" for number in range(12)]
    access.put_group("mine", "Mine", "S1", 2026, None, students, everyone)
    access.put_group("others", "Others", "S1", 2026, None, students, ["somebody"])
    access.put_group("next", "Next", "S2", 2026, None, ["S2-001"], everyone)
    access.put_group("away", "Away", "S3", 2026, None, ["S3-001"], everyone)


def everybody(_: str, __: str) -> bool:
    """Anybody signed in."""
    return True


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


def _group(place: str) -> dict[str, Any]:
    """A group that cannot be made, since one of its students is nowhere."""
    more = {"student_ids": ["nobody"], "usernames": []}
    return {"school_id": place, "school_year": 2026, "name": "x", "subject": None, **more}


def _change(_: str) -> dict[str, Any]:
    """A change of a version there is not."""
    return {
        "name": "x",
        "subject": None,
        "student_ids": ["S1-001"],
        "usernames": [],
        "version": "none",
    }


def _own(place: str) -> dict[str, Any]:
    return {"school_id": place, "name": "x", "subject": None, "student_ids": ["nobody"]}


def _link(place: str) -> dict[str, Any]:
    """A link that cannot be kept, since a page must not follow it."""
    return {
        "assessment_id": ODD_ID,
        "organization_type": "school",
        "organization_id": place,
        "level": 0,
        "label": "x",
        "url": "javascript:alert(1)",
    }


def _grant(place: str) -> dict[str, Any]:
    """A grant that nobody answers for."""
    return {
        "username": "new",
        "email": "new@school.example",
        "first_name": "New",
        "last_name": "Teacher",
        "role": "TEST_ADMINISTRATOR",
        "school_id": place,
        "acknowledged": False,
        "acknowledgement_version": "1",
    }


def _export(place: str) -> dict[str, Any]:
    """An export in a format there is not."""
    return {"school_year": 2026, "school_ids": [place], "format": "none"}


def _printed(place: str) -> dict[str, Any]:
    """Printed reports in a language there are none in."""
    return {"school_year": 2026, "school_id": place, "grade": "05", "language": "none"}


def _unknown_subject(_: str) -> dict[str, Any]:
    """A change of results there are none of."""
    here = {"school_year": 2026, "district_id": "D1", "subject": "None", "kind": "individual"}
    return {"changes": [{**here, "status": "reviewing"}]}


def _interim(place: str) -> dict[str, str]:
    """An interim exam of somebody at a school."""
    rows = (
        row
        for row in World.make().exams
        if (row["school_id"], row["assessment_id"]) == (place, "M5-IAB") and not row["deleted"]
    )
    found = next(rows, {"student_id": "nobody", "opportunity_id": "none"})
    return {
        "student_id": found["student_id"],
        "assessment_id": "M5-IAB",
        "opportunity_id": found["opportunity_id"],
    }


def _aggregate(place: str) -> dict[str, Any]:
    """An aggregate report of one school."""
    return {
        "name": "x",
        "type": "yearly",
        "organizations": {"schools": [place]},
        "assessment_type": "sum",
        "subjects": ["Math"],
        "grades": ["05"],
        "school_years": [2026],
    }


REPORTS: Final = (
    ("summary", ODD_ID, False),
    ("students", ODD_ID, False),
    ("percentiles", ODD_ID, False),
    ("comparison", ODD_ID, False),
    ("targets", ODD_ID, False),
    ("items", "M5-IAB", True),
    ("items/distractors", "M5-IAB", True),
    ("writing-traits", "M5-IAB", True),
)
"""A report about an assessment, one to ask it about, and whether that is an interim one."""

CASES: dict[tuple[str, str], Case] = {
    ("GET", "/health"): Case(("",), everybody),
    ("GET", "/session/start"): Case(("",), everybody),
    ("GET", "/session/callback"): Case(("",), everybody),
    # Without the header that only the site's own pages send: see test_session.py.
    ("POST", "/session/renewal"): Case(("",), nobody, body=lambda _: {}),
    ("POST", "/session/end"): Case(("",), nobody, body=lambda _: {}),
    ("GET", "/me"): Case(("",), everybody),
    ("GET", "/me/activity"): Case(("",), everybody),
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
        for report, assessment, interim in REPORTS
    },
    **{
        ("GET", f"/{kind}/assessments/{{assessment_id}}/items/{{item_key}}/students"): Case(
            ("none",),
            nobody,
            path=lambda target, name=name: {  # type: ignore[misc]
                name: "S1" if name == "school_id" else "mine",
                "assessment_id": "M5-IAB",
                "item_key": target,
            },
        )
        for kind, name in (("schools/{school_id}", "school_id"), ("groups/{group_id}", "group_id"))
    },
    ("POST", "/students/search"): Case(("S1",), only(READERS), body=_student),
    ("GET", "/students/recent"): Case(("",), only(READERS)),
    ("POST", "/students/history"): Case(PLACES, sees_school, body=_student),
    ("POST", "/students/items"): Case(
        PLACES, lambda role, place: sees_school(role, place) and role not in STATE, body=_interim
    ),
    ("POST", "/students/candidates"): Case(
        PLACES, at_school(OWN_GROUPS | MANAGE_GROUPS), body=lambda place: {"school_id": place}
    ),
    ("GET", "/groups"): Case(PLACES, sees_school, query=lambda place: {"school_id": place}),
    ("POST", "/groups"): Case(PLACES, at_school(MANAGE_GROUPS), body=_group),
    ("GET", "/groups/{group_id}"): of_group(),
    ("PUT", "/groups/{group_id}"): Case(
        tuple(GROUPS),
        lambda role, group: role in MANAGE_GROUPS and sees_group(role, group),
        path=lambda group: {"group_id": group},
        body=_change,
    ),
    # Who may delete is tested where groups are: here nothing is to be gone afterwards.
    ("DELETE", "/groups/{group_id}"): Case(
        ("away", "none"), nobody, path=lambda group: {"group_id": group}
    ),
    ("POST", "/groups/import"): Case(("",), only(MANAGE_GROUPS), body=lambda _: {"csv": "x"}),
    ("POST", "/own-groups"): Case(PLACES, at_school(OWN_GROUPS), body=_own),
    ("PUT", "/own-groups/{group_id}"): Case(
        ("none", "mine"),
        nobody,
        path=lambda group: {"group_id": group},
        body=lambda _: {"name": "x", "subject": None, "student_ids": [], "version": "none"},
    ),
    ("DELETE", "/own-groups/{group_id}"): Case(
        ("none", "mine"), nobody, path=lambda group: {"group_id": group}
    ),
    ("GET", "/assessments/{assessment_id}/links"): Case(
        PLACES,
        lambda role, place: sees_school(role, place) and role not in INTERIM_TEACHERS,
        path=lambda _: {"assessment_id": ODD_ID},
        query=lambda place: {"school_id": place},
    ),
    ("GET", "/links"): Case(("",), only(LINKS)),
    ("GET", "/links/assessments"): Case(("",), only(LINKS)),
    ("GET", "/links/organizations"): Case(("",), only(LINKS)),
    ("POST", "/links"): Case(PLACES, at_school(LINKS - STATE), body=_link),
    ("PUT", "/links/{link_id}"): Case(
        ("none",),
        nobody,
        path=lambda link: {"link_id": link},
        body=lambda _: {"level": 0, "label": "x", "url": "https://example.org"},
    ),
    ("DELETE", "/links/{link_id}"): Case(("none",), nobody, path=lambda link: {"link_id": link}),
    ("GET", "/items/{item_key}/content"): Case(
        ("none",), nobody, path=lambda item: {"item_key": item}
    ),
    ("GET", "/deliveries"): Case(("",), only(DELIVERIES)),
    ("GET", "/deliveries/options"): Case(("",), only(DELIVERIES)),
    ("GET", "/deliveries/counts"): Case(("",), only(DELIVERIES)),
    ("POST", "/deliveries/search"): Case(
        ("",), only(DELIVERIES), body=lambda _: {"name": "nothing is called so"}
    ),
    ("POST", "/deliveries/uploads"): Case(
        ("",), only(frozenset({"VENDOR"})), body=lambda _: {"feed": "exams", "name": "a", "size": 0}
    ),
    ("POST", "/deliveries/uploads/landed"): Case(
        ("none",),
        nobody,
        body=lambda upload: {"feed": "exams", "name": "a.xml", "upload_id": upload},
    ),
    ("GET", "/deliveries/{delivery_id}/findings/file"): Case(
        ("none",), nobody, path=lambda delivery: {"delivery_id": delivery}
    ),
    ("GET", "/deliveries/{delivery_id}"): Case(
        ("none",), nobody, path=lambda delivery: {"delivery_id": delivery}
    ),
    ("GET", "/deliveries/{delivery_id}/findings"): Case(
        ("none",), nobody, path=lambda delivery: {"delivery_id": delivery}
    ),
    ("POST", "/deliveries/{delivery_id}/replay"): Case(
        ("none",), nobody, path=lambda delivery: {"delivery_id": delivery}, body=lambda _: {}
    ),
    ("POST", "/deliveries/replay"): Case(
        ("",), only(DELIVERIES), body=lambda _: {"dry_run": True, "vendor": "alder"}
    ),
    ("POST", "/access-log/search"): Case(
        ("",), only(ACCESS_LOG), body=lambda _: {"from": "2026-01-01", "to": "2026-01-31"}
    ),
    ("GET", "/exports"): Case(("",), only(WHOLE)),
    ("POST", "/exports"): Case(PLACES, at_school(WHOLE), body=_export),
    ("GET", "/exports/{export_id}"): Case(
        ("none",), nobody, path=lambda export: {"export_id": export}
    ),
    ("DELETE", "/exports/{export_id}"): Case(
        ("none",), nobody, path=lambda export: {"export_id": export}
    ),
    ("GET", "/printed-reports"): Case(("",), only(READERS)),
    ("POST", "/printed-reports"): Case(PLACES, at_school(WHOLE), body=_printed),
    ("GET", "/printed-reports/{printed_report_id}"): Case(
        ("none",), nobody, path=lambda report: {"printed_report_id": report}
    ),
    ("DELETE", "/printed-reports/{printed_report_id}"): Case(
        ("none",), nobody, path=lambda report: {"printed_report_id": report}
    ),
    ("GET", "/staff"): Case(("",), only(STAFF)),
    ("POST", "/staff/search"): Case(("",), only(STAFF), body=lambda _: {"search": "a"}),
    ("GET", "/staff/acknowledgement"): Case(("",), only(STAFF)),
    ("POST", "/staff/assignments"): Case(PLACES, at_school(STAFF), body=_grant),
    ("GET", "/availability"): Case(("",), only(REVIEW | {"OPERATOR"})),
    ("GET", "/availability/history"): Case(("",), only(REVIEW | {"OPERATOR"})),
    ("PUT", "/availability"): Case(("",), only(REVIEW | {"OPERATOR"}), body=_unknown_subject),
    ("DELETE", "/staff/assignments/{assignment_id}"): Case(
        ("none",), nobody, path=lambda id_: {"assignment_id": id_}
    ),
    ("GET", "/aggregate-reports/options"): Case(("",), only(WHOLE)),
    ("POST", "/aggregate-reports/estimate"): Case(PLACES, at_school(WHOLE), body=_aggregate),
    ("GET", "/aggregate-reports"): Case(("",), only(WHOLE)),
    ("POST", "/aggregate-reports"): Case(PLACES, at_school(WHOLE), body=_aggregate),
    ("GET", "/aggregate-reports/{report_id}"): Case(
        ("none",), nobody, path=lambda report: {"report_id": report}
    ),
    ("GET", "/aggregate-reports/{report_id}/csv"): Case(
        ("none",), nobody, path=lambda report: {"report_id": report}
    ),
    ("DELETE", "/aggregate-reports/{report_id}"): Case(
        ("none",), nobody, path=lambda report: {"report_id": report}
    ),
    ("GET", "/aggregate-queries"): Case(("",), only(WHOLE)),
    # A new definition has no version: refused with 400, to those who may keep definitions.
    ("POST", "/aggregate-queries"): Case(
        ("S1",), only(WHOLE), body=lambda place: {**_aggregate(place), "version": 1}
    ),
    ("PUT", "/aggregate-queries/{query_id}"): Case(
        ("none",),
        nobody,
        path=lambda query: {"query_id": query},
        body=lambda _: {**_aggregate("S1"), "version": 1},
    ),
    ("DELETE", "/aggregate-queries/{query_id}"): Case(
        ("none",), nobody, path=lambda query: {"query_id": query}
    ),
}
