"""The assessments of each school year and their items."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from sandbox import content
from sandbox.scales import ELPAC, GRADES, SCALES, TESTED, Scale
from sandbox.seeds import rng

BANK: Final = 900
_KINDS: Final = {
    "ELA": {"MC": 0.55, "MS": 0.2, "EBSR": 0.13, "HTQ": 0.12},
    "Math": {"MC": 0.38, "EQ": 0.36, "MS": 0.14, "MI": 0.12},
}
"""The kinds of items and their shares."""


@dataclass(frozen=True, slots=True)
class ItemSpec:
    """An item; `steps` are the difficulties of its score points on the theta scale."""

    number: int
    kind: str
    claim: str
    target: content.TargetSpec
    dok: int
    slope: float
    steps: tuple[float, ...]
    answer: str = ""
    options: int = 0
    practice: int = 0
    calculator: bool = False
    purpose: str = ""

    @property
    def points(self) -> int:
        """The most points it gives."""
        return len(self.steps)

    @property
    def key(self) -> str:
        """Its key in exams and packages."""
        return f"{BANK}-{self.number}"

    @property
    def claim_target(self) -> str:
        """Its claim and target in one, as packages name it."""
        return f"{self.target.part}|{self.target.code}"


@dataclass(frozen=True, slots=True)
class AssessmentSpec:
    """One assessment of one school year; `id` is what exams call it by."""

    name: str
    label: str
    subject: str
    grade: int
    type: str
    year: int
    scale: Scale
    items: tuple[ItemSpec, ...] = ()
    alternates: tuple[Scale, ...] = ()

    @property
    def id(self) -> str:
        """Its natural id."""
        return f"(SBX){self.name}-{self.year}"

    @property
    def purpose(self) -> str:
        """The purpose of its essay, which changes from year to year."""
        return content.purpose(self.grade, self.year)


@cache
def catalogue(year: int) -> tuple[AssessmentSpec, ...]:
    """Every assessment of a school year, in a fixed order."""
    return (
        *(_elpac(grade, year) for grade in ELPAC),
        *(
            spec
            for subject in SCALES
            for grade in TESTED
            for spec in _of_grade(subject, grade, year)
        ),
    )


def _elpac(grade: int, year: int) -> AssessmentSpec:
    overall, oral, written = ELPAC[grade]
    label = "Kindergarten" if grade == 0 else f"Grade {grade}"
    return AssessmentSpec(
        f"SBX-SUM-ELPAC-{GRADES[grade]}", f"{label} Summative ELPAC", "ELPAC", grade, "sum", year,
        overall, alternates=(oral, written),
    )  # fmt: skip


def _of_grade(subject: str, grade: int, year: int) -> Iterator[AssessmentSpec]:
    scale = SCALES[subject][grade]
    title = f"Grade {grade} {subject}"
    yield AssessmentSpec(
        f"SBX-SUM-{subject}-{grade}", f"{title} - Summative", subject, grade, "sum", year, scale,
        _items(subject, grade, 0),
    )  # fmt: skip
    yield AssessmentSpec(
        f"SBX-ICA-{subject}-{grade}", f"{title} - Interim Comprehensive (ICA)", subject, grade,
        "ica", year, scale, _items(subject, grade, 1),
    )  # fmt: skip
    for number, block in enumerate(content.blocks(subject, grade)):
        suffix = "FIAB" if block.focused else "IAB"
        yield AssessmentSpec(
            f"SBX-IAB-{subject}-{grade}-{block.name.replace(' ', '')}",
            f"{title} - {block.name} ({suffix})", subject, grade, "iab", year, scale,
            _items(subject, grade, 2 + number),
        )  # fmt: skip


@cache
def _items(subject: str, grade: int, form: int) -> tuple[ItemSpec, ...]:
    """The items of one form: 0 is the summative, 1 the ICA, then the blocks.

    Forms keep their items over the years, as interim assessments do.
    """
    draw = rng(BANK, "items", list(SCALES).index(subject), grade, form)
    targets = content.targets(subject, grade)
    if form < 2:
        pool = _comprehensive(subject, targets)
        items = tuple(_item(draw, subject, grade, form, at, one) for at, one in enumerate(pool))
        return items + (_task(draw, grade, form, len(items)) if subject == "ELA" else ())
    block = content.blocks(subject, grade)[form - 2]
    if block.task:
        return _task(draw, grade, form, 0)
    domain = f"{block.domain}|" if block.domain else ""
    fitting = [
        target
        for target in targets
        if target.part in block.parts and target.code.startswith(domain)
    ]
    return tuple(
        _item(draw, subject, grade, form, at, fitting[at % len(fitting)])
        for at in range(block.size)
    )


def _comprehensive(subject: str, targets: Sequence[content.TargetSpec]) -> list[content.TargetSpec]:
    """Every target twice, and no claim with fewer than eight items."""
    pool: list[content.TargetSpec] = []
    for claim in content.CLAIMS[subject]:
        own = [target for target in targets if target.part in claim.parts]
        pool += (own * 8)[: max(8, 2 * len(own))]
    return pool


def _number(subject: str, grade: int, form: int, position: int) -> int:
    return 100000 * (list(SCALES).index(subject) + 1) + grade * 1000 + form * 50 + position + 1


def _theta(subject: str, grade: int) -> tuple[float, float]:
    """Mean and spread of a grade's students on the theta scale."""
    scale = SCALES[subject][grade]
    return (scale.mean - scale.origin) / scale.points, scale.spread / scale.points


