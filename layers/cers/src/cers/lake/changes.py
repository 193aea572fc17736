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


def _contents(rows: pa.Table) -> list[int]:
    """A hash of each row's values."""
    return [hash(text) for text in packed(rows, rows.column_names).to_pylist()]
