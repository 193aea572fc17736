-- The results of one assessment, student by student.
SELECT
  school_year,
  asmt_type,
  district_id,
  school_id,
  subject,
  student_id,
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
  AND school_year = :school_year
  AND asmt_type = :asmt_type
  AND :population
  AND assessment_id = :assessment_id
  AND :filters
ORDER BY student_id, opportunity_id