def _item(
    draw: np.random.Generator,
    subject: str,
    grade: int,
    form: int,
    position: int,
    target: content.TargetSpec,
) -> ItemSpec:
    mean, spread = _theta(subject, grade)
    kinds = _KINDS[subject]
    kind = str(draw.choice(list(kinds), p=list(kinds.values())))
    hard = draw.normal(mean, 0.75 * spread)
    two = kind in ("EBSR", "HTQ", "MI") and draw.random() < 0.4
    steps = (hard - 0.4, hard + 0.5) if two else (hard,)
    options, answer = _key(draw, kind)
    return ItemSpec(
        number=_number(subject, grade, form, position),
        kind=kind,
        claim=content.scorable(subject, target.part),
        target=target,
        dok=int(draw.choice((1, 2, 3), p=(0.3, 0.5, 0.2))),
        slope=round(float(draw.lognormal(-0.45, 0.25)), 5),
        steps=tuple(round(float(step), 5) for step in steps),
        answer=answer,
        options=options,
        practice=int(draw.integers(1, 9)) if subject == "Math" and draw.random() < 0.5 else 0,
        calculator=subject == "Math" and grade >= 6 and draw.random() < 0.5,
    )


def _key(draw: np.random.Generator, kind: str) -> tuple[int, str]:
    """How many options an item has and which are right."""
    if kind == "MC":
        return 4, "ABCD"[int(draw.integers(4))]
    if kind == "MS":
        options = int(draw.choice((5, 6)))
        right = sorted(draw.choice(options, 2, replace=False).tolist())
        return options, ",".join("ABCDEF"[each] for each in right)
    return 0, ""


def _task(draw: np.random.Generator, grade: int, form: int, first: int) -> tuple[ItemSpec, ...]:
    """A writing task: three short answers on its sources, then the essay."""
    mean, spread = _theta("ELA", grade)
    targets = content.targets("ELA", grade)
    sources = [target for target in targets if target.part == "4-CR"]
    essay = next(target for target in targets if (target.part, target.name) == ("2-W", "3"))
    short = [
        ItemSpec(
            _number("ELA", grade, form, at), "SA", "4-CR", target, 4, 0.62,
            tuple(round(float(draw.normal(mean, 0.4 * spread) + step), 5) for step in (-0.3, 0.6)),
        )
        for at, target in enumerate(sources, first)
    ]  # fmt: skip
    steps = tuple(round(mean + spread * step, 5) for step in (-1.9, -1.1, -0.4, 0.3, 1.0, 1.8))
    number = _number("ELA", grade, form, first + len(short))
    purpose = content.PURPOSES[content.purpose(grade, 0)]
    return (*short, ItemSpec(number, "WER", "2-W", essay, 4, 0.5, steps, purpose=purpose))
