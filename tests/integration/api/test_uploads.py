"""Uploads from a browser: a vendor gets forms for its own prefix and feeds, and for no other."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import boto3
import pytest
import requests

from cers.model.delivery import Delivery, Feed
from cers.model.vendor import STATEWIDE_FEEDS
from chalicelib.endpoint import services
from localcloud.patches import s3_forms
from localcloud.patches.patch import applied
from tests.integration.api.conftest import REGION, Api
from tests.support import tokens
from tests.support.api import Answer, ApiClient
from tests.support.audit import items

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LANDING = "cers-landing"
OPTIONS = "/deliveries/options"
UPLOADS = "/deliveries/uploads"
LANDED = UPLOADS + "/landed"
MIB = 1024 * 1024
PEOPLE = {
    "ets-person": ("VENDOR", "vendor", "ets"),
    "alder-person": ("VENDOR", "vendor", "alder"),
    "birch-person": ("VENDOR", "vendor", "birch"),
    "shipper": ("VENDOR", "vendor", "cers"),
    "sneak": ("VENDOR", "vendor", "alder/exams"),
    "operator": ("OPERATOR", "state", "CA"),
}
ALDER_FEEDS = {"groups", "staff", "exams", "norms"}


@dataclass
class Desk:
    """Everybody who hands in, and the bucket it lands in."""

    api: Api
    s3: "S3Client"
    sent: list[str] = field(default_factory=list)

    def client(self, username: str) -> ApiClient:
        role, _, _ = PEOPLE[username]
        token = tokens.token(tokens.claims(username, role))
        return ApiClient(token, self.api.access.assignments(username)[0].id)

    def prepare(self, username: str, **members: Any) -> Answer:
        body = {"feed": "exams", "name": "a.xml", "size": 5} | members
        return self.client(username).post(UPLOADS, body)

    def keys(self) -> set[str]:
        found = self.s3.list_objects_v2(Bucket=LANDING).get("Contents", [])
        return {each["Key"] for each in found}


@pytest.fixture(scope="module")
def desk(api: Api) -> Iterator[Desk]:
    s3 = boto3.client("s3", region_name=REGION)
    s3.put_bucket_versioning(Bucket=LANDING, VersioningConfiguration={"Status": "Enabled"})
    for username, (role, kind, organization) in PEOPLE.items():
        api.access.assign(username, role, kind, organization, organization)
    table = boto3.resource("dynamodb", region_name=REGION).Table("cers-access")
    grant = {"pk": "VENDOR#alder", "sk": "GRANT", "feeds": ALDER_FEEDS, "districts": {"D2", "D1"}}
    table.put_item(Item=grant)
    services.cache_clear()
    with applied(s3_forms.patches()):
        yield Desk(api, s3)
    services.cache_clear()


def send(form: dict[str, Any], data: bytes, **changes: str) -> requests.Response:
    """What S3 answers to a form, with some of its fields changed."""
    fields = form["fields"] | changes
    return requests.post(form["url"], data=fields, files={"file": ("x.bin", data)}, timeout=10)


def policy_of(form: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.b64decode(form["fields"]["policy"]))
    return found


# ---- what may be delivered


def test_a_statewide_vendor_may_deliver_everything(desk: Desk) -> None:
    told = desk.client("ets-person").get(OPTIONS).body
    assert (told["vendor"], told["statewide"], told["vendors"]) == ("ets", True, ["ets"])
    assert told["bucket"] == LANDING
    assert [each["feed"] for each in told["feeds"]] == list(Feed)
    assert all(each["granted"] for each in told["feeds"])


def test_another_vendor_is_told_what_it_is_granted_and_about_whom(desk: Desk) -> None:
    told = desk.client("alder-person").get(OPTIONS).body
    granted = {each["feed"] for each in told["feeds"] if each["granted"]}
    assert granted == ALDER_FEEDS - set(STATEWIDE_FEEDS) == {"groups", "staff", "exams"}
    assert (told["statewide"], told["districts"]) == (False, ["D1", "D2"])


def test_a_vendor_without_a_grant_may_deliver_nothing(desk: Desk) -> None:
    told = desk.client("birch-person").get(OPTIONS).body
    assert not any(each["granted"] for each in told["feeds"])
    assert desk.prepare("birch-person").code == "not-permitted"


def test_an_operator_delivers_nothing_and_sees_whose_deliveries_there_are(desk: Desk) -> None:
    desk.s3.put_object(Bucket="cers-receipts", Key="alder/exams/a.xml/1.json", Body=b"{}")
    told = desk.client("operator").get(OPTIONS).body
    assert told["vendor"] is None
    assert "alder" in told["vendors"]
    assert not any(each["granted"] for each in told["feeds"])


def test_limits_are_those_that_ingest_reads_by(desk: Desk) -> None:
    told = desk.client("ets-person").get(OPTIONS).body
    limits = {
        each["feed"]: (each["most_bytes"], each["most_packed_bytes"]) for each in told["feeds"]
    }
    assert limits["exams"] == limits["subjects"] == (16 * MIB, 4096 * MIB)
    assert limits["groups"] == limits["staff"] == (64 * MIB, 4096 * MIB)
    assert limits["results"] == limits["students"] == (5120 * MIB, 5120 * MIB)


# ---- the form


def test_a_form_is_for_one_key_of_the_vendors_own_for_a_quarter_of_an_hour(desk: Desk) -> None:
    before = datetime.now(UTC)
    form = desk.prepare("alder-person", name="spring run.xml").body
    assert form["url"] == f"https://{LANDING}.s3.{REGION}.amazonaws.com/"
    policy = policy_of(form)
    expiration = datetime.fromisoformat(policy["expiration"])
    assert timedelta(minutes=14) < expiration - before < timedelta(minutes=16)
    assert {"key": "alder/exams/spring run.xml"} in policy["conditions"]
    assert {"bucket": LANDING} in policy["conditions"]
    assert ["content-length-range", 1, 16 * MIB] in policy["conditions"]
    assert not [each for each in policy["conditions"] if "starts-with" in each]


def test_a_form_is_written_down_without_the_files_name(desk: Desk) -> None:
    desk.prepare("alder-person", name="spring run.xml")
    told = max((i for i in items(desk.api.audit) if "at" in i), key=lambda i: str(i["at"]))
    assert (told["action"], told["username"]) == ("change", "alder-person")
    assert told["detail"] == "upload of exams allowed"
    assert "spring" not in str(told)


@pytest.mark.parametrize("feed", [*sorted({*Feed} - ALDER_FEEDS), "norms"])
def test_a_feed_that_is_not_granted_gets_no_form(desk: Desk, feed: str) -> None:
    answer = desk.prepare("alder-person", feed=feed, name="a.csv")
    assert (answer.status, answer.code) == (403, "not-permitted")


@pytest.mark.parametrize(
    "name",
    ["", "../ets/exams/a.xml", "..", "/a.xml", "a/../../ets/a.xml", "..\\ets\\a.xml", "${filename}",
     "x" * 201, "a\u0000.xml", " a.xml", "a.xml ", ".a"],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_gets_no_form(desk: Desk, name: str) -> None:
    answer = desk.prepare("alder-person", name=name)
    assert (answer.status, answer.code) == (400, "bad-parameter")
    assert not name.strip() or name not in answer.body["error"]["message"]


@pytest.mark.parametrize(
    "members",
    [{"size": 0}, {"size": -1}, {"size": None}, {"size": "5"}, {"size": True},
     {"size": 16 * MIB + 1}, {"size": 10**16}, {"feed": "letters"},
     {"feed": "exams/../staff"}, {"feed": ""}, {"name": 5},
     {"vendor": "ets"}, {"key": "ets/exams/a.xml"}],
)  # fmt: skip
def test_what_cannot_be_delivered_gets_no_form(desk: Desk, members: dict[str, Any]) -> None:
    answer = desk.prepare("alder-person", **members)
    assert (answer.status, answer.code) == (400, "bad-parameter")


def test_a_packed_file_may_be_as_large_as_all_that_is_in_it(desk: Desk) -> None:
    form = desk.prepare("alder-person", name="many.zip", size=17 * MIB)
    assert (form.status, form.body["most_bytes"]) == (201, 4096 * MIB)


@pytest.mark.parametrize("username", ["operator", "shipper", "sneak"])
def test_nobody_but_a_vendor_uploads(desk: Desk, username: str) -> None:
    assert desk.prepare(username).code == "not-permitted"
    answer = desk.client(username).post(
        LANDED, {"feed": "exams", "name": "a.xml", "upload_id": "0" * 32}
    )
    assert answer.code == "not-permitted"


@pytest.mark.parametrize("username", ["state", "lea", "teacher"])
def test_uploads_are_not_for_educators(desk: Desk, username: str) -> None:
    client = desk.api.client(username)
    assert client.get(OPTIONS).code == "not-permitted"
    assert (
        client.post(UPLOADS, {"feed": "exams", "name": "a.xml", "size": 1}).code == "not-permitted"
    )


# ---- from the form to the delivery


def test_an_upload_is_found_by_the_version_it_became(desk: Desk) -> None:
    form = desk.prepare("alder-person", name="spring run.xml").body
    answer = send(form, b"<a/>!")
    assert answer.status_code == 201
    assert ET.fromstring(answer.text).findtext("Key") == "alder/exams/spring run.xml"
    version = answer.headers["x-amz-version-id"]
    told = desk.client("alder-person").post(LANDED, asked(form, version_id=version))
    assert told.status == 200
    delivery = Delivery(LANDING, "alder/exams/spring run.xml", version)
    assert told.body["delivery_id"] == delivery.id
    stored = desk.s3.get_object(Bucket=LANDING, Key=delivery.key, VersionId=version)
    assert stored["Body"].read() == b"<a/>!"
    assert told.body["landed_at"] == stored["LastModified"].isoformat()


def asked(form: dict[str, Any], **more: str) -> dict[str, str]:
    body = {"feed": "exams", "name": "spring run.xml", "upload_id": form["upload_id"]}
    return body | more


def test_an_upload_whose_answer_got_lost_is_found_all_the_same(desk: Desk) -> None:
    form = desk.prepare("alder-person", name="spring run.xml").body
    version = send(form, b"again").headers["x-amz-version-id"]
    told = desk.client("alder-person").post(LANDED, asked(form)).body
    assert told["delivery_id"] == Delivery(LANDING, "alder/exams/spring run.xml", version).id


def test_of_two_uploads_of_one_name_each_is_found(desk: Desk) -> None:
    forms = [desk.prepare("alder-person", name="spring run.xml").body for _ in range(2)]
    versions = [send(form, b"12345").headers["x-amz-version-id"] for form in forms]
    client = desk.client("alder-person")
    for form, version in zip(forms, versions, strict=True):
        told = client.post(LANDED, asked(form, version_id=version)).body
        assert told["delivery_id"] == Delivery(LANDING, "alder/exams/spring run.xml", version).id
    mixed = client.post(LANDED, asked(forms[0], version_id=versions[1]))
    assert mixed.status == 404


def test_what_did_not_land_is_not_found(desk: Desk) -> None:
    client = desk.client("alder-person")
    never = desk.prepare("alder-person", name="never.xml").body
    assert client.post(LANDED, asked(never, name="never.xml")).status == 404
    form = desk.prepare("alder-person", name="spring run.xml").body
    assert client.post(LANDED, asked(form)).status == 404  # an older file of that name is there


def test_another_vendors_upload_looks_like_none(desk: Desk) -> None:
    form = desk.prepare("alder-person", name="spring run.xml").body
    version = send(form, b"12345").headers["x-amz-version-id"]
    told = desk.client("ets-person").post(LANDED, asked(form, version_id=version))
    assert told.status == 404


@pytest.mark.parametrize("version", ["a b", "a\nb", "é", "x" * 201])
def test_a_version_that_is_none_of_s3s_is_refused(desk: Desk, version: str) -> None:
    form = desk.prepare("alder-person").body
    answer = desk.client("alder-person").post(LANDED, asked(form, version_id=version))
    assert answer.status == 400


# ---- what S3 makes of a form that was tampered with


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "ets/exams/a.xml"},
        {"key": "alder/exams/../../ets/a.xml"},
        {"key": "alder/staff/a.xml"},
        {"key": "alder/exams/${filename}"},
        {"x-amz-meta-cers-upload": "0" * 32},
        {"x-amz-server-side-encryption": "AES256"},
        {"acl": "public-read"},
    ],
)
def test_a_form_cannot_be_used_for_anything_else(desk: Desk, changes: dict[str, str]) -> None:
    before = desk.keys()
    form = desk.prepare("alder-person", name="only this.xml").body
    assert send(form, b"12345", **changes).status_code == 403
    assert desk.keys() == before


@pytest.mark.parametrize(
    ("size", "status"), [(0, 400), (1, 201), (16 * MIB, 201), (16 * MIB + 1, 400)]
)
def test_what_was_said_of_the_size_is_held_to(desk: Desk, size: int, status: int) -> None:
    form = desk.prepare("alder-person", name="sizes.xml", size=1).body
    assert send(form, b"x" * size).status_code == status


@pytest.mark.usefixtures("desk")
def test_a_form_that_has_expired_is_of_no_use() -> None:
    forms = services().uploads.forms
    form = forms.form("alder/exams/late.xml", 10, "u", seconds=-1)
    answer = send({"url": form.url, "fields": dict(form.fields)}, b"12345")
    assert answer.status_code == 403
    assert "expired" in answer.text
