"""Assessments as stored: an index without items, and the items by subject and school year.

Reports read the index alone. The items are apart so that they are only read where exams are
checked, and only those that changed are written.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

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


def group_of(assessment: Assessment) -> str:
    """The group of items that an assessment's lie in."""
    return f"{assessment.school_year}-{assessment.subject}"


def _encode(assessments: Mapping[str, Assessment]) -> Encoded:
    groups: dict[str, dict[str, object]] = {}
    for id_, assessment in assessments.items():
        groups.setdefault(group_of(assessment), {})[id_] = plain(assessment.items)
    parts = {name: canonical(items) for name, items in groups.items()}
    index = {id_: plain(replace(each, items={})) for id_, each in assessments.items()}
    document = {
        "assessments": index,
        "items": {name: digest(data) for name, data in parts.items()},
    }
    return Encoded(
        canonical(document),
        digest(canonical(timeless([index, groups]))),
        {digest(data): data for data in parts.values()},
    )


def _decode(document: Json) -> dict[str, Assessment]:
    return {id_: _assessment(each) for id_, each in document["assessments"].items()}


def _assessment(document: Json) -> Assessment:
    return Assessment(
        **{
            **document,
            LANDED: parse_time(document[LANDED]),
            "cuts": _ranges(document["cuts"]),
            "alternate_cuts": tuple(_ranges(each) for each in document["alternate_cuts"]),
        }
    )


def _ranges(document: list[Json]) -> tuple[ScoreRange, ...]:
    return tuple(ScoreRange(**each) for each in document)


def decode_items(document: Json) -> Items:
    """The items of one group."""
    return {
        id_: {key: _item(each) for key, each in items.items()} for id_, items in document.items()
    }


def _item(document: Json) -> Item:
    landed_at = document[LANDED]
    document["standards"] = tuple(document["standards"])
    document["secondary_targets"] = tuple(map(tuple, document["secondary_targets"]))
    document[LANDED] = parse_time(landed_at) if landed_at else None
    return Item(**document)


ASSESSMENTS: Final[Kind[Mapping[str, Assessment]]] = Kind("assessments", {}, _encode, _decode)
