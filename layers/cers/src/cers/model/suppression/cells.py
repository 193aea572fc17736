"""What suppression is asked about: the rows of a report, and how they add up.

A reader knows which rows make up which others, so a family has to be whole: of a partition every
part is in it, whether anybody asked for it or not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from cers.model.suppression.moves import Equation

Key = tuple[str, ...]
"""Names a row, such as organization, assessment and subgroup."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of a report: students of one organization and subgroup, on one measure.

    `level_counts` add up to `n`; None where the report has no levels. `exempt` is a row within the
    caller's own results, which they see whole; `known` is one they may see as somebody else, so it
    is shown by the rule but is no secret to them.
    """

    key: Key
    n: int
    level_counts: tuple[int, ...] | None = None
    mean: float | None = None
    standard_error: float | None = None
    exempt: bool = False
    known: bool = False

    @property
    def is_fixed(self) -> bool:
        """Whether the caller knows the row, whatever we show."""
        return self.exempt or self.known or self.n == 0


class Kind(StrEnum):
    """How parts make up a total."""

    PARTITION = "partition"
    """Every student of the total is in exactly one part: genders, the schools of a district."""

    OVERLAPPING = "overlapping"
    """Every student of the total is in one part or more: ethnicities, with one for none stated."""

    WITHIN = "within"
    """The parts are some of the total's students: a cohort among all students."""


@dataclass(frozen=True, slots=True)
class Relation:
    """That some rows make up another."""

    total: Key
    parts: tuple[Key, ...]
    kind: Kind = Kind.PARTITION


@dataclass(frozen=True)
class Family:
    """Rows that are decided on together, because each could tell about the others.

    Raises:
        ValueError: they do not add up as their relations say, so that some row is missing.
    """

    cells: tuple[Cell, ...]
    relations: tuple[Relation, ...] = ()

    def __post_init__(self) -> None:
        if len(self.by_key) != len(self.cells):
            raise ValueError("a row is in the family twice")
        if len({cell.level_counts and len(cell.level_counts) for cell in self.cells}) > 1:
            raise ValueError("the rows of a family have the same levels")
        for cell in self.cells:
            if cell.n < 0 or any(count < 0 for count in cell.level_counts or ()):
                raise ValueError("a count is negative")
            if cell.level_counts is not None and sum(cell.level_counts) != cell.n:
                raise ValueError("the levels of a row do not add up to its students")
        for relation in self.relations:
            self._check(relation)

    @cached_property
    def by_key(self) -> Mapping[Key, Cell]:
        """The rows by their keys."""
        return {cell.key: cell for cell in self.cells}

    @property
    def level_count(self) -> int:
        """How many levels the rows have; 0 where they have none."""
        return len(self.cells[0].level_counts or ()) if self.cells else 0

    def _check(self, relation: Relation) -> None:
        if not {relation.total, *relation.parts} <= self.by_key.keys():
            raise ValueError("a relation names a row that is not in the family")
        total = _figures(self.by_key[relation.total])
        parts = [_figures(self.by_key[key]) for key in relation.parts]
        sums = [sum(column) for column in zip(*parts, strict=True)]
        match relation.kind:
            case Kind.PARTITION:
                good = sums == total
            case Kind.OVERLAPPING:
                good = _at_least(sums, total) and all(_at_least(total, part) for part in parts)
            case Kind.WITHIN:
                good = all(_at_least(total, part) for part in parts)
        if not good:
            raise ValueError(f"the rows of a relation are no {relation.kind.value}: one is missing")


def _ordered(family: Family) -> Family:
    relations = (
        Relation(each.total, tuple(sorted(each.parts)), each.kind) for each in family.relations
    )
    return Family(
        tuple(sorted(family.cells, key=lambda cell: cell.key)),
        tuple(sorted(relations, key=lambda each: (each.total, each.parts, each.kind))),
    )


def _figures(cell: Cell) -> list[int]:
    return [cell.n, *(cell.level_counts or ())]


