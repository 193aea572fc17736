"""How much of a batch one invocation does itself, so that no bundle waits for many others."""

from collections.abc import Callable, Mapping
from typing import Final

BYTES: Final = 32 << 20
"""Deliveries of so many bytes in all are processed by one invocation; that is about a minute."""

UNKNOWN_BYTES: Final = 4 << 20
"""What a delivery counts whose size nobody told."""

RESERVE_SECONDS: Final = 600.0
"""With less time left, no further delivery is begun: it may be a large one."""


class Turns:
    """Who has a turn; the others go back into the queue, for another invocation to take.

    `sizes` are those of the deliveries by message, in bytes, None where they are unknown.
    """

    def __init__(self, sizes: Mapping[str, int | None], time_left: Callable[[], float]) -> None:
        self._time_left = time_left
        self._begun = False
        self._others: set[str] = set()
        taken = 0
        for message_id, size in sizes.items():
            if taken >= BYTES:
                self._others.add(message_id)
            taken += UNKNOWN_BYTES if size is None else size

    def is_for_others(self, message_id: str) -> bool:
        """Whether a message is left to another invocation from the start."""
        return message_id in self._others

    def begin(self, message_id: str) -> bool:
        """Whether a delivery is processed now; the first always is."""
        if self.is_for_others(message_id):
            return False
        if self._begun and self._time_left() < RESERVE_SECONDS:
            return False
        self._begun = True
        return True
