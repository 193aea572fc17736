"""The scores beside the overall one: each slot of a layout as rows of the scores table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

import pyarrow as pa

from cers.feeds.exams import rules as exams
from cers.feeds.exams.catalog import Expected
from cers.feeds.wide import rules
from cers.feeds.wide.arrow import Array, pc
from cers.feeds.wide.faults import Faults
from cers.feeds.wide.joins import Assessed
from cers.feeds.wide.layout import Layout, WideColumn
from cers.feeds.wide.values import is_any

SCORE_TYPES: Final = ("claim", "alternate", "trait")


@dataclass(frozen=True, slots=True)
class Slot:
    """One place for a score in a layout; `elements` map a scores column to its column there."""

    score_type: str
    name: str
    codes: Mapping[str, str]
    elements: Mapping[str, str]

    def code(self, expected: Expected) -> str | None:
        """The code that the slot has for an assessment; None if its subject has no such score."""
        code = self.codes.get(expected.subject.code.lower(), self.name)
        if self.score_type == "trait":
            return code if code in expected.traits else None
        scale = expected.scales.get(code)
        return code if scale is not None and scale.score_type == self.score_type else None


@dataclass(frozen=True, slots=True)
class SlotScores:
    """The scores of one slot, and the rows that have one, where the mask is true."""

    score_type: str
    codes: Array
    columns: Mapping[str, Array]
    told: Array


def slots(layout: Layout) -> tuple[Slot, ...]:
    """The slots of a layout, in its order."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for column in layout.columns:
        kind, name, field = _parts(column)
        if kind in SCORE_TYPES:
            found.setdefault((kind, name), {})[field] = column.name
    return tuple(
        Slot(kind, name, _codes(layout, name), elements) for (kind, name), elements in found.items()
    )


def _parts(column: WideColumn) -> tuple[str, str, str]:
    parts = column.target.split("/")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")


def _codes(layout: Layout, slot: str) -> dict[str, str]:
    """Subject, in lower case -> the slot's code there."""
    named = layout.score_codes.items()
    return {subject.lower(): codes[slot] for subject, codes in named if slot in codes}


def read_slot(
    slot: Slot,
    texts: Mapping[str, Array],
    columns: Mapping[str, Array],
    assessed: Assessed,
    faults: Faults,
) -> SlotScores:
    """The scores of a slot; `texts` and `columns` have the layout's columns by name."""
    own = {field: columns[name] for field, name in slot.elements.items() if name in columns}
    told = _any_of(pc.is_valid(texts[name]) for name in slot.elements.values() if name in texts)
    codes = assessed.column(slot.code, pa.string())
    _check_known(slot, told, codes, assessed, faults)
    _check_scale(slot, own, assessed, faults)
    _check_trait(slot, own, assessed, faults)
    return SlotScores(slot.score_type, codes, own, pc.and_(told, pc.is_valid(codes)))


def _any_of(masks: Iterable[Array]) -> Array:
    return reduce(pc.or_, masks)


def _check_known(slot: Slot, told: Array, codes: Array, assessed: Assessed, faults: Faults) -> None:
    """Say where a score is left out because its subject has none like it."""
    if codes.null_count:
        unknown = pc.and_(pc.and_(told, pc.is_null(codes)), pc.is_valid(_subjects(assessed)))
        element = next(iter(slot.elements.values()))
        message = f"The subject of the assessment has no {slot.score_type} for {element}."
        faults.add(rules.UNKNOWN_SCORE, element, message, unknown)


def _subjects(assessed: Assessed) -> Array:
    return assessed.column(lambda expected: expected.subject.code, pa.string())


def _check_scale(slot: Slot, own: Mapping[str, Array], assessed: Assessed, faults: Faults) -> None:
    if "scale_score" in own and slot.score_type != "trait":
        codes: Sequence[str | None] = [slot.code(each) if each else None for each in assessed.known]
        bounds = [
            each.scales[code] if each is not None and code is not None else None
            for each, code in zip(assessed.known, codes, strict=True)
        ]
        check_scores(
            own["scale_score"],
            pa.array([bound.low if bound else None for bound in bounds], pa.float64()),
            pa.array([bound.high if bound else None for bound in bounds], pa.float64()),
            assessed,
            slot.elements["scale_score"],
            faults,
        )


def check_scores(
    scores: Array, lows: Array, highs: Array, assessed: Assessed, element: str, faults: Faults
) -> None:
    """See that scale scores lie on the scale of each assessment, whose bounds may be null."""
    for bounds, beyond in ((lows, pc.less), (highs, pc.greater)):
        if bounds.null_count < len(bounds):
            outside = beyond(scores, bounds.take(assessed.of_row))
            message = f"{element} lies outside the scale of its assessment: correct it."
            faults.add(exams.SCORE_OUT_OF_RANGE, element, message, outside)


def _check_trait(slot: Slot, own: Mapping[str, Array], assessed: Assessed, faults: Faults) -> None:
    if "raw_score" not in own or slot.score_type != "trait":
        return

    def most(expected: Expected) -> int | None:
        return expected.traits.get(slot.code(expected) or "")

    beyond = pc.greater(own["raw_score"], assessed.column(most, pa.int32()))
    if is_any(beyond):
        element = slot.elements["raw_score"]
        message = f"{element} is more than the trait's highest score: correct it."
        faults.add(exams.TRAIT_SCORE_OUT_OF_RANGE, element, message, beyond)
