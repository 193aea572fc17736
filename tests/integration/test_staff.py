"""Staff files end to end on moto: who holds what afterwards, and who can sign in."""

import gzip
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from cers.model.delivery import Counts, Delivery, DeliveryStatus, Receipt
from cers.model.errors import ConflictError
from cers.steps.ingest import ingest
from cers.steps.ingest_stores import IngestStores
from cers.steps.settle_users import BUDGET
from cers.steps.sweep import sweep
from cers.stores.access import AccessStore
from cers.stores.staff import StaffStore
from cers.stores.users import UserDirectory
from tests.support.cloud import REGION, Crash, Wire
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
    STATE,
    TEACHER,
    Staff,
    landed_when,
    one_at_a_time,
    organizations,
    staff_file,
)

PUBLISHED = DeliveryStatus.PUBLISHED
QUARANTINED = DeliveryStatus.QUARANTINED
REJECTED = DeliveryStatus.REJECTED

ANN = Staff("ann", LEA, D1)
BOB = Staff("bob", SITE, S1)
CAT = Staff("cat", TEACHER, S3)


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        made = World()
        made.stores.reference.update_organizations(lambda _: organizations())
        yield made


def deliver(world: World, data: bytes, name: str = "all.csv", vendor: str = "ets") -> Receipt:
    """Land a file, a minute after the one before, and process it."""
    landed = len(list(world.stores.landing.versions(LANDING)))
    delivery = world.land(f"{vendor}/staff/{name}", data)
    landed_when(delivery, LANDED + timedelta(minutes=landed))
    ingest(delivery, world.stores)
    return world.receipt(delivery)


def at(world: World, name: str, data: bytes, moment: datetime) -> Delivery:
    return landed_when(world.land(f"ets/staff/{name}", data), moment)


def held(world: World, username: str) -> set[tuple[str, str]]:
    found = world.stores.people.access.assignments(username)
    return {(each.role.code, each.organization_id) for each in found}


def user(world: World, username: str) -> dict[str, Any] | None:
    """A user as Cognito has them: attributes, whether enabled, and the groups."""
    try:
        known = world.cognito.admin_get_user(UserPoolId=world.pool_id, Username=username)
    except world.cognito.exceptions.UserNotFoundException:
        return None
    groups = world.cognito.admin_list_groups_for_user(UserPoolId=world.pool_id, Username=username)[
        "Groups"
    ]
    attributes = {each["Name"]: each["Value"] for each in known["UserAttributes"]}
    return {
        **{name: attributes[name] for name in ("email", "email_verified", "name")},
        "enabled": known["Enabled"],
        "groups": {group["GroupName"] for group in groups},
    }


def pool(world: World) -> dict[str, tuple[bool, frozenset[str]]]:
    """Every user of the pool: whether enabled, and the groups."""
    users = world.cognito.list_users(UserPoolId=world.pool_id)["Users"]
    found = {}
    for each in users:
        known = user(world, each["Username"])
        assert known is not None
        found[each["Username"]] = (known["enabled"], frozenset(known["groups"]))
    return found


def access(world: World) -> list[dict[str, Any]]:
    """The access table, versions left out."""
    items = world.access_table.scan()["Items"]
    kept = [{k: v for k, v in item.items() if k != "version"} for item in items]
    return sorted(kept, key=lambda item: (item["pk"], item["sk"]))


def test_a_staff_file_makes_users_who_hold_their_roles(world: World) -> None:
    both = Staff("bob", TEACHER, S2)
    receipt = deliver(world, staff_file(ANN, BOB, both, CAT, Staff("boss", STATE, "CA")))

    assert receipt.status is PUBLISHED
    assert receipt.counts == Counts(records=5, accepted=5)
    assert held(world, "ann") == {("LEA_CAASPP_COORDINATOR", D1)}
    assert held(world, "Bob") == {("SITE_CAASPP_COORDINATOR", S1), ("TEST_ADMINISTRATOR", S2)}
    assert held(world, "boss") == {("STATE_USER", "CA")}
    (assignment,) = world.stores.people.access.assignments("ann")
    assert assignment.organization_name == "Alder Unified"
    assert user(world, "bob") == {
        "email": "bob@district.example",
        "email_verified": "true",
        "name": "Ann Other",
        "enabled": True,
        "groups": {"SITE_CAASPP_COORDINATOR", "TEST_ADMINISTRATOR"},
    }


