"""Levels as the subject definition has them: names, colours, and distributions over them."""

from collections import Counter
from collections.abc import Iterable, Sequence

from cers.model import subject
from cers.model.assessment import ScoreRange
from cers.model.statistics import percent, percentages
from cers.model.subject import Scoring
from cers.reports.documents import Level, LevelCount, Met, ScoredLevelCount


def level(scoring: Scoring | None, number: int | None) -> Level | None:
    """The level with a number, even one the subject does not define; None of None."""
    if number is None:
        return None
    defined = scoring.levels if scoring else ()
    return _level(next((each for each in defined if each.level == number), _undefined(number)))


def distribution(scoring: Scoring | None, numbers: Iterable[int]) -> list[LevelCount]:
    """How many results are at each level: those defined, and any other that was delivered."""
    counts = Counter(numbers)
    levels = {each.level: each for each in (scoring.levels if scoring else ())}
    every = [levels.get(number) or _undefined(number) for number in sorted(levels | counts)]
    shares = percentages([counts[each.level] for each in every])
    return [
        LevelCount(**_level(each), count=counts[each.level], percent=share)
        for each, share in zip(every, shares, strict=True)
    ]


def with_ranges(counts: Iterable[LevelCount], cuts: Sequence[ScoreRange]) -> list[ScoredLevelCount]:
    """A distribution with the scale scores that each level stands for on an assessment."""
    ranges = {cut.level: (cut.low, cut.high) for cut in cuts}
    scored: list[ScoredLevelCount] = []
    for each in counts:
        low, high = ranges.get(each["level"], (None, None))
        scored.append(ScoredLevelCount(**each, low=low, high=high))
    return scored


def met(scoring: Scoring | None, numbers: Sequence[int]) -> Met | None:
    """How many are at or above the standard; None where the subject sets none."""
    cutoff = scoring.standard_cutoff if scoring else None
    if cutoff is None:
        return None
    count = sum(number >= cutoff for number in numbers)
    return Met(count=count, percent=percent(count, len(numbers)))


def _level(each: subject.Level) -> Level:
    return Level(
        level=each.level,
        name=each.name,
        short_name=each.short_name or each.name,
        color=each.color or f"level-{each.level}",
    )


def _undefined(number: int) -> subject.Level:
    return subject.Level(number, f"Level {number}")
