"""From a path to the api's route, as API Gateway's resources do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote


@dataclass(frozen=True)
class Match:
    """The route a request goes to. `resource` is the path with its parameters by name."""

    resource: str
    parameters: dict[str, str] | None
    authorized: bool
    """Whether the route has an authorizer."""


class Routes:
    """The routes of a Chalice application: `routes[path][method].authorizer`."""

    def __init__(self, routes: Mapping[str, Mapping[str, Any]]) -> None:
        self._routes = routes

    def match(self, method: str, raw_path: str) -> Match | None:
        """The route of a request, its path still percent-encoded; None where there is none."""
        segments = raw_path.strip("/").split("/")
        candidates = [
            (resource, parameters)
            for resource in self._routes
            if (parameters := _parameters(resource.strip("/").split("/"), segments)) is not None
        ]
        for resource, parameters in sorted(candidates, key=lambda each: each[0].count("{")):
            entry = self._routes[resource].get(method)
            if entry is not None:
                authorized = getattr(entry, "authorizer", None) is not None
                return Match(resource, parameters or None, authorized)
        return None


def _parameters(template: list[str], segments: list[str]) -> dict[str, str] | None:
    if len(template) != len(segments):
        return None
    found: dict[str, str] = {}
    for wanted, segment in zip(template, segments, strict=True):
        if wanted.startswith("{") and segment:
            found[wanted.strip("{}")] = unquote(segment)
        elif wanted != unquote(segment):
            return None
    return found
