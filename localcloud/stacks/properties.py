"""Reading the properties of a resource: what is not understood is an error, never ignored."""

from collections.abc import Callable, Collection
from typing import Any

from localcloud.aws import Clients
from localcloud.stacks.template import Made, TemplateError

Properties = dict[str, Any]
Creator = Callable[[Properties, Clients], Made]

COSMETIC = {"Tags"}


def expect(properties: Properties, *known: str, without: Collection[str] = ()) -> None:
    """Checks that only known properties are used; those in `without` have no effect locally."""
    unknown = set(properties) - set(known) - set(without) - COSMETIC
    if unknown:
        raise TemplateError(f"properties not supported locally: {', '.join(sorted(unknown))}")


def pick(properties: Properties, *names: str) -> Properties:
    """The named properties that are there."""
    return {name: properties[name] for name in names if name in properties}
