"""What whoever keeps links chooses from: assessments, and organizations of their own."""

from collections.abc import Iterable
from typing import TypedDict

from cers.model.assessment import Assessment
from cers.model.instructional_link import Owner, OwnerType, owner_name
from cers.model.organization import Organizations
from cers.steps.link_pages import LinkedAssessment, OwnerDocument, linked_assessment
from cers.steps.links import LinkSources


class AssessmentChoices(TypedDict):
    """The first of the assessments that are found, and how many there are."""

    assessments: list[LinkedAssessment]
    total: int


class OwnerChoices(TypedDict):
    """The first of the organizations that are found, and how many there are."""

    organizations: list[OwnerDocument]
    total: int


def assessment_choices(
    assessments: Iterable[Assessment], sources: LinkSources, search: str, limit: int
) -> AssessmentChoices:
    """The first assessments whose label, name or subject holds the search, or whose id it is."""
    subjects = sources.reference.subjects()
    names = {code: subject.name for code, subject in subjects.items()}
    found = [
        each
        for each in assessments
        if each.id == search or _holds(search, each.label, each.name, names.get(each.subject, ""))
    ]
    shown = [linked_assessment(each.id, sources) for each in found[:limit]]
    return AssessmentChoices(assessments=shown, total=len(found))


def owner_choices(
    owners: Iterable[Owner], organizations: Organizations, search: str, limit: int
) -> OwnerChoices:
    """The first organizations whose name holds the search: the widest first, then by name."""
    every = [
        OwnerDocument(type=each.type.value, id=each.id, name=owner_name(each, organizations))
        for each in owners
    ]
    found = sorted((each for each in every if _holds(search, each["name"])), key=_place)
    return OwnerChoices(organizations=found[:limit], total=len(found))


def _place(owner: OwnerDocument) -> tuple[int, str, str]:
    return list(OwnerType).index(OwnerType(owner["type"])), owner["name"].casefold(), owner["id"]


def _holds(search: str, *texts: str) -> bool:
    wanted = search.casefold()
    return any(wanted in text.casefold() for text in texts)
