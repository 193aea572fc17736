-- Who attends a school now, as registrations say, of some students: what groups are made from.
SELECT
  student_id,
  school_id,
  district_id,
  first_name,
  last_name,
  grade
FROM students
WHERE :enrolled
  AND school_id = :school_id
  AND :students
ORDER BY student_id
