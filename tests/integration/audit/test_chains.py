"""Chains in the table: written side by side, sealed, and whatever is done to them is found."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import RLock
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from cers.model.audit_chain import START, digest_of
from cers.model.errors import UpstreamError
from cers.steps.audit_seal import seal
from cers.stores.audit import AuditStore
from cers.stores.audit_chains import AuditChains
from tests.support.audit import NOON, faults, items, key, record
from tests.support.cloud import Wire, create_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

DAY = timedelta(days=1)
WRITE = "TransactWriteItems"


def records(table: "Table") -> list[dict[str, Any]]:
    return [item for item in items(table) if item["pk"].startswith("RECORD#")]


def chains(table: "Table") -> set[str]:
    return {item["pk"] for item in records(table)}


def sealed(table: "Table") -> int:
    """Write in two chains, and seal them; how many items there are."""
    for store in (AuditStore(table), AuditStore(table)):
        for number in range(3):
            store.record(record(number))
    seal(AuditChains(table), NOON)
    return len(items(table))


# ---- writing


def test_a_process_goes_on_with_its_chain_and_another_begins_its_own(table: "Table") -> None:
    one, other = AuditStore(table), AuditStore(table)
    for number in range(3):
        one.record(record(number))
        other.record(record(number))
    assert len(chains(table)) == 2
    assert sorted(item["sequence"] for item in records(table)) == [0, 0, 1, 1, 2, 2]
    assert not faults(table)


def test_threads_of_one_process_do_not_wait_for_one_another(table: "Table") -> None:
    store, lock = AuditStore(table), RLock()
    events = table.meta.client.meta.events
    # One call at a time: moto copies the table while others write to it.
    events.register("before-call", lambda **_: _take(lock))
    events.register("after-call", lambda **_: lock.release())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: store.record(record(number)), range(64)))
    assert {item["request_id"] for item in records(table)} == {f"request-{n}" for n in range(64)}
    assert len(records(table)) == 64
    assert 1 <= len(chains(table)) <= 8
    assert not faults(table)


def _take(lock: Any) -> None:
    # An event handler that returns something answers the call.
    lock.acquire()


def test_a_chain_ends_with_its_day(table: "Table") -> None:
    store = AuditStore(table)
    for at in (NOON, NOON + DAY, NOON + DAY):
        store.record(record(at=at))
    days = {item["pk"].removeprefix("RECORD#")[:10] for item in records(table)}
    assert days == {"2026-05-01", "2026-05-02"}
    assert not faults(table)


def test_a_lost_answer_leaves_one_record_and_a_whole_chain(table: "Table") -> None:
    wire = Wire(repeats={WRITE})
    wire.watch(table.meta.client)
    store = AuditStore(table)
    for number in range(3):
        store.record(record(number))
    assert wire.calls.count("Query") == 3  # it looked what became of its writes
    assert len(records(table)) == 3
    assert len(chains(table)) == 1
    assert not faults(table)


@pytest.mark.parametrize("moment", ["before-call", "after-call"])
def test_after_an_error_nothing_is_broken_and_the_next_record_begins_a_chain(
    table: "Table", moment: str
) -> None:
    store = AuditStore(table)
    store.record(record(0))
    events = table.meta.client.meta.events
    event = f"{moment}.dynamodb.{WRITE}"
    events.register(event, _fail)
    with pytest.raises(UpstreamError):
        store.record(record(1))
    events.unregister(event, _fail)
    store.record(record(2))
    assert len(chains(table)) == 2
    assert not faults(table)


def _fail(**_: object) -> None:
    raise ClientError({"Error": {"Code": "InternalServerError", "Message": ""}}, WRITE)


def test_a_record_of_many_districts_and_thousands_of_students_is_kept_whole(
    table: "Table",
) -> None:
    whose = {f"D{n}": frozenset(f"{n:03}-{m:037}" for m in range(700)) for n in range(110)}
    whose["D0"] = frozenset(f"{m:041}" for m in range(12_001))
    AuditStore(table).record(record(district_ids=tuple(whose), students_by_district=whose))
    told: dict[str, set[str]] = {}
    for item in records(table):
        assert len(str(item)) < 400_000
        told.setdefault(item["district_id"], set()).update(item["students"].split())
    assert told == whose
    assert {int(item["parts"]) for item in records(table)} == {112}
    assert {int(item["part"]) for item in records(table)} == set(range(1, 113))
    assert not faults(table)


# ---- tampering


def test_every_removal_of_an_item_is_found(table: "Table") -> None:
    sealed(table)
    for item in items(table):
        table.delete_item(Key=key(item))
        assert faults(table), key(item)
        assert faults(table, since=NOON.date()), key(item)
        table.put_item(Item=item)
    assert not faults(table)


def test_every_change_of_an_attribute_is_found(table: "Table") -> None:
    sealed(table)
    one_of_a_kind = {(item["pk"].partition("#")[0], len(item)): item for item in items(table)}
    for item in one_of_a_kind.values():
        for name in item.keys() - {"pk", "sk"}:
            less = {other: value for other, value in item.items() if other != name}
            for changed in (less, {**item, name: "another"}, {**item, "more": 1}):
                table.put_item(Item=changed)
                assert faults(table), (key(item), name)
        table.put_item(Item=item)
    assert not faults(table)


def test_a_record_that_was_changed_with_its_digest_is_found(table: "Table") -> None:
    sealed(table)
    for item in records(table):
        forged = {**item, "username": "somebody-else"}
        table.put_item(Item={**forged, "digest": digest_of(forged)})
        assert faults(table)
        table.put_item(Item=item)
    assert not faults(table)


def test_an_item_that_belongs_to_no_chain_is_found(table: "Table") -> None:
    sealed(table)
    item = records(table)[0]
    other = item["pk"][:-16] + "f" * 16
    for place in (
        {"pk": "AUDIT#2026-05-01"},
        {"pk": "SEALS", "sk": "FOOT"},
        {"pk": "HEADS#2026-05-01#0", "sk": "nobody"},
        {"sk": "000000000003"},
        {"sk": "!"},
        {"pk": other},
    ):
        stray = item | place
        table.put_item(Item=stray)
        assert faults(table), place
        table.delete_item(Key=key(stray))
    assert not faults(table)


def test_a_whole_chain_that_was_sealed_cannot_go(table: "Table") -> None:
    sealed(table)
    for chain in chains(table):
        gone = [item for item in items(table) if chain.removeprefix("RECORD#") in str(key(item))]
        for item in gone:
            table.delete_item(Key=key(item))
        assert faults(table)
        assert faults(table, since=NOON.date())
        told = seal(AuditChains(table), NOON + timedelta(minutes=15)).faults
        assert [fault.chain for fault in told] == [chain.removeprefix("RECORD#")]
        for item in gone:
            table.put_item(Item=item)
    assert not faults(table)


def test_a_sealed_end_cannot_be_taken_off_with_its_head_put_back(table: "Table") -> None:
    sealed(table)
    last = next(item for item in records(table) if item["sequence"] == 2)
    chain = last["pk"].removeprefix("RECORD#")
    before = next(
        item for item in records(table) if item["pk"] == last["pk"] and item["sequence"] == 1
    )
    head = next(item for item in items(table) if item["sk"] == chain)
    table.delete_item(Key=key(last))
    table.put_item(Item={**head, "sequence": 1, "digest": before["digest"]})
    assert {fault.chain for fault in faults(table)} == {chain}


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    writes=st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=12),
    data=st.data(),
)
def test_any_interleaving_of_writers_and_seals_is_whole_until_one_item_is_touched(
    writes: list[tuple[int, bool]], data: st.DataObject
) -> None:
    with mock_aws():
        table = create_table("cers-audit")
        stores = [AuditStore(table) for _ in range(4)]
        for number, (writer, then_seal) in enumerate(writes):
            at = NOON + number * timedelta(hours=5)
            stores[writer].record(record(number, at=at))
            if then_seal:
                assert not seal(AuditChains(table), at).faults
        today = (NOON + len(writes) * timedelta(hours=5)).date()
        assert not faults(table, today=today)
        assert not faults(table, since=date(2026, 5, 2), today=today)
        touched = data.draw(st.sampled_from(sorted(items(table), key=str)))
        other = data.draw(st.sampled_from(sorted(items(table), key=str)))
        if data.draw(st.booleans()) or touched == other:
            table.delete_item(Key=key(touched))
        else:
            table.put_item(Item={**touched, **key(other)})
        assert faults(table, today=today)


# ---- sealing


def test_a_seal_holds_what_has_grown_and_each_day_has_one(table: "Table") -> None:
    store, chain_store = AuditStore(table), AuditChains(table)
    store.record(record(0))
    assert seal(chain_store, NOON).chains == 1
    assert seal(chain_store, NOON).chains == 0
    assert len(list(chain_store.seals(NOON.date()))) == 1
    store.record(record(1))
    late = NOON + timedelta(hours=13)
    assert seal(chain_store, late).chains == 1
    assert seal(chain_store, late + 3 * DAY).chains == 0
    assert len(list(chain_store.seals((late + 3 * DAY).date()))) == 1
    assert not faults(table, today=(late + 3 * DAY).date())
    assert not faults(table, since=late.date(), today=(late + 3 * DAY).date())


def test_a_sweep_that_did_not_run_for_days_seals_what_it_missed(table: "Table") -> None:
    store, chain_store = AuditStore(table), AuditChains(table)
    seal(chain_store, NOON)
    for number in range(5):
        store.record(record(number, at=NOON + number * DAY))
    assert seal(chain_store, NOON + 5 * DAY).chains == 5


def test_two_who_seal_at_once_do_not_break_the_chain_of_seals(table: "Table") -> None:
    chain_store = AuditChains(table)
    AuditStore(table).record(record())
    before = chain_store.seals_head()
    end = seal(chain_store, NOON).end
    assert before is None
    with pytest.raises(UpstreamError):
        chain_store.seal(NOON.date(), [{"at": "x", "heads": {}}], START)
    assert chain_store.seals_head() == end
    assert not faults(table)


def test_many_chains_take_several_seals(table: "Table") -> None:
    for number in range(5):
        AuditStore(table).record(record(number))
    assert seal(AuditChains(table), NOON, heads_a_seal=2).chains == 5
    assert len(list(AuditChains(table).seals(NOON.date()))) == 3
    assert not faults(table)
