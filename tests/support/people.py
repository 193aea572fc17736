"""Group files and staff files, and what to check them against."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import RLock
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from cers.feeds.groups import DeliveredGroup, GroupContext, read_groups
from cers.feeds.reading import Parsed
from cers.feeds.staff import StaffContext, StaffStatement, read_staff
from cers.model.delivery import Delivery
from cers.model.organization import District, Organizations, School
from cers.model.vendor import VendorGrant

LANDED = datetime(2026, 3, 1, tzinfo=UTC)

D1, D2 = "11111110000000", "22222220000000"
S1, S2, S3 = "11111110000001", "11111110000002", "22222220000003"

GROUP_HEADER = "group_name,school_natural_id,school_year,subject_code,student_ssid,group_user_login"
STAFF_HEADER = "username,email,first_name,last_name,role,organization_type,organization_id"
STATEWIDE = VendorGrant.of_the_state()

LEA = ("LEA_CAASPP_COORDINATOR", "district")
SITE = ("SITE_CAASPP_COORDINATOR", "school")
TEACHER = ("TEST_ADMINISTRATOR", "school")
STATE = ("STATE_USER", "state")


def organizations() -> Organizations:
    """Two districts, one with two schools and one with one."""
    names = {D1: "Alder Unified", D2: "Birch Unified"}
    places = {S1: D1, S2: D1, S3: D2}
    return Organizations(
        {id_: District(id_, name, LANDED) for id_, name in names.items()},
        {id_: School(id_, f"School {id_[-1]}", lea, LANDED) for id_, lea in places.items()},
    )


def group_file(*rows: str, header: str = GROUP_HEADER, newline: str = "\n") -> bytes:
    """A group file of these rows."""
    return (newline.join([header, *rows]) + newline).encode()


def read_group_file(
    data: bytes, grant: VendorGrant = STATEWIDE, landed_at: datetime = LANDED
) -> Parsed[tuple[DeliveredGroup, ...]]:
    """What a group file says, checked against the two districts and two subjects."""
    return read_groups(data, GroupContext(organizations(), ("ELA", "Math"), grant, landed_at))


@dataclass(frozen=True)
class Staff:
    """One row of a staff file."""

    username: str
    role: tuple[str, str]
    organization_id: str
    email: str = ""
    first_name: str = "Ann"
    last_name: str = "Other"

    @property
    def row(self) -> str:
        email = self.email or f"{self.username}@district.example"
        values = (self.username, email, self.first_name, self.last_name, *self.role)
        return ",".join((*values, self.organization_id))


def staff_file(*staff: Staff | str, scope: str | None = "state", confirm: bool = False) -> bytes:
    """A staff file of these rows."""
    lines = [] if scope is None else [f"# scope: {scope}"]
    lines += ["# confirm: revocations"] if confirm else []
    rows = [each if isinstance(each, str) else each.row for each in staff]
    return "".join(f"{line}\n" for line in (*lines, STAFF_HEADER, *rows)).encode()


def read_staff_file(data: bytes, grant: VendorGrant = STATEWIDE) -> Parsed[StaffStatement]:
    """What a staff file states, checked against the two districts."""
    return read_staff(data, StaffContext(organizations(), grant))


def codes(parsed: Parsed[object]) -> list[str]:
    """The codes of its findings."""
    return [finding.code for finding in parsed.findings]


def places(parsed: Parsed[object], code: str) -> list[str]:
    """Where a rule was broken."""
    return [finding.where for finding in parsed.findings if finding.code == code]


def texts(parsed: Parsed[object]) -> str:
    """Everything its findings say."""
    return "\n".join(f"{each.message} {each.where} {each.element}" for each in parsed.findings)


def landed_when(delivery: Delivery, moment: datetime) -> Delivery:
    """The delivery, as if it had landed at that moment."""
    bucket = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[delivery.bucket]
    versions: Iterable[object] = bucket.keys.getlist(delivery.key)
    for version in versions:
        if version.version_id == delivery.version_id:  # type: ignore[attr-defined]
            version.last_modified = moment.replace(tzinfo=None)  # type: ignore[attr-defined]
    return delivery


def rows(
    name: str, school: str, students: Sequence[str], login: str, subject: str = ""
) -> list[str]:
    """The rows of a group."""
    first = f"{name},{school},2026,{subject},,{login}"
    return [first, *(f"{name},{school},2026,,{student}," for student in students)]


def one_at_a_time(*clients: Any) -> None:
    """Let calls of these clients happen one at a time, since moto is not made for threads."""
    lock = RLock()
    for client in clients:
        client.meta.events.register("before-call", lambda **_: _take(lock))
        client.meta.events.register("after-call", lambda **_: lock.release())


def _take(lock: Any) -> None:
    # An event handler that returns something answers the call.
    lock.acquire()
