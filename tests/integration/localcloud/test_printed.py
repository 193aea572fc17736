"""Printed reports from the request to the pages, in the cloud the templates make: nothing is called
by hand, and the file is fetched from the address that the api hands out."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
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
from tests.support.printed import Reader
from tests.support.world import World, assessments, organizations, subjects

LAKE, USER, PASSWORD = "cers-lake", "ann", "Long-Enough-1!"
ROLE = "SITE_CAASPP_COORDINATOR"


def printable() -> Any:
    """The world's subjects, whose summative tests may be printed."""
    return {
        code: replace(
            subject,
            assessment_types={
                **subject.assessment_types,
                "sum": replace(subject.assessment_types["sum"], printed_report=True),
            },
        )
        for code, subject in subjects().items()
    }


@pytest.fixture(scope="module")
def working() -> Iterator[LocalCloud]:
    """The whole cloud, functions at work, with a published world and one coordinator."""
    with LocalCloud(retry_seconds=1) as running:
        table = running.session().resource("dynamodb").Table
        s3, snapshots = running.clients.s3, table("cers-snapshots")
        for manifest in World.make().publish(s3, LAKE):
            SnapshotStore(s3, LAKE, snapshots).commit(manifest, "")
        reference = ReferenceStore(s3, LAKE, snapshots)
        reference.update_subjects(lambda _: printable())
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


def test_reports_are_asked_for_made_and_fetched(working: LocalCloud, token: str) -> None:
    order = {"school_year": 2026, "student_id": "S1-003", "types": ["sum"], "language": "es"}
    asked = call(working, token, "/printed-reports", order)["report"]
    path = f"/printed-reports/{asked['id']}"
    until(lambda: call(working, token, path)["report"]["status"] not in ("pending", "running"))
    made = call(working, token, path)
    assert made["report"]["status"] == "completed"

    with urllib.request.urlopen(made["url"]) as answer:
        headers, reader = answer.headers, Reader(answer.read())
    assert headers["Content-Disposition"].startswith('attachment; filename="cers-reports-2026-')
    assert headers["Content-Type"] == "application/pdf"
    texts = reader.page_texts()
    assert len(texts) == made["report"]["pages"]
    assert "S1-003" in texts[0]
    assert str(reader.pdf.Root.Lang) == "es"


def test_a_message_without_meaning_goes_to_the_dead_letter_queue(working: LocalCloud) -> None:
    sqs, urls = working.clients.sqs, working.resources.queue_urls
    sqs.send_message(QueueUrl=urls["cers-printing"], MessageBody="{}")

    def dead() -> bool:
        counted = sqs.get_queue_attributes(
            QueueUrl=urls["cers-printing-dlq"], AttributeNames=["ApproximateNumberOfMessages"]
        )
        return counted["Attributes"]["ApproximateNumberOfMessages"] == "1"

    until(dead)
