"""Reports by item of real sample files, recomputed from the files themselves."""

import csv
import io
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import boto3
import pytest
from moto import mock_aws

from cers.model.access import Assignment, Group, organization_scope
from cers.model.audit import Record
from cers.model.filters import Filters
from cers.model.roles import ROLES
from cers.model.scope import Window
from cers.model.tenant import StudentField, Tenant
from cers.reports.population import SchoolPopulation
from cers.steps import items as steps
from cers.steps import targets as target_steps
from cers.steps.access_token import Identity
from cers.steps.session import Session
from cers.steps.sources import Sources
from cers.steps.student_items import Wanted, student_items
from cers.stores.recent import RecentReference
from cers.stores.snapshot_engine import SnapshotEngine
from tests.support.cloud import LAKE
from tests.support.ingest import World
from tests.support.references import references
from tests.support.samples import needs_samples, sample

pytestmark = needs_samples

REFERENCE = (
    ("subjects", "_subject.CA.xml"),
    ("assessments", "2019.demo.interim.csv"),
    ("assessments", "2019.demo.summative.csv"),
)
TRAITS = ("Evidence/Elaboration", "Organization/Purpose", "Conventions")


@dataclass
class Trail:
    """What was recorded."""

    records: list[Record] = field(default_factory=list)

    def record(self, record: Record) -> None:
        self.records.append(record)


class NoGroups:
    """There are none."""

    def group(self, group_id: str) -> Group | None:
        del group_id
        return None

    def own_group(self, username: str, group_id: str) -> Group | None:
        del username, group_id
        return None


@dataclass
class State:
    """The published samples, the files they came in, and somebody who sees a district."""

    world: World
    exams: list[Element]
    trail: Trail = field(default_factory=Trail)

    def __post_init__(self) -> None:
        stores = self.world.stores
        engine = SnapshotEngine(boto3.client("s3"), LAKE, stores.snapshots)
        reference = RecentReference(stores.reference, seconds=60)
        self.sources = Sources(engine, reference, NoGroups(), self.trail, references())

    def session(self, district_id: str) -> Session:
        role = ROLES["LEA_CAASPP_COORDINATOR"]
        scope = organization_scope(role, district_id, Window(current_year=2030))
        return Session(
            Identity("sub", "ann", "Ann", frozenset({role.code})),
            Assignment(role, district_id, "District"),
            scope,
            scope,
            (),
            frozenset(StudentField),
            Tenant(2030),
            "/v1/test",
            "request",
        )

    def sittings(self, kind: str) -> dict[tuple[str, str, str], list[Element]]:
        """The exams of one kind by district, school and assessment."""
        found: dict[tuple[str, str, str], list[Element]] = defaultdict(list)
        for exam in self.exams:
            test = exam.find("Test")
            assert test is not None
            if test.attrib["assessmentType"] == kind and test.attrib["subject"] in ("ELA", "Math"):
                place = related(exam, "DistrictId"), related(exam, "SchoolId")
                found[(*place, test.attrib["name"])].append(exam)
        return found


@pytest.fixture(scope="module")
def state() -> Iterator[State]:
    with tarfile.open(sample("generated", "trt-small.tar.gz")) as bundle:
        files = {info.name: file.read() for info in bundle if (file := bundle.extractfile(info))}
    with mock_aws():
        world = World()
        for feed, suffix in REFERENCE:
            for name, data in files.items():
                if name.endswith(suffix):
                    world.deliver(f"ets/{feed}/{name.rsplit('/', 1)[1]}", data)
        world.deliver("ets/organizations/o.json", files["trt-small/organizations.json"])
        every = sample("generated", "trt-small.tar.gz").read_bytes()
        world.deliver("ets/exams/trt-small.tar.gz", every)
        reports = (ElementTree.fromstring(d) for n, d in files.items() if n.endswith(".xml"))
        yield State(world, [report for report in reports if report.tag == "TDSReport"])


def related(exam: Element, name: str) -> str:
    values = [
        each.attrib["value"]
        for each in exam.iter("ExamineeRelationship")
        if each.get("name") == name
    ]
    return values[0]


def ssid(exam: Element) -> str:
    values = [
        each.attrib["value"]
        for each in exam.iter("ExamineeAttribute")
        if each.get("name") == "StudentIdentifier"
    ]
    return values[0]


def items_of(exams: list[Element]) -> dict[str, list[Element]]:
    """The items of exam files by key."""
    found: dict[str, list[Element]] = defaultdict(list)
    for exam in exams:
        for item in exam.iter("Item"):
            found[f"{item.attrib['bankKey']}-{item.attrib['key']}"].append(item)
    return found


def points_of(items: list[Element]) -> list[float]:
    scores = [float(item.attrib["score"]) for item in items]
    return [score for score in scores if score >= 0]


def packages() -> dict[tuple[str, str], dict[str, str]]:
    """The rows of the interim package by assessment and item."""
    with tarfile.open(sample("generated", "trt-small.tar.gz")) as bundle:
        file = bundle.extractfile("trt-small/reference/2019.demo.interim.csv")
        assert file is not None
        lines = io.StringIO(file.read().decode("utf-8-sig"))
    return {(row["AssessmentId"], row["FullItemKey"]): row for row in csv.DictReader(lines)}


