"""The students of a made-up state through five school years, and who takes which assessment.

They are the sandbox's students. Its generator knows the three latest years; before them the same
students were in lower grades of the same LEAs, about as able. Those who had left school by then
are missing: grade 11 of the first year has nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cers.model.dataset import bucket_of
from sandbox.assessments import AssessmentSpec, catalogue
from sandbox.organizations import State, make_state
from sandbox.population import Population, make_population
from sandbox.scales import YEARS as KNOWN_YEARS
from sandbox.seeds import rng

YEARS: Final = (2022, 2023, *KNOWN_YEARS)

RESULTS_PER_STUDENT: Final = 4.2
"""Results of a year for each enrolled student: about 1.1 summative, 0.2 ICA and 2.8 IAB."""

RESULTS_PER_SCHOOL: Final = 2000
"""Results of all years: 20 million make ten thousand schools and a thousand LEAs."""

_STUDENTS_PER_SCHOOL: Final = 450
_BLOCKS_USED: Final = 0.48
"""How many of the interim blocks a school gives."""

_SECOND_ATTEMPTS: Final = 0.04
_TAKEN: Final = 0.965

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """One year of every student, as parallel arrays of the whole population."""

    year: int
    enrolled: Flags
    grade: NDArray[np.int8]
    school: NDArray[np.int32]
    learner: Flags
    ability: dict[str, NDArray[np.float32]]
    english: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Taken:
    """Who took one assessment: students, schools and days since the first of September."""

    spec: AssessmentSpec
    student: Ints
    school: Ints
    day: Ints
    opportunity: Ints

    def __len__(self) -> int:
        return len(self.student)


@dataclass(frozen=True, slots=True)
class People:
    """The organizations and students of a state; `bucket` is that of each school's LEA."""

    state: State
    population: Population
    bucket: Ints
    seed: int

    def in_year(self, year: int) -> SchoolYear:
        """The students as they were in a school year."""
        population = self.population
        if year in KNOWN_YEARS:
            at = KNOWN_YEARS.index(year)
            return SchoolYear(
                year,
                population.enrolled[at],
                population.grade[at],
                population.school[at],
                population.learner[at],
                {subject: each[at] for subject, each in population.ability.items()},
                population.english[at],
            )
        return self._before(year)

    def _before(self, year: int) -> SchoolYear:
        population, count = self.population, len(self.population)
        draw = rng(self.seed, "earlier", year)
        earlier = KNOWN_YEARS[0] - year
        grade = (population.grade[0] - earlier).astype(np.int8)
        lea = self.state.lea_of_school[population.school[0]]
        home = rng(self.seed, "homes").random(count, dtype=np.float32)
        school = self.state.school_of(lea, np.clip(grade, 0, 12).astype(np.int8), home)
        still = population.learner[0] | (population.reclassified > grade)
        form = {
            subject: each[0] + draw.normal(0, 0.3, count).astype(np.float32)
            for subject, each in population.ability.items()
        }
        english = population.english[0] - np.float32(0.15 * earlier)
        enrolled = population.enrolled[0] & (grade >= 0)
        return SchoolYear(year, enrolled, grade, school, still, form, english)

    def taken(self, at: SchoolYear, kind: str, bucket: int) -> Iterator[Taken]:
        """The sittings of one assessment type in one bucket, assessment by assessment."""
        here = np.flatnonzero(at.enrolled & (self.bucket[at.school] == bucket))
        by_grade = {grade: here[at.grade[here] == grade] for grade in range(13)}
        for number, spec in enumerate(catalogue(at.year)):
            if spec.type == kind:
                draw = rng(self.seed, "taken", at.year, number, bucket)
                yield from self._of(spec, number, at, by_grade[spec.grade], draw)

    def _of(
        self,
        spec: AssessmentSpec,
        number: int,
        at: SchoolYear,
        students: Ints,
        draw: np.random.Generator,
    ) -> Iterator[Taken]:
        if spec.subject == "ELPAC":
            students = students[at.learner[students]]
        schools = len(self.state.schools)
        habits = rng(self.seed, "habits", at.year, number)
        first_day = _first_days(spec, habits, schools)
        takes = _used(spec, habits, schools)[at.school[students]]
        takes &= draw.random(len(students)) < _TAKEN
        some = students[takes]
        school = at.school[some].astype(np.int64)
        day = first_day[school] + draw.choice((0, 1, 7, 9), len(some), p=(0.8, 0.1, 0.07, 0.03))
        yield Taken(spec, some, school, day, np.ones(len(some), np.int64))
        if spec.type == "iab":
            again = draw.random(len(some)) < _SECOND_ATTEMPTS
            second = np.full(int(again.sum()), 2)
            yield Taken(spec, some[again], school[again], day[again] + 21, second)


def make_people(results: int, buckets: int, seed: int) -> People:
    """The state in which students take about `results` assessments in all its years."""
    schools = max(12, round(results / RESULTS_PER_SCHOOL))
    state = make_state(schools * _STUDENTS_PER_SCHOOL, seed)
    students = round(results / len(YEARS) / RESULTS_PER_STUDENT)
    population = make_population(state, students, seed)
    of_lea = np.array([bucket_of(lea.id, buckets) for lea in state.leas])
    return People(state, population, of_lea[state.lea_of_school], seed)


def _first_days(spec: AssessmentSpec, draw: np.random.Generator, schools: int) -> Ints:
    """The day on which each school begins the assessment."""
    low, high = {"sum": (212, 246), "ica": (130, 160), "iab": (32, 195)}[spec.type]
    if spec.subject == "ELPAC":
        low, high = 155, 200
    return draw.integers(low, high, schools)


def _used(spec: AssessmentSpec, draw: np.random.Generator, schools: int) -> Flags:
    """Which schools give the assessment."""
    share = {"sum": 1.0, "ica": 0.2, "iab": _BLOCKS_USED}[spec.type]
    used: Flags = draw.random(schools) < share
    return used
