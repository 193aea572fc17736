"""Which student a body is about: named by the id, or by what stands for it in addresses."""

from collections.abc import Mapping
from typing import Any, Final

from cers.model.errors import InputError
from cers.steps.student_references import LONGEST, StudentReferences
from chalicelib.params import text_member

STUDENT_ID_LENGTH: Final = 40
NAMED_BY: Final = ("student_id", "reference")
"""The members that name a student; a body has one of them."""


def student_of(members: Mapping[str, Any], references: StudentReferences) -> str:
    """The id of the student that a body names.

    Raises:
        InputError: it names none, or does so twice.
        NotFoundError: the reference is none of ours.
    """
    student_id = text_member(members, "student_id", STUDENT_ID_LENGTH)
    reference = text_member(members, "reference", LONGEST)
    if bool(student_id) == bool(reference):
        raise InputError("student_id: give either it or a reference")
    return student_id or references.student_id(reference)
