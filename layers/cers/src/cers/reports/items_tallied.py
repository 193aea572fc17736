"""Points of items, counted: distributions whose percentages add up to 100."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import floor, fsum
from typing import TypeVar

from cers.model.assessment import Item
from cers.model.item_points import points
from cers.model.statistics import percentages
from cers.reports.definition import Definition
from cers.reports.item_documents import ItemPoints, PointShare, Share
from cers.reports.items_described import described, position_of
from cers.reports.rows import ItemRow

R = TypeVar("R", bound=ItemRow)


def by_item(rows: Iterable[R]) -> dict[str, list[R]]:
    """Rows by the key of their item."""
    found: dict[str, list[R]] = defaultdict(list)
    for row in rows:
        found[row["item_key"]].append(row)
    return found


def first_positions(rows: Iterable[ItemRow]) -> dict[str, int]:
    """The first position that each item was delivered at."""
    found: dict[str, int] = {}
    for row in rows:
        key, position = row["item_key"], row["position"]
        found[key] = min(position, found.get(key, position))
    return found


def earned(rows: Iterable[ItemRow]) -> list[float]:
    """The points of the responses that have some."""
    every = (points(row["score"]) for row in rows)
    return [each for each in every if each is not None]


def spread(scores: Sequence[float], most: float | None) -> list[PointShare]:
    """How many got each number of points from 0 to the most there are, and any other delivered."""
    counts = Counter(scores)
    whole = (float(each) for each in range(floor(most) + 1)) if most is not None else ()
    values = sorted({*whole, *(() if most is None else (most,)), *counts})
    shares = percentages([counts[value] for value in values])
    return [
        PointShare(points=value, count=counts[value], percent=share)
        for value, share in zip(values, shares, strict=True)
    ]


def tally(
    definition: Definition, item: Item, rows: Sequence[ItemRow], positions: Mapping[str, int]
) -> ItemPoints:
    """How students did on one item, from its rows."""
    scores = earned(rows)
    distribution = spread(scores, item.max_points)
    without = [row for row in rows if points(row["score"]) is None]
    answered = sum(bool(row["is_selected"]) for row in without)
    return ItemPoints(
        **described(definition, item, position_of(item, positions)),
        scored=len(scores),
        unscored=answered,
        not_answered=len(without) - answered,
        average_points=fsum(scores) / len(scores) if scores else None,
        full_credit=full_credit(distribution, item.max_points),
        points=distribution,
    )


def full_credit(distribution: Iterable[PointShare], most: float | None) -> Share | None:
    """Who got every point there is; the sum of what the distribution shows."""
    if most is None:
        return None
    full = [each for each in distribution if each["points"] >= most]
    return Share(
        count=sum(each["count"] for each in full), percent=sum(each["percent"] for each in full)
    )
