"""What students chose on items with options: the key and the distractors.

Only scored responses count. Of an item with one right option a response is one option, so the
counts and percentages add up. Of one with several, an option counts wherever it is among those
chosen, and each percentage is by itself.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from cers.model.assessment import Item
from cers.model.item_points import CHOICE, OPTIONS, chosen, points, to_percent
from cers.model.statistics import percentages
from cers.reports.definition import Definition
from cers.reports.item_documents import (
    DistractorReport,
    ItemOptions,
    OfAssessment,
    OptionShare,
    Share,
)
from cers.reports.items_described import (
    WITH_OPTIONS,
    described,
    in_order,
    key_of,
    position_of,
    shown,
)
from cers.reports.items_tallied import by_item, earned, first_positions, full_credit, spread
from cers.reports.rows import ResponseRow

Chosen = frozenset[str]


def with_options(defined: Mapping[str, Item]) -> frozenset[str]:
    """The keys of the items whose responses are options."""
    return frozenset(key for key, item in defined.items() if item.type in WITH_OPTIONS)


def distractor_report(
    head: OfAssessment,
    definition: Definition,
    defined: Mapping[str, Item],
    rows: Sequence[ResponseRow],
) -> DistractorReport:
    """What a population chose on each item with options, by position."""
    positions, rows_of = first_positions(rows), by_item(rows)
    optional = {key: defined[key] for key in with_options(defined)}
    items = [
        _item(definition, item, rows_of.get(item.key, []), position_of(item, positions))
        for item in in_order(shown(optional, positions), positions)
    ]
    return DistractorReport(
        **head,
        most_options=max((len(each["options"]) for each in items), default=0),
        items=items,
    )


def _item(
    definition: Definition, item: Item, rows: Sequence[ResponseRow], position: int | None
) -> ItemOptions:
    scored = [_chosen(item, row) for row in rows if points(row["score"]) is not None]
    letters, key = _letters(item, scored), key_of(item)
    found = Counter(letter for each in scored for letter in each)
    others = sum(each.isdisjoint(letters) for each in scored)
    counts = [*(found[letter] for letter in letters), others]
    shares = _shares(item, counts, len(scored))
    return ItemOptions(
        **described(definition, item, position),
        scored=len(scored),
        full_credit=full_credit(spread(earned(rows), item.max_points), item.max_points),
        options=[
            OptionShare(option=letter, correct=letter in key, count=count, percent=share)
            for letter, count, share in zip(letters, counts, shares, strict=False)
        ],
        other=Share(count=others, percent=shares[-1]),
    )


def _chosen(item: Item, row: ResponseRow) -> Chosen:
    """The options of a response; several are none where there is but one to choose."""
    options = chosen(row["response"])
    return frozenset() if item.type == CHOICE and len(options) > 1 else options


def _letters(item: Item, scored: Sequence[Chosen]) -> str:
    """The options of an item: as many as its package says, or up to the last known of."""
    known = key_of(item) if item.options else key_of(item).union(*scored)
    last = max((OPTIONS.index(letter) + 1 for letter in known), default=0)
    return OPTIONS[: max(item.options or 0, last)]


def _shares(item: Item, counts: Sequence[int], scored: int) -> list[int]:
    if item.type == CHOICE:
        return percentages(counts)
    return [to_percent(count, scored) for count in counts]
