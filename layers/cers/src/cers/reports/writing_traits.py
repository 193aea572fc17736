"""Writing traits: of the essays of interim assessments, and of summative ones by purpose.

Average, counts and percentages are of the essays with a score in the trait.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import fsum
from typing import Final

from cers.model.assessment import Item
from cers.model.item_points import ESSAY, points, to_tenth, transformed_points
from cers.model.subject import Subject, Trait
from cers.reports.definition import Definition
from cers.reports.documents import Coded
from cers.reports.item_documents import (
    ConditionCount,
    EssayPoints,
    EssayTraits,
    OfAssessment,
    PurposeTraits,
    TraitPoints,
    WritingTraits,
)
from cers.reports.items_described import in_order, shown
from cers.reports.items_tallied import by_item, first_positions, spread, tally
from cers.reports.rows import EssayRow, TraitRow

Score = Callable[[EssayTraits], float | None]

ESSAY_TRAITS: Final[tuple[tuple[str, int, Score], ...]] = (
    ("Evidence/Elaboration", 4, lambda essay: essay["evidence_elaboration"]),
    ("Organization/Purpose", 4, lambda essay: essay["organization_purpose"]),
    ("Conventions", 2, lambda essay: essay["conventions"]),
    ("Transformed Points", 6, lambda essay: essay["transformed_points"]),
)
"""What an essay is scored by, and the most points of each (source: RDW_Reporting's summary)."""

PURPOSES: Final = {
    "ARGU": "Argumentative",
    "EXPL": "Explanatory",
    "INFO": "Informational",
    "NARR": "Narrative",
    "OPIN": "Opinion",
}
CATEGORIES: Final = {
    "EVI": "Evidence/Elaboration",
    "ORG": "Organization/Purpose",
    "CON": "Conventions",
}
"""What the codes of a subject's traits stand for; others are shown as they are."""


def essay_items(defined: Mapping[str, Item]) -> dict[str, Item]:
    """The items that are scored by writing traits."""
    return {key: item for key, item in defined.items() if item.type == ESSAY}


def of_essays(
    head: OfAssessment,
    definition: Definition,
    defined: Mapping[str, Item],
    rows: Sequence[EssayRow],
) -> WritingTraits:
    """The traits of each essay of an interim assessment, by position."""
    positions, rows_of = first_positions(rows), by_item(rows)
    items = []
    for item in in_order(shown(essay_items(defined), positions), positions):
        mine = rows_of.get(item.key, [])
        essays = [essay_traits(row) for row in mine]
        items.append(
            EssayPoints(
                **tally(definition, item, mine, positions),
                traits=[
                    _trait(name, most, map(score, essays)) for name, most, score in ESSAY_TRAITS
                ],
                condition_codes=_conditions(each["condition_code"] for each in essays),
            )
        )
    return WritingTraits(**head, items=items, purposes=[])


def of_purposes(head: OfAssessment, subject: Subject, rows: Iterable[TraitRow]) -> WritingTraits:
    """The traits of a summative assessment for each purpose, in the subject's order."""
    by_code: dict[str, list[TraitRow]] = {trait.code: [] for trait in subject.traits}
    for row in rows:
        by_code.setdefault(row["score_code"], []).append(row)
    purposes = dict.fromkeys(trait.purpose for trait in subject.traits)
    return WritingTraits(
        **head,
        items=[],
        purposes=[
            _purpose(purpose, [each for each in subject.traits if each.purpose == purpose], by_code)
            for purpose in purposes
        ],
    )


def essay_traits(row: EssayRow) -> EssayTraits:
    """The traits of one essay; -1 stands for none, as with points."""
    evidence = points(row["evidence_elaboration"])
    organization = points(row["organization_purpose"])
    conventions = points(row["conventions"])
    return EssayTraits(
        evidence_elaboration=evidence,
        organization_purpose=organization,
        conventions=conventions,
        transformed_points=transformed_points(evidence, organization, conventions),
        condition_code=row["condition_code"],
    )


def _purpose(
    purpose: str, traits: Sequence[Trait], by_code: Mapping[str, Sequence[TraitRow]]
) -> PurposeTraits:
    rows = [row for trait in traits for row in by_code[trait.code]]
    exams = {(row["student_id"], row["opportunity_id"]): row for row in rows}
    codes = {
        (row["student_id"], row["opportunity_id"], row["condition_code"])
        for row in rows
        if row["condition_code"]
    }
    return PurposeTraits(
        purpose=Coded(code=purpose, name=PURPOSES.get(purpose, purpose)),
        essays=len(exams),
        traits=[
            _trait(
                CATEGORIES.get(trait.category, trait.category),
                trait.max_score,
                (row["raw_score"] for row in by_code[trait.code]),
            )
            for trait in traits
        ],
        condition_codes=_conditions(code for *_, code in codes),
    )


def _trait(category: str, most: int, scores: Iterable[float | None]) -> TraitPoints:
    known = [each for each in scores if each is not None]
    return TraitPoints(
        category=category,
        max_points=most,
        scored=len(known),
        average_points=to_tenth(fsum(known), len(known)),
        points=spread(known, most),
    )


def _conditions(codes: Iterable[str | None]) -> list[ConditionCount]:
    """How many essays have each code; an essay with the same code in several traits counts once."""
    counts = Counter(code for code in codes if code)
    return [ConditionCount(code=code, count=counts[code]) for code in sorted(counts)]
