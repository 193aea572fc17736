"""The exams feed: test results in the TDSReport format, one exam a report."""

from cers.feeds.exams.reader import read_exams
from cers.feeds.exams.rules import RULES

__all__ = ["RULES", "read_exams"]
