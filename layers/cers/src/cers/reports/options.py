"""Codes as somebody may choose among them: each with what it is called."""

from collections.abc import Iterable, Mapping

from cers.model.accommodation import Accommodation, Accommodations
from cers.model.code_names import SPANISH, Names, name_of
from cers.reports.documents import Option

_LANGUAGES: Mapping[str, str] = {"spa": SPANISH}
"""What labels are delivered under -> what pages call it."""


def option(code: str, names: Names) -> Option:
    """A code with its names."""
    found = name_of(code, names)
    return Option(code=code, name=found.name, translations=dict(found.translations))


def options(codes: Iterable[str], names: Names) -> list[Option]:
    """Codes with their names, in their order."""
    return [option(code, names) for code in codes]


def accommodation_options(known: Accommodations) -> list[Option]:
    """The accommodations of every school year by code, each as the newest year calls it."""
    latest: dict[str, Accommodation] = {}
    for _, of_year in sorted(known.items()):
        latest.update(of_year)
    return [_accommodation(latest[code]) for code in sorted(latest)]


def _accommodation(one: Accommodation) -> Option:
    return Option(
        code=one.code,
        name=one.label(),
        translations={
            _LANGUAGES.get(language, language): label.text
            for language, label in sorted(one.labels.items())
            if language != "eng"
        },
    )
