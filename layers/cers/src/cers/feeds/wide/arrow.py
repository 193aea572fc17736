"""Arrow's kernels without their types: the stubs tie each to few kinds of columns.

Which kind a column has is known from the layout only when the program runs.
"""

from typing import Any

import pyarrow
import pyarrow.compute

Array = Any
"""A column."""

pc: Any = pyarrow.compute


def count_from(start: int, count: int) -> Array:
    """So many numbers from one on."""
    arrow: Any = pyarrow
    return arrow.arange(start, start + count)


def nulls(count: int, kind: Any) -> Array:
    """A column without any value."""
    return pyarrow.nulls(count, kind)


def repeated(value: Any, count: int) -> Array:
    """A column of one value, a scalar or plain."""
    return pyarrow.repeat(value, count)
