"""The environment variables of the functions, all in one process."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from localcloud.aws import ENVIRONMENT
from localcloud.stacks.functions import Function

_OWN = ("POWERTOOLS_", "LOG_LEVEL")
"""What a function reads while it is imported, so every function can have its own."""


class EnvironmentConflictError(Exception):
    """Two functions want different values of one variable; the text names it."""


def shared_environment(functions: Iterable[Function]) -> dict[str, str]:
    """The variables of all functions together.

    Raises:
        EnvironmentConflictError: two functions disagree, which one process cannot offer.
    """
    union: dict[str, str] = {}
    origin: dict[str, str] = {}
    for function in functions:
        for name, value in function.environment.items():
            if name.startswith(_OWN):
                continue
            if union.setdefault(name, value) != value:
                raise EnvironmentConflictError(
                    f"{name} differs between the functions {origin[name]} and {function.name}: "
                    "the local cloud runs both in one process and can offer one value only"
                )
            origin.setdefault(name, function.name)
    return union


def own_environment(function: Function) -> dict[str, str]:
    """The variables a function has for itself while it is imported."""
    return {name: value for name, value in function.environment.items() if name.startswith(_OWN)}


@contextmanager
def environment(variables: Mapping[str, str | None]) -> Iterator[None]:
    """Sets environment variables, or with None removes them, for as long as the block runs."""
    before = {name: os.environ.get(name) for name in variables}
    _put(variables)
    try:
        yield
    finally:
        _put(before)


def _put(variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def sdk_environment(endpoint_url: str) -> dict[str, str | None]:
    """What turns every SDK of this process to the local AWS, and none to the real one."""
    others = {name: None for name in os.environ if name.startswith("AWS_ENDPOINT_URL_")}
    return {
        **others,
        **ENVIRONMENT,
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": None,
        "AWS_PROFILE": None,
        "AWS_SESSION_TOKEN": None,
    }
