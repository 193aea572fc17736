"""The package files that describe the assessments, in the tabulator's CSV format."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sandbox.assessments import BANK, AssessmentSpec, ItemSpec, catalogue
from sandbox.scales import GRADES, SCALES, YEARS


def _columns(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_LEVELS: Final = tuple(f"Scaled{end}{level}" for level in range(1, 5) for end in ("Low", "High"))
_ALTERNATES: Final = tuple(
    f"Alt{number}{end}{level}"
    for number in (1, 2)
    for level in range(1, 5)
    for end in ("Low", "High")
)
_HEAD: Final = _columns(
    "AssessmentId AssessmentName AssessmentSubject AssessmentGrade AssessmentType "
    "AssessmentSubtype AssessmentLabel AssessmentVersion AcademicYear"
)
_ITEM: Final = _columns(
    "FullItemKey BankKey ItemId Filename Version ItemType Grade Standard Claim Target PassageId "
    "ASL Braille LanguageBraille DOK Language AllowCalculator MathematicalPractice MaxPoints "
    "Glossary ScoringEngine Spanish IsFieldTest IsActive ResponseRequired AdminRequired "
    "ItemPosition MeasurementModel Weight ScorePoints a b0_b b1_c b2 b3 avg_b bpref1 bpref2 "
    "bpref3 bpref4 bpref5 bpref6 bpref7 CommonCore ClaimContentTarget SecondaryCommonCore "
    "SecondaryClaimContentTarget AnswerKey NumberOfAnswerOptions PerformanceTask "
    "PtWritingType"
)


def write_packages(directory: Path) -> None:
    """Write one package file per school year and subject."""
    for year in YEARS:
        for subject in ("ELPAC", *SCALES):
            specs = [spec for spec in catalogue(year) if spec.subject == subject]
            _write_package(directory / f"{year}-{subject}.csv", specs)


def _write_package(path: Path, specs: Sequence[AssessmentSpec]) -> None:
    columns = (*_HEAD, *(_ITEM if specs[0].items else ()), *_LEVELS)
    columns += _ALTERNATES if specs[0].alternates else ()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        for spec in specs:
            head = _assessment_row(spec)
            rows = [_item_row(spec, at, item) for at, item in enumerate(spec.items, 1)]
            writer.writerows([{**head, **row} for row in rows or [{}]])


def _assessment_row(spec: AssessmentSpec) -> dict[str, str | int]:
    scales = {"Scaled": spec.scale}
    scales |= {f"Alt{number}": scale for number, scale in enumerate(spec.alternates, 1)}
    ranges = {
        f"{name}{end}{level}": score
        for name, scale in scales.items()
        for level, span in enumerate(scale.ranges, 1)
        for end, score in zip(("Low", "High"), span, strict=True)
    }
    return {
        "AssessmentId": spec.id,
        "AssessmentName": spec.name,
        "AssessmentSubject": spec.subject,
        "AssessmentGrade": GRADES[spec.grade],
        "AssessmentType": "summative" if spec.type == "sum" else "interim",
        "AssessmentSubtype": spec.type.upper(),
        "AssessmentLabel": spec.label,
        "AssessmentVersion": "1",
        "AcademicYear": f"{spec.year - 1}-{spec.year}",
        **ranges,
    }


_ENGINES: Final = {"SA": "HandScored", "WER": "HandScored", "MC": "Automatic with Key"}


def _item_row(spec: AssessmentSpec, position: int, item: ItemSpec) -> dict[str, str | int | float]:
    parameters = dict(zip(("b0_b", "b1_c", "b2", "b3"), item.steps, strict=False))
    task = item.kind in ("SA", "WER")
    return {
        "FullItemKey": item.key, "BankKey": BANK, "ItemId": item.number,
        "Filename": f"item-{item.key}.xml", "Version": 1, "ItemType": item.kind,
        "Grade": GRADES[spec.grade], "Standard": f"SBX:{item.claim_target}",
        "Claim": item.target.part, "Target": item.target.code, "DOK": item.dok, "ASL": "N",
        "Language": "ENU", "AllowCalculator": "Y" if item.calculator else "N",
        "MathematicalPractice": item.practice or "", "MaxPoints": item.points,
        "ScoringEngine": _ENGINES.get(item.kind, "Automatic with Machine Rubric"),
        "Spanish": "N", "IsFieldTest": "FALSE", "IsActive": "TRUE", "ResponseRequired": "TRUE",
        "AdminRequired": "TRUE", "ItemPosition": position, "Weight": 1,
        "MeasurementModel": "IRTGPC" if item.points > 1 else "IRT3PLn",
        "ScorePoints": item.points, "a": item.slope, **parameters,
        "avg_b": round(sum(item.steps) / item.points, 5), "bpref1": spec.id,
        "CommonCore": ";".join(item.target.standards), "ClaimContentTarget": item.claim_target,
        "AnswerKey": item.answer, "NumberOfAnswerOptions": item.options,
        "PerformanceTask": "Y" if task else "N", "PtWritingType": item.purpose,
    }  # fmt: skip
