"""Every screen of the client with a state worth looking at: who looks, and at which address.

Ids are asked of the API when a screen is opened, so that the list holds for any sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from tests.e2e.web.asking import Asking, results_path
from tests.e2e.web.visitor import ROOT

TEACHER: Final = "teacher.maple.grove"
SITE: Final = "site.maple.grove"
LEA: Final = "lea.larksmere"
STATE: Final = "state"
VENDOR: Final = "vendor"
NOBODY: Final = ""
"""Who has not entered."""

MOST: Final = 6
"""Students who are looked through for a long history."""

ROUTES: Final = ROOT / "web/src/router/routes.ts"


@dataclass(frozen=True)
class Screen:
    """One screen in one state; `find` says where it is once its user has entered."""

    name: str
    route: str
    user: str
    find: Callable[[Asking], str]


def routes() -> list[str]:
    """The names of all routes, as the client's own list has them."""
    listed = ROUTES.read_text(encoding="utf-8").split("patterns = {")[1].split("} as const")[0]
    return re.findall(r"^\s*(\w+):", listed, re.MULTILINE)


def at(path: str) -> Callable[[Asking], str]:
    """An address that is the same everywhere."""
    return lambda _: path


def school_id(ask: Asking) -> str:
    """The first school within reach."""
    return str(ask.get("/organizations")["schools"][0]["id"])


def group_id(ask: Asking) -> str:
    """An assigned group."""
    return str(next(each["id"] for each in ask.get("/groups")["groups"] if not _own(each)))


def _own(group: Any) -> bool:
    return bool(group["kind"] == "own")


def school(ask: Asking) -> str:
    """A school's assessments."""
    return f"/schools/{school_id(ask)}"


def group(ask: Asking) -> str:
    """A group's assessments."""
    return f"/groups/{group_id(ask)}"


def assessments(ask: Asking, population: str) -> list[Any]:
    """The assessments of a school or a group."""
    found: list[Any] = ask.get(f"{population}/assessments")["assessments"]
    return found


def results(population: Callable[[Asking], str], query: str = "") -> Callable[[Asking], str]:
    """The results of the summative assessment that most took."""

    def find(ask: Asking) -> str:
        place = population(ask)
        taken = [each for each in assessments(ask, place) if each["type"]["code"] == "sum"]
        most = max(taken, key=lambda each: (int(each["results"]), str(each["id"])))
        return results_path(place, most["id"]) + query

    return find


def view(population: Callable[[Asking], str], name: str) -> Callable[[Asking], str]:
    """A view of the assessment with the most results among those that have it."""

    def find(ask: Asking) -> str:
        place = population(ask)
        by_size = sorted(
            assessments(ask, place), key=lambda each: (-int(each["results"]), str(each["id"]))
        )
        for each in by_size:
            address = results_path(place, each["id"])
            if name in ask.get(f"{address}/summary")["views"]:
                return f"{address}/{name}"
        raise AssertionError(f"no assessment of {place} has a view of {name}")

    return find


def student_reference(ask: Asking) -> str:
    """Of some students of the teacher's group the one with the longest history."""
    roster = ask.get(f"{results(group)(ask)}/students")["students"]
    some = sorted(str(each["reference"]) for each in roster)[:MOST]

    def length(reference: str) -> int:
        return len(ask.post("/students/history", {"reference": reference})["results"])

    return max(some, key=length)


def student(ask: Asking) -> str:
    """A student's history."""
    return f"/students/{student_reference(ask)}"


def student_exam(ask: Asking) -> str:
    """One of a student's results, with answers if there are any."""
    reference = student_reference(ask)
    taken = ask.post("/students/history", {"reference": reference})["results"]
    first = next((each for each in taken if each.get("items")), taken[0])
    return f"/students/{reference}/exams/{quote(first['opportunity_id'], safe='')}"


def aggregate_report(ask: Asking) -> str:
    """A report of the district alone, made from the first query that is kept."""
    (query, *_) = ask.get("/aggregate-queries")["queries"]
    places = {**query["definition"]["organizations"], "schools_of_districts": False}
    made = ask.post("/aggregate-reports", {**query["definition"], "organizations": places})
    return f"/aggregate/{made['report']['id']}"


