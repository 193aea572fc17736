"""The feed of staff: users and the roles they hold (CSV)."""

from cers.feeds.staff.read import StaffContext, StaffStatement, read_staff
from cers.feeds.staff.rules import RULES

__all__ = ["RULES", "StaffContext", "StaffStatement", "read_staff"]
