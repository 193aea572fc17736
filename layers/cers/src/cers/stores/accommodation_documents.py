"""Accommodations as they are stored."""

from typing import Final

from cers.model.accommodation import Accommodation, AccommodationLabel, Accommodations
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


def _encode(accommodations: Accommodations) -> Encoded:
    document = plain(accommodations)
    return Encoded(canonical(document), digest(canonical(timeless(document))))


def _decode(document: Json) -> Accommodations:
    return {
        int(year): {code: _accommodation(each) for code, each in accommodations.items()}
        for year, accommodations in document.items()
    }


def _accommodation(document: Json) -> Accommodation:
    labels = {
        language: AccommodationLabel(label["text"], parse_time(label[LANDED]))
        for language, label in document["labels"].items()
    }
    return Accommodation(document["code"], document["school_year"], labels)


ACCOMMODATIONS: Final[Kind[Accommodations]] = Kind("accommodations", {}, _encode, _decode)
