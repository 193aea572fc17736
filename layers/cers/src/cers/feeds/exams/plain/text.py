"""From the bytes of a report to text that is cut without a parser."""

import re
from collections.abc import Sequence
from typing import Final

from cers.feeds.exams.document import MAX_TAGS

LONGEST: Final = 1024 * 1024
"""The most bytes of a plain report; a real one has some ten thousand."""

_DECLARATION: Final = re.compile(
    "\ufeff?"
    r'(?:<\?xml version="1\.0"(?: encoding="(?:UTF-8|utf-8)")?(?: standalone="(?:yes|no)")? ?\?>)?'
    r"[ \t\n]*+(?=<TDSReport)"
)


def report_text(data: bytes) -> str | None:
    """The report from its root on, with its lines ended as a parser would end them."""
    if len(data) > LONGEST or (len(data) > MAX_TAGS and data.count(b"<") > MAX_TAGS):
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    declaration = _DECLARATION.match(text)
    return text[declaration.end() :] if declaration else None


def are_values(texts: Sequence[str]) -> bool:
    """Whether texts between double quotes are attribute values that stand for themselves.

    What is not printable is either illegal or a blank that a parser would change; `&` begins a
    reference and `<` is illegal.
    """
    joined = "".join(texts)
    return joined.isprintable() and "<" not in joined and "&" not in joined