def test_nothing_that_names_a_person_is_told_a_vendor(world: World) -> None:
    hidden = [Staff(f"hidden{n}", SITE, S1, first_name="Hidden", last_name="H.") for n in range(9)]
    deliver(world, staff_file(*hidden, Staff("hidden.too", SITE, "9")), "good.csv")
    deliver(world, staff_file(*hidden, "hidden,hidden", hidden[0].row.replace("H.", "X.")), "1.csv")
    deliver(world, staff_file(hidden[0]), "few.csv")
    told = world.everything_a_vendor_reads()

    for code in ("unknown-organization", "field-count", "user-differs", "too-many-revocations"):
        assert code in told
    assert "hidden" not in told.lower()


def test_what_a_file_no_longer_names_is_gone_at_once(world: World) -> None:
    deliver(world, staff_file(ANN, BOB, Staff("bob", TEACHER, S2), CAT))
    receipt = deliver(world, staff_file(ANN, Staff("bob", TEACHER, S2), confirm=True), "2.csv")

    assert "2 others were taken away" in receipt.message
    assert held(world, "bob") == {("TEST_ADMINISTRATOR", S2)}
    assert held(world, "cat") == set()
    bob, cat = user(world, "bob"), user(world, "cat")
    assert bob is not None
    assert cat is not None
    assert (bob["enabled"], bob["groups"]) == (True, {"TEST_ADMINISTRATOR"})
    assert (cat["enabled"], cat["groups"]) == (False, set())


def test_who_comes_back_is_let_in_again(world: World) -> None:
    for number, data in enumerate(
        [staff_file(ANN, CAT), staff_file(ANN, confirm=True), staff_file(ANN, CAT)]
    ):
        deliver(world, data, f"{number}.csv")

    assert pool(world) == {
        "ann": (True, frozenset({"LEA_CAASPP_COORDINATOR"})),
        "cat": (True, frozenset({"TEST_ADMINISTRATOR"})),
    }


def test_a_user_whom_an_operator_disabled_stays_so(world: World) -> None:
    deliver(world, staff_file(ANN))
    world.cognito.admin_disable_user(UserPoolId=world.pool_id, Username="ann")
    deliver(world, staff_file(ANN, Staff("ann", SITE, S1)), "2.csv")

    assert pool(world)["ann"][0] is False


def test_groups_that_are_no_roles_of_ours_are_left_alone(world: World) -> None:
    deliver(world, staff_file(ANN))
    world.cognito.create_group(UserPoolId=world.pool_id, GroupName="operators")
    world.cognito.admin_add_user_to_group(
        UserPoolId=world.pool_id, Username="ann", GroupName="operators"
    )
    deliver(world, staff_file(confirm=True), "2.csv")

    assert pool(world)["ann"] == (False, frozenset({"operators"}))


def test_a_new_name_or_address_reaches_the_user_pool(world: World) -> None:
    deliver(world, staff_file(ANN))
    married = Staff("ann", LEA, D1, "ann.new@district.example", last_name="New")
    deliver(world, staff_file(married), "2.csv")

    ann = user(world, "ann")
    assert ann is not None
    assert (ann["email"], ann["email_verified"], ann["name"]) == (
        "ann.new@district.example", "true", "Ann New",
    )  # fmt: skip


def test_a_district_speaks_for_itself_alone(world: World) -> None:
    deliver(world, staff_file(ANN, BOB, CAT, Staff("boss", STATE, "CA")))
    deliver(world, staff_file(Staff("new", LEA, D1), scope=D1, confirm=True), "d1.csv")

    assert held(world, "ann") == held(world, "bob") == set()
    assert held(world, "new") == {("LEA_CAASPP_COORDINATOR", D1)}
    assert held(world, "cat") == {("TEST_ADMINISTRATOR", S3)}
    assert held(world, "boss") == {("STATE_USER", "CA")}


