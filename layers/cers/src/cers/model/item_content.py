"""What an item's viewer shows: the item as blocks of plain text, its key, rubric and exemplars.

Content is never markup: a block says what it is, and its texts are shown as they stand.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; line breaks in its text count, as in verse."""

    text: str
    type: str = field(default="paragraph", init=False)


@dataclass(frozen=True, slots=True)
class Formula:
    """Mathematics on a line of its own, in plain text such as 3/4 + x² = 2."""

    text: str
    type: str = field(default="formula", init=False)


@dataclass(frozen=True, slots=True)
class TextList:
    """A list of texts, numbered if it is `ordered`."""

    items: tuple[str, ...]
    ordered: bool = False
    type: str = field(default="list", init=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts, every row as long as the first; `header` says that this one names them."""

    rows: tuple[tuple[str, ...], ...]
    header: bool = False
    type: str = field(default="table", init=False)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, its bytes in base64; `alt` says in words what it shows."""

    media_type: str
    data: str
    alt: str
    type: str = field(default="image", init=False)


Block = Paragraph | Formula | TextList | Table | Image
Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from, and the label it is chosen by."""

    label: str
    content: Blocks


@dataclass(frozen=True, slots=True)
class RubricRow:
    """What a response must be to get these points, in one category where there are several."""

    points: int
    content: Blocks
    category: str = ""


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A response, made up, that would get these points."""

    points: int
    content: Blocks


@dataclass(frozen=True, slots=True)
class ItemContent:
    """One item as it is shown; `key` is `<bank>-<item>`, `answer_key` a text for people.

    `stimulus` is what the item asks about, such as a passage.
    """

    key: str
    type: str
    stem: Blocks
    landed_at: datetime
    title: str = ""
    stimulus: Blocks = ()
    options: tuple[Option, ...] = ()
    answer_key: str = ""
    rubric: tuple[RubricRow, ...] = ()
    exemplars: tuple[Exemplar, ...] = ()


@dataclass(frozen=True)
class ItemCatalogue:
    """The content of items by key: `changed` is on top of what is `known`, read when looked up."""

    known: Mapping[str, ItemContent] = field(default_factory=dict)
    changed: Mapping[str, ItemContent] = field(default_factory=dict)

    def get(self, key: str) -> ItemContent | None:
        """The content of an item, None if there is none."""
        return self.changed.get(key) or self.known.get(key)

    def with_changes(self, contents: Mapping[str, ItemContent]) -> "ItemCatalogue":
        """The same catalogue with further contents on top."""
        return ItemCatalogue(self.known, {**self.changed, **contents})


_PLACEHOLDER: Final = "{item_key}"
_TEMPLATE: Final = re.compile(r"https://[!-z|~]+", re.ASCII)  # no space, no brace
_TEMPLATE_LENGTH: Final = 500


@dataclass(frozen=True, slots=True)
class ItemViewer:
    """An item rendering service of somebody else's; the empty template stands for none.

    The template is an https address with `{item_key}` in it. A link names the item and nothing
    else: no student, no school, no user.

    Raises:
        ValueError: the template is no such address.
    """

    template: str = ""

    def __post_init__(self) -> None:
        if not self.template:
            return
        address = self.template.replace(_PLACEHOLDER, "x")
        if (
            len(self.template) > _TEMPLATE_LENGTH
            or _PLACEHOLDER not in self.template
            or not _TEMPLATE.fullmatch(address)
        ):
            raise ValueError(f"ItemViewerUrl: an https address with {_PLACEHOLDER} in it, or none")

    def url(self, item_key: str) -> str | None:
        """The link to an item, None where there is no such service."""
        return self.template.replace(_PLACEHOLDER, quote(item_key, safe="")) or None
