"""`cers validate`: the rules of a feed on files of this machine, before anything is sent."""

import sys
from pathlib import Path

import click

from cers.cli.connection import Connection
from cers.cli.submit import EXIT_REFUSED
from cers.model.delivery import Feed


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--feed",
    required=True,
    type=click.Choice([feed.value for feed in Feed]),
    help="What the files are.",
)
@click.option(
    "--with",
    "folders",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Reference data in folders named like its feeds: DIR/organizations, DIR/subjects…",
)
@click.option(
    "--findings",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write every finding to this CSV file.",
)
@click.pass_obj
def validate(
    connection: Connection,
    files: tuple[Path, ...],
    feed: str,
    folders: tuple[Path, ...],
    target: Path | None,
) -> None:
    """Check FILES by the rules of a feed. Nothing is sent, and no network is needed.

    Schools, assessments and subjects are those of the folders given, besides the assessments that
    CERS ships; what is not among them is said to wait. Ends with 0 if nothing was refused.
    """
    # Only now: what reads the files takes a second to import, which no other command needs.
    from cers.cli.checking import check_files

    good = check_files(files, Feed(feed), connection.vendor, folders, target)
    sys.exit(0 if good else EXIT_REFUSED)
