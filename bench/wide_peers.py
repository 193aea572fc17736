"""What reading a wide score file is measured against: Arrow without rules, pandas with pandera."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pandas as pd  # type: ignore[import-untyped]
import pandera.pandas as pandera
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
from pandera.errors import SchemaErrors

from cers.feeds.wide.header import SPELLINGS
from cers.feeds.wide.layout import Kind, Layout, WideColumn
from cers.lake.staging import ROW_GROUP_ROWS
from cers.model.reference import Reference

BLOCK_BYTES: Final = 8 * 1024 * 1024
CHUNK_ROWS: Final = 100_000

_FREE_TEXT: Final = 1_000
_NUMBER: Final = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?"
_INTEGER: Final = r"[+-]?\d{1,10}"
_MOMENT: Final = r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?"
_TRUTH: Final = r"(?i:yes|y|true|t|1|no|n|false|f|0)"

Frame = Any
"""A pandas frame or column; the stubs of pandas and pandera do not meet."""


def copy_unchecked(path: Path, directory: Path) -> int:
    """The file as zstd Parquet of texts, by Arrow, without any check; how many rows it has."""
    rows = 0
    header = path.open(encoding="utf-8").readline()
    names = [name.strip().strip('"') for name in header.split(",")]
    reader = pv.open_csv(
        path,
        pv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES),
        convert_options=pv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )
    target = directory / "unchecked.parquet"
    with pq.ParquetWriter(target, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch, ROW_GROUP_ROWS)
            rows += batch.num_rows
    return rows


class PanderaReader:
    """The rules of a layout as a pandera schema, and what must follow them in pandas."""

    def __init__(self, layout: Layout, reference: Reference) -> None:
        self._kept = [column for column in layout.columns if column.target]
        self._schema = pandera.DataFrameSchema(
            {column.name: _column(column, layout) for column in self._kept}
        )
        schools = reference.organizations.schools
        self._districts = {school.id: school.district_id for school in schools.values()}
        self._assessments = reference.assessments
        self._named = {column.target: column.name for column in self._kept}
        self._spelled = {column.name.casefold(): column.name for column in layout.columns}

    def read(self, path: Path, directory: Path) -> int:
        """Check a file and write its good rows, typed, as zstd Parquet; how many they are."""
        keys: list[Frame] = []
        accepted = 0
        for number, chunk in enumerate(self._chunks(path)):
            good = self._good(chunk)
            keys.append(good[self._named["assessment_id"]] + good[self._named["opportunity_id"]])
            typed = self._typed(good)
            types = good[self._named["assessment_id"]].map(lambda id_: self._assessments[id_].type)
            for kind, rows in typed.groupby(types):
                rows.to_parquet(directory / f"{number}-{kind}.parquet", compression="zstd")
            accepted += len(good)
        pd.concat(keys).duplicated().sum()
        return accepted

    def _chunks(self, path: Path) -> Iterator[Frame]:
        chunks: Frame = pd.read_csv(path, dtype=str, keep_default_na=False, chunksize=CHUNK_ROWS)
        for chunk in chunks:
            yield chunk.rename(columns=self._spelling).replace("", None)

    def _spelling(self, name: str) -> str:
        plain = SPELLINGS.get(name.casefold(), name.casefold())
        return self._spelled.get(plain, name)

    def _good(self, chunk: Frame) -> Frame:
        """The rows that break no rule."""
        try:
            self._schema.validate(chunk, lazy=True)
        except SchemaErrors as errors:
            chunk = chunk.drop(index=errors.failure_cases["index"].dropna().unique())
        known = self._agreeing(chunk)
        return chunk[known]

    def _agreeing(self, chunk: Frame) -> Frame:
        """Where school and assessment are known, and the row agrees with the assessment."""
        ids = chunk[self._named["assessment_id"]]
        about = {id_: self._assessments.get(id_) for id_ in ids.unique()}
        subject = ids.map({id_: each.subject for id_, each in about.items() if each})
        grade = ids.map({id_: each.grade for id_, each in about.items() if each})
        low = ids.map({id_: each.min_score for id_, each in about.items() if each})
        high = ids.map({id_: each.max_score for id_, each in about.items() if each})
        score = pd.to_numeric(chunk[self._named["scale_score"]], errors="coerce")
        return (
            chunk[self._named["school_id"]].map(self._districts).notna()
            & (chunk[self._named["subject"]].str.lower() == subject.str.lower())
            & (chunk[self._named["assessment_grade"]].str.zfill(2) == grade)
            & (score.isna() | score.between(low, high))
        )

    def _typed(self, good: Frame) -> Frame:
        typed = {column.name: _typed(good[column.name], column) for column in self._kept}
        typed["district"] = good[self._named["school_id"]].map(self._districts)
        return pd.DataFrame(typed)


def _column(column: WideColumn, layout: Layout) -> Frame:
    return pandera.Column(str, _checks(column, layout), nullable=not column.required)


def _checks(column: WideColumn, layout: Layout) -> list[Frame]:
    match column.kind:
        case Kind.TEXT | Kind.LIST:
            return [pandera.Check.str_length(max_value=column.longest or _FREE_TEXT)]
        case Kind.CODE:
            codes = set(layout.code_tables[column.codes])
            return [pandera.Check(lambda values: values.str.lower().isin(codes))]
        case Kind.INTEGER | Kind.NUMBER:
            return [_matches(_INTEGER if column.kind is Kind.INTEGER else _NUMBER), _range(column)]
        case Kind.TRUTH:
            return [_matches(_TRUTH)]
        case Kind.YEAR:
            return [_matches(r"20\d\d")]
        case _:
            pattern = r"\d{4}-\d\d-\d\d" if column.kind is Kind.DATE else _MOMENT
            return [_matches(pattern), pandera.Check(_is_date)]


def _matches(pattern: str) -> Frame:
    whole = re.compile(f"(?:{pattern})$").pattern
    return pandera.Check(lambda values: values.str.match(whole))


def _range(column: WideColumn) -> Frame:
    low = float("-inf") if column.low is None else column.low
    high = float("inf") if column.high is None else column.high
    return pandera.Check(lambda values: pd.to_numeric(values, errors="coerce").between(low, high))


def _is_date(values: Frame) -> Frame:
    return pd.to_datetime(values, errors="coerce", format="ISO8601", utc=True).notna()


def _typed(values: Frame, column: WideColumn) -> Frame:
    match column.kind:
        case Kind.INTEGER | Kind.NUMBER | Kind.YEAR:
            return pd.to_numeric(values)
        case Kind.DATE | Kind.TIMESTAMP:
            return pd.to_datetime(values, format="ISO8601", utc=True)
        case Kind.TRUTH:
            return values.str.lower().isin(("yes", "y", "true", "t", "1"))
        case Kind.LIST:
            return values.str.split(";")
        case _:
            return values
