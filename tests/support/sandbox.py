"""Sandboxes to look at: each is its test's own, but they are loaded once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from localcloud.process import CloudProcess

STUDENTS: Final = 900
"""Of fewer no school has the thirty students that a target report is made of."""


@contextmanager
def loaded_sandbox(temporary: pytest.TempPathFactory) -> Iterator[CloudProcess]:
    """A sandbox that nobody has used; whoever is first loads it for all workers of this run."""
    kept = _of_all_workers(temporary) / "loaded"
    kept.mkdir(exist_ok=True)
    log = temporary.mktemp("sandbox") / "log"
    cloud = CloudProcess(log, load=True, students=STUDENTS, state_dir=kept)
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        cloud.start()
    try:
        yield cloud
    finally:
        cloud.stop()


def _of_all_workers(temporary: pytest.TempPathFactory) -> Path:
    own = temporary.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
