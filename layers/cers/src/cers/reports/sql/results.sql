-- The results of one assessment, without names: what a summary is made from.
SELECT
  school_year,
  asmt_type,
  district_id,
  school_id,
  subject,
  student_id,
  opportunity_id,
  CAST(completed_at AS DATE) AS completed_on,
  session_id,
  scale_score,
  achievement_level
FROM exams
WHERE :scope
  AND NOT deleted
  AND school_year = :school_year
  AND asmt_type = :asmt_type
  AND :population
  AND assessment_id = :assessment_id
  AND :filters
ORDER BY student_id, opportunity_id
