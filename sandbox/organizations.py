"""The fictitious state's LEAs and schools, and their file of organizations."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sandbox import names
from sandbox.seeds import rng

COUNTY = "99"
"""A county code that no county has: every id below it is fictitious."""

STATE = "ZZ"

_ELEMENTARY, _MIDDLE, _HIGH, _K8, _ALL = (0, 5), (6, 8), (9, 12), (0, 8), (0, 12)
_SUFFIXES = {
    _ELEMENTARY: "Elementary",
    _MIDDLE: "Middle",
    _HIGH: "High",
    _K8: "School",
    _ALL: "School",
}
_SMALLEST = (6, 4, 2)
"""Schools of the three LEAs of a sandbox of ordinary size."""

_STUDENTS_PER_SCHOOL = 450


@dataclass(frozen=True, slots=True)
class Lea:
    """A local educational agency; `weight` is its share of the state's students."""

    id: str
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class School:
    """A school; `lea` is the position of its LEA, `grades` its lowest and highest grade."""

    id: str
    name: str
    lea: int
    grades: tuple[int, int]

    @property
    def level(self) -> str:
        """Elementary, Middle, High or School."""
        return _SUFFIXES[self.grades]


@dataclass(frozen=True)
class State:
    """The organizations of a sandbox."""

    leas: tuple[Lea, ...]
    schools: tuple[School, ...]

    @cached_property
    def lea_of_school(self) -> NDArray[np.int32]:
        """The LEA of each school."""
        return np.array([school.lea for school in self.schools], dtype=np.int32)

    @cached_property
    def _serving(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """Schools by LEA and grade: where each list starts, its length, and the lists."""
        lists: list[list[int]] = [[] for _ in range(len(self.leas) * 13)]
        for position, school in enumerate(self.schools):
            for grade in range(school.grades[0], school.grades[1] + 1):
                lists[school.lea * 13 + grade].append(position)
        lengths = np.array([len(each) for each in lists], dtype=np.int32)
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1])).astype(np.int32)
        return starts, lengths, np.array([one for each in lists for one in each], dtype=np.int32)

    def school_of(
        self, lea: NDArray[np.int32], grade: NDArray[np.int8], draw: NDArray[np.float32]
    ) -> NDArray[np.int32]:
        """The school each student attends: `draw` (0 to 1) is where in the LEA she lives."""
        starts, lengths, serving = self._serving
        cell = lea.astype(np.int64) * 13 + grade
        offset = (draw**1.15 * lengths[cell]).astype(np.int32)
        chosen: NDArray[np.int32] = serving[starts[cell] + np.minimum(offset, lengths[cell] - 1)]
        return chosen


def make_state(students: int, seed: int) -> State:
    """The organizations for about `students` enrolled students; never fewer than 12 schools."""
    counts = _school_counts(students, seed)
    leas, schools = [], []
    for position, count in enumerate(counts):
        district = f"{COUNTY}{10010 + position * 7:05d}"
        name = f"{names.PLACES[position % len(names.PLACES)]} Unified"
        if position >= len(names.PLACES):
            name = f"{name} No. {position // len(names.PLACES) + 1}"
        leas.append(Lea(f"{district}0000000", name, count / sum(counts)))
        schools += _schools(position, district, count)
    return State(tuple(leas), tuple(schools))


def _school_counts(students: int, seed: int) -> list[int]:
    """Schools per LEA: a few large LEAs and many small ones, as in a real state."""
    total = max(sum(_SMALLEST), round(students / _STUDENTS_PER_SCHOOL))
    if total <= 2 * sum(_SMALLEST):
        return [round(count * total / sum(_SMALLEST)) for count in _SMALLEST]
    leas = min(round(3 * (students / 5000) ** 0.85), total // 2)
    shares = np.sort(rng(seed, "leas").lognormal(0, 1.1, leas))[::-1]
    return [int(each) for each in np.maximum(2, np.round(shares / shares.sum() * total))]


def _grade_spans(count: int) -> list[tuple[int, int]]:
    """The grades of an LEA's schools; together they serve every grade."""
    if count == 1:
        return [_ALL]
    if count == 2:
        return [_K8, _HIGH]
    high = max(1, round(0.18 * count))
    middle = max(1, round(0.27 * count))
    return [_ELEMENTARY] * (count - high - middle) + [_MIDDLE] * middle + [_HIGH] * high


def _schools(lea: int, district: str, count: int) -> list[School]:
    schools = []
    for number, grades in enumerate(_grade_spans(count)):
        name = names.SCHOOLS[(lea * 7 + number) % len(names.SCHOOLS)]
        round_ = number // len(names.SCHOOLS)
        name = f"{name} {_SUFFIXES[grades]}" + (f" No. {round_ + 1}" if round_ else "")
        schools.append(
            School(f"{district}{6100 + lea % 900:04d}{number + 1:03d}", name, lea, grades)
        )
    return schools


def write_organizations(state: State, path: Path) -> None:
    """Write the organizations as the ART system delivers them: a JSON document."""
    document = {
        "districts": [_node(lea.id, lea.name, "DISTRICT", STATE, "STATE") for lea in state.leas],
        "institutions": [
            _node(school.id, school.name, "INSTITUTION", state.leas[school.lea].id, "DISTRICT")
            for school in state.schools
        ],
    }
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False), encoding="utf-8")


def _node(id_: str, name: str, kind: str, parent: str, parent_kind: str) -> dict[str, str]:
    return {
        "entityId": id_,
        "entityName": name,
        "entityType": kind,
        "parentEntityId": parent,
        "parentEntityType": parent_kind,
        "stateAbbreviation": STATE,
    }
