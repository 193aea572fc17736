-- Every result of a population in a school year, for the file districts import. Milliseconds are
-- those since midnight.
SELECT
  school_year,
  asmt_type,
  district_id,
  school_id,
  subject,
  student_id,
  assessment_id,
  opportunity_id,
  first_name,
  last_name,
  CAST(completed_at AS DATE) AS completed_on,
  DATE_DIFF(
    'millisecond', CAST(CAST(completed_at AS DATE) AS TIMESTAMP), CAST(completed_at AS TIMESTAMP)
  ) AS completed_milliseconds,
  session_id,
  grade,
  completeness,
  administration_condition,
  achievement_level,
  scale_score,
  standard_error,
  migrant,
  language,
  elas,
  elas_start_date,
  array_join(ethnicities, '|') AS ethnicities
FROM exams
WHERE :scope
  AND NOT deleted
  AND school_year = :school_year
  AND :population
ORDER BY asmt_type, assessment_id, student_id, opportunity_id
