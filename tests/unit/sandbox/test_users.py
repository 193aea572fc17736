"""The sandbox's users and groups."""

import re
from collections import Counter

from cers.model.access import ROLES
from sandbox.generate import make_world
from sandbox.scales import YEARS
from sandbox.users import PASSWORD, make_groups, make_users


def test_every_role_is_held_by_somebody_at_the_right_kind_of_organization() -> None:
    users = make_users(make_world(5000, 2026))

    assert {user.role for user in users} == set(ROLES)
    for user in users:
        assert user.organization_type == ROLES[user.role].level
        assert user.role_name == ROLES[user.role].name


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
    users = {user.username: user for user in make_users(world) if user.role == "TEST_ADMINISTRATOR"}
    groups = make_groups(world)

    assert {name for group in groups for name in group.usernames} == set(users)
    assert {group.subject for group in groups} == {None, "ELA", "Math"}
    assert len({group.id for group in groups}) == len(groups)
    for group in groups:
        rows = [at[student] for student in group.student_ids]
        assert 20 <= len(rows) <= 30
        assert group.school_year == YEARS[-1]
        assert {world.state.schools[people.school[-1][row]].id for row in rows} == {group.school_id}
        assert len({int(people.grade[-1][row]) for row in rows}) == 1
        for username in group.usernames:
            assert users[username].organization_id == group.school_id