def test_a_right_an_operator_gave_is_no_business_of_a_file_that_does_not_name_it(
    world: World,
) -> None:
    world.stores.people.access.assign("ops", "STATE_USER", "state", "CA", "California")
    deliver(world, staff_file(ANN))

    assert held(world, "ops") == {("STATE_USER", "CA")}


def many(number: int, school: str = S1) -> list[Staff]:
    return [Staff(f"user{each}", SITE, school) for each in range(number)]


@pytest.mark.parametrize(
    ("kept", "refused"),
    [(0, True), (1, True), (6, True), (7, False), (10, False)],
)
def test_a_file_that_takes_too_much_away_is_refused_unless_it_is_meant(
    world: World, kept: int, refused: bool
) -> None:
    deliver(world, staff_file(CAT, *many(10)))
    # Another district changes nothing about this one's share.
    others = [Staff(f"other{each}", SITE, S3) for each in range(50)]
    data = staff_file(CAT, *others, *many(kept))
    receipt = deliver(world, data, "2.csv")

    left = [name for name in (f"user{each}" for each in range(10)) if held(world, name)]
    assert len(left) == (10 if refused else kept)
    assert (receipt.status is REJECTED) == refused
    if refused:
        (finding,) = receipt.findings
        assert finding.code == "too-many-revocations"
        assert f"{10 - kept} of the 10 assignments of the district {D1}" in finding.message
        confirmed = staff_file(CAT, *others, *many(kept), confirm=True)
        assert deliver(world, confirmed, "3.csv").status is PUBLISHED
        assert [name for name in left if held(world, name)] == left[:kept]


def test_in_a_small_district_a_few_may_go_but_not_everybody(world: World) -> None:
    deliver(world, staff_file(ANN, BOB, CAT))
    few = deliver(world, staff_file(ANN, scope=D1), "few.csv")
    none = deliver(world, staff_file(ANN), "none.csv")

    assert few.status is PUBLISHED
    assert [each.code for each in none.findings] == ["too-many-revocations"]
    assert D2 in none.findings[0].message
    assert held(world, "cat")


def test_in_whatever_order_files_are_processed_the_end_is_the_same(world: World) -> None:
    files = [
        staff_file(ANN, BOB, CAT),
        staff_file(ANN, Staff("dan", SITE, S2), scope=D1, confirm=True),
        staff_file(BOB, Staff("eve", SITE, S3), confirm=True),
        staff_file(Staff("eve", TEACHER, S3), scope=D2, confirm=True),
    ]
    ends = []
    for number, order in enumerate(random.Random(3).sample([*permutations(range(4))], 8)):
        start = LANDED + timedelta(days=number)
        landed = [
            at(world, f"{number}-{each}.csv", data, start + timedelta(seconds=each))
            for each, data in enumerate(files)
        ]
        for each in (*order, order[0]):
            ingest(landed[each], world.stores, replay=True)
        ends.append((access(world), pool(world)))

    assert all(end[0] == ends[0][0] for end in ends)
    assert held(world, "bob") == {("SITE_CAASPP_COORDINATOR", S1)}
    assert held(world, "eve") == {("TEST_ADMINISTRATOR", S3)}
    assert held(world, "ann") == held(world, "cat") == held(world, "dan") == set()
    enabled = {name for name, (is_enabled, _) in pool(world).items() if is_enabled}
    assert enabled == {"bob", "eve"}


def test_an_older_file_says_that_it_came_too_late(world: World) -> None:
    ingest(at(world, "new.csv", staff_file(ANN, scope=D1), LANDED), world.stores)
    old = at(world, "old.csv", staff_file(BOB, CAT), LANDED - timedelta(1))
    receipt = ingest(old, world.stores)

    assert receipt is not None
    assert receipt.status is PUBLISHED
    assert [each.code for each in receipt.findings] == ["outdated"]
    assert D1 in receipt.findings[0].message
    assert held(world, "ann")
    assert not held(world, "bob")
    assert held(world, "cat")


