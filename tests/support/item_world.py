"""A world with items, targets and traits whose definitions and rows tests know."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from cers.model.assessment import Assessment, Item
from cers.model.subject import DifficultyCuts, Subject, Target, Trait
from cers.model.tables import EXAM_ITEMS, EXAM_TARGETS
from tests.support.world import ODD_ID, Row, World, assessments, subjects

BLOCK = "M5-IAB"

CHOICE, CHOICES, EQUATION, ESSAY = "200-1", "200-2", "200-3", "200-9"
VAGUE, FIELD_TEST, UNUSED, RETIRED, UNKNOWN = "200-5", "200-6", "200-7", "200-8", "200-99"
POSITIONS = {
    CHOICE: 1, CHOICES: 2, EQUATION: 3, VAGUE: 5, FIELD_TEST: 6, RETIRED: 8, ESSAY: 9, UNKNOWN: 12,
}  # fmt: skip
"""Where items are delivered; all of them but one that nobody uses any more."""

MOST = {CHOICE: 1.0, CHOICES: 1.0, EQUATION: 2.0, VAGUE: 1.0, RETIRED: 1.0, ESSAY: 6.0}
OPTIONS = {CHOICE: "ABCD", CHOICES: "ABCDEF", VAGUE: "ABC"}
KEYS = {CHOICE: {"B"}, CHOICES: {"A", "C"}, VAGUE: {"C"}}

TARGETS = (("1", "A-5"), ("1", "B-5"), ("1", "C-5"), ("1", "D-5"), ("3", "A-5"))
"""The targets of the summative assessment's items."""
STRAY = ("1", "B-11")
"""A target that only results name."""

_PART = (
    "school_year", "asmt_type", "district_id", "school_id", "grade", "student_id", "subject",
    "assessment_id", "opportunity_id", "deleted",
)  # fmt: skip


def item_subjects() -> dict[str, Subject]:
    """The subjects of the world, mathematics with everything that reports by item show."""
    found = subjects()
    math = found["Math"]
    summative = replace(math.assessment_types["sum"], target_report=True, trait_report=True)
    claims = tuple(
        replace(claim, targets=(Target("A-5", "A", "Adds"), Target("B-5", "B", "Borrows")))
        if claim.code == "1"
        else claim
        for claim in math.claims
    )
    found["Math"] = replace(
        math,
        assessment_types={**math.assessment_types, "sum": summative},
        claims=claims,
        standards={"5.NF.1": "Adds fractions", "5.NF.2": "Solves problems"},
        difficulties=(DifficultyCuts("04", -9.0, -8.0), DifficultyCuts("05", -0.5, 0.75)),
        depths_of_knowledge={1: "Recall", 3: "Strategic Thinking"},
        traits=tuple(
            Trait(f"SOCK_{purpose}_{category}", purpose, category, 2 if category == "CON" else 4)
            for purpose in ("OPIN", "INFO")
            for category in ("ORG", "CON", "EVI")
        ),
    )
    return found


def item_assessments() -> dict[str, Assessment]:
    """The assessments of the world with the items of two of them."""
    found = assessments()
    found[BLOCK] = replace(found[BLOCK], items={each.key: each for each in _block_items()})
    for id_ in (ODD_ID, "M5-2025"):
        items = (
            _item(f"300-{number}", number, "MC", claim, target)
            for number, (claim, target) in enumerate(TARGETS)
        )
        found[id_] = replace(found[id_], items={each.key: each for each in items})
    return found


def _block_items() -> Iterator[Item]:
    yield replace(
        _item(CHOICE, 1, "MC", "1", "A-5"),
        options=4,
        answer_key="B",
        difficulty=-0.6,
        dok=1,
        math_practice="4",
        allow_calculator=False,
        standards=("5.NF.1", "5.NF.9"),
    )
    yield replace(
        _item(CHOICES, 2, "MS", "1", "B-5"), options=6, answer_key="A,C", difficulty=-0.5, dok=3
    )
    yield replace(
        _item(EQUATION, 3, "EQ", "3", "X-5"), max_points=2.0, answer_key="qrx", difficulty=0.75
    )
    yield replace(_item(VAGUE, None, "MC", "1", "A-5"), answer_key="C", options=0)
    yield replace(_item(FIELD_TEST, 6, "MC", "1", "A-5"), field_test=True)
    yield replace(_item(UNUSED, 7, "MC", "1", "A-5"), active=False)
    yield replace(_item(RETIRED, 8, "EQ", "1", "A-5"), active=False)
    yield replace(
        _item(ESSAY, 9, "WER", "9", "Z"),
        max_points=6.0,
        answer_key="Hand",
        writing_purpose="Opinion",
    )


