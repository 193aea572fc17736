"""What students answered: options, numbers and short texts of our own invention."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from sandbox.assessments import ItemSpec
from sandbox.scoring import Counts

_SHORT: Final = (
    "I don&apos;t know.",
    "The first source says so.",
    "Both sources tell that the bridge was built twice, but only one says why.",
    "Source 2 is more reliable because its writer visited the lighthouse &amp; gives dates.",
    "The otters came back after the dam was gone; source 3 counts them every spring.",
)
_SENTENCES: Final = (
    "My town should plant more trees along the canal.",
    "Trees keep the street cool, and in summer that is what people need most.",
    "The second article says a shady street can be 5 degrees cooler.",
    "Some people think leaves are a mess, but we can rake them &amp; make compost.",
    "In conclusion, trees are worth it!",
    "One morning the lighthouse keeper found a note under the door.",
    "It was written in a hand she did not know: &quot;Look behind the clock.&quot;",
    "I think this becuase the chart shows it going up evry year.",
    "Señora Vale from the café told us that the river used to be full of fish.",
    "First we measured the garden, then we counted the bees for ten minutes.",
    "If we do nothing, the old mill will fall into the water.",
    "That is why the council ought to listen to children too.",
)


def answers(item: ItemSpec, points: Counts, draw: np.random.Generator) -> list[str]:
    """A response for each number of points, fit for XML text."""
    pick = draw.integers(0, 1 << 16, len(points)).tolist()
    full = points.tolist()
    if item.kind == "MC":
        options = [each for each in "ABCD" if each != item.answer]
        return [
            item.answer if got else options[at % 3 if at % 5 else 0]
            for got, at in zip(full, pick, strict=True)
        ]
    if item.kind == "MS":
        pairs = _pairs(item)
        return [
            item.answer if got else pairs[at % len(pairs)]
            for got, at in zip(full, pick, strict=True)
        ]
    if item.kind == "EQ":
        return [_number(item, got, at) for got, at in zip(full, pick, strict=True)]
    if item.kind == "SA":
        return [_SHORT[min(2 * got + at % 2, 4)] for got, at in zip(full, pick, strict=True)]
    if item.kind == "WER":
        return [_essay(got, at) for got, at in zip(full, pick, strict=True)]
    return [_choices(item, got, at) for got, at in zip(full, pick, strict=True)]


def _pairs(item: ItemSpec) -> Sequence[str]:
    """Every wrong pair of options."""
    letters = "ABCDEF"[: item.options]
    pairs = [f"{one},{two}" for one in letters for two in letters if one < two]
    return [pair for pair in pairs if pair != item.answer]


def _number(item: ItemSpec, got: int, pick: int) -> str:
    right = item.number % 89 + 4
    if got == item.points:
        return str(right) if item.number % 3 else f"{right}/{item.number % 7 + 2}"
    return (f"{right + 1}", f"{right * 10}", f"-{right}", f"{right}.5", "x=")[pick % 5]


def _choices(item: ItemSpec, got: int, pick: int) -> str:
    """The marked parts of an item with several: some right, the others not."""
    marks = [(item.number >> part) % 4 + 1 for part in range(3)]
    for part in range(min(3, item.points - got + (pick % 2 if got < item.points else 0))):
        marks[part] = (marks[part] + pick % 3) % 4 + 1
    return ",".join(map(str, marks))


def _essay(points: int, pick: int) -> str:
    """A longer text for more points, and an empty one for none."""
    count = 2 + 2 * points if points else 0
    step = (1, 5, 7, 11)[pick % 4]
    text = " ".join(_SENTENCES[(pick + step * at) % len(_SENTENCES)] for at in range(count))
    return f"&lt;p&gt;{text}&lt;/p&gt;"