def test_files_that_come_at_the_same_time_end_as_if_one_came_after_the_other(
    world: World,
) -> None:
    chance = random.Random(5)
    users = [f"user{number}" for number in range(12)]
    files = []
    for number in range(6):
        some = chance.sample(users, 6)
        data = staff_file(*(Staff(each, SITE, S1) for each in some), scope=D1, confirm=True)
        files.append((at(world, f"{number}.csv", data, LANDED + timedelta(seconds=number)), some))
    chance.shuffle(files)
    last = max(files, key=lambda each: each[0].key)

    def process(delivery: Delivery) -> None:
        for _ in range(20):  # as the queue does
            with suppress(ConflictError):
                ingest(delivery, world.stores)
                return

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(process, [delivery for delivery, _ in files]))

    assert {name for name in users if held(world, name)} == set(last[1])
    assert {name for name, (enabled, _) in pool(world).items() if enabled} == set(last[1])


def test_a_crash_at_any_call_is_mended_by_the_next_attempt(world: World) -> None:
    first = staff_file(ANN, BOB, CAT)
    second = staff_file(Staff("ann", SITE, S1), BOB, Staff("dan", TEACHER, S2), confirm=True)
    wire = Wire()
    stores = watched(world, wire)
    expected: tuple[object, object] | None = None
    for dies_at in range(1, 200):
        moment = LANDED + timedelta(days=dies_at)
        ingest(at(world, f"{dies_at}-1.csv", first, moment), world.stores)
        delivery = at(world, f"{dies_at}-2.csv", second, moment + timedelta(hours=1))
        wire.arm(dies_at)
        try:
            ingest(delivery, stores)
        except Crash:
            assert ingest(delivery, world.stores) is not None
            now = (access(world), pool(world))
            expected = expected or now
            assert now == expected, dies_at
        else:
            break
    else:
        pytest.fail("it never came to an end")

    assert dies_at > 25
    assert held(world, "dan") == {("TEST_ADMINISTRATOR", S2)}


def watched(world: World, wire: Wire) -> IngestStores:
    """The world's stores, with a wire on the calls about people."""
    table = boto3.resource("dynamodb", region_name=REGION).Table("cers-access")
    cognito = boto3.client("cognito-idp", region_name=REGION)
    wire.watch(table.meta.client)
    wire.watch(cognito)
    one_at_a_time(table.meta.client, cognito)
    return with_clients(world, table, cognito)


def with_clients(world: World, table: Any, cognito: Any) -> IngestStores:
    """The world's stores, with these clients for people."""
    people = replace(
        world.stores.people,
        access=AccessStore(table),
        staff=StaffStore(table),
        users=UserDirectory(cognito, world.pool_id, invite=False),
    )
    return replace(world.stores, people=people)


def test_an_assignment_at_an_unknown_school_holds_once_the_school_arrives(world: World) -> None:
    delivery = world.land("ets/staff/x.csv", staff_file(ANN, Staff("dan", SITE, "11111110000009")))
    ingest(delivery, world.stores)

    assert world.receipt(delivery).counts == Counts(records=2, accepted=1, waiting=1)
    assert held(world, "dan") == set()

    calpads = b"County-District Code^Auth CDS Code^District Name^School Name\n"
    world.deliver("ets/organizations/x.csv", calpads + b"1111111^11111110000009^Alder^Ash\n")

    assert world.receipt(delivery).counts == Counts(records=2, accepted=2)
    assert held(world, "dan") == {("SITE_CAASPP_COORDINATOR", "11111110000009")}
    assert user(world, "dan") is not None


def test_so_does_one_at_an_unknown_district(world: World) -> None:
    delivery = world.land("ets/staff/x.csv", staff_file(Staff("dan", LEA, "33333330000000")))
    ingest(delivery, world.stores)
    assert world.receipt(delivery).status is QUARANTINED

    calpads = b"County-District Code^Auth CDS Code^District Name^School Name\n"
    world.deliver("ets/organizations/x.csv", calpads + b"3333333^33333330000009^Cedar^Ash\n")

    assert held(world, "dan") == {("LEA_CAASPP_COORDINATOR", "33333330000000")}


