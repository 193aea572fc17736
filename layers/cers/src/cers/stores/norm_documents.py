"""Norms as they are stored: every table that was delivered, in force or not."""

from datetime import date
from typing import Final, cast

from cers.model.norm import Norms, NormTable, Percentile
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

_DATES: Final = ("start_date", "end_date")
_TIMES: Final = (LANDED, "first_landed_at")


def _encode(norms: Norms) -> Encoded:
    document = {key: _plain(table) for key, table in norms.tables.items()}
    return Encoded(canonical(document), digest(canonical(timeless(document))))


def _plain(table: NormTable) -> Json:
    document = cast(Json, plain(table))
    return {**document, **{name: document[name].isoformat() for name in _DATES}}


def _decode(document: Json) -> Norms:
    return Norms({key: _table(each) for key, each in document.items()})


def _table(document: Json) -> NormTable:
    return NormTable(
        **{
            **document,
            **{name: date.fromisoformat(document[name]) for name in _DATES},
            **{name: parse_time(document[name]) for name in _TIMES},
            "percentiles": tuple(Percentile(**each) for each in document["percentiles"]),
        }
    )


NORMS: Final[Kind[Norms]] = Kind("norms", Norms(), _encode, _decode)