def _item(key: str, position: int | None, kind: str, claim: str, target: str) -> Item:
    return Item(
        key=key, position=position, type=kind, claim=claim, target=target,
        dok=None, difficulty=None, max_points=1.0,
    )  # fmt: skip


def item_world(students: int = 60) -> World:
    """A world big enough for a target report, with parts of every exam."""
    world, random = World.make(seed=5, students=students), Random(5)
    parts = [{name: exam[name] for name in _PART} for exam in world.exams]
    blocks = [exam for exam in parts if exam["assessment_id"] == BLOCK]
    tests = [exam for exam in parts if exam["assessment_id"] in (ODD_ID, "M5-2025")]
    world.further = {
        EXAM_ITEMS.name: [{**exam, **item} for exam in blocks for item in _items(random)],
        EXAM_TARGETS.name: [{**exam, **target} for exam in tests for target in _targets(random)],
    }
    world.scores += [{**exam, **trait} for exam in tests for trait in _traits(random)]
    return world


def _items(random: Random) -> Iterator[Row]:
    for key, position in POSITIONS.items():
        if random.random() < 0.1:
            continue
        yield {
            "item_key": key,
            "position": position,
            "score": _score(random, key),
            "is_selected": random.choice([True, True, False, None]),
            "response": _response(random, key),
            **(_essay(random) if key == ESSAY else {}),
        }


def _score(random: Random, key: str) -> float | None:
    if random.random() < 0.15:
        return random.choice([-1.0, None])
    if key == UNKNOWN and random.random() < 0.2:
        return 0.5
    return float(random.randint(0, int(MOST.get(key, 2))))


def _response(random: Random, key: str) -> str | None:
    if random.random() < 0.1:
        return random.choice([None, "", "?"])
    if key == CHOICES:
        return ",".join(sorted(random.sample("ABCDEF", random.randint(1, 4))))
    if key in OPTIONS:
        return random.choice([*OPTIONS[key], "A,B"])
    return random.choice(["<p>Once, there was a canal.</p>", "42", "x" * 5000])


def _essay(random: Random) -> Row:
    if random.random() < 0.2:
        return {"condition_code": random.choice(["B", "I"])}
    return {
        "evidence_elaboration": random.choice([0.0, 1.0, 2.0, 3.0, 4.0, -1.0]),
        "organization_purpose": random.choice([1.0, 2.0, 3.0, 4.0, None]),
        "conventions": random.choice([0.0, 1.0, 2.0]),
    }


def _targets(random: Random) -> Iterator[Row]:
    for (claim, target), mean, deviation in (
        (TARGETS[0], 0.5, 0.3),
        (TARGETS[1], 0.0, 0.9),
        (TARGETS[2], 0.0, 9.0),
        (TARGETS[4], 0.5, 0.3),
        (STRAY, -0.4, 0.2),
    ):
        if random.random() < 0.8:
            yield {
                "claim_code": claim,
                "target_code": target,
                "student_residual": _residual(random, mean, deviation),
                "standard_met_residual": _residual(random, -mean, deviation),
            }


def _residual(random: Random, mean: float, deviation: float) -> float | None:
    return None if random.random() < 0.1 else round(random.gauss(mean, deviation), 4)


def _traits(random: Random) -> Iterator[Row]:
    purpose = random.choice(["OPIN", "OPIN", "INFO", None])
    if purpose is None:
        return
    condition = random.choice(["B", "L"]) if random.random() < 0.15 else None
    for category, most in (("ORG", 4), ("EVI", 4), ("CON", 2)):
        yield {
            "score_type": "trait",
            "score_code": f"SOCK_{purpose}_{category}",
            "raw_score": None if condition else random.randint(0, most),
            "condition_code": condition,
        }
