"""Somebody who reads a published report and works out what it does not say.

Given are the report's figures, how its rows add up, and which scale scores each level has. Every
number of students at a level, and every sum of scores, is a variable; all that is published about
them is a linear constraint; a solver finds how small and how great each hidden number can be.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, diags_array, eye_array, hstack, vstack

from cers.model.suppression import Family, Key, Kind, Released, Shown, Suppressed
from cers.model.suppression.release import LevelCount

MOST = 1e7
"""No row has more students or points than that: it keeps what is unbounded solvable."""

_ROUNDS = 12

Document = list[dict[str, Any]]
Expression = Mapping[int, float]


def document(released: Released) -> Document:
    """A report as it would leave us, for a caller with no more than it."""
    return [_row(key, each) for key, each in released.items()]


def _row(key: Key, each: Shown | Suppressed) -> dict[str, Any]:
    if isinstance(each, Suppressed):
        return {"key": key, "suppressed": each.reason}
    levels = each.levels if isinstance(each.levels, tuple) else ()
    return {
        "key": key,
        "students": each.n,
        "mean": each.mean,
        "levels": [_level(level, each.n) for level in levels],
    }


def _level(level: LevelCount, n: int) -> dict[str, float]:
    percent = round(100 * level.count / n) if n else 0
    return {"first": level.first, "last": level.last, "count": level.count, "percent": percent}


@dataclass
class Attack:
    """What one or more documents about the same rows say."""

    family: Family
    """Only its keys and relations are looked at."""

    ranges: Sequence[tuple[float, float]]
    counts_are_shown: bool = True
    _rows: list[dict[int, float]] = field(default_factory=list)
    _low: list[float] = field(default_factory=list)
    _high: list[float] = field(default_factory=list)
    _problem: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._levels = len(self.ranges)
        self._at = {cell.key: place for place, cell in enumerate(self.family.cells)}
        for key in self._at:
            for level, (low, high) in enumerate(self.ranges):
                self._scores_of_level(key, level, low, high)
        for relation in self.family.relations:
            self._adds_up(relation.total, relation.parts, relation.kind)

    # Each row has a number of students at each level, and the scores of each level, summed up.

    def at_level(self, key: Key, level: int) -> Expression:
        return {self._at[key] * 2 * self._levels + level: 1.0}

    def students(self, key: Key) -> Expression:
        return _total(self.at_level(key, level) for level in range(self._levels))

    def score(self, key: Key, level: int) -> Expression:
        return {self._at[key] * 2 * self._levels + self._levels + level: 1.0}

    def _scores_of_level(self, key: Key, level: int, low: float, high: float) -> None:
        students, score = self.at_level(key, level), self.score(key, level)
        self._say(_total([score, _times(students, -low)]), 0, np.inf)
        self._say(_total([score, _times(students, -high)]), -np.inf, 0)

    def _adds_up(self, total: Key, parts: Sequence[Key], kind: Kind) -> None:
        for level in range(self._levels):
            for each in (self.at_level, self.score):
                whole = each(total, level)
                pieces = [each(part, level) for part in parts]
                if kind is Kind.PARTITION:
                    self._say(_total([whole, *(_times(p, -1) for p in pieces)]), 0, 0)
                    continue
                for piece in pieces:
                    self._say(_total([whole, _times(piece, -1)]), 0, np.inf)
                if kind is Kind.OVERLAPPING:
                    self._say(_total([*pieces, _times(whole, -1)]), 0, np.inf)

    def read(self, published: Document) -> "Attack":
        """Take in a document."""
        for row in published:
            key = row["key"]
            if "suppressed" in row:
                self._say(self.students(key), 1, np.inf)
                continue
            n = row["students"]
            self._say(self.students(key), n, n)
            for level in row["levels"]:
                those = range(level["first"] - 1, level["last"])
                count = _total(self.at_level(key, each) for each in those)
                if self.counts_are_shown:
                    self._say(count, level["count"], level["count"])
                else:
                    share = level["percent"] * n / 100
                    self._say(count, share - n / 200, share + n / 200)
            if row["mean"] is not None:
                score = _total(self.score(key, level) for level in range(self._levels))
                self._say(score, n * (row["mean"] - 0.5), n * (row["mean"] + 0.5))
        return self

    def _say(self, expression: Expression, low: float, high: float) -> None:
        self._rows.append(dict(expression))
        self._low.append(low)
        self._high.append(high)
        self._problem.clear()

    # ---- what follows

    def bounds(self, expression: Expression) -> tuple[float, float]:
        """The least and the greatest value that agree with everything published."""
        low = self._solve(self._vector(expression))
        high = self._solve(-self._vector(expression))
        vector = self._vector(expression)
        return float(vector @ low), float(vector @ high)

    def narrow(
        self, hidden: Mapping[str, Expression], width: float
    ) -> dict[str, tuple[float, float]]:
        """Those of some numbers whose bounds are less than `width` apart.

        Any table that agrees with what is published is an example of how great a number can be.
        Most numbers are settled by examples that push many of them at once, the others one by one.
        """
        if not hidden:
            return {}
        names = list(hidden)
        matrix = self._stack(list(hidden.values()))
        example = matrix @ self._solve(np.zeros(self._width))
        low, high = example.copy(), example.copy()
        random = np.random.default_rng(1)
        for _ in range(_ROUNDS):
            left = np.flatnonzero(high - low < width)
            if not left.size:
                return {}
            signs = random.choice((-1.0, 1.0), left.size)
            seen = np.where(signs > 0, low[left], -high[left])
            example = matrix @ self._pushed(diags_array(signs) @ matrix[left], seen, width)
            low, high = np.minimum(low, example), np.maximum(high, example)
        left = np.flatnonzero(high - low < width)
        found = {names[each]: self.bounds(hidden[names[each]]) for each in left}
        return {name: each for name, each in found.items() if each[1] - each[0] < width - 1e-6}

    def _pushed(self, matrix: csr_array, seen: np.ndarray, width: float) -> np.ndarray:
        """A table in which as many numbers as can be are `width` greater than what was seen."""
        count, stated = matrix.shape[0], self._stated()
        gain = eye_array(count, format="csr")
        beyond = hstack([-matrix, gain])
        nothing = csr_array((stated["A_ub"].shape[0], count))
        none = csr_array((stated["A_eq"].shape[0], count))
        answer = linprog(
            np.concatenate([np.zeros(self._width), -np.ones(count)]),
            A_ub=vstack([hstack([stated["A_ub"], nothing]), beyond]),
            b_ub=np.concatenate([stated["b_ub"], -seen]),
            A_eq=hstack([stated["A_eq"], none]),
            b_eq=stated["b_eq"],
            bounds=np.array([[0, MOST]] * self._width + [[-MOST, width + 0.1]] * count),
            method="highs",
        )
        assert answer.status == 0, answer.message
        return np.asarray(answer.x[: self._width])

    def _stack(self, expressions: Sequence[Expression]) -> csr_array:
        return csr_array(np.array([self._vector(each) for each in expressions]))

    @property
    def _width(self) -> int:
        return len(self._at) * 2 * self._levels

    def _vector(self, expression: Expression) -> np.ndarray:
        vector = np.zeros(self._width)
        for number, factor in expression.items():
            vector[number] += factor
        return vector

    def _solve(self, objective: np.ndarray) -> np.ndarray:
        answer = linprog(objective, **self._stated(), bounds=(0, MOST), method="highs")
        assert answer.status == 0, answer.message
        return np.asarray(answer.x)

    def _stated(self) -> dict[str, Any]:
        if not self._problem:
            matrix, low, high = self._matrix()
            equal = low == high
            above, below = ~equal & np.isfinite(high), ~equal & np.isfinite(low)
            self._problem = {
                "A_ub": vstack([matrix[above], -matrix[below]]),
                "b_ub": np.concatenate([high[above], -low[below]]),
                "A_eq": matrix[equal],
                "b_eq": low[equal],
            }
        return self._problem

    def _matrix(self) -> tuple[csr_array, np.ndarray, np.ndarray]:
        at = [
            (row, number, factor)
            for row, each in enumerate(self._rows)
            for number, factor in each.items()
        ]
        rows, numbers, factors = zip(*at, strict=True)
        shape = (len(self._rows), self._width)
        matrix = csr_array((factors, (rows, numbers)), shape=shape)
        return matrix, np.array(self._low), np.array(self._high)


def _total(expressions: Iterable[Expression]) -> Expression:
    total: dict[int, float] = {}
    for expression in expressions:
        for number, factor in expression.items():
            total[number] = total.get(number, 0.0) + factor
    return total


def _times(expression: Expression, factor: float) -> Expression:
    return {number: factor * each for number, each in expression.items()}


def difference(these: Expression, those: Expression) -> Expression:
    return _total([these, _times(those, -1)])


def secrets(attack: Attack, family: Family, released: Released) -> dict[str, Expression]:
    """Every number that is not shown: students of hidden rows, and students at hidden levels."""
    own = known(family)
    numbers: dict[str, Expression] = {}
    for key, row in released.items():
        if key in own:
            continue
        if isinstance(row, Suppressed):
            numbers[f"{key} n"] = attack.students(key)
        for level in _hidden_levels(row, len(attack.ranges)):
            numbers[f"{key} level {level + 1}"] = attack.at_level(key, level)
    return numbers


def _hidden_levels(row: Shown | Suppressed, count: int) -> list[int]:
    if isinstance(row, Suppressed) or isinstance(row.levels, Suppressed):
        return list(range(count))
    return [
        level - 1
        for each in row.levels or ()
        for level in range(each.first, each.last + 1)
        if each.first < each.last
    ]


def known(family: Family) -> set[Key]:
    """Rows the caller can add up from rows of their own and empty ones."""
    found = {cell.key for cell in family.cells if cell.exempt or cell.known or cell.n == 0}
    while True:
        missing = [
            {relation.total, *relation.parts} - found
            for relation in family.relations
            if relation.kind is Kind.PARTITION
        ]
        more = [key for keys in missing if len(keys) == 1 for key in keys]
        if not more:
            return found
        found.update(more)


def small_rests(attack: Attack, family: Family, least: int) -> dict[str, Expression]:
    """What nobody shows but a difference tells: students of a total who are not in a part."""
    own = known(family)
    numbers: dict[str, Expression] = {}
    for relation in family.relations:
        if relation.kind is Kind.PARTITION:
            continue
        total = family.by_key[relation.total]
        for key in relation.parts:
            if 0 < total.n - family.by_key[key].n < least and total.key not in own:
                rest = difference(attack.students(relation.total), attack.students(key))
                numbers[f"{relation.total} without {key}"] = rest
    return numbers
