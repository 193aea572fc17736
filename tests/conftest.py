"""What holds for every test."""

from functools import cache
from typing import Any

from botocore.loaders import JSONFileLoader
from hypothesis import settings

# A slow machine is no fault: nothing here asserts on time.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

_load_file = JSONFileLoader.load_file


@cache
def _described(path: str) -> Any:
    return _load_file(JSONFileLoader(), path)


# Every mock_aws begins with a new session, which would read megabytes of descriptions again.
JSONFileLoader.load_file = lambda _, path: _described(path)  # type: ignore[method-assign]
