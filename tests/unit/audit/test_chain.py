"""Chains: whatever is done to the items of one, reading it tells."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cers.model.audit_chain import (
    START,
    Fault,
    Position,
    Reading,
    chain_day,
    digest_of,
    head_of,
    linked,
    regressed,
    sealed_positions,
)

Item = dict[str, Any]

VALUES = st.one_of(
    st.text(max_size=5), st.integers(-5, 5), st.lists(st.text(max_size=3), max_size=2)
)
ENTRIES = st.lists(
    st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES, min_size=1), min_size=1, max_size=8
)


def chain(entries: list[Item]) -> tuple[list[Item], Position]:
    return linked([{"pk": "RECORD#c", **entry} for entry in entries], START)


def faults(
    items: list[Item], head: Position | None, sealed: dict[int, str] | None = None
) -> list[Fault]:
    reading = Reading("c", sealed)
    found = list(reading.faults_of(sorted(items, key=lambda item: item["sk"])))
    return [*found, *reading.faults_at_end(head)]


@given(ENTRIES, st.data())
def test_an_untouched_chain_has_no_faults_however_it_was_appended_to(
    entries: list[Item], data: st.DataObject
) -> None:
    items, position = [], START
    while entries:
        some = data.draw(st.integers(1, len(entries)))
        more, position = linked([{"pk": "RECORD#c", **each} for each in entries[:some]], position)
        items, entries = items + more, entries[some:]
    assert not faults(items, position)
    assert not faults(items, position, {item["sequence"]: item["digest"] for item in items})


@given(ENTRIES, st.data())
def test_a_changed_value_is_found_even_if_the_digest_is_made_anew(
    entries: list[Item], data: st.DataObject
) -> None:
    items, head = chain(entries)
    item = data.draw(st.sampled_from(items))
    name, value = data.draw(st.sampled_from(["a", "b", "c", "sequence"])), data.draw(VALUES)
    assume(item.get(name) != value)
    item[name] = value
    assert faults(items, head)
    item["digest"] = digest_of(item)
    assert faults(items, head)


@given(ENTRIES, st.data())
def test_another_type_that_reads_alike_is_found(entries: list[Item], data: st.DataObject) -> None:
    items, head = chain(entries)
    item = data.draw(st.sampled_from(items))
    name = data.draw(st.sampled_from(sorted(item.keys() & {"a", "b", "c"})))
    value = item[name]
    item[name] = set(value) if isinstance(value, list) else str(value).encode()
    assert faults(items, head)


@given(ENTRIES, st.data())
def test_a_removed_item_is_found(entries: list[Item], data: st.DataObject) -> None:
    items, head = chain(entries)
    gone = data.draw(st.integers(0, len(items) - 1))
    (first, *_) = faults(items[:gone] + items[gone + 1 :], head)
    assert first.sequence == gone


@given(ENTRIES, st.data())
def test_items_that_changed_places_are_found(entries: list[Item], data: st.DataObject) -> None:
    items, head = chain(entries)
    assume(len(items) > 1)
    one, other = data.draw(st.permutations(items))[:2]
    for name in ("sk", "sequence", "previous", "digest")[: data.draw(st.integers(1, 3))]:
        one[name], other[name] = other[name], one[name]
    assert faults(items, head)


@given(ENTRIES, ENTRIES, st.data())
def test_an_inserted_item_is_found(
    entries: list[Item], others: list[Item], data: st.DataObject
) -> None:
    items, head = chain(entries)
    alien = data.draw(st.sampled_from(chain(others)[0]))
    alien["sk"] = data.draw(st.sampled_from([f"{len(items):012}", "0", "z", "-00000000001"]))
    assert faults([*items, alien], head)


@given(ENTRIES, st.data())
def test_a_head_that_says_something_else_is_found(entries: list[Item], data: st.DataObject) -> None:
    items, head = chain(entries)
    other = Position(data.draw(st.integers(-1, 9)), data.draw(st.sampled_from(["", head.digest])))
    assume(other != head)
    assert faults(items, other)
    assert faults(items, None)


@given(ENTRIES, ENTRIES, st.data())
def test_a_chain_written_anew_is_not_what_was_sealed(
    entries: list[Item], others: list[Item], data: st.DataObject
) -> None:
    items, _ = chain(entries)
    sealed_at = data.draw(st.sampled_from(items))
    forged, head = chain(others)
    sequence = sealed_at["sequence"]
    assume(sequence >= len(forged) or forged[sequence] != sealed_at)
    assert not faults(forged, head)
    assert faults(forged, head, {sequence: sealed_at["digest"]})


def test_a_head_with_anything_besides_is_none() -> None:
    head = {"pk": "HEADS#x", "sk": "c", "sequence": 3, "digest": "d"}
    assert head_of(head) == Position(3, "d")
    assert head_of({**head, "more": 1}) is None
    assert head_of({**head, "sequence": "3"}) is None
    assert head_of(None) is None


def test_seals_tell_positions_and_skip_what_is_none() -> None:
    heads = {"a": f"4:{'f' * 64}", "b": "rubbish", "c": 7}
    assert sealed_positions([{"heads": heads}, {"heads": "x"}]) == {"a": {4: "f" * 64}}


def test_a_chain_that_became_shorter_since_it_was_sealed_is_a_fault() -> None:
    heads = {"a": Position(3, ""), "b": Position(2, "")}
    found = regressed({"a": [1, 3], "b": [1, 4], "c": [0]}, heads)
    assert [fault.chain for fault in found] == ["b", "c"]


@pytest.mark.parametrize("name", ["", "2026-05-01", "2026-13-01-0123456789abcdef", "x" * 27])
def test_other_names_are_no_chains(name: str) -> None:
    assert chain_day(name) is None
