"""Versions that are published already, but were staged anew and read differently this time.

The same delivered bytes can stage different rows once reference data is corrected: a school
belongs to another district, say. The version is the same, so the rule does not tell them apart;
what was staged last counts.
"""

from collections.abc import Callable, Iterable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from cers.lake.rule import RANK, Decision, packed, rows_of
from cers.model.tables import EXAM_KEY

_IDENTITY: Final = (*EXAM_KEY, *RANK)


def changed(
    decision: Decision, staged: Iterable[pa.Table], published: Callable[[], Iterable[pa.Table]]
) -> Decision:
    """The decision, with those repeated versions entering whose exams read differently now.

    `staged` and `published` are the exams' rows; the latter are only asked for if need be.
    """
    repeated = decision.repeated
    if repeated.num_rows == 0:
        return decision
    known = {value for rows in published() for value in _contents(rows_of(repeated, rows))}
    named = [
        name
        for rows in (rows_of(repeated, each) for each in staged)
        for name, value in zip(packed(rows, _IDENTITY).to_pylist(), _contents(rows), strict=True)
        if value not in known
    ]
    differs = pc.is_in(packed(repeated, _IDENTITY), value_set=pa.array(named, pa.string()))
    return Decision.of(
        entering=pa.concat_tables([decision.entering, repeated.filter(differs)]),
        published=decision.published,
        repeated=repeated.filter(pc.invert(differs)),
        considered=decision.considered,
    )


def _contents(rows: pa.Table) -> Iterable[int]:
    """A hash of each row's values."""
    texts = [_text(column) for column in rows.columns]
    joined = pc.binary_join_element_wise(
        *texts, "\0", null_handling="replace", null_replacement="\1"
    )
    return (hash(text) for text in joined.to_pylist())


def _text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(values.type):
        return pc.binary_join(values, "\2")
    if pa.types.is_timestamp(values.type):
        values = values.cast(pa.int64())
    return values.cast(pa.string())
