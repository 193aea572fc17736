"""Staff files and coordinators about the same people: who has the last word on what."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from moto import mock_aws

from cers.model.delivery import DeliveryStatus, Receipt
from cers.model.roles import ROLES
from cers.model.staff import Person, StaffAssignment
from cers.steps.ingest import ingest
from cers.steps.settle_users import settle_user
from cers.stores.grants import Consent, GrantStore, Standing
from tests.support.ingest import LANDING, World
from tests.support.people import (
    D1,
    D2,
    LANDED,
    LEA,
    S1,
    S2,
    S3,
    SITE,
    TEACHER,
    Staff,
    landed_when,
    organizations,
    staff_file,
)

ANN = Staff("ann", LEA, D1)
BOB = Staff("bob", SITE, S1)
CAT = Staff("cat", TEACHER, S3)
NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        made = World()
        made.stores.reference.update_organizations(lambda _: organizations())
        yield made


def deliver(world: World, data: bytes, name: str = "all.csv") -> Receipt:
    """Land a file, an hour after the one before, and process it."""
    landed = len(list(world.stores.landing.versions(LANDING)))
    delivery = world.land(f"ets/staff/{name}", data)
    landed_when(delivery, LANDED + timedelta(hours=landed))
    ingest(delivery, world.stores)
    return world.receipt(delivery)


def assignment(username: str, role: tuple[str, str], school: str) -> StaffAssignment:
    person = Person(username, f"{username}@district.example", "Ann", "Other")
    unit = D1 if school.startswith(D1[:7]) else D2
    name = organizations().schools[school].name
    return StaffAssignment(person, ROLES[role[0]], school, name, unit)


def settle(world: World, username: str) -> None:
    people = world.stores.people
    version = people.staff.unsynced_version(username)
    assert version is not None
    assert settle_user(username, version, people.staff, people.users)


def grant(world: World, username: str, role: tuple[str, str], school: str) -> None:
    """What a coordinator's request does, without the checks of it."""
    wanted, store = assignment(username, role, school), GrantStore(world.access_table)
    before = standing(world, username, role, school)
    if before is not None and before.stated:
        store.lift(wanted, NOW)
    else:
        store.grant(wanted, Consent("boss", NOW, "1"))
    settle(world, username)


def revoke(world: World, username: str, role: tuple[str, str], school: str) -> None:
    before = standing(world, username, role, school)
    assert before is not None
    GrantStore(world.access_table).withhold(before, "boss", NOW)
    settle(world, username)


def standing(world: World, username: str, role: tuple[str, str], school: str) -> Standing | None:
    found = GrantStore(world.access_table).standing([], [school])
    key = (username, role[0], school)
    return next((each for each in found if each.assignment.key == key), None)


def held(world: World, username: str) -> set[tuple[str, str]]:
    found = world.stores.people.access.assignments(username)
    return {(each.role.code, each.organization_id) for each in found}


def roles(world: World, username: str) -> set[str]:
    """The roles that the user pool knows of."""
    groups: list[Any] = world.cognito.admin_list_groups_for_user(
        UserPoolId=world.pool_id, Username=username
    )["Groups"]
    return {group["GroupName"] for group in groups}


def test_what_a_coordinator_grants_outlives_files_that_do_not_name_it(world: World) -> None:
    deliver(world, staff_file(ANN, BOB))
    grant(world, "bob", TEACHER, S2)
    grant(world, "new", SITE, S2)
    deliver(world, staff_file(ANN, BOB), "2.csv")
    deliver(world, staff_file(ANN, BOB, scope=D1), "3.csv")

    assert held(world, "bob") == {(SITE[0], S1), (TEACHER[0], S2)}
    assert held(world, "new") == {(SITE[0], S2)}
    assert roles(world, "new") == {SITE[0]}


def test_what_a_file_names_is_the_files_from_then_on(world: World) -> None:
    deliver(world, staff_file(ANN, BOB))
    grant(world, "bob", TEACHER, S2)
    deliver(world, staff_file(ANN, BOB, Staff("bob", TEACHER, S2)), "2.csv")
    now = standing(world, "bob", TEACHER, S2)
    assert now is not None
    assert now.stated
    deliver(world, staff_file(ANN, BOB), "3.csv")

    assert held(world, "bob") == {(SITE[0], S1)}


