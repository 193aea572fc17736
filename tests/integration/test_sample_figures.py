"""Summaries, rosters, lists and histories of real sample files, recomputed from the files.

What must come out is worked out by the same plain Python that checks the sandbox.
"""

import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cers.model.access import Assignment, Group, organization_scope
from cers.model.audit import Record
from cers.model.delivery import DeliveryStatus
from cers.model.filters import Filters
from cers.model.roles import ROLES
from cers.model.scope import Window
from cers.model.tenant import CALIFORNIA, Tenant
from cers.reports.population import SchoolPopulation
from cers.steps import report, students
from cers.steps.access_token import Identity
from cers.steps.session import Session
from cers.steps.sources import Sources
from cers.stores.recent import RecentReference
from cers.stores.snapshot_engine import SnapshotEngine
from tests.e2e import figures_reports as reports
from tests.e2e import figures_rosters as rosters
from tests.e2e.figures_compare import agree
from tests.e2e.figures_exams import Exam, Landed, delivered, that_count
from tests.e2e.figures_reference import Reference, reference
from tests.e2e.figures_reports import Population
from tests.e2e.figures_sandbox import by_sitting
from tests.support.cloud import LAKE
from tests.support.ingest import World
from tests.support.references import references
from tests.support.samples import needs_samples, sample

pytestmark = needs_samples

FEEDS = {
    "_subject.xml": "subjects",
    "_subject.CA.xml": "subjects",
    "organizations.json": "organizations",
    ".2019.xml": "",
    "hier-small.csv": "",
    ".csv": "assessments",
    ".xml": "exams",
}
"""How the names of files end, and the feed they belong to, if to any."""

ORDER = ("subjects", "assessments", "organizations")


class NoTrail:
    """Nobody looks at what is recorded here."""

    def record(self, record: Record) -> None:
        del record


class NoGroups:
    """There are none."""

    def group(self, group_id: str) -> Group | None:
        del group_id
        return None

    def own_group(self, username: str, group_id: str) -> Group | None:
        del username, group_id
        return None


@dataclass
class Samples:
    """The published samples, and what their files say."""

    sources: Sources
    reference: Reference
    exams: list[Exam]

    @property
    def schools(self) -> list[str]:
        """The schools with results."""
        return sorted({each.school for each in self.exams})

    def session(self, school: str) -> Session:
        """Somebody who sees the district of a school."""
        role = ROLES["LEA_CAASPP_COORDINATOR"]
        district = self.reference.schools[school]["district"]["id"]
        scope = organization_scope(role, district, Window(current_year=2030))
        tenant = Tenant(2030, fields=CALIFORNIA)
        return Session(
            Identity("sub", "ann", "Ann", frozenset({role.code})),
            Assignment(role, district, "District"),
            scope,
            scope,
            (),
            tenant.fields_for(sees_organization=True),
            tenant,
            "/v1/test",
            "request",
        )

    def ask(self, make: Callable[..., Any], school: str, *arguments: Any) -> Any:
        """A report about a school."""
        schools = self.sources.reference.organizations().schools
        population = SchoolPopulation(schools[school])
        return make(self.session(school), self.sources, population, *arguments)


def feed_of(name: str) -> str:
    return next(feed for ending, feed in FEEDS.items() if name.endswith(ending))


@pytest.fixture(scope="module")
def samples() -> Iterator[Samples]:
    path = sample("generated", "trt-small.tar.gz")
    with tarfile.open(path) as bundle:
        found = {info.name: file.read() for info in bundle if (file := bundle.extractfile(info))}
    files = [
        Landed("", f"ets/{feed}/{name.rsplit('/', 1)[1]}", data)
        for name, data in found.items()
        if (feed := feed_of(name))
    ]
    with mock_aws():
        world = World()
        for feed in ORDER:
            for each in files:
                if each.name.startswith(f"ets/{feed}/"):
                    assert world.deliver(each.name, each.data).status is DeliveryStatus.PUBLISHED
        world.deliver("ets/exams/trt-small.tar.gz", path.read_bytes())
        engine = SnapshotEngine(boto3.client("s3"), LAKE, world.stores.snapshots)
        recent = RecentReference(world.stores.reference, seconds=60)
        exams = [each for each in files if "/exams/" in each.name]
        others = [each for each in files if "/exams/" not in each.name]
        yield Samples(
            Sources(engine, recent, NoGroups(), NoTrail(), references()),
            reference(others),
            that_count(delivered(exams)),
        )


def test_the_samples_are_of_several_subjects_and_years(samples: Samples) -> None:
    assert len(samples.exams) == 277
    subjects = {samples.reference.assessments[each.assessment].subject for each in samples.exams}
    assert len(subjects) == 5
    assert {each.school_year for each in samples.exams} == {2018, 2019}


def test_lists_grades_and_dashboards_are_those_of_the_files(samples: Samples) -> None:
    for school in samples.schools:
        population, exams = Population(school), samples.exams
        found = report.grades(samples.session(school), samples.sources, school)
        agree(reports.grades(samples.reference, school, exams), found, school)
        for year in (2018, 2019):
            choice = report.Choice(year)
            expected = reports.listed(samples.reference, population, year, exams)
            found = samples.ask(report.assessments, school, choice, Filters())
            agree(expected, found, f"{school} in {year}")
            expected = reports.dashboard(samples.reference, population, year, exams)
            agree(expected, samples.ask(report.dashboard, school, year, Filters()), school)


def test_summaries_and_rosters_are_those_of_the_files(samples: Samples) -> None:
    for school in samples.schools:
        population = Population(school)
        sittings = by_sitting(population.of(samples.exams, samples.reference))
        assert len(sittings) > 10
        for (assessment, year), same in sittings.items():
            about = (assessment, year, Filters())
            expected = reports.summary(samples.reference, population, assessment, same, same)
            agree(expected, samples.ask(report.summary, school, *about), assessment)
            expected = rosters.roster(
                samples.reference, population, assessment, same, rosters.FOR_ORGANIZATIONS
            )
            agree(expected, samples.ask(report.roster, school, *about), assessment)


def test_histories_are_those_of_the_files(samples: Samples) -> None:
    by_student: dict[tuple[str, str], list[Exam]] = {}
    for each in samples.exams:
        by_student.setdefault((each.school, each.student), []).append(each)
    for (school, student), exams in by_student.items():
        found = students.history(
            samples.session(school), samples.sources, student, students.Chosen(), Filters()
        )
        expected = rosters.history(samples.reference, exams, rosters.FOR_ORGANIZATIONS)
        agree(expected, found, "a history")
