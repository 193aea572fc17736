"""How this process collects garbage."""

import gc
from typing import Final

_YOUNG_OBJECTS: Final = 50_000
_YOUNG_COLLECTIONS: Final = 20
_MIDDLE_COLLECTIONS: Final = 100


def collect_rarely() -> None:
    """Look for cycles rarely: trees of thousands of exams have none, and cost a fifth to search."""
    gc.set_threshold(_YOUNG_OBJECTS, _YOUNG_COLLECTIONS, _MIDDLE_COLLECTIONS)
