"""Reference data deliveries: read a file, merge it in, and say what has arrived."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeVar

from cers.feeds.assessments import read_assessments
from cers.feeds.assessments.rules import IDENTITY
from cers.feeds.organizations import read_organizations
from cers.feeds.reading import Parsed, quoted
from cers.feeds.subjects import read_subject
from cers.feeds.subjects.rules import CODE_CASE
from cers.model.delivery import Counts, Feed
from cers.model.finding import Finding
from cers.model.reference import Missing
from cers.model.rule import Rule
from cers.steps.reference_merge import (
    Merged,
    merge_assessments,
    merge_organizations,
    merge_subject,
)
from cers.stores.reference import ReferenceStore

T = TypeVar("T")
M = TypeVar("M")

REFUSED: Final = "Nothing was taken over: mend the faults listed and send the file again."
WAITS: Final = "Everything in the file waits for subject definitions that have not arrived yet."


@dataclass(frozen=True, slots=True)
class ReferenceOutcome:
    """What became of a delivery of reference data.

    `arrived` names everything the delivery defines, new or known: whoever waits for one of them
    need wait no longer, even if an earlier attempt at this delivery broke off. `missing` is what
    it waits for itself.
    """

    counts: Counts
    findings: tuple[Finding, ...]
    message: str
    arrived: frozenset[Missing]
    missing: frozenset[Missing]


def apply_reference(
    feed: Feed, data: bytes, landed_at: datetime, store: ReferenceStore
) -> ReferenceOutcome:
    """Take a file of reference data over, or none of it; applying it again changes nothing.

    Raises:
        ConflictError: the reference data is being changed by too many at once; retry.
        ValueError: the feed is not one of reference data.
    """
    if feed is Feed.SUBJECTS:
        return _apply_subject(data, landed_at, store)
    if feed is Feed.ASSESSMENTS:
        return _apply_assessments(data, landed_at, store)
    if feed is Feed.ORGANIZATIONS:
        return _apply_organizations(data, landed_at, store)
    raise ValueError(f"{feed} is no feed of reference data")


def subject_missing(code: str) -> Missing:
    """A subject as deliveries wait for it: packages do not care about the case of its code."""
    return Missing("subject", code.upper())


def _apply_subject(data: bytes, landed_at: datetime, store: ReferenceStore) -> ReferenceOutcome:
    parsed = read_subject(data, landed_at)
    subject = parsed.value
    if subject is None:
        return _nothing(parsed)
    change = store.update_subjects(lambda known: merge_subject(known, subject).value)
    merged = merge_subject(change.before, subject)
    message = f"Subjects processed: 1, {_tally(merged)}."
    arrived = frozenset() if merged.refused else frozenset({subject_missing(subject.code)})
    return _outcome(parsed, merged, message, arrived, CODE_CASE)


def _apply_assessments(data: bytes, landed_at: datetime, store: ReferenceStore) -> ReferenceOutcome:
    parsed = read_assessments(data, store.subjects(), landed_at)
    assessments = parsed.value
    if assessments is None:
        return _nothing(parsed)
    change = store.update_assessments(lambda known: merge_assessments(known, assessments).value)
    merged = merge_assessments(change.before, assessments)
    message = f"Assessments processed: {len(assessments)}, {_tally(merged)}."
    refused = frozenset(merged.refused)
    arrived = frozenset(Missing("assessment", id_) for id_ in assessments if id_ not in refused)
    return _outcome(parsed, merged, message, arrived, IDENTITY)


def _apply_organizations(
    data: bytes, landed_at: datetime, store: ReferenceStore
) -> ReferenceOutcome:
    parsed = read_organizations(data, store.organizations(), landed_at)
    organizations = parsed.value
    if organizations is None:
        return _nothing(parsed)
    change = store.update_organizations(
        lambda known: merge_organizations(known, organizations).value
    )
    merged = merge_organizations(change.before, organizations)
    message = (
        f"{len(organizations.schools)} schools and {len(organizations.districts)} districts "
        f"processed, {_tally(merged)}."
    )
    arrived = frozenset(Missing("school", id_) for id_ in organizations.schools)
    return ReferenceOutcome(parsed.counts, parsed.findings, message, arrived, frozenset())


def _nothing(parsed: Parsed[T]) -> ReferenceOutcome:
    message = WAITS if parsed.missing else REFUSED
    return ReferenceOutcome(parsed.counts, parsed.findings, message, frozenset(), parsed.missing)


def _outcome(
    parsed: Parsed[T], merged: Merged[M], message: str, arrived: frozenset[Missing], rule: Rule
) -> ReferenceOutcome:
    """What became of a file of which the merge may have refused a part, by the given rule."""
    refused = len(merged.refused)
    counts = replace(
        parsed.counts,
        accepted=parsed.counts.accepted - refused,
        rejected=parsed.counts.rejected + refused,
    )
    findings = tuple(
        rule.finding(f"{quoted(id_)} is refused: {rule.meaning} Use another name for it.")
        for id_ in merged.refused
    )
    return ReferenceOutcome(counts, (*parsed.findings, *findings), message, arrived, parsed.missing)


def _tally(merged: Merged[T]) -> str:
    return (
        f"created: {merged.created}, updated: {merged.updated}, "
        f"unchanged: {merged.unchanged}, rejected: {len(merged.refused)}"
    )
