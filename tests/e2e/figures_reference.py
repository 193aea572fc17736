"""What vendors deliver about subjects, assessments, schools and groups, read from the files."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from io import StringIO
from typing import Any, Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.e2e.figures_exams import Landed
from tests.e2e.figures_norms import Norm, norms_of

GRADES: Final = ("KG", *(f"{number:02d}" for number in range(1, 13)))
TYPES: Final = ("sum", "ica", "iab")
"""Grades and types of assessments, in the order of lists."""

SPANS: Final = (("ELPAC", {"09", "10"}), ("ELPAC", {"11", "12"}))
"""Grades that take one test together (source: the published ELPAC score ranges)."""

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scale:
    """How a score is reported in a school year: its levels, and from which the standard is met."""

    levels: Mapping[int, Document]
    cutoff: int | None


class Subject:
    """A subject definition."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self.code, self.name = root.attrib["code"], root.attrib["name"]

    def type_name(self, kind: str) -> str:
        """What a type of assessment is called."""
        return self._type(kind).attrib["name"]

    def says(self, kind: str, flag: str) -> bool:
        """Whether a type of assessment has a flag such as targetReport."""
        return self._type(kind).get(flag) in ("true", "1")

    def scale(self, kind: str, scoring: str, school_year: int) -> Scale | None:
        """OverallScoring, AltScoring or ClaimScoring of a type, as of a school year."""
        begun = [
            scale for year, scale in self._scales.get((kind, scoring), ()) if year <= school_year
        ]
        return begun[-1] if begun else None

    def claims(self) -> list[Document]:
        """The scored claims in the order of reports."""
        every = self._claims.values()
        return _in_order(each for each in every if each.get("scorable", "true") == "true")

    def alternates(self) -> list[Document]:
        """The alternate scores in the order of reports."""
        return _in_order(self._root.iterfind("AltScores/AltScore"))

    def traits(self) -> list[Mapping[str, str]]:
        """The writing traits."""
        return [each.attrib for each in self._root.iterfind("Traits/Trait")]

    def claim_name(self, code: str) -> str:
        """What a claim is called."""
        return self._claims[code].attrib["name"]

    def target(self, claim: str, code: str) -> Document:
        """A target with its name and its description."""
        return self._targets[claim, code]

    def difficulty(self, grade: str, parameter: float) -> str | None:
        """How difficult an item with a parameter is for a grade."""
        for each in self._root.iterfind("ItemDifficulties/ItemDifficulty"):
            if padded(each.attrib["gradeCode"]) == grade:
                if parameter >= float(each.attrib["difficultLowEnd"]):
                    return "difficult"
                moderate = parameter >= float(each.attrib["moderateLowEnd"])
                return "moderate" if moderate else "easy"
        return None

    @cached_property
    def _scales(self) -> dict[tuple[str, str], list[tuple[int, Scale]]]:
        """Of each type and scoring the scales with the school year they begin in."""
        return {
            (kind.attrib["code"], scoring.tag): [
                (int(each.get("fromSchoolYear", 0)), _scale(each))
                for each in scoring.iterfind("PerformanceLevels")
            ]
            for kind in self._root.iterfind("AssessmentTypes/AssessmentType")
            for scoring in kind
        }

    @cached_property
    def _claims(self) -> dict[str, Element]:
        return {each.attrib["code"]: each for each in self._root.iterfind("Claims/Claim")}

    @cached_property
    def _targets(self) -> dict[tuple[str, str], Document]:
        return {
            (claim, each.attrib["code"]): {
                "code": each.attrib["code"],
                "name": each.attrib["name"],
                "description": (each.findtext("Description") or "").strip(),
            }
            for claim, element in self._claims.items()
            for each in element.iterfind("Targets/Target")
        }

    def _type(self, kind: str) -> Element:
        found = self._root.find(f"AssessmentTypes/AssessmentType[@code='{kind}']")
        assert found is not None, f"{self.code} has no assessments of type {kind}"
        return found


@dataclass(frozen=True, slots=True)
class Assessment:
    """An assessment of a package; `ranges` are the lowest and highest score of each level."""

    id: str
    name: str
    label: str
    subject: str
    grade: str
    type: str
    school_year: int
    ranges: tuple[tuple[float, float], ...]
    items: Mapping[str, Mapping[str, str]]
    """Item key -> its row, of the items that reports show."""


@dataclass(frozen=True, slots=True)
class Group:
    """An assigned group; `subject` None stands for all of them."""

    name: str
    school: str
    school_year: int
    subject: str | None
    students: frozenset[str]
    users: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reference:
    """Everything that was delivered but results."""

    subjects: Mapping[str, Subject]
    assessments: Mapping[str, Assessment]
    schools: Mapping[str, Document]
    groups: tuple[Group, ...]
    norms: Mapping[str, Sequence[Norm]]
    """Assessment -> its norms."""

    def subject_of(self, assessment_id: str) -> Subject:
        """The subject of an assessment."""
        return self.subjects[self.assessments[assessment_id].subject]

    def school(self, school_id: str) -> Document:
        """A school's id and name."""
        return {"id": school_id, "name": self.schools[school_id]["name"]}


