-- What adds up of the residuals of one assessment's targets, by subgroup: those of each student's
-- latest result. Sums of decimals do not depend on the order they are added up in.
WITH scored AS (
  SELECT
    school_year,
    asmt_type,
    district_id,
    school_id,
    subject,
    assessment_id,
    opportunity_id,
    completeness,
    administration_condition,
    :value AS subgroup,
    ROW_NUMBER() OVER (
      PARTITION BY school_year, asmt_type, assessment_id, student_id
      ORDER BY completed_at DESC, opportunity_id DESC
    ) AS recency
  FROM exams
  WHERE :scope
    AND NOT deleted
    AND :wanted
    AND scale_score IS NOT NULL
    AND achievement_level BETWEEN 1 AND 6
),
parts AS (
  SELECT
    school_year,
    asmt_type,
    assessment_id,
    opportunity_id,
    claim_code,
    target_code,
    student_residual,
    standard_met_residual
  FROM exam_targets
  WHERE :scope
    AND NOT deleted
    AND :wanted_parts
),
placed AS (
  SELECT
    scored.school_year,
    scored.asmt_type,
    CASE WHEN :by_district THEN district_id ELSE '' END AS district_id,
    CASE WHEN :by_school THEN school_id ELSE '' END AS school_id,
    scored.subject,
    scored.assessment_id,
    scored.subgroup,
    parts.claim_code,
    parts.target_code,
    parts.student_residual,
    parts.standard_met_residual
  FROM scored
  JOIN parts
    ON parts.school_year = scored.school_year
    AND parts.asmt_type = scored.asmt_type
    AND parts.assessment_id = scored.assessment_id
    AND parts.opportunity_id = scored.opportunity_id
  WHERE recency = 1
    AND :kept
)
SELECT
  school_year,
  asmt_type,
  district_id,
  school_id,
  subject,
  assessment_id,
  claim_code,
  target_code,
  subgroup,
  COUNT(*) AS students,
  COUNT(student_residual) AS student_count,
  CAST(SUM(CAST(student_residual AS DECIMAL(18, 9))) AS DOUBLE) AS student_total,
  CAST(SUM(CAST(student_residual * student_residual AS DECIMAL(18, 9))) AS DOUBLE)
    AS student_squares,
  COUNT(standard_met_residual) AS standard_count,
  CAST(SUM(CAST(standard_met_residual AS DECIMAL(18, 9))) AS DOUBLE) AS standard_total,
  CAST(SUM(CAST(standard_met_residual * standard_met_residual AS DECIMAL(18, 9))) AS DOUBLE)
    AS standard_squares
FROM placed
GROUP BY
  school_year, asmt_type, district_id, school_id, subject, assessment_id, claim_code,
  target_code, subgroup
ORDER BY
  school_year, asmt_type, district_id, school_id, subject, assessment_id, claim_code,
  target_code, subgroup
