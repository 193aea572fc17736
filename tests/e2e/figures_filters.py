"""Some filters of reports, and which exams each of them keeps."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.e2e.figures_exams import Exam

FILTERS: Final[Mapping[str, tuple[Mapping[str, str], Callable[[Exam], bool]]]] = {
    "partial": ({"completeness": "Partial"}, lambda exam: exam.completeness == "Partial"),
    "nonstandard": ({"conditions": "NS"}, lambda exam: exam.condition == "NS"),
    "valid or standard": (
        {"conditions": "Valid,SD"},
        lambda exam: exam.condition in ("Valid", "SD"),
    ),
    "grades": ({"enrolled_grades": "10,11"}, lambda exam: exam.grade in ("10", "11")),
    "girls": ({"gender": "Female"}, lambda exam: exam.about["Sex"] == "Female"),
    "ethnicities": (
        {"ethnicities": "Asian,HispanicOrLatinoEthnicity"},
        lambda exam: "Yes" in (exam.about["Asian"], exam.about["HispanicOrLatinoEthnicity"]),
    ),
    "learners": (
        {"elas": "EL,RFEP"},
        lambda exam: exam.about["EnglishLanguageAcquisitionStatus"] in ("EL", "RFEP"),
    ),
    "spanish": ({"language": "spa"}, lambda exam: exam.about["LanguageCode"] == "spa"),
    "programs": (
        {"iep": "yes", "section_504": "no,undefined"},
        lambda exam: (
            exam.about["IDEAIndicator"] == "Yes" and exam.about.get("Section504Status") != "Yes"
        ),
    ),
    "nobody": ({"migrant": "undefined"}, lambda _: False),
}
"""Name -> the query, and whether it keeps an exam."""