def reference(files: Iterable[Landed]) -> Reference:
    """What files say that were delivered to any feed, told by the folder they lie in."""
    by_feed: dict[str, list[bytes]] = {}
    for file in files:
        by_feed.setdefault(file.name.split("/")[-2], []).append(file.data)
    subjects = [Subject(ElementTree.fromstring(data)) for data in by_feed.get("subjects", ())]
    spelled = {each.code.lower(): each.code for each in subjects}
    assessments = [
        replace(each, subject=spelled[each.subject.lower()])
        for data in by_feed.get("assessments", ())
        for each in _package(data)
    ]
    schools = [each for data in by_feed["organizations"] for each in _schools(json.loads(data))]
    groups = [each for data in by_feed.get("groups", ()) for each in _groups(data)]
    norms: dict[str, list[Norm]] = defaultdict(list)
    for each in (each for data in by_feed.get("norms", ()) for each in norms_of(_rows(data))):
        norms[each.assessment].append(each)
    return Reference(
        {each.code: each for each in subjects},
        {each.id: each for each in assessments},
        {each["id"]: each for each in schools},
        tuple(groups),
        norms,
    )


def padded(grade: str) -> str:
    """A grade as reports write it."""
    return grade.zfill(2)


def takes(subject: str, grade: str, enrolled: str) -> bool:
    """Whether students of a grade take the assessment of another one, or of their own."""
    return grade == enrolled or any(
        subject == each and {grade, enrolled} <= span for each, span in SPANS
    )


def _scale(element: Element) -> Scale:
    cutoff = element.get("standardCutoff")
    levels = (_level(each) for each in element.iterfind("PerformanceLevel"))
    return Scale({each["level"]: each for each in levels}, int(cutoff) if cutoff else None)


def _level(element: Element) -> Document:
    said = element.attrib
    number = int(said["level"])
    return {
        "level": number,
        "name": said["name"],
        "short_name": said.get("shortName") or said["name"],
        "color": said.get("color") or f"level-{number}",
    }


def _in_order(elements: Iterable[Element]) -> list[Document]:
    ordered = sorted(elements, key=lambda each: int(each.attrib["displayOrder"]))
    return [{"code": each.attrib["code"], "name": each.attrib["name"]} for each in ordered]


def _package(data: bytes) -> Iterator[Assessment]:
    rows: dict[str, list[Mapping[str, str]]] = {}
    for row in _rows(data):
        rows.setdefault(row["AssessmentId"].strip(), []).append(row)
    for name, same in rows.items():
        yield _assessment(name, same)


def _assessment(name: str, rows: list[Mapping[str, str]]) -> Assessment:
    head = rows[0]
    return Assessment(
        id=name,
        name=head["AssessmentName"].strip(),
        label=head["AssessmentLabel"].strip() or head["AssessmentName"].strip(),
        subject=head["AssessmentSubject"].strip(),
        grade=padded(head["AssessmentGrade"].strip()),
        type=head["AssessmentSubtype"].strip().lower(),
        school_year=int(head["AcademicYear"].strip()[-4:]),
        ranges=tuple(_ranges(head)),
        items={
            row["FullItemKey"]: row
            for row in rows
            if row.get("FullItemKey")
            and row["IsFieldTest"].upper() != "TRUE"
            and row["IsActive"].upper() != "FALSE"
        },
    )


def _ranges(row: Mapping[str, str]) -> Iterator[tuple[float, float]]:
    for level in range(1, 7):
        low, high = row.get(f"ScaledLow{level}"), row.get(f"ScaledHigh{level}")
        if low and high:
            yield float(low), float(high)


def _schools(document: Document) -> Iterator[Document]:
    districts = {each["entityId"]: each["entityName"] for each in document["districts"]}
    for each in document["institutions"]:
        district = each["parentEntityId"]
        yield {
            "id": each["entityId"],
            "name": each["entityName"],
            "district": {"id": district, "name": districts[district]},
        }


def _groups(data: bytes) -> Iterator[Group]:
    rows: dict[tuple[str, str, int], list[Mapping[str, str]]] = {}
    for row in _rows(data):
        key = (row["group_name"], row["school_natural_id"], int(row["school_year"]))
        rows.setdefault(key, []).append(row)
    for (name, school, year), same in rows.items():
        subject = {row["subject_code"] for row in same} - {"", "All"}
        yield Group(
            name,
            school,
            year,
            subject.pop() if subject else None,
            frozenset(row["student_ssid"] for row in same if row["student_ssid"]),
            frozenset(row["group_user_login"] for row in same if row["group_user_login"]),
        )


def _rows(data: bytes) -> Iterator[Mapping[str, str]]:
    return csv.DictReader(StringIO(data.decode("utf-8-sig"), newline=""))
