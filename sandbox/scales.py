"""The score scales: cuts and ranges of California's assessments, and believable distributions.

Cuts and ranges are the published ones (Smarter Balanced from 2020-21 on, Summative ELPAC from
2018-19 on). Means and spreads are rounded figures of our own choosing near the public ones.
"""

from dataclasses import dataclass
from typing import Final

YEARS: Final = (2024, 2025, 2026)
"""School years, each named by its spring."""

GRADES: Final = ("KG", *(f"{number:02d}" for number in range(1, 13)))
"""Grade codes, by the number that the generator reckons with (0 is kindergarten)."""

TESTED: Final = (3, 4, 5, 6, 7, 8, 11)
"""Grades that take ELA and Math."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of four levels: `cuts` are the lowest scores of levels 2, 3 and 4.

    `mean` and `spread` describe the scores of a year's students; `points` is the number of
    scale points in one unit of theta, `origin` the scale score of theta zero.
    """

    low: int
    cuts: tuple[int, int, int]
    high: int
    mean: float
    spread: float
    origin: float = 0.0
    points: float = 1.0

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """The lowest and highest score of each level."""
        lows = (self.low, *self.cuts)
        highs = (*(cut - 1 for cut in self.cuts), self.high)
        return tuple(zip(lows, highs, strict=True))

    @property
    def standard(self) -> int:
        """The lowest score of level 3, which meets the standard."""
        return self.cuts[1]


def _ela(low: int, cuts: tuple[int, int, int], high: int, mean: float, spread: float) -> Scale:
    return Scale(low, cuts, high, mean, spread, origin=2508.2, points=85.8)


def _math(low: int, cuts: tuple[int, int, int], high: int, mean: float, spread: float) -> Scale:
    return Scale(low, cuts, high, mean, spread, origin=2514.9, points=79.3)


SCALES: Final = {
    "ELA": {
        3: _ela(2115, (2367, 2432, 2490), 2650, 2421, 89),
        4: _ela(2140, (2416, 2473, 2533), 2690, 2461, 95),
        5: _ela(2200, (2442, 2502, 2582), 2730, 2495, 98),
        6: _ela(2230, (2457, 2531, 2618), 2770, 2518, 99),
        7: _ela(2260, (2479, 2552, 2649), 2810, 2541, 103),
        8: _ela(2290, (2487, 2567, 2668), 2850, 2554, 104),
        11: _ela(2300, (2493, 2583, 2682), 2900, 2590, 112),
    },
    "Math": {
        3: _math(2190, (2381, 2436, 2501), 2660, 2428, 82),
        4: _math(2205, (2411, 2485, 2549), 2700, 2465, 86),
        5: _math(2220, (2455, 2528, 2579), 2740, 2488, 92),
        6: _math(2235, (2473, 2552, 2610), 2780, 2508, 104),
        7: _math(2250, (2484, 2567, 2635), 2820, 2523, 109),
        8: _math(2265, (2504, 2586, 2653), 2860, 2535, 116),
        11: _math(2280, (2543, 2628, 2718), 2900, 2564, 118),
    },
}
"""Overall scales of ELA and Math by grade; claims, ICA and IAB are reported on the same."""


def _elpac(grade: int, cuts: tuple[int, int, int]) -> Scale:
    """Spread and mean follow from the cuts, so that about 19, 35, 31 and 15 % reach levels 1-4."""
    high = 1700 if grade <= 2 else 1800 if grade <= 5 else 1900 if grade <= 8 else 1950
    spread = (cuts[2] - cuts[0]) / 1.92
    return Scale(1150, cuts, high, cuts[1] - 0.1 * spread, spread)


_ELPAC_CUTS: Final = {
    0: ((1374, 1422, 1474), (1386, 1427, 1478), (1346, 1410, 1463)),
    1: ((1411, 1455, 1507), (1408, 1451, 1493), (1414, 1459, 1520)),
    2: ((1424, 1471, 1532), (1414, 1460, 1510), (1433, 1481, 1554)),
    3: ((1448, 1488, 1535), (1435, 1466, 1512), (1461, 1509, 1557)),
    4: ((1459, 1499, 1549), (1439, 1472, 1522), (1478, 1535, 1575)),
    5: ((1467, 1514, 1560), (1447, 1477, 1533), (1487, 1550, 1587)),
    6: ((1475, 1517, 1567), (1450, 1484, 1542), (1499, 1550, 1592)),
    7: ((1481, 1527, 1576), (1456, 1498, 1554), (1505, 1556, 1598)),
    8: ((1486, 1534, 1590), (1461, 1505, 1569), (1510, 1562, 1610)),
    9: ((1493, 1545, 1606), (1465, 1512, 1579), (1520, 1578, 1632)),
    10: ((1493, 1545, 1606), (1465, 1512, 1579), (1520, 1578, 1632)),
    11: ((1500, 1555, 1615), (1470, 1514, 1583), (1529, 1595, 1646)),
    12: ((1500, 1555, 1615), (1470, 1514, 1583), (1529, 1595, 1646)),
}

ELPAC: Final = {
    grade: tuple(_elpac(grade, cuts) for cuts in each) for grade, each in _ELPAC_CUTS.items()
}
"""Overall, oral and written scales of the Summative ELPAC by grade."""

ORAL_WEIGHT: Final = {grade: 0.7 if grade == 0 else 0.5 for grade in ELPAC}
"""The share of oral language in the overall ELPAC score."""
