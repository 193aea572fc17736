-- Which assessments have results, how many, and when the latest was completed.
SELECT
  school_year,
  asmt_type,
  district_id,
  school_id,
  subject,
  assessment_id,
  COUNT(*) AS results,
  MAX(CAST(completed_at AS DATE)) AS latest_completed
FROM exams
WHERE :scope
  AND NOT deleted
  AND :population
  AND :filters
GROUP BY school_year, asmt_type, district_id, school_id, subject, assessment_id
ORDER BY school_year, asmt_type, subject, assessment_id, district_id, school_id
