"""The ranges of scale scores in a row: `<prefix>Low1`, `<prefix>High1` and so on, up to six."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cers.feeds.assessments import rules
from cers.feeds.assessments.columns import MAX_ALTERNATES, MAX_LEVELS, Line
from cers.feeds.numbers import parse_number
from cers.feeds.reading import quoted
from cers.model.assessment import ScoreRange
from cers.model.rule import Rule

Ranges = tuple[ScoreRange, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in one field of a row."""

    rule: Rule
    element: str
    message: str


def read_overall(line: Line, prefix: str, faults: list[Fault]) -> Ranges:
    """The overall ranges of a row."""
    ranges = _read_ranges(line, prefix, faults)
    if not ranges and not faults:
        message = "Give at least one overall range of scale scores."
        faults.append(Fault(rules.NO_RANGES, f"{prefix}Low1", message))
    return ranges


def read_alternates(line: Line, faults: list[Fault]) -> tuple[Ranges, ...]:
    """The ranges of each alternate score of a row; those without any are left out."""
    found = [_read_ranges(line, f"Alt{at}", faults) for at in range(1, MAX_ALTERNATES + 1)]
    used = tuple(ranges for ranges in found if ranges)
    if not faults and used != tuple(found[: len(used)]):
        message = "Number the alternate scores without a gap, from Alt1 up."
        faults.append(Fault(rules.RANGE_GAP, f"Alt{found.index(()) + 1}Low1", message))
    return used


def _read_ranges(line: Line, prefix: str, faults: list[Fault]) -> Ranges:
    known = len(faults)
    lows = [_number(line, f"{prefix}Low{at}", faults) for at in range(1, MAX_LEVELS + 1)]
    highs = [_number(line, f"{prefix}High{at}", faults) for at in range(1, MAX_LEVELS + 1)]
    if len(faults) > known:
        return ()
    ranges: list[ScoreRange] = []
    for level in range(1, _used(lows, highs) + 1):
        score_range = _range(level, lows, highs, prefix, faults)
        if score_range is None:
            return ()
        ranges.append(score_range)
    _check_order(ranges, prefix, faults)
    return tuple(ranges)


def _used(lows: Sequence[float | None], highs: Sequence[float | None]) -> int:
    """The last level that has either end."""
    pairs = enumerate(zip(lows, highs, strict=True), 1)
    return max((level for level, ends in pairs if ends != (None, None)), default=0)


def _range(
    level: int,
    lows: Sequence[float | None],
    highs: Sequence[float | None],
    prefix: str,
    faults: list[Fault],
) -> ScoreRange | None:
    """One range; without a high score it reaches to the low score of the next one."""
    low, high = lows[level - 1], highs[level - 1]
    if high is None and level < len(lows):
        high = lows[level]
    for value, end in ((low, "Low"), (high, "High")):
        if value is None:
            message = "Complete the range: it needs a low and a high score."
            faults.append(Fault(rules.RANGE_GAP, f"{prefix}{end}{level}", message))
    return None if low is None or high is None else ScoreRange(level, low, high)


def _check_order(ranges: Sequence[ScoreRange], prefix: str, faults: list[Fault]) -> None:
    for each in ranges:
        if each.low > each.high:
            message = f"The low score {each.low:g} is above the high score {each.high:g}."
            faults.append(Fault(rules.RANGE_ORDER, f"{prefix}Low{each.level}", message))
    for lower, upper in pairwise(ranges):
        if upper.low < lower.high:
            message = f"The range starts at {upper.low:g}, below the end {lower.high:g} before it."
            faults.append(Fault(rules.RANGE_ORDER, f"{prefix}Low{upper.level}", message))


def _number(line: Line, element: str, faults: list[Fault]) -> float | None:
    text = line.get(element)
    number = parse_number(text)
    if text and number is None:
        faults.append(Fault(rules.INVALID, element, f"{quoted(text)} should be a number."))
    return number
