"""What the reference data says of the measures of an aggregate report: names, levels, cuts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from cers.model.aggregate import Definition as Asked
from cers.model.aggregate import ReportType
from cers.model.assessment import Assessment, ScoreRange
from cers.model.codes import GRADES
from cers.model.subject import Scoring, Subject
from cers.reports.aggregate.steps import steps_of
from cers.reports.aggregate.tallies import Measure
from cers.reports.definition import Definition
from cers.reports.documents import Coded


@dataclass(frozen=True)
class Catalog:
    """The assessments and subjects of the lake, as one report asks for them."""

    asked: Asked
    assessments: Mapping[str, Assessment]
    subjects: Mapping[str, Subject]

    @cached_property
    def wanted(self) -> list[Assessment]:
        """The assessments a report asks for, in the order it shows them."""
        asked = self.asked
        if asked.type is ReportType.LONGITUDINAL:
            pairs = {(step.school_year, step.grade) for step in steps_of(asked)}
        else:
            pairs = {(year, grade) for year in asked.school_years for grade in asked.grades}
        found = (
            each
            for each in self.assessments.values()
            if each.type == asked.assessment_type
            and each.subject in asked.subjects
            and (each.school_year, each.grade) in pairs
        )
        return sorted(found, key=_by_subject)

    def measures(self) -> Iterator[Measure]:
        """Everything that is counted if there are results."""
        for each in self.wanted:
            if self.asked.type is ReportType.LONGITUDINAL:
                yield Measure(each.school_year, each.subject, each.grade)
            else:
                for coded in self.codes(each):
                    code = coded["code"] if coded else ""
                    yield Measure(each.school_year, each.subject, each.id, code)

    def codes(self, assessment: Assessment) -> list[Coded | None]:
        """The claims or alternate scores that are asked for; one None where it is about neither."""
        definition, asked = self._definition(assessment), self.asked
        match asked.type:
            case ReportType.CLAIM:
                every = [Coded(code=each.code, name=each.name) for each in definition.claims]
            case ReportType.ALTERNATE:
                every = list(definition.alternates)
            case _:
                return [None]
        return [each for each in every if not asked.codes or each["code"] in asked.codes]

    def is_wanted(self, measure: Measure) -> bool:
        """Whether a measure with results is one that is asked for."""
        return not self.asked.codes or measure.code in self.asked.codes

    def assessment(self, measure: Measure) -> Assessment | None:
        """The assessment of a measure; of a step any one that was taken in it."""
        if self.asked.type is not ReportType.LONGITUDINAL:
            return self.assessments.get(measure.item)
        of_step = (
            each
            for each in self.wanted
            if (each.school_year, each.subject, each.grade) == measure[:3]
        )
        return next(of_step, None)

    def scoring(self, measure: Measure) -> Scoring | None:
        """How a measure is reported, with the names of its school year."""
        assessment = self.assessment(measure)
        if assessment is None:
            return None
        definition = self._definition(assessment)
        match self.asked.type:
            case ReportType.CLAIM:
                return definition.claim
            case ReportType.ALTERNATE:
                return definition.alternate
            case _:
                return definition.overall

    def cuts(self, measure: Measure) -> tuple[ScoreRange, ...]:
        """The scale scores of each level of a measure, where it has any."""
        assessment, scoring = self.assessment(measure), self.scoring(measure)
        if assessment is None or scoring is None or self.asked.type is ReportType.CLAIM:
            return ()
        cuts = assessment.cuts
        if self.asked.type is ReportType.ALTERNATE:
            cuts = self._alternate_cuts(assessment, measure.code)
        return cuts if len(cuts) == len(scoring.levels) else ()

    def _alternate_cuts(self, assessment: Assessment, code: str) -> tuple[ScoreRange, ...]:
        """Packages give the ranges of alternate scores in the order the subject names these in."""
        subject = self.subjects.get(assessment.subject)
        codes = [each.code for each in subject.alternates] if subject else []
        by_code = dict(zip(codes, assessment.alternate_cuts, strict=False))
        return by_code.get(code, ())

    def code(self, measure: Measure) -> Coded | None:
        """What a claim or an alternate score is called."""
        assessment = self.assessment(measure)
        named = self.codes(assessment) if assessment and measure.code else []
        found = next((each for each in named if each and each["code"] == measure.code), None)
        return found or (Coded(code=measure.code, name=measure.code) if measure.code else None)

    def place(self, measure: Measure) -> tuple[object, ...]:
        """Where a measure stands among others."""
        assessment = self.assessment(measure)
        of_assessment = _by_subject(assessment) if assessment else (measure.subject, 99, 0, "", "")
        order = (
            [each["code"] if each else "" for each in self.codes(assessment)] if assessment else []
        )
        code = order.index(measure.code) if measure.code in order else len(order)
        return (*of_assessment, code, measure.code)

    def _definition(self, assessment: Assessment) -> Definition:
        return Definition(assessment, self.subjects.get(assessment.subject))


def _by_subject(each: Assessment) -> tuple[str, int, int, str, str]:
    grade = GRADES.index(each.grade) if each.grade in GRADES else len(GRADES)
    return each.subject, grade, each.school_year, (each.label or each.name).casefold(), each.id