def test_a_vendor_of_one_district_speaks_for_no_other(world: World) -> None:
    item = {"pk": "VENDOR#alder", "sk": "GRANT", "feeds": {"staff"}, "districts": {D1}}
    world.access_table.put_item(Item=item)  # type: ignore[arg-type]

    assert deliver(world, staff_file(ANN, scope=D1), "1.csv", "alder").status is PUBLISHED
    for scope in ("state", D2, f"{D1}, {D2}"):
        refused = deliver(world, staff_file(BOB, scope=scope), "2.csv", "alder")
        assert refused.status is REJECTED
        assert "unauthorized" in [each.code for each in refused.findings]
    assert held(world, "bob") == set()


def test_an_address_somebody_else_has_is_said_and_tried_again(world: World) -> None:
    taken = "ann@district.example"
    refuse = Refusals(taken)
    cognito = boto3.client("cognito-idp", region_name=REGION)
    cognito.meta.events.register("before-call.cognito-idp.AdminCreateUser", refuse)
    stores = with_clients(world, world.access_table, cognito)
    delivery = world.land("ets/staff/1.csv", staff_file(BOB, ANN))
    receipt = ingest(delivery, stores)

    assert receipt is not None
    assert receipt.status is PUBLISHED
    assert [(each.code, each.where) for each in receipt.findings] == [("sign-in-refused", "line 4")]
    assert user(world, "bob") is not None
    assert user(world, "ann") is None

    refuse.address = ""
    again = ingest(delivery, stores, replay=True)
    assert again is not None
    assert again.findings == ()
    assert user(world, "ann") is not None


class Refusals:
    """Cognito has an address already."""

    def __init__(self, address: str) -> None:
        self.address = address

    def __call__(self, params: dict[str, Any], **_: object) -> None:
        if self.address and self.address.encode() in params["body"]:
            error = {"Error": {"Code": "AliasExistsException", "Message": "taken"}}
            raise ClientError(error, "AdminCreateUser")  # type: ignore[arg-type]


class Watch:
    """A clock that jumps ahead each time somebody looks."""

    def __init__(self, step: timedelta) -> None:
        self._now = datetime(2026, 3, 1, tzinfo=UTC)
        self._step = step

    def __call__(self) -> datetime:
        self._now += self._step
        return self._now


def test_a_delivery_that_takes_too_long_goes_on_by_itself(world: World) -> None:
    staff = [Staff(f"user{number}", SITE, S1) for number in range(150)]
    delivery = world.land("ets/staff/1.csv", staff_file(*staff))
    receipt = ingest(delivery, world.stores, clock=Watch(BUDGET / 2))

    assert receipt is not None
    assert receipt.status is DeliveryStatus.PROCESSING
    assert "still being told" in receipt.message
    assert all(held(world, each.username) for each in staff)
    assert 0 < len(pool_names(world)) < 150

    world.work()
    assert world.receipt(delivery).status is PUBLISHED
    assert len(pool_names(world)) == 150


def pool_names(world: World) -> set[str]:
    pages = world.cognito.get_paginator("list_users").paginate(UserPoolId=world.pool_id)
    return {user["Username"] for page in pages for user in page["Users"]}


def test_delivering_the_same_again_asks_nothing_of_the_user_pool(world: World) -> None:
    wire = Wire()
    stores = watched(world, wire)
    data = staff_file(ANN, BOB, CAT)
    ingest(world.land("ets/staff/1.csv", data), stores)
    assert "AdminCreateUser" in wire.calls

    wire.calls.clear()
    ingest(world.land("ets/staff/2.csv", data), stores)
    assert not [call for call in wire.calls if call.startswith("Admin")]


def test_a_packed_file_is_read_as_well(world: World) -> None:
    assert deliver(world, gzip.compress(staff_file(ANN)), "x.gz").status is PUBLISHED
    assert held(world, "ann")


def test_the_sweep_picks_up_a_delivery_that_was_cut_off(world: World) -> None:
    delivery = world.land("ets/staff/1.csv", staff_file(ANN))
    sweep(LANDING, world.stores, grace=timedelta(seconds=-5))
    world.work()

    assert world.receipt(delivery).status is PUBLISHED
