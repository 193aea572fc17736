"""The counts of the whole state that comparison rows need: made once, whoever asks.

A count is a query that runs by itself. Which one it was is kept, and what it answered lies where
Athena put it: the next who asks reads that again. Results that were published since, or another
release, make it another count.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final, Protocol, cast

from cers.model.comparison import Count
from cers.model.errors import UpstreamError
from cers.model.query import Query
from cers.model.running import ResultsGoneError, Runner, RunState
from cers.reports.aggregate.rows import LevelsRow
from cers.reports.comparison import StateCount
from cers.steps.checked import OutOfScopeError

_PAUSES: Final = (0.1, 0.15, 0.25, 0.4, 0.5, 0.6)
"""In seconds, two in all: so long somebody waits for a count, who is told to ask again then."""

_UNDER_WAY: Final = frozenset({RunState.QUEUED, RunState.RUNNING})


class Counts(Protocol):
    """Where it is kept which counts were started."""

    def count(self, name: str) -> Count | None:
        """The latest count of a name."""
        ...

    def keep(self, count: Count) -> None:
        """Keep a count, in place of any other of its name."""
        ...


@dataclass(frozen=True, slots=True)
class Counting:
    """What counts are made with and kept in."""

    runner: Runner
    counts: Counts
    now: Callable[[], datetime]
    sleep: Callable[[float], None]

    def rows(self, asked: StateCount, snapshot: str) -> Sequence[LevelsRow] | None:
        """The rows of a count; None while it is being made."""
        try:
            return self._rows(asked, snapshot)
        except UpstreamError:
            return None

    def _rows(self, asked: StateCount, snapshot: str) -> Sequence[LevelsRow] | None:
        query, kept = asked.query(snapshot), self.counts.count(asked.name)
        if kept is None or not kept.holds(snapshot, self.now()):
            kept = self._start(query, asked.name, snapshot, kept)
        match self._waited_for(kept):
            case RunState.DONE:
                return self._fetched(query, kept)
            case RunState.GONE:
                self._start(query, asked.name, snapshot, kept)
            case RunState.FAILED | RunState.TOO_LARGE if kept.may_be_tried_again(self.now()):
                self._start(query, asked.name, snapshot, kept)
            case _:
                pass
        return None

    def _start(self, query: Query, name: str, snapshot: str, before: Count | None) -> Count:
        """Start a count. Whoever starts the same at the same time gets the same one."""
        again = before is not None and before.snapshot == snapshot
        attempt = before.attempt + 1 if before is not None and again else 0
        token = sha256(f"{name} {snapshot} {attempt}".encode()).hexdigest()
        started = Count(name, snapshot, self.runner.start(query, token), attempt, self.now())
        self.counts.keep(started)
        return started

    def _waited_for(self, count: Count) -> RunState:
        state = self.runner.state(count.execution_id)
        for pause in _PAUSES:
            if state not in _UNDER_WAY:
                break
            self.sleep(pause)
            state = self.runner.state(count.execution_id)
        return state

    def _fetched(self, query: Query, count: Count) -> Sequence[LevelsRow] | None:
        """What a count answered; every row is judged once more."""
        try:
            rows = self.runner.fetch(count.execution_id)
        except ResultsGoneError:
            self._start(query, count.name, count.snapshot, count)
            return None
        if not all(query.admits(row) for row in rows):
            raise OutOfScopeError(f"{query.name} answered with rows outside the scope")
        return cast("Sequence[LevelsRow]", rows)
