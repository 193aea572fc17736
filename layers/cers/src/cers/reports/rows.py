"""The rows each SQL file answers with: the columns of its SELECT, typed."""

from datetime import date
from typing import TypedDict


class Place(TypedDict):
    """What every row carries, so that it can be checked against the scope once more."""

    school_year: int
    asmt_type: str
    district_id: str
    school_id: str
    subject: str


class AssessmentRow(Place):
    """A row of assessments.sql."""

    assessment_id: str
    results: int
    latest_completed: date


class ResultRow(Place):
    """A row of results.sql."""

    student_id: str
    opportunity_id: str
    completed_on: date
    session_id: str | None
    scale_score: float | None
    achievement_level: int | None


class RosterRow(ResultRow):
    """A row of roster.sql."""

    first_name: str | None
    last_name: str | None
    grade: str
    completeness: str
    administration_condition: str
    standard_error: float | None
    accommodation_codes: str | None
    gender: str | None
    ethnicities: str | None
    elas: str | None
    english_learner: bool | None
    language: str | None
    migrant: bool | None
    military_connected: str | None
    iep: bool | None
    section_504: bool | None
    economic_disadvantage: bool | None


class ScoreRow(Place):
    """A row of scores.sql; `score_type` is claim or alternate."""

    student_id: str
    opportunity_id: str
    score_type: str
    score_code: str
    scale_score: float | None
    standard_error: float | None
    achievement_level: int | None


class DashboardRow(Place):
    """A row of dashboard.sql."""

    assessment_id: str
    achievement_level: int
    students: int
    latest_completed: date


class ItemRow(Place):
    """A row of items.sql; `score` is -1 where there is none."""

    student_id: str
    opportunity_id: str
    item_key: str
    position: int
    score: float | None
    is_selected: bool | None


class EssayRow(ItemRow):
    """A row of items_traits.sql."""

    evidence_elaboration: float | None
    organization_purpose: float | None
    conventions: float | None
    condition_code: str | None


class ResponseRow(EssayRow):
    """A row of items_responses.sql."""

    response: str | None


class TraitRow(Place):
    """A row of traits.sql."""

    student_id: str
    opportunity_id: str
    score_code: str
    raw_score: int | None
    condition_code: str | None


class PrintedTraitRow(TraitRow):
    """A row of printed_traits.sql."""

    assessment_id: str


class TargetRow(Place):
    """A row of targets.sql."""

    student_id: str
    opportunity_id: str
    claim_code: str
    target_code: str
    student_residual: float | None
    standard_met_residual: float | None


class CandidateRow(Place):
    """A row of candidates_tested.sql."""

    student_id: str
    first_name: str | None
    last_name: str | None
    grade: str
    completed_on: date


class CountRow(Place):
    """A row of availability_counts.sql, about a whole district; `school_id` is any of its."""

    results: int


class TestedRow(Place):
    """A row of tested_students.sql."""

    student_id: str
    grade: str
    first_name: str | None
    last_name: str | None
    results: int
    latest_completed: date


class HistoryRow(RosterRow):
    """A row of history.sql."""

    assessment_id: str
    assessment_grade: str


class HistoryScoreRow(ScoreRow):
    """A row of history_scores.sql."""

    assessment_id: str


class EnrolledRow(TypedDict):
    """A row of enrolled_students.sql: which school a student attends now."""

    student_id: str
    school_id: str
    district_id: str


class NamedStudentRow(EnrolledRow):
    """A row of candidates_enrolled.sql."""

    first_name: str | None
    last_name: str | None
    grade: str | None


class ExtractRow(Place):
    """A row of extract_exams.sql."""

    student_id: str
    assessment_id: str
    opportunity_id: str
    first_name: str | None
    last_name: str | None
    completed_on: date
    completed_milliseconds: int
    session_id: str | None
    grade: str
    completeness: str
    administration_condition: str
    achievement_level: int | None
    scale_score: float | None
    standard_error: float | None
    migrant: bool | None
    language: str | None
    elas: str | None
    elas_start_date: date | None
    ethnicities: str | None


class ExtractScoreRow(ScoreRow):
    """A row of extract_scores.sql."""

    assessment_id: str
