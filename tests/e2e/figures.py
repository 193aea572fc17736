"""What the story's figures must be, worked out from the vendor's files alone."""

import statistics
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element


@dataclass(frozen=True)
class Result:
    """One delivered version of an exam, as far as the story needs it."""

    assessment: str
    opportunity: str
    school: str
    student: str
    last_name: str
    status: str
    status_date: str
    score: float | None
    level: int | None


@dataclass(frozen=True)
class Figures:
    """A school's figures for one assessment."""

    results: int
    average: float
    standard_error: float
    levels: dict[int, int]
    students: frozenset[str]


def delivered(bundles: Path) -> Iterator[Result]:
    """Every version of every exam in a directory of bundles."""
    for path in sorted(bundles.glob("*.zip")):
        with zipfile.ZipFile(path) as bundle:
            for name in bundle.namelist():
                yield _read(ElementTree.fromstring(bundle.read(name)))


def winners(versions: Iterator[Result]) -> list[Result]:
    """The exams that count: of each the version with the latest status date, resets left out."""
    latest: dict[tuple[str, str], Result] = {}
    for version in versions:
        key = (version.assessment, version.opportunity)
        if key not in latest or version.status_date > latest[key].status_date:
            latest[key] = version
    return [each for each in latest.values() if each.status != "reset"]


def figures(results: list[Result]) -> Figures:
    """The figures of some results of one assessment."""
    scores = [each.score for each in results if each.score is not None]
    return Figures(
        results=len(results),
        average=statistics.fmean(scores),
        standard_error=statistics.stdev(scores) / len(scores) ** 0.5,
        levels=dict(Counter(each.level for each in results if each.level)),
        students=frozenset(each.student for each in results),
    )


def _read(report: Element) -> Result:
    test, opportunity = report.find("Test"), report.find("Opportunity")
    assert test is not None
    assert opportunity is not None
    about = {each.get("name"): each.get("value", "") for each in report.iterfind("Examinee/*")}
    overall = {
        each.get("measureLabel"): each.get("value", "")
        for each in opportunity.iterfind("Score[@measureOf='Overall']")
    }
    return Result(
        assessment=test.attrib["name"],
        opportunity=opportunity.attrib["oppId"],
        school=about["SchoolId"],
        student=about["StudentIdentifier"],
        last_name=about["LastOrSurname"],
        status=opportunity.attrib["status"],
        status_date=opportunity.attrib["statusDate"],
        score=_number(overall["ScaleScore"]),
        level=int(overall["PerformanceLevel"]) if overall["PerformanceLevel"] else None,
    )


def _number(text: str) -> float | None:
    """A delivered score; blank and NS say that there is none."""
    return None if text in ("", "NS") else float(text)
