"""Chains: items that each carry the digest of the one before, so that no change goes unnoticed.

An item's digest is the SHA-256 of everything else it consists of, its place in the table and the
digest before it included. The end of a chain is written down apart, with the same transaction: its
head. Seals are items of a chain of their own that hold the heads other chains had at a moment.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Self

Item = Mapping[str, object]

SEALS: Final = "seals"
"""The name of the chain of seals."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far a chain has come: its last item's sequence number and digest."""

    sequence: int
    digest: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.digest}"

    @classmethod
    def parse(cls, text: object) -> Self | None:
        """The position a text names; None if it names none."""
        found = re.fullmatch(r"(\d{1,12}):([0-9a-f]{64})", str(text))
        return cls(int(found[1]), found[2]) if found else None


START: Final = Position(-1, "")
"""Before the first item."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a chain, at an item where it can be said which."""

    chain: str
    sequence: int | None
    problem: str


def chain_day(chain: str) -> date | None:
    """The day a chain of records was begun, which its name says; it ends with that day.

    None if that is no name of such a chain.
    """
    if not re.fullmatch(r"\d{4}-\d\d-\d\d-[0-9a-f]{16}", chain):
        return None
    try:
        return date.fromisoformat(chain[:10])
    except ValueError:
        return None


def sort_key(sequence: int) -> str:
    """An item's place within its chain, as text that sorts as the number does."""
    return f"{sequence:012}"


def linked(entries: Iterable[Item], after: Position) -> tuple[list[dict[str, object]], Position]:
    """Entries made the next items of a chain, and how far it has come with them."""
    items = []
    for entry in entries:
        sequence = after.sequence + 1
        item = {
            **entry,
            "sk": sort_key(sequence),
            "sequence": sequence,
            "previous": after.digest,
        }
        after = Position(sequence, digest_of(item))
        items.append({**item, "digest": after.digest})
    return items, after


def digest_of(item: Item) -> str:
    """The digest of everything an item consists of but the digest it carries."""
    content = {name: value for name, value in item.items() if name != "digest"}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    """A whole number as DynamoDB gives it back; whatever else we never write has no equal."""
    number = _number(value)
    return {"unknown": type(value).__name__} if number is None else number


class Reading:
    """A chain read from its beginning; each item is judged by itself and by the one before it."""

    def __init__(
        self, chain: str, sealed: Mapping[int, str] | None = None, after: Position | None = START
    ) -> None:
        """`sealed` are digests by sequence number; `after` None begins with any item."""
        self.chain = chain
        self._sealed = dict(sealed or {})
        self.position = after or START
        self._anywhere = after is None

    def faults_of(self, items: Iterable[Item]) -> Iterator[Fault]:
        """What is wrong with the next items, in the order of their sort keys."""
        for item in items:
            yield from self._faults_of(item)

    def _faults_of(self, item: Item) -> Iterator[Fault]:
        sequence, digest = _number(item.get("sequence")), item.get("digest")
        if sequence is None or item.get("sk") != sort_key(sequence) or not isinstance(digest, str):
            yield Fault(self.chain, None, f"an item at {item.get('sk')} is none of the chain's")
            return
        if digest_of(item) != digest:
            yield Fault(self.chain, sequence, "the content was changed")
        yield from self._out_of_order(sequence, item)
        sealed = self._sealed.pop(sequence, digest)
        if sealed != digest:
            yield Fault(self.chain, sequence, "it is not what was sealed")
        self.position, self._anywhere = Position(sequence, digest), False

    def _out_of_order(self, sequence: int, item: Item) -> Iterator[Fault]:
        if self._anywhere:
            return
        expected = self.position.sequence + 1
        if sequence > expected:
            yield Fault(self.chain, expected, f"missing, with all up to {sequence - 1}")
        elif item.get("previous") != self.position.digest:
            yield Fault(self.chain, sequence, "it does not follow the item before it")

    def faults_at_end(self, head: Position | None) -> Iterator[Fault]:
        """What is wrong with where the chain ends."""
        last = self.position.sequence
        if head is None:
            yield Fault(self.chain, None, "its head is missing")
        elif head.sequence > last:
            yield Fault(self.chain, last + 1, f"missing, with all up to {head.sequence}")
        elif head != self.position:
            yield Fault(self.chain, last, "it is not what the head says is the last")
        gone = sorted(sequence for sequence in self._sealed if sequence > last)
        if gone:
            yield Fault(self.chain, last + 1, f"missing, though sealed up to {gone[-1]}")


def head_of(item: Item | None) -> Position | None:
    """The position a head item holds; None if it is none, or holds anything besides."""
    if item is None or item.keys() != {"pk", "sk", "sequence", "digest"}:
        return None
    sequence, digest = _number(item["sequence"]), item["digest"]
    if sequence is None or not isinstance(digest, str):
        return None
    return Position(sequence, digest)


def _number(value: object) -> int | None:
    whole = isinstance(value, int) or (isinstance(value, Decimal) and value % 1 == 0)
    return int(value) if whole else None  # type: ignore[call-overload]


def sealed_positions(seals: Iterable[Item]) -> dict[str, dict[int, str]]:
    """What seals say: of each chain, digests by sequence number."""
    found: dict[str, dict[int, str]] = {}
    for seal in seals:
        heads = seal.get("heads")
        if isinstance(heads, Mapping):
            for chain, text in heads.items():
                position = Position.parse(text)
                if position:  # if not, the seal's own digest says so
                    found.setdefault(str(chain), {})[position.sequence] = position.digest
    return found


def regressed(sealed: Mapping[str, Collection[int]], heads: Mapping[str, Position]) -> list[Fault]:
    """The chains that are shorter than they were when they were sealed."""
    faults = []
    for chain, sequences in sorted(sealed.items()):
        last = max(sequences)
        head = heads.get(chain)
        if head is None or head.sequence < last:
            faults.append(Fault(chain, last, "missing, though sealed"))
    return faults
