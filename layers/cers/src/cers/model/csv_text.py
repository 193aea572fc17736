"""CSV a spreadsheet can open without running anything in it."""

from typing import Final

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def inert(value: str) -> str:
    """The text with a leading apostrophe if a spreadsheet would take it for a formula.

    Source: OWASP ASVS 5.0, 1.2.10.
    """
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
