"""Deliveries by the API: everybody's own, newest first, and doing them again."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import boto3
import pytest
import requests

from cers.model.delivery import Counts, Delivery, DeliveryStatus, FindingCount, Receipt
from cers.model.finding import Finding, Severity
from cers.steps.tally import as_csv
from cers.stores.ledger import Ledger
from cers.stores.receipt_pages import PIECE_BYTES
from cers.stores.receipts import ReceiptStore
from chalicelib.endpoint import services
from tests.integration.api.conftest import REGION, Api
from tests.support import tokens
from tests.support.api import Answer, ApiClient
from tests.support.audit import items

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MAY = datetime(2026, 5, 1, 12, tzinfo=UTC)
LIST = "/deliveries"
ONE = "/deliveries/{delivery_id}"
FINDINGS = ONE + "/findings"
STATUSES = list(DeliveryStatus)
PEOPLE = {
    "ets-person": ("VENDOR", "vendor", "ets"),
    "alder-person": ("VENDOR", "vendor", "alder"),
    "operator": ("OPERATOR", "state", "CA"),
}


@dataclass
class Landed:
    """Everything that landed, and the queue that replays go to."""

    receipts: dict[str, Receipt]
    sqs: "SQSClient"
    url: str
    api: Api

    def client(self, username: str) -> ApiClient:
        role, _, _ = PEOPLE[username]
        token = tokens.token(tokens.claims(username, role))
        return ApiClient(token, self.api.access.assignments(username)[0].id)

    def newest(self, vendor: str = "") -> list[Receipt]:
        own = [each for each in self.receipts.values() if vendor in ("", each.vendor)]
        return sorted(own, key=lambda each: (each.landed_at, each.delivery_id), reverse=True)

    def sent(self) -> list[str]:
        """The names of what was sent through again since it was last asked."""
        names: list[str] = []
        while found := self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10):
            if "Messages" not in found:
                return sorted(names)
            for message in found["Messages"]:
                told = json.loads(message["Body"])["delivery"]
                assert told["replay"] is True
                names.append(told["key"])
                self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return names


@pytest.fixture(scope="module")
def landed(api: Api) -> Iterator[Landed]:
    sqs = boto3.client("sqs", region_name=REGION)
    url = sqs.create_queue(QueueName="ingest-of-deliveries")["QueueUrl"]
    s3 = boto3.client("s3", region_name=REGION)
    s3.put_bucket_versioning(Bucket="cers-receipts", VersioningConfiguration={"Status": "Enabled"})
    table = boto3.resource("dynamodb", region_name=REGION).Table("cers-deliveries")
    ledger, receipts = Ledger(table), ReceiptStore(s3, "cers-receipts")
    for username, (role, kind, organization) in PEOPLE.items():
        api.access.assign(username, role, kind, organization, organization)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CERS_INGEST_QUEUE_URL", url)
        services.cache_clear()
        made = {}
        for number in range(40):
            delivery, receipt = _delivered(number)
            ledger.record(delivery, receipt)
            receipts.put(delivery, receipt)
            made[receipt.delivery_id] = receipt
        yield Landed(made, sqs, url, api)
        services.cache_clear()


def _delivered(number: int) -> tuple[Delivery, Receipt]:
    vendor = "ets" if number % 4 else "alder"
    feed = "exams" if number % 3 else "groups"
    delivery = Delivery("cers-landing", f"{vendor}/{feed}/file {number}.xml", f"v{number}")
    at = MAY + timedelta(minutes=number // 2)
    receipt = Receipt(
        delivery_id=delivery.id,
        vendor=vendor,
        feed=feed,
        name=f"file {number}.xml",
        version_id=delivery.version_id,
        status=STATUSES[number % len(STATUSES)],
        message="m",
        landed_at=at,
        updated_at=at,
        counts=Counts(records=2, accepted=1, rejected=1),
    )
    return delivery, receipt


def pages(client: ApiClient, **query: str) -> list[dict[str, Any]]:
    """Every page, one after another."""
    found, cursor = [], ""
    while True:
        page = client.get(LIST, query | ({"cursor": cursor} if cursor else {})).body
        found += page["deliveries"]
        if page["next"] is None:
            return found
        cursor = page["next"]


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["delivery_id"] for row in rows]


# ---- the list


@pytest.mark.parametrize("limit", ["1", "7", "200"])
@pytest.mark.parametrize(
    ("username", "vendor"), [("ets-person", "ets"), ("alder-person", "alder"), ("operator", "")]
)
def test_a_list_is_everybodys_own_newest_first_page_by_page(
    landed: Landed, username: str, vendor: str, limit: str
) -> None:
    found = pages(landed.client(username), limit=limit)
    assert ids(found) == [each.delivery_id for each in landed.newest(vendor)]


@pytest.mark.parametrize("feed", ["", "exams", "groups", "norms"])
@pytest.mark.parametrize("status", ["", "failed", "failed,rejected", "published,failed"])
@pytest.mark.parametrize("since", ["", "2026-05-01T12:09:00Z"])
def test_a_list_is_narrowed_by_feed_status_and_moment(
    landed: Landed, feed: str, status: str, since: str
) -> None:
    asked = {"feed": feed, "status": status, "since": since, "limit": "3"}
    found = pages(landed.client("operator"), **{k: v for k, v in asked.items() if v})
    wanted = [
        each.delivery_id
        for each in landed.newest()
        if feed in ("", each.feed)
        and (not status or each.status.value in status.split(","))
        and (not since or each.landed_at >= MAY + timedelta(minutes=9))
    ]
    assert ids(found) == wanted


def test_an_operator_may_ask_for_one_vendor_and_a_vendor_for_no_other(landed: Landed) -> None:
    own = [each.delivery_id for each in landed.newest("alder")]
    assert ids(pages(landed.client("operator"), vendor="alder")) == own
    assert ids(pages(landed.client("alder-person"), vendor="alder")) == own
    assert pages(landed.client("ets-person"), vendor="alder") == []
    assert pages(landed.client("operator"), vendor="nobody") == []


@pytest.mark.parametrize("name", ["file 1", "FILE 1", "1.xml", "file 12.xml", "nothing", "é", "%"])
@pytest.mark.parametrize("limit", [2, 200])
def test_files_are_found_by_a_part_of_their_name(landed: Landed, name: str, limit: int) -> None:
    client, found, cursor = landed.client("ets-person"), [], None
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = client.post(LIST + "/search", {"name": name, "limit": limit} | more).body
        found += page["deliveries"]
        cursor = page["next"]
        if cursor is None:
            break
    wanted = [each.delivery_id for each in landed.newest("ets") if name.lower() in each.name]
    assert ids(found) == wanted


def test_a_search_is_narrowed_like_the_list(landed: Landed) -> None:
    asked = {"name": "file", "vendor": "alder", "feed": "exams", "statuses": ["failed", "rejected"]}
    since = {"since": "2026-05-01T12:05:00Z"}
    found = landed.client("operator").post(LIST + "/search", asked | since).body["deliveries"]
    assert ids(found) == [
        each.delivery_id
        for each in landed.newest("alder")
        if each.feed == "exams"
        and each.status.value in ("failed", "rejected")
        and each.landed_at >= MAY + timedelta(minutes=5)
    ]
    assert landed.client("ets-person").post(LIST + "/search", asked).body["deliveries"] == []


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": " "}, {"name": "x" * 201}, {"q": "x"}])
def test_a_search_for_nothing_is_refused(landed: Landed, body: dict[str, str]) -> None:
    assert landed.client("operator").post(LIST + "/search", body).status == 400


@pytest.mark.parametrize(("username", "vendor"), [("ets-person", "ets"), ("operator", "")])
@pytest.mark.parametrize("feed", ["", "groups"])
def test_deliveries_are_counted_by_where_they_stand(
    landed: Landed, username: str, vendor: str, feed: str
) -> None:
    told = landed.client(username).get(LIST + "/counts", {"feed": feed} if feed else {}).body
    wanted = [each for each in landed.newest(vendor) if feed in ("", each.feed)]
    counted = Counter(each.status.value for each in wanted)
    assert told == {"deliveries": len(wanted), "by_status": dict(counted), "more": False}


def test_no_more_are_counted_than_can_be_read_at_once(
    landed: Landed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cers.steps.deliveries.MOST_COUNTED", 7)
    told = landed.client("operator").get(LIST + "/counts").body
    newest = Counter(each.status.value for each in landed.newest()[:7])
    assert told == {"deliveries": 7, "by_status": dict(newest), "more": True}


def test_a_delivery_that_moves_on_is_listed_as_it_stands(landed: Landed) -> None:
    ledger = services().desk.ledger
    delivery, receipt = _delivered(1)
    assert receipt.status is DeliveryStatus.ACCEPTED
    later = MAY + timedelta(days=1)
    assert ledger.move(delivery, receipt, DeliveryStatus.PUBLISHED, later)
    rows = pages(landed.client("ets-person"), status="published")
    assert delivery.id in ids(rows)
    ledger.record(delivery, receipt)


@pytest.mark.usefixtures("landed")
def test_what_is_mended_leaves_the_list_of_troubles() -> None:
    desk = services().desk
    delivery, receipt = _delivered(6)
    assert receipt.status is DeliveryStatus.FAILED
    mended = receipt.with_status(DeliveryStatus.PUBLISHED, "m", MAY)
    desk.ledger.record(delivery, mended)
    troubles = desk.listing.newest(["ets"], [DeliveryStatus.FAILED], None, "", 50)
    assert delivery.id not in {each.delivery_id for each in troubles}
    desk.ledger.record(delivery, receipt)


@pytest.mark.parametrize(
    "query",
    [{"feed": "letters"}, {"status": "lost"}, {"since": "yesterday"}, {"cursor": "rubbish"},
     {"since": "0001-01-01T00:00:00+14:00"}, {"limit": "0"}, {"name": "x"}],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused(landed: Landed, query: dict[str, str]) -> None:
    answer = landed.client("operator").get(LIST, query)
    assert (answer.status, answer.code) == (400, "bad-parameter")


@pytest.mark.parametrize("username", ["state", "lea", "site", "teacher"])
@pytest.mark.parametrize("route", [LIST, ONE, FINDINGS])
def test_deliveries_are_not_for_educators(landed: Landed, username: str, route: str) -> None:
    path = {} if route == LIST else {"delivery_id": next(iter(landed.receipts))}
    answer = landed.api.client(username).get(route, **path)
    assert (answer.status, answer.code) == (403, "not-permitted")


# ---- one delivery


def test_a_delivery_tells_what_was_found_by_kinds(landed: Landed) -> None:
    delivery, receipt = _delivered(5)
    finding = Finding("no-such-grade", Severity.ERROR, "There is no such grade", "line 3", "Grade")
    told = receipt.with_status(receipt.status, "Some", MAY)
    told = Receipt.from_json(
        told.to_json() | {"summary": [vars_of(FindingCount.of(finding, 3))], "findings_total": 3}
    )
    services().desk.ledger.record(delivery, told)
    body = landed.client("ets-person").get(ONE, delivery_id=delivery.id).body
    assert (body["name"], body["version_id"]) == ("file 5.xml", "v5")
    assert body["summary"] == [vars_of(FindingCount.of(finding, 3))]
    services().desk.ledger.record(delivery, receipt)


def vars_of(count: FindingCount) -> dict[str, Any]:
    return {
        "code": count.code,
        "severity": count.severity.value,
        "count": count.count,
        "where": count.where,
        "element": count.element,
        "message": count.message,
    }


@pytest.mark.parametrize("route", [ONE, FINDINGS])
def test_another_vendors_delivery_looks_like_none(landed: Landed, route: str) -> None:
    theirs = landed.newest("alder")[0].delivery_id
    assert landed.client("operator").get(route, delivery_id=theirs).status == 200
    answers = [
        landed.client("ets-person").get(route, delivery_id=id_) for id_ in (theirs, "0" * 32)
    ]
    assert [answer.status for answer in answers] == [404, 404]
    told = [answer.body["error"] | {"request_id": ""} for answer in answers]
    assert told[0] == told[1]


def test_findings_come_page_by_page_and_none_is_lost(landed: Landed) -> None:
    delivery, receipt = _delivered(2)
    findings = [
        Finding(
            f"code-{n}", Severity.WARNING, f'a "quoted"\nmessage, {"é" * (n % 40)}', f"line {n}"
        )
        for n in range(6000)
    ]
    text = as_csv(findings)
    assert len(text.encode()) > 2 * PIECE_BYTES
    _found(delivery, receipt, findings, text)
    found, cursor = [], ""
    while True:
        query = {"limit": "500"} | ({"cursor": cursor} if cursor else {})
        page = landed.client("ets-person").get(FINDINGS, query, delivery_id=delivery.id).body
        assert page["total"] == 6000
        found += page["findings"]
        cursor = page["next"]
        if cursor is None:
            break
    assert [Finding.from_json(each) for each in found] == findings


def test_pages_are_of_one_answer_even_if_the_delivery_is_processed_anew(landed: Landed) -> None:
    delivery, receipt = _delivered(3)
    findings = [Finding(f"old-{n}", Severity.ERROR, "m") for n in range(5)]
    _found(delivery, receipt, findings, as_csv(findings))
    client = landed.client("ets-person")
    first = client.get(FINDINGS, {"limit": "2"}, delivery_id=delivery.id).body
    newer = [Finding("new", Severity.ERROR, "m")]
    _found(delivery, receipt, newer, as_csv(newer))
    query = {"cursor": first["next"]}
    rest = client.get(FINDINGS, query, delivery_id=delivery.id).body
    assert [each["code"] for each in rest["findings"]] == ["old-2", "old-3", "old-4"]
    fresh = client.get(FINDINGS, delivery_id=delivery.id).body
    assert ([each["code"] for each in fresh["findings"]], fresh["next"]) == (["new"], None)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"code": "rare"}, lambda n: n % 1500 == 0),
        ({"severity": "error"}, lambda n: n % 1500 == 0),
        ({"code": "common"}, lambda n: n % 1500),
        ({"code": "common", "severity": "error"}, lambda _: False),
        ({"code": "unknown"}, lambda _: False),
    ],
)
def test_findings_of_one_kind_are_found_wherever_they_are(
    landed: Landed, query: dict[str, str], kept: Callable[[int], bool]
) -> None:
    delivery, receipt = _delivered(22)
    findings = [
        Finding("common", Severity.WARNING, "m" * 80, f"line {n}")
        if n % 1500
        else Finding("rare", Severity.ERROR, "m", f"line {n}")
        for n in range(30_000)
    ]
    text = as_csv(findings)
    assert len(text.encode()) > 8 * PIECE_BYTES  # more than is read for one page
    _found(delivery, receipt, findings, text)
    found, cursor, asked = [], "", 0
    while cursor is not None:
        more = {"limit": "500"} | query | ({"cursor": cursor} if cursor else {})
        page = landed.client("ets-person").get(FINDINGS, more, delivery_id=delivery.id).body
        found += [each["where"] for each in page["findings"]]
        cursor, asked = page["next"], asked + 1
    assert found == [f"line {n}" for n in range(30_000) if kept(n)]
    assert asked > 1


@pytest.mark.parametrize("query", [{"severity": "fatal"}, {"code": "x" * 61}, {"kind": "rare"}])
def test_a_kind_of_findings_that_there_cannot_be_is_refused(
    landed: Landed, query: dict[str, str]
) -> None:
    id_ = landed.newest("ets")[0].delivery_id
    assert landed.client("ets-person").get(FINDINGS, query, delivery_id=id_).status == 400


def test_all_findings_can_be_fetched_as_a_file_for_some_minutes(landed: Landed) -> None:
    delivery, receipt = _delivered(15)
    findings = [Finding("c", Severity.ERROR, "é", "line 1")]
    _found(delivery, receipt, findings, as_csv(findings))
    told = landed.client("ets-person").get(FINDINGS + "/file", delivery_id=delivery.id).body
    answer = requests.get(told["address"], timeout=10)
    assert answer.content.decode() == as_csv(findings)
    left = datetime.fromisoformat(told["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=4) < left <= timedelta(minutes=5)
    assert "X-Amz-Expires=300" in told["address"]
    assert told["filename"] in unquote(told["address"])


def test_there_is_no_file_of_findings_where_there_are_none_or_none_yet(landed: Landed) -> None:
    client = landed.client("ets-person")
    for number in (14, 29):  # the first is under way
        delivery, _ = _delivered(number)
        assert client.get(FINDINGS + "/file", delivery_id=delivery.id).status == 404
    delivery, under_way = _delivered(14)
    assert under_way.status is DeliveryStatus.PROCESSING
    _found(delivery, under_way, [Finding("c", Severity.ERROR, "m")], "")
    assert client.get(FINDINGS + "/file", delivery_id=delivery.id).status == 404
    theirs = landed.newest("alder")[0].delivery_id
    assert client.get(FINDINGS + "/file", delivery_id=theirs).status == 404


def _found(delivery: Delivery, receipt: Receipt, findings: list[Finding], text: str) -> None:
    told = Receipt.from_json(receipt.to_json() | {"findings_total": len(findings)})
    services().desk.ledger.record(delivery, told)
    ReceiptStore(boto3.client("s3", region_name=REGION), "cers-receipts").write_findings(
        delivery, text
    )


def test_a_delivery_without_findings_has_an_empty_page(landed: Landed) -> None:
    id_ = landed.newest("alder")[0].delivery_id
    body = landed.client("alder-person").get(FINDINGS, delivery_id=id_).body
    assert (body["findings"], body["total"], body["next"]) == ([], 0, None)


@pytest.mark.parametrize("cursor", ["rubbish", "LTE6", "MTp4L3k="])
def test_a_cursor_of_findings_that_is_none_of_ours_is_refused(landed: Landed, cursor: str) -> None:
    delivery, receipt = _delivered(9)
    _found(delivery, receipt, [], as_csv([Finding("c", Severity.ERROR, "m")]))
    told = Receipt.from_json(receipt.to_json() | {"findings_total": 1})
    services().desk.ledger.record(delivery, told)
    answer = landed.client("ets-person").get(FINDINGS, {"cursor": cursor}, delivery_id=delivery.id)
    assert answer.status == 400


# ---- again


def test_a_delivery_is_sent_through_again_and_that_is_written_down(landed: Landed) -> None:
    landed.sent()
    own = landed.newest("ets")[0]
    answer = landed.client("ets-person").post(ONE + "/replay", delivery_id=own.delivery_id)
    assert (answer.status, answer.body) == (202, {"delivery_id": own.delivery_id})
    assert landed.sent() == [f"ets/{own.feed}/{own.name}"]
    told = max((i for i in items(landed.api.audit) if "at" in i), key=lambda i: str(i["at"]))
    assert (told["action"], told["username"], told["rows"]) == ("change", "ets-person", 1)
    assert told["detail"] == "deliveries of ets sent through again"


def test_nobody_sends_another_vendors_delivery(landed: Landed) -> None:
    landed.sent()
    theirs = landed.newest("alder")[0].delivery_id
    answer = landed.client("ets-person").post(ONE + "/replay", delivery_id=theirs)
    assert answer.status == 404
    assert landed.sent() == []


def replay(landed: Landed, username: str, **body: Any) -> Answer:
    return landed.client(username).post(LIST + "/replay", body)


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(landed: Landed) -> None:
    landed.sent()
    answer = replay(landed, "operator", statuses=["failed", "rejected"], dry_run=True)
    wanted = [r.status.value for r in landed.newest() if r.status.value in ("failed", "rejected")]
    assert answer.status == 200
    assert answer.body["deliveries"] == len(wanted)
    assert answer.body["by_status"] == {name: wanted.count(name) for name in set(wanted)}
    assert landed.sent() == []


@pytest.mark.parametrize(("username", "vendor"), [("ets-person", "ets"), ("operator", "")])
def test_what_is_meant_is_sent_and_of_vendors_their_own_only(
    landed: Landed, username: str, vendor: str
) -> None:
    landed.sent()
    until = (MAY + timedelta(minutes=12)).isoformat()
    answer = replay(landed, username, feed="exams", since=MAY.isoformat(), until=until)
    wanted = sorted(
        f"{each.vendor}/exams/{each.name}"
        for each in landed.newest(vendor)
        if each.feed == "exams" and each.landed_at < MAY + timedelta(minutes=12)
    )
    assert (answer.status, answer.body["deliveries"]) == (202, len(wanted))
    assert landed.sent() == wanted


@pytest.mark.parametrize("body", [{}, {"dry_run": True}, {"dry_run": "yes", "feed": "exams"}])
def test_not_everything_is_sent_by_accident(landed: Landed, body: dict[str, Any]) -> None:
    landed.sent()
    assert replay(landed, "operator", **body).status == 400
    assert landed.sent() == []
