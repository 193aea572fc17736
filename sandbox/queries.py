"""Saved queries that the first LEA's coordinator keeps, so that there are some to run."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from cers.model.aggregate import Definition, Places, ReportType
from cers.model.aggregate_job import SavedQuery
from cers.stores.report_jobs import ReportJobStore
from sandbox.organizations import State
from sandbox.places import slug
from sandbox.scales import YEARS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_KEPT_AT: Final = datetime(2020, 1, 1, tzinfo=UTC)


def keep_queries(table: "Table", state: State) -> None:
    """Have the coordinator keep the queries, as on the first day."""
    store = ReportJobStore(table)
    for query in sandbox_queries(state):
        store.put_query(query)


def sandbox_queries(state: State) -> Iterator[SavedQuery]:
    """The queries: over the years, by subgroup, by claim, by composite, and of a cohort."""
    lea = state.leas[0]
    username = f"lea.{slug(lea.name)}"
    for definition in _definitions(Places(districts=(lea.id,), schools_of_districts=True)):
        yield SavedQuery(
            id=sha256(f"{username}/{definition.name}".encode()).hexdigest()[:32],
            username=username,
            definition=definition,
            updated_at=_KEPT_AT,
            version=1,
        )


def _definitions(ours: Places) -> Iterator[Definition]:
    this_year = (YEARS[-1],)
    yield _query("Math in our schools, three years", ours, grades=("05", "08"), school_years=YEARS)
    yield _query(
        "ELA by English learner status",
        ours,
        subjects=("ELA",),
        grades=("03", "04", "05"),
        school_years=this_year,
        dimensions=("elas", "ethnicities"),
    )
    yield _query(
        "Math claims, grade 5",
        ours,
        type=ReportType.CLAIM,
        grades=("05",),
        school_years=this_year,
    )
    yield _query(
        "ELPAC oral and written language",
        ours,
        type=ReportType.ALTERNATE,
        subjects=("ELPAC",),
        grades=("03", "04", "05"),
        school_years=this_year,
    )
    yield _query(
        "One cohort from grade 3 to 5",
        ours,
        type=ReportType.LONGITUDINAL,
        grades=("03", "04", "05"),
        school_years=this_year,
    )


def _query(name: str, places: Places, **other: Any) -> Definition:
    usual: dict[str, Any] = {
        "type": ReportType.YEARLY,
        "assessment_type": "sum",
        "subjects": ("Math",),
    }
    return Definition(name=name, places=places, **(usual | other))
