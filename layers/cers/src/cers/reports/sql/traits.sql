-- The writing trait scores of one summative assessment.
SELECT
  school_year,
  asmt_type,
  district_id,
  school_id,
  subject,
  student_id,
  opportunity_id,
  score_code,
  raw_score,
  condition_code
FROM exam_scores
WHERE :scope
  AND NOT deleted
  AND school_year = :school_year
  AND asmt_type = :asmt_type
  AND :population
  AND assessment_id = :assessment_id
  AND score_type = 'trait'
ORDER BY student_id, opportunity_id, score_code
