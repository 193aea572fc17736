"""Importing functions: each instance a module of its own, as each Lambda instance is."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final
from uuid import uuid4

from localcloud.lambdas.environment import environment, own_environment
from localcloud.stacks.functions import Function

Handler = Callable[[dict[str, Any], Any], Any]

_MODULE: Final = "localcloud_function_"
_STATEFUL: Final = ("cers.runtime", "chalicelib", _MODULE)
"""Modules that remember clients and settings, which point at one running cloud."""


class FunctionMissingError(Exception):
    """The code of a function is not there; the text says what was looked for."""


def load_handler(function: Function) -> Handler:
    """A new instance of a function.

    Raises:
        FunctionMissingError: there is no such file, or nothing of that name in it.
    """
    path = function.folder / f"{function.module}.py"
    if not path.exists():
        raise FunctionMissingError(f"the function {function.name} has no {path}")
    if str(function.folder) not in sys.path and function.is_api:
        sys.path.insert(0, str(function.folder))  # Chalice imports its chalicelib from there
    name = f"{_MODULE}{function.folder.name}_{uuid4().hex[:8]}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise FunctionMissingError(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    with environment(own_environment(function)):
        spec.loader.exec_module(module)
    handler = getattr(module, function.attribute, None)
    if not callable(handler):
        raise FunctionMissingError(f"{path} has no function {function.attribute}")
    return handler  # type: ignore[no-any-return]


@contextmanager
def fresh_functions() -> Iterator[None]:
    """Modules that remember a cloud are imported anew in the block, and put back after it."""
    before = _take_out()
    try:
        yield
    finally:
        _take_out()
        sys.modules.update(before)


def _take_out() -> dict[str, ModuleType]:
    found = [name for name in sys.modules if name.startswith(_STATEFUL)]
    return {name: sys.modules.pop(name) for name in found}
