"""Shapes: what remains of a piece of XML when its attribute values are taken out.

Between an odd and the next even double quote of plain XML stands an attribute value; everything
else is the shape. Vendors write few shapes and many values, so a shape is parsed once, with the
number of each value in its place, and what follows from it is kept. Every number must come back
from the parser as one whole attribute value, in order. Then each of them stands where a parser
expects a value in double quotes, and any text without a quote, `<`, `&` or an odd character may
take its place: the XML stays well-formed and its elements stay what they are.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Final, Generic, TypeVar
from xml.etree.ElementTree import Element, ParseError, XMLParser, fromstring

from cers.feeds.exams.plain.text import are_values

Plan = TypeVar("Plan")

Values = list[str]
"""The attribute values of a piece, in order; a blank one follows for what is not there."""

LONGEST: Final = 16 * 1024
"""The longest shape that is learnt, and the longest names in it, in characters of ASCII."""

KEPT: Final = 256
"""How many shapes and plans of a section are kept."""

ABSENT: Final = -1
"""The place of a value that is not there: to every field, that is the same as a blank one."""


class Section(Generic[Plan]):
    """A kind of piece that reports are cut into, such as everything about the examinee.

    `plan` says of an element whose values are their numbers where to find what is needed, or
    None if it is not the expected element. `names` lists by tag the attributes whose values name
    other values, such as `name` in `name="Sex" value="Male"`: they are part of the shape.
    `opening` and `closing` complete a piece that is no document by itself.
    """

    def __init__(
        self,
        plan: Callable[[Element], Plan | None],
        names: Mapping[str, tuple[str, ...]],
        opening: str,
        closing: str,
    ) -> None:
        self._plan = plan
        self._tags = names
        self._opening = opening
        self._closing = closing
        self._names_of = lru_cache(KEPT)(self._find_names)
        self._plan_of = lru_cache(KEPT)(self._make_plan)

    def read(self, xml: str) -> tuple[Plan, Values] | None:
        """The plan of a piece and its values, or None if it is not plain."""
        pieces = xml.split('"')
        shape, values = '"'.join(pieces[0::2]), pieces[1::2]
        if len(pieces) % 2 == 0 or not _is_kept(shape) or not are_values(values):
            return None
        places = self._names_of(shape)
        if places is None:
            return None
        names = '"'.join([values[place] for place in places])
        plan = self._plan_of(shape, names) if _is_kept(names) else None
        return None if plan is None else (plan, [*values, ""])

    def _find_names(self, shape: str) -> tuple[int, ...] | None:
        """The numbers of the values that name others; None if the shape is not plain."""
        numbers = [str(number) for number in range(shape.count('"'))]
        element = self._parse(shape, numbers)
        if element is None or numbers != [
            value for each in element.iter() for value in each.attrib.values()
        ]:
            return None
        return tuple(
            int(value)
            for each in element.iter()
            for name, value in each.attrib.items()
            if name in self._tags.get(each.tag, ())
        )

    def _make_plan(self, shape: str, names: str) -> Plan | None:
        values = [str(number) for number in range(shape.count('"'))]
        for place, name in zip(self._names_of(shape) or (), names.split('"'), strict=False):
            values[place] = name
        element = self._parse(shape, values)
        return None if element is None else self._plan(element)

    def _parse(self, shape: str, values: list[str]) -> Element | None:
        if "<!DOCTYPE" in shape:
            return None
        first, *others = shape.split('"')
        pieces = [f'"{value}"{piece}' for value, piece in zip(values, others, strict=True)]
        text = "".join((self._opening, first, *pieces, self._closing))
        try:
            return fromstring(text, XMLParser(encoding="utf-8"))  # noqa: S314  (no DOCTYPE left)
        except ParseError:
            return None


def _is_kept(key: str) -> bool:
    """Whether a shape or its names may be remembered, so that memory stays bounded."""
    return len(key) <= LONGEST and key.isascii()


def picker(places: Sequence[int]) -> Callable[[Values], tuple[str, ...]]:
    """A function that picks the values at several places."""
    if len(places) < 2:
        return lambda values: tuple(values[place] for place in places)
    return itemgetter(*places)
