"""The students: who they are, where they go to school each year and what they are able to do."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandbox import names
from sandbox.organizations import State
from sandbox.scales import YEARS
from sandbox.seeds import rng

Ints = NDArray[np.int32]
Bytes = NDArray[np.int8]
Reals = NDArray[np.float32]
Flags = NDArray[np.bool_]

ETHNICITIES: Final = (
    "HispanicOrLatinoEthnicity", "White", "Asian", "BlackOrAfricanAmerican", "Filipino",
    "DemographicRaceTwoOrMoreRaces", "NativeHawaiianOrOtherPacificIslander",
    "AmericanIndianOrAlaskaNative",
)  # fmt: skip
_ETHNICITY_ODDS: Final = (0.50, 0.22, 0.12, 0.06, 0.03, 0.055, 0.006, 0.009)
_DISADVANTAGED: Final = np.array((0.72, 0.36, 0.40, 0.70, 0.36, 0.44, 0.62, 0.66))
_OTHER_LANGUAGE: Final = np.array((0.51, 0.05, 0.56, 0.05, 0.40, 0.06, 0.30, 0.03))
_ABILITY: Final = np.array((-0.12, 0.18, 0.42, -0.22, 0.24, 0.16, -0.08, -0.15))
"""By ethnicity, in the order above: modest differences, far smaller than those within."""

LANGUAGES: Final = {
    0: ("spa", "spa", "spa", "spa", "spa", "spa", "spa", "zap"),
    2: ("vie", "mnd", "chi", "kor", "pan", "hmn", "mkh", "jpn"),
    4: ("fil", "fil", "ilo", "ceb"),
}
"""Languages spoken at home, by ethnicity; others speak one of the next."""

OTHER_LANGUAGES: Final = ("ara", "rus", "arm", "per", "por", "ukr", "tir", "smo")

GENDERS: Final = ("Male", "Female", "Nonbinary")
MILITARY: Final = ("NotMilitaryConnected", "ActiveDuty", "NationalGuardOrReserve")

_STILL_LEARNING: Final = np.array(
    (1.0, 0.97, 0.92, 0.84, 0.74, 0.64, 0.55, 0.48, 0.43, 0.39, 0.36, 0.33, 0.31)
)
"""The share of those who entered as English learners and still are one, by grade."""


@dataclass(frozen=True)
class Population:
    """Every student of the three years, as parallel arrays; year arrays have a row per year.

    `grade` is below 0 before school and above 12 after it. A student who transfers has spent the
    autumn of a year in `autumn_school`.
    """

    ssid: NDArray[np.int64]
    first: Ints
    middle: Ints
    last: Ints
    gender: Bytes
    birth_day: Ints
    """Days before the first of September in which the student was (or would be) five."""

    cohort: Bytes
    """The grade in the first year."""

    ethnicity: Bytes
    second_race: Bytes
    """The race of students of Hispanic or two or more races, -1 for none."""

    language: NDArray[np.str_]
    disadvantaged: Flags
    iep: Flags
    section_504: Bytes
    """1 yes, 0 no, -1 not provided."""

    disability: Bytes
    migrant: Flags
    military: Bytes
    entry: Bytes
    """The grade of the first entry into a US school."""

    initially_fluent: Flags
    learner: NDArray[np.bool_]
    """English learner, by year."""

    reclassified: Bytes
    """The grade of reclassification, -1 for none."""

    enrolled: NDArray[np.bool_]
    grade: NDArray[np.int8]
    school: NDArray[np.int32]
    autumn_school: NDArray[np.int32]
    ability: dict[str, NDArray[np.float32]]
    """Standing among the students of a grade, in spreads of the scale: by subject and year."""

    english: NDArray[np.float32]
    """The same for English proficiency among English learners."""

    def __len__(self) -> int:
        return len(self.ssid)


def make_population(state: State, students: int, seed: int) -> Population:
    """About `students` enrolled in each of the years, and those who come and go between."""
    draw = rng(seed, "students")
    count = max(30, round(students * 15 / 13 * 1.05))
    cohort = draw.integers(-2, 13, count).astype(np.int8)
    grade = cohort[None, :] + np.arange(3, dtype=np.int8)[:, None]
    enrolled = _enrolled(draw, grade)
    school, autumn = _schools(draw, state, grade)
    ethnicity = draw.choice(8, count, p=_ETHNICITY_ODDS).astype(np.int8)
    home = _neighbourhoods(state, seed)[school[1]]
    disadvantaged = draw.random(count) < np.clip(_DISADVANTAGED[ethnicity] - home, 0.05, 0.97)
    iep = draw.random(count) < 0.13
    talent = _talent(draw, ethnicity, disadvantaged, iep, home)
    foreign = draw.random(count) < _OTHER_LANGUAGE[ethnicity]
    fluent = foreign & (draw.random(count) < 0.16 + 0.06 * talent)
    newcomer = foreign & (draw.random(count) < 0.12)
    entry = np.where(newcomer, np.maximum(cohort, 0), 0).astype(np.int8)
    learner, reclassified = _learners(draw, grade, foreign & ~fluent, talent, entry)
    female = draw.random(count) < 0.493
    return Population(
        ssid=_identifiers(count, seed),
        first=draw.integers(0, 1 << 20, count).astype(np.int32),
        middle=np.where(draw.random(count) < 0.6, draw.integers(0, 999, count), -1).astype(
            np.int32
        ),
        last=draw.integers(0, len(names.LAST), count).astype(np.int32),
        gender=np.where(draw.random(count) < 0.008, 2, female).astype(np.int8),
        birth_day=draw.integers(0, 365, count).astype(np.int32),
        cohort=cohort,
        ethnicity=ethnicity,
        second_race=_second_race(draw, ethnicity),
        language=_languages(draw, ethnicity, foreign),
        disadvantaged=disadvantaged,
        iep=iep,
        section_504=draw.choice((1, 0, -1), count, p=(0.03, 0.955, 0.015)).astype(np.int8) * ~iep,
        disability=np.minimum(draw.exponential(2.2, count), 10).astype(np.int8),
        migrant=draw.random(count) < np.where(ethnicity == 0, 0.022, 0.003),
        military=draw.choice(3, count, p=(0.978, 0.015, 0.007)).astype(np.int8),
        entry=entry,
        initially_fluent=fluent,
        learner=learner,
        reclassified=reclassified,
        enrolled=enrolled,
        grade=grade,
        school=school,
        autumn_school=autumn,
        ability=_abilities(draw, seed, talent, female, learner, school, len(state.schools)),
        english=_english(draw, grade, talent),
    )


def _neighbourhoods(state: State, seed: int) -> Reals:
    """How well off the families of each school are; LEAs differ, and schools within them."""
    schools = rng(seed, "wealth of schools").normal(0, 0.16, len(state.schools))
    leas = rng(seed, "wealth of LEAs").normal(0, 0.12, len(state.leas))
    wealth: Reals = (schools + leas[state.lea_of_school]).astype(np.float32)
    return wealth


def _identifiers(count: int, seed: int) -> NDArray[np.int64]:
    """Ten-digit SSIDs that no student has: 99 and a scattered eight-digit number."""
    scattered = (np.arange(count, dtype=np.int64) * 38_677_919 + 7919 * (seed % 10_007)) % 10**8
    return scattered + 99 * 10**8


def _enrolled(draw: np.random.Generator, grade: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Most stay; about 3 % arrive and 3 % leave each year."""
    count = grade.shape[1]
    arrival = np.where(draw.random(count) < 0.06, draw.integers(1, 3, count), 0)
    departure = np.where(draw.random(count) < 0.06, draw.integers(1, 3, count), 3)
    year = np.arange(3)[:, None]
    inside: NDArray[np.bool_] = (year >= arrival) & (year < departure)
    return inside & (grade >= 0) & (grade <= 12)


