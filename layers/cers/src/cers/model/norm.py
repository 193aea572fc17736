"""Norms: which percentile a score was in, among everybody tested within some weeks."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Percentile:
    """A percentile rank and the lowest score that reaches it."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """The scores that have a percentile rank, `max_exclusive` among them only if `closed`."""

    percentile: Percentile
    min_inclusive: float
    max_exclusive: float
    closed: bool


@dataclass(frozen=True, slots=True)
class NormTable:
    """The percentiles of an assessment for exams completed from `start_date` to `end_date`.

    Both days are included. `count`, `mean` and `standard_deviation` describe the scores the table
    was made from. `percentiles` are at least three, their ranks increasing and their scores never
    decreasing. `first_landed_at` is when a table of these days landed first, `landed_at` when this
    one did.
    """

    assessment_id: str
    start_date: date
    end_date: date
    min_score: float
    max_score: float
    percentiles: tuple[Percentile, ...]
    landed_at: datetime
    first_landed_at: datetime
    count: int | None = None
    mean: float | None = None
    standard_deviation: float | None = None

    @property
    def key(self) -> str:
        """What another delivery replaces the table by: its assessment and days."""
        return f"{self.assessment_id} {self.start_date}/{self.end_date}"

    @property
    def buckets(self) -> tuple[Bucket, ...]:
        """The scores of each rank: from its own score to the next one's.

        The first begins at the lowest score there is, the last ends with the highest, included.
        """
        lows = [self.min_score, *(each.score for each in self.percentiles[1:])]
        highs = [*lows[1:], self.max_score]
        last = self.percentiles[-1]
        return tuple(
            Bucket(each, low, high, each is last)
            for each, low, high in zip(self.percentiles, lows, highs, strict=True)
        )

    def rank(self, score: float) -> int | None:
        """The percentile rank of a score, or None if the table has no such score."""
        if not self.min_score <= score <= self.max_score:
            return None
        reached = bisect_right(self.percentiles, score, key=lambda each: each.score)
        return self.percentiles[max(reached - 1, 0)].rank

    def overlaps(self, other: "NormTable") -> bool:
        """Whether there is a day that both tables are for, of one assessment."""
        return (
            self.assessment_id == other.assessment_id
            and self.start_date <= other.end_date
            and other.start_date <= self.end_date
        )


@dataclass(frozen=True)
class Norms:
    """Every norm table that was delivered, by key; of those that overlap, one is in force."""

    tables: Mapping[str, NormTable] = field(default_factory=dict)

    @cached_property
    def current(self) -> Mapping[str, tuple[NormTable, ...]]:
        """The tables in force, by assessment, in order of their days."""
        found = _in_force(self.tables.values())
        return {id_: tuple(each) for id_, each in found.items()}

    def in_force(self, key: str) -> bool:
        """Whether the table with a key is in force."""
        table = self.tables.get(key)
        return table is not None and table in self.current.get(table.assessment_id, ())

    def percentile(self, assessment_id: str, day: date, score: float) -> int | None:
        """The percentile rank of a score reached on a day, or None where no table says."""
        for table in self.current.get(assessment_id, ()):
            if table.start_date <= day <= table.end_date:
                return table.rank(score)
        return None


def _start(table: NormTable) -> date:
    return table.start_date


def _in_force(tables: Iterable[NormTable]) -> dict[str, list[NormTable]]:
    """By assessment, in order of their days: of tables that overlap, the one that landed first."""
    chosen: dict[str, list[NormTable]] = {}
    for table in sorted(tables, key=lambda each: (each.first_landed_at, each.key)):
        others = chosen.setdefault(table.assessment_id, [])
        place = bisect_left(others, table.start_date, key=_start)
        neighbours = others[max(place - 1, 0) : place + 1]
        if not any(table.overlaps(other) for other in neighbours):
            others.insert(place, table)
    return chosen
