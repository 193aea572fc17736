"""Percentile tables, as they apply to results completed on some days."""

from collections.abc import Sequence
from datetime import date

from cers.model.norm import Norms, NormTable
from cers.reports.documents import PercentileScore, PercentileTable


def percentile_tables(
    norms: Norms, assessment_id: str, days: Sequence[date]
) -> list[PercentileTable]:
    """The tables of an assessment whose period meets that from the first to the last day."""
    if not days:
        return []
    first, last = min(days), max(days)
    return [
        _document(table)
        for table in norms.current.get(assessment_id, ())
        if table.start_date <= last and table.end_date >= first
    ]


def _document(table: NormTable) -> PercentileTable:
    return PercentileTable(
        start_date=table.start_date.isoformat(),
        end_date=table.end_date.isoformat(),
        count=table.count,
        mean=table.mean,
        standard_deviation=table.standard_deviation,
        percentiles=[
            PercentileScore(rank=each.rank, score=each.score) for each in table.percentiles
        ],
    )
