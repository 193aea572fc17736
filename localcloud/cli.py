"""`python -m localcloud`: start the local cloud and say how to enter."""

from __future__ import annotations

import contextlib
import logging
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from cers.model.errors import CersError
from localcloud.cloud import PROJECT, CloudError, LocalCloud, Report
from localcloud.lambdas.environment import EnvironmentConflictError
from localcloud.lambdas.loading import FunctionMissingError
from localcloud.sandbox import STUDENTS, load_users
from localcloud.server import PortInUseError
from localcloud.stacks.template import TemplateError

_REFUSALS = (
    CloudError,
    EnvironmentConflictError,
    FunctionMissingError,
    PortInUseError,
    TemplateError,
)


@click.command()
@click.option("--aws-port", default=4566, show_default=True, help="Port of the AWS.")
@click.option("--web-port", default=8080, show_default=True, help="Port of web client and api.")
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address.")
@click.option(
    "--state-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=PROJECT / "build" / "localcloud",
    help="Where the loaded sandbox and the functions' log are kept.",
)
@click.option("--sandbox/--no-sandbox", default=True, help="Load fictitious data, or none.")
@click.option("--students", default=None, type=int, help="Size of the sandbox.")
def main(
    aws_port: int, web_port: int, host: str, state_dir: Path, sandbox: bool, students: int | None
) -> None:
    """Run CERS on this machine: an AWS in one process, its functions, and the web client."""
    console = Console(file=sys.stdout, highlight=False)
    state_dir.mkdir(parents=True, exist_ok=True)
    log_path = state_dir / "functions.log"
    with log_path.open("w", encoding="utf-8") as functions_log:
        logging.basicConfig(stream=functions_log, level=logging.WARNING)
        cloud = LocalCloud(
            aws_port=aws_port,
            web_port=web_port,
            host=host,
            state_dir=state_dir,
            students=(students or STUDENTS) if sandbox else None,
        )
        with contextlib.redirect_stdout(functions_log):
            try:
                _run(cloud, console, log_path)
            except _REFUSALS as refusal:
                console.print(f"[red]cannot start:[/red] {refusal}")
                sys.exit(1)


def _run(cloud: LocalCloud, console: Console, log_path: Path) -> None:
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with console.status("starting the local cloud"):
        cloud.start()
    try:
        _announce(cloud, console, log_path)
        if not cloud.is_loaded:
            _load(cloud, console, stopping)
        elif cloud.users:
            console.print("the sandbox is as it was after loading (kept from an earlier start)")
        if not stopping.is_set():
            console.print("Stop with Ctrl-C.")
        stopping.wait()
    finally:
        with console.status("stopping"):
            cloud.stop()


def _announce(cloud: LocalCloud, console: Console, log_path: Path) -> None:
    console.print(f"web client and api   [bold]{cloud.web_url}[/bold]")
    console.print(f"AWS                  [bold]{cloud.endpoint_url}[/bold]  (any credentials)")
    console.print(f"log of the functions {log_path}")
    console.print(f"try                  aws --endpoint-url {cloud.endpoint_url} s3 ls")


def _load(cloud: LocalCloud, console: Console, stopping: threading.Event) -> None:
    with Progress(console=console, transient=True) as bars:
        try:
            cloud.load_sandbox(load_users, _bars(bars, stopping))
        except _StoppedError:
            return
        except CersError as error:
            console.print(f"[red]the sandbox could not be loaded:[/red] {error}")
            return
    console.print(f"the sandbox is loaded: open {cloud.web_url} and choose a role")


class _StoppedError(Exception):
    """Ctrl-C while loading."""


def _bars(bars: Progress, stopping: threading.Event) -> Report:
    tasks: dict[str, Any] = {}

    def report(what: str, done: int, total: int) -> None:
        if stopping.is_set():
            raise _StoppedError
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=total)
        bars.update(tasks[what], completed=done, total=total)

    return report
