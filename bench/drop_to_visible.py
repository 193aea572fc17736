"""How long from a dropped file to a figure in the API, on the local cloud.

`python -m bench.drop_to_visible [--files 1000]`: loads the reference data of a small sandbox, then
drops one exam; as many exams as single files; and the same number in one zip. Each time it asks
the school's summary until all of them are counted. As a measure for the machine, the time in which
the same cloud merely takes and gives back as many objects stands beside it.
"""

import argparse
import io
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from localcloud.process import CloudProcess
from sandbox.generate import generate
from sandbox.load import admit
from sandbox.users import PASSWORD
from tests.e2e.educator import Educator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LANDING: Final = "cers-landing"
WORKERS: Final = 8
SITE: Final = "site.maple.grove"
SCHOOL: Final = "99100106100001"
GIVE_UP_SECONDS: Final = 600.0


class Bench:
    """A running cloud with reference data, and a stock of exams of one assessment."""

    def __init__(self, cloud: CloudProcess, directory: Path) -> None:
        self.cloud = cloud
        self.s3: S3Client = cloud.session().client("s3")
        world = generate(directory, students=100, seed=3, jobs=1)
        for feed in ("subjects", "organizations", "assessments", "students"):
            for path in sorted(directory.glob(f"*/{feed}/*")):
                self.drop(path.relative_to(directory).as_posix(), path.read_bytes())
            cloud.wait_idle(timeout=GIVE_UP_SECONDS)
        admit(cloud.session(), world, lambda *_: None)
        self.site = Educator(cloud, SITE, PASSWORD)
        self.assessment, self._pattern = _pattern(directory / "ets" / "exams")
        self._made = 0

    def drop(self, key: str, data: bytes) -> None:
        """Land one file."""
        self.s3.put_object(Bucket=LANDING, Key=key, Body=data)

    def exams(self, count: int) -> Iterator[tuple[str, bytes]]:
        """New exams of one assessment at one school."""
        for _ in range(count):
            self._made += 1
            yield f"{self._made}.xml", self._pattern(self._made)

    def seconds_until_visible(self, expected: int, since: float) -> float:
        """Seconds from `since` until the school's summary counts this many results."""
        path = f"/schools/{SCHOOL}/assessments/{quote(self.assessment, safe='')}/summary"
        while time.perf_counter() - since < GIVE_UP_SECONDS:
            status, answer = self.site.try_(path)
            if status == 200 and answer["results"] >= expected:
                return time.perf_counter() - since
            time.sleep(0.05 if expected < 10 else 0.5)
        raise TimeoutError(f"{expected} results never became visible")


def _pattern(bundles: Path) -> tuple[str, Callable[[int], bytes]]:
    """An assessment, and how to make its `n`th exam at the school: a real one, renamed."""
    for path in sorted(bundles.glob("2026-*-summative-*.zip")):
        with zipfile.ZipFile(path) as bundle:
            for name in bundle.namelist():
                text = bundle.read(name).decode()
                if f'value="{SCHOOL}"' in text and "SUM-ELA" in text:
                    return _attribute(text, "name"), _renamer(text)
    raise LookupError("the sandbox has no exam of the school")


def _attribute(text: str, name: str) -> str:
    start = text.index(f'{name}="', text.index("<Test")) + len(name) + 2
    return text[start : text.index('"', start)]


def _renamer(text: str) -> Callable[[int], bytes]:
    opportunity = text[text.index('oppId="') :].split('"')[1]
    return lambda number: text.replace(f'oppId="{opportunity}"', f'oppId="bench-{number}"').encode()


def measure(bench: Bench, files: int) -> Iterator[tuple[str, float]]:
    """Each scenario and its seconds."""
    seen = 0
    for _ in range(3):
        seen += 1
        [(name, data)] = bench.exams(1)
        yield (
            f"1 exam as a file ({'first' if seen == 1 else 'again'})",
            _single(bench, name, data, seen),
        )
    seen += files
    yield f"{files:,} exams in one zip", _zip(bench, files, seen)
    seen += files
    yield f"{files:,} exams as single files", _files(bench, files, seen)
    yield f"the limit: put and get {files:,} objects", _limit(bench, files)


def _single(bench: Bench, name: str, data: bytes, expected: int) -> float:
    started = time.perf_counter()
    bench.drop(f"ets/exams/{name}", data)
    return bench.seconds_until_visible(expected, started)


def _zip(bench: Bench, files: int, expected: int) -> float:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in bench.exams(files):
            bundle.writestr(name, data)
    started = time.perf_counter()
    bench.drop("ets/exams/bundle.zip", buffer.getvalue())
    return bench.seconds_until_visible(expected, started)


def _files(bench: Bench, files: int, expected: int) -> float:
    exams = list(bench.exams(files))
    started = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda exam: bench.drop(f"ets/exams/{exam[0]}", exam[1]), exams))
    return bench.seconds_until_visible(expected, started)


def _limit(bench: Bench, files: int) -> float:
    exams = list(bench.exams(files))
    started = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda exam: _put_and_get(bench.s3, *exam), exams))
    return time.perf_counter() - started


def _put_and_get(s3: "S3Client", name: str, data: bytes) -> None:
    s3.put_object(Bucket="cers-exports", Key=name, Body=data)
    s3.get_object(Bucket="cers-exports", Key=name)["Body"].read()


def main() -> None:
    """Print a line a scenario."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        with CloudProcess(directory / "log") as cloud:
            bench = Bench(cloud, directory)
            for scenario, seconds in measure(bench, options.files):
                print(f"{scenario:42} {seconds:8.2f} s")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