def _schools(
    draw: np.random.Generator, state: State, grade: NDArray[np.int8]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The school of each year, and of its autumn: a few move between or within LEAs."""
    count = grade.shape[1]
    weights = np.array([lea.weight for lea in state.leas])

    def some_lea() -> Ints:
        shares = weights / weights.sum()
        drawn: NDArray[np.int64] = draw.choice(len(shares), size=(count,), p=shares)
        return drawn.astype(np.int32)

    def some_place() -> Reals:
        return draw.random(size=(count,), dtype=np.float32)

    lea, place = some_lea(), some_place()
    spring, autumn = [], []
    for year in range(len(YEARS)):
        level = np.clip(grade[year], 0, 12)
        before = state.school_of(lea, level, place)
        moves = draw.random(count)
        if year:
            lea = np.where(moves < 0.02, some_lea(), lea)
            place = np.where(moves < 0.05, some_place(), place)
            before = state.school_of(lea, level, place)
        transfers = draw.random(count)
        lea = np.where(transfers < 0.003, some_lea(), lea)
        place = np.where(transfers < 0.009, some_place(), place)
        autumn.append(before)
        spring.append(state.school_of(lea, level, place))
    return np.stack(spring), np.stack(autumn)


def _talent(
    draw: np.random.Generator, ethnicity: Bytes, disadvantaged: Flags, iep: Flags, home: Reals
) -> Reals:
    """What lasts of a student's ability, with mean 0 and spread 1."""
    raw = draw.normal(0, 1, len(ethnicity)) + _ABILITY[ethnicity] + 1.1 * home
    raw = raw - 0.38 * disadvantaged - 0.8 * iep
    standard: Reals = ((raw - raw.mean()) / raw.std()).astype(np.float32)
    return standard


def _learners(
    draw: np.random.Generator,
    grade: NDArray[np.int8],
    started: Flags,
    talent: Reals,
    entry: Bytes,
) -> tuple[NDArray[np.bool_], Bytes]:
    """English learners by year, and the grade in which the others were reclassified.

    The abler leave earlier: a student stays as long as the share still learning exceeds her mark;
    newcomers stay for three years at least.
    """
    mark = np.clip(0.5 + 0.2 * talent + draw.normal(0, 0.2, len(talent)), 0.01, 0.99)
    stays = mark[:, None] < _STILL_LEARNING[None, :]
    last = np.where(stays.all(axis=1), 13, stays.argmin(axis=1))
    last = np.where(entry > 0, np.clip(entry + 3, last, 13), last).astype(np.int8)
    learner = started[None, :] & (grade < last[None, :])
    return learner, np.where(started & (last < 13), last, -1).astype(np.int8)


def _second_race(draw: np.random.Generator, ethnicity: Bytes) -> Bytes:
    """Students of two or more races name one besides; many Hispanic students name a race."""
    race = draw.choice((1, 3, 2, 7), len(ethnicity), p=(0.7, 0.12, 0.1, 0.08))
    named = (ethnicity == 5) | ((ethnicity == 0) & (draw.random(len(ethnicity)) < 0.35))
    return np.where(named, race, -1).astype(np.int8)


def _languages(draw: np.random.Generator, ethnicity: Bytes, foreign: Flags) -> NDArray[np.str_]:
    pick = draw.integers(0, 8, len(ethnicity))
    table = np.array(
        [[(LANGUAGES.get(group, OTHER_LANGUAGES) * 2)[at] for at in range(8)] for group in range(8)]
    )
    return np.where(foreign, table[ethnicity, pick], "eng")


def _abilities(
    draw: np.random.Generator,
    seed: int,
    talent: Reals,
    female: Flags,
    learner: NDArray[np.bool_],
    school: NDArray[np.int32],
    schools: int,
) -> dict[str, NDArray[np.float32]]:
    """Talent, a bent for the subject, schooling, and the ups and downs of the years."""
    count = len(talent)
    abilities = {}
    for subject, by_gender, by_learner in (("ELA", 0.13, -0.55), ("Math", -0.03, -0.35)):
        bent = draw.normal(0, 0.42, count) + by_gender * female
        schooling = rng(seed, "schooling", len(subject)).normal(0, 0.16, (len(YEARS), schools))
        schooling = 0.8 * schooling[0] + 0.45 * schooling
        drift = np.cumsum(draw.normal(0, 0.14, (len(YEARS), count)), axis=0)
        form = draw.normal(0, 0.26, (len(YEARS), count))
        raw = 0.88 * talent + bent + drift + form + by_learner * learner
        raw += np.take_along_axis(schooling, school, axis=1)
        standard = (raw - raw.mean(axis=1, keepdims=True)) / raw.std(axis=1, keepdims=True)
        progress = np.array((-0.03, 0.0, 0.025))[:, None]
        abilities[subject] = (standard + progress).astype(np.float32)
    return abilities


def _english(
    draw: np.random.Generator, grade: NDArray[np.int8], talent: Reals
) -> NDArray[np.float32]:
    """English proficiency grows with the years of learning, and with ability."""
    years = np.clip(grade, 0, 12)
    gain = 0.55 * (1 - np.exp(-(years + 1) / 2.5)) - 0.35
    lasting = draw.normal(0, 0.55, len(talent))
    raw = gain + 0.55 * (talent + 0.25) + lasting + draw.normal(0, 0.35, grade.shape)
    return (1.2 * raw).astype(np.float32)
