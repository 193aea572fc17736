"""How many examples a fuzz test tries: few in every run, more when asked to.

CERS_FUZZ multiplies the number that a test names: `CERS_FUZZ=100 pytest tests/fuzz`.
"""

import os
from typing import Final

from hypothesis import HealthCheck, settings

_SLOW_IS_FINE: Final = (HealthCheck.too_slow, HealthCheck.data_too_large)


def examples(quick: int) -> int:
    """The number of examples for `settings(max_examples=...)`; `quick` is that of every run."""
    return max(1, int(quick * float(os.environ.get("CERS_FUZZ", "1"))))


def fuzz(quick: int) -> settings:
    """The settings of a fuzz test, as its decorator: so many examples, as slow as they are."""
    return settings(
        max_examples=examples(quick), deadline=None, suppress_health_check=_SLOW_IS_FINE
    )
