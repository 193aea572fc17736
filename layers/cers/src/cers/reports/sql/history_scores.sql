-- The claim and alternate scores of one student, on every assessment.
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
  AND :population
  AND score_type IN ('claim', 'alternate')
ORDER BY assessment_id, opportunity_id, score_type, score_code
