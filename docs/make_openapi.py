"""Writes docs/api/openapi.yaml from its parts: `python docs/make_openapi.py`.

`parts/base.yaml` is a whole description; every other part adds its paths and components.
"""

from pathlib import Path
from typing import Any, Final

import yaml

PARTS: Final = Path(__file__).with_name("api") / "parts"
TARGET: Final = PARTS.parent / "openapi.yaml"
_NOTE: Final = "# Made by `make docs` from the files in parts/: change those.\n"


def merged() -> dict[str, Any]:
    """The whole description.

    Raises:
        ValueError: two parts describe the same thing.
    """
    whole = _read(PARTS / "base.yaml")
    for path in sorted(PARTS.glob("*.yaml")):
        if path.stem != "base":
            _add(whole, _read(path), path.stem)
    for methods in whole["paths"].values():
        if "get" in methods and methods["get"].get("security") != []:
            _conditional(methods["get"])
    return whole


def _conditional(operation: dict[str, Any]) -> None:
    """Every GET takes a validator, and answers 304 where it still holds."""
    operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/IfNoneMatch"})
    operation["responses"]["304"] = {"$ref": "#/components/responses/NotModified"}


def _add(whole: dict[str, Any], part: dict[str, Any], name: str) -> None:
    places = [(whole["paths"], part.get("paths", {}))]
    components = part.get("components", {})
    places += [(whole["components"].setdefault(kind, {}), components[kind]) for kind in components]
    for known, more in places:
        if known.keys() & more.keys():
            raise ValueError(f"{name}.yaml: described twice: {sorted(known.keys() & more.keys())}")
        known.update(more)
    whole["tags"] += part.get("tags", [])


def _read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def text() -> str:
    """The file's text."""
    return _NOTE + yaml.safe_dump(merged(), sort_keys=False, allow_unicode=True, width=100)


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
