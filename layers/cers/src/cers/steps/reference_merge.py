"""Merging a delivery into the reference data.

Of two words on one thing the one that landed later counts, and of two that landed together the
greater text, so the order of processing does not matter. Nothing is ever removed. Where two
deliveries cannot both be right about what a thing is, the one that landed first counts for good;
the others are kept aside, so that this too is the same in any order.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar

from cers.model.accommodation import Accommodation, AccommodationLabel, Accommodations
from cers.model.assessment import Assessment, Item
from cers.model.item_content import ItemCatalogue, ItemContent
from cers.model.norm import Norms, NormTable
from cers.model.organization import District, OrganizationGroup, Organizations, School
from cers.model.subject import Subject

T = TypeVar("T")

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _DatedItem:
    landed_at: datetime
    item: Item


L = TypeVar(
    "L",
    Subject,
    Assessment,
    District,
    School,
    OrganizationGroup,
    AccommodationLabel,
    NormTable,
    ItemContent,
    _DatedItem,
)


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
    """The assessments with further ones; refused are those that an earlier one is a rival of."""
    merged = {
        id_: _merge_claims(known[id_], each) if id_ in known else each
        for id_, each in incoming.items()
    }
    refused = tuple(
        id_ for id_, each in incoming.items() if _identity(each) != _identity(merged[id_])
    )
    accepted = incoming.keys() - set(refused)
    before = {id_: _without_times(known[id_]) for id_ in accepted if id_ in known}
    outcomes = [_outcome(before.get(id_), _without_times(merged[id_])) for id_ in accepted]
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


def merge_accommodations(
    known: Accommodations, incoming: Iterable[Accommodation]
) -> Merged[Accommodations]:
    """The accommodations with further ones: of each, the latest label in every language."""
    merged = {year: dict(each) for year, each in known.items()}
    outcomes = []
    for each in incoming:
        of_year = merged.setdefault(each.school_year, {})
        before = of_year.get(each.code)
        labels = _merge_each(before.labels if before else {}, each.labels)
        of_year[each.code] = replace(each, labels=labels)
        outcomes.append(_label_outcome(before, of_year[each.code]))
    value: Accommodations = merged
    return _tallied(value, outcomes)


def _label_outcome(before: Accommodation | None, after: Accommodation) -> str:
    if before is None:
        return "created"
    return "unchanged" if _texts(before) == _texts(after) else "updated"


def _texts(accommodation: Accommodation) -> dict[str, str]:
    return {language: label.text for language, label in accommodation.labels.items()}


def merge_norms(known: Norms, incoming: Iterable[NormTable]) -> Merged[Norms]:
    """The norms with further tables; refused are those for days of which a table came before."""
    tables = {each.key: each for each in incoming}
    merged = {key: _merge_norm_table(known.tables.get(key), each) for key, each in tables.items()}
    value = Norms({**known.tables, **merged})
    refused = tuple(key for key in tables if not value.in_force(key))
    outcomes = [
        _outcome(known.tables.get(key), each) for key, each in merged.items() if key not in refused
    ]
    return replace(_tallied(value, outcomes), refused=refused)


def _merge_norm_table(known: NormTable | None, incoming: NormTable) -> NormTable:
    """The later table of the same days; they are first delivered when the earlier one was."""
    if known is None:
        return incoming
    first = min(known.first_landed_at, incoming.first_landed_at)
    return _latest(replace(known, first_landed_at=first), replace(incoming, first_landed_at=first))


def merge_items(known: ItemCatalogue, incoming: Mapping[str, ItemContent]) -> Merged[ItemCatalogue]:
    """The catalogue with the content of further items: of each, the latest."""
    before = {key: known.get(key) for key in incoming}
    merged = {key: _latest(before[key], each) for key, each in incoming.items()}
    outcomes = [_outcome(before[key], each) for key, each in merged.items()]
    return _tallied(known.with_changes(merged), outcomes)


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


def _merge_claims(one: Assessment, other: Assessment) -> Assessment:
    """What was first delivered under an id, with what else was as its rivals."""
    claims: dict[tuple[str, str, str], Assessment] = {}
    for each in (*_claims(one), *_claims(other)):
        known = claims.get(_identity(each))
        claims[_identity(each)] = _merge_assessment(known, each) if known else each
    winner, *rivals = sorted(claims.values(), key=lambda each: (_first(each), _identity(each)))
    return replace(winner, rivals=tuple(rivals))


def _claims(assessment: Assessment) -> tuple[Assessment, ...]:
    return (replace(assessment, rivals=()), *assessment.rivals)


def _first(assessment: Assessment) -> datetime:
    return assessment.first_landed_at or assessment.landed_at


def _merge_assessment(one: Assessment, other: Assessment) -> Assessment:
    """The later assessment with the latest word on every item that either has."""
    bare = [replace(each, items={}, first_landed_at=None) for each in (one, other)]
    winner = _latest(*bare)
    items = _merge_each(_dated_items(one), _dated_items(other))
    first = min(_first(one), _first(other))
    return replace(
        winner,
        items={key: _undated(each, winner.landed_at) for key, each in items.items()},
        first_landed_at=None if first == winner.landed_at else first,
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
    return replace(assessment, items=items, first_landed_at=None, rivals=())
