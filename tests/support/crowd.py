"""Many made-up results with everything that makes aggregates hard to get right."""

from datetime import UTC, datetime, timedelta
from random import Random

from tests.support.parts import world_with_parts
from tests.support.world import Row, World

SCHOOLS = {"S1": "D1", "S2": "D1", "S3": "D2", "S4": "D2", "S5": "D3"}
GRADES = ("03", "04", "05")
YEARS = (2024, 2025, 2026)
CODES = {"Math": ("1", "SOCK_2", "3"), "ELPAC": ("RD",)}

__all__ = ["CODES", "GRADES", "SCHOOLS", "YEARS", "crowd", "world_with_parts"]


def crowd(seed: int, students: int = 60, *, kinds: tuple[str, ...] = ("sum",)) -> World:
    """Students over years and schools: some move, some repeat, some tie, some are not scored."""
    random, world = Random(seed), World()
    world.further = {"exam_targets": []}
    for school in SCHOOLS:
        for number in range(students):
            _student(world, random, f"{school}-{number:03}", school, kinds)
    return world


def _student(world: World, random: Random, id_: str, school: str, kinds: tuple[str, ...]) -> None:
    about = _about(random)
    start = random.choice(GRADES)
    for year in YEARS:
        if random.random() < 0.15:
            school = random.choice(list(SCHOOLS))
        grade = min(GRADES.index(start) + year - YEARS[0] + (random.random() < 0.05), 2)
        if random.random() < 0.1:
            about = {**about, **_about(random)}
        for kind in kinds:
            for subject in ("Math", "ELPAC"):
                for again in range(random.choice((0, 1, 1, 1, 1, 2))):
                    _exam(
                        world,
                        random,
                        about,
                        (id_, school, year, GRADES[grade], kind, subject),
                        again,
                    )


def _about(random: Random) -> Row:
    flag = (True, False, False, None)
    races = ("Asian", "White", "Filipino", "HispanicOrLatinoEthnicity")
    return {
        "gender": random.choice(("Female", "Male", "Male", "Nonbinary", None)),
        "ethnicities": random.choice((None, [], random.sample(races, random.randint(1, 3)))),
        "elas": random.choice(("EO", "EL", "RFEP", None)),
        "language": random.choice(("spa", "eng", "vie", None)),
        "military_connected": random.choice(("Yes", "No", None)),
        **{
            name: random.choice(flag)
            for name in ("english_learner", "iep", "section_504", "migrant")
        },
        "economic_disadvantage": random.choice(flag),
    }


def _exam(
    world: World, random: Random, about: Row, where: tuple[str, str, int, str, str, str], again: int
) -> None:
    id_, school, year, grade, kind, subject = where
    scored = random.random() < 0.93
    enrolled = grade if random.random() < 0.9 else random.choice(GRADES)
    # Two of the same student are now and then completed at the same moment.
    days = random.choice((0, 0, 1, 9))
    exam: Row = {
        **about,
        "school_year": year,
        "asmt_type": kind,
        "bucket": 0,
        "district_id": SCHOOLS[school],
        "school_id": school,
        "grade": enrolled,
        "student_id": id_,
        "subject": subject,
        "assessment_id": f"{subject}-{kind}-{year}-{grade}",
        "assessment_grade": grade,
        "opportunity_id": f"{id_}-{kind}-{subject}-{year}-{again}-{random.randint(0, 9)}",
        "completed_at": datetime(year, 4, 1, tzinfo=UTC) + timedelta(days=days),
        "completeness": random.choice(("Complete", "Complete", "Partial")),
        "administration_condition": random.choice(("Valid", "Valid", "SD", "IN", "NS")),
        "scale_score": float(random.randint(2200, 2739)) if scored else None,
        "achievement_level": random.randint(1, 4) if scored and random.random() < 0.97 else None,
        "deleted": random.random() < 0.06,
    }
    if any(_key(exam) == _key(each) for each in world.exams[-3:]):
        return
    world.exams.append(exam)
    world.scores.extend(_scores(random, exam, subject))
    world.further["exam_targets"].extend(_targets(random, exam))


def _key(exam: Row) -> tuple[str, str]:
    return exam["assessment_id"], exam["opportunity_id"]


def _part(exam: Row) -> Row:
    left_out = ("scale_score", "achievement_level")
    return {name: value for name, value in exam.items() if name not in left_out}


def _scores(random: Random, exam: Row, subject: str) -> list[Row]:
    codes = [("claim", code) for code in CODES[subject]]
    codes += [("alternate", code) for code in ("ORAL", "WRIT")] if subject == "ELPAC" else []
    return [
        {
            **_part(exam),
            "score_type": kind,
            "score_code": code,
            "scale_score": float(random.randint(1400, 1700)) if random.random() < 0.8 else None,
            "achievement_level": random.randint(1, 3) if random.random() < 0.9 else None,
        }
        for kind, code in codes
        if random.random() < 0.95
    ]


def _targets(random: Random, exam: Row) -> list[Row]:
    return [
        {
            **_part(exam),
            "claim_code": claim,
            "target_code": target,
            "student_residual": _residual(random, 0.05),
            "standard_met_residual": _residual(random, -0.02),
        }
        for claim, target in (("1", "A"), ("1", "B"), ("3", "C"))
        if random.random() < 0.9
    ]


def _residual(random: Random, around: float) -> float | None:
    return round(random.gauss(around, 0.4), 6) if random.random() < 0.9 else None
