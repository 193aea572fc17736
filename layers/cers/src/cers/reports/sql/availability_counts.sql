-- How many summative results there are of each district and subject.
SELECT
  school_year,
  asmt_type,
  district_id,
  MIN(school_id) AS school_id,
  subject,
  COUNT(*) AS results
FROM exams
WHERE :scope
  AND NOT deleted
  AND asmt_type = 'sum'
  AND school_year >= :first_year
  AND :subjects
GROUP BY school_year, asmt_type, district_id, subject
ORDER BY school_year, asmt_type, district_id, subject
