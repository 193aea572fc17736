-- How many students have which results, by place, assessment and subgroup: each by the latest.
WITH scored AS (
  SELECT
    school_year,
    asmt_type,
    district_id,
    school_id,
    subject,
    assessment_id,
    completeness,
    administration_condition,
    scale_score,
    achievement_level,
    :value AS subgroup,
    ROW_NUMBER() OVER (
      PARTITION BY school_year, asmt_type, assessment_id, student_id
      ORDER BY completed_at DESC, opportunity_id DESC
    ) AS recency
  FROM exams
  WHERE :scope
    AND NOT deleted
    AND :wanted
    AND scale_score IS NOT NULL
    AND achievement_level BETWEEN 1 AND 6
),
placed AS (
  SELECT
    school_year,
    asmt_type,
    CASE WHEN :by_district THEN district_id ELSE '' END AS district_id,
    CASE WHEN :by_school THEN school_id ELSE '' END AS school_id,
    subject,
    assessment_id,
    subgroup,
    scale_score,
    achievement_level
  FROM scored
  WHERE recency = 1
    AND :kept
)
SELECT
  school_year,
  asmt_type,
  district_id,
  school_id,
  subject,
  assessment_id,
  subgroup,
  COUNT(*) AS students,
  SUM(scale_score) AS total,
  SUM(scale_score * scale_score) AS squares,
  SUM(CASE WHEN achievement_level = 1 THEN 1 ELSE 0 END) AS level_1,
  SUM(CASE WHEN achievement_level = 2 THEN 1 ELSE 0 END) AS level_2,
  SUM(CASE WHEN achievement_level = 3 THEN 1 ELSE 0 END) AS level_3,
  SUM(CASE WHEN achievement_level = 4 THEN 1 ELSE 0 END) AS level_4,
  SUM(CASE WHEN achievement_level = 5 THEN 1 ELSE 0 END) AS level_5,
  SUM(CASE WHEN achievement_level = 6 THEN 1 ELSE 0 END) AS level_6
FROM placed
GROUP BY school_year, asmt_type, district_id, school_id, subject, assessment_id, subgroup
ORDER BY school_year, asmt_type, district_id, school_id, subject, assessment_id, subgroup
