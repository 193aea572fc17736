"""What elements without children hold, a whole column at once."""

from typing import Any, Final, TypeAlias, cast

import pyarrow as pa
import pyarrow.compute as pc

from cers.feeds.exams.octets import octets_of

Array: TypeAlias = "pa.Array[Any]"

_ILLEGAL: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
_SUSPICIOUS: Final = bytes({*range(0x20), 0xEF} - {*b"\t\n"})
"""What every illegal character begins with; 0xEF begins legal ones, too."""

_REFERENCES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"))


def contents(raw: Array) -> tuple[Array, list[int]]:
    """The contents of elements, given their raw texts, and the rows that are no XML.

    A text must be without `<` and `]]>`. A reference other than the five that need no declaration
    counts as no XML, either. An empty text is null.
    """
    wrong = _illegal(raw)
    texts: Array = raw
    for reference, character in _REFERENCES:
        if _have_references(texts):
            texts = pc.replace_substring(texts, reference, character)
    if _have_references(texts):
        others = pc.match_substring(pc.replace_substring(texts, "&amp;", ""), "&")
        wrong += _rows(others)
        texts = pc.replace_substring(texts, "&amp;", "&")
    blank: Array = pc.equal(texts, pa.scalar(""))
    return pc.if_else(blank, pa.scalar(None, pa.string()), texts), wrong


def _illegal(texts: Array) -> list[int]:
    octets = octets_of(texts)
    if len(octets.translate(None, _SUSPICIOUS)) == len(octets):
        return []
    return _rows(pc.match_substring_regex(texts, _ILLEGAL))


def _rows(truths: Array) -> list[int]:
    return cast(list[int], pc.indices_nonzero(truths).to_pylist())


def _have_references(texts: Array) -> bool:
    return b"&" in octets_of(texts)
