"""The parts of a test: claims or domains, scores beside the overall one, and writing traits."""

from collections.abc import Iterable, Iterator, Sequence

from cers.model.subject import Trait
from cers.reports.definition import Definition
from cers.reports.documents import AlternateResult, HistoryResult
from cers.reports.printed.meanings import delivered_texts
from cers.reports.printed.page import Cell, Part, Text
from cers.reports.printed.voice import DASH, DELIVERED, Voice, between, figure
from cers.reports.rows import PrintedTraitRow
from cers.reports.writing_traits import CATEGORIES, PURPOSES


def parts_of(
    voice: Voice,
    definition: Definition,
    result: HistoryResult,
    traits: Iterable[PrintedTraitRow],
) -> list[Part]:
    """Every part of a test that has a result."""
    scored = [each for each in (_further(voice, definition, result),) if each]
    claims = [each for each in (_claims(voice, definition, result),) if each]
    return [*scored, *claims, *_writing(voice, definition, list(traits))]


def _claims(voice: Voice, definition: Definition, result: HistoryResult) -> Part | None:
    levels = {each["code"]: each["level"] for each in result["claims"]}
    rows: list[list[Cell]] = []
    for claim in definition.claims:
        level = levels.get(claim.code)
        if level is not None:
            about = _about(voice, definition, claim.code, level["level"], claim.description)
            rows.append([voice.named(claim.name), voice.level(level), about])
    if not rows:
        return None
    words = voice.words
    explained = any(row[2] != "" for row in rows)
    return Part(
        title=words.parts,
        note=words.parts_note,
        widths=[1, 0, 2] if explained else [1, 0],
        columns=[words.part, words.part_result, words.about][: 3 if explained else 2],
        rows=[row[: 3 if explained else 2] for row in rows],
    )


def _about(voice: Voice, definition: Definition, code: str, level: int, about: str) -> Cell:
    """What is delivered on a result of a part, or on the part; only in its own language."""
    texts = delivered_texts(definition)
    said = texts.claims.get(code, {}).get(level, "") if texts else ""
    text = (said or about).replace("{0}", voice.name)
    if not text or voice.words.language != DELIVERED:
        return ""
    return Text(text=text, lang=DELIVERED)


def _further(voice: Voice, definition: Definition, result: HistoryResult) -> Part | None:
    names = {each["code"]: each["name"] for each in definition.alternates}
    found = [
        each
        for each in result["alternates"]
        if each["level"] is not None or each["scale_score"] is not None
    ]
    if not found:
        return None
    words = voice.words
    return Part(
        title=words.further,
        note="",
        widths=[1, 0, 0],
        columns=[words.part, words.part_result, words.score],
        rows=[[voice.named(names[each["code"]]), *_alternate(voice, each)] for each in found],
    )


def _alternate(voice: Voice, each: AlternateResult) -> Iterator[Cell]:
    yield voice.level(each["level"]) if each["level"] else DASH
    score, band = each["scale_score"], each["error_band"]
    if score is None:
        yield DASH
    else:
        yield f"{figure(score)} ({between(band['low'], band['high'])})" if band else figure(score)


def _writing(
    voice: Voice, definition: Definition, rows: Sequence[PrintedTraitRow]
) -> Iterator[Part]:
    """A table for each purpose something was written for."""
    by_code = {row["score_code"]: row for row in rows}
    traits = definition.subject.traits if definition.subject else ()
    for purpose in dict.fromkeys(trait.purpose for trait in traits):
        mine = [each for each in traits if each.purpose == purpose and each.code in by_code]
        if mine:
            yield _purpose(
                voice, definition, purpose, [(each, by_code[each.code]) for each in mine]
            )


def _purpose(
    voice: Voice,
    definition: Definition,
    purpose: str,
    traits: Sequence[tuple[Trait, PrintedTraitRow]],
) -> Part:
    words = voice.words
    named = voice.named(_message(definition, f"purpose.{purpose}", PURPOSES.get(purpose, purpose)))
    return Part(
        title=voice.say(words.writing, purpose=named["text"]),
        note="",
        widths=[1, 0],
        columns=[words.trait, words.points],
        rows=[
            [_category(voice, definition, each), _points(voice, each, row)] for each, row in traits
        ],
    )


def _category(voice: Voice, definition: Definition, trait: Trait) -> Text:
    known = CATEGORIES.get(trait.category, trait.category)
    return voice.named(_message(definition, f"category.{trait.category}", known))


def _points(voice: Voice, trait: Trait, row: PrintedTraitRow) -> str:
    if row["raw_score"] is None:
        return voice.words.not_scored
    return voice.say(voice.words.points_of, points=row["raw_score"], most=trait.max_score)


def _message(definition: Definition, key: str, otherwise: str) -> str:
    messages = definition.subject.messages if definition.subject else {}
    return messages.get(f"trait.{key}", otherwise)
