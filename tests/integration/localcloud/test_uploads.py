"""A page uploads by a form: across origins, to the landing bucket and nowhere else."""

from typing import Any

import pytest
import requests
from botocore.config import Config

from cers.stores.upload_forms import UploadForm, UploadForms
from localcloud.cloud import LocalCloud

ORIGIN = {"Origin": "http://127.0.0.1:8080"}
KEY = "ets/exams/spring run.xml"


@pytest.fixture(scope="module")
def forms(cloud: LocalCloud) -> UploadForms:
    config = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
    return UploadForms(cloud.session().client("s3", config=config), "cers-landing")


def send(form: UploadForm, data: bytes, headers: dict[str, str] = ORIGIN, **changes: Any):
    fields = {**form.fields, **changes}
    return requests.post(
        form.url, data=fields, files={"file": ("x", data)}, headers=headers, timeout=10
    )


def test_the_page_learns_which_version_its_file_became(cloud: LocalCloud, forms: UploadForms):
    answer = send(forms.form(KEY, 10, "u1", 60), b"12345")
    assert answer.status_code == 201
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN["Origin"]
    exposed = {each.strip() for each in answer.headers["Access-Control-Expose-Headers"].split(",")}
    assert {"ETag", "x-amz-version-id"} <= exposed
    version = answer.headers["x-amz-version-id"]
    arrived = forms.arrived(KEY, "u1", version)
    assert arrived is not None
    assert arrived.delivery.version_id == version
    kept = cloud.clients.s3.get_object(Bucket="cers-landing", Key=KEY, VersionId=version)
    assert (kept["Body"].read(), kept["ServerSideEncryption"]) == (b"12345", "aws:kms")


def test_a_browser_asks_first_and_is_let_through_for_landing_alone(
    cloud: LocalCloud, forms: UploadForms
):
    asked = {**ORIGIN, "Access-Control-Request-Method": "POST"}
    url = forms.form(KEY, 10, "u", 60).url
    allowed = requests.options(url, headers=asked, timeout=10)
    assert (allowed.status_code, allowed.headers["Access-Control-Allow-Methods"]) == (200, "POST")
    assert allowed.headers["Access-Control-Allow-Origin"] == ORIGIN["Origin"]
    for elsewhere in ("cers-lake", "cers-receipts", ""):
        answer = requests.options(f"{cloud.endpoint_url}/{elsewhere}", headers=asked, timeout=10)
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_another_sites_page_is_not_let_in(forms: UploadForms):
    form = forms.form(KEY, 10, "u", 60)
    assert send(form, b"12345", headers={"Origin": "https://evil.example"}).status_code == 403


@pytest.mark.parametrize(
    ("data", "seconds", "changes"),
    [
        (b"", 60, {}),
        (b"12345678901", 60, {}),
        (b"12345", -1, {}),
        (b"12345", 60, {"key": "alder/exams/a.xml"}),
        (b"12345", 60, {"x-amz-meta-cers-upload": "other"}),
        (b"12345", 60, {"acl": "public-read"}),
    ],
)
def test_what_the_policy_does_not_say_is_refused(
    forms: UploadForms, data: bytes, seconds: int, changes: dict[str, str]
):
    answer = send(forms.form("ets/exams/refused.xml", 10, "u", seconds), data, **changes)
    assert answer.status_code in (400, 403)
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN["Origin"]
    assert forms.arrived("ets/exams/refused.xml", "u", "") is None
