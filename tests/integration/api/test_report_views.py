"""What an assessment's results lead on to, and how many of them are still under review."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from cers.model.availability import EVERY_DISTRICT, Availability, ReportKind, Slice, Statement
from cers.stores.availability import Changed
from chalicelib.endpoint import services
from tests.integration.api.conftest import Api, release_everything
from tests.integration.api.item_lake import items  # noqa: F401 (a fixture)
from tests.support.item_world import BLOCK
from tests.support.world import ODD_ID

pytestmark = pytest.mark.usefixtures("items")

ASSESSMENT = "/schools/{school_id}/assessments/{assessment_id}/"
SUMMARY, ROSTER = ASSESSMENT + "summary", ASSESSMENT + "students"


@pytest.fixture(autouse=True)
def _as_it_was(api: Api) -> Iterator[None]:
    yield
    release_everything(api)


def say(status: Availability) -> None:
    where = Slice(2026, "Math", ReportKind.INDIVIDUAL, EVERY_DISTRICT)
    services().availability.put([Changed(where, Statement(status, datetime.now(UTC)), "x")])


def in_review(api: Api, username: str, assessment: str) -> tuple[int, int]:
    """How many results are under review, and how many there are."""
    summary, roster = (
        api.client(username).get(route, school_id="S1", assessment_id=assessment).body
        for route in (SUMMARY, ROSTER)
    )
    assert summary["in_review"] == roster["in_review"]
    assert summary["results"] == roster["total"]
    return roster["in_review"], roster["total"]


def test_who_reviews_is_told_which_results_nobody_takes_away(api: Api) -> None:
    every = len(api.world.of("S1", ODD_ID))
    assert in_review(api, "lea", ODD_ID) == (0, every)
    say(Availability.REVIEWING)
    assert in_review(api, "lea", ODD_ID) == (every, every)
    assert in_review(api, "site", ODD_ID) == (0, 0)


@pytest.mark.parametrize("assessment", ["M5-2025", BLOCK])
def test_earlier_and_interim_results_are_never_under_review(api: Api, assessment: str) -> None:
    say(Availability.REVIEWING)
    assert in_review(api, "lea", assessment) == (0, len(api.world.of("S1", assessment)))


@pytest.mark.parametrize(
    ("username", "assessment", "views"),
    [
        ("lea", BLOCK, ["items", "options", "writing"]),
        ("lea", ODD_ID, ["writing", "targets"]),
        ("lea", "ELPAC-5", []),
    ],
)
def test_a_summary_names_the_reports_there_are_of_its_assessment(
    api: Api, username: str, assessment: str, views: list[str]
) -> None:
    answer = api.client(username).get(SUMMARY, school_id="S1", assessment_id=assessment)
    assert answer.body["views"] == views


@pytest.mark.parametrize(
    ("tail", "view"),
    [
        ("items", "items"),
        ("items/distractors", "options"),
        ("writing-traits", "writing"),
        ("targets", "targets"),
    ],
)
@pytest.mark.parametrize("assessment", [BLOCK, ODD_ID, "ELPAC-5", "M5-2025"])
def test_a_report_that_is_named_answers_and_one_that_is_not_does_not(
    api: Api, assessment: str, tail: str, view: str
) -> None:
    summary, found = (
        api.client("lea").get(ASSESSMENT + each, school_id="S1", assessment_id=assessment)
        for each in ("summary", tail)
    )
    assert found.status == (200 if view in summary.body["views"] else 404)
