"""Real sample files, nobody's here, through the whole of ingest and publish."""

import io
import tarfile
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

import boto3
import pyarrow.parquet as pq
import pytest
from moto import mock_aws

from cers.model.delivery import Counts, DeliveryStatus
from tests.support.cloud import LAKE
from tests.support.ingest import World
from tests.support.samples import needs_samples, sample

pytestmark = needs_samples

SUBJECTS = ("ELA", "Math", "ELPAC")


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        yield World()


def members() -> dict[str, bytes]:
    with tarfile.open(sample("generated", "trt-small.tar.gz")) as bundle:
        return {info.name: file.read() for info in bundle if (file := bundle.extractfile(info))}


def test_the_generated_state_is_published_complete(world: World) -> None:
    files = members()
    reference = {name: data for name, data in files.items() if "/reference/" in name}
    for name, data in reference.items():
        if name.endswith(("_subject.xml", "_subject.CA.xml")):
            receipt = world.deliver(f"ets/subjects/{name.rsplit('/', 1)[1]}", data)
            assert receipt.status is DeliveryStatus.PUBLISHED, receipt.findings
    for name, data in reference.items():
        if name.endswith(".csv") and "hier" not in name:
            receipt = world.deliver(f"ets/assessments/{name.rsplit('/', 1)[1]}", data)
            assert receipt.status is DeliveryStatus.PUBLISHED, receipt.findings
    organizations = files["trt-small/organizations.json"]
    receipt = world.deliver("ets/organizations/organizations.json", organizations)
    assert receipt.status is DeliveryStatus.PUBLISHED, receipt.findings

    receipt = world.deliver(
        "ets/exams/trt-small.tar.gz", sample("generated", "trt-small.tar.gz").read_bytes()
    )

    reports = [
        root
        for name, data in files.items()
        if name.endswith(".xml") and (root := ElementTree.fromstring(data)).tag == "TDSReport"
    ]
    others = len(files) - len(reports)
    assert len(reports) == 277
    assert receipt.status is DeliveryStatus.PUBLISHED
    assert receipt.counts == Counts(records=277, accepted=277, skipped=others)
    assert published(world) == Counter(kind(report) for report in reports)


def kind(report: ElementTree.Element) -> tuple[str, str]:
    """Subject and type of an exam, as its own report tells them."""
    test = report.find("Test")
    assert test is not None
    name, stated = test.attrib["testId"], test.attrib["assessmentType"].lower()
    interim = "ica" if "ICA" in name else "iab"
    return test.attrib["subject"], interim if stated == "interim" else "sum"


def published(world: World) -> Counter[tuple[str, str]]:
    """How many exams of each subject and type are in the current snapshots."""
    s3 = boto3.client("s3")
    found: Counter[tuple[str, str]] = Counter()
    for dataset in world.publish_stores.snapshots.datasets():
        manifest = world.publish_stores.snapshots.current(dataset)
        assert manifest is not None
        for file in manifest.of("exams"):
            body = s3.get_object(Bucket=LAKE, Key=file.key)["Body"].read()
            subjects = pq.read_table(io.BytesIO(body), columns=["subject"])["subject"]
            found.update((subject, dataset.asmt_type) for subject in subjects.to_pylist())
    return found
