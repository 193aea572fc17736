-- The points of one assessment, item by item, without responses.
SELECT
  school_year,
  asmt_type,
  district_id,
  school_id,
  subject,
  student_id,
  opportunity_id,
  item_key,
  position,
  score,
  is_selected
FROM exam_items
WHERE :scope
  AND NOT deleted
  AND school_year = :school_year
  AND asmt_type = :asmt_type
  AND :population
  AND assessment_id = :assessment_id
ORDER BY student_id, opportunity_id, position, item_key
