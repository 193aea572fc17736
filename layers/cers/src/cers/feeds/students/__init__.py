"""The feed of student registrations (the `^`-separated extract of TOMS)."""

from cers.feeds.students.batch import StudentBatch
from cers.feeds.students.read import read_students
from cers.feeds.students.rules import RULES

__all__ = ["RULES", "StudentBatch", "read_students"]
