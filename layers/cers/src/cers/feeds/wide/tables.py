"""Accepted rows as rows of the staged tables, apart by dataset and each with memory of its own."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pyarrow as pa

from cers.feeds.wide.arrow import Array, nulls, pc, repeated
from cers.feeds.wide.exams import CheckedRows
from cers.feeds.wide.slots import SlotScores
from cers.lake.schema import staged_schema
from cers.model.dataset import Dataset
from cers.model.tables import EXAM_ITEMS, EXAM_SCORES, EXAM_TARGETS, EXAMS

Tables = Mapping[str, pa.RecordBatch]

_OWN: Final = frozenset(
    {
        "score_type", "score_code", "scale_score", "standard_error", "theta",
        "theta_standard_error", "achievement_level", "raw_score", "condition_code",
    }
)  # fmt: skip
"""The columns of the scores table that are a score's own; the others it repeats of its exam."""

_EMPTY: Final = {
    table.name: pa.RecordBatch.from_pylist([], schema=staged_schema(table))
    for table in (EXAM_SCORES, EXAM_TARGETS, EXAM_ITEMS)
}


def tables_of(checked: CheckedRows) -> dict[Dataset, Tables]:
    """The rows of every table, for each dataset that any row belongs to."""
    return {
        dataset: {
            EXAMS.name: _exams(checked.exams, rows),
            EXAM_SCORES.name: _scores(checked.exams, checked.scores, rows),
            EXAM_TARGETS.name: _EMPTY[EXAM_TARGETS.name],
            EXAM_ITEMS.name: _EMPTY[EXAM_ITEMS.name],
        }
        for dataset, rows in sorted(_datasets(checked), key=lambda each: each[0])
    }


def _datasets(checked: CheckedRows) -> Iterator[tuple[Dataset, Array]]:
    """Each dataset with a mask of its accepted rows."""
    types = checked.types.dictionary_encode()
    for year in checked.school_years.filter(checked.accepted).unique().to_pylist():
        in_year = pc.and_(checked.accepted, pc.equal(checked.school_years, year))
        for number, asmt_type in enumerate(types.dictionary.to_pylist()):
            rows = pc.and_(in_year, pc.equal(types.indices, number))
            if rows.true_count:
                yield Dataset(year, asmt_type), rows.fill_null(False)


def _exams(columns: Mapping[str, Any], rows: Array) -> pa.RecordBatch:
    places = pc.indices_nonzero(rows)
    every = len(places) == len(rows)
    schema = staged_schema(EXAMS)
    arrays = [
        columns[field.name]
        if every and isinstance(columns.get(field.name), pa.Array)
        else _at(columns.get(field.name), places, field.type)
        for field in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _at(values: Any, places: Array, kind: pa.DataType) -> Array:
    """A column's values at some places; taken, since filters are slow where a mask is patchy."""
    if values is None:
        return nulls(len(places), kind)
    if isinstance(values, pa.Scalar):
        return repeated(values, len(places))
    return values.take(places)


def _scores(
    exams: Mapping[str, Any], scores: tuple[SlotScores, ...], rows: Array
) -> pa.RecordBatch:
    """The scores of the chosen exams, slot by slot."""
    places = [pc.indices_nonzero(pc.and_(score.told, rows)) for score in scores]
    if not sum(map(len, places)):
        return _EMPTY[EXAM_SCORES.name]
    everywhere = pa.concat_arrays(places)
    schema = staged_schema(EXAM_SCORES)
    arrays = [
        _own(field.name, scores, places, field.type)
        if field.name in _OWN
        else _at(exams[field.name], everywhere, field.type)
        for field in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _own(
    name: str, scores: tuple[SlotScores, ...], places: list[Array], kind: pa.DataType
) -> Array:
    """A column of the scores' own, slot by slot."""
    pairs = zip(scores, places, strict=True)
    return pa.concat_arrays([_of_slot(name, score, chosen, kind) for score, chosen in pairs])


def _of_slot(name: str, score: SlotScores, places: Array, kind: pa.DataType) -> Array:
    if name == "score_type":
        return repeated(pa.scalar(score.score_type), len(places))
    if name == "score_code":
        return score.codes.take(places)
    values = score.columns.get(name)
    return nulls(len(places), kind) if values is None else values.take(places)
