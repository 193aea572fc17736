"""What a receipt says first: how many findings of each code."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from cers.model.delivery import DeliveryStatus, FindingCount, Receipt
from cers.model.finding import Finding, Severity
from cers.steps.answer import utc_now
from cers.steps.tally import Tally, as_csv

NOW = utc_now()
EMPTY = Receipt("id", "ets", "exams", "a", "v", DeliveryStatus.PROCESSING, "m", NOW, NOW)


def finding(code: str, severity: Severity = Severity.ERROR, where: str = "1.xml") -> Finding:
    return Finding(code, severity, f"about {code}", where, "Sex")


def tallied(*findings: Finding) -> Receipt:
    tally = Tally()
    tally.add(findings)
    return tally.on(EMPTY)


def test_ten_thousand_equal_findings_are_one_line() -> None:
    many = [finding("unknown-gender", where=f"{number}.xml") for number in range(10_000)]
    receipt = tallied(*many)
    assert receipt.summary == (FindingCount.of(many[0], 10_000),)
    assert receipt.findings_total == 10_000
    assert len(receipt.findings) == Receipt.SHOWN


def test_errors_come_before_what_waits_and_warnings_and_the_frequent_before_the_rare() -> None:
    receipt = tallied(
        finding("warned", Severity.WARNING),
        finding("warned", Severity.WARNING),
        finding("waits", Severity.WAITING),
        finding("rare"),
        *[finding("frequent")] * 3,
    )
    assert [(each.code, each.count) for each in receipt.summary] == [
        ("frequent", 3),
        ("rare", 1),
        ("waits", 1),
        ("warned", 2),
    ]


codes = st.lists(st.sampled_from([f"code-{number}" for number in range(80)]), max_size=300)


@given(codes)
def test_counts_add_up_unless_there_are_more_codes_than_a_summary_holds(drawn: list[str]) -> None:
    receipt = tallied(*map(finding, drawn))
    total = sum(each.count for each in receipt.summary)
    assert len(receipt.summary) == min(len(set(drawn)), Receipt.SUMMARIZED)
    assert total <= receipt.findings_total == len(drawn)
    assert (total == len(drawn)) == (len(set(drawn)) <= Receipt.SUMMARIZED)


def test_a_few_findings_make_the_csv_file_that_many_would() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv([finding("a"), finding("b", where="=1+1")]))))
    assert [row["code"] for row in rows] == ["a", "b"]
    assert rows[1]["where"] == "'=1+1"
