"""The picture of a scale: its levels, the cuts between them, and a score with its error band."""

from collections.abc import Sequence
from itertools import pairwise

from cers.model.assessment import ScoreRange
from cers.reports.definition import Definition
from cers.reports.documents import HistoryResult
from cers.reports.levels import distribution
from cers.reports.printed.page import Band, Level, Scale
from cers.reports.printed.voice import Voice, figure


def scale_of(voice: Voice, definition: Definition, result: HistoryResult) -> Scale | None:
    """The scale of a test with the student's score on it.

    None where there is no score, or where no score decides on the level: some definitions have
    levels without ranges.
    """
    scoring, cuts = definition.overall, definition.assessment.cuts
    score, error = result["scale_score"], result["error_band"]
    if scoring is None or score is None or len(cuts) != len(scoring.levels) or not _rise(cuts):
        return None
    ends = [*(cut.low for cut in cuts[1:]), cuts[-1].high]
    bands = [_band(voice, definition, cut, end) for cut, end in zip(cuts, ends, strict=True)]
    return Scale(
        min=cuts[0].low,
        max=cuts[-1].high,
        at=score,
        low=error["low"] if error else None,
        high=error["high"] if error else None,
        cutoff=scoring.standard_cutoff or 0,
        bands=bands,
        alt=_alt(voice, definition, score),
    )


def _rise(cuts: Sequence[ScoreRange]) -> bool:
    """Whether each level begins above the one before, and the last has a width."""
    starts = [cut.low for cut in cuts]
    return all(a < b for a, b in pairwise(starts)) and cuts[-1].low < cuts[-1].high


def _band(voice: Voice, definition: Definition, cut: ScoreRange, end: float) -> Band:
    return Band(
        level=cut.level, low=cut.low, high=end, color=_level(voice, definition, cut)["color"]
    )


def _alt(voice: Voice, definition: Definition, score: float) -> str:
    """The picture in words."""
    words, cuts = voice.words, definition.assessment.cuts
    cutoff = definition.overall.standard_cutoff if definition.overall else None
    met = [voice.say(words.cut_alt, score=figure(cut.low)) for cut in cuts if cut.level == cutoff]
    return voice.say(
        words.scale_alt,
        low=figure(cuts[0].low),
        high=figure(cuts[-1].high),
        bands="; ".join(_band_in_words(voice, definition, cut) for cut in cuts),
        cut="".join(met),
        score=voice.say(words.score_alt, score=figure(score)),
    )


def _band_in_words(voice: Voice, definition: Definition, cut: ScoreRange) -> str:
    return voice.say(
        voice.words.band_alt,
        number=cut.level,
        level=_level(voice, definition, cut)["name"]["text"],
        low=figure(cut.low),
        high=figure(cut.high),
    )


def _level(voice: Voice, definition: Definition, cut: ScoreRange) -> Level:
    numbered = {each["level"]: each for each in distribution(definition.overall, [cut.level])}
    return voice.level(numbered[cut.level])
