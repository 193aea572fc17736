"""The levels of a scoring, and what took their place from a school year on.

A scoring has one PerformanceLevels without a year, which says how levels are called from the
beginning. Each further one has `fromSchoolYear`, the spring year of the first school year it is
for, so that results of earlier years keep the names they were reported with. This attribute and
the Translation of a level are our additions to the format; files without them mean what they
always meant.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from cers.feeds.numbers import parse_school_year
from cers.feeds.reading import Findings, at_line, quoted
from cers.feeds.subjects import rules
from cers.feeds.subjects.values import Values
from cers.feeds.xml_tree import Node
from cers.model.subject import LaterLevels, Level, LevelTranslation

FROM_THE_BEGINNING: Final = 0
"""The year of the levels that no other ones came before."""

_YEAR: Final = "fromSchoolYear"


def read_levels(scoring: Node, values: Values, findings: Findings) -> list[LaterLevels]:
    """The levels of a scoring by the year they begin in, the first ones from the beginning on."""
    nodes = list(scoring.all("PerformanceLevels"))
    found = [_read(node, values, findings) for node in nodes]
    _check_years(nodes, found, findings)
    return found or [LaterLevels(FROM_THE_BEGINNING, ())]


def _read(node: Node, values: Values, findings: Findings) -> LaterLevels:
    levels = tuple(_read_level(each, values) for each in node.all("PerformanceLevel"))
    if [each.level for each in levels] != list(range(1, len(levels) + 1)):
        message = "Number the levels 1, 2, 3 and so on, in this order."
        findings.add(rules.LEVELS, message, at_line(node.line), "PerformanceLevel@level")
    return LaterLevels(
        from_school_year=_read_year(node, values),
        levels=levels,
        standard_cutoff=_read_cutoff(node, levels, values, findings),
    )


def _read_year(node: Node, values: Values) -> int:
    text = node.attributes.get(_YEAR, "")
    year = parse_school_year(text)
    if text and year is None:
        values.invalid(node, _YEAR, "a school year such as 2026, its spring")
    return year or FROM_THE_BEGINNING


def _check_years(nodes: Sequence[Node], found: Sequence[LaterLevels], findings: Findings) -> None:
    """The first levels have no year, and every later ones a later year."""
    if nodes and _YEAR in nodes[0].attributes:
        message = f"Take {_YEAR} out: the first levels are those from the beginning on."
        _note_year(nodes[0], message, findings)
    for (_, before), (node, each) in pairwise(zip(nodes, found, strict=True)):
        if _YEAR not in node.attributes:
            _note_year(node, f"Give these levels {_YEAR}: others stand before them.", findings)
        elif each.from_school_year <= before.from_school_year:
            message = f"{each.from_school_year} is not later than the year of the levels before."
            _note_year(node, message, findings)


def _note_year(node: Node, message: str, findings: Findings) -> None:
    findings.add(rules.LEVEL_YEARS, message, at_line(node.line), f"PerformanceLevels@{_YEAR}")


def _read_level(node: Node, values: Values) -> Level:
    name = node.attributes.get("name", "")
    return Level(
        level=values.integer(node, "level", least=1) or 0,
        name=name,
        short_name=node.attributes.get("shortName") or name,
        suffix=node.attributes.get("suffix", ""),
        color=node.attributes.get("color", ""),
        translations=_read_translations(node, values),
    )


def _read_translations(level: Node, values: Values) -> tuple[LevelTranslation, ...]:
    nodes = list(level.all("Translation"))
    values.unique(nodes, "lang")
    return tuple(_read_translation(each, values) for each in nodes)


def _read_translation(node: Node, values: Values) -> LevelTranslation:
    name = node.attributes.get("name", "")
    return LevelTranslation(
        language=values.code(node, "lang", 2),
        name=name,
        short_name=node.attributes.get("shortName") or name,
    )


def _read_cutoff(
    node: Node, levels: Sequence[Level], values: Values, findings: Findings
) -> int | None:
    cutoff = values.integer(node, "standardCutoff")
    if cutoff is not None and cutoff not in {each.level for each in levels}:
        message = f"standardCutoff {quoted(str(cutoff))} is none of the levels listed."
        where = at_line(node.line)
        findings.add(rules.CUTOFF, message, where, "PerformanceLevels@standardCutoff")
    return cutoff
