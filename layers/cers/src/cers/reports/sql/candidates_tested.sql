-- Who has results at a school, and who they are as of the latest ones: what groups are made from.
SELECT
  school_year,
  asmt_type,
  district_id,
  school_id,
  subject,
  student_id,
  first_name,
  last_name,
  grade,
  CAST(latest_completed AS DATE) AS completed_on
FROM tested_students
WHERE :scope
  AND NOT deleted
  AND school_id = :school_id
  AND school_year >= :first_year
  AND :students
ORDER BY student_id, latest_completed, school_year, asmt_type, subject