def _at_least(these: list[int], those: list[int]) -> bool:
    return all(this >= that for this, that in zip(these, those, strict=True))


@dataclass(frozen=True, slots=True)
class Sum:
    """That the rows at these places add up to the one at another."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Excess:
    """That parts which overlap add up to their total and what is counted more than once."""

    sum: Sum
    excess: int


class Table:
    """A family as plain numbers: its rows, and those nobody shows but anybody could work out.

    Where some are within others, the rest can be worked out; where parts overlap, how often
    students are in more than one. Such derived rows stand behind the rows of the family,
    which go by their keys: what is decided does not depend on the order they came in.
    """

    def __init__(self, unordered: Family) -> None:
        self.family = family = _ordered(unordered)
        self.sums: list[Sum] = []
        self.excesses: list[Excess] = []
        self._figures = [_figures(cell) for cell in family.cells]
        places = {cell.key: place for place, cell in enumerate(family.cells)}
        for relation in family.relations:
            parts = tuple(places[key] for key in relation.parts)
            self._add(Sum(places[relation.total], parts), relation.kind)
        self._known = self._what_is_known()

    @cached_property
    def n(self) -> list[int]:
        """The students of each row."""
        return [figures[0] for figures in self._figures]

    @cached_property
    def levels(self) -> list[list[int]]:
        """The level counts of each row."""
        return [figures[1:] for figures in self._figures]

    @cached_property
    def totals(self) -> frozenset[int]:
        """The rows that others make up."""
        return frozenset(each.total for each in self.sums)

    @cached_property
    def equations(self) -> list[Equation]:
        """What adds up."""
        return [
            Equation(
                tuple(term for term in terms if not self.is_derived(term[0])),
                next((term for term in terms if self.is_derived(term[0])), None),
            )
            for terms in self._terms()
        ]

    def _terms(self) -> Iterator[list[tuple[int, int]]]:
        for each in self.sums:
            yield [(each.total, 1), *((part, -1) for part in each.parts)]
        for excess in self.excesses:
            parts = ((part, -1) for part in excess.sum.parts)
            yield [(excess.sum.total, 1), (excess.excess, 1), *parts]

    def is_derived(self, place: int) -> bool:
        """Whether nobody shows the row."""
        return place >= len(self.family.cells)

    def is_fixed(self, place: int) -> bool:
        """Whether the caller knows the row, whatever we show."""
        return place in self._known

    def around(self, places: set[int]) -> Iterator[int]:
        """The rows that stand in a sum with one of these."""
        for terms in self._terms():
            together = [place for place, _ in terms]
            if not places.isdisjoint(together):
                yield from together

    def _add(self, whole: Sum, kind: Kind) -> None:
        if kind is Kind.PARTITION:
            self.sums.append(whole)
            return
        for part in whole.parts:
            rest = self._derive(_less(self._figures[whole.total], self._figures[part]))
            self.sums.append(Sum(whole.total, (part, rest)))
        if kind is Kind.OVERLAPPING:
            parts = zip(*(self._figures[part] for part in whole.parts), strict=True)
            together = [sum(column) for column in parts]
            excess = self._derive(_less(together, self._figures[whole.total]))
            self.excesses.append(Excess(whole, excess))

    def _derive(self, figures: list[int]) -> int:
        self._figures.append(figures)
        return len(self._figures) - 1

    def _what_is_known(self) -> set[int]:
        """What the caller knows, and what follows from that alone."""
        known = {place for place, cell in enumerate(self.family.cells) if cell.is_fixed}
        while True:
            more = set()
            for terms in self._terms():
                unknown = [place for place, _ in terms if place not in known]
                if len(unknown) == 1:
                    more |= set(unknown)
            if not more:
                return known
            known |= more


def _less(these: list[int], those: list[int]) -> list[int]:
    return [this - that for this, that in zip(these, those, strict=True)]
