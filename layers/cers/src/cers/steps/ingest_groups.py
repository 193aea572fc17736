"""Ingest of student groups: check a file, and replace the groups it names.

A group holds only students who are enrolled in its school or have a result from there, or else
whoever may send a group file could reach any student. Rows with other students wait for the next
registration at the school or results from it; the rest of their group is loaded meanwhile.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from cers.feeds.archives import Member
from cers.feeds.groups import DeliveredGroup, GroupContext, read_groups
from cers.feeds.groups.rules import NOT_AT_SCHOOL, STUDENT
from cers.feeds.reading import at_line
from cers.model.access import Group
from cers.model.delivery import Counts, Delivery, DeliveryStatus, Receipt, status_of
from cers.model.finding import Finding
from cers.model.reference import Missing
from cers.model.vendor import VendorGrant
from cers.steps.answer import Answer
from cers.steps.delivered_files import delivered_files, version_of, within
from cers.steps.enrollment import Enrollment, enrollment_in
from cers.steps.ingest_stores import IngestStores
from cers.steps.waiting import registration_at, replay_if_arrived
from cers.stores.access import GroupVersion, group_id
from cers.stores.landing import Landed

_WRITTEN_AT_ONCE: Final = 500
_ABSENT: Final = (
    "The student is neither enrolled in the school nor has a result from there. The row is loaded "
    "once a registration or a result says so; if the id or the school is wrong, mend it and send "
    "the file again."
)

Students = Mapping[str, frozenset[str]]
"""School id -> student ids."""


def ingest_groups(
    delivery: Delivery, landed: Landed, stores: IngestStores, answer: Answer, grant: VendorGrant
) -> Receipt:
    """Replace every group of every good file; of a file with an error, none."""
    loading = _Loading(delivery, landed, stores, answer, grant)
    for number, file in enumerate(delivered_files(landed.path)):
        if isinstance(file, Finding):
            loading.refuse(file)
        else:
            loading.load(file, number)
    stores.ledger.wait(delivery.id, loading.missing)
    receipt = answer.close(
        status_of(loading.counts, DeliveryStatus.PUBLISHED), _message(loading), loading.counts
    )
    replay_if_arrived(delivery, loading.missing, stores)
    if _have_come(loading.absent, enrollment_in(stores)):
        stores.ingest_queue.send(delivery, replay=True)
    return receipt


class _Loading:
    """The files of one delivery, and what became of them so far."""

    def __init__(
        self,
        delivery: Delivery,
        landed: Landed,
        stores: IngestStores,
        answer: Answer,
        grant: VendorGrant,
    ) -> None:
        self._delivery = delivery
        self._landed_at = landed.landed_at
        self._access = stores.people.access
        self._answer = answer
        self._enrollment = enrollment_in(stores)
        self._context = GroupContext(
            stores.reference.organizations(),
            stores.reference.subjects(),
            grant,
            landed.landed_at,
        )
        self.counts = Counts()
        self.missing: set[Missing] = set()
        self.absent: dict[str, set[str]] = defaultdict(set)
        self.groups = 0
        self.outdated = 0

    def refuse(self, finding: Finding) -> None:
        """Count a file that cannot be read as one refused record."""
        self._answer.note([finding])
        self.counts += Counts(records=1, rejected=1)

    def load(self, file: Member, number: int) -> None:
        """Check a file and write its groups."""
        parsed = read_groups(file.data, self._context)
        self._answer.note(within(file.name, parsed.findings))
        self.missing |= parsed.missing
        self.counts += parsed.counts
        groups = parsed.value or ()
        absent = _absent(groups, self._enrollment)
        version = version_of(self._delivery, self._landed_at, number)
        for start in range(0, len(groups), _WRITTEN_AT_ONCE):
            some = groups[start : start + _WRITTEN_AT_ONCE]
            self._answer.note(within(file.name, self._write(some, absent, version)))
            self._answer.progress(file.share * (start + len(some)) / len(groups), self.counts)

    def _write(
        self, groups: Sequence[DeliveredGroup], absent: Students, version: str
    ) -> list[Finding]:
        """Write some groups; what a later file has replaced already waits for nobody."""
        current = self._access.put_groups(
            _version(group, absent[group.school_id], version) for group in groups
        )
        self.groups += len(groups)
        self.outdated += len(groups) - len(current)
        waiting = [self._wait(group, absent) for group in groups if _id(group) in current]
        return [finding for findings in waiting for finding in findings]

    def _wait(self, group: DeliveredGroup, absent: Students) -> list[Finding]:
        """Have the rows wait whose students do not belong to the group's school."""
        students = absent[group.school_id] & group.students.keys()
        if not students:
            return []
        self.missing.add(registration_at(group.school_id))
        self.absent[group.school_id] |= students
        lines = sorted(line for student in students for line in group.students[student])
        self.counts += Counts(accepted=-len(lines), waiting=len(lines))
        return [NOT_AT_SCHOOL.finding(_ABSENT, at_line(line), STUDENT) for line in lines]


def _absent(groups: Sequence[DeliveredGroup], enrollment: Enrollment) -> Students:
    """The students who do not belong to the school whose groups name them."""
    named: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        named[group.school_id].update(group.students)
    return {
        school_id: frozenset(students - enrollment.at_school(school_id, students))
        for school_id, students in named.items()
    }


def _have_come(absent: Mapping[str, set[str]], enrollment: Enrollment) -> bool:
    """Whether somebody has come to the school while the delivery was registered as waiting."""
    return any(enrollment.at_school(school_id, absent[school_id]) for school_id in absent)


def _version(group: DeliveredGroup, absent: frozenset[str], version: str) -> GroupVersion:
    students = frozenset(group.students) - absent
    made = Group(
        _id(group), group.name, group.school_id, group.school_year, group.subject, students
    )
    return GroupVersion(made, group.logins, version)


def _id(group: DeliveredGroup) -> str:
    return group_id(group.school_id, group.school_year, group.name)


def _message(loading: _Loading) -> str:
    counts = loading.counts
    parts = [f"{loading.groups:,} groups loaded, {counts.accepted:,} of {counts.records:,} rows"]
    if counts.waiting:
        parts.append(
            f"{counts.waiting:,} rows wait for a school we do not know yet, or for the "
            "registration of their student"
        )
    if counts.rejected:
        parts.append(f"{counts.rejected:,} rows refused: mend their files and send them again")
    if loading.outdated:
        parts.append(f"{loading.outdated:,} groups are kept as a later file has them")
    return "; ".join(parts) + "."
