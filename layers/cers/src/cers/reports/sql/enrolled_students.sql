-- Which students attend a school now, as registrations say.
SELECT
  student_id,
  school_id,
  district_id
FROM students
WHERE :enrolled
  AND :students
ORDER BY student_id
