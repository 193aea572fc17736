"""Which student takes which assessment where and when."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandbox.assessments import AssessmentSpec, catalogue
from sandbox.organizations import State
from sandbox.population import Flags, Ints, Population
from sandbox.scales import YEARS
from sandbox.seeds import rng

BUNDLE: Final = 1500
"""The most exams in one bundle."""

_CLASS: Final = 27
_NEW_YEAR: Final = 123
"""Days from the first of September to the first of January, and one more."""


@dataclass(frozen=True, slots=True)
class Sittings:
    """Planned exams as parallel arrays; `spec` is a position in the year's catalogue.

    `day` counts from the first of September that begins the school year; `number` names the exam
    within its year; `opportunity` is 2 for a second attempt.
    """

    student: Ints
    spec: Ints
    school: Ints
    day: Ints
    opportunity: Ints
    number: Ints

    def __len__(self) -> int:
        return len(self.student)

    def take(self, rows: slice | NDArray[np.intp] | Flags) -> "Sittings":
        """Some of them."""
        return Sittings(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class BundlePlan:
    """The exams of one bundle: a year and LEA, summative or interim."""

    year: int
    lea: int
    kind: str
    part: int
    sittings: Sittings


def sections(population: Population, year: int) -> NDArray[np.int32]:
    """The class of each student within the grade of a school, from 0; classes are of like size."""
    at = YEARS.index(year)
    cell = population.school[at].astype(np.int64) * 13 + np.clip(population.grade[at], 0, 12)
    cell = np.where(population.enrolled[at], cell, -1)
    order = np.lexsort((population.ssid * 48_271 % 2_147_483_647, cell))
    _, start, count = np.unique(cell[order], return_index=True, return_counts=True)
    place = np.arange(len(cell)) - np.repeat(start, count)
    classes = np.maximum(1, np.round(np.repeat(count, count) / _CLASS)).astype(np.int64)
    section = np.empty(len(cell), dtype=np.int32)
    section[order] = place % classes
    return section


def plan_bundles(state: State, population: Population, year: int, seed: int) -> list[BundlePlan]:
    """Every bundle of a school year, in a fixed order."""
    sittings = _sittings(state, population, year, seed)
    summative = np.array([spec.type == "sum" for spec in catalogue(year)])[sittings.spec]
    lea = state.lea_of_school[sittings.school]
    bundles = []
    for place in range(len(state.leas)):
        for kind, wanted in (("summative", summative), ("interim", ~summative)):
            rows = np.flatnonzero((lea == place) & wanted)
            for part, start in enumerate(range(0, len(rows), BUNDLE), 1):
                some = sittings.take(rows[start : start + BUNDLE])
                bundles.append(BundlePlan(year, place, kind, part, some))
    return bundles


def _sittings(state: State, population: Population, year: int, seed: int) -> Sittings:
    """Every planned exam of a school year, by school, grade and student."""
    parts = [
        part
        for number, spec in enumerate(catalogue(year))
        for part in _of_spec(population, spec, number, rng(seed, "plan", year, number), state)
    ]
    joined = Sittings(
        *(
            np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(Sittings)
        )
    )
    at = YEARS.index(year)
    order = np.lexsort(
        (joined.opportunity, joined.spec, joined.student, population.grade[at][joined.student],
         joined.school)
    )  # fmt: skip
    ordered = joined.take(order)
    ordered.number[:] = np.arange(1, len(ordered) + 1)
    return ordered


def _of_spec(
    population: Population,
    spec: AssessmentSpec,
    number: int,
    draw: np.random.Generator,
    state: State,
) -> Iterator[Sittings]:
    """The sittings of one assessment: a first attempt, and for interims a few second ones."""
    at = YEARS.index(spec.year)
    able = population.enrolled[at] & (population.grade[at] == spec.grade)
    if spec.subject == "ELPAC":
        able &= population.learner[at]
    students = np.flatnonzero(able).astype(np.int32)
    days = _school_days(spec, draw, len(state.schools))
    used = _used(spec, draw, len(state.schools))
    school = population.autumn_school[at][students]
    later = days[school] >= _NEW_YEAR
    school = np.where(later, population.school[at][students], school)
    takes = used[school] & (draw.random(len(students)) < 0.965)
    takes &= later | (days[school] < _NEW_YEAR)
    first = _sitting(students[takes], school[takes], days, number, draw, 1)
    yield first
    if spec.type == "iab":
        again = first.take(draw.random(len(first)) < 0.04)
        yield _sitting(again.student, again.school, days + 21, number, draw, 2)


def _school_days(spec: AssessmentSpec, draw: np.random.Generator, schools: int) -> Ints:
    """The day on which each school begins the assessment."""
    low, high = {"sum": (212, 246), "ica": (130, 160), "iab": (32, 195)}[spec.type]
    if spec.subject == "ELPAC":
        low, high = 155, 200
    return draw.integers(low, high, schools).astype(np.int32)


def _used(spec: AssessmentSpec, draw: np.random.Generator, schools: int) -> Flags:
    """Which schools give the assessment: all the summative ones, some the others."""
    if spec.type == "sum":
        return np.ones(schools, dtype=np.bool_)
    if spec.type == "ica":
        return np.asarray((np.arange(schools) * 7 + 1) % 5 == 0)
    return draw.random(schools) < 0.19


def _sitting(
    students: Ints, school: Ints, days: Ints, spec: int, draw: np.random.Generator, attempt: int
) -> Sittings:
    """Most sit on the first day, the absent make it up."""
    count = len(students)
    delay = draw.choice((0, 1, 7, 9), count, p=(0.8, 0.1, 0.07, 0.03))
    day = (days[school] + delay).astype(np.int32)
    full = np.full(count, 1, dtype=np.int32)
    return Sittings(students, full * spec, school, day, full * attempt, full)