def population(state: State, school_id: str) -> SchoolPopulation:
    return SchoolPopulation(state.world.stores.reference.organizations().schools[school_id])


def test_points_of_every_item_are_those_of_the_files(state: State) -> None:
    package, seen = packages(), 0
    for (district, school, assessment), exams in state.sittings("Interim").items():
        body = steps.items(
            state.session(district),
            state.sources,
            population(state, school),
            assessment,
            None,
            Filters(),
        )
        delivered = items_of(exams)
        assert body["results"] == len(exams)
        assert delivered.keys() <= {each["key"] for each in body["items"]}
        for each in body["items"]:
            row = package[assessment, each["key"]]
            points = points_of(delivered[each["key"]])
            assert each["scored"] == len(points)
            if points:
                assert each["average_points"] == pytest.approx(sum(points) / len(points))
            counts = {share["points"]: share["count"] for share in each["points"] if share["count"]}
            assert counts == Counter(points)
            assert each["type"] == row["ItemType"]
            assert each["max_points"] == float(row["MaxPoints"])
            assert each["claim"] is not None
            claim, _, target = row["ClaimContentTarget"].partition("|")
            assert each["claim"]["code"] == claim.strip()
            assert each["target"] is not None
            assert each["target"]["code"] == target.strip()
            assert each["position"] == (int(row["ItemPosition"]) if row["ItemPosition"] else None)
            assert each["difficulty"] in ("easy", "moderate", "difficult")
            seen += len(points)
    assert seen > 3000


def test_options_chosen_are_those_of_the_files(state: State) -> None:
    package, seen = packages(), 0
    for (district, school, assessment), exams in state.sittings("Interim").items():
        body = steps.distractors(
            state.session(district),
            state.sources,
            population(state, school),
            assessment,
            None,
            Filters(),
        )
        delivered = items_of(exams)
        for each in body["items"]:
            row = package[assessment, each["key"]]
            assert row["ItemType"] in ("MC", "MS")
            texts = [item.findtext("Response") or "" for item in delivered[each["key"]]]
            right = {option["option"] for option in each["options"] if option["correct"]}
            assert right == set(row["AnswerKey"].split(","))
            for option in each["options"]:
                count = sum(option["option"] in text.split(",") for text in texts)
                assert option["count"] == count
                seen += count
            assert len(each["options"]) >= int(row["NumberOfAnswerOptions"])
            assert each["scored"] == len(points_of(delivered[each["key"]]))
    assert seen > 500


def test_traits_of_essays_are_those_of_the_files(state: State) -> None:
    seen = 0
    for (district, school, assessment), exams in state.sittings("Interim").items():
        body = steps.writing_traits(
            state.session(district),
            state.sources,
            population(state, school),
            assessment,
            None,
            Filters(),
        )
        delivered = items_of(exams)
        essays = {key for key, same in delivered.items() if same[0].get("format") == "WER"}
        assert {each["key"] for each in body["items"] if each["scored"]} == essays
        for each in body["items"]:
            mine = delivered[each["key"]]
            for trait, name in zip(each["traits"], TRAITS, strict=False):
                assert trait["category"] == name
                points = Counter(
                    float(info.attrib["scorePoint"])
                    for item in mine
                    for info in item.iter("ScoreInfo")
                    if info.get("scoreDimension") == name
                )
                found = {share["points"]: share["count"] for share in trait["points"]}
                assert {value: count for value, count in found.items() if count} == points
            # What an essay is worth is what was delivered as its score.
            transformed = each["traits"][-1]
            scores = Counter(
                float(item.attrib["score"]) for item in mine if item.find("ScoreInfo") is not None
            )
            found = {share["points"]: share["count"] for share in transformed["points"]}
            assert {value: count for value, count in found.items() if count} == scores
            seen += transformed["scored"]
    assert seen > 20


def test_one_students_items_are_those_of_the_file(state: State) -> None:
    for (district, _, assessment), exams in state.sittings("Interim").items():
        exam = exams[0]
        opportunity = exam.find("Opportunity")
        assert opportunity is not None
        body = student_items(
            state.session(district),
            state.sources,
            Wanted(ssid(exam), assessment, opportunity.attrib["oppId"]),
        )
        items = sorted(exam.iter("Item"), key=lambda item: int(item.attrib["position"]))
        assert [(each["key"], each["position"]) for each in body["items"]] == [
            (f"{item.attrib['bankKey']}-{item.attrib['key']}", int(item.attrib["position"]))
            for item in items
        ]
        assert [each["points"] for each in body["items"]] == [
            float(item.attrib["score"]) for item in items
        ]
        assert [each["response"] for each in body["items"]] == [
            item.findtext("Response") or None for item in items
        ]
        assert state.trail.records[-1].students_of(district) == {ssid(exam)}


def test_too_few_students_have_no_target_report(state: State) -> None:
    sittings = state.sittings("Summative")
    assert sittings
    for (district, school, assessment), exams in sittings.items():
        body = target_steps.targets(
            state.session(district),
            state.sources,
            population(state, school),
            assessment,
            None,
            Filters(),
            (),
        )
        assert body["students_tested"] == len({ssid(exam) for exam in exams})
        assert (body["too_few"], body["targets"]) == (True, [])
