-- How the students of a population stand on each interim block: the latest scored result of each.
WITH latest AS (
  SELECT
    school_year,
    asmt_type,
    district_id,
    school_id,
    subject,
    assessment_id,
    achievement_level,
    CAST(completed_at AS DATE) AS completed_on,
    ROW_NUMBER() OVER (
      PARTITION BY student_id, assessment_id
      ORDER BY completed_at DESC, opportunity_id DESC
    ) AS place
  FROM exams
  WHERE :scope
    AND NOT deleted
    AND school_year = :school_year
    AND asmt_type = 'iab'
    AND :population
    AND scale_score IS NOT NULL
    AND standard_error IS NOT NULL
    AND achievement_level IS NOT NULL
    AND :filters
)
SELECT
  school_year,
  asmt_type,
  district_id,
  school_id,
  subject,
  assessment_id,
  achievement_level,
  COUNT(*) AS students,
  MAX(completed_on) AS latest_completed
FROM latest
WHERE place = 1
GROUP BY
  school_year, asmt_type, district_id, school_id, subject, assessment_id, achievement_level
ORDER BY subject, assessment_id, achievement_level, district_id, school_id
