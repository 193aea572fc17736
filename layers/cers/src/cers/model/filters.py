"""Filters: which of the results in scope a report is made of. Empty filters leave all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cers.model.tenant import StudentField


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep; an empty set keeps everything.

    `sessions` are test session ids. `completeness` is Complete or Partial. `conditions` are
    administration conditions: Valid or IN for summative results, SD or NS for interim ones.
    `enrolled_grades` are the grades students were in. `off_grade` False leaves out results of
    students who were in another grade than the assessment's; `transfers` False those of other
    schools. `students` maps a field of the student to the values to keep, as text, of which one
    must apply; a field without a value is "undefined", yes and no are "yes" and "no".
    """

    sessions: frozenset[str] = frozenset()
    completeness: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    enrolled_grades: frozenset[str] = frozenset()
    off_grade: bool = True
    transfers: bool = True
    students: Mapping[StudentField, frozenset[str]] = field(default_factory=dict)
