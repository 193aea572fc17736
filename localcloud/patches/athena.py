"""Athena: queries run."""

from moto.athena import urls
from moto.athena.models import athena_backends

from localcloud.athena.backend import RunningAthena, RunningAthenaResponse
from localcloud.patches.patch import Patch


def patches() -> list[Patch]:
    """The patches."""
    return [
        Patch(athena_backends, "backend", lambda _: RunningAthena, "moto runs no SQL"),
        Patch(
            urls,
            "url_paths",
            lambda _: {"{0}/$": RunningAthenaResponse.dispatch},
            "moto lacks BatchGetQueryExecution, paging, failures and statistics",
        ),
    ]
