"""What the reports answer with, as JSON: the same shapes as in docs/api/openapi.yaml."""

from typing import NotRequired, TypedDict

# Wherever there is a `student_id`, `reference` is what stands for it in addresses.

StudentFieldValue = str | bool | list[str] | None
"""What is known of a student in one field; null where nothing is."""


class Named(TypedDict):
    """Something with an id."""

    id: str
    name: str


class Coded(TypedDict):
    """Something with a code."""

    code: str
    name: str


class Option(Coded):
    """A code to choose, with what it is called in other languages too."""

    translations: dict[str, str]


class School(TypedDict):
    """A school and its district."""

    id: str
    name: str
    district: Named


class SchoolPage(TypedDict):
    """One page of the schools in scope; `next` is the cursor of the one after."""

    schools: list[School]
    total: int
    next: str | None


class AssessmentResults(TypedDict):
    """An assessment, how many results of it there are, and the date of the latest."""

    id: str
    label: str
    name: str
    subject: Coded
    grade: str
    type: Coded
    school_year: int
    results: int
    latest_completed: str | None


class GroupName(TypedDict):
    """A group; `subject` is null where it is of every subject."""

    id: str
    name: str
    school_year: int
    subject: str | None


class PopulationDocument(TypedDict):
    """Whose results a report is about: those at a school, or those of a group at it."""

    school: School
    group: GroupName | None


class PopulationAssessments(PopulationDocument):
    """The assessments with results in a population and school year."""

    school_years: list[int]
    school_year: int | None
    latest: str | None
    assessments: list[AssessmentResults]


class Average(TypedDict):
    """A mean and its standard error."""

    scale_score: float | None
    standard_error: float | None


class LevelName(TypedDict):
    """What a level is called in another language."""

    name: str
    short_name: str


class Level(TypedDict):
    """An achievement level or reporting category; `translations` are by language code."""

    level: int
    name: str
    short_name: str
    color: str
    translations: NotRequired[dict[str, LevelName]]


class LevelCount(Level):
    """How many results are at a level."""

    count: int
    percent: int


class ScoredLevelCount(LevelCount):
    """The same, with the scale scores the level stands for."""

    low: float | None
    high: float | None


class RangedLevel(Level):
    """A level with the scale scores it stands for; null where the score alone does not decide."""

    low: float | None
    high: float | None


class Met(TypedDict):
    """Results at or above the standard."""

    count: int
    percent: int


class ScoreRange(TypedDict):
    """The scale scores an assessment can give."""

    min: float | None
    max: float | None


class ClaimSummary(TypedDict):
    """How a claim's scores are distributed."""

    code: str
    name: str
    scored: int
    levels: list[LevelCount]


class AlternateSummary(ClaimSummary):
    """The same for an alternate score, with its average."""

    average: Average


class Sitting(TypedDict):
    """A test session, how many results it has, and when the latest was completed."""

    id: str
    results: int
    latest_completed: str


class Summary(PopulationDocument):
    """How a population did on one assessment.

    `in_review` is how many of the results are under review, `views` which further reports there
    are.
    """

    assessment: AssessmentResults
    school_year: int
    grade_assessed: str
    results: int
    students: int
    scored: int
    average: Average
    score_range: ScoreRange
    standard_cutoff: int | None
    levels: list[ScoredLevelCount]
    met: Met | None
    claims: list[ClaimSummary]
    alternates: list[AlternateSummary]
    sessions: list[Sitting]
    in_review: int
    views: list[str]


class Status(TypedDict):
    """How an exam was taken."""

    completeness: str
    administration_condition: str
    valid: bool


class Band(TypedDict):
    """A score's error band."""

    low: float
    high: float


class ClaimResult(TypedDict):
    """A student's result in one claim."""

    code: str
    level: Level | None
    scale_score: float | None


class AlternateResult(ClaimResult):
    """A student's alternate score, such as a composite, with its error band."""

    standard_error: float | None
    error_band: Band | None


class StudentResult(TypedDict):
    """One result of one student; `student` has the fields the caller sees, and no others.

    `transfer` is true of a result from another school than the one asked about.
    """

    student_id: str
    reference: str
    opportunity_id: str
    first_name: str | None
    last_name: str | None
    completed_on: str
    session_id: str | None
    enrolled_grade: str
    status: Status
    level: Level | None
    scale_score: float | None
    standard_error: float | None
    error_band: Band | None
    claims: list[ClaimResult]
    alternates: list[AlternateResult]
    school: Named
    transfer: bool
    off_grade: bool
    percentile: int | None
    accommodations: list[str]
    student: dict[str, StudentFieldValue]


class Roster(PopulationDocument):
    """The results of one assessment, student by student; `in_review` of them are under review."""

    assessment: AssessmentResults
    school_year: int
    total: int
    in_review: int
    students: list[StudentResult]


class GradeResults(TypedDict):
    """A grade assessed at a school, and the school years with results of it, newest first."""

    grade: str
    school_years: list[int]
    results: int


class SchoolGrades(TypedDict):
    """The grades assessed at a school."""

    school: School
    grades: list[GradeResults]


class Card(TypedDict):
    """How the students of a population stand on one interim block."""

    assessment: AssessmentResults
    students: int
    levels: list[LevelCount]


class Dashboard(PopulationDocument):
    """The interim blocks of a school year; `size` is that of a group, null for a school."""

    school_year: int
    size: int | None
    cards: list[Card]


class PercentileScore(TypedDict):
    """The lowest scale score that reaches a percentile rank."""

    rank: int
    score: float


class PercentileTable(TypedDict):
    """The percentiles of an assessment for exams completed within some days."""

    start_date: str
    end_date: str
    count: int | None
    mean: float | None
    standard_deviation: float | None
    percentiles: list[PercentileScore]


class Percentiles(PopulationDocument):
    """The percentile tables that apply to the results of a population."""

    assessment: AssessmentResults
    school_year: int
    tables: list[PercentileTable]


class FoundStudent(TypedDict):
    """A student with results in scope, as of the latest of them."""

    student_id: str
    reference: str
    first_name: str | None
    last_name: str | None
    grade: str
    school: Named
    results: int
    latest_completed: str


class FoundStudents(TypedDict):
    """The students a search found; `more` says that there are others."""

    students: list[FoundStudent]
    more: bool


class HistoryResult(StudentResult):
    """One result of a student, on one of many assessments."""

    assessment: AssessmentResults


class HistoryCard(TypedDict):
    """The latest result of a student on one assessment, and how many there are."""

    latest: HistoryResult
    results: int


class TrendPoint(TypedDict):
    """One school year of a trend."""

    school_year: int
    grade: str
    assessment_id: str
    scale_score: float
    standard_error: float | None
    error_band: Band | None
    level: Level | None
    cuts: list[float]
    levels: list[RangedLevel]


class Trend(TypedDict):
    """How a student's overall score went from year to year, on one subject and type."""

    subject: Coded
    type: Coded
    points: list[TrendPoint]


class PartialScores(TypedDict):
    """What the claims and alternate scores of results of a subject and type are called."""

    subject: str
    type: str
    claims: list[Coded]
    alternates: list[Coded]


class StudentHistory(TypedDict):
    """All that a student took, within the scope; the filters leave `school_years` as they are."""

    student: FoundStudent
    school_years: list[int]
    subjects: list[Coded]
    types: list[Coded]
    cards: list[HistoryCard]
    results: list[HistoryResult]
    trends: list[Trend]
    scores: list[PartialScores]
    in_review: int
