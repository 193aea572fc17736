"""Vendors: which feeds one may deliver, and about which organizations."""

import re
from dataclasses import dataclass
from typing import Final, Self

from cers.model.delivery import Feed

STATEWIDE_FEEDS: Final = frozenset(
    {
        Feed.SUBJECTS,
        Feed.ASSESSMENTS,
        Feed.ORGANIZATIONS,
        Feed.ACCOMMODATIONS,
        Feed.NORMS,
        Feed.ITEMS,
        Feed.STUDENTS,
    }
)
"""Feeds that only a statewide vendor delivers: reference data, which speaks for everybody, and
registrations, which decide what school may ask for a student's results.
"""

SHIPPED: Final = "cers"
"""Whose prefix the reference data is landed below that CERS ships: no vendor's name."""

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{1,30}", re.ASCII)


def is_vendor(name: str) -> bool:
    """Whether this may be a vendor's name: the same rule as in infra/vendor.yaml."""
    return name != SHIPPED and bool(_NAME.fullmatch(name))


@dataclass(frozen=True, slots=True)
class VendorGrant:
    """What a vendor may deliver. Deny by default: what is not named is not granted."""

    feeds: frozenset[Feed] = frozenset()
    statewide: bool = False
    district_ids: frozenset[str] = frozenset()

    @classmethod
    def of_the_state(cls) -> Self:
        """Every feed, about every organization."""
        return cls(frozenset(Feed), statewide=True)

    @classmethod
    def of_shipped_data(cls) -> Self:
        """What `cers reference deliver` needs."""
        return cls(frozenset({Feed.SUBJECTS, Feed.ASSESSMENTS}), statewide=True)

    def may_deliver(self, feed: Feed) -> bool:
        """Whether a feed may be delivered at all."""
        return feed in self.feeds and (self.statewide or feed not in STATEWIDE_FEEDS)

    def covers(self, district_id: str) -> bool:
        """Whether rows about a district and its schools may be delivered."""
        return self.statewide or district_id in self.district_ids
