"""The feed of student groups (CSV)."""

from cers.feeds.groups.read import DeliveredGroup, GroupContext, read_groups
from cers.feeds.groups.rules import RULES

__all__ = ["RULES", "DeliveredGroup", "GroupContext", "read_groups"]
