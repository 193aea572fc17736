"""Runs a benchmark of ingest with the allocator set as its function has it."""

import os
import re
import sys
from pathlib import Path
from typing import Final

TEMPLATE: Final = Path(__file__).parents[1] / "infra" / "ingest.yaml"


def run_as_deployed(module: str) -> None:
    """Start this process over with the function's settings of the C library, if it lacks them.

    They are only read when a process starts.
    """
    wanted = dict(re.findall(r'(MALLOC_\w+): "(\d+)"', TEMPLATE.read_text(encoding="utf-8")))
    if wanted.items() <= os.environ.items():
        return
    command = [sys.executable, "-m", module, *sys.argv[1:]]
    os.execve(sys.executable, command, {**os.environ, **wanted})  # noqa: S606
