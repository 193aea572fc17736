"""Merging a delivery into the reference data.

Of two words on one thing the one that landed later counts, and of two that landed together the
greater text, so the order of processing does not matter. Nothing is ever removed.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar

from cers.model.assessment import Assessment, Item
from cers.model.organization import District, OrganizationGroup, Organizations, School
from cers.model.subject import Subject

T = TypeVar("T")

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _DatedItem:
    landed_at: datetime
    item: Item


L = TypeVar("L", Subject, Assessment, District, School, OrganizationGroup, _DatedItem)


@dataclass(frozen=True, slots=True)
class Merged(Generic[T]):
    """The merged state, how many things the delivery touched, and which ids it may not touch."""

    value: T
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: tuple[str, ...] = ()


def merge_subject(known: Mapping[str, Subject], incoming: Subject) -> Merged[Mapping[str, Subject]]:
    """The subjects with one more; refused if its code differs from a known one only in case."""
    same = {code.casefold(): code for code in known}.get(incoming.code.casefold())
    if same is not None and same != incoming.code:
        return Merged(known, refused=(incoming.code,))
    merged = dict(known)
    merged[incoming.code] = _latest(known.get(incoming.code), incoming)
    return _tallied(merged, [_outcome(known.get(incoming.code), merged[incoming.code])])


def merge_assessments(
    known: Mapping[str, Assessment], incoming: Mapping[str, Assessment]
) -> Merged[Mapping[str, Assessment]]:
    """The assessments with further ones; refused are those known as something else."""
    accepted = {
        id_: each
        for id_, each in incoming.items()
        if id_ not in known or _identity(known[id_]) == _identity(each)
    }
    merged = {
        id_: _merge_assessment(known[id_], each) if id_ in known else each
        for id_, each in accepted.items()
    }
    timeless = {id_: _without_times(known[id_]) for id_ in accepted if id_ in known}
    outcomes = [_outcome(timeless.get(id_), _without_times(each)) for id_, each in merged.items()]
    refused = tuple(id_ for id_ in incoming if id_ not in accepted)
    value: Mapping[str, Assessment] = {**known, **merged}
    return replace(_tallied(value, outcomes), refused=refused)


def merge_organizations(known: Organizations, incoming: Organizations) -> Merged[Organizations]:
    """The organizations with further ones; the counts are those of districts and schools."""
    districts = _merge_each(known.districts, incoming.districts)
    schools = _merge_each(known.schools, incoming.schools)
    value = Organizations(
        districts,
        schools,
        _merge_each(known.district_groups, incoming.district_groups),
        _merge_each(known.school_groups, incoming.school_groups),
    )
    outcomes = [
        *(_outcome(known.districts.get(id_), districts[id_]) for id_ in incoming.districts),
        *(_outcome(known.schools.get(id_), schools[id_]) for id_ in incoming.schools),
    ]
    return _tallied(value, outcomes)


def _merge_each(known: Mapping[str, L], incoming: Mapping[str, L]) -> dict[str, L]:
    later = {id_: _latest(known.get(id_), each) for id_, each in incoming.items()}
    return {**known, **later}


def _latest(known: L | None, incoming: L) -> L:
    if known is None or known.landed_at < incoming.landed_at:
        return incoming
    if known.landed_at > incoming.landed_at:
        return known
    return max(known, incoming, key=_text)


def _text(value: L) -> str:
    return json.dumps(asdict(value), sort_keys=True, default=str)


def _identity(assessment: Assessment) -> tuple[str, str, str]:
    return assessment.subject, assessment.grade, assessment.type


def _merge_assessment(one: Assessment, other: Assessment) -> Assessment:
    """The later assessment with the latest word on every item that either has."""
    winner = _latest(replace(one, items={}), replace(other, items={}))
    items = _merge_each(_dated_items(one), _dated_items(other))
    return replace(
        winner, items={key: _undated(each, winner.landed_at) for key, each in items.items()}
    )


def _dated_items(assessment: Assessment) -> dict[str, _DatedItem]:
    return {
        key: _DatedItem(item.landed_at or assessment.landed_at, replace(item, landed_at=None))
        for key, item in assessment.items.items()
    }


def _undated(dated: _DatedItem, landed_at: datetime) -> Item:
    """The item; its time only where it is not its assessment's."""
    same = dated.landed_at == landed_at
    return dated.item if same else replace(dated.item, landed_at=dated.landed_at)


def _tallied(value: T, outcomes: Iterable[str]) -> Merged[T]:
    counts = Counter(outcomes)
    return Merged(value, counts["created"], counts["updated"], counts["unchanged"])


def _outcome(before: L | None, after: L) -> str:
    """What a delivery did to one thing; a later time alone is no change."""
    if before is None:
        return "created"
    return "unchanged" if _timeless(before) == _timeless(after) else "updated"


def _timeless(value: L) -> L:
    return replace(value, landed_at=_NEVER)


def _without_times(assessment: Assessment) -> Assessment:
    items = {key: replace(item, landed_at=None) for key, item in assessment.items.items()}
    return replace(assessment, items=items)
