"""The feed of assessment packages (CSV)."""

from cers.feeds.assessments.read import read_assessments
from cers.feeds.assessments.rules import RULES

__all__ = ["RULES", "read_assessments"]
