"""The reference data: immutable documents in the lake, and the pointers to the current ones."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Generic, TypeVar, cast

from cers.model.accommodation import Accommodations
from cers.model.assessment import Assessment, Item
from cers.model.norm import Norms
from cers.model.organization import Organizations
from cers.model.reference import Reference
from cers.model.subject import Subject
from cers.stores.accommodation_documents import ACCOMMODATIONS
from cers.stores.assessment_documents import (
    ASSESSMENTS,
    Items,
    Uses,
    decode_items,
    group_of,
    shard_of,
)
from cers.stores.item_catalogue import ItemContentStore
from cers.stores.norm_documents import NORMS
from cers.stores.reference_documents import ORGANIZATIONS, SUBJECTS, Encoded, Kind
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

T = TypeVar("T")

_READERS: Final = 8


@dataclass(frozen=True, slots=True)
class _Loaded(Generic[T]):
    """A document's value, and the digests of the documents it names.

    `parts` are those with items, by group; `uses` those that tell which types of assessments have
    an item, by the start of its hash.
    """

    id: str
    value: T
    parts: Mapping[str, str] = field(default_factory=dict)
    uses: Mapping[str, str] = field(default_factory=dict)

    @property
    def known_parts(self) -> frozenset[str]:
        """Every document it names."""
        return frozenset((*self.parts.values(), *self.uses.values()))


class ReferenceStore:
    """Subjects, assessments, organizations, accommodations and norms.

    Documents never change, so what was read once is kept until its pointer moves on; every call
    looks at the pointers first.
    """

    def __init__(self, s3: "S3Client", lake_bucket: str, snapshots_table: "Table") -> None:
        self._s3 = s3
        self._bucket = lake_bucket
        self._objects = ReferenceObjects(s3, lake_bucket, snapshots_table)
        self.item_contents = ItemContentStore(s3, lake_bucket, snapshots_table)
        self._loaded: dict[str, _Loaded[object]] = {}
        self._items: dict[str, Items] = {}
        self._uses: dict[str, Uses] = {}
        self._whole: tuple[tuple[str, ...], Reference] | None = None

    def load(self) -> Reference:
        """All that exams are checked against; the same object as before if nothing has changed."""
        kinds = (SUBJECTS, ASSESSMENTS, ORGANIZATIONS, ACCOMMODATIONS)
        pointers = [self._pointer(kind.name) for kind in kinds]
        ids = tuple(pointer.id for pointer in pointers)
        whole = self._whole
        if whole is None or whole[0] != ids:
            reference = Reference(
                self._read(SUBJECTS, pointers[0]).value,
                self._complete(self._read(ASSESSMENTS, pointers[1])),
                self._read(ORGANIZATIONS, pointers[2]).value,
                _fingerprint(pointers),
                self._read(ACCOMMODATIONS, pointers[3]).value,
            )
            whole = (ids, reference)
            self._whole = whole
        return whole[1]

    def subjects(self) -> Mapping[str, Subject]:
        """The subjects by code."""
        return self._read(SUBJECTS, self._pointer(SUBJECTS.name)).value

    def organizations(self) -> Organizations:
        """The districts, the schools and their groups."""
        return self._read(ORGANIZATIONS, self._pointer(ORGANIZATIONS.name)).value

    def assessments(self) -> Mapping[str, Assessment]:
        """The assessments by id, their items left empty: `items` has them."""
        return self._read(ASSESSMENTS, self._pointer(ASSESSMENTS.name)).value

    def items(self, assessment_id: str) -> Mapping[str, Item]:
        """The items of one assessment by key; none if it is unknown."""
        loaded = self._read(ASSESSMENTS, self._pointer(ASSESSMENTS.name))
        assessment = loaded.value.get(assessment_id)
        if assessment is None:
            return {}
        part = loaded.parts[group_of(assessment)]
        if part not in self._items:
            self._items[part] = self._read_items(part)
        return self._items[part][assessment_id]

    def item_types(self, item_key: str) -> frozenset[str]:
        """The types of the assessments that have an item; none if no assessment has it."""
        loaded = self._read(ASSESSMENTS, self._pointer(ASSESSMENTS.name))
        part = loaded.uses.get(shard_of(item_key))
        if part is None:
            return frozenset()
        if part not in self._uses:
            known = {
                each: uses for each, uses in self._uses.items() if each in loaded.uses.values()
            }
            document = self._objects.get(document_key("items", part))
            self._uses = {**known, part: document}
        return frozenset(self._uses[part].get(item_key, ()))

    def accommodations(self) -> Accommodations:
        """The accommodations of each school year by code."""
        return self._read(ACCOMMODATIONS, self._pointer(ACCOMMODATIONS.name)).value

    def norms(self) -> Norms:
        """The percentiles of scores."""
        return self._read(NORMS, self._pointer(NORMS.name)).value

    def update_subjects(
        self, merge: Callable[[Mapping[str, Subject]], Mapping[str, Subject]]
    ) -> Change[Mapping[str, Subject]]:
        """Replace the subjects by what `merge` makes of them; see `_update`."""
        return self._update(SUBJECTS, lambda loaded: loaded.value, merge)

    def update_assessments(
        self, merge: Callable[[Mapping[str, Assessment]], Mapping[str, Assessment]]
    ) -> Change[Mapping[str, Assessment]]:
        """Replace the assessments, with their items, by what `merge` makes of them."""
        return self._update(ASSESSMENTS, self._complete, merge)

    def update_organizations(
        self, merge: Callable[[Organizations], Organizations]
    ) -> Change[Organizations]:
        """Replace the organizations by what `merge` makes of them."""
        return self._update(ORGANIZATIONS, lambda loaded: loaded.value, merge)

    def update_accommodations(
        self, merge: Callable[[Accommodations], Accommodations]
    ) -> Change[Accommodations]:
        """Replace the accommodations by what `merge` makes of them."""
        return self._update(ACCOMMODATIONS, lambda loaded: loaded.value, merge)

    def update_norms(self, merge: Callable[[Norms], Norms]) -> Change[Norms]:
        """Replace the norms by what `merge` makes of them."""
        return self._update(NORMS, lambda loaded: loaded.value, merge)

    def write_table(self, name: str, data: bytes) -> str:
        """Keep a Parquet file of a reference table; returns the folder it is alone in."""
        digest = hashlib.sha256(data).hexdigest()[:32]
        folder = f"reference/tables/{name}/{digest}/"
        self._s3.put_object(Bucket=self._bucket, Key=f"{folder}part.parquet", Body=data)
        return f"s3://{self._bucket}/{folder}"

    def _update(
        self, kind: Kind[T], current: Callable[[_Loaded[T]], T], merge: Callable[[T], T]
    ) -> Change[T]:
        """Read, merge, write and move the pointer; again from the start if it moved meanwhile.

        `merge` must be pure: it may run several times. Nothing is written if it changes nothing.

        Raises:
            ConflictError: others were faster, many times in a row.
        """

        def attempt() -> Change[T] | None:
            pointer = self._pointer(kind.name)
            loaded = self._read(kind, pointer)
            before = current(loaded)
            after = merge(before)
            encoded = kind.encode(after)
            if encoded.digest == pointer.id:
                return Change(before, after)
            self._write(kind.name, encoded, loaded.known_parts)
            moved = self._objects.move(kind.name, pointer, encoded)
            return Change(before, after) if moved else None

        return persistently(kind.name, attempt)

    def _pointer(self, name: str) -> Pointer:
        return self._objects.pointer(name)

    def _read(self, kind: Kind[T], pointer: Pointer) -> _Loaded[T]:
        """The document a pointer points at, read once."""
        loaded = self._loaded.get(kind.name)
        if loaded is None or loaded.id != pointer.id:
            loaded = self._read_document(kind, pointer.id)
            self._loaded[kind.name] = loaded
        return cast("_Loaded[T]", loaded)

    def _read_document(self, kind: Kind[T], id_: str) -> _Loaded[object]:
        if not id_:
            return _Loaded(id_, kind.empty)
        document = self._objects.get(document_key(kind.name, id_))
        if kind.name != ASSESSMENTS.name:
            return _Loaded(id_, kind.decode(document))
        # Documents of before uses were kept name none.
        uses = document.get("uses", {})
        return _Loaded(id_, kind.decode(document), document["items"], uses)

    def _complete(self, loaded: _Loaded[Mapping[str, Assessment]]) -> dict[str, Assessment]:
        """The assessments with their items; only documents not read before are fetched."""
        wanted = frozenset(loaded.parts.values())
        missing = [part for part in wanted if part not in self._items]
        with ThreadPoolExecutor(_READERS) as pool:
            fetched = zip(missing, pool.map(self._read_items, missing), strict=True)
            known = {part: items for part, items in self._items.items() if part in wanted}
            self._items = {**known, **dict(fetched)}
        return {id_: self._with_items(each, loaded.parts) for id_, each in loaded.value.items()}

    def _with_items(self, assessment: Assessment, parts: Mapping[str, str]) -> Assessment:
        items = self._items[parts[group_of(assessment)]]
        return replace(assessment, items=items[assessment.id])

    def _read_items(self, part: str) -> Items:
        return decode_items(self._objects.get(document_key("items", part)))

    def _write(self, name: str, encoded: Encoded, known_parts: frozenset[str]) -> None:
        """Write what is new; parts first, so that nothing names what is not there."""
        for part, data in encoded.parts.items():
            if part not in known_parts:
                self._objects.put(document_key("items", part), data)
        self._objects.put(document_key(name, encoded.digest), encoded.document)


def _fingerprint(pointers: Iterable[Pointer]) -> str:
    text = "\n".join(pointer.fingerprint for pointer in pointers)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
