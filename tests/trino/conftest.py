"""`make test-trino` runs these tests: they need a Trino server, which other runs do without."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from localcloud.cloud import LocalCloud
from tests.trino.lake import Lake
from tests.trino.server import Trino

HOME = os.environ.get("CERS_TRINO", "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a server there is nothing to compare with."""
    if HOME:
        return
    skip = pytest.mark.skip(reason="CERS_TRINO names no Trino server: make test-trino runs these")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """The catalog is the deployed one: the local cloud makes it from the templates."""
    with LocalCloud(with_functions=False) as cloud:
        folder = tmp_path_factory.mktemp("trino")
        with Trino(Path(HOME), folder, cloud.endpoint_url) as trino:
            yield Lake(cloud, trino)
