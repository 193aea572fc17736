"""Visiting the sandbox: entering as somebody, changing things, and having them put back."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud, Report
from tests.support.visitor import Visitor

PASSWORD, OTHER = "Long-Enough-2026!", "Another-Long-2026!"
SITE = "site.oak"
ENTER, RESET, USERS = (f"/api/v1/sandbox/{each}" for each in ("enter", "reset", "users"))
ME, AVAILABLE = "/api/v1/me", "AVAILABILITY#2026"


def load(cloud: LocalCloud, _students: int, _report: Report) -> list[dict[str, Any]]:
    """A sandbox of one user, without results."""
    cognito, pool = cloud.clients.cognito, cloud.resources.user_pool_id
    cognito.admin_create_user(UserPoolId=pool, Username=SITE, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(
        UserPoolId=pool, Username=SITE, Password=PASSWORD, Permanent=True
    )
    role = "SITE_CAASPP_COORDINATOR"
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=SITE, GroupName=role)
    put(cloud, "cers-access", f"USER#{SITE}", f"ASSIGNMENT#{role}#S1", role=role,
        organization_type="school", organization_id="S1", organization_name="Oak")  # fmt: skip
    put(cloud, "cers-settings", AVAILABLE, "Math", said="released")
    put(cloud, "cers-audit", "RECORD#1", "1", what="loaded")
    cloud.clients.s3.put_object(Bucket="cers-exports", Key="kept/a.csv", Body=b"a")
    place = {"type": "school", "id": "S1", "name": "Oak"}
    return [{"username": SITE, "role": role, "role_name": "Site", "organization": place}]


def put(cloud: LocalCloud, table: str, pk: str, sk: str, **more: str) -> None:
    values = {"pk": pk, "sk": sk, **more}
    item = {name: {"S": value} for name, value in values.items()}
    cloud.clients.dynamodb.put_item(TableName=table, Item=item)  # type: ignore[arg-type]


def items(cloud: LocalCloud, table: str) -> set[tuple[str, str, str]]:
    found = cloud.clients.dynamodb.scan(TableName=table)["Items"]
    return {(each["pk"]["S"], each["sk"]["S"], str(sorted(each.items()))) for each in found}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[LocalCloud]:
    with LocalCloud(students=1) as running:
        visitor = Visitor(running.web_url)
        for answer in (enter(visitor, SITE), visitor.post(RESET), visitor.get(USERS)):
            assert (answer.status, answer.json()["status"]) == (503, "loading")
        running.load_sandbox(load, lambda *_: None)
        yield running


@pytest.fixture
def visitor(sandbox: LocalCloud) -> Visitor:
    return Visitor(sandbox.web_url)


def enter(visitor: Visitor, username: str, **headers: str) -> Any:
    kind = {"Content-Type": "application/json", "X-CERS-Request": "1", **headers}
    body = f'{{"username": "{username}"}}'.encode()
    return visitor.ask("POST", ENTER, body, **kind)


def test_settings_say_that_it_is_a_sandbox(visitor: Visitor) -> None:
    assert visitor.get("/settings.json").json() == {"apiBase": "/api/v1", "sandbox": True}


def test_the_users_come_without_passwords(visitor: Visitor) -> None:
    [user] = visitor.get(USERS).json()["users"]
    assert user["username"] == SITE
    assert "password" not in user


def test_whoever_enters_has_a_session_as_if_signed_in(visitor: Visitor) -> None:
    entered = enter(visitor, SITE)
    assert (entered.status, entered.json()) == (200, {"username": SITE})
    me = visitor.get(ME).json()
    assert me["username"] == SITE
    assert [each["organization"]["name"] for each in me["assignments"]] == ["Oak"]
    assert visitor.post("/api/v1/session/renewal").status == 200
    assert visitor.get(ME).status == 200
    ended = visitor.post("/api/v1/session/end")
    assert ended.json() == {"sign_out_url": None}
    assert visitor.get(ME).status == 401


def test_nobody_else_can_be_entered_as(visitor: Visitor, sandbox: LocalCloud) -> None:
    pool = sandbox.resources.user_pool_id
    sandbox.clients.cognito.admin_create_user(
        UserPoolId=pool, Username="made.by.hand", MessageAction="SUPPRESS"
    )
    for name in ("", "nobody", "made.by.hand", SITE.upper(), "x" * 5000):
        assert enter(visitor, name).status == 404
    assert visitor.cookies == {}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b'{"username": 7}', b'{"user": "x"}'])
def test_what_names_nobody_is_refused(visitor: Visitor, body: bytes) -> None:
    answer = visitor.ask("POST", ENTER, body, **{"X-CERS-Request": "1"})
    assert (answer.status, answer.json()["error"]["code"]) == (400, "bad-parameter")


@pytest.mark.parametrize("path", [ENTER, RESET])
def test_only_the_sandboxs_own_pages_may_ask(visitor: Visitor, path: str) -> None:
    answer = visitor.ask("POST", path, b'{"username": "site.oak"}')
    assert (answer.status, answer.json()["error"]["code"]) == (403, "not-permitted")
    assert visitor.ask("GET", path).status == 404


def test_the_sandbox_signs_in_at_managed_login_too(visitor: Visitor) -> None:
    visitor.follow(visitor.sign_in(SITE, PASSWORD))
    assert visitor.get(ME).json()["username"] == SITE


def test_a_reset_puts_back_what_visitors_change_and_nothing_else(
    visitor: Visitor, sandbox: LocalCloud
) -> None:
    assert enter(visitor, SITE).status == 200
    tables = ("cers-access", "cers-settings")
    before = {table: items(sandbox, table) for table in tables}
    change(sandbox)
    assert {table: items(sandbox, table) for table in tables} != before
    assert enter(Visitor(sandbox.web_url), SITE).status == 404, "somebody took her account away"

    for _ in range(2):  # the copy is as good the second time
        answer = visitor.post(RESET)
        assert (answer.status, answer.json()) == (200, {"reset": True})
        assert {table: items(sandbox, table) for table in tables} == before
        exports = sandbox.clients.s3.list_objects_v2(Bucket="cers-exports")["Contents"]
        assert [each["Key"] for each in exports] == ["kept/a.csv"]
        change(sandbox)

    visitor.post(RESET)
    assert "RECORD#2" in {pk for pk, _, _ in items(sandbox, "cers-audit")}, "the audit stays"
    assert visitor.get(ME).status == 200, "and so does who is here"
    fresh = Visitor(sandbox.web_url)
    assert fresh.sign_in(SITE, OTHER).status == 401
    assert fresh.follow(fresh.sign_in(SITE, PASSWORD)).headers["Location"] == "/"
    with pytest.raises(ClientError, match="UserNotFound"):
        sandbox.clients.cognito.admin_get_user(
            UserPoolId=sandbox.resources.user_pool_id, Username="newcomer"
        )


def change(cloud: LocalCloud) -> None:
    """What visitors do."""
    cognito, pool = cloud.clients.cognito, cloud.resources.user_pool_id
    put(cloud, "cers-access", "GROUP#mine", "META", name="Mine")
    put(cloud, "cers-settings", AVAILABLE, "Math", said="reviewing")
    put(cloud, "cers-settings", "JOB#1", "JOB", status="done")
    put(cloud, "cers-audit", "RECORD#2", "2", what="seen")
    cloud.clients.dynamodb.delete_item(
        TableName="cers-access",
        Key={"pk": {"S": f"USER#{SITE}"}, "sk": {"S": "ASSIGNMENT#SITE_CAASPP_COORDINATOR#S1"}},
    )
    cloud.clients.s3.put_object(Bucket="cers-exports", Key="new/b.csv", Body=b"b")
    cloud.clients.s3.put_object(Bucket="cers-exports", Key="kept/a.csv", Body=b"changed")
    cognito.admin_create_user(UserPoolId=pool, Username="newcomer", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=SITE, Password=OTHER, Permanent=True)
    cognito.admin_disable_user(UserPoolId=pool, Username=SITE)
    cognito.admin_remove_user_from_group(
        UserPoolId=pool, Username=SITE, GroupName="SITE_CAASPP_COORDINATOR"
    )
