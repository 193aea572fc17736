"""The content of an item: of interim assessments only, to those who see results of them."""

from dataclasses import dataclass
from typing import Final, Protocol

from cers.model.errors import NotFoundError
from cers.model.item_content import ItemContent, ItemViewer
from cers.model.roles import Permission
from cers.model.scope import SUMMATIVE
from cers.steps.session import Session

_RESULTS: Final = (Permission.INDIVIDUAL_RESULTS, Permission.GROUP_RESULTS)


class Uses(Protocol):
    """Where it is known which assessments have an item."""

    def item_types(self, item_key: str) -> frozenset[str]:
        """The types of the assessments that have it."""
        ...


class Contents(Protocol):
    """Where the content of items is kept."""

    def content(self, item_key: str) -> ItemContent | None:
        """The content of one item, None if none was delivered."""
        ...


@dataclass(frozen=True, slots=True)
class ItemSources:
    """What items look like, and where else they are shown."""

    uses: Uses
    contents: Contents
    viewer: ItemViewer


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item to look at: its content where it was delivered, and its link where there is one."""

    item_key: str
    content: ItemContent | None
    viewer_url: str | None


def item_view(session: Session, sources: ItemSources, item_key: str) -> ItemView:
    """One item of an interim assessment.

    Raises:
        NotPermittedError: the caller sees no results at all.
        NotFoundError: no assessment that the caller sees results of has it, or a summative one has.
    """
    session.require(*_RESULTS)
    types = sources.uses.item_types(item_key)
    if SUMMATIVE in types or not types & session.scope.assessment_types:
        raise NotFoundError("there is no such item among those you may see")
    return ItemView(item_key, sources.contents.content(item_key), sources.viewer.url(item_key))
