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
    scale_score: float | None
    achievement_level: int | None


class RosterRow(ResultRow):
    """A row of roster.sql."""

    first_name: str | None
    last_name: str | None
    grade: str
    session_id: str | None
    completeness: str
    administration_condition: str
    standard_error: float | None


class ScoreRow(Place):
    """A row of scores.sql; `score_type` is claim or alternate."""

    student_id: str
    opportunity_id: str
    score_type: str
    score_code: str
    scale_score: float | None
    achievement_level: int | None
