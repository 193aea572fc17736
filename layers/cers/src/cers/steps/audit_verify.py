"""Verifying the audit trail: every chain, every seal, and that nothing else is in the table."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain as joined
from typing import Any, Final

from cers.model.audit_chain import (
    SEALS,
    START,
    Fault,
    Position,
    Reading,
    chain_day,
    sealed_positions,
    sort_key,
)
from cers.stores.audit_chains import AuditChains

_DAY: Final = timedelta(days=1)
_LOOKED_BACK: Final = 35
"""Days before the first one in which the last seal before it is looked for."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A chain that was verified: how many items it has, what is wrong, and where it ends."""

    chain: str
    items: int
    faults: tuple[Fault, ...]
    end: Position


@dataclass(frozen=True, slots=True)
class Trail:
    """What there is to verify, with the chain of seals verified already.

    Where that chain ends can be compared with what a log says it came to.
    """

    chains: tuple[str, ...]
    strays: tuple[Fault, ...]
    seals: Verified
    sealed: Mapping[str, Mapping[int, str]]


def whole_trail(store: AuditChains, today: date) -> Trail:
    """Everything, and what belongs to nothing. It reads the table twice."""
    contents = store.contents()
    strays = (Fault(place, None, "this belongs to no chain") for place in sorted(contents.strays))
    seals, sealed = _verified_seals(store, sorted(contents.seal_days | {today}), START)
    chains = tuple(sorted(contents.chains | sealed.keys()))
    return Trail(chains, tuple(strays), seals, sealed)


def trail_since(store: AuditChains, since: date, today: date) -> Trail:
    """The chains begun on a day or later, and the seals since."""
    seals, sealed = _verified_seals(store, list(_days(_sealing(store, since), today)), None)
    begun = {name for day in _days(since, today) for name in store.heads(day)}
    recent = {name: at for name, at in sealed.items() if (chain_day(name) or since) >= since}
    return Trail(tuple(sorted(begun | recent.keys())), (), seals, recent)


def verify_chain(store: AuditChains, trail: Trail, chain: str) -> Verified:
    """Verify one chain of records. Others may append to it meanwhile."""
    if chain_day(chain) is None:
        nameless = Fault(chain, None, "that is no name of a chain")
        return Verified(chain, 0, (nameless,), START)
    reading = _Count(Reading(chain, trail.sealed.get(chain)))
    reading.read(store.every_record(chain))
    # The head last: whatever it counts, and was not there yet, must be there now.
    head = store.head(chain)
    if head:
        reading.read(store.records(chain, reading.position.sequence + 1, head.sequence))
    return reading.verified(head)


class _Count:
    """Reads a chain, counts its items and collects what is wrong."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._items = 0
        self._faults: list[Fault] = []

    @property
    def position(self) -> Position:
        """How far it is read."""
        return self._reading.position

    def read(self, items: Iterable[Mapping[str, Any]]) -> None:
        """Read on."""
        for item in items:
            self._items += 1
            self._faults += self._reading.faults_of([item])

    def verified(self, head: Position | None) -> Verified:
        """What it came to."""
        faults = (*self._faults, *self._reading.faults_at_end(head))
        return Verified(self._reading.chain, self._items, faults, self.position)


def _verified_seals(
    store: AuditChains, days: list[date], after: Position | None
) -> tuple[Verified, dict[str, dict[int, str]]]:
    """The chain of seals, from its beginning or from anywhere, and what the seals say."""
    seals = [item for day in days for item in store.seals(day)]
    reading = _Count(Reading(SEALS, after=after))
    reading.read(seals)
    head = store.seals_head()
    if head is None and not seals:
        return Verified(SEALS, 0, (), START), {}
    later = _appended(store, days[-1], reading.position, head)
    reading.read(later)
    return reading.verified(head), sealed_positions(joined(seals, later))


def _appended(
    store: AuditChains, day: date, after: Position, head: Position | None
) -> list[dict[str, Any]]:
    """The seals of a day that were appended while the others were read."""
    if head is None:
        return []
    first, last = sort_key(after.sequence + 1), sort_key(head.sequence)
    return [item for item in store.seals(day) if first <= item["sk"] <= last]


def _sealing(store: AuditChains, since: date) -> date:
    """The last day before `since` with a seal, since the seals of a day may be one day's late."""
    for back in range(1, _LOOKED_BACK):
        day = since - back * _DAY
        if next(store.seals(day), None):
            return day
    return since


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * _DAY
