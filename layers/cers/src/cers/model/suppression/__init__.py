"""Suppression of small groups in figures beyond the caller's own results: docs/suppression.md."""

from cers.model.suppression.cells import Cell, Family, Key, Kind, Relation
from cers.model.suppression.release import (
    LEAST,
    LevelCount,
    Released,
    Shown,
    Suppressed,
    release,
    release_together,
    release_wide,
)

__all__ = [
    "LEAST",
    "Cell",
    "Family",
    "Key",
    "Kind",
    "LevelCount",
    "Relation",
    "Released",
    "Shown",
    "Suppressed",
    "release",
    "release_together",
    "release_wide",
]
