-- The claim and alternate scores of every result of a population in a school year.
SELECT
  school_year,
  asmt_type,
  district_id,
  school_id,
  subject,
  student_id,
  assessment_id,
  opportunity_id,
  score_type,
  score_code,
  scale_score,
  standard_error,
  achievement_level
FROM exam_scores
WHERE :scope
  AND NOT deleted
  AND school_year = :school_year
  AND :population
  AND score_type IN ('claim', 'alternate')
ORDER BY asmt_type, assessment_id, student_id, opportunity_id, score_type, score_code
