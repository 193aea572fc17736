"""Prints the unzipped size of each function with its layers, as `sam build` left them.

Run `python bench/sizes.py` after `make build`. AWS refuses a function above 250 MB.
"""

import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

LIMIT_BYTES: Final = 250 * 1024 * 1024
BUILT: Final = Path(__file__).parent.parent / ".aws-sam" / "build"
FUNCTION: Final = "AWS::Serverless::Function"


@dataclass(frozen=True, slots=True)
class Size:
    """The bytes of one function's own code and of each of its layers."""

    function: str
    code: int
    layers: Mapping[str, int]

    @property
    def total(self) -> int:
        """What counts against the limit."""
        return self.code + sum(self.layers.values())


def sizes(built: Path = BUILT) -> list[Size]:
    """The sizes of every function below a build folder, largest first."""
    found = [
        _size(built, template, logical_id, resource["Properties"])
        for template in built.glob("*/template.yaml")
        for logical_id, resource in _read(template)["Resources"].items()
        if resource["Type"] == FUNCTION
    ]
    return sorted(found, key=lambda size: -size.total)


def _size(built: Path, template: Path, name: str, properties: Mapping[str, Any]) -> Size:
    shared = _read(template).get("Globals", {}).get("Function", {})
    layers = [_layer(each) for each in properties.get("Layers", shared.get("Layers", []))]
    return Size(
        name,
        _bytes(template.parent / properties["CodeUri"]),
        {layer: _bytes(built / "Layers" / layer) for layer in layers},
    )


def _layer(reference: Mapping[str, str]) -> str:
    """The layer a parameter such as `ArrowLayerArn` stands for."""
    return reference["Ref"].removesuffix("Arn")


def _read(template: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(template.read_text(encoding="utf-8"))
    return document


def _bytes(path: Path) -> int:
    """The unzipped bytes of a folder or of a zip archive."""
    if path.is_file():
        with zipfile.ZipFile(path) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def main() -> None:
    """Prints one line a function, in megabytes."""
    print(f"{'function':<18}{'total MB':>10}  made of")
    for size in sizes():
        parts = {"code": size.code, **size.layers}
        listed = ", ".join(f"{name} {bytes_ / 2**20:.1f}" for name, bytes_ in parts.items())
        print(f"{size.function:<18}{size.total / 2**20:>10.1f}  {listed}")
    print(f"{'limit':<18}{LIMIT_BYTES / 2**20:>10.1f}")


if __name__ == "__main__":
    if not BUILT.is_dir():
        sys.exit("nothing is built yet: run `make build` first")
    main()
