"""What the subjects consist of: claims, targets, standards and interim blocks, in our words.

Claim codes and the numbering of targets and standards follow the formats; names and descriptions
are the sandbox's own.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ClaimSpec:
    """A scorable claim and the organizational claims (`parts`) whose targets it covers."""

    code: str
    name: str
    parts: tuple[str, ...]


CLAIMS: Final = {
    "ELA": (
        ClaimSpec("SOCK_R", "Reading", ("1-LT", "1-IT")),
        ClaimSpec("2-W", "Writing", ("2-W",)),
        ClaimSpec("SOCK_LS", "Listening", ("3-L",)),
        ClaimSpec("4-CR", "Research and Inquiry", ("4-CR",)),
    ),
    "Math": (
        ClaimSpec("1", "Concepts and Procedures", ("1",)),
        ClaimSpec("SOCK_2", "Problem Solving and Modeling/Data Analysis", ("2", "4")),
        ClaimSpec("3", "Communicating Reasoning", ("3",)),
    ),
    "ELPAC": (
        ClaimSpec("1-L", "Listening", ()),
        ClaimSpec("1-S", "Speaking", ()),
        ClaimSpec("2-R", "Reading", ()),
        ClaimSpec("2-W", "Writing", ()),
    ),
}

PART_NAMES: Final = {
    "1": "Concepts and procedures",
    "2": "Problem solving",
    "3": "Communicating reasoning",
    "4": "Modeling and data analysis",
}

_ELA_TARGETS: Final = {
    "1-LT": {
        1: "Finds the details of a story that support an answer",
        2: "Tells what a story is about at heart",
        3: "Works out what words in a story mean",
        4: "Explains why characters act as they do",
    },
    "1-IT": {
        8: "Finds the facts of a text that support an answer",
        9: "Sums up the main point of a text",
        10: "Works out what terms in a text mean",
        11: "Judges how well a text argues its point",
    },
    "2-W": {
        1: "Revises a short piece so that it hangs together",
        3: "Writes to explain with support from sources",
        8: "Chooses words that fit purpose and reader",
        9: "Edits spelling, punctuation and grammar",
    },
    "3-L": {4: "Understands and interprets what is heard"},
    "4-CR": {
        2: "Sorts and combines information from sources",
        3: "Judges which sources can be relied on",
        4: "Backs up a statement with evidence from sources",
    },
}

DOMAINS: Final = {
    "OA": "Operations and Patterns",
    "NBT": "Place Value and Calculation",
    "NF": "Fractions",
    "MD": "Measuring and Data",
    "G": "Shapes and Space",
    "RP": "Ratios",
    "NS": "Number Systems",
    "EE": "Expressions and Equations",
    "SP": "Chance and Data",
    "F": "Functions",
    "N": "Number and Quantity",
    "A": "Algebra",
    "S": "Statistics",
}


def domains(grade: int) -> tuple[str, ...]:
    """The mathematical domains of a grade."""
    if grade <= 5:
        return ("OA", "NBT", "NF", "MD", "G")
    if grade <= 7:
        return ("RP", "NS", "EE", "G", "SP")
    return ("NS", "EE", "F", "G", "SP") if grade == 8 else ("N", "A", "F", "G", "S")


@dataclass(frozen=True, slots=True)
class TargetSpec:
    """A content target of an organizational claim, as a grade tests it."""

    part: str
    code: str
    name: str
    description: str
    standards: tuple[str, ...]


_STRANDS: Final = {"1-LT": "RL", "1-IT": "RI", "2-W": "W", "3-L": "SL", "4-CR": "W"}


def targets(subject: str, grade: int) -> tuple[TargetSpec, ...]:
    """The targets that a grade's tests of a subject cover."""
    return _ela_targets(grade) if subject == "ELA" else _math_targets(grade)


def _ela_targets(grade: int) -> tuple[TargetSpec, ...]:
    span = "11-12" if grade == 11 else str(grade)
    return tuple(
        TargetSpec(
            part, f"{number}-{grade}", str(number), text, (f"{span}.{_STRANDS[part]}.{number}",)
        )
        for part, each in _ELA_TARGETS.items()
        for number, text in each.items()
    )


def _math_targets(grade: int) -> tuple[TargetSpec, ...]:
    first = domains(grade)
    places = [
        ("1", first[place], letter)
        for place, letter in zip((0, 0, 1, 1, 2, 2, 3, 4), "ABCDEFGH", strict=True)
    ]
    places += [("2", first[0], "A"), ("2", first[2], "B"), ("3", first[1], "A")]
    places += [
        ("3", first[2], "B"),
        ("3", first[3], "D"),
        ("4", first[2], "A"),
        ("4", first[4], "D"),
    ]
    return tuple(_math_target(grade, *place) for place in places)


def _math_target(grade: int, part: str, domain: str, letter: str) -> TargetSpec:
    span = "HS" if grade == 11 else str(grade)
    number = "ABCDEFGH".index(letter) + 1
    text = f"{PART_NAMES[part]} in {DOMAINS[domain].lower()}, target {letter}"
    return TargetSpec(
        part, f"{domain}|{letter}-{grade}", letter, text, (f"{span}.{domain}.{number}",)
    )


def scorable(subject: str, part: str) -> str:
    """The scorable claim that an organizational claim belongs to."""
    return next(claim.code for claim in CLAIMS[subject] if part in claim.parts)


@dataclass(frozen=True, slots=True)
class Block:
    """An interim block: the targets of `parts` (and one `domain`), with `size` items."""

    name: str
    parts: tuple[str, ...]
    size: int
    domain: str = ""
    focused: bool = False
    task: bool = False


def blocks(subject: str, grade: int) -> tuple[Block, ...]:
    """The interim blocks of a subject and grade."""
    if subject == "Math":
        return tuple(
            Block(
                DOMAINS[domain], ("1", "2", "3", "4"), 13 if place < 3 else 11, domain, place == 2
            )
            for place, domain in enumerate(domains(grade))
        )
    return (
        Block("Reading Stories", ("1-LT",), 14),
        Block("Reading for Information", ("1-IT",), 14),
        Block("Revising and Editing", ("2-W",), 12, focused=True),
        Block("Listening Well", ("3-L",), 10, focused=True),
        Block("Finding Evidence", ("4-CR",), 12),
        Block(f"Writing Task {PURPOSES[purpose(grade, 0)]}", ("4-CR", "2-W"), 4, task=True),
    )


PURPOSES: Final = {
    "ARGU": "Argumentative",
    "EXPL": "Explanatory",
    "INFO": "Informational",
    "NARR": "Narrative",
    "OPIN": "Opinion",
}
TRAIT_CATEGORIES: Final = {
    "ORG": ("Organization/Purpose", 4),
    "EVI": ("Evidence/Elaboration", 4),
    "CON": ("Conventions", 2),
}


def purpose(grade: int, form: int) -> str:
    """The purpose of the writing task in one of a grade's forms."""
    low, high = ("NARR", "OPIN", "INFO"), ("ARGU", "EXPL", "NARR")
    choices = low if grade <= 5 else high if grade <= 8 else ("ARGU", "EXPL")
    return choices[(grade + form) % len(choices)]
