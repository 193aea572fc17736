"""Interim blocks: short tests about one topic, as a report lists them."""

from collections.abc import Sequence

from cers.model.accommodation import Accommodations
from cers.reports.printed.page import Block, Blocks, Previous, TestAccommodations, Text
from cers.reports.printed.scored import accommodation_labels, day_of, remarks
from cers.reports.printed.trends import Taken
from cers.reports.printed.voice import Voice


def blocks_section(
    voice: Voice,
    latest: Sequence[Taken],
    before: Sequence[Taken | None],
    labels: Accommodations | None,
) -> Blocks:
    """The blocks of one subject, each with the result before it on the same block."""
    words = voice.words
    (subject,) = {each["assessment"]["subject"]["name"] for _, each in latest}
    named = voice.named(subject)
    shown = voice.say(words.blocks, subject=named["text"])
    return Blocks(
        kind="blocks",
        heading=Text(text=shown, lang=words.language),
        note=voice.say(words.blocks_note),
        columns=list(words.block_columns),
        rows=[_block(voice, *each) for each in zip(latest, before, strict=True)],
        accommodations_title=words.accommodations,
        accommodations=_accommodations(voice, latest, labels),
    )


def _block(voice: Voice, taken: Taken, before: Taken | None) -> Block:
    _, result = taken
    return Block(
        test=voice.named(result["assessment"]["label"]),
        date=day_of(voice, result),
        remark=" ".join(remarks(voice, result["status"])),
        level=voice.level(result["level"]) if result["level"] else None,
        no_level=voice.words.no_level,
        previous=_previous(voice, before),
    )


def _previous(voice: Voice, before: Taken | None) -> Previous | str:
    if before is None:
        return voice.words.first_time
    _, result = before
    if result["level"] is None:
        return voice.words.no_level
    return Previous(level=voice.level(result["level"]), date=day_of(voice, result))


def _accommodations(
    voice: Voice, latest: Sequence[Taken], labels: Accommodations | None
) -> list[TestAccommodations]:
    if labels is None:
        return []
    return [
        TestAccommodations(
            test=voice.named(result["assessment"]["label"]),
            items=accommodation_labels(voice, result, labels),
        )
        for _, result in latest
        if result["accommodations"]
    ]
