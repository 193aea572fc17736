"""Items as reports show them: what the package and the subject definition say of each."""

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Final

from cers.model.assessment import Item
from cers.model.item_difficulty import difficulty
from cers.model.item_points import CHOICE, CHOICES, chosen
from cers.model.subject import Claim, Subject
from cers.reports import item_documents as documents
from cers.reports.definition import Definition
from cers.reports.documents import Coded

WITH_OPTIONS: Final = frozenset({CHOICE, CHOICES})
"""The types of items whose responses are options."""


def shown(defined: Mapping[str, Item], delivered: Iterable[str]) -> list[Item]:
    """The items a report shows: those in use, and any other with results; no field tests.

    One that its package does not name (any more) is shown with its key alone.
    """
    keys = set(delivered)
    known = [item for item in defined.values() if item.active or item.key in keys]
    unknown = [_unknown(key) for key in sorted(keys - defined.keys())]
    return [item for item in (*known, *unknown) if not item.field_test]


def in_order(items: Iterable[Item], first_positions: Mapping[str, int]) -> list[Item]:
    """Items by their position, those without any at the end, then by their key."""

    def place(item: Item) -> tuple[float, str]:
        position = position_of(item, first_positions)
        return (inf if position is None else position, item.key)

    return sorted(items, key=place)


def position_of(item: Item, first_positions: Mapping[str, int]) -> int | None:
    """Where an item stands: as its package says, or else the first it was delivered at."""
    return item.position if item.position is not None else first_positions.get(item.key)


def described(definition: Definition, item: Item, position: int | None) -> documents.Item:
    """An item as answers show it."""
    subject = definition.subject
    found = difficulty(
        item.difficulty, definition.assessment.grade, subject.difficulties if subject else ()
    )
    return documents.Item(
        key=item.key,
        position=position,
        type=item.type,
        claim=claim_of(subject, item.claim) if item.claim else None,
        target=target_of(subject, item.claim, item.target) if item.target else None,
        depth_of_knowledge=_depth(subject, item.dok),
        difficulty=found.value if found else None,
        standards=_standards(subject, item.standards),
        writing_purpose=item.writing_purpose or None,
        math_practice=item.math_practice or None,
        calculator=item.allow_calculator,
        max_points=item.max_points,
        answer_key=sorted(key_of(item)),
    )


def key_of(item: Item) -> frozenset[str]:
    """The right options of an item; none where it has no options."""
    return chosen(item.answer_key) if item.type in WITH_OPTIONS else frozenset()


def claim_of(subject: Subject | None, code: str) -> Coded:
    """A claim's name; its code where the subject does not define it."""
    claim = _claim(subject, code)
    return Coded(code=code, name=claim.name if claim and claim.name else code)


def target_of(subject: Subject | None, claim_code: str, code: str) -> documents.Described:
    """A target's name and description; its code where the subject does not define it."""
    claim = _claim(subject, claim_code)
    target = next((each for each in claim.targets if each.code == code), None) if claim else None
    return documents.Described(
        code=code,
        name=target.name if target and target.name else code,
        description=target.description if target else "",
    )


def _claim(subject: Subject | None, code: str) -> Claim | None:
    claims = subject.claims if subject else ()
    return next((each for each in claims if each.code == code), None)


def _depth(subject: Subject | None, level: int | None) -> documents.Depth | None:
    if level is None:
        return None
    names = subject.depths_of_knowledge if subject else {}
    return documents.Depth(level=level, name=names.get(level, ""))


def _standards(subject: Subject | None, codes: Sequence[str]) -> list[documents.Standard]:
    known = subject.standards if subject else {}
    return [documents.Standard(code=code, description=known.get(code, "")) for code in codes]


def _unknown(key: str) -> Item:
    return Item(
        key=key,
        position=None,
        type="",
        claim="",
        target="",
        dok=None,
        difficulty=None,
        max_points=None,
    )
