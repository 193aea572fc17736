from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from cers.model.item_content import ItemCatalogue, ItemContent, Paragraph
from cers.steps.reference_merge import merge_items
from tests.support.reference_files import LANDED

KEYS = ["200-1", "200-2", "200-3"]

Delivered = Mapping[str, ItemContent]


def item(key: str, text: str, days: int = 0) -> ItemContent:
    return ItemContent(key, "SA", (Paragraph(text),), LANDED + timedelta(days=days))


deliveries = st.builds(
    lambda texts, days: {key: item(key, text, days) for key, text in texts.items()},
    st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["red", "green", "blue"]), min_size=1),
    st.integers(0, 3),
)


def all_of(some: Sequence[Delivered]) -> ItemCatalogue:
    return reduce(lambda known, each: merge_items(known, each).value, some, ItemCatalogue())


def contents(catalogue: ItemCatalogue) -> dict[str, ItemContent | None]:
    return {key: catalogue.get(key) for key in KEYS}


@given(st.data(), st.lists(deliveries, max_size=6))
def test_items_come_out_the_same_in_any_order_and_repeated(
    data: st.DataObject, some: list[Delivered]
) -> None:
    again = data.draw(st.lists(st.sampled_from(some), max_size=3)) if some else []
    shuffled = data.draw(st.permutations([*some, *again]))
    assert contents(all_of(shuffled)) == contents(all_of(some))


@given(st.lists(deliveries, max_size=6))
def test_of_each_item_the_delivery_that_landed_last_counts(some: list[Delivered]) -> None:
    merged = all_of(some)
    for key in KEYS:
        versions = [each[key] for each in some if key in each]
        winner = merged.get(key)
        if not versions:
            assert winner is None
            continue
        latest = max(each.landed_at for each in versions)
        assert winner in [each for each in versions if each.landed_at == latest]


def test_a_new_a_changed_an_equal_and_an_older_item_are_told_apart() -> None:
    known = ItemCatalogue({"200-1": item("200-1", "red", 1)})
    for text, days, expected in (
        ("red", 2, (0, 0, 1)),
        ("blue", 2, (0, 1, 0)),
        ("blue", 0, (0, 0, 1)),
    ):
        merged = merge_items(known, {"200-1": item("200-1", text, days)})
        assert (merged.created, merged.updated, merged.unchanged) == expected
    merged = merge_items(known, {"200-2": item("200-2", "red")})
    assert (merged.created, merged.updated, merged.unchanged) == (1, 0, 0)
    assert merged.value.get("200-1") == known.get("200-1")


def test_of_two_that_landed_at_once_the_same_one_counts_whichever_comes_first() -> None:
    one, other = item("200-1", "red"), replace(item("200-1", "red"), title="Rocks")
    assert all_of([{"200-1": one}, {"200-1": other}]).get("200-1") == all_of(
        [{"200-1": other}, {"200-1": one}]
    ).get("200-1")
