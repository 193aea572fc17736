"""Wide score files: one row a student and test, read as a layout describes it."""

from cers.feeds.wide.results import read_results
from cers.feeds.wide.rules import RULES
from cers.feeds.wide.scores import read_scores

__all__ = ["RULES", "read_results", "read_scores"]
