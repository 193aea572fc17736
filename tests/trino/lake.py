"""A published world that Trino, the local Athena and the snapshot engine all read."""

from cers.model.dataset import Dataset
from cers.model.snapshot import Manifest
from cers.stores.athena_engine import AthenaEngine, Patience
from cers.stores.catalog import Catalog
from cers.stores.snapshot_engine import SnapshotEngine
from cers.stores.students import StudentCatalog
from localcloud.cloud import LocalCloud
from tests.support.parts import Registered, world_with_parts
from tests.trino.engine import TrinoEngine
from tests.trino.server import Trino

LAKE, DATABASE = "cers-lake", "cers"


class Snapshots:
    """The snapshots that were published."""

    def __init__(self, manifests: list[Manifest]) -> None:
        self._manifests = {each.dataset: each for each in manifests}

    def current(self, dataset: Dataset) -> Manifest | None:
        return self._manifests.get(dataset)

    def datasets(self) -> list[Dataset]:
        return list(self._manifests)


class Lake:
    """A published world, and the three engines on it."""

    def __init__(self, cloud: LocalCloud, trino: Trino) -> None:
        clients = cloud.clients
        manifests = world_with_parts().publish(clients.s3, LAKE)
        registered = Registered(clients.s3, LAKE)
        catalog = Catalog(clients.glue, DATABASE, LAKE)
        catalog.repair(manifests)
        StudentCatalog(catalog).follow(registered.current)
        self.trino = TrinoEngine(trino.port)
        self.athena = AthenaEngine(
            clients.athena, DATABASE, "cers", Patience(first=0.01, longest=0.05)
        )
        self.snapshot = SnapshotEngine(clients.s3, LAKE, Snapshots(manifests), students=registered)
