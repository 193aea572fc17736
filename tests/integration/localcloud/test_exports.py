"""An export from the request to the file, in the cloud the templates make: nothing is called by
hand, and the file is fetched from the address that the api hands out."""

import json
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from cers.model.availability import EVERY_DISTRICT, Availability, ReportKind, Slice, Statement
from cers.stores.access import AccessStore
from cers.stores.availability import AvailabilityStore, Changed
from cers.stores.reference import ReferenceStore
from cers.stores.snapshots import SnapshotStore
from localcloud.cloud import LocalCloud
from tests.integration.localcloud.conftest import until
from tests.support.exports import expected_csv, read_csv
from tests.support.world import World, assessments, organizations, subjects

LAKE, USER, PASSWORD = "cers-lake", "ann", "Long-Enough-1!"
ROLE = "SITE_CAASPP_COORDINATOR"


@pytest.fixture(scope="module")
def world() -> World:
    return World.make()


@pytest.fixture(scope="module")
def working(world: World) -> Iterator[LocalCloud]:
    """The whole cloud, functions at work, with a published world and one coordinator."""
    with LocalCloud(retry_seconds=1) as running:
        table = running.session().resource("dynamodb").Table
        s3, snapshots = running.clients.s3, table("cers-snapshots")
        for manifest in world.publish(s3, LAKE):
            SnapshotStore(s3, LAKE, snapshots).commit(manifest, "")
        reference = ReferenceStore(s3, LAKE, snapshots)
        reference.update_subjects(lambda _: subjects())
        reference.update_assessments(lambda _: assessments())
        reference.update_organizations(lambda _: organizations())
        AvailabilityStore(table("cers-settings"), 2026).put(
            Changed(
                Slice(2026, subject, ReportKind.INDIVIDUAL, EVERY_DISTRICT),
                Statement(Availability.RELEASED, datetime.now(UTC)),
                "test",
            )
            for subject in subjects()
        )
        AccessStore(table("cers-access")).assign(USER, ROLE, "school", "S1", "Oak")
        yield running


@pytest.fixture(scope="module")
def token(working: LocalCloud) -> str:
    """The coordinator's ID token."""
    pool, cognito = working.resources.user_pool_id, working.clients.cognito
    cognito.admin_create_user(UserPoolId=pool, Username=USER, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(
        UserPoolId=pool, Username=USER, Password=PASSWORD, Permanent=True
    )
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=USER, GroupName=ROLE)
    answer = cognito.initiate_auth(
        ClientId=working.resources.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": USER, "PASSWORD": PASSWORD},
    )
    return answer["AuthenticationResult"]["IdToken"]


def call(cloud: LocalCloud, token: str, path: str, body: Any = None) -> Any:
    """What the api answers, through the gateway."""
    held = next(
        each.id
        for each in AccessStore(
            cloud.session().resource("dynamodb").Table("cers-access")
        ).assignments(USER)
    )
    request = urllib.request.Request(
        f"{cloud.web_url}/api/v1{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {token}",
            "X-CERS-Assignment": held,
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def test_an_export_is_asked_for_made_and_fetched(
    working: LocalCloud, token: str, world: World
) -> None:
    order = {"school_year": 2026, "school_ids": ["S1"]}
    path = f"/exports/{call(working, token, '/exports', order)['export']['id']}"
    until(lambda: call(working, token, path)["export"]["status"] not in ("pending", "running"))
    made = call(working, token, path)
    assert made["export"]["status"] == "completed"

    with urllib.request.urlopen(made["url"]) as answer:
        headers, lines = answer.headers, read_csv(answer.read())
    wanted = expected_csv(
        world,
        [
            each
            for each in world.exams
            if (each["school_id"], each["school_year"]) == ("S1", 2026) and not each["deleted"]
        ],
    )
    assert sorted(tuple(each.values()) for each in lines) == sorted(
        tuple(each.values()) for each in wanted
    )
    assert headers["Content-Disposition"].startswith('attachment; filename="cers-2026-')
    assert headers["Content-Type"] == "text/csv; charset=utf-8"


def test_a_message_without_meaning_goes_to_the_dead_letter_queue(working: LocalCloud) -> None:
    sqs, urls = working.clients.sqs, working.resources.queue_urls
    sqs.send_message(QueueUrl=urls["cers-exports"], MessageBody="{}")

    def dead() -> bool:
        counted = sqs.get_queue_attributes(
            QueueUrl=urls["cers-exports-dlq"], AttributeNames=["ApproximateNumberOfMessages"]
        )
        return counted["Attributes"]["ApproximateNumberOfMessages"] == "1"

    until(dead)
