"""Which organizations a report may be about, and what its caller knows of each."""

import pytest

from cers.model.access import Assignment
from cers.model.aggregate import Places
from cers.model.errors import InputError, NotFoundError
from cers.reports.aggregate.layout import Standing, layout
from tests.support.aggregates import (
    LEA,
    MANY,
    SITE,
    STATE,
    assignment,
    definition,
    inquiry,
    organizations,
)

OWN, KNOWN, BEYOND = Standing.OWN, Standing.KNOWN, Standing.BEYOND


def standings(caller: Assignment, places: Places, *others: Assignment) -> dict[str, Standing]:
    found = layout(definition(places=places), caller, others, organizations(), MANY)
    return {place.id or "state": place.standing for place in found.shown}


ALLOWED = [
    (STATE, Places(districts=("D2",), state=True), {"state": OWN, "D2": OWN}),
    (STATE, Places(schools=("S5",), districts_of_schools=True), {"D3": OWN, "S5": OWN}),
    (LEA, Places(districts=("D1",)), {"D1": OWN}),
    (LEA, Places(schools=("S2",), state=True), {"state": BEYOND, "S2": OWN}),
    (LEA, Places(all_districts=True), {"D1": OWN, "D2": BEYOND, "D3": BEYOND}),
    (
        LEA,
        Places(districts=("D1",), schools_of_districts=True),
        {"D1": OWN, "S1": OWN, "S2": OWN},
    ),
    (SITE, Places(schools=("S1",)), {"S1": OWN}),
    (SITE, Places(schools=("S1",), districts_of_schools=True), {"D1": BEYOND, "S1": OWN}),
    (SITE, Places(state=True), {"state": BEYOND}),
]


@pytest.mark.parametrize(("caller", "places", "expected"), ALLOWED)
def test_own_organizations_are_known_and_others_are_beyond(
    caller: Assignment, places: Places, expected: dict[str, Standing]
) -> None:
    assert standings(caller, places) == expected


REFUSED = [
    (LEA, Places(districts=("D2",))),
    (LEA, Places(districts=("D1", "D2"))),
    (LEA, Places(schools=("S3",))),
    (LEA, Places(districts=("D9",))),
    (SITE, Places(districts=("D1",))),
    (SITE, Places(schools=("S2",))),
    (SITE, Places(schools=("",))),
    (STATE, Places(schools=("S9",))),
    (assignment("TEST_ADMINISTRATOR", "S1"), Places(schools=("S1",))),
    (assignment("VENDOR", "D1"), Places(districts=("D1",))),
]


@pytest.mark.parametrize(("caller", "places"), REFUSED)
def test_organizations_by_name_are_the_callers_own_or_not_there(
    caller: Assignment, places: Places
) -> None:
    with pytest.raises(NotFoundError):
        layout(definition(places=places), caller, (), organizations(), MANY)


def test_nothing_of_nothing_is_no_report() -> None:
    nowhere = assignment("LEA_CAASPP_COORDINATOR", "D9")
    with pytest.raises(NotFoundError):
        layout(definition(places=Places(districts=("D9",))), nowhere, (), organizations(), MANY)
    empty = type(organizations())({}, {})
    with pytest.raises(InputError):
        layout(definition(places=Places(all_districts=True)), LEA, (), empty, MANY)


def test_what_is_seen_under_another_assignment_is_known_and_still_suppressed() -> None:
    other = assignment("LEA_ELPAC_COORDINATOR", "D2")
    found = standings(LEA, Places(all_districts=True), other)
    assert found == {"D1": OWN, "D2": KNOWN, "D3": BEYOND}


def test_a_report_within_a_district_asks_of_that_district_alone() -> None:
    for caller, places in (
        (LEA, Places(districts=("D1",), schools=("S1",))),
        (SITE, Places(schools=("S1",))),
        (STATE, Places(schools=("S1",))),
    ):
        asked = inquiry(definition(places=places), caller)
        assert asked.scope.district_ids == {"D1"}
        assert not asked.scope.statewide
        for query in asked.questions.values():
            assert query.reach.district_ids == {"D1"}


def test_a_wider_report_asks_of_the_state() -> None:
    for caller, places in (
        (LEA, Places(districts=("D1",), state=True)),
        (SITE, Places(state=True)),
        # What lies beyond is decided on among all districts, whoever is shown.
        (SITE, Places(schools=("S1",), districts_of_schools=True)),
        (STATE, Places(districts=("D1", "D2"))),
    ):
        asked = inquiry(definition(places=places), caller)
        assert asked.scope.statewide
        for query in asked.questions.values():
            assert query.reach.district_ids is None
            assert query.reach.assessment_types == {"sum"}
            assert query.reach.school_years == {2026}
