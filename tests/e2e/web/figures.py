"""Made-up figures for the stub service: small, repeatable, and shaped like the API's contract."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

Json = dict[str, Any]

YEARS = (2026, 2025, 2024)
CLAIM_LEVELS = ("Below Standard", "Near Standard", "Above Standard")
LAST = (
    "Abara", "Bennett", "Castañeda", "Delgado", "Eriksen", "Fontaine", "Guzmán", "Haddad", "Ito",
    "Jaramillo", "Kowalski", "Lindqvist", "Maldonado", "Nakamura", "Okonkwo", "Peña", "Quintero",
    "Ramírez", "Sørensen", "Tran", "Underwood", "Villanueva", "Wójcik", "Ximénez", "Young",
    "Zamora",
)  # fmt: skip
FIRST = (
    "Amara", "Benjamín", "Chloé", "Diego", "Elena", "Farah", "Gabriel", "Hana", "Isaac", "Jasmín",
    "Kai", "Lucía", "Mateo", "Noor", "Olivia", "Paolo", "Quinn", "Rosa", "Santiago", "Thuy", "Uma",
    "Víctor", "Wen", "Xochitl", "Yusuf", "Zoë",
)  # fmt: skip


class Test(NamedTuple):
    """What the figures of one assessment are made from."""

    id: str
    label: str
    subject: tuple[str, str]
    type: tuple[str, str]
    grade: str
    results: int
    levels: tuple[str, ...]
    cuts: tuple[int, ...]
    claims: tuple[tuple[str, str], ...] = ()
    alternates: tuple[tuple[str, str], ...] = ()
    cutoff: int | None = 3


SUMMATIVE = ("sum", "Summative")
ICA = ("ica", "Interim Comprehensive")
IAB = ("iab", "Interim Block")
ELA = ("ELA", "English Language Arts/Literacy")
MATH = ("Math", "Mathematics")
ELPAC = ("ELPAC", "English Language Proficiency")
FOUR = ("Did Not Meet Standard", "Nearly Met Standard", "Met Standard", "Exceeded Standard")
ELPAC_FOUR = ("Level 1", "Level 2", "Level 3", "Level 4")
ELA_CLAIMS = (
    ("SOCK_R", "Reading"),
    ("2-W", "Writing"),
    ("SOCK_LS", "Listening"),
    ("4-CR", "Research and Inquiry"),
)
MATH_CLAIMS = (
    ("1", "Concepts and Procedures"),
    ("SOCK_2", "Problem Solving and Modeling & Data Analysis"),
    ("3", "Communicating Reasoning"),
)
COMPOSITES = (("oral", "Oral Language"), ("written", "Written Language"))
ELA_CUTS = (2201, 2442, 2502, 2582, 2701)
MATH_CUTS = (2219, 2455, 2528, 2579, 2700)
ELPAC_CUTS = (1150, 1467, 1514, 1560, 1800)

TESTS = (
    Test("(CERS)ELA-G5-SUM (2026)", "Grade 5 ELA", ELA, SUMMATIVE, "05", 86, FOUR, ELA_CUTS,
         claims=ELA_CLAIMS),
    Test("(CERS)ELA-G5-ICA", "Grade 5 ELA ICA", ELA, ICA, "05", 31, FOUR, ELA_CUTS,
         claims=ELA_CLAIMS),
    Test("(CERS)ELA-G5-IAB-RI", "Read Informational Texts", ELA, IAB, "05", 28, CLAIM_LEVELS,
         (2201, 2442, 2582, 2701), cutoff=None),
    Test("(CERS)MATH-G5-SUM", "Grade 5 Mathematics", MATH, SUMMATIVE, "05", 480, FOUR, MATH_CUTS,
         claims=MATH_CLAIMS),
    Test("(CERS)MATH-G4-TINY", "Grade 4 Mathematics", MATH, SUMMATIVE, "04", 4, FOUR, MATH_CUTS,
         claims=MATH_CLAIMS),
    Test("(CERS)ELPAC-G5", "Grades 3-5 ELPAC", ELPAC, SUMMATIVE, "05", 42, ELPAC_FOUR, ELPAC_CUTS,
         alternates=COMPOSITES, cutoff=4),
    Test("(CERS)ELA-G6-NONE", "Grade 6 ELA", ELA, SUMMATIVE, "06", 0, FOUR, ELA_CUTS,
         claims=ELA_CLAIMS),
)  # fmt: skip


def district(number: int) -> Json:
    """A made-up district."""
    names = ("Coastal Hills Unified", "Río Verde Elementary", "Sierra Lakes Joint Unified")
    return {"id": f"{number:02d}00010000000", "name": names[number % len(names)]}


def school(number: int) -> Json:
    """A made-up school; neighbours share a district."""
    first = ("Maple", "Juniper", "Cesar Chavez", "Ocean View", "Dolores Huerta", "Redwood")
    kind = ("Elementary", "Middle", "High", "Charter Academy")
    name = f"{first[number % len(first)]} {kind[(number // len(first)) % len(kind)]}"
    suffix = "" if number < 24 else f" {number}"
    return {
        "id": f"0100010{number:07d}",
        "name": name + suffix,
        "district": district(number // 12),
    }


def assessment(test: Test, year: int) -> Json:
    """The assessment as the lists name it."""
    return {
        "id": test.id,
        "label": test.label,
        "name": f"{test.label} {test.type[1]}",
        "subject": {"code": test.subject[0], "name": test.subject[1]},
        "grade": test.grade,
        "type": {"code": test.type[0], "name": test.type[1]},
        "school_year": year,
        "results": test.results,
        "latest_completed": f"{year}-04-17" if test.results else None,
    }


def level(names: Sequence[str], number: int) -> Json:
    """A level; the colour is sometimes a name only a subject definition knows."""
    name = names[number - 1]
    color = f"level-{number}" if len(names) == 4 else ("sb-iab-red", "x", "y")[number - 1]
    return {"level": number, "name": name, "short_name": name.split(" Standard")[0], "color": color}


def largest_remainder(counts: Sequence[int]) -> list[int]:
    """Whole percentages that add up to 100."""
    total = sum(counts)
    if total == 0:
        return [0] * len(counts)
    floors = [count * 100 // total for count in counts]
    order = sorted(range(len(counts)), key=lambda at: (-(counts[at] * 100 % total), at))
    for at in order[: 100 - sum(floors)]:
        floors[at] += 1
    return floors


def distribution(names: Sequence[str], levels: Iterable[int]) -> list[Json]:
    """Counts and percentages of each level."""
    found = Counter(levels)
    counts = [found[number] for number in range(1, len(names) + 1)]
    shares = largest_remainder(counts)
    return [
        {**level(names, at + 1), "count": counts[at], "percent": shares[at]}
        for at in range(len(names))
    ]


def students(test: Test, year: int) -> list[Json]:
    """The results of one assessment, by name."""
    luck = random.Random(f"{test.id} {year}")
    rows = [_student(test, year, number, luck) for number in range(test.results)]
    if rows:
        rows[0] |= {"last_name": "=2+3", "first_name": 'Ann "Bo", Jr.'}
    if len(rows) > 3:
        rows[1] |= _unscored(test)
        rows[2]["status"] = {
            "completeness": "Partial",
            "administration_condition": "IN",
            "valid": False,
        }
    return sorted(rows, key=lambda row: (row["last_name"], row["first_name"], row["student_id"]))


def _student(test: Test, year: int, number: int, luck: random.Random) -> Json:
    low, high = test.cuts[0], test.cuts[-1]
    score = round(min(high, max(low, luck.gauss((low + high) / 2 + 40, (high - low) / 6))))
    error = luck.randint(18, 34)
    conditions = ("Valid",) if test.type == SUMMATIVE else ("SD", "NS")
    return {
        "student_id": f"99{number:08d}",
        "opportunity_id": f"{test.id} {year} {number}",
        "first_name": luck.choice(FIRST),
        "last_name": luck.choice(LAST),
        "completed_on": f"{year}-04-{1 + number % 17:02d}",
        "session_id": f"CA{number % 4:02d}-{year}",
        "enrolled_grade": test.grade,
        "status": {
            "completeness": "Complete",
            "administration_condition": luck.choice(conditions),
            "valid": True,
        },
        "level": level(test.levels, _level_of(test, score)),
        "scale_score": score,
        "standard_error": error,
        "error_band": {"low": score - error, "high": score + error},
        "claims": [
            {"code": code, "level": level(CLAIM_LEVELS, luck.randint(1, 3)), "scale_score": None}
            for code, _ in test.claims
        ],
        "alternates": [
            {
                "code": code,
                "level": None,
                "scale_score": None,
                "standard_error": None,
                "error_band": None,
            }
            for code, _ in test.alternates
        ],
        "school": {"id": "1", "name": "School"},
        "transfer": False,
        "off_grade": False,
        "percentile": None,
        "accommodations": [],
        "student": {"elas": "EO", "ethnicities": []},
    }  # fmt: skip


def _unscored(test: Test) -> Json:
    claims = [{"code": code, "level": None, "scale_score": None} for code, _ in test.claims]
    nothing = dict.fromkeys(("level", "scale_score", "standard_error", "error_band"))
    return {**nothing, "claims": claims}


def _level_of(test: Test, score: float) -> int:
    return 1 + sum(score >= cut for cut in test.cuts[1:-1])


def summary(place: Json, test: Test, year: int) -> Json:
    """The figures of one assessment, computed from its students."""
    rows = students(test, year)
    scored = [row for row in rows if row["level"]]
    levels = distribution(test.levels, (row["level"]["level"] for row in scored))
    for at, found in enumerate(levels):
        found |= _range(test, at)
    return {
        "school": place,
        "group": None,
        "assessment": assessment(test, year),
        "school_year": year,
        "grade_assessed": test.grade,
        "results": len(rows),
        "students": len(rows),
        "scored": len(scored),
        "average": average([row["scale_score"] for row in scored]),
        "score_range": {"min": test.cuts[0], "max": test.cuts[-1]},
        "standard_cutoff": test.cutoff,
        "levels": levels,
        "met": met(levels, test.cutoff),
        "claims": [_claim(code, name, scored) for code, name in test.claims],
        "alternates": [_alternate(code, name, test, year) for code, name in test.alternates],
        "sessions": [],
    }


def _range(test: Test, at: int) -> Json:
    """The scores of a level; those of an interim block follow from the error as well."""
    if test.type == IAB:
        return {"low": None, "high": None}
    last = at == len(test.levels) - 1
    return {"low": test.cuts[at], "high": test.cuts[at + 1] - (0 if last else 1)}


def average(scores: Sequence[float]) -> Json:
    """The mean and its standard error."""
    count = len(scores)
    if count == 0:
        return {"scale_score": None, "standard_error": None}
    mean = sum(scores) / count
    if count == 1:
        return {"scale_score": mean, "standard_error": None}
    variance = sum((score - mean) ** 2 for score in scores) / (count - 1)
    return {"scale_score": mean, "standard_error": (variance / count) ** 0.5}


def met(levels: Sequence[Json], cutoff: int | None) -> Json | None:
    """How many reached the standard, where there is one."""
    if cutoff is None:
        return None
    chosen = [each for each in levels if each["level"] >= cutoff]
    return {
        "count": sum(each["count"] for each in chosen),
        "percent": sum(each["percent"] for each in chosen),
    }


def _claim(code: str, name: str, scored: Sequence[Json]) -> Json:
    levels = [
        claim["level"]["level"]
        for row in scored
        for claim in row["claims"]
        if claim["code"] == code and claim["level"]
    ]
    return {
        "code": code,
        "name": name,
        "scored": len(levels),
        "levels": distribution(CLAIM_LEVELS, levels),
    }


def _alternate(code: str, name: str, test: Test, year: int) -> Json:
    luck = random.Random(f"{code} {test.id} {year}")
    scores = [round(luck.gauss(1520, 45)) for _ in range(test.results)]
    return {
        "code": code,
        "name": name,
        "scored": len(scores),
        "average": average(scores),
        "levels": distribution(test.levels, (_level_of(test, score) for score in scores)),
    }
