"""The shipped files, as they are delivered."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from cers.model.delivery import Feed
from cers.reference_data.packages import packages


@dataclass(frozen=True, slots=True)
class ShippedFile:
    """One file of reference data, ready to be landed below `<vendor>/<feed>/`."""

    feed: Feed
    name: str
    data: bytes


def shipped_files() -> Iterator[ShippedFile]:
    """Every shipped file: the subjects, then the packages by school year."""
    folder = files(__package__).joinpath("subjects")
    for path in sorted(folder.iterdir(), key=lambda each: each.name):
        yield ShippedFile(Feed.SUBJECTS, path.name, path.read_bytes())
    for year, data in packages():
        yield ShippedFile(Feed.ASSESSMENTS, f"assessments-{year}.csv", data)


def write_files(directory: Path) -> list[Path]:
    """Write every file to `<directory>/<feed>/<name>`, and say where."""
    return [_write(directory, each) for each in shipped_files()]


def _write(directory: Path, file: ShippedFile) -> Path:
    path = directory / file.feed.value / file.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.data)
    return path
