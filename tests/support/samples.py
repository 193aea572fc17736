"""The real sample files, where there are any: the variable CERS_FIXTURES says where they lie."""

import os
from pathlib import Path

import pytest

FOLDER = os.environ.get("CERS_FIXTURES", "")

needs_samples = pytest.mark.skipif(
    not FOLDER, reason="set CERS_FIXTURES to the folder of real sample files"
)


def sample(*parts: str) -> Path:
    """The path of a sample file or folder; skips the test where there are none."""
    if not FOLDER:
        pytest.skip("set CERS_FIXTURES to the folder of real sample files")
    return Path(FOLDER).joinpath(*parts)
