"""Every request of the API's benchmark is one that the API answers, with what there is to see."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.api_disk import DiskS3, Meter
from bench.api_routes import ROUTES, Route
from bench.api_stage import Stage, dynamodb, environment
from bench.state import make_state
from chalicelib.endpoint import services
from tests.support.api import event, send
from tests.support.tokens import key_server

RESULTS = 20_000


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Meter]]:
    folder = tmp_path_factory.mktemp("state")
    for _ in make_state(folder, RESULTS, buckets=2, detailed=2):
        pass
    meter = Meter()
    with pytest.MonkeyPatch.context() as patch, dynamodb() as address, key_server() as keys:
        for name, value in environment(address, keys).items():
            patch.setenv(name, value)
        services.cache_clear()
        made = Stage(folder, picks=2)
        services().__dict__["_s3"] = DiskS3(folder, meter, first_byte=0)
        yield made, meter
        services.cache_clear()
    assert "AWS_ENDPOINT_URL_DYNAMODB" not in os.environ


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_route_is_answered(stage: tuple[Stage, Meter], route: Route) -> None:
    made, meter = stage
    for pick in made.detailed if route.detailed else made.picks:
        asked = route.request(pick)
        answer = send(
            event(
                asked["route"],
                asked["path"],
                asked["query"] or None,
                made.headers(pick, route.role),
                method=asked["method"],
                body=asked["body"],
            )
        )
        assert answer.status == 200, answer.text
    assert meter.now.gets > 0


def test_s3_answers_ranges_and_counts_them(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"0123456789")
    meter = Meter()
    s3 = DiskS3(tmp_path, meter, first_byte=0)
    part = s3.get_object(Bucket="b", Key="a", Range="bytes=2-4")["Body"].read()
    assert part == b"234"
    assert s3.get_object(Bucket="b", Key="a")["Body"].read() == b"0123456789"
    assert (meter.now.gets, meter.now.bytes) == (2, 13)
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket="b", Key="none")
