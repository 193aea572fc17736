"""The content of items: found one by one, changed a shard at a time."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.errors import UpstreamError
from cers.model.item_content import ItemCatalogue, ItemContent
from cers.stores.item_content_documents import (
    NAME,
    Shard,
    decode_index,
    decode_shard,
    encode_index,
    encode_shard,
    shard_of,
)
from cers.stores.reference_documents import digest
from cers.stores.reference_objects import (
    Change,
    Pointer,
    ReferenceObjects,
    document_key,
    persistently,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client

KEPT_SHARDS: Final = 16
_WRITERS: Final = 8

_Index = Mapping[str, str]


class ItemContentStore:
    """What viewers of items show; safe to use from several threads.

    Documents never change: the index is read again when its pointer has moved, and the shards that
    were used last are kept.
    """

    def __init__(self, s3: "S3Client", lake_bucket: str, snapshots_table: "Table") -> None:
        self._objects = ReferenceObjects(s3, lake_bucket, snapshots_table)
        self._index: tuple[str, _Index] = ("", {})
        self._shards: OrderedDict[str, Shard] = OrderedDict()
        self._lock = Lock()

    def content(self, item_key: str) -> ItemContent | None:
        """The content of one item, None if none was delivered.

        Raises:
            UpstreamError: it cannot be read just now.
        """
        try:
            part = self._read_index(self._objects.pointer(NAME)).get(shard_of(item_key))
            return self._shard(part).get(item_key) if part else None
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("the content of items cannot be read just now") from error

    def update(self, merge: Callable[[ItemCatalogue], ItemCatalogue]) -> Change[ItemCatalogue]:
        """Replace the catalogue by what `merge` makes of it, reading only what it looks up.

        `merge` must be pure: it may run several times. Nothing is written if it changes nothing.

        Raises:
            ConflictError: others were faster, many times in a row.
        """

        def attempt() -> Change[ItemCatalogue] | None:
            pointer = self._objects.pointer(NAME)
            index = self._read_index(pointer)
            stored = _Stored(index, self._fetch)
            before = ItemCatalogue(stored)
            after = merge(before)
            fresh = _changed_shards(stored, after)
            if not fresh:
                return Change(before, after)
            encoded = encode_index({**index, **self._write(fresh)})
            self._objects.put(document_key(NAME, encoded.digest), encoded.document)
            moved = self._objects.move(NAME, pointer, encoded)
            return Change(before, after) if moved else None

        return persistently(NAME, attempt)

    def _write(self, documents: Mapping[str, bytes]) -> dict[str, str]:
        """Keep the documents of shards; their digests by the shards' names."""
        digests = {name: digest(data) for name, data in documents.items()}
        keys = [document_key(NAME, part) for part in digests.values()]
        with ThreadPoolExecutor(_WRITERS) as pool:
            list(pool.map(self._objects.put, keys, documents.values()))
        return digests

    def _read_index(self, pointer: Pointer) -> _Index:
        id_, index = self._index
        if id_ != pointer.id:
            document = self._objects.get(document_key(NAME, pointer.id)) if pointer.id else None
            index = decode_index(document) if document else {}
            self._index = (pointer.id, index)
        return index

    def _shard(self, part: str) -> Shard:
        """A shard's content by its document's digest, read once as long as it is kept."""
        with self._lock:
            shard = self._shards.get(part)
            if shard is not None:
                self._shards.move_to_end(part)
                return shard
        shard = self._fetch(part)
        with self._lock:
            self._shards[part] = shard
            while len(self._shards) > KEPT_SHARDS:
                self._shards.popitem(last=False)
        return shard

    def _fetch(self, part: str) -> Shard:
        return decode_shard(self._objects.get(document_key(NAME, part)))


class _Stored(Mapping[str, ItemContent]):
    """The content of all items, as one index has it; a shard is read when first needed."""

    def __init__(self, index: _Index, fetch: Callable[[str], Shard]) -> None:
        self.index = index
        self._fetch = fetch
        self._read: dict[str, Shard] = {}

    def shard(self, name: str) -> Shard:
        """What a shard holds: nothing if there is none of that name."""
        if name not in self.index:
            return {}
        if name not in self._read:
            self._read[name] = self._fetch(self.index[name])
        return self._read[name]

    def __getitem__(self, key: str) -> ItemContent:
        return self.shard(shard_of(key))[key]

    def __iter__(self) -> Iterator[str]:
        for name in self.index:
            yield from self.shard(name)

    def __len__(self) -> int:
        return sum(len(self.shard(name)) for name in self.index)


def _changed_shards(stored: _Stored, after: ItemCatalogue) -> dict[str, bytes]:
    """The documents of the shards that differ from the stored ones, by name."""
    changes: dict[str, dict[str, ItemContent]] = {}
    for key, content in after.changed.items():
        changes.setdefault(shard_of(key), {})[key] = content
    documents = {
        name: encode_shard({**stored.shard(name), **each}) for name, each in changes.items()
    }
    return {
        name: data for name, data in documents.items() if digest(data) != stored.index.get(name)
    }
