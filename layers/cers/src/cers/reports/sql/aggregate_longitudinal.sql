-- How many students have which results in each of several years and grades, by place and subgroup,
-- and in how wide a place they have one in all of these: cohort 3 is the school, 2 the district,
-- 1 the state, 0 nowhere. Each result is the latest of its year and grade.
WITH scored AS (
  SELECT
    school_year,
    asmt_type,
    district_id,
    school_id,
    subject,
    student_id,
    assessment_grade,
    completeness,
    administration_condition,
    scale_score,
    achievement_level,
    :value AS subgroup,
    ROW_NUMBER() OVER (
      PARTITION BY school_year, asmt_type, subject, assessment_grade, student_id
      ORDER BY completed_at DESC, opportunity_id DESC
    ) AS recency
  FROM exams
  WHERE :scope
    AND NOT deleted
    AND :wanted
    AND scale_score IS NOT NULL
    AND achievement_level BETWEEN 1 AND 6
),
counted AS (
  SELECT
    school_year,
    asmt_type,
    district_id,
    school_id,
    subject,
    assessment_grade,
    subgroup,
    scale_score,
    achievement_level,
    COUNT(*) OVER (PARTITION BY subject, student_id) AS in_state,
    COUNT(*) OVER (PARTITION BY subject, student_id, district_id) AS in_district,
    COUNT(*) OVER (PARTITION BY subject, student_id, district_id, school_id) AS in_school
  FROM scored
  WHERE recency = 1
    AND :kept
),
placed AS (
  SELECT
    school_year,
    asmt_type,
    CASE WHEN :by_district THEN district_id ELSE '' END AS district_id,
    CASE WHEN :by_school THEN school_id ELSE '' END AS school_id,
    subject,
    assessment_grade,
    subgroup,
    CASE
      WHEN in_school = :steps THEN 3
      WHEN in_district = :steps THEN 2
      WHEN in_state = :steps THEN 1
      ELSE 0
    END AS cohort,
    scale_score,
    achievement_level
  FROM counted
)
SELECT
  school_year,
  asmt_type,
  district_id,
  school_id,
  subject,
  assessment_grade,
  subgroup,
  cohort,
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
GROUP BY
  school_year, asmt_type, district_id, school_id, subject, assessment_grade, subgroup, cohort
ORDER BY
  school_year, asmt_type, district_id, school_id, subject, assessment_grade, subgroup, cohort
