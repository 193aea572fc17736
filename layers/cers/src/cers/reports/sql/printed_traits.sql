-- The writing trait scores of some students in a school year, on every assessment.
SELECT
  school_year,
  asmt_type,
  district_id,
  school_id,
  subject,
  student_id,
  assessment_id,
  opportunity_id,
  score_code,
  raw_score,
  condition_code
FROM exam_scores
WHERE :scope
  AND NOT deleted
  AND school_year = :school_year
  AND :population
  AND score_type = 'trait'
ORDER BY student_id, assessment_id, opportunity_id, score_code
