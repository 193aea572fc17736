"""Assessments as stored: an index without items, and the items by subject and school year.

Reports read the index alone. The items are apart so that they are only read where exams are
checked, and only those that changed are written.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from cers.model.assessment import Assessment, Item, ScoreRange
from cers.stores.reference_documents import (
    LANDED,
    Encoded,
    Json,
    Kind,
    canonical,
    digest,
    parse_time,
    plain,
    timeless,
)

Items = Mapping[str, Mapping[str, Item]]
"""Items by key, by assessment id."""

Uses = Mapping[str, Sequence[str]]
"""The types of the assessments that have an item, by its key."""

FIRST: Final = "first_landed_at"
_PRECEDENCE: Final = (FIRST, "rivals")


def group_of(assessment: Assessment) -> str:
    """The group of items that an assessment's lie in."""
    return f"{assessment.school_year}-{assessment.subject}"


def shard_of(item_key: str) -> str:
    """The one of sixteen documents that says which types of assessments have an item."""
    return hashlib.sha256(item_key.encode()).hexdigest()[0]


def _uses(assessments: Mapping[str, Assessment]) -> dict[str, bytes]:
    """What those documents say, by their place: one item can be looked up without the others."""
    uses: dict[str, dict[str, set[str]]] = {}
    for assessment in assessments.values():
        for key in assessment.items:
            uses.setdefault(shard_of(key), {}).setdefault(key, set()).add(assessment.type)
    return {
        shard: canonical({key: sorted(types) for key, types in each.items()})
        for shard, each in uses.items()
    }


def _encode(assessments: Mapping[str, Assessment]) -> Encoded:
    groups: dict[str, dict[str, object]] = {}
    for id_, assessment in assessments.items():
        groups.setdefault(group_of(assessment), {})[id_] = plain(assessment.items)
    parts = {name: canonical(items) for name, items in groups.items()}
    uses = _uses(assessments)
    index = {id_: _plain(replace(each, items={})) for id_, each in assessments.items()}
    document = {
        "assessments": index,
        "items": {name: digest(data) for name, data in parts.items()},
        "uses": {shard: digest(data) for shard, data in uses.items()},
    }
    return Encoded(
        canonical(document),
        digest(canonical(timeless([_as_accepted(index), groups]))),
        {digest(data): data for data in (*parts.values(), *uses.values())},
    )


def _plain(assessment: Assessment) -> Json:
    return cast(Json, plain(assessment))


def _as_accepted(index: Mapping[str, Json]) -> Mapping[str, Json]:
    """The index without what decides who was first: that makes no difference to exams."""
    return {
        id_: {name: value for name, value in document.items() if name not in _PRECEDENCE}
        for id_, document in index.items()
    }


def _decode(document: Json) -> dict[str, Assessment]:
    return {id_: _assessment(each) for id_, each in document["assessments"].items()}


def _assessment(document: Json) -> Assessment:
    return Assessment(
        **{
            **document,
            LANDED: parse_time(document[LANDED]),
            "cuts": _ranges(document["cuts"]),
            "alternate_cuts": tuple(_ranges(each) for each in document["alternate_cuts"]),
            "items": _items(document["items"]),
            FIRST: parse_time(document[FIRST]) if document[FIRST] else None,
            "rivals": tuple(_assessment(each) for each in document["rivals"]),
        }
    )


def _ranges(document: list[Json]) -> tuple[ScoreRange, ...]:
    return tuple(ScoreRange(**each) for each in document)


def decode_items(document: Json) -> Items:
    """The items of one group."""
    return {id_: _items(items) for id_, items in document.items()}


def _items(document: Json) -> dict[str, Item]:
    return {key: _item(each) for key, each in document.items()}


def _item(document: Json) -> Item:
    landed_at = document[LANDED]
    document["standards"] = tuple(document["standards"])
    document["secondary_targets"] = tuple(map(tuple, document["secondary_targets"]))
    document[LANDED] = parse_time(landed_at) if landed_at else None
    return Item(**document)


ASSESSMENTS: Final[Kind[Mapping[str, Assessment]]] = Kind("assessments", {}, _encode, _decode)
