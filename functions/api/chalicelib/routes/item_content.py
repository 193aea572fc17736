"""GET /v1/items/…: what an item looks like."""

from dataclasses import asdict
from typing import Any, Final

from chalice.app import Blueprint

from cers.model.item_content import ItemContent
from cers.steps.item_content import item_view
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.params import identifier, only
from chalicelib.request import Request
from chalicelib.responses import Impersonal

ITEM_KEY_LENGTH: Final = 40

routes = Blueprint(__name__)


@routes.route("/v1/items/{item_key}/content", authorizer=AUTHORIZER, content_types=[])
@endpoint
def content(request: Request, item_key: str) -> object:
    """An item's content, rubric, exemplars and answer key, and where else it is shown."""
    opened = session(request)
    only(request.query)
    key = identifier(item_key, "item_key", ITEM_KEY_LENGTH)
    view = item_view(opened, services().items, key)
    document = _document(view.content) if view.content else None
    return Impersonal(
        {"item_key": view.item_key, "viewer_url": view.viewer_url, "content": document}
    )


def _document(found: ItemContent) -> dict[str, Any]:
    """The content as it is answered: when it landed is nobody's business there."""
    return {
        name: value for name, value in asdict(found).items() if name not in ("key", "landed_at")
    }
