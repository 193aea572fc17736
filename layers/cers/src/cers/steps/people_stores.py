"""What the feeds of groups and staff read and write, and what says who may deliver."""

from dataclasses import dataclass

from cers.stores.access import AccessStore
from cers.stores.staff import StaffStore
from cers.stores.users import UserDirectory
from cers.stores.vendors import VendorStore


@dataclass(frozen=True, slots=True)
class PeopleStores:
    """Groups, assignments, users and vendors."""

    access: AccessStore
    staff: StaffStore
    users: UserDirectory
    vendors: VendorStore
    most_revoked_percent: int
    """The share of a district's assignments that a file may take away unconfirmed."""
