"""Receipts as a person would like to read them."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cers.model.delivery import Counts, DeliveryStatus, Receipt
from cers.model.finding import Finding, Severity

_STYLES: Final = {
    DeliveryStatus.PROCESSING: ("…", "cyan"),
    DeliveryStatus.ACCEPTED: ("…", "cyan"),
    DeliveryStatus.PUBLISHED: ("✓", "green"),
    DeliveryStatus.DUPLICATE: ("=", "green"),
    DeliveryStatus.QUARANTINED: ("⏳", "yellow"),
    DeliveryStatus.REJECTED: ("✗", "red"),
    DeliveryStatus.FAILED: ("!", "red"),
}
_SEVERITY_STYLES: Final = {
    Severity.ERROR: "red",
    Severity.WAITING: "yellow",
    Severity.WARNING: "blue",
}
_PARTS: Final = (
    ("accepted", "green", "█"),
    ("waiting", "yellow", "▓"),
    ("rejected", "red", "░"),
)
_BAR_WIDTH: Final = 40
_FINDINGS_SHOWN: Final = 20
_SHOWN_OF_A_CODE: Final = 3


def status_text(status: DeliveryStatus) -> Text:
    """The status with its mark and colour."""
    mark, style = _STYLES[status]
    return Text(f"{mark} {status.value}", style=f"bold {style}")


def show_receipt(console: Console, receipt: Receipt, findings_uri: str) -> None:
    """One receipt: status, what became of the records, and what was found."""
    parts: list[RenderableType] = [
        Text.assemble(status_text(receipt.status), "  ", receipt.message)
    ]
    if receipt.counts.records:
        parts.append(_counts(receipt.counts))
    if receipt.summary:
        parts.append(_summary(receipt))
    if receipt.findings:
        if receipt.findings_total > len(receipt.summary):
            parts.append(_findings(receipt))
        parts.append(Text(f"All findings: {findings_uri}", style="dim", overflow="fold"))
    title = escape(f"{receipt.feed} · {receipt.name}")
    console.print(Panel(Group(*parts), title=title, title_align="left"))


def show_receipts(console: Console, receipts: Sequence[Receipt]) -> None:
    """Many receipts, a line each, newest first."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Landed (UTC)", no_wrap=True)
    table.add_column("Delivery", overflow="fold")
    table.add_column("Status", no_wrap=True)
    table.add_column("Accepted", no_wrap=True, justify="right")
    table.add_column("Findings", no_wrap=True, justify="right")
    for receipt in receipts:
        counts = receipt.counts
        table.add_row(
            f"{receipt.landed_at:%m-%d %H:%M:%S}",
            Text(f"{receipt.feed}/{receipt.name}"),
            status_text(receipt.status),
            f"{counts.accepted:,}/{counts.records:,}",
            f"{receipt.findings_total:,}",
        )
    console.print(table)


def _counts(counts: Counts) -> Text:
    text = Text()
    for name, style, block in _PARTS:
        share = getattr(counts, name) / counts.records
        text.append(block * round(share * _BAR_WIDTH), style=style)
    text.append(f"  {counts.records:,} records: ")
    shown = [
        f"{getattr(counts, name):,} {word}"
        for name, word in (
            ("accepted", "accepted"),
            ("rejected", "refused"),
            ("waiting", "waiting"),
            ("skipped", "skipped"),
        )
        if getattr(counts, name)
    ]
    return text.append(", ".join(shown))


def _summary(receipt: Receipt) -> Table:
    """A line for each code: a fault in ten thousand records is one fault."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Found", justify="right")
    for heading in ("", "Code", "First at"):
        table.add_column(heading, overflow="fold")
    table.add_column("For example", ratio=1, overflow="fold")
    for each in receipt.summary:
        severity = Text(each.severity.value, style=_SEVERITY_STYLES[each.severity])
        first = " ".join(filter(None, (each.where, each.element)))
        texts = (Text(each.code), Text(first), Text(each.message))
        table.add_row(f"{each.count:,}", severity, *texts)
    unnamed = receipt.findings_total - sum(each.count for each in receipt.summary)
    table.caption = f"and {unnamed:,} of further codes" if unnamed else None
    return table


def _few_of_each(findings: Sequence[Finding]) -> list[Finding]:
    """The first findings, but not many that are alike."""
    seen: Counter[str] = Counter()
    few = []
    for finding in findings:
        seen[finding.code] += 1
        if seen[finding.code] <= _SHOWN_OF_A_CODE:
            few.append(finding)
    return few[:_FINDINGS_SHOWN]


def _findings(receipt: Receipt) -> Table:
    shown = _few_of_each(receipt.findings)
    more = receipt.findings_total - len(shown)
    caption = f"and {more:,} more findings" if more else None
    table = Table(box=None, pad_edge=False, header_style="bold", caption=caption)
    for heading in ("", "Code", "Where", "Element"):
        table.add_column(heading, overflow="fold")
    table.add_column("What is wrong, and how to mend it", ratio=1, overflow="fold")
    for finding in shown:
        severity = Text(finding.severity.value, style=_SEVERITY_STYLES[finding.severity])
        texts = (finding.code, finding.where, finding.element, finding.message)
        table.add_row(severity, *(Text(text) for text in texts))
    return table
