"""From counts to what somebody may see of rows beyond their own results.

**What subtraction could tell.** Somebody who knows their own students and sees their school's row
can work out the rest of the school; from the district's row the rest of the district; from the
state's and other districts' rows a small district. So all of that is decided on together, as
`cers.model.suppression` wants it: the rest of a school, the rest of a district and every other
district stand beside the rows that are shown, whoever looks at which page. The rows of every
school where somebody holds a role are among them, since each may be asked for in its turn.

**One decision, the same as in aggregate reports.** Where the state has few enough districts, the
district's row is the state count's, and it is decided on together with the state and all others.
Where it has too many, and with interim results, which have no row of the state, each district is
decided on by itself; the state's row is then rounded. Aggregate reports do the same, so that
neither shows what the other hides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cers.model.comparison import Knowledge
from cers.model.roles import Level
from cers.model.subject import Scoring
from cers.model.suppression import (
    Cell,
    Family,
    Key,
    Relation,
    Released,
    release,
    release_wide,
)
from cers.reports.aggregate.rows import LevelsRow
from cers.reports.aggregate.size import MOST_TOGETHER
from cers.reports.aggregate.tallies import Tally
from cers.reports.comparison import KNOWN, sum_of, tally_of

_SHOWN_AT_MOST: Final = 3
"""Beside the districts: the school, the district and the state."""

_KEPT: Final = 32
"""So many decisions a process remembers: with a thousand districts one takes a second or two."""


def are_decided_together(districts: int) -> bool:
    """Whether a state has so few districts that they are decided on together."""
    return districts + _SHOWN_AT_MOST <= MOST_TOGETHER


@dataclass(frozen=True, slots=True)
class SchoolCount:
    """Everybody at a school, and those of them whom the caller knows."""

    everybody: Tally
    known: Tally


@dataclass(frozen=True, slots=True)
class DistrictCount:
    """Everybody in a district, and at some of its schools."""

    everybody: Tally
    schools: Mapping[str, SchoolCount] = field(default_factory=dict)


def district_count(rows: Sequence[LevelsRow], school_ids: Iterable[str]) -> DistrictCount:
    """The count within a district, from its rows."""
    schools = {}
    for school_id in sorted(school_ids):
        here = [row for row in rows if row["school_id"] == school_id]
        known = (row for row in here if row["subgroup"] == KNOWN)
        schools[school_id] = SchoolCount(tally_of(here), tally_of(known))
    return DistrictCount(tally_of(rows), schools)


def state_count(rows: Sequence[LevelsRow]) -> dict[str, Tally]:
    """The count of the state, by district, from its rows."""
    by_district: dict[str, list[LevelsRow]] = {}
    for row in rows:
        by_district.setdefault(row["district_id"], []).append(row)
    return {district_id: tally_of(here) for district_id, here in by_district.items()}


def state_key() -> Key:
    """Names the state's row."""
    return (f"{Level.STATE.value}/",)


def district_key(district_id: str) -> Key:
    """Names a district's row."""
    return (f"{Level.DISTRICT.value}/{district_id}",)


def school_key(school_id: str) -> Key:
    """Names a school's row."""
    return (f"{Level.SCHOOL.value}/{school_id}",)


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted. Without `state` each of the `districts` is decided on by itself."""

    districts: Mapping[str, DistrictCount]
    state: Mapping[str, Tally] | None = None


def family(counted: Counted, knowledge: Knowledge, scoring: Scoring | None) -> Family:
    """The rows there are, with those that could tell about them.

    Raises:
        ValueError: the counts do not add up, since they are not of the same moment or somebody
            was tested in two districts.
    """
    making = _Making(knowledge, _levels(counted, scoring))
    if counted.state is None:
        for district_id, district in sorted(counted.districts.items()):
            making.district(district_id, district.everybody, district.schools)
        return making.made()
    state = {**dict.fromkeys(counted.districts, Tally()), **counted.state}
    for district_id, tally in sorted(state.items()):
        within = counted.districts.get(district_id)
        making.district(district_id, tally, within.schools if within else {})
    making.state(state)
    return making.made()


def released(counted: Counted, knowledge: Knowledge, scoring: Scoring | None) -> Released:
    """What may be shown of each row; nothing at all where the counts do not add up."""
    try:
        together = family(counted, knowledge, scoring)
    except ValueError:
        return {}
    return _decided(together, scoring.standard_cutoff if scoring else None)


def released_rounded(state: Mapping[str, Tally], scoring: Scoring | None) -> Released:
    """What may be shown of the state's row by itself."""
    levels = _levels(Counted({}, state), scoring)
    return release_wide([_cell(state_key(), sum_of(state.values()), levels, known=False)])


