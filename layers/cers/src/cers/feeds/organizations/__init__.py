"""The feed of schools and districts (JSON from ART, or the CALPADS list)."""

from cers.feeds.organizations.read import read_organizations
from cers.feeds.organizations.rules import RULES

__all__ = ["RULES", "read_organizations"]
