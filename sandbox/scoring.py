"""How ability becomes scores: noise, standard errors, levels, and items by their difficulty."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandbox import content
from sandbox.assessments import AssessmentSpec, ItemSpec
from sandbox.scales import ORAL_WEIGHT, Scale

Table = NDArray[np.float64]
Counts = NDArray[np.int64]

BAND: Final = 1.5
"""A category is below or above the standard when 1.5 standard errors do not reach it."""

_BLANK: Final = 0.02
"""The share of essays that cannot be scored."""

_GRID: Final = np.linspace(-6.0, 6.0, 61)


@dataclass(frozen=True, slots=True)
class Measure:
    """Scores of one kind (overall, a claim, a composite): `code` is what it measures."""

    code: str
    score: Counts
    error: Counts
    level: Counts


@dataclass(frozen=True, slots=True)
class Residuals:
    """Target residuals by exam and target; `seen` tells which targets an exam covered."""

    targets: tuple[str, ...]
    seen: NDArray[np.bool_]
    student: Table
    standard: Table


@dataclass(frozen=True, slots=True)
class Responses:
    """Points by exam and item, whether the item was answered, and the essays' three traits."""

    points: Counts
    answered: NDArray[np.bool_]
    traits: Counts


@dataclass(frozen=True, slots=True)
class Results:
    """The scores of exams of one assessment; `scored` is false where the overall has none."""

    overall: Measure
    parts: tuple[Measure, ...] = ()
    residuals: Residuals | None = None
    traits: Counts | None = None
    responses: Responses | None = None


def levels(score: Counts, scale: Scale) -> Counts:
    """The level of each score, from the cuts alone."""
    return np.searchsorted(np.array(scale.cuts), score, side="right").astype(np.int64) + 1


def categories(score: Counts, error: Counts, standard: int) -> Counts:
    """1 below, 2 near and 3 above the standard."""
    above = score - BAND * error >= standard
    below = score + BAND * error < standard
    return np.where(above, 3, np.where(below, 1, 2)).astype(np.int64)


def errors_of(score: Table, scale: Scale, least: float) -> Table:
    """Standard errors: smallest near the mean, growing towards the ends of the scale."""
    distance = np.abs(score - scale.mean) / scale.spread
    return least * (1 + 0.16 * distance**2)


def _clamp(score: Table, scale: Scale) -> Counts:
    return np.clip(np.rint(score), scale.low, scale.high).astype(np.int64)


def _observed(draw: np.random.Generator, true: Table, scale: Scale, least: float) -> Measure:
    error = errors_of(true, scale, least)
    score = _clamp(true + draw.normal(0, 1, len(true)) * error, scale)
    rounded = np.rint(np.minimum(error, 4 * least)).astype(np.int64)
    return Measure("Overall", score, rounded, levels(score, scale))


def summative(
    spec: AssessmentSpec, ability: Table, tendency: Table, draw: np.random.Generator
) -> Results:
    """ELA and Math: `tendency` (by exam and target) is what a school teaches well or less so."""
    scale = spec.scale
    true = scale.mean + scale.spread * ability
    overall = _observed(draw, true, scale, 0.24 * scale.spread)
    claims = tuple(
        _claim(claim.code, overall, true, scale, draw) for claim in content.CLAIMS[spec.subject]
    )
    residuals = _residuals(spec, overall, tendency, draw)
    traits = essay_traits(ability, draw) if spec.subject == "ELA" else None
    return Results(overall, claims, residuals, traits)


def _claim(
    code: str, overall: Measure, true: Table, scale: Scale, draw: np.random.Generator
) -> Measure:
    """A claim lies near the overall score, with its own bent and a larger error."""
    middle = 0.55 * overall.score + 0.45 * true + draw.normal(0, 0.2 * scale.spread, len(true))
    each = _observed(draw, middle, scale, 0.38 * scale.spread)
    return Measure(code, each.score, each.error, categories(each.score, each.error, scale.standard))


def _residuals(
    spec: AssessmentSpec, overall: Measure, tendency: Table, draw: np.random.Generator
) -> Residuals:
    targets = tuple(dict.fromkeys(item.claim_target for item in spec.items))
    shape = (len(overall.score), len(targets))
    student = tendency[:, : len(targets)] + draw.normal(0, 0.21, shape)
    ahead = np.tanh((overall.score - spec.scale.standard) / (1.6 * spec.scale.spread))
    standard = student + 0.38 * ahead[:, None] + draw.normal(0, 0.05, shape)
    return Residuals(targets, draw.random(shape) < 0.55, student, standard)


def essay_traits(ability: Table, draw: np.random.Generator) -> Counts:
    """Organization and evidence from 1 to 4, conventions from 0 to 2: three columns."""
    count = len(ability)
    skill = ability + draw.normal(0, 0.45, count)
    marks = [
        np.clip(np.rint(2.35 + 0.75 * skill + draw.normal(0, 0.35, count)), 1, 4) for _ in range(2)
    ]
    marks.append(np.clip(np.rint(1.25 + 0.5 * skill + draw.normal(0, 0.3, count)), 0, 2))
    return np.stack(marks, axis=1).astype(np.int64)


