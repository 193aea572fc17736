"""Exams as vendors deliver them, read from the files alone, and which version of each counts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Final, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZipFile

TRAITS: Final = ("Evidence/Elaboration", "Organization/Purpose", "Conventions")
"""What an essay is scored by."""

_STUDENT, _STANDARD = "StudentRelativeResidualScore", "StandardMetRelativeResidualScore"


class Landed(NamedTuple):
    """A delivered file: when it landed, its name and its bytes."""

    at: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Score:
    """A scale score with its standard error and its level, as far as they were delivered."""

    value: float | None = None
    error: float | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was delivered of an item: `points` is None where there are none."""

    key: str
    position: int
    points: float | None
    answered: bool
    response: str | None
    traits: Mapping[str, float]
    condition: str | None


@dataclass(frozen=True)
class Exam:
    """One delivered version of an exam; times are of UTC."""

    assessment: str
    opportunity: str
    school_year: int
    version: tuple[str, str, int]
    """Status date, landing time, and place among all that was delivered: the greatest counts."""

    status: str
    completed_at: str
    session: str | None
    completeness: str
    condition: str
    school: str
    about: Mapping[str, str]
    scores: Mapping[str, Score]
    raw: Mapping[str, int]
    """Points of writing traits by their code."""

    residuals: Mapping[str, tuple[float | None, float | None]]
    """Claim and target -> relative to the student's whole test, and to meeting the standard."""

    answers: tuple[Answer, ...]
    accommodations: tuple[str, ...]
    overall: Score = field(default=Score())

    @property
    def student(self) -> str:
        """The student's SSID."""
        return self.about["StudentIdentifier"]

    @property
    def grade(self) -> str:
        """The grade the student was in."""
        return self.about["GradeLevelWhenAssessed"]

    @property
    def completed_on(self) -> str:
        """The day the exam was completed."""
        return self.completed_at[:10]

    @property
    def by_name(self) -> tuple[str, str, str, str]:
        """Where it stands in a roster."""
        last, first = self.about["LastOrSurname"], self.about["FirstName"]
        return last.casefold(), first.casefold(), self.student, self.opportunity

    @property
    def latest(self) -> tuple[str, str]:
        """Which of several exams is the latest: the greatest opportunity id decides a tie."""
        return self.completed_at, self.opportunity

    @property
    def is_scored(self) -> bool:
        """Whether it has a scale score and a level."""
        return self.overall.value is not None and self.overall.level is not None


def delivered(files: Iterable[Landed]) -> Iterator[Exam]:
    """Every version of every exam, in bundles and by themselves, in the order given."""
    place = 0
    for file in files:
        for data in _documents(file):
            report = ElementTree.fromstring(data)
            if report.tag == "TDSReport":
                yield _exam(report, file.at, place)
                place += 1


def that_count(versions: Iterable[Exam]) -> list[Exam]:
    """Of each exam the version with the greatest status date; without those it was reset by."""
    newest: dict[tuple[str, str], Exam] = {}
    for each in versions:
        known = newest.setdefault((each.assessment, each.opportunity), each)
        if each.version > known.version:
            newest[each.assessment, each.opportunity] = each
    return [each for each in newest.values() if each.status != "reset"]


def _documents(file: Landed) -> Iterator[bytes]:
    if not file.name.endswith(".zip"):
        yield file.data
        return
    with ZipFile(BytesIO(file.data)) as bundle:
        for name in bundle.namelist():
            yield bundle.read(name)


def _exam(report: Element, landed_at: str, place: int) -> Exam:
    test, opportunity = report.find("Test"), report.find("Opportunity")
    assert test is not None
    assert opportunity is not None
    said = opportunity.attrib
    about = {
        each.attrib["name"]: each.attrib["value"].strip() for each in report.iterfind("Examinee/*")
    }
    scores = _scores(opportunity)
    completed_at = _utc(said["dateCompleted"])
    status_date = _utc(said["statusDate"]) if said.get("statusDate") else completed_at
    return Exam(
        assessment=test.attrib["name"],
        opportunity=said["oppId"],
        school_year=int(test.attrib["academicYear"]),
        version=(status_date, landed_at, place),
        status=said["status"],
        completed_at=completed_at,
        session=said.get("sessionId") or None,
        completeness=said["completeness"],
        condition=said["administrationCondition"],
        school=about["SchoolId"],
        about=about,
        scores=scores,
        raw=_raw(opportunity),
        residuals=_residuals(opportunity),
        answers=tuple(_answer(item) for item in opportunity.iterfind("Item")),
        accommodations=_accommodations(opportunity),
        overall=scores.get("Overall", Score()),
    )


def _utc(text: str) -> str:
    """A moment in UTC, in a form that sorts; without an offset it is one already."""
    moment = datetime.fromisoformat(text)
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return aware.isoformat(timespec="microseconds")


def _of_label(opportunity: Element, label: str) -> dict[str, Element]:
    return {
        score.attrib["measureOf"]: score
        for score in opportunity.iterfind("Score")
        if score.attrib["measureLabel"] == label
    }


def _scores(opportunity: Element) -> dict[str, Score]:
    scaled = _of_label(opportunity, "ScaleScore")
    levels = _of_label(opportunity, "PerformanceLevel")
    found = {}
    for measure in {**scaled, **levels}:
        score, level = scaled.get(measure), levels.get(measure)
        found[measure] = Score(
            _number(score.get("value")) if score is not None else None,
            _number(score.get("standardError")) if score is not None else None,
            int(level.attrib["value"]) if level is not None and level.attrib["value"] else None,
        )
    return found


def _raw(opportunity: Element) -> dict[str, int]:
    found = _of_label(opportunity, "RawScore")
    return {code: int(score.attrib["value"]) for code, score in found.items()}


def _residuals(opportunity: Element) -> dict[str, tuple[float | None, float | None]]:
    student, standard = (_of_label(opportunity, label) for label in (_STUDENT, _STANDARD))
    return {
        measure: (_value(student.get(measure)), _value(standard.get(measure)))
        for measure in {**student, **standard}
    }


def _value(score: Element | None) -> float | None:
    return None if score is None else float(score.attrib["value"])


def _number(text: str | None) -> float | None:
    """A delivered score; blank, NS and 0 say that there is none."""
    return None if text in (None, "", "NS") else float(text or "") or None


def _answer(item: Element) -> Answer:
    score = float(item.attrib["score"]) if item.attrib["score"] else -1.0
    traits, condition = {}, None
    for info in item.iter("ScoreInfo"):
        condition = condition or info.get("conditionCode") or None
        if info.get("scoreDimension") in TRAITS and float(info.attrib["scorePoint"]) >= 0:
            traits[info.attrib["scoreDimension"]] = float(info.attrib["scorePoint"])
    response = item.find("Response")
    return Answer(
        key=f"{item.attrib['bankKey']}-{item.attrib['key']}",
        position=int(item.attrib["position"]),
        points=score if score >= 0 else None,
        answered=item.attrib["isSelected"] == "1",
        response=None if response is None else response.text,
        traits=traits,
        condition=condition,
    )


def _accommodations(opportunity: Element) -> tuple[str, ...]:
    codes = (each.attrib["code"] for each in opportunity.iterfind("Accommodation"))
    return tuple(dict.fromkeys(code for code in codes if code))
