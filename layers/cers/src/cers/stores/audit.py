"""Writing to the audit table: every record is appended to a chain, and durable when it is.

Each process appends to chains of its own, so no two ever wait for one another. A thread takes a
chain that is at rest, or begins one: there are as many as threads that write at the same time. A
chain ends with its day, or when a write to it fails.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from secrets import token_hex
from typing import TYPE_CHECKING, Final

from cers.model.audit import Part, Record, parts_of
from cers.model.audit_chain import chain_day, sort_key
from cers.stores.audit_chains import RECORDS, Chain, record_chain

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_ITEMS_AT_ONCE: Final = 99
"""A transaction takes a hundred items, of which the head is one."""

_STUDENTS_AT_ONCE: Final = 40_000
"""And four megabytes: so many ids of 40 characters, with room to spare."""


class AuditStore:
    """Writes audit records; it never changes or deletes one. Threads may share it."""

    def __init__(self, table: "Table") -> None:
        self._table = table
        self._at_rest: deque[Chain] = deque()

    def record(self, record: Record) -> None:
        """Write one record; when this returns, it is durable.

        Raises:
            UpstreamError: it could not be written, so nothing must leave.
        """
        chain = self._chain(record.at.astimezone(UTC).date())
        parts, number = parts_of(record), 0
        for some in _batches(parts):
            chain.append(_entries(record, some, (number, len(parts)), chain))
            number += len(some)
        self._at_rest.append(chain)

    def _chain(self, day: date) -> Chain:
        try:
            chain = self._at_rest.pop()
        except IndexError:
            return self._begin(day)
        return chain if chain_day(chain.head_key["sk"]) == day else self._begin(day)

    def _begin(self, day: date) -> Chain:
        return record_chain(self._table, f"{day}-{token_hex(8)}")


def place(at: datetime) -> str:
    """What a record's place among others, by time, begins with."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def district_month(district_id: str, month: str) -> str:
    """Where the records of a district and a month, such as 2026-04, are found."""
    return f"{district_id}#{month}"


def students_text(student_ids: Sequence[str]) -> str:
    """Students as one text, which is small and can be searched: each between two line ends."""
    return "".join(f"\n{student_id}" for student_id in student_ids) + "\n" if student_ids else ""


def _batches(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Parts by transactions."""
    some: list[Part] = []
    students = 0
    for part in parts:
        students += len(part.student_ids)
        if some and (len(some) == _ITEMS_AT_ONCE or students > _STUDENTS_AT_ONCE):
            yield some
            some, students = [], len(part.student_ids)
        some.append(part)
    yield some


def _entries(
    record: Record, parts: Sequence[Part], numbering: tuple[int, int], chain: Chain
) -> Iterator[Mapping[str, object]]:
    """The items of some parts, of which the first is numbered and all counted."""
    first, total = numbering
    name, sequence = chain.head_key["sk"], chain.position.sequence
    for index, part in enumerate(parts):
        where = f"{place(record.at)}#{name}#{sort_key(sequence + 1 + index)}"
        item = {"pk": RECORDS + name, "place": where, **_fields(record), **_of_part(record, part)}
        if total > 1:
            item |= {"part": first + index + 1, "parts": total}
        yield {key: value for key, value in item.items() if value not in ("", [], None)}


def _fields(record: Record) -> dict[str, object]:
    return {
        "at": place(record.at),
        "request_id": record.request_id,
        "action": record.action.value,
        "route": record.route,
        "subject": record.subject,
        "username": record.username,
        "role": record.role,
        "organization_id": record.organization_id,
        "school_ids": sorted(set(record.school_ids)),
        "group_id": record.group_id,
        "assessment_id": record.assessment_id,
        "school_year": record.school_year,
        "rows": record.rows,
        "snapshots": list(record.snapshots),
        "detail": record.detail,
        "districts": len(set(record.district_ids)),
    }


def _of_part(record: Record, part: Part) -> dict[str, object]:
    if not part.district_id:
        return {}
    return {
        "district_id": part.district_id,
        "district_month": district_month(part.district_id, place(record.at)[:7]),
        "students": students_text(part.student_ids),
    }
