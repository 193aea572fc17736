"""Each check: which rows of a batch are doubtful, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from cers.feeds.plausibility.lookup import looked_up
from cers.feeds.plausibility.rules import (
    DATE_OUT_OF_WINDOW,
    DATES_OUT_OF_ORDER,
    IMPLAUSIBLE_BIRTHDATE,
    ITEM_ABOVE_MAXIMUM,
    LEVEL_AGAINST_CUTS,
)
from cers.model.assessment import ScoreRange
from cers.model.dataset import Dataset
from cers.model.reference import Reference
from cers.model.rule import Rule
from cers.model.tables import EXAM_ITEMS, EXAM_SCORES, EXAMS

Tables = Mapping[str, pa.RecordBatch]

_AHEAD: Final = timedelta(days=1)
"""How far ahead of us another clock may be."""

_HALF_A_POINT: Final = 0.5
"""Scores may be delivered unrounded, levels are given by rounded ones."""

_SHORTEST_YEAR: Final = 365
_YOUNGEST: Final = 3 * _SHORTEST_YEAR
_OLDEST: Final = 26 * 366
_DAYS: Final = pa.int32()


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Rows of a table that break a rule; `message` and `element` hold for each of them."""

    rule: Rule
    table: pa.RecordBatch
    rows: "pa.Array[Any]"
    element: str
    message: str


class LevelsAgainstCuts:
    """Compares delivered levels with the cut scores: overall, and of alternate scores.

    Interim blocks are left out: their three categories follow from the standard error, too.
    """

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    def of(self, dataset: Dataset, tables: Tables) -> Iterator[Doubtful]:
        """The exams, and the alternate scores, with another level than their score's."""
        if dataset.asmt_type == "iab":
            return
        yield self._overall(tables[EXAMS.name])
        scores = tables[EXAM_SCORES.name]
        yield self._alternates(
            scores.filter(pc.equal(scores["score_type"], pa.scalar("alternate")))
        )

    def _overall(self, exams: pa.RecordBatch) -> Doubtful:
        ranges = looked_up(
            (exams["assessment_id"], exams["achievement_level"]), _RANGE, self._overall_range
        )
        message = (
            "The achievement level is not the one the scale score has by the assessment's cut "
            "scores: see which of the two is wrong."
        )
        rows = _outside(exams["scale_score"], ranges)
        return Doubtful(LEVEL_AGAINST_CUTS, exams, rows, "Overall PerformanceLevel", message)

    def _alternates(self, scores: pa.RecordBatch) -> Doubtful:
        columns = (scores["assessment_id"], scores["achievement_level"], scores["score_code"])
        ranges = looked_up(columns, _RANGE, self._alternate_range)
        message = (
            "The level of an alternate score is not the one its scale score has by the "
            "assessment's cut scores: see which of the two is wrong."
        )
        rows = _outside(scores["scale_score"], ranges)
        return Doubtful(LEVEL_AGAINST_CUTS, scores, rows, "PerformanceLevel", message)

    def _overall_range(self, assessment_id: str, level: int | None) -> dict[str, float] | None:
        assessment = self._reference.assessments.get(assessment_id)
        return _range(assessment.cuts, level) if assessment else None

    def _alternate_range(
        self, assessment_id: str, level: int | None, code: str
    ) -> dict[str, float] | None:
        assessment = self._reference.assessments.get(assessment_id)
        subject = self._reference.subjects.get(assessment.subject) if assessment else None
        if assessment is None or subject is None:
            return None
        for alternate, cuts in zip(subject.alternates, assessment.alternate_cuts, strict=False):
            if alternate.code == code:
                return _range(cuts, level)
        return None


_RANGE: Final = pa.struct([("low", pa.float64()), ("next", pa.float64())])


def _range(cuts: tuple[ScoreRange, ...], level: int | None) -> dict[str, float] | None:
    """Where a level begins, and where the next one does; None where the cuts do not say."""
    lows = {each.level: each.low for each in cuts}
    if level is None or level not in lows:
        return None
    return {
        "low": lows[level] if level > min(lows) else -float("inf"),
        "next": lows.get(level + 1, float("inf")),
    }


