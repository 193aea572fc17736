"""Write a sandbox's deliveries: `python -m sandbox.generate OUTPUT_DIR --students 5000`."""

import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cers.model.vendor import SHIPPED
from cers.reference_data import write_files
from sandbox import norms, organizations, packages, practice, registration, subjects
from sandbox.exams import World, make_bundle
from sandbox.plan import BundlePlan, plan_bundles
from sandbox.population import make_population
from sandbox.scales import YEARS
from sandbox.truth import Truth, write_truth

VENDOR: Final = "ets"
STUDENTS: Final = 5000
SEED: Final = 2026

Report = Callable[[int, int], None]
"""Called with the number of exams written and of all exams."""

File = tuple[str, bytes]
"""The name and the content of a file in a bundle."""

Written = tuple[Truth, Sequence[File]]
"""What a written bundle counts, and the later versions of its exams."""

_MANY: Final = 60
"""With fewer bundles than this, more processes cost more than they save."""


def make_world(students: int, seed: int) -> World:
    """The state and its students."""
    state = organizations.make_state(students, seed)
    return World(state, make_population(state, students, seed), seed)


def generate(
    directory: Path,
    students: int = STUDENTS,
    seed: int = SEED,
    on_progress: Report | None = None,
    jobs: int | None = None,
) -> World:
    """Write every delivery below `directory`, with `truth.json` beside them.

    The same students and seed give the same bytes, whatever the number of `jobs` (processes; if
    not given, one for little data and else one for each processor).
    """
    world = make_world(students, seed)
    _write_shipped(directory / SHIPPED)
    _write_reference(directory / VENDOR, world)
    folder = directory / VENDOR / "exams"
    folder.mkdir(parents=True, exist_ok=True)
    plans = [
        plan for year in YEARS for plan in plan_bundles(world.state, world.population, year, seed)
    ]
    total, done, truth = sum(len(plan.sittings) for plan in plans), 0, Truth()
    written = zip(plans, _write_bundles(world, students, plans, folder, jobs), strict=True)
    for (year, lea), some in groupby(written, lambda pair: (pair[0].year, pair[0].lea)):
        versions: list[File] = []
        for plan, (own, later) in some:
            versions += later
            truth.add(own)
            done += len(plan.sittings)
            if on_progress:
                on_progress(done, total)
        name = f"{year}-{world.state.leas[lea].id}-corrections.zip"
        _write(folder / name, versions, truth)
    write_truth(truth, students, seed, directory / "truth.json")
    return world


def _write_shipped(directory: Path) -> None:
    """What CERS ships, as an operator would deliver it, but for what the sandbox completes."""
    for path in write_files(directory):
        if subjects.is_completed(path.name):
            path.unlink()


def _write_reference(directory: Path, world: World) -> None:
    for name in ("subjects", "assessments", "items", "norms", "organizations", "students"):
        (directory / name).mkdir(parents=True, exist_ok=True)
    subjects.write_subjects(directory / "subjects")
    packages.write_packages(directory / "assessments")
    practice.write_items(directory / "items")
    norms.write_norms(world, directory / "norms" / "norms.csv")
    organizations.write_organizations(
        world.state, directory / "organizations" / "organizations.json"
    )
    registration.write_registration(world, directory / "students" / "registration.csv")


def _write_bundles(
    world: World, students: int, plans: Sequence[BundlePlan], folder: Path, jobs: int | None
) -> Iterator[Written]:
    """Write the bundles, several processes at once; what comes back is in the plans' order."""
    if jobs is None:
        jobs = (os.cpu_count() or 1) if len(plans) >= _MANY else 1
    if jobs == 1:
        yield from (_write_bundle(world, plan, folder) for plan in plans)
        return
    own = get_context("spawn")  # a fork of a process with threads may hang
    with ProcessPoolExecutor(jobs, own, _world, (students, world.seed)) as pool:
        yield from pool.map(_work, [(students, world.seed, plan, folder) for plan in plans])


@cache
def _world(students: int, seed: int) -> World:
    """A process's own copy of the world, made once."""
    return make_world(students, seed)


def _work(job: tuple[int, int, BundlePlan, Path]) -> Written:
    students, seed, plan, folder = job
    return _write_bundle(_world(students, seed), plan, folder)


def _write_bundle(world: World, plan: BundlePlan, folder: Path) -> Written:
    bundle = make_bundle(world, plan)
    district = world.state.leas[plan.lea].id
    name = f"{plan.year}-{district}-{plan.kind}-{plan.part:02d}.zip"
    _write(folder / name, bundle.members, bundle.truth)
    return bundle.truth, bundle.versions


def _write(path: Path, members: Sequence[File], truth: Truth) -> None:
    """Write a zip whose bytes depend on its members only."""
    if not members:
        return
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for member, content in members:
            info = zipfile.ZipInfo(member, date_time=(2020, 1, 1, 0, 0, 0))
            bundle.writestr(info, content, zipfile.ZIP_DEFLATED, compresslevel=3)
    truth.delivered[path.name] += len(members)


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--students", default=STUDENTS, show_default=True, help="Enrolled in a year, about.")
@click.option("--seed", default=SEED, show_default=True, help="Same seed, same bytes.")
@click.option("--jobs", default=None, type=int, help="Processes to use.")
def main(directory: Path, students: int, seed: int, jobs: int | None) -> None:
    """Write the sandbox's fictitious deliveries below DIRECTORY."""
    columns = (TextColumn("exams"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns) as progress:
        task = progress.add_task("exams", total=None)

        def show(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        generate(directory, students, seed, show, jobs)


if __name__ == "__main__":
    main()
