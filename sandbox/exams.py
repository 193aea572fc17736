"""The exams of one bundle: planned, sat, scored, written, and now and then changed afterwards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from sandbox import scoring, trt
from sandbox.assessments import AssessmentSpec, catalogue
from sandbox.organizations import State
from sandbox.plan import BundlePlan, Sittings, sections
from sandbox.population import Population
from sandbox.scales import YEARS
from sandbox.seeds import rng
from sandbox.students import examinee
from sandbox.truth import Outcome, Truth

VERSIONS: Final = ("", "correction", "stale", "reset", "move")
"""What becomes of an exam after its first delivery; nothing of most."""

_ODDS: Final = (0.99, 0.004, 0.002, 0.002, 0.002)

T = TypeVar("T")


@dataclass(frozen=True)
class World:
    """Everything that the exams of a sandbox rest on."""

    state: State
    population: Population
    seed: int

    def sections(self, year: int) -> NDArray[np.int32]:
        """The class of each student in a year."""
        return self._sections[year]

    @cached_property
    def _sections(self) -> dict[int, NDArray[np.int32]]:
        return {year: sections(self.population, year) for year in YEARS}


@dataclass(frozen=True, slots=True)
class Bundle:
    """The exam files of a bundle by name, the later versions of some of them, and their count."""

    members: tuple[tuple[str, bytes], ...]
    versions: tuple[tuple[str, bytes], ...]
    truth: Truth


@dataclass(frozen=True, slots=True)
class _Batch:
    """Exams of one assessment with their results."""

    spec: AssessmentSpec
    student: NDArray[np.int32]
    school: NDArray[np.int32]
    sitting: trt.Sitting
    results: scoring.Results


def make_bundle(world: World, plan: BundlePlan) -> Bundle:
    """Sit, score and write the exams of one bundle."""
    kind = ("summative", "interim").index(plan.kind)
    draw = rng(world.seed, "bundle", plan.year, plan.lea, kind, plan.part)
    writer = _Writer(world, plan.year, draw)
    for number in np.unique(plan.sittings.spec).tolist():
        some = plan.sittings.take(plan.sittings.spec == number)
        writer.write(_sit(world, catalogue(plan.year)[number], number, some, draw))
    return Bundle(tuple(sorted(writer.members)), tuple(sorted(writer.versions)), writer.truth)


def _sit(
    world: World, spec: AssessmentSpec, number: int, some: Sittings, draw: np.random.Generator
) -> _Batch:
    sitting = _sitting(world, spec, number, some, draw)
    results = _results(world, spec, number, some, sitting, draw)
    return _Batch(spec, some.student, some.school, sitting, results)


def _sitting(
    world: World, spec: AssessmentSpec, number: int, some: Sittings, draw: np.random.Generator
) -> trt.Sitting:
    """When and how the exams were taken; a class sits together."""
    count = len(some)
    group = world.sections(spec.year)[some.student]
    begin = np.datetime64(f"{spec.year - 1}-09-01", "D")
    day = np.busday_offset(begin + some.day, 0, roll="forward")
    opening = 16 * 3600 + group % 4 * 4500
    started = day.astype("datetime64[s]") + (opening + draw.integers(0, 500, count))
    minutes = draw.lognormal(np.log(95 if spec.type != "iab" else 38), 0.3, count)
    completed = started + (minutes * 60).astype(np.int64)
    changed = completed + draw.integers(20, 70, count) * 3600
    usual, odds = ("Valid", 0.985) if spec.type == "sum" else ("SD", 0.93)
    complete = draw.random(count) > 0.022
    token = (number * 7919 + some.day * 131 + group * 17) % 65536
    return trt.Sitting(
        number=some.number,
        opportunity=some.opportunity,
        started=started,
        completed=completed,
        changed=changed,
        status=["scored"] * count,
        complete=complete,
        condition=np.where(draw.random(count) < odds, usual, "NS").tolist(),
        scored=complete | (draw.random(count) > 0.2) | (spec.type != "sum"),
        session=[
            f"{_letters(school)}-{code:04x}"
            for school, code in zip(some.school.tolist(), token.tolist(), strict=True)
        ],
        teacher=(some.school * 40 + group % 40 + 1).astype(np.int64),
        accommodation=np.where(draw.random(count) < 0.07, draw.integers(1, 5, count), 0),
    )


def _letters(school: int) -> str:
    return "".join(chr(65 + school // 26**place % 26) for place in (2, 1, 0))


def _results(
    world: World,
    spec: AssessmentSpec,
    number: int,
    some: Sittings,
    sitting: trt.Sitting,
    draw: np.random.Generator,
) -> scoring.Results:
    at = YEARS.index(spec.year)
    if spec.subject == "ELPAC":
        english = world.population.english[at][some.student]
        return scoring.elpac(spec, english.astype(np.float64), draw)
    ability = world.population.ability[spec.subject][at][some.student].astype(np.float64)
    if spec.type == "sum":
        shape = (len(world.state.schools), len(spec.items))
        teaching = rng(world.seed, "teaching", number).normal(0, 0.07, shape)
        return scoring.summative(spec, ability, teaching[some.school], draw)
    early = -0.35 * (1 - np.clip(some.day / 240, 0, 1))
    total = len(spec.items)
    reached = np.where(sitting.complete, total, draw.integers(1, total + 1, len(some)))
    return scoring.interim(spec, ability + early, reached.astype(np.int64), draw)


def take(value: T, rows: NDArray[np.intp]) -> T:
    """The rows of every column in a value made of columns."""
    if isinstance(value, np.ndarray):
        return value[rows]  # type: ignore[return-value]
    if isinstance(value, list):
        return [value[row] for row in rows]  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(take(each, rows) for each in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, AssessmentSpec | type):
        columns = {field.name: take(getattr(value, field.name), rows) for field in fields(value)}
        return replace(value, **columns)
    return value


class _Writer:
    """Collects the files of a bundle and counts what becomes of each exam."""

    def __init__(self, world: World, year: int, draw: np.random.Generator) -> None:
        self._world = world
        self._year = year
        self._draw = draw
        self._examinees: dict[tuple[int, int], str] = {}
        self.members: list[tuple[str, bytes]] = []
        self.versions: list[tuple[str, bytes]] = []
        self.truth = Truth()

    def write(self, batch: _Batch) -> None:
        """Write the exams as first delivered, and the later versions of some."""
        self.members += self._files(batch)
        fate = self._draw.choice(len(VERSIONS), len(batch.sitting), p=_ODDS)
        final: dict[int, Outcome] = {}
        for kind in range(1, len(VERSIONS)):
            rows = np.flatnonzero(fate == kind)
            if len(rows):
                later = self._later(VERSIONS[kind], take(batch, rows))
                self.versions += self._files(later)
                dataset = f"{batch.spec.year}-{batch.spec.type}"
                self.truth.versions[dataset, VERSIONS[kind]] += len(rows)
                if VERSIONS[kind] != "stale":
                    final |= dict(zip(rows.tolist(), self._outcomes(later), strict=True))
        first = enumerate(self._outcomes(batch))
        self.truth.count(final.get(row, outcome) for row, outcome in first)

    def _later(self, kind: str, batch: _Batch) -> _Batch:
        """The exams as delivered once more: rescored, reset, or moved to another school."""
        sitting, count = batch.sitting, len(batch.sitting)
        after = self._draw.integers(8, 21, count) * 86400 + 1
        if kind == "stale":
            earlier = replace(
                sitting, changed=sitting.completed + 60, status=["handscoring"] * count
            )
            return replace(batch, sitting=earlier, results=self._rescored(batch))
        sitting = replace(sitting, changed=sitting.changed + after)
        if kind == "correction":
            return replace(batch, sitting=sitting, results=self._rescored(batch))
        if kind == "reset":
            return replace(batch, sitting=replace(sitting, status=["reset"] * count))
        return replace(batch, sitting=sitting, school=self._elsewhere(batch))

    def _rescored(self, batch: _Batch) -> scoring.Results:
        numbers = catalogue(self._year).index(batch.spec)
        sitting = batch.sitting
        some = Sittings(
            batch.student, batch.student, batch.school, np.full(len(sitting), 150, np.int32),
            sitting.opportunity, sitting.number,
        )  # fmt: skip
        return _results(self._world, batch.spec, numbers, some, sitting, self._draw)

    def _elsewhere(self, batch: _Batch) -> NDArray[np.int32]:
        """Another school with the students' grade, in any LEA."""
        state, grade = self._world.state, batch.spec.grade
        serving = [
            at
            for at, school in enumerate(state.schools)
            if school.grades[0] <= grade <= school.grades[1]
        ]
        picks = self._draw.integers(0, len(serving) - 1, len(batch.school)).tolist()
        schools = [
            [one for one in serving if one != school][pick]
            for school, pick in zip(batch.school.tolist(), picks, strict=True)
        ]
        return np.array(schools, dtype=np.int32)

    def _files(self, batch: _Batch) -> Iterator[tuple[str, bytes]]:
        examinees = [
            self._examinee(student, school)
            for student, school in zip(batch.student.tolist(), batch.school.tolist(), strict=True)
        ]
        texts = trt.documents(batch.spec, batch.sitting, examinees, batch.results, self._draw)
        keys = trt.opportunity_ids(self._year, batch.sitting.number.tolist())
        return zip((f"{key}.xml" for key in keys), texts, strict=True)

    def _examinee(self, student: int, school: int) -> str:
        place = (student, school)
        if place not in self._examinees:
            self._examinees[place] = examinee(
                self._world.state, self._world.population, student, self._year, school
            )
        return self._examinees[place]

    def _outcomes(self, batch: _Batch) -> Sequence[Outcome]:
        spec, overall = batch.spec, batch.results.overall
        schools = self._world.state.schools
        return [
            Outcome(
                f"{spec.year}-{spec.type}", spec.subject, spec.id, schools[school].id,
                status == "reset", score if scored else None, level if scored else None,
            )
            for school, status, scored, score, level in zip(
                batch.school.tolist(), batch.sitting.status, batch.sitting.scored.tolist(),
                overall.score.tolist(), overall.level.tolist(), strict=True,
            )
        ]  # fmt: skip
