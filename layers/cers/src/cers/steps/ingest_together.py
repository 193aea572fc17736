"""Ingest of many single exam files at once: fetched, checked, staged and answered together.

A vendor may send each exam as a file of its own. One by one, each would cost some twenty calls and
Parquet files of one row; together they share them, and what is left is one fetch and one receipt
each. Every delivery keeps its own receipt and ledger row, and fails alone. The outcome is the one
that each would have had by itself.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cers.feeds.exams.catalog import Catalog
from cers.feeds.exams.profiles import profile_of
from cers.feeds.exams.together import FileResult, ReportFile, is_report_file, read_together
from cers.lake.staging import StagingWriter
from cers.model.dataset import Dataset
from cers.model.delivery import Delivery, DeliveryStatus, Feed, Receipt, status_of
from cers.model.errors import NotFoundError
from cers.model.reference import Reference
from cers.model.snapshot import StagedDelivery
from cers.steps.answer import Clock, as_duplicate, opened, utc_now
from cers.steps.doubted_exams import doubts_together
from cers.steps.hand_over import hand_over, upload
from cers.steps.ingest import SETTLED
from cers.steps.ingest_exams import (
    TAKEN,
    is_memorable,
    message_of,
    repeated,
)
from cers.steps.ingest_stores import IngestStores
from cers.steps.outcomes import Outcomes
from cers.steps.small_files import (
    SMALL_BYTES,
    LandedFile,
    Work,
    candidates,
    chunks,
    gatherings,
)
from cers.steps.tally import Tally, as_csv
from cers.steps.waiting import replay_arrived
from cers.stores.memory import Memory

_WORKERS: Final = 32


@dataclass(frozen=True, slots=True)
class _Read:
    """A delivery that was read, and the receipt that says what became of it."""

    landed: LandedFile
    result: FileResult
    receipt: Receipt

    @property
    def delivery(self) -> Delivery:
        return self.landed.work.delivery


def ingest_together(
    work: Iterable[Work], stores: IngestStores, *, clock: Clock = utc_now
) -> Outcomes:
    """Process the single exam files among some deliveries; the others are left to `ingest`.

    Doing it again is harmless, after a crash at any point as well.
    """
    outcomes = Outcomes()
    for some in gatherings(candidates(work)):
        ids = [each.delivery.id for each in some]
        with outcomes.blaming(ids), TemporaryDirectory() as directory:
            _Gathering(stores, outcomes, clock, Path(directory)).process(some)
    return outcomes


class _Gathering:
    """Deliveries that are processed together."""

    def __init__(
        self, stores: IngestStores, outcomes: Outcomes, clock: Clock, directory: Path
    ) -> None:
        self._stores = stores
        self._outcomes = outcomes
        self._clock = clock
        self._directory = directory

    def process(self, work: Sequence[Work]) -> None:
        """Do everything; each step only sees the deliveries that came through the one before."""
        files = self._fetch(self._granted(work))
        if not files:
            return
        reference = self._stores.reference.load()
        firsts = self._firsts(files, reference)
        with StagingWriter(self._directory) as writer:
            read = self._read(files, reference, writer, firsts)
            staged = self._stage(read, reference, writer)
        self._register(read)
        answered = self._answer(read)
        self._hand_over(answered, staged)
        self._settle(answered, reference)

    def _granted(self, work: Iterable[Work]) -> list[Work]:
        """What comes from vendors that may deliver every exam, and write them in no way of theirs.

        `ingest` sees to the rest.
        """
        vendors = {each.delivery.vendor for each in work}
        grants = {vendor: self._stores.people.vendors.grant(vendor) for vendor in vendors}
        granted = {
            vendor
            for vendor, grant in grants.items()
            if grant.statewide and grant.may_deliver(Feed.EXAMS) and profile_of(vendor) is None
        }
        return [each for each in work if each.delivery.vendor in granted]

    def _fetch(self, work: Sequence[Work]) -> list[LandedFile]:
        """The files that are not settled yet and are what we look for, in landing order."""
        known = self._stores.ledger.find_many(each.delivery.id for each in work)
        open_ = []
        for each in work:
            before = known.get(each.delivery.id)
            if before is not None and before[1].status in SETTLED and not each.replay:
                self._outcomes.settle(each.delivery.id, before[1])
            else:
                open_.append(each)
        with ThreadPoolExecutor(_WORKERS) as pool:
            fetched = list(pool.map(lambda each: self._fetch_one(each, known), open_))
        found = [each for each in fetched if each is not None]
        return sorted(found, key=lambda each: (each.file.landed_at, each.id))

    def _fetch_one(self, work: Work, known: Collection[str]) -> LandedFile | None:
        delivery_id = work.delivery.id
        with self._outcomes.blaming([delivery_id]):
            try:
                small = self._stores.landing.read(work.delivery, SMALL_BYTES)
            except NotFoundError:
                self._outcomes.settle(delivery_id, None)
                return None
            if small is not None and is_report_file(small.data):
                file = ReportFile(delivery_id, small.landed_at, small.data, small.digest)
                return LandedFile(work, file, delivery_id not in known)
        return None

    def _firsts(
        self, files: Iterable[LandedFile], reference: Reference
    ) -> dict[tuple[str, str], tuple[str, str]]:
        """For bytes that were taken before, who brought them first: id and name.

        They are read all the same, which is less work than finding out what they staged, and come
        to the same, since the reference data is the same.
        """
        wanted = {each.place_and_digest for each in files if not each.work.replay}
        memories = [
            each
            for each in self._stores.ledger.recall_many(wanted).values()
            if each.fingerprint == reference.fingerprint
        ]
        known = self._stores.ledger.find_many(each.delivery_id for each in memories)
        return {
            (each.place, each.digest): (each.delivery_id, known[each.delivery_id][1].name)
            for each in memories
            if each.delivery_id in known and known[each.delivery_id][1].status in TAKEN
        }

    def _read(
        self,
        files: Sequence[LandedFile],
        reference: Reference,
        writer: StagingWriter,
        firsts: dict[tuple[str, str], tuple[str, str]],
    ) -> list[_Read]:
        catalog = Catalog(reference)
        results = [
            pair for chunk in chunks(files) for pair in self._read_chunk(chunk, catalog, writer)
        ]
        return [self._judge(landed, result, firsts) for landed, result in results]

    def _read_chunk(
        self, files: Sequence[LandedFile], catalog: Catalog, writer: StagingWriter
    ) -> list[tuple[LandedFile, FileResult]]:
        """Read files; if that raises, halves are tried, until the one that raises is alone."""
        attempt = Outcomes()
        with attempt.blaming([each.id for each in files]):
            batch, results = read_together([each.file for each in files], catalog)
        if files[0].id not in attempt:
            writer.write(batch)
            doubts = doubts_together(batch, catalog.reference)
            return [
                (file, result.with_findings(doubts.get(file.id, ())))
                for file, result in zip(files, results, strict=True)
            ]
        if len(files) == 1:
            with self._outcomes.blaming([files[0].id]):
                attempt.result(files[0].id)
            return []
        half = len(files) // 2
        parts = (files[:half], files[half:])
        return [pair for part in parts for pair in self._read_chunk(part, catalog, writer)]

    def _judge(
        self,
        landed: LandedFile,
        result: FileResult,
        firsts: dict[tuple[str, str], tuple[str, str]],
    ) -> _Read:
        """The receipt of one delivery."""
        file, now = landed.file, self._clock()
        tally = Tally()
        tally.add(result.findings)
        receipt = tally.on(opened(landed.work.delivery, file.landed_at, file.digest, now))
        datasets = (result.dataset.id,) if result.dataset else ()
        receipt = replace(
            receipt,
            status=status_of(result.counts, DeliveryStatus.ACCEPTED),
            message=message_of(result.counts),
            counts=result.counts,
            datasets=datasets,
            progress=1.0,
        )
        if is_memorable(result.counts) and not landed.work.replay:
            first = firsts.setdefault(landed.place_and_digest, (landed.id, receipt.name))
            if first[0] != landed.id:
                receipt = as_duplicate(receipt, receipt, repeated(first[1]), now)
        return _Read(landed, result, receipt)

    def _stage(
        self, read: Sequence[_Read], reference: Reference, writer: StagingWriter
    ) -> list[StagedDelivery]:
        """One staging for each dataset, of everything that was accepted."""
        accepted: dict[Dataset, list[LandedFile]] = {}
        for each in read:
            if each.result.dataset:
                accepted.setdefault(each.result.dataset, []).append(each.landed)
        name = _name((each.landed.file for each in read), reference)
        files = upload(writer.close(), f"staged/exams/together/{name}", self._stores)
        return [
            StagedDelivery(
                dataset,
                name,
                landed_at=accepted[dataset][0].file.landed_at,
                files=listed,
                together=tuple(each.id for each in accepted[dataset]),
                staged_at=self._clock(),
            )
            for dataset, listed in files.items()
        ]

    def _register(self, read: Iterable[_Read]) -> None:
        missing = {each.landed.id: each.result.missing for each in read if each.result.missing}
        self._stores.ledger.wait_all(missing)

    def _answer(self, read: Sequence[_Read]) -> list[_Read]:
        """Write findings and receipts; those whose answer could be written.

        An accepted file is told so when it is published, moments later, and not twice. Only if
        that takes so long that somebody asks for it again is there a receipt in between.
        """
        with ThreadPoolExecutor(_WORKERS) as pool:
            for _ in pool.map(self._answer_one, filter(_has_answer, read)):
                pass
        return [each for each in read if each.landed.id not in self._outcomes]

    def _answer_one(self, read: _Read) -> None:
        with self._outcomes.blaming([read.landed.id]):
            if read.result.findings:
                self._stores.receipts.write_findings(read.delivery, as_csv(read.result.findings))
            if _is_told(read):
                self._stores.receipts.put(read.delivery, read.receipt)

    def _hand_over(self, answered: Sequence[_Read], staged: Iterable[StagedDelivery]) -> None:
        """The ledger first, since publish marks as published what the ledger calls accepted."""
        accepted = [each for each in answered if each.receipt.status is DeliveryStatus.ACCEPTED]
        self._stores.ledger.record_all((each.delivery, each.receipt) for each in accepted)
        hand_over(staged, self._stores, again=not all(each.landed.is_new for each in accepted))

    def _settle(self, answered: Sequence[_Read], reference: Reference) -> None:
        """What the ledger calls settled is never looked at again, so that comes last."""
        settled = [each for each in answered if each.receipt.status is not DeliveryStatus.ACCEPTED]
        self._stores.ledger.record_all((each.delivery, each.receipt) for each in settled)
        self._stores.ledger.remember(_memories(answered, reference))
        waiting = {each.delivery: each.result.missing for each in answered}
        replay_arrived(waiting, self._stores)
        for each in answered:
            self._outcomes.settle(each.landed.id, each.receipt)


def _has_answer(read: _Read) -> bool:
    return bool(read.result.findings) or _is_told(read)


def _is_told(read: _Read) -> bool:
    """Whether there is a receipt already now, not only once the exam is published."""
    return read.receipt.status is not DeliveryStatus.ACCEPTED or not read.landed.is_new


def _memories(answered: Iterable[_Read], reference: Reference) -> Iterator[Memory]:
    for each in answered:
        is_first = each.receipt.status is DeliveryStatus.ACCEPTED
        if is_first and is_memorable(each.result.counts):
            place, digest = each.landed.place_and_digest
            yield Memory(place, digest, reference.fingerprint, each.landed.id)


def _name(files: Iterable[ReportFile], reference: Reference) -> str:
    """A name for what these files stage: equal for equal bytes, deliveries and reference data."""
    lines: Mapping[str, str] = {each.delivery_id: each.digest for each in files}
    text = "\n".join([reference.fingerprint, *(f"{key} {lines[key]}" for key in sorted(lines))])
    return hashlib.sha256(text.encode()).hexdigest()[:32]
