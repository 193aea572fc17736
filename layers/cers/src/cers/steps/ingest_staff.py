"""Ingest of staff: make what a file states true, first in the access table.

Rights change there at once, and the api looks there with every request. The user pool follows in
`settle_users`.
"""

from collections.abc import Iterable
from dataclasses import replace

from cers.feeds.archives import Member
from cers.feeds.reading import at_line
from cers.feeds.staff import StaffContext, StaffStatement, read_staff
from cers.feeds.staff.heading import CONFIRM, REVOCATIONS
from cers.feeds.staff.rules import NO_SIGN_IN, OUTDATED, TOO_MANY_REVOCATIONS
from cers.model.delivery import Counts, Delivery, DeliveryStatus, Receipt
from cers.model.finding import Finding
from cers.model.organization import Organizations
from cers.model.reference import Missing
from cers.model.roles import Level
from cers.model.staff import STATE_UNIT, StaffAssignment, StaffScope
from cers.model.vendor import VendorGrant
from cers.steps.answer import Answer, Clock
from cers.steps.delivered_files import delivered_files, version_of, within
from cers.steps.ingest_stores import IngestStores
from cers.steps.settle_users import settle_users
from cers.steps.staff_plan import StaffPlan, compare
from cers.steps.waiting import replay_if_arrived
from cers.stores.landing import Landed
from cers.stores.staff import StaffStore, Statement


def ingest_staff(
    delivery: Delivery,
    landed: Landed,
    stores: IngestStores,
    answer: Answer,
    grant: VendorGrant,
    clock: Clock,
) -> Receipt:
    """Make every good file's statement true; of a file with an error, nothing."""
    started = clock()
    loading = _Loading(delivery, landed, stores, answer, grant)
    for number, file in enumerate(delivered_files(landed.path)):
        if isinstance(file, Finding):
            loading.refuse(file)
        else:
            loading.load(file, number)
    stores.ledger.wait(delivery.id, loading.missing)
    settled = settle_users(
        stores.people.staff,
        stores.people.users,
        started,
        clock,
        lambda share: answer.progress(share, loading.counts),
    )
    if settled.unfinished:
        message = f"{loading.message} {settled.unfinished:,} users are still being told."
        receipt = answer.close(DeliveryStatus.PROCESSING, message, loading.counts)
        stores.ingest_queue.send(delivery, replay=True)
        return receipt
    answer.note(loading.refusals(settled.refused))
    receipt = answer.close(loading.status, loading.message, loading.counts)
    replay_if_arrived(delivery, loading.missing, stores)
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
        self._landed = landed
        self._staff = stores.people.staff
        self._answer = answer
        self._most_percent = stores.people.most_revoked_percent
        self._context = StaffContext(stores.reference.organizations(), grant)
        self._places: dict[str, str] = {}
        self._granted = 0
        self._revoked = 0
        self._taken = 0
        self.counts = Counts()
        self.missing: set[Missing] = set()

    @property
    def status(self) -> DeliveryStatus:
        """What the delivery has come to."""
        if self._taken and (self.counts.accepted or not self.counts.waiting):
            return DeliveryStatus.PUBLISHED
        return DeliveryStatus.QUARANTINED if self._taken else DeliveryStatus.REJECTED

    @property
    def message(self) -> str:
        """The same in a sentence."""
        counts = self.counts
        parts = [f"{counts.accepted:,} of {counts.records:,} assignments accepted"]
        if self._granted or self._revoked:
            parts.append(
                f"{self._granted:,} of them newly granted or changed; {self._revoked:,} others "
                "were taken away"
            )
        if counts.waiting:
            parts.append(f"{counts.waiting:,} wait for a school or district we do not know yet")
        if counts.rejected:
            parts.append(
                f"{counts.rejected:,} refused with their files, which changed nothing: mend them "
                "and send them again"
            )
        return "; ".join(parts) + "."

    def refuse(self, finding: Finding) -> None:
        """Count a file that cannot be read as one refused record."""
        self._answer.note([finding])
        self.counts += Counts(records=1, rejected=1)

    def load(self, file: Member, number: int) -> None:
        """Check a file, and change what it wants changed."""
        parsed = read_staff(file.data, self._context)
        self._answer.note(within(file.name, parsed.findings))
        stated = parsed.value
        if stated is None:
            self.counts += parsed.counts
            return
        version = version_of(self._delivery, self._landed.landed_at, number)
        statement = Statement(stated.scope, version)
        doubts = self._doubts(stated, statement)
        if doubts:
            self._answer.note(within(file.name, doubts))
            self.counts += Counts(records=parsed.counts.records, rejected=parsed.counts.records)
            return
        self._answer.note(within(file.name, self._apply(stated, statement)))
        self.counts += parsed.counts
        self.missing |= parsed.missing
        self._taken += 1
        for username, line in stated.lines.items():
            self._places[username] = f"{file.name}, {at_line(line)}" if file.name else at_line(line)

    def refusals(self, usernames: Iterable[str]) -> list[Finding]:
        """A finding for each of the users the user pool refuses, as far as this delivery goes."""
        message = "Give this user an address of their own that can be written to."
        places = [self._places[each] for each in usernames if each in self._places]
        return [NO_SIGN_IN.finding(message, place) for place in sorted(places)]

    def _doubts(self, stated: StaffStatement, statement: Statement) -> list[Finding]:
        """Where the file would take so much away that it may be cut short or empty by mistake."""
        if stated.confirmed:
            return []
        plan = self._plan(stated)
        units = plan.suspicious(self._most_percent)
        outdated = self._staff.outdated(statement, units)
        return [_doubt(plan, unit) for unit in units if unit not in outdated]

    def _apply(self, stated: StaffStatement, statement: Statement) -> list[Finding]:
        """Change what has to change, except where a later file speaks."""
        self._staff.claim(statement)
        plan = self._plan(stated)
        units = sorted({*plan.units, *stated.scope.district_ids})
        outdated = set(self._staff.outdated(statement, units))
        for unit in units:
            granted, revoked = plan.granted.get(unit, ()), plan.revoked.get(unit, ())
            revoked = (*revoked, *self._left_behind(stated, unit, revoked))
            if unit in outdated or not self._staff.change(statement, unit, granted, revoked):
                outdated.add(unit)
                continue
            self._granted += len(granted)
            self._revoked += len(revoked)
        return [
            OUTDATED.finding(f"A file that landed later speaks for {_named(unit)}.")
            for unit in sorted(outdated)
        ]

    def _left_behind(
        self, stated: StaffStatement, unit: str, revoked: Iterable[StaffAssignment]
    ) -> list[StaffAssignment]:
        """What coordinators granted, within a unit, to those whom the file names there no more."""
        named = {each.person.username for each in stated.assignments if each.unit == unit}
        named |= {username for username, _, _ in stated.waiting}
        gone = {each.person.username for each in revoked} - named
        return self._staff.granted_to(sorted(gone), unit)

    def _plan(self, stated: StaffStatement) -> StaffPlan:
        current = _current(stated.scope, self._staff, self._context.organizations)
        return compare(stated, current)


