"""Organizations as ART exports them: JSON, its nodes nested in any way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cers.feeds.organizations import rules
from cers.feeds.reading import Findings, quoted
from cers.model.delivery import Counts
from cers.model.organization import District, OrganizationGroup, Organizations, School

STATE: Final = "STATE"
DISTRICT_GROUP: Final = "GROUPOFDISTRICTS"
DISTRICT: Final = "DISTRICT"
SCHOOL_GROUP: Final = "GROUPOFINSTITUTIONS"
SCHOOL: Final = "INSTITUTION"

PARENTS: Final[Mapping[str, tuple[str, ...]]] = {
    DISTRICT_GROUP: (STATE,),
    DISTRICT: (STATE, DISTRICT_GROUP),
    SCHOOL_GROUP: (DISTRICT, DISTRICT_GROUP, STATE),
    SCHOOL: (DISTRICT, SCHOOL_GROUP, DISTRICT_GROUP, STATE),
}
"""What each type may belong to; the first is meant where a node does not say."""

_LENGTHS: Final = {"entityId": 40, "entityName": 100, "parentEntityId": 40}


@dataclass(frozen=True, slots=True)
class _Entity:
    """One node; `number` is its place in the file, counted from 1."""

    number: int
    type: str
    id: str
    name: str
    parent_type: str
    parent_id: str

    @property
    def where(self) -> str:
        return f"record {self.number}"


def read_art(
    document: object, known: Organizations, landed_at: datetime, findings: Findings
) -> tuple[Organizations, Counts]:
    """The organizations of a document; parents may stand in it anywhere, or be known already."""
    reader = _Reader(known, landed_at, findings)
    number = 0
    for number, node in enumerate(_nodes(document), 1):
        reader.read(number, node)
    if not number:
        findings.add(rules.NO_RECORDS, "No node has an entityType: is it an export of ART?")
    organizations = reader.resolve()
    taken = number - reader.skipped
    return organizations, Counts(records=taken, accepted=taken, skipped=reader.skipped)


def _nodes(document: object) -> Iterator[Mapping[str, object]]:
    """Every object with an entityType, but states, in document order."""
    pending = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            if "entityType" in value and value["entityType"] != STATE:
                yield value
            pending.extend(reversed(value.values()))
        elif isinstance(value, list):
            pending.extend(reversed(value))


class _Reader:
    def __init__(self, known: Organizations, landed_at: datetime, findings: Findings) -> None:
        self._landed_at = landed_at
        self._findings = findings
        self._entities: dict[tuple[str, str], _Entity] = {}
        self._known: dict[str, Mapping[str, object]] = {
            DISTRICT_GROUP: known.district_groups,
            DISTRICT: known.districts,
            SCHOOL_GROUP: known.school_groups,
        }
        self._known_groups = known.school_groups
        self.skipped = 0

    def read(self, number: int, node: Mapping[str, object]) -> None:
        """Take a node in, its own values checked."""
        where = f"record {number}"
        entity_type = node["entityType"]
        if not isinstance(entity_type, str) or entity_type not in PARENTS:
            message = f"{quoted(str(entity_type))} should be one of {', '.join(PARENTS)}."
            self._findings.add(rules.INVALID, message, where, "entityType")
            return
        texts = [self._text(node, name, where) for name in _LENGTHS]
        parent_type = node.get("parentEntityType") or PARENTS[entity_type][0]
        if parent_type not in PARENTS[entity_type]:
            expected = ", ".join(PARENTS[entity_type])
            message = f"{quoted(str(parent_type))} should be one of {expected}."
            self._findings.add(rules.PARENT_TYPE, message, where, "parentEntityType")
            return
        self._add(_Entity(number, entity_type, texts[0], texts[1], str(parent_type), texts[2]))

    def _text(self, node: Mapping[str, object], name: str, where: str) -> str:
        value = node.get(name)
        text = value.strip() if isinstance(value, str) else ""
        if value is not None and not isinstance(value, str):
            message = "Write it as text in quotes, so that leading zeros stay."
            self._findings.add(rules.INVALID, message, where, name)
        elif not text:
            self._findings.add(rules.MISSING_VALUE, "Give the node a value.", where, name)
        elif "\0" in text:
            self._findings.add(rules.INVALID, "Remove the NUL character.", where, name)
        elif len(text) > _LENGTHS[name]:
            message = f"The text has {len(text)} characters: use at most {_LENGTHS[name]}."
            self._findings.add(rules.TOO_LONG, message, where, name)
        return text

    def _add(self, entity: _Entity) -> None:
        first = self._entities.setdefault((entity.type, entity.id), entity)
        if first is entity:
            return
        self.skipped += 1
        if _said(first) != _said(entity):
            message = f"{entity.type} {quoted(entity.id)} is given before, differently."
            self._findings.add(rules.DUPLICATE, message, entity.where, "entityId")

    def resolve(self) -> Organizations:
        """Every organization with its parents; call it once everything is read."""
        districts: dict[str, District] = {}
        schools: dict[str, School] = {}
        groups: dict[str, dict[str, OrganizationGroup]] = {DISTRICT_GROUP: {}, SCHOOL_GROUP: {}}
        for entity in self._entities.values():
            if not self._has_parent(entity):
                continue
            if entity.type == SCHOOL:
                school = self._school(entity)
                schools.update({} if school is None else {school.id: school})
            elif entity.type == DISTRICT:
                group_id = entity.parent_id if entity.parent_type == DISTRICT_GROUP else ""
                district = District(entity.id, entity.name, self._landed_at, group_id)
                districts[entity.id] = district
            else:
                district_id = entity.parent_id if entity.parent_type == DISTRICT else ""
                group = OrganizationGroup(entity.id, entity.name, self._landed_at, district_id)
                groups[entity.type][entity.id] = group
        return Organizations(districts, schools, groups[DISTRICT_GROUP], groups[SCHOOL_GROUP])

    def _has_parent(self, entity: _Entity) -> bool:
        if entity.parent_type == STATE or not entity.parent_id:
            return True
        key = (entity.parent_type, entity.parent_id)
        if key in self._entities or entity.parent_id in self._known[entity.parent_type]:
            return True
        message = f"There is no {entity.parent_type} {quoted(entity.parent_id)}: send it first."
        self._findings.add(rules.UNKNOWN_PARENT, message, entity.where, "parentEntityId")
        return False

    def _school(self, entity: _Entity) -> School | None:
        """A school with its district; None with a warning where it has none."""
        group_id = entity.parent_id if entity.parent_type == SCHOOL_GROUP else ""
        district_id = entity.parent_id if entity.parent_type == DISTRICT else ""
        if group_id:
            district_id = self._district_of_group(group_id)
        if not district_id:
            self.skipped += 1
            message = f"{quoted(entity.id)} is left out: give it a district, or a group within one."
            self._findings.add(rules.NO_DISTRICT, message, entity.where, "parentEntityId")
            return None
        return School(entity.id, entity.name, district_id, self._landed_at, group_id)

    def _district_of_group(self, group_id: str) -> str:
        entity = self._entities.get((SCHOOL_GROUP, group_id))
        if entity is None:
            return self._known_groups[group_id].district_id
        return entity.parent_id if entity.parent_type == DISTRICT else ""


def _said(entity: _Entity) -> tuple[str, ...]:
    return (entity.name, entity.parent_type, entity.parent_id)