@lru_cache(_KEPT)
def _decided(together: Family, standard: int | None) -> Released:
    return release(together, standard=standard)


def _levels(counted: Counted, scoring: Scoring | None) -> int:
    """How many levels there are: those defined, and any higher one that was delivered."""
    every = [each.everybody for each in counted.districts.values()]
    every += (counted.state or {}).values()
    defined = len(scoring.levels) if scoring else 0
    return max(defined, *(each.highest_level for each in every), 0)


class _Making:
    """A family in the making."""

    def __init__(self, knowledge: Knowledge, levels: int) -> None:
        self._knowledge = knowledge
        self._levels = levels
        self._cells: list[Cell] = []
        self._relations: list[Relation] = []
        self._smallest: dict[str, list[Key]] = {}
        """Of each district the smallest parts there are: what is known, and what is not."""

    def made(self) -> Family:
        return Family(tuple(self._cells), tuple(self._relations))

    def state(self, districts: Mapping[str, Tally]) -> None:
        """The state, which the districts make up, and those in turn their parts."""
        whole = [district_key(each) for each in districts]
        smallest = [key for each in districts for key in self._smallest[each]]
        self._take(state_key(), sum_of(districts.values()), known=self._knowledge.statewide)
        self._relate(state_key(), whole)
        if smallest != whole:
            self._relate(state_key(), smallest)

    def district(
        self, district_id: str, everybody: Tally, schools: Mapping[str, SchoolCount]
    ) -> None:
        """A district, which some schools and the rest make up.

        Whom the caller knows at a school can be taken from the district's row as well, whether
        or not the school's is shown: the rest of the school and that of the district together.
        """
        key, known = district_key(district_id), self._knowledge.knows_district(district_id)
        self._take(key, everybody, known=known)
        self._smallest[district_id] = [key]
        if known or not schools:
            return
        smallest = [
            part
            for each, school in schools.items()
            for part in self._school(each, district_id, school)
        ]
        rest = _rest(everybody, (each.everybody for each in schools.values()))
        self._take(("rest", *key), rest, known=False)
        whole = [*map(school_key, schools), ("rest", *key)]
        self._smallest[district_id] = [*smallest, ("rest", *key)]
        self._relate(key, whole)
        if self._smallest[district_id] != whole:
            self._relate(key, self._smallest[district_id])

    def _school(self, school_id: str, district_id: str, school: SchoolCount) -> list[Key]:
        """A school, which those whom the caller knows and the rest make up: its smallest parts."""
        key, known = school_key(school_id), self._knowledge.knows_school(school_id, district_id)
        self._take(key, school.everybody, known=known)
        if known or not school.known.n:
            return [key]
        parts: list[Key] = [("known", *key), ("rest", *key)]
        self._take(("known", *key), school.known, known=True)
        self._take(("rest", *key), _rest(school.everybody, [school.known]), known=False)
        self._relate(key, parts)
        return parts

    def _take(self, key: Key, tally: Tally, *, known: bool) -> None:
        self._cells.append(_cell(key, tally, self._levels, known=known))

    def _relate(self, total: Key, parts: Sequence[Key]) -> None:
        self._relations.append(Relation(total, tuple(parts)))


def _rest(whole: Tally, parts: Iterable[Tally]) -> Tally:
    """What is left of a whole; less than nothing where the parts are none of it."""
    taken = sum_of(parts)
    return Tally(
        n=whole.n - taken.n,
        scores=whole.scores - taken.scores,
        total=whole.total - taken.total,
        squares=whole.squares - taken.squares,
        levels=[each - less for each, less in zip(whole.levels, taken.levels, strict=True)],
    )


def _cell(key: Key, tally: Tally, levels: int, *, known: bool) -> Cell:
    average = tally.average
    return Cell(
        key=key,
        n=tally.n,
        level_counts=tuple(tally.levels[:levels]),
        mean=average.scale_score,
        standard_error=average.standard_error,
        known=known,
    )