def _outside(scores: "pa.Array[Any]", ranges: "pa.Array[Any]") -> "pa.Array[Any]":
    low, following = pc.struct_field(ranges, "low"), pc.struct_field(ranges, "next")
    too_low = pc.less(scores, pc.subtract(low, pa.scalar(_HALF_A_POINT)))
    too_high = pc.greater(scores, pc.subtract(following, pa.scalar(_HALF_A_POINT)))
    return _true(pc.or_(too_low, too_high))


class ItemsAgainstMaximum:
    """Compares the points of items with what the assessment package allows."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    def of(self, _dataset: Dataset, tables: Tables) -> Iterator[Doubtful]:
        """The items with too many points."""
        items = tables[EXAM_ITEMS.name]
        most = looked_up((items["assessment_id"], items["item_key"]), pa.float64(), self._most)
        rows = _true(pc.greater(items["score"], most))
        message = "An item has more points than its package allows: see which of the two is wrong."
        yield Doubtful(ITEM_ABOVE_MAXIMUM, items, rows, "Item score", message)

    def _most(self, assessment_id: str, key: str) -> float | None:
        assessment = self._reference.assessments.get(assessment_id)
        item = assessment.items.get(key) if assessment else None
        return item.max_points if item else None


class Dates:
    """Looks at when exams were started and completed, and at the student's age then."""

    def __init__(self, landed_at: datetime) -> None:
        self._landed_at = landed_at

    def of(self, dataset: Dataset, tables: Tables) -> Iterator[Doubtful]:
        """The exams whose dates cannot be right."""
        exams = tables[EXAMS.name]
        completed = exams["completed_at"]
        yield Doubtful(
            DATE_OUT_OF_WINDOW,
            exams,
            self._out_of_window(exams, dataset.school_year),
            "DateCompleted",
            "The exam was completed outside its school year, which runs from 1 July to 30 June, "
            "or in the future: see that the date and the year are right.",
        )
        yield Doubtful(
            DATES_OUT_OF_ORDER,
            exams,
            _true(pc.less(completed, exams["started_at"])),
            "DateCompleted",
            "The exam was completed before it was started: see which of the dates is wrong.",
        )
        yield Doubtful(
            IMPLAUSIBLE_BIRTHDATE,
            exams,
            _implausible_age(exams["birthdate"], completed),
            "Birthdate",
            "The student was younger than 3 or older than 25 at the exam: see that the date of "
            "birth is right.",
        )

    def _out_of_window(self, exams: pa.RecordBatch, school_year: int) -> "pa.Array[Any]":
        # Local midnight is later than midnight in UTC: the last evening of June is 1 July there.
        first = pa.scalar(_moment(date(school_year - 1, 7, 1)))
        end = pa.scalar(_moment(date(school_year, 7, 2)))
        completed = exams["completed_at"]
        outside = pc.or_(pc.less(completed, first), pc.greater_equal(completed, end))
        return _true(pc.or_(outside, pc.greater_equal(completed, self._latest(exams))))

    def _latest(self, exams: pa.RecordBatch) -> "pa.Array[Any]":
        """When each exam can have been completed at the latest: when it landed."""
        if "landed_at" in exams.schema.names:
            landed: Any = exams["landed_at"]
        else:
            landed = pa.repeat(
                pa.scalar(self._landed_at, pa.timestamp("us", tz="UTC")), exams.num_rows
            )
        latest: pa.Array[Any] = pc.add(landed, pa.scalar(_AHEAD, pa.duration("us")))
        return latest


def _implausible_age(birthdates: "pa.Array[Any]", completed: "pa.Array[Any]") -> "pa.Array[Any]":
    days = pc.subtract(completed.cast(pa.date32(), safe=False).cast(_DAYS), birthdates.cast(_DAYS))
    return _true(
        pc.or_(pc.less(days, pa.scalar(_YOUNGEST)), pc.greater_equal(days, pa.scalar(_OLDEST)))
    )


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _true(mask: "pa.Array[Any]") -> "pa.Array[Any]":
    """The rows where it is so; unknown is not."""
    rows: pa.Array[Any] = pc.indices_nonzero(mask)
    return rows
