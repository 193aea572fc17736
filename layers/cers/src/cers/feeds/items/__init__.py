"""The feed of items: what the viewer of an item shows (JSON, or JSON Lines)."""

from cers.feeds.items.read import read_items
from cers.feeds.items.rules import RULES

__all__ = ["RULES", "read_items"]
