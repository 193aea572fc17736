"""Percentiles of scores, worked out from norms as they are delivered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Norm:
    """The norms of an assessment for some days: each rank with the lowest score that reaches it."""

    assessment: str
    first: str
    last: str
    lowest: float
    highest: float
    ranks: Sequence[tuple[float, int]]

    def rank(self, score: float) -> int | None:
        """The rank of a score; those below the lowest one have that, too."""
        if not self.lowest <= score <= self.highest:
            return None
        reached = [rank for least, rank in self.ranks if least <= score]
        return max(reached, default=min(rank for _, rank in self.ranks))


def norms_of(rows: Iterable[Mapping[str, str]]) -> Iterator[Norm]:
    """The norms of a file."""
    tables: dict[tuple[str, str, str], list[Mapping[str, str]]] = {}
    for row in rows:
        key = (row["assessment_id"], row["start_date"], row["end_date"])
        tables.setdefault(key, []).append(row)
    for key, same in tables.items():
        yield Norm(
            *key,
            float(same[0]["min_score"]),
            float(same[0]["max_score"]),
            [(float(row["score"]), int(row["percentile_rank"])) for row in same],
        )


def percentile(norms: Iterable[Norm], day: str, score: float | None) -> int | None:
    """The rank of a score reached on a day; None where no norms are for that day."""
    if score is None:
        return None
    fitting = [each for each in norms if each.first <= day <= each.last]
    return fitting[0].rank(score) if fitting else None
