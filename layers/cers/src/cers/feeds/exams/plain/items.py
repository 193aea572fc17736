"""The grammar of plain items.

    item     = "<Item" tag ( "/>" | ">" [ response ] { other } "</Item>" )
    response = "<Response" tag ( "/>" | ">" content "</Response>" )

A `tag` is the attributes of a start tag, which are read later, those of many items together.
`other` is whatever is no item, such as ScoreInfo or a response that is not plain; a parser reads
it. Nothing can be matched in two ways, so matching takes linear time. Where the matches together
are as long as the text, there is nothing between them: the text is a row of whole items.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cers.feeds.exams.fields import Row
from cers.feeds.exams.plain.extras import Extras, extras_in
from cers.feeds.exams.plain.tags import LETTERS

_BLANKS: Final = r"[ \t\n]*+"
_TAG: Final = rf"[A-Za-z][\t\n{LETTERS}]*+"
_ITEM: Final = re.compile(
    rf"(<Item ({_TAG})(?:(?<=/)>|(?<!/)>{_BLANKS}"
    rf"(?:<Response ({_TAG})(?:(?<=/)>|(?<!/)>([^<]*+)</Response>){_BLANKS})?+"
    rf"((?:<(?!/?Item\b)[^<]*+)*+)</Item>){_BLANKS})"
)


@dataclass(frozen=True, slots=True)
class ItemTexts:
    """What the items of one exam say, in raw texts, one each an item.

    A blank tag of a response is no response. `scorings` are the items' scorings, or nothing if no
    item has one.
    """

    tags: Sequence[str] = ()
    responses: Sequence[str] = ()
    contents: Sequence[str] = ()
    scorings: Sequence[Row] = ()


def find_items(xml: str) -> ItemTexts | None:
    """The texts of a row of items, or None if it is not plain."""
    if not xml:
        return ItemTexts()
    found = _ITEM.findall(xml)
    if not found:
        return None
    items, tags, responses, contents, others = zip(*found, strict=True)
    if sum(map(len, items)) < len(xml) or ("]" in xml and any("]]>" in text for text in contents)):
        return None
    if "\n" in xml or "\t" in xml:
        tags, responses = tuple(map(_on_one_line, tags)), tuple(map(_on_one_line, responses))
    if not any(others):
        return ItemTexts(tags, responses, contents)
    extras = [extras_in(other) for other in others]
    known = [each for each in extras if each]
    return _with_extras(tags, responses, contents, known) if len(known) == len(extras) else None


def _on_one_line(tag: str) -> str:
    """A tag as a parser takes it, which makes a space of any blank in a value."""
    return tag.replace("\n", " ").replace("\t", " ")


def _with_extras(
    tags: Sequence[str], responses: Sequence[str], contents: Sequence[str], extras: list[Extras]
) -> ItemTexts:
    """The items with what a parser found in them; the first response of an item is the one."""
    return ItemTexts(
        tags,
        [tag or each.response for each, tag in zip(extras, responses, strict=True)],
        [
            text if tag else each.content
            for each, tag, text in zip(extras, responses, contents, strict=True)
        ],
        [each.scoring for each in extras],
    )
