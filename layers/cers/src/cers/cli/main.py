"""The `cers` command: submit files and read receipts, on AWS or on this machine."""

import sys
from pathlib import Path

import click
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from cers.cli.audit import audit
from cers.cli.availability import availability
from cers.cli.connection import LOCAL_ENDPOINT, Connection, connect
from cers.cli.reference import reference
from cers.cli.replay import replay
from cers.cli.show import show_receipt, show_receipts
from cers.cli.submit import EXIT_REFUSED, exit_code, upload, wait
from cers.cli.validate import validate
from cers.model.delivery import Delivery, Feed
from cers.model.errors import CersError
from cers.stores.receipts import ReceiptStore

_feed_type = click.Choice([feed.value for feed in Feed])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--local", is_flag=True, help=f"Use the local cloud at {LOCAL_ENDPOINT}.")
@click.option("--endpoint-url", metavar="URL", help="Use another AWS endpoint.")
@click.option(
    "--vendor", default="ets", show_default=True, envvar="CERS_VENDOR", help="Your prefix."
)
@click.option(
    "--landing-bucket", default="cers-landing", show_default=True, envvar="CERS_LANDING_BUCKET"
)
@click.option(
    "--receipts-bucket", default="cers-receipts", show_default=True, envvar="CERS_RECEIPTS_BUCKET"
)
@click.pass_context
def cli(
    context: click.Context,
    local: bool,
    endpoint_url: str | None,
    vendor: str,
    landing_bucket: str,
    receipts_bucket: str,
) -> None:
    """Deliver files to CERS and read its receipts."""
    url = LOCAL_ENDPOINT if local else endpoint_url
    context.obj = connect(url, landing_bucket, receipts_bucket, vendor)


@cli.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--feed", required=True, type=_feed_type, help="What the files are.")
@click.option("--wait/--no-wait", "waiting", default=False, help="Wait for the receipts.")
@click.option("--timeout", default=900.0, show_default=True, help="Seconds to wait at most.")
@click.pass_obj
def submit(
    connection: Connection, files: tuple[Path, ...], feed: str, waiting: bool, timeout: float
) -> None:
    """Upload FILES as deliveries of one feed.

    Ends with 0 if everything was published, 1 if anything was refused, failed or has to wait for
    reference data, and 3 if a receipt was not final in time.
    """
    console = Console()
    deliveries = upload(console, connection, Feed(feed), files)
    if not waiting:
        console.print("Sent. `cers receipts` shows what became of it.")
        return
    receipts = wait(console, connection, deliveries, timeout)
    for delivery, receipt in zip(deliveries, receipts, strict=True):
        if receipt is None:
            console.print(f"{delivery.key}: no final receipt yet; look with `cers receipts`.")
        else:
            show_receipt(console, receipt, _findings_uri(connection, delivery))
    sys.exit(exit_code(receipts))


@cli.command()
@click.argument("name", required=False)
@click.option("--feed", type=_feed_type, help="Only receipts of this feed.")
@click.option("--limit", default=20, show_default=True, help="How many, newest first.")
@click.pass_obj
def receipts(connection: Connection, name: str | None, feed: str | None, limit: int) -> None:
    """List receipts, newest first; with NAME, show those of that file in full."""
    console = Console()
    prefix = f"{connection.vendor}/{feed}/" if feed else f"{connection.vendor}/"
    store = ReceiptStore(connection.s3, connection.receipts_bucket)
    found = sorted(store.below(prefix), key=lambda each: each.landed_at, reverse=True)
    if name:
        found = [each for each in found if each.name == name]
    if not found:
        console.print(f"No receipts below {prefix}" + (f" for {name}." if name else "."))
    elif name:
        for each in found[:limit]:
            key = f"{each.vendor}/{each.feed}/{each.name}"
            delivery = Delivery(connection.landing_bucket, key, each.version_id)
            show_receipt(console, each, _findings_uri(connection, delivery))
    else:
        show_receipts(console, found[:limit])


def _findings_uri(connection: Connection, delivery: Delivery) -> str:
    return f"s3://{connection.receipts_bucket}/{delivery.findings_key}"


cli.add_command(audit)
cli.add_command(availability)
cli.add_command(reference)
cli.add_command(replay)
cli.add_command(validate)


def main() -> None:
    """Run the command; what AWS or CERS refuses is one clear line, never a stack trace."""
    try:
        cli()
    except (BotoCoreError, ClientError, CersError) as error:
        click.echo(f"cers: {error}", err=True)
        sys.exit(EXIT_REFUSED)
