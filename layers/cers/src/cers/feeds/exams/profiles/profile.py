"""A vendor profile: what is changed in a report before it is read."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

_KINDS: Final = ("rename", "values", "strip", "pad")


@dataclass(frozen=True, slots=True)
class Marker:
    """What tells that a report is written in the vendor's way: an attribute that begins so."""

    element: str
    attribute: str
    prefix: str = ""

    def stands_in(self, root: Element) -> bool:
        """Whether any element of the report has it."""
        return any(
            each.get(self.attribute, "").startswith(self.prefix)
            for each in root.iter(self.element)
            if self.attribute in each.attrib
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One change of every `element` whose attributes are as `where` says.

    Exactly one of these is done:
    - `rename`: the attribute, or without one the element, gets this name; an attribute of that
      name which is there already stays.
    - `values`: each of the attribute's values that is listed is replaced.
    - `strip`: the attribute's value loses this prefix, if `leaving` characters or more remain.
    - `pad`: the attribute's value, unless blank, is filled up with zeros on the left to so many
      characters.
    """

    element: str
    attribute: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    rename: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    strip: str = ""
    leaving: int = 1
    pad: int = 0

    def __post_init__(self) -> None:
        """Refuse what says nothing, or more than one thing."""
        kinds = [kind for kind in _KINDS if getattr(self, kind)]
        if len(kinds) != 1 or not (self.attribute or self.rename):
            raise ValueError(f"a change of {self.element} must be just one of {', '.join(_KINDS)}")

    def make(self, root: Element) -> None:
        """Change the report."""
        for element in list(root.iter(self.element)):
            if all(element.get(name) == value for name, value in self.where.items()):
                self._change(element)

    def _change(self, element: Element) -> None:
        if not self.attribute:
            element.tag = self.rename
        elif self.attribute not in element.attrib:
            return
        elif self.rename:
            element.attrib.setdefault(self.rename, element.attrib.pop(self.attribute))
        else:
            element.set(self.attribute, self._changed(element.attrib[self.attribute]))

    def _changed(self, value: str) -> str:
        if self.values:
            return self.values.get(value, value)
        if self.strip:
            rest = value.removeprefix(self.strip)
            return rest if len(rest) >= self.leaving else value
        return value.strip().rjust(self.pad, "0") if value.strip() else value


@dataclass(frozen=True, slots=True)
class Profile:
    """How the reports of some vendors become ordinary ones.

    With a marker, only the reports that have it are changed. `digest` tells one state of the
    profile from another.
    """

    name: str
    meaning: str
    vendors: tuple[str, ...]
    changes: tuple[Change, ...]
    marker: Marker | None = None
    digest: str = ""

    def apply(self, root: Element) -> None:
        """Change a report, if it is written in the vendor's way."""
        if self.marker is None or self.marker.stands_in(root):
            for change in self.changes:
                change.make(root)


def parse_profile(name: str, text: str) -> Profile:
    """The profile a TOML document describes.

    Raises:
        ValueError: it is no TOML, lacks a key or has one that says nothing, or a change is not
            just one thing.
    """
    document = tomllib.loads(text)
    try:
        return Profile(
            name,
            vendors=tuple(document.pop("vendors")),
            changes=tuple(Change(**each) for each in document.pop("changes")),
            marker=Marker(**document.pop("marker")) if "marker" in document else None,
            digest=hashlib.sha256(text.encode()).hexdigest(),
            **document,
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"profile {name}: {error}") from error