def own_group(ask: Asking) -> str:
    """A group of the teacher's own; made where there is none."""
    own = [each["id"] for each in ask.get("/groups")["groups"] if _own(each)]
    return f"/my-groups/{own[0] if own else _made_group(ask)}"


def _made_group(ask: Asking) -> str:
    members = ask.get(f"/groups/{group_id(ask)}")
    some = [each["student_id"] for each in members["members"][:6]]
    body = {
        "school_id": members["school"]["id"],
        "name": "Reading corner",
        "subject": None,
        "student_ids": some,
    }
    return str(ask.post("/own-groups", body)["id"])


def managed_group(ask: Asking) -> str:
    """An assigned group, to be changed."""
    return f"/manage/groups/{group_id(ask)}"


def delivery(ask: Asking) -> str:
    """The delivery with the most findings."""
    found = ask.get("/deliveries")["deliveries"]
    worst = max(found, key=lambda each: (int(each["findings_total"]), str(each["delivery_id"])))
    return f"/deliveries/{worst['delivery_id']}"


SCREENS: Final = (
    Screen("door", "home", NOBODY, at("/")),
    Screen("home-teacher", "home", TEACHER, at("/")),
    Screen("home-site", "home", SITE, at("/")),
    Screen("home-lea", "home", LEA, at("/")),
    Screen("school", "school", SITE, school),
    Screen("school-dashboard", "schoolDashboard", SITE, lambda ask: f"{school(ask)}/dashboard"),
    Screen("school-results", "schoolResults", SITE, results(school)),
    Screen("school-view-items", "schoolView", SITE, view(school, "items")),
    Screen("school-view-options", "schoolView", SITE, view(school, "options")),
    Screen("school-view-writing", "schoolView", SITE, view(school, "writing")),
    Screen("school-view-targets", "schoolView", SITE, view(school, "targets")),
    Screen("group", "group", TEACHER, group),
    Screen("group-dashboard", "groupDashboard", TEACHER, lambda ask: f"{group(ask)}/dashboard"),
    Screen("group-results", "groupResults", TEACHER, results(group, "?show=number")),
    Screen("group-view-targets", "groupView", TEACHER, view(group, "targets")),
    Screen("student", "student", TEACHER, student),
    Screen("student-exam", "studentExam", TEACHER, student_exam),
    Screen("aggregate", "aggregate", LEA, at("/aggregate")),
    Screen("aggregate-state", "aggregate", STATE, at("/aggregate")),
    Screen("aggregate-report", "aggregateReport", LEA, aggregate_report),
    Screen("reports", "reports", LEA, at("/reports")),
    Screen("new-export", "newExport", LEA, at("/reports/export")),
    Screen("own-groups", "ownGroups", TEACHER, at("/my-groups")),
    Screen("own-group", "ownGroup", TEACHER, own_group),
    Screen("own-group-new", "ownGroup", TEACHER, at("/my-groups/new")),
    Screen("groups", "groups", SITE, at("/manage/groups")),
    Screen("groups-import", "groupsImport", SITE, at("/manage/groups/import")),
    Screen("managed-group", "managedGroup", SITE, managed_group),
    Screen("availability", "availability", LEA, at("/manage/availability")),
    Screen("links", "links", LEA, at("/manage/links")),
    Screen("staff", "staff", LEA, at("/manage/staff")),
    Screen("access-log", "accessLog", LEA, at("/manage/access-log")),
    Screen("activity", "activity", TEACHER, at("/my-activity")),
    Screen("deliveries", "deliveries", VENDOR, at("/deliveries")),
    Screen("delivery", "delivery", VENDOR, delivery),
    Screen("help", "help", NOBODY, at("/help")),
    Screen("glossary", "glossary", NOBODY, at("/help/glossary")),
    Screen("gallery", "gallery", NOBODY, at("/gallery")),
    Screen("nothing-there", "home", TEACHER, at("/there/is/no/such/page")),
)
"""By user, so that a page is entered once for all of hers."""


def named(name: str) -> Screen:
    """The screen of that name."""
    return next(each for each in SCREENS if each.name == name)
