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

from sandbox import organizations, packages, subjects
from sandbox.exams import Bundle, World, make_bundle
from sandbox.plan import BundlePlan, plan_bundles
from sandbox.population import make_population
from sandbox.scales import YEARS
from sandbox.truth import Truth, write_truth

VENDOR: Final = "ets"
STUDENTS: Final = 5000
SEED: Final = 2026

Report = Callable[[int, int], None]
"""Called with the number of exams written and of all exams."""

_SMALL: Final = 8
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

    The same students and seed give the same bytes, whatever the number of `jobs` (processes).
    """
    world = make_world(students, seed)
    _write_reference(directory / VENDOR, world)
    plans = [
        plan for year in YEARS for plan in plan_bundles(world.state, world.population, year, seed)
    ]
    total, done = sum(len(plan.sittings) for plan in plans), 0
    truth, folder = Truth(), directory / VENDOR / "exams"
    folder.mkdir(parents=True, exist_ok=True)
    bundles = _bundles(world, students, plans, jobs)
    for _, some in groupby(zip(plans, bundles, strict=True), lambda pair: pair[0].year_and_lea):
        versions: list[tuple[str, bytes]] = []
        for plan, bundle in some:
            _write(folder, _name(world, plan), bundle.members, truth)
            versions += bundle.versions
            truth.add(bundle.truth)
            done += len(bundle.members)
            if on_progress:
                on_progress(done, total)
        _write(folder, _corrections(world, plan), versions, truth)
    write_truth(truth, students, seed, directory / "truth.json")
    return world


def _write_reference(directory: Path, world: World) -> None:
    for name in ("subjects", "assessments", "organizations"):
        (directory / name).mkdir(parents=True, exist_ok=True)
    subjects.write_subjects(directory / "subjects")
    packages.write_packages(directory / "assessments")
    organizations.write_organizations(
        world.state, directory / "organizations" / "organizations.json"
    )


def _bundles(
    world: World, students: int, plans: Sequence[BundlePlan], jobs: int | None
) -> Iterator[Bundle]:
    """The bundles in the order of their plans, made by several processes at once."""
    jobs = jobs or os.cpu_count() or 1
    if jobs == 1 or len(plans) < _SMALL:
        yield from (make_bundle(world, plan) for plan in plans)
        return
    own = get_context("spawn")  # a fork of a process with threads may hang
    with ProcessPoolExecutor(jobs, own, _world, (students, world.seed)) as pool:
        keys = [(students, world.seed, plan) for plan in plans]
        yield from pool.map(_make, keys)


@cache
def _world(students: int, seed: int) -> World:
    """A process's own copy of the world, made once."""
    return make_world(students, seed)


def _make(key: tuple[int, int, BundlePlan]) -> Bundle:
    students, seed, plan = key
    return make_bundle(_world(students, seed), plan)


def _name(world: World, plan: BundlePlan) -> str:
    district = world.state.leas[plan.lea].id
    return f"{plan.year}-{district}-{plan.kind}-{plan.part:02d}.zip"


def _corrections(world: World, plan: BundlePlan) -> str:
    return f"{plan.year}-{world.state.leas[plan.lea].id}-corrections.zip"


def _write(folder: Path, name: str, members: Sequence[tuple[str, bytes]], truth: Truth) -> None:
    """Write a zip whose bytes depend on its members only."""
    if not members:
        return
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as bundle:
        for member, content in members:
            info = zipfile.ZipInfo(member, date_time=(2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(info, content, compresslevel=4)
    truth.delivered[name] += len(members)


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--students", default=STUDENTS, show_default=True, help="Enrolled in a year, about.")
@click.option("--seed", default=SEED, show_default=True, help="Same seed, same bytes.")
@click.option("--jobs", default=None, type=int, help="Processes; all processors if not given.")
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
