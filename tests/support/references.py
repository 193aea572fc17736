"""References of students, made with a key that tests know."""

from cers.steps.student_references import StudentReferences

TEXT = "the key of the tests"


class Known:
    """A secret that is none."""

    def text(self) -> str:
        return TEXT


def references() -> StudentReferences:
    """What stands for students in addresses."""
    return StudentReferences(Known())
