"""Staff as coordinators of a district keep it: what they may grant, to whom, and what it takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from cers.model.acknowledgement import PRIVACY
from cers.model.roles import ROLES
from cers.model.staff import Person, StaffAssignment, StaffScope
from cers.stores.staff import StaffStore, Statement
from chalicelib.endpoint import services
from tests.integration.api.conftest import REGION, Api
from tests.integration.api.test_audit import records
from tests.support.api import Answer, ApiClient
from tests.support.cloud import kept
from tests.support.educators import educator, everywhere
from tests.support.people import one_at_a_time
from tests.support.world import SCHOOLS

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

GRANT = "/staff/assignments"
REVOKE = "/staff/assignments/{assignment_id}"
COORDINATORS = {"LEA_CAASPP_COORDINATOR", "LEA_ELPAC_COORDINATOR"}
_NUMBERS = count(1)
_VERSIONS = (f"20{minutes:02}" for minutes in count(1))


@dataclass
class Staff:
    """The api with a user pool of its own."""

    api: Api
    cognito: "CognitoIdentityProviderClient"
    pool: str
    table: str = "cers-access"

    def held(self, username: str) -> set[tuple[str, str]]:
        found = self.api.access.assignments(username)
        return {(each.role.code, each.organization_id) for each in found}

    def user(self, username: str) -> dict[str, Any] | None:
        try:
            known = self.cognito.admin_get_user(UserPoolId=self.pool, Username=username)
        except self.cognito.exceptions.UserNotFoundException:
            return None
        groups = self.cognito.admin_list_groups_for_user(UserPoolId=self.pool, Username=username)
        attributes = {each["Name"]: each["Value"] for each in known["UserAttributes"]}
        return {
            "email": attributes["email"],
            "name": attributes["name"],
            "enabled": known["Enabled"],
            "groups": {group["GroupName"] for group in groups["Groups"]},
        }

    def file(self, *stated: StaffAssignment, district: str = "D1") -> None:
        """A staff file states what holds at a district, after all before it."""
        store, version = StaffStore(services()._access_table), next(_VERSIONS)
        statement = Statement(StaffScope(district_ids=frozenset({district})), version)
        store.claim(statement)
        assert store.change(statement, district, stated, [])


def person(**other: Any) -> dict[str, Any]:
    """A good grant to somebody new."""
    name = f"person{next(_NUMBERS)}"
    return {
        "username": name,
        "email": f"{name}@district.example",
        "first_name": "Pat",
        "last_name": "Person",
        "role": "SITE_CAASPP_COORDINATOR",
        "school_id": "S1",
        "acknowledged": True,
        **other,
    }


def stated(username: str, role: str, place: str, district: str = "D1") -> StaffAssignment:
    """What a staff file says of somebody."""
    who = Person(username, f"{username}@district.example", "Pat", "Person")
    return StaffAssignment(who, ROLES[role], place, f"Name of {place}", district)


@pytest.fixture(scope="module")
def staff(api: Api) -> Iterator[Staff]:
    cognito = boto3.client("cognito-idp", region_name=REGION)
    pool = cognito.create_user_pool(
        PoolName="cers",
        AliasAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
    )["UserPool"]["Id"]
    for role in ROLES:
        cognito.create_group(UserPoolId=pool, GroupName=role)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CERS_USER_POOL_ID", pool)
        services.cache_clear()
        one_at_a_time(cognito)
        yield Staff(api, cognito, pool)
    services.cache_clear()


@pytest.fixture(autouse=True)
def nobody_stays(staff: Staff) -> Iterator[None]:
    """Each test leaves the table as it found it, or the last would search what all have granted."""
    with kept(REGION, staff.table):
        yield


@pytest.fixture
def lea(api: Api) -> ApiClient:
    return educator(api.access, "LEA_CAASPP_COORDINATOR", "D1", "boss")


def revoke(client: ApiClient, assignment_id: str) -> Answer:
    return client.delete(REVOKE, assignment_id=assignment_id)


@pytest.mark.parametrize("school", [*SCHOOLS, "S9"])
@pytest.mark.parametrize(("role", "place"), list(everywhere()))
def test_coordinators_grant_at_schools_of_their_own_district_and_nobody_else_does(
    staff: Staff, role: str, place: str, school: str
) -> None:
    wanted = person(school_id=school)
    answer = educator(staff.api.access, role, place).post(GRANT, wanted)
    if role not in COORDINATORS:
        expected = (403, "not-permitted")
    elif school not in SCHOOLS or SCHOOLS[school][1] != place:
        expected = (404, "not-found")
    else:
        assert answer.status == 201
        assert staff.held(wanted["username"]) == {("SITE_CAASPP_COORDINATOR", school)}
        return
    assert (answer.status, answer.code) == expected
    assert staff.held(wanted["username"]) == set()
    assert staff.user(wanted["username"]) is None


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize(("role", "place"), list(everywhere()))
def test_staff_is_seen_and_revoked_by_coordinators_of_the_district_alone(
    staff: Staff, lea: ApiClient, role: str, place: str, method: str
) -> None:
    made = lea.post(GRANT, person()).body
    client = educator(staff.api.access, role, place)
    if method == "DELETE":
        answer = revoke(client, made["id"])
    elif method == "POST":
        answer = client.post("/staff/search", {"search": made["username"]})
    else:
        answer = client.get("/staff", {"school_id": "S1"})
    if role not in COORDINATORS:
        assert (answer.status, answer.code) == (403, "not-permitted")
    elif place == "D1":
        assert answer.status == 200
    elif method == "POST":
        assert answer.body["assignments"] == []
    else:
        assert (answer.status, answer.code) == (404, "not-found")


@pytest.mark.parametrize("role", list(ROLES))
def test_only_roles_held_at_schools_are_granted(staff: Staff, lea: ApiClient, role: str) -> None:
    wanted = person(role=role)
    answer = lea.post(GRANT, wanted)
    if ROLES[role].level == "school":
        assert staff.held(wanted["username"]) == {(role, "S1")}
    else:
        assert (answer.status, answer.code) == (400, "bad-parameter")
        assert staff.held(wanted["username"]) == set()


def test_somebody_new_is_let_in_with_the_role(staff: Staff, lea: ApiClient) -> None:
    wanted = person(username="New.One", role="TEST_ADMINISTRATOR")
    answer = lea.post(GRANT, wanted)
    assert answer.status == 201
    assert staff.user("new.one") == {
        "email": wanted["email"],
        "name": "Pat Person",
        "enabled": True,
        "groups": {"TEST_ADMINISTRATOR"},
    }
    assert answer.body["username"] == "new.one"
    assert answer.body["organization"] == {
        "type": "school",
        "id": "S1",
        "name": "Oak Elementary",
    }
    assert (answer.body["source"], answer.body["status"]) == ("coordinator", "held")
    assert (answer.body["granted_by"], answer.body["may_revoke"]) == ("boss", True)
    assert answer.body["acknowledgement_version"] == PRIVACY.version


@pytest.mark.parametrize("said", [False, None])
def test_without_the_acknowledgement_nothing_is_granted(
    staff: Staff, lea: ApiClient, said: bool | None
) -> None:
    wanted = person()
    if said is None:
        del wanted["acknowledged"]
    else:
        wanted["acknowledged"] = said
    answer = lea.post(GRANT, wanted)
    assert (answer.status, answer.code) == (400, "bad-parameter")
    assert answer.body["error"]["message"].startswith("acknowledged: ")
    assert staff.held(wanted["username"]) == set()
    assert staff.user(wanted["username"]) is None


def test_an_acknowledgement_of_another_text_is_none(staff: Staff, lea: ApiClient) -> None:
    del staff
    text = lea.get("/staff/acknowledgement").body
    assert text["version"] == PRIVACY.version
    assert "FERPA" in text["text"]
    assert "SITE_CAASPP_COORDINATOR" in {each["code"] for each in text["roles"]}
    assert lea.post(GRANT, person(acknowledgement_version=text["version"])).status == 201
    old = lea.post(GRANT, person(acknowledgement_version="1999-1"))
    assert (old.status, old.code) == (409, "conflict")


def test_the_consent_is_recorded_without_naming_the_user(staff: Staff, lea: ApiClient) -> None:
    before = len(records(staff.api))
    wanted = person()
    made = lea.post(GRANT, wanted).body
    revoke(lea, made["id"])
    granted, revoked = records(staff.api)[before:]
    assert (granted["action"], granted["username"]) == ("change", "boss")
    assert (granted["district_id"], granted["school_ids"]) == ("D1", ["S1"])
    assert PRIVACY.version in granted["detail"]
    for record, what in ((granted, "grant"), (revoked, "revoke")):
        assert record["detail"].startswith(what)
        assert record["detail"].endswith(f"SITE_CAASPP_COORDINATOR: assignment {made['id']}")
        assert wanted["username"] not in str(record)


@pytest.mark.parametrize("username", ["boss", "BOSS"])
def test_nobody_grants_anything_to_themselves(staff: Staff, lea: ApiClient, username: str) -> None:
    answer = lea.post(GRANT, person(username=username, role="EDUCATOR_ROSTER"))
    assert (answer.status, answer.code) == (403, "not-permitted")
    assert ("EDUCATOR_ROSTER", "S1") not in staff.held("boss")


def test_nor_to_themselves_under_another_user_name(staff: Staff) -> None:
    staff.file(stated("chief", "LEA_CAASPP_COORDINATOR", "D1"))
    chief = educator(staff.api.access, "LEA_CAASPP_COORDINATOR", "D1", "chief")
    staff.file(stated("chief", "LEA_CAASPP_COORDINATOR", "D1"))
    answer = chief.post(GRANT, person(email="Chief@District.example"))
    assert (answer.status, answer.code) == (403, "not-permitted")


def test_a_grant_does_not_hand_somebodys_account_to_another_address(
    staff: Staff, lea: ApiClient
) -> None:
    staff.file(stated("theirs", "LEA_CAASPP_COORDINATOR", "D2", "D2"), district="D2")
    attempt = person(username="theirs", email="mine@evil.example")
    answer = lea.post(GRANT, attempt)
    assert (answer.status, answer.code) == (409, "conflict")
    assert "theirs@district.example" not in answer.text
    assert staff.held("theirs") == {("LEA_CAASPP_COORDINATOR", "D2")}

    good = person(username="theirs", email="Theirs@district.example", last_name="Other")
    assert lea.post(GRANT, good).status == 201
    assert staff.user("theirs") == {
        "email": "theirs@district.example",
        "name": "Pat Person",
        "enabled": True,
        "groups": {"LEA_CAASPP_COORDINATOR", "SITE_CAASPP_COORDINATOR"},
    }


def test_nor_that_of_a_user_only_the_user_pool_knows(staff: Staff, lea: ApiClient) -> None:
    staff.cognito.admin_create_user(
        UserPoolId=staff.pool,
        Username="operator",
        UserAttributes=[{"Name": "email", "Value": "operator@state.example"}],
        MessageAction="SUPPRESS",
    )
    answer = lea.post(GRANT, person(username="operator"))
    assert (answer.status, answer.code) == (409, "conflict")
    assert staff.held("operator") == set()


def test_nor_that_of_a_user_whom_another_coordinator_made(staff: Staff, lea: ApiClient) -> None:
    wanted = person()
    made = lea.post(GRANT, wanted).body
    revoke(lea, made["id"])
    other = educator(staff.api.access, "LEA_CAASPP_COORDINATOR", "D2", "boss2")
    attempt = {**wanted, "school_id": "S3", "email": "mine@evil.example"}
    assert other.post(GRANT, attempt).code == "conflict"
    assert other.post(GRANT, {**wanted, "school_id": "S3"}).status == 201


def test_an_address_that_is_taken_leaves_nothing_behind(staff: Staff, lea: ApiClient) -> None:
    def refuse(params: dict[str, Any], **_: object) -> None:
        if b"taken@district.example" in params["body"]:
            error = {"Error": {"Code": "AliasExistsException", "Message": "taken"}}
            raise ClientError(error, "AdminCreateUser")  # type: ignore[arg-type]

    events = services().staff.users._client.meta.events
    events.register("before-call.cognito-idp.AdminCreateUser", refuse)
    wanted = person(email="taken@district.example")
    answer = lea.post(GRANT, wanted)
    events.unregister("before-call.cognito-idp.AdminCreateUser", refuse)
    assert (answer.status, answer.code) == (409, "conflict")
    assert "taken@" not in answer.text
    assert staff.held(wanted["username"]) == set()
    assert lea.post(GRANT, {**wanted, "email": "other@district.example"}).status == 201


def test_if_the_user_pool_fails_the_same_request_mends_it(staff: Staff, lea: ApiClient) -> None:
    def refuse(**_: object) -> None:
        error = {"Error": {"Code": "TooManyRequestsException", "Message": ""}}
        raise ClientError(error, "AdminCreateUser")  # type: ignore[arg-type]

    events = services().staff.users._client.meta.events
    events.register("before-call.cognito-idp.AdminCreateUser", refuse)
    wanted = person()
    answer = lea.post(GRANT, wanted)
    events.unregister("before-call.cognito-idp.AdminCreateUser", refuse)
    assert (answer.status, answer.code) == (503, "unavailable")
    assert staff.user(wanted["username"]) is None
    assert lea.post(GRANT, wanted).status == 201
    assert staff.user(wanted["username"]) is not None


def test_what_is_revoked_is_gone_at_once_and_to_repeat_it_changes_nothing(
    staff: Staff, lea: ApiClient
) -> None:
    wanted = person()
    made = lea.post(GRANT, wanted).body
    token = educator(staff.api.access, "TEST_ADMINISTRATOR", "S2", wanted["username"])
    assert token.get("/me").status == 200
    answer = revoke(lea, made["id"])
    assert (answer.status, answer.body["status"]) == (200, "withheld")
    assert answer.body["may_revoke"] is False
    assert staff.held(wanted["username"]) == {("TEST_ADMINISTRATOR", "S2")}
    assert staff.user(wanted["username"])["groups"] == {"TEST_ADMINISTRATOR"}  # type: ignore[index]
    assert revoke(lea, made["id"]).status == 200
    assert lea.post(GRANT, wanted).status == 201
    assert ("SITE_CAASPP_COORDINATOR", "S1") in staff.held(wanted["username"])


def test_who_holds_nothing_any_more_cannot_sign_in(staff: Staff, lea: ApiClient) -> None:
    wanted = person()
    made = lea.post(GRANT, wanted).body
    revoke(lea, made["id"])
    assert staff.user(wanted["username"])["enabled"] is False  # type: ignore[index]
    lea.post(GRANT, wanted)
    assert staff.user(wanted["username"])["enabled"] is True  # type: ignore[index]


def test_rights_of_the_district_and_ones_own_are_not_revoked(staff: Staff, lea: ApiClient) -> None:
    staff.file(
        stated("peer", "LEA_ELPAC_COORDINATOR", "D1"),
        stated("boss", "SITE_CAASPP_COORDINATOR", "S1"),
    )
    listed = {(e["username"], e["role"]): e for e in everybody(lea)}
    for key in (("peer", "LEA_ELPAC_COORDINATOR"), ("boss", "SITE_CAASPP_COORDINATOR")):
        assert listed[key]["may_revoke"] is False
        answer = revoke(lea, listed[key]["id"])
        assert (answer.status, answer.code) == (403, "not-permitted")
    assert ("LEA_ELPAC_COORDINATOR", "D1") in staff.held("peer")
    assert ("SITE_CAASPP_COORDINATOR", "S1") in staff.held("boss")


def everybody(client: ApiClient, **body: str) -> list[dict[str, Any]]:
    """Every assignment there is, page by page."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = client.post("/staff/search", {**body, "cursor": cursor}).body
        found += page["assignments"]
        if page["next"] is None:
            assert page["total"] == len(found)
            return found
        cursor = page["next"]


