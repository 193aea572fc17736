"""Levels as the subject definition has them: names, colours, and distributions over them."""

from collections import Counter
from collections.abc import Iterable, Sequence

from cers.model import subject
from cers.model.assessment import ScoreRange
from cers.model.statistics import percentages
from cers.model.subject import Scoring
from cers.reports.documents import (
    Level,
    LevelCount,
    LevelName,
    Met,
    RangedLevel,
    ScoredLevelCount,
)


def level(scoring: Scoring | None, number: int | None) -> Level | None:
    """The level with a number, even one the subject does not define; None of None."""
    if number is None:
        return None
    defined = scoring.levels if scoring else ()
    return _level(next((each for each in defined if each.level == number), _undefined(number)))


def every_level(scoring: Scoring | None) -> list[Level]:
    """The levels that a subject defines, the lowest first."""
    return [
        _level(each)
        for each in sorted(scoring.levels if scoring else (), key=lambda defined: defined.level)
    ]


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


def with_ranges(
    scoring: Scoring | None, counts: Iterable[LevelCount], cuts: Sequence[ScoreRange]
) -> list[ScoredLevelCount]:
    """A distribution with the scale scores that each level stands for on an assessment.

    Blocks have four ranges of scores for three categories, which are not cut by score alone:
    their levels have no ranges.
    """
    ranges = _ranges(scoring, cuts)
    scored: list[ScoredLevelCount] = []
    for each in counts:
        low, high = ranges.get(each["level"], (None, None))
        scored.append(ScoredLevelCount(**each, low=low, high=high))
    return scored


def ranged(scoring: Scoring | None, cuts: Sequence[ScoreRange]) -> list[RangedLevel]:
    """The levels that a subject defines, with the scale scores they stand for."""
    ranges = _ranges(scoring, cuts)
    found: list[RangedLevel] = []
    for each in sorted(scoring.levels if scoring else (), key=lambda defined: defined.level):
        low, high = ranges.get(each.level, (None, None))
        found.append(RangedLevel(**_level(each), low=low, high=high))
    return found


def _ranges(scoring: Scoring | None, cuts: Sequence[ScoreRange]) -> dict[int, tuple[float, float]]:
    is_cut = scoring is not None and len(cuts) == len(scoring.levels)
    return {cut.level: (cut.low, cut.high) for cut in cuts} if is_cut else {}


def met(scoring: Scoring | None, counts: Iterable[LevelCount]) -> Met | None:
    """What of a distribution is at or above the standard; None where the subject sets none.

    Its percentage is the sum of those of the levels, so that nobody sees two figures disagree.
    """
    cutoff = scoring.standard_cutoff if scoring else None
    if cutoff is None:
        return None
    above = [each for each in counts if each["level"] >= cutoff]
    return Met(
        count=sum(each["count"] for each in above), percent=sum(each["percent"] for each in above)
    )


def _level(each: subject.Level) -> Level:
    document = Level(
        level=each.level,
        name=each.name,
        short_name=each.short_name or each.name,
        color=each.color or f"level-{each.level}",
    )
    if each.translations:
        document["translations"] = {
            other.language: LevelName(name=other.name, short_name=other.short_name or other.name)
            for other in each.translations
        }
    return document


def _undefined(number: int) -> subject.Level:
    return subject.Level(number, f"Level {number}")
