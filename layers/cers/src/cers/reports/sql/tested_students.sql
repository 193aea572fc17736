-- Students with results, and where those lie: by id, by name or at a school.
SELECT
  school_year,
  asmt_type,
  district_id,
  school_id,
  subject,
  student_id,
  grade,
  first_name,
  last_name,
  results,
  CAST(latest_completed AS DATE) AS latest_completed
FROM tested_students
WHERE :scope
  AND NOT deleted
  AND :students
ORDER BY latest_completed DESC, student_id, school_year, asmt_type, school_id, subject
LIMIT 5000
