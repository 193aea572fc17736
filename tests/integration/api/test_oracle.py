"""Random users, groups, releases and requests: every row and field is one the rule allows.

The rule is written here once more, from the words of docs/access-model.md and from nothing else.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cers.model.availability import Availability, ReportKind, Slice, Statement
from cers.stores.availability import Changed
from chalicelib.endpoint import services
from tests.integration.api.conftest import Api, release_everything
from tests.support import route_cases as who
from tests.support import tokens
from tests.support.api import ApiClient
from tests.support.world import LONG_AGO, SCHOOLS, Row, assessments, day

EXAMPLES = int(os.environ.get("CERS_ORACLE", "60"))
STUDENTS = [f"{school}-{number:03}" for school in SCHOOLS for number in range(12)]
EVERY = [each for each in assessments() if each != "M6-NEVER"]
TEACHERS_SEE = {"ethnicities", "elas", "language", "migrant"}
COORDINATORS_SEE = TEACHERS_SEE | {"gender", "iep", "section_504", "military_connected"}

_numbers = count()


@dataclass(frozen=True)
class Listed:
    """A group somebody is listed in."""

    school: str
    subject: str | None
    students: frozenset[str]


@dataclass(frozen=True)
class Said:
    """What was said of a district's (or every district's) results in a subject, in this order."""

    district: str
    subject: str
    status: Availability


@dataclass(frozen=True)
class Somebody:
    """A user as the rule sees them."""

    role: str
    place: str
    groups: tuple[Listed, ...]
    said: tuple[Said, ...]

    def sees(self, row: Row) -> bool:
        """Whether the rule lets them see a result."""
        return self._type(row) and self._is_open(row) and self._is_theirs(row)

    @property
    def fields(self) -> set[str]:
        return COORDINATORS_SEE if self.role in who.WHOLE else TEACHERS_SEE

    def _type(self, row: Row) -> bool:
        if self.role in who.WITHOUT_RESULTS:
            return False
        if self.role in who.STATE:
            return bool(row["asmt_type"] == "sum")
        return self.role not in who.INTERIM_TEACHERS or row["asmt_type"] != "sum"

    def _is_open(self, row: Row) -> bool:
        if row["asmt_type"] != "sum" or row["school_year"] < 2026:
            return True
        about = [
            each.status
            for each in self.said
            if each.district in ("*", row["district_id"]) and each.subject == row["subject"]
        ]
        last = about[-1] if about else Availability.LOADING
        return last == Availability.RELEASED or (
            last == Availability.REVIEWING and self.role in who.REVIEW
        )

    def _is_theirs(self, row: Row) -> bool:
        if self.role in who.STATE:
            return True
        if self.role in who.DISTRICT:
            return bool(row["district_id"] == self.place)
        if self.role in who.SCHOOL:
            return bool(row["school_id"] == self.place)
        return any(
            group.school == self.place == row["school_id"]
            and group.subject in (None, row["subject"])
            and row["student_id"] in group.students
            for group in self.groups
        )


def _place(role: str) -> st.SearchStrategy[str]:
    kind = who.HOME[role][0]
    known = {"state": ["CA"], "district": ["D1", "D2"], "school": list(SCHOOLS), "vendor": ["x"]}
    return st.sampled_from(known[kind])


listed = st.builds(
    Listed,
    st.sampled_from(list(SCHOOLS)),
    st.sampled_from([None, "Math", "ELPAC"]),
    st.frozensets(st.sampled_from(STUDENTS), max_size=8),
)
said = st.builds(
    Said,
    st.sampled_from(["*", "D1", "D2"]),
    st.sampled_from(["Math", "ELPAC"]),
    st.sampled_from(list(Availability)),
)
somebody = st.sampled_from(sorted(who.HOME)).flatmap(
    lambda role: st.builds(
        Somebody,
        st.just(role),
        _place(role),
        st.lists(listed, max_size=4).map(tuple),
        st.lists(said, max_size=5).map(tuple),
    )
)


@pytest.fixture(scope="module")
def world(api: Api) -> Iterator[Api]:
    yield api
    release_everything(api)


@dataclass(frozen=True)
class Asking:
    """Somebody, signed in, with their groups in the store."""

    client: ApiClient
    groups: tuple[str, ...]


def enter(api: Api, person: Somebody) -> Asking:
    """Put a user, their groups and what was said into the stores."""
    name = f"random-{next(_numbers)}"
    kind = who.HOME[person.role][0]
    assignment = api.access.assign(name, person.role, kind, person.place, "A place")
    groups = tuple(f"{name}-{number}" for number in range(len(person.groups)))
    for id_, each in zip(groups, person.groups, strict=True):
        api.access.put_group(id_, id_, each.school, 2026, each.subject, each.students, [name])
    _say(api, person.said)
    token = tokens.token(tokens.claims(name, person.role))
    return Asking(ApiClient(token, assignment.id), groups)


def _say(api: Api, said: tuple[Said, ...]) -> None:
    """Take everything back, and say this instead, one after the other."""
    for item in api.settings.scan()["Items"]:
        if str(item["pk"]).startswith("AVAILABILITY#"):
            api.settings.delete_item(Key={"pk": item["pk"], "sk": item["sk"]})
    # What the application read a moment ago no longer holds, even where nothing is said now.
    for name in ("availability", "rights"):
        vars(services()).pop(name, None)
    for number, each in enumerate(said):
        here = Slice(2026, each.subject, ReportKind.INDIVIDUAL, each.district)
        statement = Statement(each.status, LONG_AGO + timedelta(minutes=number))
        services().availability.put([Changed(here, statement, "somebody")])


def seen(api: Api, person: Somebody) -> list[Row]:
    return [row for row in api.world.exams if not row["deleted"] and person.sees(row)]


def pairs(rows: list[Row]) -> list[tuple[str, str]]:
    return sorted((row["student_id"], day(row).isoformat()) for row in rows)


def shown(body: Any) -> list[tuple[str, str]]:
    return sorted((each["student_id"], each["completed_on"]) for each in body["students"])


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(somebody, st.sampled_from(list(SCHOOLS)), st.sampled_from(EVERY), st.sampled_from(STUDENTS))
def test_every_row_and_field_is_one_the_rule_allows(
    world: Api, person: Somebody, school: str, assessment: str, student: str
) -> None:
    asking = enter(world, person)
    rows = seen(world, person)
    path = {"school_id": school, "assessment_id": assessment}
    _check_roster(asking, person, path, rows)
    _check_summary(asking, path, rows)
    _check_groups(asking, person, assessment, rows)
    _check_history(asking, person, student, rows)
    _check_list(asking, school, rows)


def _check_roster(asking: Asking, person: Somebody, path: dict[str, str], rows: list[Row]) -> None:
    answer = asking.client.get("/schools/{school_id}/assessments/{assessment_id}/students", **path)
    expected = [r for r in rows if (r["school_id"], r["assessment_id"]) == tuple(path.values())]
    if answer.status != 200:
        assert answer.status == 404
        assert expected == []
        return
    assert shown(answer.body) == pairs(expected)
    for each in answer.body["students"]:
        assert each["student"].keys() == person.fields


def _check_summary(asking: Asking, path: dict[str, str], rows: list[Row]) -> None:
    answer = asking.client.get("/schools/{school_id}/assessments/{assessment_id}/summary", **path)
    expected = [r for r in rows if (r["school_id"], r["assessment_id"]) == tuple(path.values())]
    assert answer.status == 404 or answer.body["results"] == len(expected)


def _check_groups(asking: Asking, person: Somebody, assessment: str, rows: list[Row]) -> None:
    for id_, group in zip(asking.groups, person.groups, strict=True):
        answer = asking.client.get(
            "/groups/{group_id}/assessments/{assessment_id}/students",
            group_id=id_,
            assessment_id=assessment,
        )
        expected = [
            row
            for row in rows
            if row["assessment_id"] == assessment
            and row["school_id"] == group.school
            and row["student_id"] in group.students
            and group.subject in (None, row["subject"])
        ]
        if answer.status != 200:
            assert answer.status == 404
            assert expected == [] or person.role in who.GROUPED - {person.role}
            continue
        assert shown(answer.body) == pairs(expected)


def _check_history(asking: Asking, person: Somebody, student: str, rows: list[Row]) -> None:
    answer = asking.client.post("/students/history", {"student_id": student})
    expected = [row for row in rows if row["student_id"] == student]
    if answer.status != 200:
        assert answer.status in (403, 404)
        assert expected == []
        return
    found = sorted(each["opportunity_id"] for each in answer.body["results"])
    assert found == sorted(row["opportunity_id"] for row in expected)
    for each in answer.body["results"]:
        assert each["student"].keys() == person.fields


def _check_list(asking: Asking, school: str, rows: list[Row]) -> None:
    answer = asking.client.get(
        "/schools/{school_id}/assessments", {"school_year": "2026"}, school_id=school
    )
    expected: dict[str, int] = {}
    for row in rows:
        if (row["school_id"], row["school_year"]) == (school, 2026):
            expected[row["assessment_id"]] = expected.get(row["assessment_id"], 0) + 1
    if answer.status != 200:
        assert answer.status == 404
        assert expected == {}
        return
    assert {each["id"]: each["results"] for each in answer.body["assessments"]} == expected
