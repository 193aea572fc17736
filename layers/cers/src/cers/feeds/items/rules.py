"""What a file of items must be."""

from typing import Final

from cers.feeds.reading import FileRules
from cers.model.delivery import Feed
from cers.model.finding import Severity
from cers.model.rule import Rule


def _error(code: str, meaning: str) -> Rule:
    return Rule(code, Severity.ERROR, meaning, Feed.ITEMS)


def _warning(code: str, meaning: str) -> Rule:
    return Rule(code, Severity.WARNING, meaning, Feed.ITEMS)


FILE: Final = FileRules.of(Feed.ITEMS)
JSON: Final = _error("not-well-formed", "The text is no JSON, or an object names a member twice.")
FORMAT: Final = _error(
    "unknown-format", "The file is neither an object with a list of items nor an item a line."
)
NO_RECORDS: Final = _error("no-records", "The file holds no item.")
MISSING_VALUE: Final = _error("missing-value", "A required value is missing.")
INVALID: Final = _error("invalid-value", "A value is not of the kind that the format asks for.")
TOO_LONG: Final = _error("value-too-long", "A text is longer than the format allows.")
TOO_MANY: Final = _error("too-many-values", "A list is longer than the format allows.")
UNKNOWN_BLOCK: Final = _error(
    "unknown-block", "A block is no paragraph, formula, list, table or image."
)
INVALID_IMAGE: Final = _error(
    "invalid-image", "An image is no PNG or JPEG in base64, or not the one it is said to be."
)
IMAGE_TOO_LARGE: Final = _error(
    "image-too-large", "An image has more than 256 KiB, or more than 4,096 points on a side."
)
ITEM_TOO_LARGE: Final = _error("item-too-large", "An item has more than 1 MiB with its images.")
DUPLICATE_ITEM: Final = _error("duplicate-item", "An item stands in the file twice.")
DUPLICATE_OPTION: Final = _error("duplicate-option", "Two options of an item have the same label.")
ANSWER: Final = _error(
    "answer-not-an-option", "The answer key of an item names a label that no option has."
)
UNKNOWN_MEMBER: Final = _warning(
    "unknown-member", "A member is none of the format's; it is left aside."
)
MARKUP: Final = _warning(
    "looks-like-markup", "A text looks like HTML; it is shown as it stands, with its tags."
)
UNKNOWN_ITEM: Final = _warning(
    "unknown-item", "Items are in no assessment we know yet; their content is kept all the same."
)
MISMATCH: Final = _warning(
    "mismatched-item", "The type, the options or the answer key differ from the assessment's."
)

RULES: Final = (
    *FILE.all(), JSON, FORMAT, NO_RECORDS, MISSING_VALUE, INVALID, TOO_LONG, TOO_MANY,
    UNKNOWN_BLOCK, INVALID_IMAGE, IMAGE_TOO_LARGE, ITEM_TOO_LARGE, DUPLICATE_ITEM, DUPLICATE_OPTION,
    ANSWER, UNKNOWN_MEMBER, MARKUP, UNKNOWN_ITEM, MISMATCH,
)  # fmt: skip
