"""What exams and registrations say of the students of a made-up state, as columns."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa

from bench.state_people import Ints, People, SchoolYear
from sandbox import names
from sandbox.population import ETHNICITIES, GENDERS, MILITARY, Population
from sandbox.scales import GRADES

Column = Any
"""A column of an Arrow table; the stubs tie it to few types."""

_FIRST: Final = (names.MALE + names.NEUTRAL, names.FEMALE + names.NEUTRAL, names.NEUTRAL)
_EPOCH: Final = np.datetime64("1970-01-01", "D")


def picked(values: tuple[Any, ...] | list[Any], places: Any, kind: Any = None) -> Column:
    """One of some values for each row; where the place is negative there is none."""
    index = pa.array(places, mask=np.asarray(places) < 0)
    return pa.array(values, kind or pa.string()).take(index)


def days(moments: Any) -> Column:
    """Days as a column."""
    return pa.array((moments - _EPOCH).astype(np.int32)).cast(pa.date32())


@dataclass(frozen=True)
class Students:
    """The columns of students; what never changes is made once."""

    people: People

    @property
    def _all(self) -> Population:
        return self.people.population

    @cached_property
    def ids(self) -> Column:
        """The SSIDs."""
        return pa.array(self._all.ssid).cast(pa.string())

    @cached_property
    def _alternates(self) -> Column:
        return pa.array([f"L{number % 999_983:06d}" for number in self._all.ssid.tolist()])

    @cached_property
    def _ethnicities(self) -> Column:
        pairs = [
            sorted({ETHNICITIES[each] for each in (first, second) if each >= 0})
            for first in range(8)
            for second in range(-1, 8)
        ]
        return pa.array(pairs, pa.list_(pa.string()))

    @cached_property
    def _last_names(self) -> Column:
        doubled = [f"{first} {second}" for first in names.LAST for second in names.LAST]
        return pa.array([*names.LAST, *doubled])

    def named(self, some: Ints) -> dict[str, Column]:
        """First, middle and last names, as the sandbox gives them."""
        people, count = self._all, len(names.LAST)
        first, last = people.first[some].astype(np.int64), people.last[some].astype(np.int64)
        pools = [len(pool) for pool in _FIRST]
        starts, lengths = np.cumsum([0, *pools[:2]]), np.array(pools)
        gender = people.gender[some]
        double = np.where(first % 11 == 0, count + last * count + first % count, last)
        every = tuple(name for pool in _FIRST for name in pool)
        middle = people.middle[some]
        return {
            "first_name": picked(every, starts[gender] + first % lengths[gender]),
            "middle_name": picked(names.MIDDLE, np.where(middle < 0, -1, middle % 20)),
            "last_name": self._last_names.take(pa.array(double)),
        }

    def described(self, some: Ints, at: SchoolYear) -> dict[str, Column]:
        """Identity and demographics, as registered in a school year."""
        people = self._all
        cohort, iep = people.cohort[some].astype(np.int64), people.iep[some]
        born = np.datetime64("2018-09-01", "D").astype("datetime64[Y]") - cohort
        birthdate = born.astype("datetime64[D]") + 243 - people.birth_day[some]
        plan = people.section_504[some]
        return {
            **self.named(some),
            "alternate_ssid": self._alternates.take(pa.array(some)),
            "birthdate": days(birthdate),
            "gender": picked(GENDERS, people.gender[some]),
            "ethnicities": self._ethnicities.take(
                pa.array(people.ethnicity[some].astype(np.int64) * 9 + people.second_race[some] + 1)
            ),
            "iep": pa.array(iep),
            "primary_disability": picked(
                names.DISABILITIES, np.where(iep, people.disability[some], -1)
            ),
            "section_504": pa.array(plan == 1, mask=plan < 0),
            "economic_disadvantage": pa.array(people.disadvantaged[some]),
            "migrant": pa.array(people.migrant[some]),
            "military_connected": picked(MILITARY, people.military[some]),
            "english_learner": pa.array(at.learner[some]),
            **self._language(some, at),
        }

    def _language(self, some: Ints, at: SchoolYear) -> dict[str, Column]:
        people = self._all
        language = people.language[some]
        only, fluent = language == "eng", people.initially_fluent[some]
        status = np.where(only, 0, np.where(fluent, 1, np.where(at.learner[some], 2, 3)))
        entry = np.datetime64("2023-08-21", "D") - 365 * (
            people.cohort[some] - people.entry[some]
        ).astype(np.int64)
        began = days(entry + 18)
        nothing = pa.nulls(len(some), pa.date32())
        learned = pa.array(status >= 2)
        return {
            "language": pa.array(language),
            "elas": picked(("EO", "IFEP", "EL", "RFEP"), status),
            "elas_start_date": pa.compute.if_else(pa.array(only), nothing, began),
            "first_us_entry_date": pa.compute.if_else(pa.array(only), nothing, days(entry)),
            "lep_entry_date": pa.compute.if_else(learned, began, nothing),
        }

    def registered(self, some: Ints, at: SchoolYear) -> dict[str, Column]:
        """What the students table says of those enrolled in a school year, but for lineage."""
        state = self.people.state
        school = at.school[some]
        places = [each.id for each in state.schools]
        leas = [state.leas[each.lea].id for each in state.schools]
        return {
            **self.described(some, at),
            "student_id": self.ids.take(pa.array(some)),
            "school_id": picked(places, school),
            "district_id": picked(leas, school),
            "grade": picked(GRADES, at.grade[some]),
        }
