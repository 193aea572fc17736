"""The results of one bucket of one dataset, scored by the sandbox's rules, as sorted columns."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import numpy as np

from bench.state_people import Flags, Ints, People, Reals, SchoolYear, Taken
from sandbox import scoring
from sandbox.assessments import AssessmentSpec, catalogue
from sandbox.content import TRAIT_CATEGORIES
from sandbox.scales import GRADES
from sandbox.seeds import rng

KINDS: Final = ("sum", "ica", "iab")

_GRADE_RANK: Final = np.argsort(np.argsort(np.array(GRADES)))
_COMPOSITES: Final = 2
"""The first parts of an ELPAC result are its composites, the others its domains."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The sittings of one assessment and their scores."""

    taken: Taken
    results: scoring.Results
    complete: Flags
    counts: Flags
    """Whether there is an overall score."""


@dataclass(slots=True)
class Parts:
    """Rows below exams: `exam` is a position among the sorted exams, `values` are columns."""

    exam: Ints
    values: dict[str, Any]


@dataclass(slots=True)
class Sheet:
    """The exams of a bucket in the order of the table, and the parts of each."""

    at: SchoolYear
    specs: tuple[AssessmentSpec, ...]
    spec: Ints
    student: Ints
    school: Ints
    day: Ints
    opportunity: Ints
    number: Ints
    score: Ints
    error: Ints
    level: Ints
    complete: Flags
    counts: Flags
    scores: Parts
    targets: Parts
    items: Parts
    draw: np.random.Generator = field(repr=False)

    def __len__(self) -> int:
        return len(self.student)


