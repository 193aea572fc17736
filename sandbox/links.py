"""Links to teaching resources that the sandbox's organizations keep, for this year's tests.

The addresses are of a domain that nobody can have (RFC 2606).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cers.model.instructional_link import STATE, SYSTEM, InstructionalLink, Owner, OwnerType
from cers.stores.dynamodb import put_rows
from cers.stores.links import link_rows
from sandbox.assessments import AssessmentSpec, catalogue
from sandbox.organizations import State
from sandbox.scales import YEARS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_SITE: Final = "https://resources.example"
_MADE_AT: Final = datetime(2020, 1, 1, tzinfo=UTC)
_OF_A_BLOCK: Final = (
    "About this block",
    "Build the basics",
    "Strengthen what is nearly there",
    "Go further",
)
_OF_A_TEST: Final = (
    "About this test",
    "Build the basics",
    "Strengthen what is nearly there",
    "Deepen what is there",
    "Go further",
)
"""What the system's links are called, by level; 0 is every level."""


def keep_links(table: "Table", state: State) -> None:
    """Have the organizations keep their links, as they are on the first day."""
    put_rows(table, (row for link in sandbox_links(state) for row in link_rows(link)))


def sandbox_links(state: State) -> Iterator[InstructionalLink]:
    """The links: the system's for each level, the state's, and two of the first district."""
    district = state.leas[0].id
    school = next(each.id for each in state.schools if each.lea == 0)
    for spec in catalogue(YEARS[-1]):
        for level, label in enumerate(_OF_A_BLOCK if spec.type == "iab" else _OF_A_TEST):
            yield _link(spec, SYSTEM, level, label)
        yield _link(spec, STATE, 0, "The state's teaching guide")
        yield _link(spec, Owner(OwnerType.DISTRICT, district), 1, "Small group lessons")
        yield _link(spec, Owner(OwnerType.SCHOOL, school), 0, "Our pacing calendar")


def _link(spec: AssessmentSpec, owner: Owner, level: int, label: str) -> InstructionalLink:
    name = f"{spec.id}/{owner.type}/{owner.id}/{level}"
    page = f"{spec.subject}/grade-{spec.grade}/{label.replace(' ', '-').replace(chr(39), '')}"
    return InstructionalLink(
        id=sha256(name.encode()).hexdigest()[:32],
        assessment_id=spec.id,
        owner=owner,
        level=level,
        label=label,
        url=f"{_SITE}/{page}".lower(),
        version=1,
        changed_at=_MADE_AT,
    )