def test_whom_a_file_drops_keeps_nothing_a_coordinator_gave_them_there(world: World) -> None:
    deliver(world, staff_file(ANN, BOB, CAT))
    grant(world, "bob", TEACHER, S2)
    grant(world, "bob", TEACHER, S3)
    deliver(world, staff_file(ANN, scope=D1, confirm=True), "2.csv")

    assert held(world, "bob") == {(TEACHER[0], S3)}, "the other district has not spoken"
    assert roles(world, "bob") == {TEACHER[0]}
    deliver(world, staff_file(ANN, CAT, Staff("bob", TEACHER, S3)), "3.csv")
    deliver(world, staff_file(ANN, CAT, confirm=True), "4.csv")
    assert held(world, "bob") == set()
    assert roles(world, "bob") == set()


def test_who_only_loses_one_role_keeps_the_others(world: World) -> None:
    deliver(world, staff_file(ANN, BOB, Staff("bob", TEACHER, S1)))
    grant(world, "bob", TEACHER, S2)
    deliver(world, staff_file(ANN, Staff("bob", TEACHER, S1)), "2.csv")

    assert held(world, "bob") == {(TEACHER[0], S1), (TEACHER[0], S2)}


def test_what_a_coordinator_takes_away_stays_away_whatever_files_say(world: World) -> None:
    deliver(world, staff_file(ANN, BOB))
    revoke(world, "bob", SITE, S1)
    assert held(world, "bob") == set()
    assert roles(world, "bob") == set()
    deliver(world, staff_file(ANN, BOB, Staff("bob", TEACHER, S2)), "2.csv")
    deliver(world, staff_file(ANN, Staff("bob", TEACHER, S2)), "3.csv")
    deliver(world, staff_file(ANN, BOB, Staff("bob", TEACHER, S2)), "4.csv")

    assert held(world, "bob") == {(TEACHER[0], S2)}
    assert roles(world, "bob") == {TEACHER[0]}


def test_a_file_does_not_bring_back_either_what_a_coordinator_gave_and_took(world: World) -> None:
    deliver(world, staff_file(ANN, BOB))
    grant(world, "bob", TEACHER, S2)
    revoke(world, "bob", TEACHER, S2)
    deliver(world, staff_file(ANN, BOB, Staff("bob", TEACHER, S2)), "2.csv")

    assert held(world, "bob") == {(SITE[0], S1)}


def test_until_a_coordinator_grants_it_again(world: World) -> None:
    deliver(world, staff_file(ANN, BOB))
    revoke(world, "bob", SITE, S1)
    grant(world, "bob", SITE, S1)

    assert held(world, "bob") == {(SITE[0], S1)}
    assert roles(world, "bob") == {SITE[0]}
    now = standing(world, "bob", SITE, S1)
    assert now == Standing(assignment("bob", SITE, S1), stated=True)


def test_in_whatever_order_files_are_processed_what_is_withheld_is_not_held(world: World) -> None:
    deliver(world, staff_file(ANN, BOB, CAT), "first.csv")
    revoke(world, "bob", SITE, S1)
    files = [
        staff_file(ANN, CAT, confirm=True),
        staff_file(ANN, BOB, CAT),
        staff_file(ANN, BOB, Staff("bob", TEACHER, S2), scope=D1),
    ]
    ends = set()
    for number, order in enumerate(permutations(range(3))):
        start = LANDED + timedelta(days=number + 1)
        landed = [
            landed_when(
                world.land(f"ets/staff/{number}-{each}.csv", data), start + timedelta(hours=each)
            )
            for each, data in enumerate(files)
        ]
        for each in order:
            ingest(landed[each], world.stores, replay=True)
        ends.add(frozenset(held(world, "bob")))
    assert ends == {frozenset({(TEACHER[0], S2)})}


def test_grants_of_coordinators_do_not_count_as_losses_of_a_file(world: World) -> None:
    deliver(world, staff_file(ANN, BOB))
    for number in range(20):
        grant(world, f"user{number}", TEACHER, S2)
    receipt = deliver(world, staff_file(ANN, BOB), "2.csv")

    assert receipt.status is DeliveryStatus.PUBLISHED
    assert held(world, "user7") == {(TEACHER[0], S2)}


def test_of_who_somebody_is_files_know_better_than_coordinators(world: World) -> None:
    grant(world, "dan", TEACHER, S2)
    renamed = Staff("dan", SITE, S1, email="dan.new@district.example", last_name="Newman")
    deliver(world, staff_file(ANN, renamed))

    known = world.stores.people.staff.holdings("dan").person
    assert known == Person("dan", "dan.new@district.example", "Ann", "Newman")
    assert roles(world, "dan") == {SITE[0], TEACHER[0]}
