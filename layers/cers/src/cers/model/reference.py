"""The reference data exams are checked against, as one immutable value."""

from collections.abc import Mapping
from dataclasses import dataclass

from cers.model.assessment import Assessment
from cers.model.organization import Organizations
from cers.model.subject import Subject


@dataclass(frozen=True, slots=True, order=True)
class Missing:
    """Reference data a record waits for: `kind` is school, assessment or subject."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Subjects by code, assessments by natural id, and the organizations.

    `fingerprint` changes whenever any of them does.
    """

    subjects: Mapping[str, Subject]
    assessments: Mapping[str, Assessment]
    organizations: Organizations
    fingerprint: str
