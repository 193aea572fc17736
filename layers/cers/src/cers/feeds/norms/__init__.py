"""The feed of norms: percentiles of scale scores (CSV)."""

from cers.feeds.norms.read import read_norms
from cers.feeds.norms.rules import RULES

__all__ = ["RULES", "read_norms"]
