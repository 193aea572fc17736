"""Anybody with a role anywhere in the world of the API's tests."""

from collections.abc import Iterator

from cers.model.roles import ROLES
from cers.stores.access import AccessStore
from tests.support import tokens
from tests.support.api import ApiClient
from tests.support.world import DISTRICTS, SCHOOLS

PLACES = {"state": ["CA"], "district": [*DISTRICTS], "school": [*SCHOOLS], "vendor": ["ets"]}


def educator(access: AccessStore, role: str, place: str, username: str = "") -> ApiClient:
    """The requests of somebody who holds a role at a place, made known now."""
    name = username or login(role, place)
    level = ROLES[role].level
    assignment = access.assign(name, role, level, place, f"Name of {place}")
    return ApiClient(tokens.token(tokens.claims(name, role)), assignment.id)


def login(role: str, place: str) -> str:
    """The user name of who holds a role at a place."""
    return f"{role}.{place}".lower()


def everywhere() -> Iterator[tuple[str, str]]:
    """Every role at every place where it can be held."""
    for code, role in ROLES.items():
        for place in PLACES[role.level]:
            yield code, place


def is_within(place: str, school: str) -> bool:
    """Whether a school is a place or lies in it, in words of its own."""
    return place == "CA" or place == school or SCHOOLS[school][1] == place