def _current(
    scope: StaffScope, staff: StaffStore, organizations: Organizations
) -> list[StaffAssignment]:
    """What holds within a scope, each in the unit where its organization lies today."""
    if scope.statewide:
        found = staff.everywhere()
    else:
        schools = (
            school.id
            for school in organizations.schools.values()
            if school.district_id in scope.district_ids
        )
        places = [(Level.DISTRICT.value, each) for each in sorted(scope.district_ids)]
        found = staff.at([*places, *((Level.SCHOOL.value, each) for each in schools)])
    return [replace(each, unit=_unit(each, organizations)) for each in found]


def _unit(assignment: StaffAssignment, organizations: Organizations) -> str:
    if assignment.level is Level.SCHOOL:
        school = organizations.schools.get(assignment.organization_id)
        return school.district_id if school else assignment.unit
    return assignment.unit


def _doubt(plan: StaffPlan, unit: str) -> Finding:
    message = (
        f"It would take away {len(plan.revoked[unit]):,} of the {plan.held[unit]:,} assignments of "
        f'{_named(unit)}. If that is meant, add "# {CONFIRM}: {REVOCATIONS}" above the header and '
        "send it again; if not, send the whole list."
    )
    return TOO_MANY_REVOCATIONS.finding(message)


def _named(unit: str) -> str:
    return "the state itself" if unit == STATE_UNIT else f"the district {unit}"
