"""The merge rule: which version of an exam is the one that counts.

An exam is named by its assessment and opportunity. Of all its versions the winner is the greatest
by status date, landing time, record number and digest; the delivery's id decides between equal
ones. A maximum does not care about order or repetition, hence neither does what is published.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Self

import pyarrow as pa
import pyarrow.compute as pc

from cers.model.tables import EXAM_KEY, EXAMS

RANK: Final = ("status_date", "landed_at", "record_number", "record_digest", "delivery_id")
"""What versions of an exam are compared by, most significant first."""

VERSION_COLUMNS: Final = (*EXAMS.order, *RANK)
"""What is needed to compare versions, and to find their rows in sorted files."""

# Control characters, which the identifiers compared here do not hold.
_SEPARATOR, _NULL, _ELEMENT = "\0", "\1", "\2"

_EXAM: Final = "exam"
_NEW: Final = "new"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a merge changes, as rows of `VERSION_COLUMNS` and the `bucket` they (shall) lie in.

    `published` are the published versions of the exams considered. `entering` are the new versions
    that win, `leaving` the published ones they replace; `repeated` are the new versions that are
    published already. Of the `considered` new versions, all others lost against a greater one.
    """

    published: pa.Table
    entering: pa.Table
    leaving: pa.Table
    repeated: pa.Table
    considered: int

    @classmethod
    def of(
        cls, *, published: pa.Table, entering: pa.Table, repeated: pa.Table, considered: int
    ) -> Self:
        """The decision that these versions enter."""
        names = packed(entering, EXAM_KEY)
        leaving = published.filter(pc.is_in(packed(published, EXAM_KEY), value_set=names))
        return cls(published, entering, leaving, repeated, considered)

    @property
    def superseded(self) -> int:
        """How many of the new versions lost."""
        return self.considered - self.entering.num_rows - self.repeated.num_rows

    @property
    def touched(self) -> list[int]:
        """The buckets that change, in ascending order."""
        buckets: set[Any] = set()
        for versions in (self.entering, self.leaving):
            buckets.update(versions["bucket"].unique().to_pylist())
        return sorted(buckets)


def packed(rows: pa.Table | pa.RecordBatch, columns: Sequence[str]) -> pa.StringArray:
    """The values of several columns as one text per row, equal only where all are equal."""
    texts: Any = [_text(rows[column]) for column in columns]
    joined: pa.StringArray = pc.binary_join_element_wise(
        *texts, _SEPARATOR, null_handling="replace", null_replacement=_NULL
    )
    return joined


def _text(values: "pa.Array[Any] | pa.ChunkedArray[Any]") -> "pa.Array[Any]":
    whole: Any = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if pa.types.is_list(whole.type):
        whole = pc.binary_join(whole, _ELEMENT)
    if pa.types.is_timestamp(whole.type):
        whole = whole.cast(pa.int64())
    return whole.cast(pa.string())  # type: ignore[no-any-return]


def winners(versions: pa.Table) -> pa.Table:
    """The winning version of each exam; of equal ones, the one that stands first."""
    exams = packed(versions, EXAM_KEY).dictionary_encode().indices
    numbered = versions.append_column(_EXAM, exams)
    descending: list[tuple[str, Literal["ascending", "descending"]]] = [
        (column, "descending") for column in RANK
    ]
    ranked = numbered.take(pc.sort_indices(numbered, sort_keys=[(_EXAM, "ascending"), *descending]))
    return ranked.filter(_first_of_each(ranked[_EXAM].combine_chunks())).drop_columns([_EXAM])


def _first_of_each(values: "pa.Array[Any]") -> pa.BooleanArray:
    if len(values) == 0:
        return pa.array([], pa.bool_())
    changes = pc.not_equal(values.slice(1), values.slice(0, len(values) - 1))
    return pa.concat_arrays([pa.array([True]), changes])


def decide(incoming: pa.Table, published: pa.Table) -> Decision:
    """What becomes of new versions, given the published versions of the same exams."""
    best = winners(incoming)
    contest = pa.concat_tables([_marked(published, new=False), _marked(best, new=True)])
    won = winners(contest)
    identity = (*EXAM_KEY, *RANK)
    known = pc.is_in(packed(best, identity), value_set=packed(published, identity))
    return Decision.of(
        published=published,
        entering=won.filter(won[_NEW]).drop_columns([_NEW]),
        repeated=best.filter(known),
        considered=incoming.num_rows,
    )


def _marked(versions: pa.Table, *, new: bool) -> pa.Table:
    return versions.append_column(_NEW, pa.repeat(pa.scalar(new), versions.num_rows))


def rows_of(versions: pa.Table, rows: pa.Table) -> pa.Table:
    """The rows, of any table, that came with one of these versions of an exam."""
    identity = (*EXAM_KEY, "record_number", "record_digest", "delivery_id")
    chosen = pc.is_in(packed(rows, identity), value_set=packed(versions, identity))
    return rows.filter(chosen)
