"""How long the fuzz targets run: briefly by default, `CERS_FUZZ` times as long on demand."""

import os

from hypothesis import HealthCheck, settings


def examples(quick: int) -> int:
    """The number of examples of a target that has `quick` ones in the ordinary test run."""
    return quick * int(os.environ.get("CERS_FUZZ", "1"))


def fuzz(quick: int) -> settings:
    """The settings of a target."""
    return settings(
        max_examples=examples(quick), deadline=None, suppress_health_check=list(HealthCheck)
    )
