"""Counts of the whole state: started once, waited for a little, and made anew when they must be."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cers.model.comparison import LIFETIME, RETRY_AFTER, Count
from cers.model.query import Query, Row
from cers.model.running import BusyError, ResultsGoneError, RunState
from cers.model.scope import Opening, Scope, Window
from cers.reports.comparison import StateCount
from cers.reports.population import SchoolPopulation
from cers.reports.results import Sitting
from cers.steps.checked import OutOfScopeError
from cers.steps.comparison_counts import Counting
from tests.support.world import organizations

SITTING = Sitting(SchoolPopulation(organizations().schools["S1"]), "M5", "sum", 2026)
S1, S2 = "2026-sum/s1", "2026-sum/s2"


def asked(*districts: str) -> StateCount:
    opening = Opening(2026, "Math", frozenset(districts) or None)
    return StateCount(Scope(frozenset({"sum"}), True, window=Window(2026, (opening,))), SITTING)


ROW: Row = {
    "school_year": 2026,
    "asmt_type": "sum",
    "district_id": "D1",
    "school_id": "",
    "subject": "Math",
    "students": 12,
}


@dataclass
class Athena:
    """Runs nothing: queries stand as they are told to."""

    standing: RunState = RunState.DONE
    rows: list[Row] = field(default_factory=lambda: [ROW])
    started: dict[str, Query] = field(default_factory=dict)
    busy: bool = False
    gone: bool = False

    def start(self, query: Query, token: str) -> str:
        if self.busy:
            raise BusyError("not just now")
        self.started.setdefault(token, query)
        return f"q{list(self.started).index(token)}"

    def state(self, execution_id: str) -> RunState:
        del execution_id
        return self.standing

    def fetch(self, execution_id: str) -> list[Row]:
        del execution_id
        if self.gone:
            raise ResultsGoneError("deleted")
        return self.rows


class Kept(dict[str, Count]):
    def count(self, name: str) -> Count | None:
        return self.get(name)

    def keep(self, count: Count) -> None:
        self[count.name] = count


@dataclass
class Desk:
    """A counting with a clock of its own."""

    athena: Athena = field(default_factory=Athena)
    kept: Kept = field(default_factory=Kept)
    time: datetime = datetime(2026, 5, 1, tzinfo=UTC)
    slept: list[float] = field(default_factory=list)

    def rows(self, about: StateCount, snapshot: str = S1) -> Any:
        counting = Counting(self.athena, self.kept, lambda: self.time, self.slept.append)
        return counting.rows(about, snapshot)


def test_the_second_who_asks_gets_what_the_first_had_counted() -> None:
    desk = Desk()
    assert desk.rows(asked()) == [ROW]
    assert desk.rows(asked()) == [ROW]
    assert len(desk.athena.started) == 1
    assert desk.slept == []


def test_two_who_ask_at_the_same_moment_start_one_count() -> None:
    desk = Desk()
    desk.rows(asked())
    desk.kept.clear()
    assert desk.rows(asked()) == [ROW]
    assert len(desk.athena.started) == 1


def test_new_results_and_another_release_are_counted_anew() -> None:
    desk = Desk()
    for about, snapshot in ((asked(), S1), (asked(), S2), (asked("D1"), S2), (asked(), S2)):
        assert desk.rows(about, snapshot) == [ROW]
    assert len(desk.athena.started) == 3
    assert len(desk.kept) == 2, "one for each release, whatever was published"


def test_who_waits_too_long_is_told_to_ask_again() -> None:
    desk = Desk(Athena(RunState.RUNNING))
    assert desk.rows(asked()) is None
    assert sum(desk.slept) == pytest.approx(2)
    desk.athena.standing = RunState.DONE
    assert desk.rows(asked()) == [ROW]
    assert len(desk.athena.started) == 1


def test_a_count_that_failed_is_tried_again_after_a_minute() -> None:
    for failed in (RunState.FAILED, RunState.TOO_LARGE):
        desk = Desk(Athena(failed))
        for _ in range(3):
            assert desk.rows(asked()) is None
        assert len(desk.athena.started) == 1
        desk.time += RETRY_AFTER
        assert desk.rows(asked()) is None
        assert len(desk.athena.started) == 2
        desk.athena.standing = RunState.DONE
        assert desk.rows(asked()) == [ROW]


def test_results_that_were_deleted_are_counted_again() -> None:
    desk = Desk()
    desk.rows(asked())
    desk.athena.gone = True
    assert desk.rows(asked()) is None
    desk.athena.gone = False
    assert desk.rows(asked()) == [ROW]
    assert len(desk.athena.started) == 2
    desk.athena.standing = RunState.GONE
    assert desk.rows(asked()) is None
    assert len(desk.athena.started) == 3


def test_a_count_is_made_anew_before_its_results_are_deleted() -> None:
    desk = Desk()
    desk.rows(asked())
    desk.time += LIFETIME - timedelta(seconds=1)
    desk.rows(asked())
    assert len(desk.athena.started) == 1
    desk.time += timedelta(seconds=1)
    desk.rows(asked())
    assert len(desk.athena.started) == 2


def test_where_too_much_is_running_the_count_is_being_made() -> None:
    desk = Desk(Athena(busy=True))
    assert desk.rows(asked()) is None
    assert not desk.kept
    desk.athena.busy = False
    assert desk.rows(asked()) == [ROW]


@pytest.mark.parametrize("changed", [{"district_id": "D2"}, {"asmt_type": "iab"}])
def test_a_row_from_outside_of_what_is_released_lets_nothing_leave(changed: dict[str, str]) -> None:
    desk = Desk(Athena(rows=[ROW, {**ROW, **changed}]))
    with pytest.raises(OutOfScopeError):
        desk.rows(asked("D1"))
