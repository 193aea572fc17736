"""The rows each aggregate SQL file answers with: nobody's result, only what adds up of many."""

from cers.reports.rows import Place


class CountRow(Place):
    """What every one of them has: how many students, of which subgroup."""

    subgroup: str
    students: int


class LevelsRow(CountRow):
    """Scores and levels: sums of scores, of their squares, and students at each level."""

    total: float | None
    squares: float | None
    level_1: int
    level_2: int
    level_3: int
    level_4: int
    level_5: int
    level_6: int


class AggregateResultRow(LevelsRow):
    """A row of aggregate_results.sql."""

    assessment_id: str


class AggregateScoreRow(LevelsRow):
    """A row of aggregate_scores.sql; of `students` only `scores` have a scale score."""

    assessment_id: str
    score_code: str
    scores: int


class AggregateStepRow(LevelsRow):
    """A row of aggregate_longitudinal.sql."""

    assessment_grade: str
    cohort: int


class AggregateTargetRow(CountRow):
    """A row of aggregate_targets.sql."""

    assessment_id: str
    claim_code: str
    target_code: str
    student_count: int
    student_total: float | None
    student_squares: float | None
    standard_count: int
    standard_total: float | None
    standard_squares: float | None
