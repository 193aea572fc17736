"""Transfer access: earlier results of who moved to a school, where the state opens them."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from cers.model.dataset import bucket_of
from cers.model.snapshot import DataFile
from cers.model.student import StudentManifest, student_key
from cers.model.tables import STUDENTS
from cers.stores.catalog import Catalog
from cers.stores.students import StudentCatalog, StudentSnapshots
from chalicelib.endpoint import services
from tests.integration.api.conftest import LAKE, REGION, Api
from tests.support.api import ApiClient
from tests.support.world import LONG_AGO, ODD_ID, SCHOOLS, Row, day, parquet

ROSTER = "/schools/{school_id}/assessments/{assessment_id}/students"
GROUP_ROSTER = "/groups/{group_id}/assessments/{assessment_id}/students"
BUCKETS = 2
MOVED = {"S3-002": "S1", "S2-003": "S1", "S1-001": "S3"}
"""Student -> the school they attend now; all others stayed."""


@pytest.fixture(scope="module")
def moved(api: Api) -> Iterator[Api]:
    """The world after some students moved, in a state that opens earlier results."""
    s3 = boto3.client("s3", region_name=REGION)
    table = boto3.resource("dynamodb", region_name=REGION).Table("cers-snapshots")
    snapshots = StudentSnapshots(s3, LAKE, table)
    rows = registered(api)
    files = []
    for bucket in range(BUCKETS):
        mine = [row for row in rows if bucket_of(row["student_id"], BUCKETS) == bucket]
        key, data = student_key("students", bucket, "p1"), parquet(STUDENTS, mine)
        s3.put_object(Bucket=LAKE, Key=key, Body=data)
        files.append(DataFile("students", bucket, key, len(mine), len(data), ""))
    snapshots.commit(StudentManifest("p1", "", LONG_AGO, BUCKETS, tuple(files)))
    glue = boto3.client("glue", region_name=REGION)
    StudentCatalog(Catalog(glue, "cers", LAKE)).follow(snapshots.current)
    api.access.put_group("movers", "Movers", "S1", 2026, "Math", MOVED, ["teacher"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CERS_TRANSFER_ACCESS", "yes")
        services.cache_clear()
        yield api
    services.cache_clear()
    api.access.put_group("movers", "Movers", "S1", 2026, "Math", (), ())


def registered(api: Api) -> list[dict[str, Any]]:
    schools = {row["student_id"]: row["school_id"] for row in api.world.exams} | MOVED
    return [
        {
            "student_id": student,
            "school_id": school,
            "district_id": SCHOOLS[school][1],
            "updated_on": LONG_AGO.date(),
        }
        for student, school in schools.items()
    ]


def results(rows: list[Row]) -> list[tuple[str, str]]:
    return sorted((row["student_id"], day(row).isoformat()) for row in rows)


def shown(body: Any) -> list[tuple[str, str]]:
    return sorted((each["student_id"], each["completed_on"]) for each in body["students"])


def taken(api: Api, assessment: str) -> list[Row]:
    rows = [row for row in api.world.exams if row["assessment_id"] == assessment]
    return [row for row in rows if not row["deleted"]]


@pytest.mark.parametrize("assessment", [ODD_ID, "M5-IAB", "M5-2025"])
@pytest.mark.parametrize(
    ("username", "school"), [("site", "S1"), ("lea", "S1"), ("lea", "S2"), ("elpac-site", "S3")]
)
def test_a_school_has_the_earlier_results_of_who_came(
    moved: Api, username: str, school: str, assessment: str
) -> None:
    body = moved.client(username).get(ROSTER, school_id=school, assessment_id=assessment).body
    came = {student for student, place in MOVED.items() if place == school}
    expected = [
        row
        for row in taken(moved, assessment)
        if row["school_id"] == school or row["student_id"] in came
    ]
    assert shown(body) == results(expected)
    for each in body["students"]:
        assert each["transfer"] == (each["school"]["id"] != school)


def test_who_came_with_results_is_among_them(moved: Api) -> None:
    found = {
        each["student_id"]
        for assessment in (ODD_ID, "M5-IAB", "M5-2025", "ELPAC-5")
        for each in moved.client("site")
        .get(ROSTER, school_id="S1", assessment_id=assessment)
        .body["students"]
        if each["transfer"]
    }
    assert found == {"S3-002", "S2-003"}


def test_they_can_be_hidden(moved: Api) -> None:
    path = {"school_id": "S1", "assessment_id": ODD_ID}
    body = moved.client("site").get(ROSTER, {"transfers": "hide"}, **path).body
    assert shown(body) == results(moved.world.of("S1", ODD_ID))


def test_a_group_opens_earlier_results_of_its_subject_only(moved: Api) -> None:
    client = moved.client("teacher")
    body = client.get(GROUP_ROSTER, group_id="movers", assessment_id=ODD_ID).body
    here = {"S3-002", "S2-003"}
    expected = [
        row
        for row in taken(moved, ODD_ID)
        if row["student_id"] in here or (row["student_id"] == "S1-001" and row["school_id"] == "S1")
    ]
    assert shown(body) == results(expected)
    other = client.get(GROUP_ROSTER, group_id="movers", assessment_id="ELPAC-5").body
    assert other["students"] == []


@pytest.mark.parametrize(
    ("username", "student", "opened"),
    [
        ("site", "S3-002", True),
        ("site", "S2-003", True),
        ("site", "S3-001", False),
        ("lea", "S3-002", True),
        ("elpac-site", "S1-001", True),
        ("elpac-site", "S1-002", False),
        ("teacher", "S3-002", True),
    ],
)
def test_a_history_goes_back_to_earlier_schools(
    moved: Api, username: str, student: str, opened: bool
) -> None:
    answer = moved.client(username).post("/students/history", {"student_id": student})
    if not opened:
        assert answer.code == "not-found"
        return
    rows = [
        row
        for row in moved.world.exams
        if row["student_id"] == student
        and not row["deleted"]
        and (username != "teacher" or row["subject"] == "Math")
    ]
    ids = sorted(each["opportunity_id"] for each in answer.body["results"])
    assert ids == sorted(row["opportunity_id"] for row in rows)


def test_where_it_is_off_nothing_of_it_is_seen(moved: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CERS_TRANSFER_ACCESS", "no")
    services.cache_clear()
    try:
        client: ApiClient = moved.client("site")
        body = client.get(ROSTER, school_id="S1", assessment_id=ODD_ID).body
        assert shown(body) == results(moved.world.of("S1", ODD_ID))
        assert client.post("/students/history", {"student_id": "S3-002"}).code == "not-found"
    finally:
        services.cache_clear()


def test_each_district_reads_of_its_own_students_in_the_records(moved: Api) -> None:
    moved.client("site").get(ROSTER, school_id="S1", assessment_id="M5-2025")
    items = [item for item in moved.audit.scan()["Items"] if "students" in item]
    came = [item for item in items if "S3-002" in str(item["students"])]
    assert came
    for item in came:
        assert "S1-00" not in str(item["students"]) or item.get("district_id") != "D2"


def test_who_came_is_among_the_students_looked_at_lately(moved: Api) -> None:
    site = moved.client("site")
    for student in ("S3-002", "S2-003"):
        assert site.post("/students/history", {"student_id": student}).status == 200
    found = site.get("/students/recent").body["students"]
    assert [each["student_id"] for each in found[:2]] == ["S2-003", "S3-002"]
