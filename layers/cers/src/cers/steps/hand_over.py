"""Handing over to publish what was staged."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import PurePath
from typing import Final

from cers.lake.staging import StagedPart
from cers.model.dataset import Dataset
from cers.model.snapshot import StagedDelivery, StagedFile
from cers.steps.ingest_stores import IngestStores

PATIENCE: Final = timedelta(minutes=10)
"""How long the first in line may wait before others send hints as well."""


def upload(
    parts: Iterable[StagedPart], prefix: str, stores: IngestStores
) -> Mapping[Dataset, tuple[StagedFile, ...]]:
    """Put staged parts into the lake, below `prefix`; what lies there now, by dataset."""
    files: dict[Dataset, tuple[StagedFile, ...]] = {}
    keys = {}
    for part in parts:
        key = f"{prefix}/{part.dataset.id}/{PurePath(part.path).name}"
        keys[key] = part.path
        file = StagedFile(part.table, key, part.rows)
        files[part.dataset] = (*files.get(part.dataset, ()), file)
    stores.lake.put_all_staged(keys)
    return dict(sorted(files.items()))


def hand_over(
    staged: Iterable[StagedDelivery], stores: IngestStores, *, again: bool = False
) -> None:
    """Let what was staged wait to be published, and see that somebody knows.

    `again` says that some of it was handed over before, and whoever was told may have forgotten.
    """
    for each in staged:
        stores.pending.add(each)
        if again or _is_first(each, stores):
            stores.publish_queue.hint(each.dataset)


def _is_first(staged: StagedDelivery, stores: IngestStores) -> bool:
    """Whether this is the first in line, or the first has waited too long.

    Only the first in line sends a hint: whoever comes while it waits is published with it, since
    publish goes on until nothing waits. A thousand single files are a few publications, then.
    """
    [first] = stores.pending.of(staged.dataset, 1) or [staged]
    return first.delivery_id == staged.delivery_id or _is_stuck(first, staged)


def _is_stuck(first: StagedDelivery, new: StagedDelivery) -> bool:
    """Whether the first in line has waited so long that its hint may be lost."""
    return first.landed_at < new.landed_at - PATIENCE
