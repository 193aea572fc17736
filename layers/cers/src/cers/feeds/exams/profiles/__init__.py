"""Vendor profiles: how reports that are written in a vendor's own way become ordinary ones.

Each `.toml` file here is one profile. It names the vendors whose deliveries it is for, by the
first part of the landing key, and lists changes of elements and attributes in the order they are
made. Nothing else can be said in a profile: a new vendor is data, not code.
"""

from functools import cache
from importlib import resources
from typing import Final

from cers.feeds.exams.profiles.profile import Profile, parse_profile

__all__ = ["Profile", "all_profiles", "profile_of"]

_SUFFIX: Final = ".toml"


@cache
def all_profiles() -> tuple[Profile, ...]:
    """Every profile that is shipped, by name."""
    files = sorted(resources.files(__name__).iterdir(), key=lambda file: file.name)
    return tuple(
        parse_profile(file.name.removesuffix(_SUFFIX), file.read_text("utf-8"))
        for file in files
        if file.name.endswith(_SUFFIX)
    )


def profile_of(vendor: str) -> Profile | None:
    """The profile for a vendor's deliveries, if it writes in a way of its own."""
    return next((each for each in all_profiles() if vendor in each.vendors), None)
