"""Sealing: what chains of records have come to is written down apart, in the chain of seals.

From then on not even a whole chain can be taken away, or written anew, without a trace.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from cers.model.audit_chain import (
    START,
    Fault,
    Item,
    Position,
    chain_day,
    regressed,
    sealed_positions,
)
from cers.stores.audit_chains import AuditChains

LOOKED_BACK: Final = 35
"""Days after which a sweep that did not run no longer makes up for it by itself."""

HEADS_A_SEAL: Final = 2000
"""So many fit an item of the table twice over."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many chains a round sealed, what it found wrong, and where the seals have come to.

    The end of the chain of seals is worth keeping somewhere else, such as in a log.
    """

    chains: int
    faults: tuple[Fault, ...]
    end: Position


def seal(chains: AuditChains, now: datetime, heads_a_seal: int = HEADS_A_SEAL) -> Sealed:
    """Seal every chain that has grown since it was last sealed; at least one seal a day.

    A chain that has become shorter, or is gone, is a fault, and so is a head we did not write.

    Raises:
        UpstreamError: it cannot be written just now, or somebody else sealed meanwhile.
    """
    end, today = chains.seals_head() or START, now.date()
    newest = today - _DAY if end == START else _newest_day(chains, today)
    days = list(_days(newest - _DAY, today))
    sealed = sealed_positions(item for day in days for item in chains.seals(day))
    found = {name: head for day in days for name, head in chains.heads(day).items()}
    heads = {name: head for name, head in found.items() if head}
    grown = {
        name: head
        for name, head in heads.items()
        if head.sequence > max(sealed.get(name, ()), default=-1)
    }
    if grown or newest != today or end == START:
        end = chains.seal(today, _seals(grown, now, heads_a_seal), end)
    recent = {name: at for name, at in sealed.items() if chain_day(name) in days}
    return Sealed(len(grown), tuple(_faults(found, heads, recent)), end)


def _faults(
    found: Mapping[str, Position | None],
    heads: Mapping[str, Position],
    sealed: Mapping[str, Collection[int]],
) -> Iterator[Fault]:
    for name in sorted(found.keys() - heads.keys()):
        yield Fault(name, None, "its head was changed")
    yield from regressed(sealed, heads)


def _newest_day(chains: AuditChains, today: date) -> date:
    """The last day with a seal, if it is not too long ago."""
    days = (today - back * _DAY for back in range(LOOKED_BACK))
    sealed = (day for day in days if next(chains.seals(day), None))
    return next(sealed, today - LOOKED_BACK * _DAY)


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * _DAY


def _seals(heads: Mapping[str, Position], now: datetime, heads_a_seal: int) -> Iterator[Item]:
    """What the seals hold; an empty one if there is nothing to seal."""
    every = sorted(heads.items())
    for start in range(0, max(len(every), 1), heads_a_seal):
        some = every[start : start + heads_a_seal]
        yield {"at": now.isoformat(), "heads": {name: str(head) for name, head in some}}
