"""The trend: a student's scores in one subject and type of test over several school years."""

from collections.abc import Sequence

from cers.reports.definition import Definition
from cers.reports.documents import HistoryResult
from cers.reports.printed.page import Chart, ChartPoint, Point, Scale, Trend
from cers.reports.printed.scale import scale_of
from cers.reports.printed.voice import DASH, Voice, between, figure, year_of

MOST_YEARS = 6
"""That are shown: the latest ones."""

Taken = tuple[Definition, HistoryResult]


def trend_of(voice: Voice, taken: Sequence[Taken]) -> Trend | None:
    """The scores of school years, one each, the earliest first; None of fewer than two."""
    if len(taken) < 2:
        return None
    latest = taken[-MOST_YEARS:]
    return Trend(
        title=voice.words.trend,
        columns=list(voice.words.trend_columns),
        points=[_point(voice, each) for _, each in latest],
        chart=_chart(voice, latest),
    )


def _point(voice: Voice, result: HistoryResult) -> Point:
    band, score = result["error_band"], result["scale_score"] or 0.0
    return Point(
        year=year_of(result["assessment"]["school_year"]),
        test=voice.named(result["assessment"]["label"]),
        score=figure(score),
        range=f"({between(band['low'], band['high'])})" if band else "",
        level=voice.level(result["level"]) if result["level"] else None,
    )


def _chart(voice: Voice, taken: Sequence[Taken]) -> Chart | None:
    """All on one scale, where every year has one and they have scores in common."""
    scales = [scale_of(voice, definition, result) for definition, result in taken]
    known = [each for each in scales if each is not None]
    if len(known) < len(taken) or max(s["min"] for s in known) >= min(s["max"] for s in known):
        return None
    low, high = min(s["min"] for s in known), max(s["max"] for s in known)
    return Chart(
        alt=voice.say(
            voice.words.trend_alt,
            points=" ".join(_point_in_words(voice, result) for _, result in taken),
        ),
        points=[
            ChartPoint(
                year=year_of(result["assessment"]["school_year"]), scale=_on(scale, low, high)
            )
            for scale, (_, result) in zip(known, taken, strict=True)
        ],
    )


def _on(scale: Scale, low: float, high: float) -> Scale:
    """A scale as part of a longer one."""
    return {**scale, "min": low, "max": high}


def _point_in_words(voice: Voice, result: HistoryResult) -> str:
    level = voice.level(result["level"]) if result["level"] else None
    return voice.say(
        voice.words.point_alt,
        year=year_of(result["assessment"]["school_year"]),
        score=figure(result["scale_score"] or 0.0),
        number=level["number"] if level else DASH,
        level=level["name"]["text"] if level else DASH,
    )
