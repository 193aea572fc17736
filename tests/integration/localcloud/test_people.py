"""A staff file lets people in: dropped as a vendor drops it, into the cloud the templates make."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from cers.model.delivery import Delivery, DeliveryStatus, Receipt
from cers.stores.receipts import ReceiptStore
from localcloud.cloud import LocalCloud
from tests.integration.localcloud.conftest import until
from tests.support.people import LEA, TEACHER, Staff, staff_file

PASSWORD = "Long-Enough-1!"
DISTRICT, SCHOOL = "01234560000000", "01234560000017"
CALPADS = (
    "County-District Code^Auth CDS Code^District Name^School Name\n"
    f"{DISTRICT[:7]}^{SCHOOL}^North^Oak\n"
)
ANN = Staff("ann", LEA, DISTRICT)
BOB = Staff("bob", TEACHER, SCHOOL)


@pytest.fixture(scope="module")
def working() -> Iterator[LocalCloud]:
    """The whole cloud, functions at work, empty."""
    with LocalCloud(retry_seconds=1) as running:
        drop(running, "ets/organizations/all.csv", CALPADS.encode())
        yield running


def drop(cloud: LocalCloud, key: str, data: bytes) -> Receipt:
    """Land a file and wait for its receipt."""
    s3 = cloud.clients.s3
    version = s3.put_object(Bucket="cers-landing", Key=key, Body=data)["VersionId"]
    delivery = Delivery("cers-landing", key, version)
    store = ReceiptStore(s3, "cers-receipts")
    done = (DeliveryStatus.PUBLISHED, DeliveryStatus.REJECTED)

    def found() -> Receipt | None:
        receipt = store.get(delivery)
        return receipt if receipt and receipt.status in done else None

    until(lambda: found() is not None)
    receipt = found()
    assert receipt is not None
    return receipt


def drop_later(cloud: LocalCloud, key: str, data: bytes) -> Receipt:
    """Land a staff file in a later second than those before, and wait for its receipt."""
    receipts: list[Receipt] = []

    def in_effect() -> bool:
        receipts.append(drop(cloud, key, data))
        return "outdated" not in [finding.code for finding in receipts[-1].findings]

    until(in_effect)
    return receipts[-1]


def sign_in(cloud: LocalCloud, username: str) -> str:
    """A user's ID token, for a password that an operator sets."""
    pool, cognito = cloud.resources.user_pool_id, cloud.clients.cognito
    cognito.admin_set_user_password(
        UserPoolId=pool, Username=username, Password=PASSWORD, Permanent=True
    )
    answer = cognito.initiate_auth(
        ClientId=cloud.resources.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username, "PASSWORD": PASSWORD},
    )
    token: str = answer["AuthenticationResult"]["IdToken"]
    return token


def assignments(cloud: LocalCloud, token: str) -> list[tuple[str, str]]:
    """What the api says that somebody holds."""
    request = urllib.request.Request(
        f"{cloud.web_url}/api/v1/me", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request) as answer:
        told: dict[str, Any] = json.load(answer)
    return [(each["role"], each["organization"]["name"]) for each in told["assignments"]]


def test_who_is_on_a_staff_file_signs_in_and_loses_the_right_with_the_next(
    working: LocalCloud,
) -> None:
    receipt = drop(working, "ets/staff/1.csv", staff_file(ANN, BOB))
    assert (receipt.status, receipt.counts.accepted) == (DeliveryStatus.PUBLISHED, 2)

    token = sign_in(working, "bob")
    assert assignments(working, token) == [("TEST_ADMINISTRATOR", "Oak")]

    drop_later(working, "ets/staff/2.csv", staff_file(ANN))
    # The token is as good as before; the right is gone all the same.
    assert assignments(working, token) == []
    pool = working.resources.user_pool_id
    assert not working.clients.cognito.admin_get_user(UserPoolId=pool, Username="bob")["Enabled"]


def test_an_address_is_one_users_and_the_receipt_says_whose_is_not(working: LocalCloud) -> None:
    drop_later(working, "ets/staff/3.csv", staff_file(ANN))
    thief = Staff("thief", TEACHER, SCHOOL, email="ann@district.example")
    receipt = drop_later(working, "ets/staff/4.csv", staff_file(thief, confirm=True))

    assert receipt.status is DeliveryStatus.PUBLISHED
    assert [finding.code for finding in receipt.findings] == ["sign-in-refused"]
