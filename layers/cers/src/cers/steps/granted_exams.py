"""Exams of a vendor that may only deliver about some districts: those of others are refused."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from cers.feeds.batch import ExamBatch
from cers.feeds.exams.profiles import Profile
from cers.model.delivery import Counts
from cers.model.finding import Finding, Severity
from cers.model.reference import Reference
from cers.model.rule import Rule
from cers.model.tables import EXAMS
from cers.model.vendor import VendorGrant

OTHER_DISTRICT: Final = Rule(
    "other-district",
    Severity.ERROR,
    "A result belongs to a school of a district that the sender may not deliver for.",
    "all",
)
RULES: Final = (OTHER_DISTRICT,)

_MESSAGE: Final = "You may not deliver results of this school: remove the record."


def fingerprint_for(
    grant: VendorGrant, reference: Reference, profile: Profile | None = None
) -> str:
    """What, besides its bytes, a delivery's staged files depend on."""
    if grant.statewide and profile is None:
        return reference.fingerprint
    districts = () if grant.statewide else sorted(grant.district_ids)
    text = "\n".join((reference.fingerprint, profile.digest if profile else "", *districts))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def granted(batches: Iterable[ExamBatch], grant: VendorGrant) -> Iterator[ExamBatch]:
    """The batches without the exams of districts that the grant does not cover."""
    if grant.statewide:
        yield from batches
        return
    covered = pa.array(sorted(grant.district_ids), pa.string())
    for batch in batches:
        yield _granted(batch, covered)


def _granted(batch: ExamBatch, covered: "pa.Array[Any]") -> ExamBatch:
    refused = [
        number
        for tables in batch.tables.values()
        for number in _refused(tables[EXAMS.name], covered)
    ]
    if not refused:
        return batch
    kept = {
        dataset: {name: rows.filter(_is_covered(rows, covered)) for name, rows in tables.items()}
        for dataset, tables in batch.tables.items()
    }
    filled = {dataset: tables for dataset, tables in kept.items() if tables[EXAMS.name].num_rows}
    return replace(
        batch,
        tables=filled,
        counts=batch.counts + Counts(accepted=-len(refused), rejected=len(refused)),
        findings=(*batch.findings, *_findings(sorted(refused), batch.names)),
    )


def _is_covered(rows: pa.RecordBatch, covered: "pa.Array[Any]") -> "pa.Array[Any]":
    return pc.is_in(rows.column("district_id"), value_set=covered)


def _refused(exams: pa.RecordBatch, covered: "pa.Array[Any]") -> list[int]:
    others = exams.filter(pc.invert(_is_covered(exams, covered)))
    numbers: list[Any] = others.column("record_number").to_pylist()
    return numbers


def _findings(numbers: Iterable[int], names: Mapping[int, str]) -> Iterator[Finding]:
    for number in numbers:
        where = names.get(number, f"record {number + 1}")
        yield OTHER_DISTRICT.finding(_MESSAGE, where, "district")