def sheet(people: People, at: SchoolYear, kind: str, bucket: int, buckets: int) -> Sheet:
    """Everything that the students of a bucket achieved in a year in one assessment type."""
    scored = [
        _score(people, taken, at, bucket) for taken in people.taken(at, kind, bucket) if len(taken)
    ]
    specs = tuple(sorted(catalogue(at.year), key=lambda spec: spec.id))
    place = {spec.id: number for number, spec in enumerate(specs)}
    spec = _joined(np.full(len(each.taken), place[each.taken.spec.id]) for each in scored)
    student = _joined(each.taken.student for each in scored)
    school = _joined(each.taken.school for each in scored)
    opportunity = _joined(each.taken.opportunity for each in scored)
    order = np.lexsort(
        (
            opportunity,
            spec,
            people.population.ssid[student],
            _GRADE_RANK[at.grade[student]],
            _school_ranks(people)[school],
        )
    )
    where = np.empty(len(order), np.int64)
    where[order] = np.arange(len(order))
    starts = np.cumsum([0, *(len(each.taken) for each in scored)])
    places = [where[a:b] for a, b in pairwise(starts.tolist())]
    first = (KINDS.index(kind) * buckets + bucket) * (10**9 // (len(KINDS) * buckets))
    pairs = list(zip(scored, places, strict=True))
    return Sheet(
        at=at,
        specs=specs,
        spec=spec[order],
        student=student[order],
        school=school[order],
        day=_joined(each.taken.day for each in scored)[order],
        opportunity=opportunity[order],
        number=first + np.arange(len(order)),
        score=_joined(each.results.overall.score for each in scored)[order],
        error=_joined(each.results.overall.error for each in scored)[order],
        level=_joined(each.results.overall.level for each in scored)[order],
        complete=_joined((each.complete for each in scored), np.bool_)[order],
        counts=_joined((each.counts for each in scored), np.bool_)[order],
        scores=_sorted([part for pair in pairs for part in _scores(*pair)], "score"),
        targets=_sorted([part for pair in pairs for part in _targets(*pair)], "target"),
        items=_sorted([part for pair in pairs for part in _items(*pair)], "position"),
        draw=rng(people.seed, "sheet", at.year, KINDS.index(kind), bucket),
    )


def _joined(arrays: Iterator[Any], kind: Any = np.int64) -> Any:
    return np.concatenate([np.zeros(0, kind), *arrays])


def _school_ranks(people: People) -> Ints:
    """Schools in the order of LEA and school."""
    state = people.state
    ids = [(state.leas[each.lea].id, each.id) for each in state.schools]
    ranks = np.empty(len(ids), np.int64)
    ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    return ranks


def _score(people: People, taken: Taken, at: SchoolYear, bucket: int) -> Scored:
    spec, count = taken.spec, len(taken)
    number = [each.id for each in catalogue(at.year)].index(spec.id)
    draw = rng(people.seed, "scores", at.year, number, bucket, int(taken.opportunity[0]))
    complete = draw.random(count) > 0.022
    counts = complete | (draw.random(count) > 0.2) | (spec.type != "sum")
    return Scored(taken, _results(people, taken, at, number, complete, draw), complete, counts)


def _results(
    people: People,
    taken: Taken,
    at: SchoolYear,
    number: int,
    complete: Flags,
    draw: np.random.Generator,
) -> scoring.Results:
    spec = taken.spec
    if spec.subject == "ELPAC":
        return scoring.elpac(spec, at.english[taken.student].astype(np.float64), draw)
    ability = at.ability[spec.subject][taken.student].astype(np.float64)
    if spec.type == "sum":
        shape = (len(people.state.schools), len(spec.items))
        teaching: Reals = rng(people.seed, "teaching", number).normal(0, 0.07, shape)
        return scoring.summative(spec, ability, teaching[taken.school], draw)
    early = -0.35 * (1 - np.clip(taken.day / 240, 0, 1))
    total = len(spec.items)
    reached = np.where(complete, total, draw.integers(1, total + 1, len(taken)))
    return scoring.interim(spec, ability + early, reached.astype(np.int64), draw)


def _scores(scored: Scored, place: Ints) -> Iterator[Parts]:
    """The claims, composites and traits of the exams at these places."""
    results, spec = scored.results, scored.taken.spec
    for number, measure in enumerate(results.parts):
        composite = spec.subject == "ELPAC" and number < _COMPOSITES
        yield _row_of_each(
            place,
            score=f"{'alternate' if composite else 'claim'}|{measure.code}",
            scale_score=np.where(scored.counts, measure.score, -1),
            standard_error=np.where(scored.counts, measure.error, -1),
            achievement_level=np.where(scored.counts, measure.level, -1),
            raw_score=-1,
        )
    if results.traits is not None:
        for number, category in enumerate(TRAIT_CATEGORIES):
            yield _row_of_each(
                place,
                score=f"trait|SOCK_{spec.purpose}_{category}",
                scale_score=-1,
                standard_error=-1,
                achievement_level=-1,
                raw_score=results.traits[:, number],
            )


def _targets(scored: Scored, place: Ints) -> Iterator[Parts]:
    residuals = scored.results.residuals
    if residuals is not None:
        for number, target in enumerate(residuals.targets):
            seen = residuals.seen[:, number]
            yield _row_of_each(
                place[seen],
                target=target,
                student_residual=residuals.student[seen, number].round(4),
                standard_met_residual=residuals.standard[seen, number].round(4),
            )


def _items(scored: Scored, place: Ints) -> Iterator[Parts]:
    responses, spec = scored.results.responses, scored.taken.spec
    if responses is not None:
        for number, item in enumerate(spec.items):
            answered = responses.answered[:, number]
            essay = item.kind == "WER"
            yield _row_of_each(
                place,
                position=number + 1,
                item_key=item.key,
                format=item.kind,
                strand=item.target.part,
                content_level=item.claim_target,
                score=np.where(answered, responses.points[:, number], -1),
                is_selected=answered,
                **{
                    name: np.where(answered & essay, responses.traits[:, at], -1)
                    for at, name in enumerate(
                        ("organization_purpose", "evidence_elaboration", "conventions")
                    )
                },
            )


def _row_of_each(place: Ints, **values: Any) -> Parts:
    """One row for each exam; a single value is the same for all of them."""
    count = len(place)
    return Parts(
        place,
        {
            name: each if isinstance(each, np.ndarray) else np.full(count, each)
            for name, each in values.items()
        },
    )


def _sorted(parts: list[Parts], by: str) -> Parts:
    """The parts by exam, and within it by a column."""
    if not parts:
        return Parts(np.zeros(0, np.int64), {})
    exam = np.concatenate([part.exam for part in parts])
    values = {
        name: np.concatenate([part.values[name] for part in parts]) for name in parts[0].values
    }
    _, rank = np.unique(values[by], return_inverse=True)
    order = np.lexsort((rank, exam))
    return Parts(exam[order], {name: each[order] for name, each in values.items()})
