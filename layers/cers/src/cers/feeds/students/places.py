"""Where in a delivery a record stands, told by its number."""

from bisect import bisect_right

from cers.feeds.reading import at_line
from cers.feeds.students.batch import StudentBatch


class Places:
    """The files of a delivery and the record numbers that they begin after."""

    def __init__(self) -> None:
        self._before: list[int] = []
        self._members: list[str] = []

    def add(self, batch: StudentBatch) -> None:
        """Take note of a batch; batches come in the order of the delivery."""
        if batch.rows.num_rows and [batch.before] != self._before[-1:]:
            self._before.append(batch.before)
            self._members.append(batch.member)

    def where(self, number: int) -> str:
        """The file and line of a record."""
        at = bisect_right(self._before, number - 1) - 1
        line = at_line(number - self._before[at])
        return f"{self._members[at]}, {line}" if self._members[at] else line
