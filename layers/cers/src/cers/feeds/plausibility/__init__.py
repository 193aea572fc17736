"""Doubts about exams that were accepted: what the vendor should look at, in any feed of exams."""

from cers.feeds.plausibility.check import Plausibility
from cers.feeds.plausibility.rules import RULES

__all__ = ["RULES", "Plausibility"]
