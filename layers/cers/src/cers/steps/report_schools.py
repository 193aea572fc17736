"""The schools somebody may see, page by page."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Iterator

from cers.model.errors import InputError
from cers.model.organization import Organizations, School
from cers.model.scope import Scope
from cers.reports import documents

_Place = tuple[str, str]
"""Where a school stands in the order: name without regard to case, then id."""


def schools(
    scope: Scope, organizations: Organizations, search: str, limit: int, cursor: str
) -> documents.SchoolPage:
    """The schools in scope that match, by name.

    `search` is part of the name of a school or its district, or the start of the id of either;
    `cursor` is empty for the first page.

    Raises:
        InputError: the cursor is none of ours.
    """
    found = sorted(_matching(scope, organizations, search.casefold()), key=_place)
    start = bisect_right(found, _parsed(cursor), key=_place) if cursor else 0
    page = found[start : start + limit]
    more = start + limit < len(found)
    return documents.SchoolPage(
        schools=[school_document(school, organizations) for school in page],
        total=len(found),
        next=_cursor(page[-1]) if more else None,
    )


def school_document(school: School, organizations: Organizations) -> documents.School:
    """A school as answers show it."""
    district = organizations.districts.get(school.district_id)
    return documents.School(
        id=school.id,
        name=school.name,
        district=documents.Named(
            id=school.district_id, name=district.name if district else school.district_id
        ),
    )


def _matching(scope: Scope, organizations: Organizations, search: str) -> Iterator[School]:
    for school in organizations.schools.values():
        reached = scope.reaches_school(school.id, school.district_id)
        if reached and _answers_to(search, school, organizations):
            yield school


def _answers_to(search: str, school: School, organizations: Organizations) -> bool:
    district = organizations.districts.get(school.district_id)
    names = (school.name, district.name if district else "")
    ids = (school.id, school.district_id)
    return any(each.casefold().startswith(search) for each in ids) or any(
        search in name.casefold() for name in names
    )


def _place(school: School) -> _Place:
    return school.name.casefold(), school.id


def _cursor(school: School) -> str:
    return urlsafe_b64encode(json.dumps(_place(school)).encode()).decode()


def _parsed(cursor: str) -> _Place:
    try:
        name, school_id = json.loads(urlsafe_b64decode(cursor.encode()))
        return str(name), str(school_id)
    except (ValueError, TypeError, RecursionError):
        raise InputError("cursor: use the `next` of the page before") from None
