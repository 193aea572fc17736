"""The organizations of an aggregate report, and what its caller knows of each.

Organizations chosen by name lie within the caller's own results. Those to compare them with may
lie beyond: the state, other districts, or the district of one's school. Of those only counts are
ever asked, and what is shown of them goes through suppression, which needs to know which rows make
up which: so the layout also has *silent* places, which are counted and never shown.

Whatever somebody compares with, all districts and the state are decided on together: else a report
would show what another hides. Where they are too many for that, rows of the state are rounded
instead, and each district is decided on by itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from cers.model.access import Assignment
from cers.model.aggregate import Definition, Places
from cers.model.errors import InputError, NotFoundError
from cers.model.organization import District, Organizations, School
from cers.model.roles import Level, Permission


class Standing(StrEnum):
    """What the caller knows of an organization's results."""

    OWN = "own"
    """Every single one: nothing is suppressed."""

    KNOWN = "known"
    """Every single one, under another of their assignments."""

    BEYOND = "beyond"
    """Nothing: what is shown goes through suppression."""


@dataclass(frozen=True, slots=True)
class Place:
    """An organization of a report; `district_id` is empty for the state."""

    level: Level
    id: str
    name: str
    district_id: str
    standing: Standing

    @property
    def key(self) -> str:
        """A name among all places, whatever their level."""
        return f"{self.level.value}/{self.id}"

    @property
    def is_beyond(self) -> bool:
        """Whether it lies beyond the caller's own results."""
        return self.standing is not Standing.OWN


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of a report, in order; `silent` ones are counted and never shown.

    `district_id` is the one district all of it lies in, or None where it is wider than that.
    `rounds_state` says that there are too many districts to decide on together.
    """

    shown: tuple[Place, ...]
    silent: tuple[Place, ...]
    district_id: str | None
    rounds_state: bool = False

    @property
    def every(self) -> tuple[Place, ...]:
        """All places that are counted."""
        return (*self.shown, *self.silent)

    @property
    def reaches_beyond(self) -> bool:
        """Whether any row lies beyond the caller's own results."""
        return any(place.is_beyond for place in self.shown)

    def parts_of(self, total: Place) -> list[Place]:
        """The places directly below another that are counted."""
        match total.level:
            case Level.STATE if self.rounds_state:
                return []
            case Level.STATE:
                return [each for each in self.every if each.level is Level.DISTRICT]
            case Level.DISTRICT:
                schools = (each for each in self.every if each.level is Level.SCHOOL)
                return [each for each in schools if each.district_id == total.id]
            case _:
                return []


def layout(
    definition: Definition,
    assignment: Assignment,
    others: Iterable[Assignment],
    organizations: Organizations,
    most_together: int,
) -> Layout:
    """The places of a definition for the holder of an assignment, who holds `others` as well.

    At most so many places are decided on together.

    Raises:
        NotFoundError: an organization chosen by name is none within the caller's own results.
        InputError: nothing is left to report on.
    """
    same = (each for each in others if definition.assessment_type in each.role.assessment_types)
    finding = _Finding(assignment, tuple(same), organizations)
    shown = tuple(dict.fromkeys(finding.shown(definition.places)))
    if not shown:
        raise InputError("organizations: there is none of these")
    if all(not each.is_beyond for each in shown):
        return Layout(shown, (), _one_district(shown))
    among_all = len(organizations.districts) + len(shown) <= most_together
    silent = (*finding.within(), *(finding.state_and_districts() if among_all else ()))
    keys = {place.key for place in shown}
    return Layout(
        shown=shown,
        silent=tuple(each for each in dict.fromkeys(silent) if each.key not in keys),
        district_id=None if among_all else _one_district(shown),
        rounds_state=not among_all,
    )


def _one_district(places: Iterable[Place]) -> str | None:
    districts = {place.district_id for place in places}
    return next(iter(districts)) if len(districts) == 1 and "" not in districts else None


@dataclass(frozen=True, slots=True)
class _Finding:
    assignment: Assignment
    others: tuple[Assignment, ...]
    organizations: Organizations

    def shown(self, places: Places) -> Iterator[Place]:
        """The state first, then districts and schools by name."""
        if places.state:
            yield self._placed(Level.STATE, "", "State", "")
        districts = [self._chosen_district(id_) for id_ in places.districts]
        schools = [self._chosen_school(id_) for id_ in places.schools]
        if places.districts_of_schools:
            districts += [self._district(school.district_id) for school in schools]
        if places.all_districts:
            districts += [self._district(id_) for id_ in self.organizations.districts]
        if places.schools_of_districts:
            below = set(places.districts)
            every = self.organizations.schools.values()
            schools += [self._school(each) for each in every if each.district_id in below]
        yield from sorted(districts, key=_by_name)
        yield from sorted(schools, key=_by_name)

    def within(self) -> Iterator[Place]:
        """What the caller knows of the places that may be compared with."""
        for assignment in (self.assignment, *self.others):
            if not assignment.may(Permission.INDIVIDUAL_RESULTS):
                continue
            match assignment.role.level:
                case Level.DISTRICT:
                    yield self._district(assignment.organization_id)
                case Level.SCHOOL:
                    school = self.organizations.schools.get(assignment.organization_id)
                    if school is not None:
                        yield self._district(school.district_id)
                        yield self._school(school)
                case _:
                    pass

    def state_and_districts(self) -> Iterator[Place]:
        """The state and every district, which any of them could be told from."""
        yield self._placed(Level.STATE, "", "State", "")
        for id_ in self.organizations.districts:
            yield self._district(id_)

    def _chosen_district(self, id_: str) -> Place:
        return _own(self._district(id_) if id_ in self.organizations.districts else None)

    def _chosen_school(self, id_: str) -> Place:
        school = self.organizations.schools.get(id_)
        return _own(self._school(school) if school else None)

    def _district(self, id_: str) -> Place:
        district: District | None = self.organizations.districts.get(id_)
        return self._placed(Level.DISTRICT, id_, district.name if district else id_, id_)

    def _school(self, school: School) -> Place:
        return self._placed(Level.SCHOOL, school.id, school.name, school.district_id)

    def _placed(self, level: Level, id_: str, name: str, district_id: str) -> Place:
        return Place(level, id_, name, district_id, self._standing(level, id_, district_id))

    def _standing(self, level: Level, id_: str, district_id: str) -> Standing:
        if _holds(self.assignment, level, id_, district_id):
            return Standing.OWN
        if any(_holds(each, level, id_, district_id) for each in self.others):
            return Standing.KNOWN
        return Standing.BEYOND


def _holds(assignment: Assignment, level: Level, id_: str, district_id: str) -> bool:
    """Whether the holder of an assignment sees every result of an organization."""
    if not assignment.may(Permission.INDIVIDUAL_RESULTS):
        return False
    match assignment.role.level:
        case Level.STATE:
            return True
        case Level.DISTRICT:
            return level is not Level.STATE and district_id == assignment.organization_id
        case Level.SCHOOL:
            return level is Level.SCHOOL and id_ == assignment.organization_id
        case _:
            return False


def _own(place: Place | None) -> Place:
    if place is None or place.is_beyond:
        raise NotFoundError("there is no such organization among those you may see")
    return place


def _by_name(place: Place) -> tuple[str, str]:
    return place.name.casefold(), place.id
