"""A summative or interim comprehensive test, as a report tells of it."""

from collections.abc import Mapping, Sequence
from datetime import date

from cers.model.accommodation import Accommodation, Accommodations
from cers.model.assessment import grades_of
from cers.model.scope import SUMMATIVE
from cers.reports.definition import Definition
from cers.reports.documents import HistoryResult, Status
from cers.reports.printed import page
from cers.reports.printed.meanings import meanings_of
from cers.reports.printed.page import Scored, Text
from cers.reports.printed.parts import parts_of
from cers.reports.printed.scale import scale_of
from cers.reports.printed.trends import Taken, trend_of
from cers.reports.printed.voice import DELIVERED, Voice, between, figure
from cers.reports.rows import PrintedTraitRow

PARTIAL = "Partial"
"""The completeness of a test that was not finished."""

NONSTANDARD = "NS"
"""The administration condition of an interim test that was given otherwise than it should be."""


def scored_section(
    voice: Voice,
    taken: Taken,
    traits: Sequence[PrintedTraitRow],
    years: Sequence[Taken],
    labels: Accommodations | None,
) -> Scored:
    """One test; `years` are the scored results of it and its like, one a school year.

    `labels` name accommodations, and are None where those are not asked for.
    """
    definition, result = taken
    words, band = voice.words, result["error_band"]
    score = result["scale_score"]
    return Scored(
        kind="scored",
        heading=heading(voice, definition, result),
        sub=_taken(voice, definition, result),
        remarks=remarks(voice, result["status"]),
        level_label=words.result,
        level=voice.level(result["level"]) if result["level"] else None,
        no_level=words.no_level,
        of=_of(voice, definition, result),
        score_label=words.score,
        score=figure(score) if score is not None else "",
        range=f"({between(band['low'], band['high'])})" if band else "",
        scale=scale_of(voice, definition, result),
        error=_error(voice, result),
        meanings=meanings_of(voice, definition, result),
        parts=parts_of(voice, definition, result, traits),
        trend=trend_of(voice, years),
        accommodations=_accommodations(voice, result, labels),
    )


def heading(voice: Voice, definition: Definition, result: HistoryResult) -> Text:
    """The subject and grade of a test."""
    subject = voice.named(result["assessment"]["subject"]["name"])
    grade = definition.assessment.grade
    if not grade:
        return subject
    grades = grades_of(definition.assessment.subject, grade)
    is_at_the_end = definition.assessment.type == SUMMATIVE
    text = voice.say(
        voice.words.heading if is_at_the_end else voice.words.other_heading,
        subject=subject["text"],
        grade=voice.words.grade_of(grades),
        test=_kind(voice, definition, result),
    )
    return Text(text=text, lang=subject["lang"])


def remarks(voice: Voice, status: Status) -> list[str]:
    """What has to be known of how a test was taken before its result is read."""
    words, said = voice.words, []
    if not status["valid"]:
        said.append(words.invalid)
    if status["completeness"] == PARTIAL:
        said.append(words.partial)
    if status["administration_condition"] == NONSTANDARD:
        said.append(words.nonstandard)
    return said


def accommodation_labels(voice: Voice, result: HistoryResult, labels: Accommodations) -> list[Text]:
    """What a test was taken with, as it is called in the report's language."""
    known = labels.get(result["assessment"]["school_year"], {})
    return [_label(voice, code, known) for code in result["accommodations"]]


def _label(voice: Voice, code: str, known: Mapping[str, Accommodation]) -> Text:
    found = known.get(code)
    if found is None:
        return Text(text=code, lang=DELIVERED)
    is_translated = voice.words.spoken in found.labels
    lang = voice.words.language if is_translated else DELIVERED
    return Text(text=found.label(voice.words.spoken), lang=lang)


def _accommodations(
    voice: Voice, result: HistoryResult, labels: Accommodations | None
) -> page.Accommodations | None:
    if labels is None:
        return None
    return page.Accommodations(
        title=voice.words.accommodations,
        none=voice.words.no_accommodations,
        items=accommodation_labels(voice, result, labels),
    )


def _taken(voice: Voice, definition: Definition, result: HistoryResult) -> str:
    kind = _kind(voice, definition, result)
    return voice.say(
        voice.words.taken,
        test=kind[:1].upper() + kind[1:],
        day=day_of(voice, result),
        school=result["school"]["name"],
    )


def _kind(voice: Voice, definition: Definition, result: HistoryResult) -> str:
    """What kind of test it is."""
    kind = definition.type.long_name if definition.type else result["assessment"]["type"]["name"]
    return voice.named(kind)["text"]


def day_of(voice: Voice, result: HistoryResult) -> str:
    """The day a test was finished on."""
    return voice.words.day(date.fromisoformat(result["completed_on"]))


def _of(voice: Voice, definition: Definition, result: HistoryResult) -> str:
    level, scoring = result["level"], definition.overall
    if level is None or scoring is None:
        return ""
    return voice.say(voice.words.level_of, number=level["level"], levels=len(scoring.levels))


def _error(voice: Voice, result: HistoryResult) -> str:
    band = result["error_band"]
    if result["scale_score"] is None:
        return voice.words.no_score
    if band is None:
        return ""
    return voice.say(voice.words.error, low=figure(band["low"]), high=figure(band["high"]))
