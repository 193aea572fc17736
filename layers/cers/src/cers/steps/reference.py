"""Files of reference data: read them, merge them in, and say what became of each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from cers.feeds.accommodations import read_accommodations
from cers.feeds.assessments import read_assessments
from cers.feeds.assessments.rules import IDENTITY
from cers.feeds.items import read_items
from cers.feeds.norms import read_norms
from cers.feeds.norms.rules import OVERLAP
from cers.feeds.organizations import read_organizations
from cers.feeds.organizations.rules import UNKNOWN_PARENT
from cers.feeds.reading import Parsed, quoted
from cers.feeds.subjects import read_subject
from cers.feeds.subjects.rules import CODE_CASE
from cers.model.accommodation import Accommodation, Accommodations
from cers.model.assessment import Assessment, Item
from cers.model.delivery import Counts, Feed
from cers.model.finding import Finding
from cers.model.item_content import ItemCatalogue, ItemContent
from cers.model.norm import Norms, NormTable
from cers.model.organization import Organizations
from cers.model.reference import Missing
from cers.model.rule import Rule
from cers.model.subject import Subject
from cers.steps.reference_merge import (
    Merged,
    merge_accommodations,
    merge_assessments,
    merge_items,
    merge_norms,
    merge_organizations,
    merge_subject,
)
from cers.stores.reference import ReferenceStore
from cers.stores.reference_objects import Change

C = TypeVar("C")
S = TypeVar("S")
T = TypeVar("T")

REFUSED: Final = "Nothing was taken over: mend the faults listed and send the file again."
WAITS: Final = "Everything in the file waits for reference data that has not arrived yet."


@dataclass(frozen=True, slots=True)
class ReferenceOutcome:
    """What became of a file of reference data.

    `arrived` names everything the file defines, new or known: whoever waits for one of them need
    wait no longer, even if an earlier attempt at this delivery broke off. `missing` is what it
    waits for itself. `hopeful` says that it was refused, but may be taken after other files.
    """

    counts: Counts
    findings: tuple[Finding, ...]
    message: str
    arrived: frozenset[Missing] = frozenset()
    missing: frozenset[Missing] = frozenset()
    hopeful: bool = False


@dataclass(frozen=True, slots=True)
class _Handling(Generic[C, T, S]):
    """How the files of one feed are taken over.

    `context` is what they are checked against, `T` what a file defines and `S` what all files
    together do. Of a good file the merge may refuse a part, by the rule `refusal`, which `advice`
    says how to mend. Other files of the feed may cure a breach of the rule `curable`.
    """

    context: Callable[[ReferenceStore], C]
    read: Callable[[bytes, C, datetime], Parsed[T]]
    update: Callable[[ReferenceStore, Callable[[S], S]], Change[S]]
    merge: Callable[[S, T], Merged[S]]
    describe: Callable[[T], str]
    defines: Callable[[T], Iterator[tuple[str, Missing]]]
    refusal: Rule | None = None
    advice: str = ""
    curable: Rule | None = None


def apply_reference(
    feed: Feed, files: Sequence[bytes], landed_at: datetime, store: ReferenceStore
) -> list[ReferenceOutcome]:
    """Take each of some files over, or none of it; applying them again changes nothing.

    All of them are written at once.

    Raises:
        ConflictError: the reference data is being changed by too many at once; retry.
        ValueError: the feed is not one of reference data.
    """
    if feed not in _HANDLINGS:
        raise ValueError(f"{feed} is no feed of reference data")
    return _apply(_HANDLINGS[feed], files, landed_at, store)


def subject_missing(code: str) -> Missing:
    """A subject as deliveries wait for it: packages do not care about the case of its code."""
    return Missing("subject", code.upper())


def _apply(
    handling: _Handling[C, T, S], files: Sequence[bytes], landed_at: datetime, store: ReferenceStore
) -> list[ReferenceOutcome]:
    context = handling.context(store)
    parsed = [handling.read(data, context, landed_at) for data in files]
    values = [each.value for each in parsed if each.value is not None]
    if not values:
        return [_nothing(each, handling) for each in parsed]

    def merge_all(known: S) -> S:
        for value in values:
            known = handling.merge(known, value).value
        return known

    change = handling.update(store, merge_all)
    return list(_outcomes(handling, parsed, change))


def _outcomes(
    handling: _Handling[C, T, S], parsed: Sequence[Parsed[T]], change: Change[S]
) -> Iterator[ReferenceOutcome]:
    """What each file did, one after another; what is refused is so by the final state."""
    known = change.before
    for each in parsed:
        if each.value is None:
            yield _nothing(each, handling)
        else:
            merged = handling.merge(known, each.value)
            known = merged.value
            refused = handling.merge(change.after, each.value).refused
            yield _outcome(handling, each, each.value, replace(merged, refused=refused))


def _nothing(parsed: Parsed[T], handling: _Handling[C, T, S]) -> ReferenceOutcome:
    curable = handling.curable
    hopeful = curable is not None and any(each.code == curable.code for each in parsed.findings)
    return ReferenceOutcome(
        parsed.counts,
        parsed.findings,
        WAITS if parsed.missing else REFUSED,
        missing=parsed.missing,
        hopeful=hopeful,
    )


def _outcome(
    handling: _Handling[C, T, S], parsed: Parsed[T], value: T, merged: Merged[S]
) -> ReferenceOutcome:
    refused = len(merged.refused)
    counts = replace(
        parsed.counts,
        accepted=parsed.counts.accepted - refused,
        rejected=parsed.counts.rejected + refused,
    )
    findings = (*parsed.findings, *_refusals(handling, merged))
    message = f"{handling.describe(value)}, {_tally(merged)}."
    arrived = frozenset(each for id_, each in handling.defines(value) if id_ not in merged.refused)
    return ReferenceOutcome(counts, findings, message, arrived, parsed.missing)


def _refusals(handling: _Handling[C, T, S], merged: Merged[S]) -> Iterator[Finding]:
    rule = handling.refusal
    if rule is not None:
        for id_ in merged.refused:
            yield rule.finding(f"{quoted(id_)} is refused: {rule.meaning} {handling.advice}")


def _tally(merged: Merged[S]) -> str:
    return (
        f"created: {merged.created}, updated: {merged.updated}, "
        f"unchanged: {merged.unchanged}, rejected: {len(merged.refused)}"
    )


def _no_context(_store: ReferenceStore) -> None:
    """Some files say everything themselves."""


def _known_items(store: ReferenceStore) -> Mapping[str, Item]:
    """The items of all assessments; of one that several have, what the last by id says."""
    assessments = store.load().assessments
    return {
        key: item for id_ in sorted(assessments) for key, item in assessments[id_].items.items()
    }


def _defines_nothing(_value: object) -> Iterator[tuple[str, Missing]]:
    """Nobody waits for it."""
    return iter(())


def _defined_organizations(organizations: Organizations) -> Iterator[tuple[str, Missing]]:
    yield from ((id_, Missing("school", id_)) for id_ in organizations.schools)
    yield from ((id_, Missing("district", id_)) for id_ in organizations.districts)


_SUBJECTS: Final[_Handling[None, Subject, Mapping[str, Subject]]] = _Handling(
    context=_no_context,
    read=lambda data, _, landed_at: read_subject(data, landed_at),
    update=ReferenceStore.update_subjects,
    merge=merge_subject,
    describe=lambda _: "Subjects processed: 1",
    defines=lambda subject: iter([(subject.code, subject_missing(subject.code))]),
    refusal=CODE_CASE,
    advice="Use another name for it.",
)
_ASSESSMENTS: Final[
    _Handling[Mapping[str, Subject], Mapping[str, Assessment], Mapping[str, Assessment]]
] = _Handling(
    context=ReferenceStore.subjects,
    read=read_assessments,
    update=ReferenceStore.update_assessments,
    merge=merge_assessments,
    describe=lambda assessments: f"Assessments processed: {len(assessments)}",
    defines=lambda assessments: ((id_, Missing("assessment", id_)) for id_ in assessments),
    refusal=IDENTITY,
    advice="Use another name for it.",
)
_ORGANIZATIONS: Final[_Handling[Organizations, Organizations, Organizations]] = _Handling(
    context=ReferenceStore.organizations,
    read=read_organizations,
    update=ReferenceStore.update_organizations,
    merge=merge_organizations,
    describe=lambda organizations: (
        f"{len(organizations.schools)} schools and {len(organizations.districts)} districts "
        "processed"
    ),
    defines=_defined_organizations,
    curable=UNKNOWN_PARENT,
)
_ACCOMMODATIONS: Final[_Handling[None, tuple[Accommodation, ...], Accommodations]] = _Handling(
    context=_no_context,
    read=lambda data, _, landed_at: read_accommodations(data, landed_at),
    update=ReferenceStore.update_accommodations,
    merge=merge_accommodations,
    describe=lambda accommodations: f"{len(accommodations)} accommodations processed",
    defines=_defines_nothing,
)
_NORMS: Final[_Handling[Mapping[str, Assessment], tuple[NormTable, ...], Norms]] = _Handling(
    context=ReferenceStore.assessments,
    read=read_norms,
    update=ReferenceStore.update_norms,
    merge=merge_norms,
    describe=lambda tables: f"Norm tables processed: {len(tables)}",
    defines=_defines_nothing,
    refusal=OVERLAP,
    advice="Give it days that no earlier table is for, or exactly those of the earlier one.",
)
_ITEMS: Final[_Handling[Mapping[str, Item], dict[str, ItemContent], ItemCatalogue]] = _Handling(
    context=_known_items,
    read=read_items,
    update=lambda store, merge: store.item_contents.update(merge),
    merge=merge_items,
    describe=lambda contents: f"Items processed: {len(contents)}",
    defines=_defines_nothing,
)

_HANDLINGS: Final[Mapping[Feed, _Handling[Any, Any, Any]]] = {
    Feed.SUBJECTS: _SUBJECTS,
    Feed.ASSESSMENTS: _ASSESSMENTS,
    Feed.ORGANIZATIONS: _ORGANIZATIONS,
    Feed.ACCOMMODATIONS: _ACCOMMODATIONS,
    Feed.NORMS: _NORMS,
    Feed.ITEMS: _ITEMS,
}
