import json

import pytest

from cers.model.dataset import Dataset
from cers.runtime.events import (
    IngestRequest,
    PublishRequest,
    ingest_request,
    publish_request,
)

SUM_2026 = Dataset(2026, "sum")


def created(key: str, **more: object) -> str:
    thing = {"key": key, "size": 1, "etag": "e", "version-id": "v7", "sequencer": "01", **more}
    return json.dumps(
        {
            "version": "0",
            "source": "aws.s3",
            "detail-type": "Object Created",
            "detail": {"bucket": {"name": "cers-landing"}, "object": thing},
        }
    )


@pytest.mark.parametrize(
    "key", ["ets/exams/a b+c%20d=é.xml", "ets/exams/" + "n" * 900, "ets/exams/😀.zip"]
)
def test_an_event_names_exactly_the_object_that_landed(key: str) -> None:
    request = IngestRequest("cers-landing", key, "v7", replay=False, size=1)
    assert ingest_request(created(key)) == request


def test_an_event_without_a_version_asks_for_the_newest() -> None:
    body = json.dumps(
        {
            "detail-type": "Object Created",
            "detail": {"bucket": {"name": "b"}, "object": {"key": "ets/exams/a.xml"}},
        }
    )
    assert ingest_request(body) == IngestRequest("b", "ets/exams/a.xml", "", replay=False)


def test_our_own_message_can_ask_for_a_replay() -> None:
    body = json.dumps(
        {"delivery": {"bucket": "b", "key": "ets/exams/a.xml", "version_id": "1", "replay": True}}
    )
    assert ingest_request(body) == IngestRequest("b", "ets/exams/a.xml", "1", replay=True)


def test_our_own_message_can_tell_the_size() -> None:
    told = {"bucket": "b", "key": "ets/exams/a.xml", "version_id": "1", "size": 7}
    request = ingest_request(json.dumps({"delivery": told}))
    assert request == IngestRequest("b", "ets/exams/a.xml", "1", replay=False, size=7)
    garbled = ingest_request(json.dumps({"delivery": {**told, "size": "much"}}))
    assert garbled == IngestRequest("b", "ets/exams/a.xml", "1", replay=False)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "not json",
        "[]",
        "null",
        "{}",
        '{"Records": []}',
        '{"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b"}',
        '{"detail-type": "Object Deleted", "detail": {}}',
        '{"detail-type": "Object Created", "detail": {"bucket": {}, "object": {"key": "a"}}}',
        '{"delivery": {"bucket": "b"}}',
        created("ets/exams/"),
    ],
)
def test_anything_else_asks_for_nothing(body: str) -> None:
    assert ingest_request(body) is None


def test_a_publish_message_names_its_dataset() -> None:
    assert publish_request('{"dataset": "2026-sum"}') == PublishRequest(SUM_2026, tidy=False)
    assert publish_request('{"dataset": "2026-sum", "tidy": true}').tidy


def test_a_foreign_message_on_the_publish_queue_is_an_error() -> None:
    with pytest.raises(ValueError, match="names its dataset"):
        publish_request('{"other": 1}')
