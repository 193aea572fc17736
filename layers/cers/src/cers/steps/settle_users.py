"""Bringing the user pool in line with the access table, user by user."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cers.steps.answer import Clock
from cers.stores.staff import StaffStore
from cers.stores.users import SignInRefusedError, UserDirectory

BUDGET: Final = timedelta(minutes=9)
"""How long a delivery may take; the rest is left to its next run. A function lives for 15."""

_AT_ONCE: Final = 64
_WORKERS: Final = 8


@dataclass(frozen=True, slots=True)
class Settled:
    """The users the pool refuses, and how many were left to the next run."""

    refused: tuple[str, ...] = ()
    unfinished: int = 0


def settle_users(
    staff: StaffStore,
    users: UserDirectory,
    started: datetime,
    clock: Clock,
    on_progress: Callable[[float], None],
) -> Settled:
    """Tell the pool of every user who has changed, whoever changed them; stop when time is up.

    Who is refused stays on the list: a later file may give the address free.
    """
    waiting = staff.unsynced()
    refused: list[str] = []
    with ThreadPoolExecutor(_WORKERS) as pool:
        for start in range(0, len(waiting), _AT_ONCE):
            if clock() - started >= BUDGET:
                return Settled(tuple(refused), len(waiting) - start)
            some = waiting[start : start + _AT_ONCE]
            taken = pool.map(lambda each: settle_user(each[0], each[1], staff, users), some)
            refused += [each[0] for each, good in zip(some, taken, strict=True) if not good]
            on_progress(min(start + _AT_ONCE, len(waiting)) / len(waiting))
    return Settled(tuple(refused))


def settle_user(username: str, version: str, staff: StaffStore, users: UserDirectory) -> bool:
    """Tell the pool of one user, again if they change meanwhile; False if it refuses them."""
    holdings = staff.holdings(username)
    try:
        while True:
            users.settle(username, holdings.person, holdings.roles)
            now = staff.holdings(username)
            if now == holdings:
                break
            holdings = now
    except SignInRefusedError:
        return False
    staff.synced(username, version)
    return True
