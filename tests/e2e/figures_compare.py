"""Whether an answer says what it must: every difference is named by its place."""

from collections.abc import Iterator
from math import isclose
from typing import Any


class AnyOrder(list[Any]):
    """A list whose order says nothing."""


def agree(expected: Any, found: Any, about: str) -> None:
    """Fail with the first differences; members that are not expected are not looked at."""
    wrong = list(differences(expected, found))
    assert not wrong, "\n".join([about, *wrong[:12], f"{len(wrong)} in all"])


def differences(expected: Any, found: Any, place: str = "") -> Iterator[str]:
    """What an answer says otherwise than expected."""
    match expected, found:
        case dict(), dict():
            yield from _members(expected, found, place)
        case AnyOrder(), list():
            yield from _elements(sorted(expected), sorted(found), place)
        case list(), list():
            yield from _elements(expected, found, place)
        case _ if not _same(expected, found):
            yield f"{place}: {expected!r} expected, found {found!r}"


def _members(expected: Any, found: Any, place: str) -> Iterator[str]:
    for name, value in expected.items():
        if name in found:
            yield from differences(value, found[name], f"{place}.{name}")
        else:
            yield f"{place}.{name}: is missing"


def _elements(expected: list[Any], found: list[Any], place: str) -> Iterator[str]:
    if len(expected) != len(found):
        yield f"{place}: {len(expected)} expected, found {len(found)}"
    for index, (one, other) in enumerate(zip(expected, found, strict=False)):
        yield from differences(one, other, f"{place}[{index}]")


def _same(expected: Any, found: Any) -> bool:
    numbers = isinstance(expected, int | float) and isinstance(found, int | float)
    if numbers and not isinstance(expected, bool) and not isinstance(found, bool):
        return isclose(expected, found, rel_tol=1e-9, abs_tol=1e-9)
    return bool(expected == found) and isinstance(expected, bool) == isinstance(found, bool)
