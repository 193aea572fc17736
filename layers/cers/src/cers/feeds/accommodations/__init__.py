"""The feed of accommodations (XML)."""

from cers.feeds.accommodations.read import read_accommodations
from cers.feeds.accommodations.rules import RULES

__all__ = ["RULES", "read_accommodations"]
