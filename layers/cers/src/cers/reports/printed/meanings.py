"""What the levels of a test mean: as its definition says, or else in plain words of ours."""

from cers.model.subject import ReportTexts, Scoring
from cers.reports.definition import Definition
from cers.reports.documents import HistoryResult, Level
from cers.reports.levels import distribution
from cers.reports.printed.page import Meaning, Meanings, Text
from cers.reports.printed.voice import DELIVERED, Voice, between


def meanings_of(voice: Voice, definition: Definition, result: HistoryResult) -> Meanings | None:
    """What the levels mean, the highest first; None where they are not defined."""
    scoring = definition.overall
    if scoring is None:
        return None
    levels = reversed(distribution(scoring, ()))
    return Meanings(
        title=voice.words.meanings,
        columns=list(voice.words.meaning_columns),
        rows=[_meaning(voice, definition, scoring, each, result) for each in levels],
    )


def delivered_texts(definition: Definition) -> ReportTexts | None:
    """What a definition says for reports of a test's grade and type."""
    about = definition.assessment
    texts = definition.subject.report_texts if definition.subject else ()
    return next((t for t in texts if (t.grade, t.asmt_type) == (about.grade, about.type)), None)


def _meaning(
    voice: Voice, definition: Definition, scoring: Scoring, named: Level, result: HistoryResult
) -> Meaning:
    reached, number = result["level"], named["level"]
    is_here = reached is not None and reached["level"] == number
    return Meaning(
        level=voice.level(named),
        scores=_scores(definition, scoring, number),
        here=voice.say(voice.words.here) if is_here else "",
        text=_text(voice, definition, scoring, number),
    )


def _scores(definition: Definition, scoring: Scoring, number: int) -> str:
    cuts = definition.assessment.cuts
    if len(cuts) != len(scoring.levels):
        return ""
    return "".join(between(cut.low, cut.high) for cut in cuts if cut.level == number)


def _text(voice: Voice, definition: Definition, scoring: Scoring, number: int) -> Text:
    texts = delivered_texts(definition)
    if texts and number in texts.levels and voice.words.language == DELIVERED:
        return Text(text=texts.levels[number].replace("{0}", voice.name), lang=DELIVERED)
    return Text(text=_plain(voice, scoring, number), lang=voice.words.language)


def _plain(voice: Voice, scoring: Scoring, number: int) -> str:
    meaning, cutoff = voice.words.meaning, scoring.standard_cutoff
    if cutoff is not None:
        if number >= cutoff:
            return meaning.at if number == cutoff else meaning.above
        return meaning.just_below if number == cutoff - 1 else meaning.far_below
    numbers = [each.level for each in scoring.levels]
    if number == max(numbers):
        return meaning.highest
    return meaning.lowest if number == min(numbers) else meaning.between
