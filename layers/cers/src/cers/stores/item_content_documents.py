"""The content of items as it is stored: an index, and shards by the hash of the item's key.

One item is read without the others, and a delivery rewrites only the shards of its items.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, cast

from cers.model.item_content import (
    Block,
    Blocks,
    Exemplar,
    Formula,
    Image,
    ItemContent,
    Option,
    Paragraph,
    RubricRow,
    Table,
    TextList,
)
from cers.stores.reference_documents import (
    LANDED,
    Encoded,
    Json,
    canonical,
    digest,
    parse_time,
    plain,
)

NAME: Final = "items-content"

Shard = Mapping[str, ItemContent]
"""The content of some items, by key."""


def shard_of(item_key: str) -> str:
    """The name of an item's shard, one of 256."""
    return hashlib.sha256(item_key.encode()).hexdigest()[:2]


def encode_index(shards: Mapping[str, str]) -> Encoded:
    """The index: the digest of every shard's document."""
    data = canonical({"shards": shards})
    return Encoded(data, digest(data))


def decode_index(document: Json) -> Mapping[str, str]:
    """The digests of the shards' documents by the shards' names."""
    return cast("Mapping[str, str]", document["shards"])


def encode_shard(contents: Shard) -> bytes:
    """A shard's document."""
    return canonical(plain(contents))


def decode_shard(document: Json) -> dict[str, ItemContent]:
    """The content of items in a shard's document."""
    return {key: _content(each) for key, each in document.items()}


def _content(document: Json) -> ItemContent:
    return ItemContent(
        **{
            **document,
            LANDED: parse_time(document[LANDED]),
            "stem": _blocks(document["stem"]),
            "stimulus": _blocks(document["stimulus"]),
            "options": tuple(Option(**_with_blocks(each)) for each in document["options"]),
            "rubric": tuple(RubricRow(**_with_blocks(each)) for each in document["rubric"]),
            "exemplars": tuple(Exemplar(**_with_blocks(each)) for each in document["exemplars"]),
        }
    )


def _with_blocks(document: Json) -> dict[str, Any]:
    return {**document, "content": _blocks(document["content"])}


def _blocks(documents: Iterable[Json]) -> Blocks:
    return tuple(_KINDS[each["type"]](each) for each in documents)


_KINDS: Final[Mapping[str, Callable[[Json], Block]]] = {
    "paragraph": lambda block: Paragraph(block["text"]),
    "formula": lambda block: Formula(block["text"]),
    "list": lambda block: TextList(tuple(block["items"]), block["ordered"]),
    "table": lambda block: Table(tuple(map(tuple, block["rows"])), block["header"]),
    "image": lambda block: Image(block["media_type"], block["data"], block["alt"]),
}
