from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.console import Console

from cers.cli.show import show_receipt, show_receipts
from cers.model.delivery import Counts, DeliveryStatus, FindingCount, Receipt
from cers.model.finding import Finding, Severity

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def a_receipt(status: DeliveryStatus, counts: Counts, findings: int) -> Receipt:
    shown = tuple(
        Finding("unknown-gender", Severity.ERROR, "Use [Male].", f"{number}.xml", "Sex")
        for number in range(min(findings, Receipt.SHOWN))
    )
    message = "3 of 4 exams accepted."
    return Receipt(
        "id", "ets", "exams", "a.zip", "v1", status, message, NOW, NOW, "d", counts, shown, findings
    )


@pytest.fixture
def console() -> Console:
    return Console(file=StringIO(), width=120, color_system=None)


def printed(console: Console) -> str:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_a_receipt_says_what_became_of_the_records_and_what_is_wrong(console: Console) -> None:
    receipt = a_receipt(DeliveryStatus.PUBLISHED, Counts(4, 3, 1), 1)
    show_receipt(console, receipt, "s3://receipts/a.csv")
    text = printed(console)
    assert "published" in text
    assert "4 records: 3 accepted, 1 refused" in text
    assert "█" * 30 + "░" * 10 in text
    assert "unknown-gender" in text
    assert "Use [Male]." in text
    assert "s3://receipts/a.csv" in text


def test_many_findings_are_cut_and_the_rest_is_counted(console: Console) -> None:
    show_receipt(console, a_receipt(DeliveryStatus.REJECTED, Counts(4, 0, 4), 250), "uri")
    text = printed(console)
    assert "and 247 more findings" in text, "three that are alike are enough"
    assert text.count("unknown-gender") == 3


def test_a_fault_in_ten_thousand_records_is_one_line_that_is_read_first(console: Console) -> None:
    receipt = a_receipt(DeliveryStatus.REJECTED, Counts(10_000, 0, 10_000), 10_000)
    summary = (
        FindingCount.of(receipt.findings[0], 9_990),
        FindingCount("blank-value", Severity.ERROR, 10, "7.xml", "Grade", "Fill it in."),
    )
    show_receipt(console, replace(receipt, summary=summary), "uri")
    lines = printed(console).splitlines()
    [first] = [number for number, line in enumerate(lines) if "9,990" in line]
    assert all(text in lines[first] for text in ("error", "unknown-gender", "0.xml Sex", "[Male]"))
    assert "10  error" in lines[first + 1]
    assert "Fill it in." in lines[first + 1]
    assert min(n for n, line in enumerate(lines) if "unknown-gender" in line) == first


def test_a_finding_that_the_summary_tells_whole_is_not_told_twice(console: Console) -> None:
    receipt = a_receipt(DeliveryStatus.REJECTED, Counts(1, 0, 1), 1)
    summary = (FindingCount.of(receipt.findings[0], 1),)
    show_receipt(console, replace(receipt, summary=summary), "uri")
    assert printed(console).count("unknown-gender") == 1


def test_codes_that_the_summary_has_no_room_for_are_counted(console: Console) -> None:
    receipt = a_receipt(DeliveryStatus.REJECTED, Counts(9, 0, 9), 9)
    summary = (FindingCount.of(receipt.findings[0], 7),)
    show_receipt(console, replace(receipt, summary=summary), "uri")
    assert "and 2 of further codes" in printed(console)


def test_a_list_has_a_line_for_each_receipt(console: Console) -> None:
    receipts = [a_receipt(status, Counts(1, 1), 0) for status in DeliveryStatus]
    show_receipts(console, receipts)
    text = printed(console)
    assert all(status.value in text for status in DeliveryStatus)
    assert text.count("05-01 12:00:00  exams/a.zip") == len(DeliveryStatus)
