"""Runs every benchmark and writes docs/performance.md: `make bench`."""

import datetime
import importlib
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
TARGET: Final = ROOT / "docs" / "performance.md"
NOTES: Final = Path(__file__).with_name("notes.md")

BENCHMARKS: Final = (
    ("Ingest: a bundle to staged Parquet", "bench.ingest"),
    ("Single files against a bundle", "bench.singles"),
    ("Wide score files: CSV to staged Parquet", "bench.wide"),
    ("Publish: merging into a snapshot", "bench.publish"),
    ("Drop to visible", "bench.drop_to_visible"),
    ("API: reports from the lake of a state", "bench.api"),
    ("Printing: student reports as PDF", "bench.printing"),
    ("Web client: size and speed", "bench.web"),
    ("Size of the functions", "bench.sizes"),
)


def main() -> None:
    """Run one after the other, show what they print, and keep it."""
    parts = [_heading(), NOTES.read_text(encoding="utf-8")]
    for title, module in BENCHMARKS:
        print(f"{title} …", flush=True)
        printed = _run(module)
        print(printed, flush=True)
        about = (importlib.import_module(module).__doc__ or "").strip()
        parts.append(f"## {title}\n\n{about}\n\n```\n{printed.rstrip()}\n```\n")
    TARGET.write_text("\n".join(parts), encoding="utf-8")


def _run(module: str) -> str:
    command = [sys.executable, "-m", module]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def _heading() -> str:
    today = datetime.datetime.now(datetime.UTC).date()
    return (
        "# Performance\n\n"
        "<!-- Written by `make bench`; what it means is in bench/notes.md. -->\n\n"
        f"Measured {today} on {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}.\n"
    )


if __name__ == "__main__":
    main()
