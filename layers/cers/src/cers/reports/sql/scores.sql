-- The claim and alternate scores of one assessment.
SELECT
  school_year,
  asmt_type,
  district_id,
  school_id,
  subject,
  student_id,
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
  AND asmt_type = :asmt_type
  AND :population
  AND assessment_id = :assessment_id
  AND score_type IN ('claim', 'alternate')
ORDER BY student_id, opportunity_id, score_type, score_code
