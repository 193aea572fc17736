"""What managed login remembers for a while: who is signed in, codes, and wrong passwords."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import compare_digest, randbelow, token_urlsafe
from time import monotonic
from typing import Final, Generic, TypeVar

Clock = Callable[[], float]
T = TypeVar("T")

_FREE_TRIES: Final = 5
_LONGEST_LOCK: Final = 900.0
_CODE_TRIES: Final = 5
_CODE_LIFE: Final = 3600.0


class Tickets(Generic[T]):
    """Things handed out under a name that nobody can guess, for so many seconds."""

    def __init__(self, seconds: float, clock: Clock = monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._held: dict[str, tuple[float, T]] = {}
        self._lock = threading.Lock()

    def hand_out(self, thing: T) -> str:
        """The name of a new ticket."""
        name = token_urlsafe(24)
        with self._lock:
            now = self._clock()
            self._held = {each: held for each, held in self._held.items() if held[0] > now}
            self._held[name] = (now + self._seconds, thing)
        return name

    def look_up(self, name: str) -> T | None:
        """What a ticket stands for."""
        with self._lock:
            return self._valid(self._held.get(name))

    def take_back(self, name: str) -> T | None:
        """What a ticket stood for; it is good for this one time."""
        with self._lock:
            return self._valid(self._held.pop(name, None))

    def _valid(self, held: tuple[float, T] | None) -> T | None:
        return held[1] if held is not None and held[0] > self._clock() else None


class Patience:
    """Locks a name after five failures: a second, then twice as long each time, up to 15 minutes.

    Names that nobody has are locked in the same way.
    """

    def __init__(self, clock: Clock = monotonic) -> None:
        self._clock = clock
        self._failures: dict[str, tuple[int, float]] = {}

    def is_out(self, name: str) -> bool:
        """Whether the name is locked just now."""
        _, until = self._failures.get(_folded(name), (0, 0.0))
        return self._clock() < until

    def failed(self, name: str) -> None:
        """One failure more."""
        count = self._failures.get(_folded(name), (0, 0.0))[0] + 1
        over = count - _FREE_TRIES
        seconds = min(2.0 ** min(over, 20), _LONGEST_LOCK) if over >= 0 else 0.0
        self._failures[_folded(name)] = (count, self._clock() + seconds)

    def succeeded(self, name: str) -> None:
        """All is forgotten."""
        self._failures.pop(_folded(name), None)


@dataclass(frozen=True)
class Mail:
    """A letter that would have been sent."""

    to: str
    code: str = field(repr=False)


class ResetCodes:
    """The codes by which passwords are set anew; one a user, good for an hour and five tries."""

    def __init__(self, clock: Clock = monotonic) -> None:
        self._clock = clock
        self._codes: dict[str, tuple[str, float, int]] = {}
        self.mails: list[Mail] = []
        """What would have been sent, the latest last."""

    def send(self, username: str, address: str) -> None:
        """Mail a code, which here means: keep it for who looks."""
        code = f"{randbelow(1_000_000):06}"
        self._codes[username] = (code, self._clock() + _CODE_LIFE, _CODE_TRIES)
        self.mails.append(Mail(address, code))

    def accepts(self, username: str, code: str) -> bool:
        """Whether this is the code that was sent. A wrong one costs a try."""
        known, until, tries = self._codes.get(username, ("", 0.0, 0))
        if not known or tries == 0 or self._clock() >= until:
            return False
        if compare_digest(known.encode(), code.strip().encode()):
            return True
        self._codes[username] = (known, until, tries - 1)
        return False

    def spend(self, username: str) -> None:
        """The code is used."""
        self._codes.pop(username, None)


def _folded(name: str) -> str:
    return name.strip().lower()