def elpac(spec: AssessmentSpec, english: Table, draw: np.random.Generator) -> Results:
    """Oral and written language, the overall score weighed from them, and the four domains."""
    oral_scale, written_scale = spec.alternates
    bent = draw.normal(0, 0.3, len(english))
    composites = []
    for code, scale, lean in (("1", oral_scale, 0.1 + bent), ("2", written_scale, -bent)):
        true = scale.mean + scale.spread * (english + lean)
        one = _observed(draw, true, scale, 0.3 * scale.spread)
        composites.append(Measure(code, one.score, one.error, one.level))
    weight = ORAL_WEIGHT[spec.grade]
    oral, written = composites
    score = _clamp(weight * oral.score + (1 - weight) * written.score, spec.scale)
    error = np.rint(np.hypot(weight * oral.error, (1 - weight) * written.error)).astype(np.int64)
    overall = Measure("Overall", score, error, levels(score, spec.scale))
    pairs = zip(content.CLAIMS["ELPAC"], (0, 0, 1, 1), strict=True)
    domains = tuple(_domain(claim.code, composites[at], draw, spec, at) for claim, at in pairs)
    return Results(overall, (*composites, *domains))


def _domain(
    code: str, composite: Measure, draw: np.random.Generator, spec: AssessmentSpec, which: int
) -> Measure:
    """Three levels: the two middle ones of a composite share one."""
    scale = spec.alternates[which]
    score = composite.score + draw.normal(0, 0.3 * scale.spread, len(composite.score))
    level = np.searchsorted(np.array((scale.cuts[0], scale.cuts[2])), score, side="right") + 1
    return Measure(code, _clamp(score, scale), composite.error * 2, level.astype(np.int64))


def interim(
    spec: AssessmentSpec, ability: Table, reached: Counts, draw: np.random.Generator
) -> Results:
    """ICA and IAB: points item by item, then scores estimated from the points.

    `reached` is how many items a student got to; the rest stay unanswered.
    """
    scale = spec.scale
    theta = (scale.mean + scale.spread * ability - scale.origin) / scale.points
    responses = _respond(spec.items, theta, ability, reached, draw)
    mean = np.full(len(theta), (scale.mean - scale.origin) / scale.points)
    spread = scale.spread / scale.points
    everything = range(len(spec.items))
    overall, estimate = _estimate(spec, responses, everything, mean, 1.35 * spread)
    if spec.type == "iab":
        level = categories(overall.score, overall.error, scale.standard)
        return Results(replace(overall, level=level), responses=responses)
    claims = []
    for claim in content.CLAIMS[spec.subject]:
        own = [at for at, item in enumerate(spec.items) if item.claim == claim.code]
        each, _ = _estimate(spec, responses, own, estimate, 0.6 * spread)
        level = categories(each.score, each.error, scale.standard)
        claims.append(Measure(claim.code, each.score, each.error, level))
    return Results(overall, tuple(claims), responses=responses)


def chances(item: ItemSpec, theta: Table) -> Table:
    """The chance of each number of points, by the generalized partial credit model."""
    steps = 1.7 * item.slope * (theta[:, None] - np.array(item.steps)[None, :])
    sums = np.concatenate((np.zeros((len(theta), 1)), np.cumsum(steps, axis=1)), axis=1)
    odds = np.exp(sums - sums.max(axis=1, keepdims=True))
    chance: Table = odds / odds.sum(axis=1, keepdims=True)
    return chance


def _respond(
    items: Sequence[ItemSpec],
    theta: Table,
    ability: Table,
    reached: Counts,
    draw: np.random.Generator,
) -> Responses:
    count = len(theta)
    points = np.zeros((count, len(items)), dtype=np.int64)
    traits = np.zeros((count, 3), dtype=np.int64)
    for at, item in enumerate(items):
        if item.kind == "WER":
            blank = draw.random(count) < _BLANK
            traits = essay_traits(ability, draw) * ~blank[:, None]
            points[:, at] = np.ceil((traits[:, 0] + traits[:, 1]) / 2) + traits[:, 2]
            continue
        ladder = np.cumsum(chances(item, theta), axis=1)
        points[:, at] = (draw.random(count)[:, None] > ladder[:, :-1]).sum(axis=1)
    answered = np.arange(len(items))[None, :] < reached[:, None]
    return Responses(np.where(answered, points, 0), answered, traits)


def _estimate(
    spec: AssessmentSpec,
    responses: Responses,
    items: Sequence[int],
    expected: Table,
    spread: float,
) -> tuple[Measure, Table]:
    """Scores from the points of some items, and the theta they stand for.

    Theta is its mean after the responses, when it was `expected` with a `spread` before; the
    standard error is its standard deviation, a little larger at the ends.
    """
    scale = spec.scale
    weight = -0.5 * ((_GRID[None, :] - expected[:, None]) / spread) ** 2
    for at in items:
        table = np.log(chances(spec.items[at], _GRID)).T
        weight = weight + table[responses.points[:, at]] * responses.answered[:, at, None]
    share = np.exp(weight - weight.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    theta: Table = share @ _GRID
    error = np.sqrt(np.maximum(share @ _GRID**2 - theta**2, 1e-4)) * scale.points
    score = _clamp(scale.origin + scale.points * theta, scale)
    error = error * (1 + 0.1 * ((score - scale.mean) / scale.spread) ** 2)
    return Measure("Overall", score, np.rint(error).astype(np.int64), levels(score, scale)), theta
