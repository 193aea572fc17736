"""What a patch is, and putting all of them on and taking them off again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Patch:
    """Replaces `owner.attribute` by what `make` makes of the original; `why` is for people."""

    owner: Any
    attribute: str
    make: Callable[[Any], Any]
    why: str

    @contextmanager
    def on(self) -> Iterator[None]:
        """The patch, for as long as the block runs."""
        missing = object()
        before = vars(self.owner).get(self.attribute, missing)
        setattr(self.owner, self.attribute, self.make(getattr(self.owner, self.attribute, None)))
        try:
            yield
        finally:
            if before is missing:
                delattr(self.owner, self.attribute)
            else:
                setattr(self.owner, self.attribute, before)


@contextmanager
def applied(patches: list[Patch]) -> Iterator[None]:
    """Several patches at once."""
    with ExitStack() as stack:
        for patch in patches:
            stack.enter_context(patch.on())
        yield