def test_a_list_holds_all_of_the_district_and_nothing_of_another(staff: Staff) -> None:
    ours = [stated(f"user{n:03}", "TEST_ADMINISTRATOR", "S2") for n in range(120)]
    staff.file(*ours)
    staff.file(stated("foreign", "TEST_ADMINISTRATOR", "S3", "D2"), district="D2")
    lea = educator(staff.api.access, "LEA_ELPAC_COORDINATOR", "D1", "lister")
    names = [each["username"] for each in everybody(lea)]
    assert {each.person.username for each in ours} <= set(names)
    assert "foreign" not in names
    first = lea.get("/staff", {"school_id": "S2"}).body
    assert len(first["assignments"]) == 100
    second = lea.get("/staff", {"school_id": "S2", "cursor": first["next"]}).body
    assert {e["organization"]["id"] for e in second["assignments"]} == {"S2"}
    assert [e["username"] for e in everybody(lea, search="SER11", school_id="S2")] == [
        f"user{n:03}" for n in range(110, 120)
    ]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("username", "pat@district.example"),
        ("username", ""),
        ("email", "nowhere"),
        ("email", ""),
        ("first_name", "x" * 129),
        ("last_name", ""),
        ("role", "WIZARD"),
        ("school_id", ""),
        ("acknowledged", "yes"),
        ("shoe_size", "very large"),
    ],
)
def test_what_is_wrong_is_named_and_not_repeated(
    staff: Staff, lea: ApiClient, member: str, value: Any
) -> None:
    del staff
    answer = lea.post(GRANT, person(**{member: value}))
    assert (answer.status, answer.code) == (400, "bad-parameter")
    assert answer.body["error"]["message"].startswith(member)
    assert not value or value not in answer.text


def test_a_list_is_narrowed_to_a_role_with_and_without_a_search(staff: Staff) -> None:
    lea = educator(staff.api.access, "LEA_CAASPP_COORDINATOR", "D1", "chooser")
    roles = ("EDUCATOR_ROSTER", "EDUCATOR_TEST_SITE")
    made = {role: lea.post(GRANT, person(role=role, last_name="Rolewise")).body for role in roles}
    for role in roles:
        listed = lea.get("/staff", {"school_id": "S1", "role": role}).body
        assert {each["role"] for each in listed["assignments"]} == {role}
        assert listed["total"] == len(listed["assignments"])
        found = lea.post("/staff/search", {"role": role, "search": "rolewise"}).body
        assert [each["id"] for each in found["assignments"]] == [made[role]["id"]]
    assert lea.get("/staff", {"role": "NONE"}).body["assignments"] == []
