"""The target report: how a population does on each content target of a summative assessment.

It is made only of enough students. A row is about the students with a residual for its target;
a student of several ethnicities counts in the row of each.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Final, TypedDict

from cers.model.assessment import Item
from cers.model.subject import Subject
from cers.model.target_statistics import CAUTION_BELOW, MINIMUM_STUDENTS, Relative, Sums
from cers.model.tenant import UNDEFINED, StudentField
from cers.reports.definition import Definition
from cers.reports.documents import Coded
from cers.reports.item_documents import Described, OfAssessment
from cers.reports.items_described import claim_of, target_of
from cers.reports.roster import student_fields
from cers.reports.rows import ResultRow, RosterRow, TargetRow

CLAIMS: Final[Mapping[str, frozenset[str]]] = {"Math": frozenset({"1"})}
"""The claims that are reported by target, of subjects where it is not all of them (source: the
CERS guide: of mathematics only Concepts and Procedures)."""

TO_TEST: Final = {Relative.ABOVE: "better", Relative.NEAR: "similar", Relative.BELOW: "worse"}
"""What standing above or below one's own performance on the whole test is called."""

_NUMBER: Final = re.compile(r"(\d+)")

Key = tuple[str, str]
"""Claim and target."""

Member = tuple[StudentField, str]
"""A field and one of its values: students in a subgroup."""

Members = Mapping[tuple[str, str], Sequence[Member]]
"""Student and opportunity -> the subgroups the exam is in."""


class Subgroup(TypedDict):
    """Students with one value of a field; `undefined` where nothing is known."""

    field: str
    value: str


class Standard(TypedDict):
    """The level from which on the standard is met."""

    level: int
    name: str


class TargetResult(TypedDict):
    """How students did on one target; `subgroup` is null where it is about all of them."""

    claim: Coded
    target: Described
    subgroup: Subgroup | None
    students_tested: int
    caution: bool
    relative_to_test: str
    relative_to_standard: str


class TargetReport(OfAssessment):
    """How a population did on each target; without rows where `too_few` students were tested."""

    students_tested: int
    minimum_students: int
    too_few: bool
    caution: bool
    standard: Standard | None
    targets: list[TargetResult]


def is_reported(definition: Definition) -> bool:
    """Whether a target report is made of this type of assessment."""
    return definition.type is not None and definition.type.target_report


def enough(results: Iterable[ResultRow]) -> bool:
    """Whether a target report is made of these results."""
    return len(_students(results)) >= MINIMUM_STUDENTS


def members_of(results: Iterable[RosterRow], fields: Sequence[StudentField]) -> Members:
    """The subgroups that each exam is in, by these fields, as at test time."""
    return {
        (row["student_id"], row["opportunity_id"]): [
            (field, value) for field in fields for value in _values(row, field)
        ]
        for row in results
    }


def target_report(
    head: OfAssessment,
    definition: Definition,
    defined: Iterable[Item],
    results: Sequence[ResultRow],
    rows: Iterable[TargetRow],
    members: Members,
) -> TargetReport:
    """How a population did on each target: all students, then each subgroup of them.

    Targets are those of the assessment's items, and any other with results.
    """
    tested = len(_students(results))
    return TargetReport(
        **head,
        students_tested=tested,
        minimum_students=MINIMUM_STUDENTS,
        too_few=not enough(results),
        caution=tested < CAUTION_BELOW,
        standard=_standard(definition),
        targets=_targets(definition, defined, rows, members) if enough(results) else [],
    )


def _targets(
    definition: Definition, defined: Iterable[Item], rows: Iterable[TargetRow], members: Members
) -> list[TargetResult]:
    by_group: dict[Key, dict[Member | None, list[TargetRow]]] = {
        key: defaultdict(list) for key in _known(defined)
    }
    for row in rows:
        groups = by_group.setdefault(_key(row), defaultdict(list))
        for member in (None, *members.get((row["student_id"], row["opportunity_id"]), ())):
            groups[member].append(row)
    every = (None, *_ordered(members))
    return [
        _result(definition.subject, key, member, by_group[key].get(member, []))
        for key in sorted(by_group, key=lambda key: _place(definition.subject, key))
        if _is_shown(definition, key)
        for member in every
    ]


def _result(
    subject: Subject | None, key: Key, member: Member | None, rows: Sequence[TargetRow]
) -> TargetResult:
    claim, target = key
    to_test = Sums.of(row["student_residual"] for row in rows).relative
    to_standard = Sums.of(row["standard_met_residual"] for row in rows).relative
    tested = len(_students(rows))
    return TargetResult(
        claim=claim_of(subject, claim),
        target=target_of(subject, claim, target),
        subgroup=Subgroup(field=member[0].value, value=member[1]) if member else None,
        students_tested=tested,
        caution=tested < CAUTION_BELOW,
        relative_to_test=TO_TEST.get(to_test, to_test.value),
        relative_to_standard=to_standard.value,
    )


def _known(defined: Iterable[Item]) -> set[Key]:
    return {(item.claim, item.target) for item in defined if item.claim and item.target}


def _key(row: TargetRow) -> Key:
    return row["claim_code"], row["target_code"]


def _is_shown(definition: Definition, key: Key) -> bool:
    claims = CLAIMS.get(definition.assessment.subject)
    return claims is None or key[0] in claims


def _place(subject: Subject | None, key: Key) -> tuple[float, str, list[tuple[int, int, str]]]:
    """Claims in the subject's order, targets by the numbers and letters of their codes."""
    orders = {claim.code: claim.order for claim in (subject.claims if subject else ())}
    claim, target = key
    parts = _NUMBER.split(target)
    return (
        orders.get(claim, inf),
        claim,
        [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts],
    )


def _ordered(members: Members) -> list[Member]:
    """Every subgroup there is: fields as they were asked for, values by their names."""
    found = dict.fromkeys(member for each in members.values() for member in each)
    fields = list(dict.fromkeys(field for field, _ in found))
    return sorted(found, key=lambda each: (fields.index(each[0]), each[1] == UNDEFINED, each[1]))


def _values(row: RosterRow, field: StudentField) -> list[str]:
    value = student_fields(row, frozenset({field}))[field.value]
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    values = [value] if isinstance(value, str) else value
    return values or [UNDEFINED]


def _students(rows: Iterable[ResultRow | TargetRow]) -> set[str]:
    return {row["student_id"] for row in rows}


def _standard(definition: Definition) -> Standard | None:
    overall = definition.overall
    cutoff = overall.standard_cutoff if overall else None
    if overall is None or cutoff is None:
        return None
    found = next((each for each in overall.levels if each.level == cutoff), None)
    return Standard(level=cutoff, name=found.name if found else f"Level {cutoff}")
