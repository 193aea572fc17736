"""Made-up students, counted into reports: by organization, grade and subgroup."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from statistics import fmean

from cers.model.suppression import Cell, Family, Key, Kind, Relation

RANGES = ((2200, 2400), (2400, 2500), (2500, 2600), (2600, 2800))
"""Scale scores of the levels 1 to 4, as any brochure has them."""

STANDARD = 3
RACES = ("asian", "black", "white", "hispanic", "islander")
ALL = "all"


@dataclass(frozen=True)
class Student:
    school: str
    district: str
    grade: str
    gender: str
    learner: str
    disadvantaged: str
    disabled: str
    races: frozenset[str]
    level: int
    score: float


Dimension = tuple[str, Kind, tuple[str, ...], Callable[[Student, str], bool]]

DIMENSIONS: tuple[Dimension, ...] = (
    ("gender", Kind.PARTITION, ("F", "M", "X"), lambda s, v: s.gender == v),
    ("learner", Kind.PARTITION, ("EL", "EO", "RFEP"), lambda s, v: s.learner == v),
    ("poor", Kind.PARTITION, ("yes", "no"), lambda s, v: s.disadvantaged == v),
    ("iep", Kind.PARTITION, ("yes", "no"), lambda s, v: s.disabled == v),
    ("race", Kind.OVERLAPPING, RACES, lambda s, v: v in s.races),
)


@dataclass(frozen=True)
class Shape:
    """How many students where, and how they are."""

    schools: tuple[tuple[str, str, int], ...]
    """District, school, students."""

    dimensions: tuple[Dimension, ...]
    grades: tuple[str, ...] = ()
    with_state: bool = False
    skill: float = 0.0
    own: frozenset[str] = frozenset()


def students(shape: Shape, random: Random) -> list[Student]:
    made = []
    for district, school, size in shape.schools:
        skill = shape.skill + random.gauss(0, 0.4)
        for _ in range(size):
            score = max(2200.0, min(2799.0, random.gauss(2500 + 60 * skill, 90)))
            level = sum(score >= low for low, _ in RANGES)
            made.append(
                Student(
                    school=school,
                    district=district,
                    grade=random.choice(shape.grades or ("5",)),
                    gender=random.choices("FMX", (49, 50, 1))[0],
                    learner=random.choices(("EL", "EO", "RFEP"), (18, 62, 20))[0],
                    disadvantaged=random.choices(("yes", "no"), (58, 42))[0],
                    disabled=random.choices(("yes", "no"), (13, 87))[0],
                    races=_races(random),
                    level=level,
                    score=round(score, 1),
                )
            )
    return made


def _races(random: Random) -> frozenset[str]:
    first = random.choices(RACES, (12, 6, 21, 55, 2))[0]
    return frozenset({first, random.choice(RACES)} if random.random() < 0.07 else {first})


def family(shape: Shape, made: list[Student]) -> Family:
    """The whole report: every organization, grade and subgroup, and how they add up."""
    places = _places(shape)
    grades = [ALL, *shape.grades] if shape.grades else [ALL]
    groups = [(ALL, ALL), *((name, v) for name, _, values, _ in shape.dimensions for v in values)]
    cells = []
    for place in places:
        there = [s for s in made if place in ("state", s.district, s.school)]
        own = _is_own(place, shape)
        for grade in grades:
            in_grade = [s for s in there if grade in (ALL, s.grade)]
            for name, value in groups:
                cells.append(_cell((place, grade, name, value), in_grade, shape, own))
    return Family(tuple(cells), tuple(_relations(places, grades, groups, shape)))


def _places(shape: Shape) -> dict[str, list[str]]:
    """Organizations with those below."""
    places: dict[str, list[str]] = {}
    for district, school, _ in shape.schools:
        places.setdefault(district, []).append(school)
    districts = list(places)
    for school in [school for below in places.values() for school in below]:
        places[school] = []
    if shape.with_state:
        places["state"] = districts
    return places


def _is_own(place: str, shape: Shape) -> bool:
    districts = {school: district for district, school, _ in shape.schools}
    return place in shape.own or districts.get(place) in shape.own


def _cell(key: Key, there: list[Student], shape: Shape, own: bool) -> Cell:
    _, _, name, value = key
    belongs = {each[0]: each[3] for each in shape.dimensions}.get(name, lambda *_: True)
    group = [s for s in there if belongs(s, value)]
    counts = Counter(s.level for s in group)
    return Cell(
        key=key,
        n=len(group),
        level_counts=tuple(counts[level] for level in range(1, len(RANGES) + 1)),
        mean=fmean(s.score for s in group) if group else None,
        exempt=own,
    )


def _relations(
    places: dict[str, list[str]],
    grades: list[str],
    groups: list[tuple[str, str]],
    shape: Shape,
) -> Iterator[Relation]:
    for place, below in places.items():
        for grade in grades:
            for name, kind, values, _ in shape.dimensions:
                parts = tuple((place, grade, name, value) for value in values)
                yield Relation((place, grade, ALL, ALL), parts, kind)
            for name, value in groups if below else ():
                parts = tuple((each, grade, name, value) for each in below)
                yield Relation((place, grade, name, value), parts)
        for name, value in groups if len(grades) > 1 else ():
            parts = tuple((place, grade, name, value) for grade in grades[1:])
            yield Relation((place, ALL, name, value), parts)


def random_shape(random: Random) -> Shape:
    """A small report, with whatever makes suppression hard."""
    districts = random.choice((1, 1, 1, 2))
    schools = tuple(
        (f"d{d}", f"d{d}s{s}", random.choice((0, 1, 4, 9, 10, 11, 12, 25, 40, 80, 200)))
        for d in range(districts)
        for s in range(random.randint(1, 4 if districts == 1 else 2))
    )
    return Shape(
        schools=schools,
        dimensions=tuple(random.sample(DIMENSIONS, random.choice((1, 1, 1, 2)))),
        grades=("3", "4") if random.random() < 0.1 else (),
        with_state=districts > 1,
        skill=random.choice((-3, -1, 0, 0, 1, 3)),
        own=frozenset(random.choice([(), (), (random.choice(schools)[1],), ("d0",)])),
    )


def lifelike_shape(random: Random) -> Shape:
    """A district with its schools, one grade each, as they are in California."""
    return Shape(
        schools=tuple(("d0", f"d0s{s}", random.randint(60, 400)) for s in range(6)),
        dimensions=DIMENSIONS,
        skill=random.gauss(0, 0.5),
    )
