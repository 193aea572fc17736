-- The results of one student, on every assessment.
SELECT
  school_year,
  asmt_type,
  district_id,
  school_id,
  subject,
  student_id,
  assessment_id,
  assessment_grade,
  opportunity_id,
  first_name,
  last_name,
  grade,
  CAST(completed_at AS DATE) AS completed_on,
  session_id,
  completeness,
  administration_condition,
  scale_score,
  standard_error,
  achievement_level,
  array_join(accommodation_codes, '|') AS accommodation_codes,
  gender,
  array_join(ethnicities, '|') AS ethnicities,
  elas,
  english_learner,
  language,
  migrant,
  military_connected,
  iep,
  section_504,
  economic_disadvantage
FROM exams
WHERE :scope
  AND NOT deleted
  AND :population
  AND :filters
ORDER BY completed_at, assessment_id, opportunity_id
