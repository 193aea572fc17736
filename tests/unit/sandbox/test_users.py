"""The sandbox's users and groups."""

import re
from collections import Counter
from datetime import UTC, datetime

from cers.feeds.groups import GroupContext, read_groups
from cers.feeds.staff import StaffContext, read_staff
from cers.model.organization import District, Organizations, School
from cers.model.roles import ROLES
from cers.model.vendor import VendorGrant
from sandbox.classes import classes, group_file, make_groups
from sandbox.exams import World
from sandbox.generate import make_world
from sandbox.scales import YEARS
from sandbox.users import APPOINTED, PASSWORD, make_users, staff_file

LANDED = datetime(2026, 1, 1, tzinfo=UTC)


WITHOUT_RESULTS = {"LS_CORRESPONDENCE_ADMINISTRATOR", "LS_DATA_ENTRY", "TOOLS_FOR_TEACHERS_USER"}


def test_every_role_that_sees_anything_is_held_at_the_right_kind_of_organization() -> None:
    users = make_users(make_world(5000, 2026))

    held = {user.role for user in users}
    assert set(ROLES) - WITHOUT_RESULTS <= held
    assert held & WITHOUT_RESULTS, "somebody sees nothing, and what that looks like"
    for user in users:
        assert user.organization_type == ROLES[user.role].level
        assert user.role_name == ROLES[user.role].name
        assert re.fullmatch(r"[A-Z].{20,100}\.", user.description)


def test_those_come_first_whom_somebody_new_tries_first() -> None:
    users = make_users(make_world(5000, 2026))

    featured = [user for user in users if user.featured]
    assert users[: len(featured)] == featured
    assert [user.role for user in featured] == [
        "TEST_ADMINISTRATOR",
        "SITE_CAASPP_COORDINATOR",
        "LEA_CAASPP_COORDINATOR",
        "STATE_USER",
        "VENDOR",
        "OPERATOR",
    ]
    assert [user.username for user in featured[:4]] == [
        "teacher.maple.grove",
        "site.maple.grove",
        "lea.larksmere",
        "state",
    ]


def test_who_sees_groups_only_is_listed_in_one() -> None:
    world = make_world(5000, 2026)
    listed = {name for group in make_groups(world) for name in group.usernames}
    for user in make_users(world):
        grants = {each.value for each in ROLES[user.role].permissions}
        if "group-results" in grants and "individual-results" not in grants:
            assert user.username in listed


def test_every_lea_has_coordinators_and_several_schools_do() -> None:
    world = make_world(5000, 2026)
    held = Counter((user.role, user.organization_id) for user in make_users(world))

    for lea in world.state.leas:
        assert held["LEA_CAASPP_COORDINATOR", lea.id] == held["LEA_ELPAC_COORDINATOR", lea.id] == 1
    sites = {place for role, place in held if role == "SITE_CAASPP_COORDINATOR"}
    assert len(sites) >= 4
    assert sites <= {school.id for school in world.state.schools}


def test_one_user_holds_two_assignments() -> None:
    held = Counter(user.username for user in make_users(make_world(5000, 2026)))

    assert list(held.values()).count(2) == 1


def test_no_two_schools_share_a_user_name() -> None:
    for students in (5000, 60_000, 500_000):
        users = make_users(make_world(students, 3))
        places = {(user.username, user.organization_id) for user in users}
        assert len(places) == len({user.username for user in users})


def test_user_names_are_no_addresses_because_the_address_is_an_alias() -> None:
    for user in make_users(make_world(5000, 2026)):
        assert re.fullmatch(r"[a-z0-9.]+", user.username)
        assert user.email == f"{user.username}@sandbox.example"


def test_the_password_satisfies_a_strong_policy() -> None:
    assert len(PASSWORD) >= 12
    for kind in ("[a-z]", "[A-Z]", "[0-9]", r"[^A-Za-z0-9]"):
        assert re.search(kind, PASSWORD)


def test_groups_are_classes_of_one_school_and_grade() -> None:
    world = make_world(5000, 2026)
    people = world.population
    at = {str(ssid): place for place, ssid in enumerate(people.ssid.tolist())}
    teaching = {each.role for each in classes(world)}
    users = {user.username: user for user in make_users(world) if user.role in teaching}
    groups = make_groups(world)

    assert {name for group in groups for name in group.usernames} == set(users)
    assert {group.subject for group in groups} == {None, "ELA", "Math", "ELPAC"}
    assert len({(group.school_id, group.name) for group in groups}) == len(groups)
    for group in groups:
        rows = [at[student] for student in group.student_ids]
        assert (10 if group.subject == "ELPAC" else 20) <= len(rows) <= 30
        assert group.school_year == YEARS[-1]
        assert {world.state.schools[people.school[-1][row]].id for row in rows} == {group.school_id}
        assert len({int(people.grade[-1][row]) for row in rows}) == 1
        for username in group.usernames:
            assert users[username].organization_id == group.school_id


def known(world: World) -> Organizations:
    leas, schools = world.state.leas, world.state.schools
    return Organizations(
        {lea.id: District(lea.id, lea.name, LANDED) for lea in leas},
        {each.id: School(each.id, each.name, leas[each.lea].id, LANDED) for each in schools},
    )


def test_the_staff_file_states_every_assignment() -> None:
    world = make_world(5000, 2026)
    users = make_users(world)
    context = StaffContext(known(world), VendorGrant.of_the_state())
    parsed = read_staff(staff_file(users), context)

    assert parsed.findings == ()
    assert parsed.value is not None
    assert {
        (each.key, each.person.email, each.organization_name) for each in parsed.value.assignments
    } == {
        ((user.username, user.role, user.organization_id), user.email, user.organization_name)
        for user in users
        if user.role not in APPOINTED
    }


def test_the_group_file_holds_every_group() -> None:
    world = make_world(5000, 2026)
    groups = make_groups(world)
    context = GroupContext(
        known(world), ("ELA", "Math", "ELPAC"), VendorGrant.of_the_state(), LANDED
    )
    parsed = read_groups(group_file(groups), context)

    assert parsed.findings == ()
    assert {
        (each.name, each.school_id, each.school_year, each.subject,
         frozenset(each.students), each.logins)
        for each in parsed.value or ()
    } == {
        (each.name, each.school_id, each.school_year, each.subject,
         frozenset(each.student_ids), frozenset(each.usernames))
        for each in groups
    }  # fmt: skip
