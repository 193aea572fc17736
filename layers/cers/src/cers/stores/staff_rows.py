"""The rows that staff is kept in: an assignment with its user and at its place, and who changed."""

import json
from collections.abc import Mapping
from typing import Any, Final

from cers.model.access import Assignment
from cers.model.roles import ROLES
from cers.model.staff import Person, StaffAssignment
from cers.stores.access import assignment_item

STAFF: Final = "STAFF"
SYNC: Final = "SYNC"
ORIGIN: Final = "origin"
COORDINATOR: Final = "coordinator"
"""The origin of what a coordinator has granted; what files state names none."""

Json = Mapping[str, Any]


def staff_place(each: StaffAssignment) -> str:
    """Where an assignment stands among those of its place."""
    return f"{each.level}#{each.organization_id}#{each.person.username}#{each.role.code}"


def assignment_rows(each: StaffAssignment, version: str) -> tuple[Json, Json]:
    """An assignment as it is kept with its user, and at its place."""
    person = each.person
    held = Assignment(each.role, each.organization_id, each.organization_name)
    item = {
        **assignment_item(person.username, held),
        "username": person.username,
        "email": person.email,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "unit": each.unit,
        "version": version,
    }
    place = {"pk": STAFF, "sk": staff_place(each), "stated": stated_text(each)}
    return item, {**place, "version": version}


def sync_row(username: str, version: str) -> Json:
    """That the sign-in service still has to be told of a user."""
    return {"pk": SYNC, "sk": username, "version": version}


def stated_text(each: StaffAssignment) -> str:
    """An assignment as one text: a state has some 100,000, and attributes are slow to read."""
    person = each.person
    return json.dumps(
        [
            [person.username, person.email, person.given_name, person.family_name],
            [each.role.code, each.organization_id, each.organization_name, each.unit],
        ]
    )


def stated_assignment(item: Json) -> StaffAssignment | None:
    """The assignment in an item kept by place; None for a role that is no longer ours."""
    person, (role, organization_id, name, unit) = json.loads(item["stated"])
    if role not in ROLES:
        return None
    return StaffAssignment(Person(*person), ROLES[role], organization_id, name, unit)
