"""Exams with the doubts about them: what is plausible is looked at in any feed of exams."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from cers.feeds.batch import ExamBatch
from cers.feeds.plausibility import Plausibility
from cers.feeds.plausibility.check import MOST_LISTED
from cers.model.delivery import Counts, Feed
from cers.model.finding import Finding
from cers.model.reference import Reference


def doubts_together(batch: ExamBatch, reference: Reference) -> dict[str, list[Finding]]:
    """The doubts about exams of several deliveries, of one exam each, by delivery.

    The exams carry their lineage: each is looked at as if it were alone, when it landed.
    """
    checks = _checks(reference, datetime.now(UTC), most_listed=sys.maxsize)
    found: dict[str, list[Finding]] = {}
    for doubt in (*checks.check(batch), *checks.summary()):
        found.setdefault(doubt.delivery_id, []).append(doubt.finding)
    return found


def _checks(
    reference: Reference, landed_at: datetime, *, most_listed: int = MOST_LISTED
) -> Plausibility:
    """The checks against everything that is known."""
    known = {year: frozenset(codes) for year, codes in reference.accommodations.items()}
    return Plausibility(reference, landed_at, known, most_listed=most_listed)


def doubted(
    batches: Iterable[ExamBatch], feed: Feed, reference: Reference, landed_at: datetime
) -> Iterator[ExamBatch]:
    """The batches with the doubts about their exams, and one more with those about them all."""
    checks = _checks(reference, landed_at)
    progress = 0.0
    for batch in batches:
        doubts = checks.check(batch)
        if feed is Feed.EXAMS:
            # Files of rows look for repetitions themselves, in less memory.
            doubts += checks.repeated(batch)
        progress = batch.progress
        yield replace(batch, findings=(*batch.findings, *(doubt.finding for doubt in doubts)))
    summary = tuple(doubt.finding for doubt in checks.summary())
    if summary:
        yield ExamBatch({}, Counts(), summary, progress=progress)
