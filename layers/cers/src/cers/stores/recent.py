"""Reference data as it was at most a moment ago, for readers that ask several times a request."""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Protocol, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.accommodation import Accommodations
from cers.model.assessment import Assessment, Item
from cers.model.errors import UpstreamError
from cers.model.norm import Norms
from cers.model.organization import Organizations
from cers.model.subject import Subject

T = TypeVar("T")


class Source(Protocol):
    """The reference data itself; each call looks whether it has changed."""

    def organizations(self) -> Organizations:
        """Every district and school."""
        ...

    def subjects(self) -> Mapping[str, Subject]:
        """Subject definitions by code."""
        ...

    def assessments(self) -> Mapping[str, Assessment]:
        """Assessments by natural id."""
        ...

    def items(self, assessment_id: str) -> Mapping[str, Item]:
        """The items of one assessment by key."""
        ...

    def item_types(self, item_key: str) -> frozenset[str]:
        """The types of the assessments that have an item."""
        ...

    def accommodations(self) -> Accommodations:
        """The accommodations of each school year by code."""
        ...

    def norms(self) -> Norms:
        """The percentiles of scores."""
        ...


class RecentReference:
    """The source's answers, kept for `seconds`; a source that fails is an UpstreamError."""

    def __init__(
        self, source: Source, seconds: float = 2.0, clock: Callable[[], float] = monotonic
    ) -> None:
        self._source = source
        self._seconds = seconds
        self._clock = clock
        self._kept: dict[str, tuple[float, object]] = {}

    def organizations(self) -> Organizations:
        """Every district and school."""
        return self._recent("organizations", self._source.organizations)

    def subjects(self) -> Mapping[str, Subject]:
        """Subject definitions by code."""
        return self._recent("subjects", self._source.subjects)

    def assessments(self) -> Mapping[str, Assessment]:
        """Assessments by natural id."""
        return self._recent("assessments", self._source.assessments)

    def items(self, assessment_id: str) -> Mapping[str, Item]:
        """The items of one assessment by key."""
        return self._recent(f"items of {assessment_id}", lambda: self._source.items(assessment_id))

    def item_types(self, item_key: str) -> frozenset[str]:
        """The types of the assessments that have an item, as they are at this moment."""
        return _read(lambda: self._source.item_types(item_key))

    def accommodations(self) -> Accommodations:
        """The accommodations of each school year by code."""
        return self._recent("accommodations", self._source.accommodations)

    def norms(self) -> Norms:
        """The percentiles of scores."""
        return self._recent("norms", self._source.norms)

    def _recent(self, name: str, read: Callable[[], T]) -> T:
        until, value = self._kept.get(name, (float("-inf"), None))
        if self._clock() >= until:
            value = _read(read)
            self._kept[name] = (self._clock() + self._seconds, value)
        return value  # type: ignore[return-value]


def _read(read: Callable[[], T]) -> T:
    try:
        return read()
    except (BotoCoreError, ClientError) as error:
        raise UpstreamError("reference data cannot be read just now") from error
