"""Suppression of small groups in figures beyond the caller's own results: docs/suppression.md."""

from cers.model.suppression.cells import Cell, Family, Key, Kind, Relation
from cers.model.suppression.closure import DIMENSIONS, Siblings, check_beyond_own, siblings
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
    "DIMENSIONS",
    "LEAST",
    "Cell",
    "Family",
    "Key",
    "Kind",
    "LevelCount",
    "Relation",
    "Released",
    "Shown",
    "Siblings",
    "Suppressed",
    "check_beyond_own",
    "release",
    "release_together",
    "release_wide",
    "siblings",
]
