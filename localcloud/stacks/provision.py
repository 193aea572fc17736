"""Creates a deployment's resources in the local AWS, resource type by resource type."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from localcloud.aws import ACCOUNT, REGION, Clients
from localcloud.stacks import cognito, glue, messaging, storage
from localcloud.stacks.functions import FUNCTION_TYPES, MAPPING_TYPE
from localcloud.stacks.ignored import AnyAttribute, is_ignored
from localcloud.stacks.properties import Creator
from localcloud.stacks.template import Made, Stack, TemplateError, World

CREATORS: Final[dict[str, Creator]] = {
    **storage.CREATORS,
    **messaging.CREATORS,
    **glue.CREATORS,
    **cognito.CREATORS,
}
"""How each supported resource type is made."""


class Deployment:
    """All stacks below one root template, and what was made of them."""

    def __init__(
        self, template: Path, clients: Clients, parameters: dict[str, str] | None = None
    ) -> None:
        self._clients = clients
        self.made: dict[tuple[str, str], Made] = {}
        self._being_made: set[tuple[str, str]] = set()
        pseudo = {
            "AWS::AccountId": ACCOUNT,
            "AWS::Partition": "aws",
            "AWS::Region": REGION,
            "AWS::StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/local/1",
            "AWS::StackName": "local",
            "AWS::URLSuffix": "amazonaws.com",
        }
        self.root = Stack(template, World(pseudo, self.make, parameters or {}, _find))

    def create(self) -> None:
        """Makes every resource, each after what it refers to.

        Raises:
            TemplateError: a resource is of a type that is neither supported nor ignored, or
                says something that is not supported.
        """
        for stack, logical_id in self.root.walk():
            self.make(stack, logical_id)

    def make(self, stack: Stack, logical_id: str) -> Made:
        """What a resource is, creating it if it is not there yet."""
        place = (stack.name, logical_id)
        if place in self.made:
            return self.made[place]
        if place in self._being_made:
            raise TemplateError(f"{stack.where(logical_id)} refers to itself")
        self._being_made.add(place)
        try:
            self.made[place] = self._create(stack, logical_id)
        finally:
            self._being_made.remove(place)
        return self.made[place]

    def _create(self, stack: Stack, logical_id: str) -> Made:
        kind = stack.resources[logical_id]["Type"]
        if kind in FUNCTION_TYPES:
            name = stack.property_of(logical_id, "FunctionName") or logical_id
            return Made(name, {"Arn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"})
        if kind == MAPPING_TYPE or is_ignored(kind):
            return Made(f"not-created-{logical_id}", AnyAttribute(logical_id))
        creator = CREATORS.get(kind)
        if creator is None:
            raise TemplateError(
                f"{stack.where(logical_id)}: the local cloud cannot make a {kind}; "
                "support it in localcloud/stacks or name it in localcloud/stacks/ignored.py"
            )
        try:
            return creator(stack.properties(logical_id), self._clients)
        except TemplateError as error:
            raise TemplateError(f"{stack.where(logical_id)}: {error}") from None

    def of_type(self, *kinds: str) -> Iterator[tuple[Stack, str]]:
        """Every resource of some types."""
        for stack, logical_id in self.root.walk():
            if stack.resources[logical_id]["Type"] in kinds:
                yield stack, logical_id


def _find(folder: Path, location: str) -> Path:
    """A nested template; where it is built rather than written, what is merged into it."""
    path = folder / location
    if "build" in Path(location).parts:
        overlay = folder / "infra" / f"{path.parent.name}-overlay.yaml"
        if overlay.exists():
            return overlay
    return path
