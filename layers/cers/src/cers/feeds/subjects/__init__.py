"""The feed of subject definitions (XML)."""

from cers.feeds.subjects.read import read_subject
from cers.feeds.subjects.rules import RULES

__all__ = ["RULES", "read_subject"]
