-- The residuals of one assessment by content target.
SELECT
  school_year,
  asmt_type,
  district_id,
  school_id,
  subject,
  student_id,
  opportunity_id,
  claim_code,
  target_code,
  student_residual,
  standard_met_residual
FROM exam_targets
WHERE :scope
  AND NOT deleted
  AND school_year = :school_year
  AND asmt_type = :asmt_type
  AND :population
  AND assessment_id = :assessment_id
ORDER BY student_id, opportunity_id, claim_code, target_code
