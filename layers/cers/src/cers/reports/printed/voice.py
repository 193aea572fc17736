"""How a report speaks: in one language, and of one student."""

import re
from dataclasses import dataclass
from typing import Final

from cers.reports import documents
from cers.reports.printed.page import Level, Text
from cers.reports.printed.words import Words

DELIVERED: Final = "en"
"""The language that definitions are delivered in, unless they say another."""

DASH: Final = "\N{EN DASH}"
"""Stands between the ends of a range, and by itself for nothing."""

COLORS: Final = 6
"""The palette has as many."""

_TOKEN: Final = re.compile(rf"level-([1-{COLORS}])")


@dataclass(frozen=True, slots=True)
class Voice:
    """The words of a language, and what the student is called."""

    words: Words
    name: str

    def say(self, template: str, **values: object) -> str:
        """One of the words' templates, filled in."""
        return template.format(**{"name": self.name} | values)

    def named(self, delivered: str) -> Text:
        """A delivered name in the report's language or, where it has none there, as delivered."""
        known = self.words.names.get(delivered)
        if known is not None:
            return Text(text=known, lang=self.words.language)
        return Text(text=delivered, lang=DELIVERED)

    def level(self, level: documents.Level) -> Level:
        """A level, as its definition names it: in the report's language where it does."""
        translated = level.get("translations", {}).get(self.words.language)
        named = translated["name"] if translated else level["name"]
        lang = self.words.language if translated else DELIVERED
        return Level(
            color=_color(level),
            number=level["level"],
            name=Text(text=named, lang=lang),
            gloss="" if translated else self.words.glosses.get(named, ""),
        )


def figure(score: float) -> str:
    """A score as reports show it: whole."""
    return f"{score:.0f}"


def between(low: float, high: float) -> str:
    """A range of scores."""
    return f"{figure(low)}{DASH}{figure(high)}"


def year_of(school_year: int) -> str:
    """A school year as schools write it, such as 2025-26 with a dash."""
    return f"{school_year - 1}{DASH}{school_year % 100:02}"


def _color(level: documents.Level) -> int:
    """A colour's place in the palette; for one that is not of it the level's number decides."""
    token = _TOKEN.fullmatch(level["color"])
    return int(token[1]) if token else min(max(level["level"], 1), COLORS)
