"""The real sample files, where there are any: the variable CERS_FIXTURES says where they lie."""

import os
from pathlib import Path

import pytest

FIXTURES = os.environ.get("CERS_FIXTURES", "")

needs_fixtures = pytest.mark.skipif(
    not FIXTURES, reason="set CERS_FIXTURES to the folder of real sample files"
)


def fixture(name: str) -> Path:
    """The path of a sample file."""
    return Path(FIXTURES) / name
