"""The registration extract of the newest year: who is enrolled where, and who moved within it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cers.feeds.students.columns import COLUMNS
from sandbox.exams import World
from sandbox.organizations import STATE
from sandbox.scales import YEARS
from sandbox.students import registered

AUTUMN: Final = f"{YEARS[-1] - 1}-08-20"
"""The day of every registration but those of students who moved: theirs is the day of landing."""

_DELIMITER: Final = "^"


def write_registration(world: World, path: Path) -> None:
    """Write the extract: a row for each student, and another one for each who moved."""
    lines = [_DELIMITER.join(COLUMNS), *_lines(world)]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _lines(world: World) -> Iterator[str]:
    population, at = world.population, len(YEARS) - 1
    for student in range(len(population)):
        if population.enrolled[at][student]:
            autumn = int(population.autumn_school[at][student])
            spring = int(population.school[at][student])
            yield _line(world, student, autumn, AUTUMN)
            if spring != autumn:
                yield _line(world, student, spring, "")


def _line(world: World, student: int, school: int, day: str) -> str:
    place = world.state.schools[school]
    district = world.state.leas[place.lea].id
    values = {
        **registered(world.population, student, len(YEARS) - 1),
        "InfoUpdate": day,
        "StateAbbreviation": STATE,
        "ResponsibleDistrictIdentifier": district,
        "DistrictOfResidence": district[:7],
        "ResponsibleSchoolIdentifier": place.id,
        "AdminYear": str(YEARS[-1]),
        "DeleteStudent": "N",
    }
    return _DELIMITER.join(values.get(column, "") for column in COLUMNS)
