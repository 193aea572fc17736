"""The reference data exams are checked against, as one immutable value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cers.model.accommodation import Accommodations
from cers.model.assessment import Assessment
from cers.model.organization import Organizations
from cers.model.subject import Subject


@dataclass(frozen=True, slots=True, order=True)
class Missing:
    """What a record waits for.

    `kind` is school, district, assessment, subject, or registration: students at a school.
    """

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Subjects by code, assessments by natural id, organizations and accommodations.

    `fingerprint` changes whenever any of them does.
    """

    subjects: Mapping[str, Subject]
    assessments: Mapping[str, Assessment]
    organizations: Organizations
    fingerprint: str
    accommodations: Accommodations = field(default_factory=dict)
