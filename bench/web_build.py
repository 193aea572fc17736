"""What the client's build weighs: the first route, and what each page adds to it."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
ENTRY: Final = "index.html"
PAGES: Final = "src/pages/"

Manifest = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Weight:
    """Kilobytes after gzip of programs and of styles."""

    js: float
    css: float


class Build:
    """A build of the client in a folder of its own, with the list of which file needs which."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seconds = self._build()
        manifest = folder / ".vite" / "manifest.json"
        self._manifest: Manifest = json.loads(manifest.read_text(encoding="utf-8"))

    def _build(self) -> float:
        started = time.perf_counter()
        options = ["--outDir", str(self.folder), "--emptyOutDir", "--manifest"]
        command = ["npx", "vite", "build", "--logLevel", "error", *options]
        done = subprocess.run(command, cwd=ROOT / "web", check=False, stdout=subprocess.DEVNULL)
        if done.returncode:
            sys.exit("the client cannot be built: run `npm --prefix web ci`")
        return time.perf_counter() - started

    def first(self) -> Weight:
        """What is fetched before the first screen can be shown."""
        return self._weigh(self._needed(ENTRY))

    def pages(self) -> dict[str, Weight]:
        """What each page that is fetched when it is first shown adds to that."""
        before = self._needed(ENTRY)
        lazy = [name for name in self._manifest[ENTRY]["dynamicImports"] if PAGES in name]
        return {Path(name).stem: self._weigh(self._needed(name) - before) for name in lazy}

    def all(self) -> Weight:
        """Every file of the client."""
        return self._weigh(self._files(self._manifest))

    def _needed(self, name: str) -> set[str]:
        return self._files(self._closure(name, set()))

    def _closure(self, name: str, seen: set[str]) -> set[str]:
        if name not in seen:
            seen.add(name)
            for each in self._manifest[name].get("imports", []):
                self._closure(each, seen)
        return seen

    def _files(self, names: set[str] | Manifest) -> set[str]:
        return {file for name in names for file in _files_of(self._manifest[name])}

    def _weigh(self, files: set[str]) -> Weight:
        def of(suffix: str) -> float:
            packed = (self._packed(each) for each in files if each.endswith(suffix))
            return sum(packed) / 1024

        return Weight(of(".js"), of(".css"))

    def _packed(self, file: str) -> int:
        return len(gzip.compress((self.folder / file).read_bytes(), 6))


def _files_of(entry: dict[str, Any]) -> Iterator[str]:
    yield entry["file"]
    yield from entry.get("css", [])
