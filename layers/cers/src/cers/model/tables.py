"""The lake's tables, defined once: Glue, Parquet, documents and tests follow this file.

A column's type is one of `string`, `int`, `bigint`, `double`, `boolean`, `date`, `timestamp`
(microseconds, UTC) and `array<string>`, which Athena's and Arrow's types are derived from.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `pii` marks what identifies or describes a student."""

    name: str
    type: str
    meaning: str
    nullable: bool = True
    pii: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table. Rows are unique by `key` and sorted by `order` inside a file."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    order: tuple[str, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)


def _required(name: str, kind: str, meaning: str, *, pii: bool = False) -> Column:
    return Column(name, kind, meaning, nullable=False, pii=pii)


def _personal(name: str, kind: str, meaning: str) -> Column:
    return Column(name, kind, meaning, pii=True)


PARTITIONS: Final = (
    _required("school_year", "int", "Spring year: 2026 is 2025-26"),
    _required("asmt_type", "string", "sum, ica or iab"),
    _required("bucket", "int", "Stable hash of the district id, modulo the dataset's count"),
)
"""The partition keys of every table: in the path, not in the files."""

EXAM_KEY: Final = ("assessment_id", "opportunity_id")

_PLACE: Final = (
    _required("district_id", "string", "District (LEA) of the school at test time"),
    _required("school_id", "string", "School at test time"),
    _required("grade", "string", "Enrolled grade at test time"),
    _required("student_id", "string", "Statewide student identifier (SSID)", pii=True),
    _required("subject", "string", "Subject code"),
    _required("assessment_id", "string", "Natural id of the assessment"),
    _required("opportunity_id", "string", "Opportunity id; with assessment_id, names the exam"),
)
"""What every table repeats, so that each can be scoped and pruned without a join."""

_VERSION: Final = (
    _required("deleted", "boolean", "True for a tombstone: a reset exam, left out of reports"),
    _required("status_date", "timestamp", "Status date; the completion date where none is given"),
    _required("record_number", "bigint", "Position of the exam in its delivery, from 0"),
    _required(
        "record_digest", "string", "SHA-256 of the delivered bytes: the exam's or its table's"
    ),
)
"""What decides which version of an exam wins."""

LINEAGE: Final = (
    _required("landed_at", "timestamp", "When the delivery landed"),
    _required("delivery_id", "string", "The delivery it came in"),
)
"""Added at publication; staged files do without, so that equal bytes stage equal files."""

_ORDER: Final = ("district_id", "school_id", "grade", "student_id", *EXAM_KEY)

EXAMS: Final = Table(
    name="exams",
    meaning="One student's result on one assessment opportunity, with the student as at test time",
    key=EXAM_KEY,
    order=_ORDER,
    columns=(
        *_PLACE,
        _required("assessment_grade", "string", "Grade of the assessment"),
        Column("assessment_version", "string", "Version the exam was taken in"),
        Column("opportunity", "int", "Number of the opportunity"),
        _required("status", "string", "Delivered status, such as scored or reset"),
        _required("completed_at", "timestamp", "When the exam was completed"),
        Column("started_at", "timestamp", "When the exam was started"),
        Column("force_completed_at", "timestamp", "When an operator completed it"),
        Column("effective_date", "date", "Effective date of the test"),
        _required("completeness", "string", "Complete or Partial"),
        _required("administration_condition", "string", "Valid, SD, NS or IN"),
        Column("validity", "string", "Delivered validity"),
        Column("session_id", "string", "Test session"),
        Column("window_id", "string", "Test window"),
        Column("window_opportunity", "string", "Opportunity within the window"),
        Column("mode", "string", "online, paper or scanned"),
        Column("contract", "string", "Contract of the vendor"),
        Column("test_reason", "string", "Reason for the test"),
        Column("client_name", "string", "Client of the test delivery system"),
        Column("user_agent", "string", "Browser the student used"),
        Column("server", "string", "Delivery server"),
        Column("database", "string", "Delivery database"),
        Column("administrator_id", "string", "Test administrator's id"),
        Column("administrator_name", "string", "Test administrator's name"),
        Column("hand_score_project", "bigint", "Hand scoring project"),
        Column("item_count", "int", "Items presented"),
        Column("field_test_count", "int", "Field test items presented"),
        Column("pause_count", "int", "Pauses"),
        Column("grace_period_restarts", "int", "Restarts within the grace period"),
        Column("abnormal_starts", "int", "Abnormal starts"),
        Column("examinee_key", "bigint", "Key of the examinee in the delivery system"),
        Column("scale_score", "double", "Overall scale score"),
        Column("standard_error", "double", "Standard error of the overall scale score"),
        Column("theta", "double", "Overall theta score"),
        Column("theta_standard_error", "double", "Standard error of theta"),
        Column("achievement_level", "int", "Overall achievement level or reporting category"),
        _personal("alternate_ssid", "string", "Alternate student identifier"),
        _personal("first_name", "string", "First name"),
        _personal("middle_name", "string", "Middle name"),
        _personal("last_name", "string", "Last or surname"),
        _personal("alias_name", "string", "Alias"),
        _personal("birthdate", "date", "Date of birth"),
        _personal("gender", "string", "Male, Female or Nonbinary"),
        _personal("ethnicities", "array<string>", "Race and ethnicity codes that apply"),
        _personal("iep", "boolean", "Individualized education program (IDEA)"),
        _personal("english_learner", "boolean", "Limited English proficiency"),
        _personal("section_504", "boolean", "Section 504 plan; null where not provided"),
        _personal("economic_disadvantage", "boolean", "Economic disadvantage"),
        _personal("migrant", "boolean", "Migrant status"),
        _personal("elas", "string", "English language acquisition status"),
        _personal("elas_start_date", "date", "Start of that status"),
        _personal("language", "string", "Primary language, ISO 639-2"),
        _personal("english_proficiency_level", "string", "English language proficiency level"),
        _personal("title_iii_program", "string", "Title III language instruction program"),
        _personal("primary_disability", "string", "Primary disability type"),
        _personal("military_connected", "string", "Military connected student indicator"),
        _personal("first_us_entry_date", "date", "First entry into a US school"),
        _personal("lep_entry_date", "date", "Limited English proficiency entry"),
        _personal("lep_exit_date", "date", "Limited English proficiency exit"),
        _personal("accommodation_codes", "array<string>", "Accommodations used"),
        _personal("group_names", "array<string>", "Student groups named in the delivery"),
        *_VERSION,
        *LINEAGE,
    ),
)

EXAM_SCORES: Final = Table(
    name="exam_scores",
    meaning="Claim, alternate and trait scores of an exam",
    key=(*EXAM_KEY, "score_type", "score_code"),
    order=(*_ORDER, "score_type", "score_code"),
    columns=(
        *_PLACE,
        _required("score_type", "string", "claim, alternate or trait"),
        _required("score_code", "string", "Code of the claim, alternate score or trait"),
        Column("scale_score", "double", "Scale score"),
        Column("standard_error", "double", "Its standard error"),
        Column("theta", "double", "Theta score"),
        Column("theta_standard_error", "double", "Its standard error"),
        Column("achievement_level", "int", "Level or reporting category"),
        Column("raw_score", "int", "Raw trait score"),
        Column("condition_code", "string", "Why there is no score"),
        *_VERSION,
        *LINEAGE,
    ),
)

EXAM_TARGETS: Final = Table(
    name="exam_targets",
    meaning="Relative residuals of an exam per content target",
    key=(*EXAM_KEY, "claim_code", "target_code"),
    order=(*_ORDER, "claim_code", "target_code"),
    columns=(
        *_PLACE,
        _required("claim_code", "string", "Claim"),
        _required("target_code", "string", "Target within the claim"),
        Column("student_residual", "double", "Residual relative to the student's whole test"),
        Column("standard_met_residual", "double", "Residual relative to meeting the standard"),
        *_VERSION,
        *LINEAGE,
    ),
)

EXAM_ITEMS: Final = Table(
    name="exam_items",
    meaning="Responses and points of an exam per item",
    key=(*EXAM_KEY, "item_key", "position"),
    order=(*_ORDER, "position", "item_key"),
    columns=(
        *_PLACE,
        _required("item_key", "string", "Item, as bank-key"),
        _required("position", "int", "Position in the test"),
        Column("score", "double", "Points; -1 where there is no score"),
        Column("score_status", "string", "Scoring status"),
        Column("evidence_elaboration", "double", "Writing trait Evidence/Elaboration"),
        Column("organization_purpose", "double", "Writing trait Organization/Purpose"),
        Column("conventions", "double", "Writing trait Conventions"),
        Column("condition_code", "string", "Why a hand-scored response has no score"),
        Column("format", "string", "Item format, such as MC or WER"),
        Column("is_selected", "boolean", "Whether the student answered it"),
        Column("operational", "boolean", "Whether it counts"),
        Column("dropped", "boolean", "Whether it was dropped from scoring"),
        Column("response_type", "string", "value or reference"),
        Column("mime_type", "string", "Media type of the response"),
        Column("administered_at", "timestamp", "When it was presented"),
        Column("submitted_at", "timestamp", "When the response was submitted"),
        Column("visits", "int", "Visits to the item"),
        Column("duration_seconds", "double", "Response duration"),
        Column("page_number", "int", "Page"),
        Column("page_visits", "int", "Visits to the page"),
        Column("page_time_ms", "int", "Time on the page"),
        Column("segment_id", "string", "Segment"),
        Column("strand", "string", "Strand"),
        Column("content_level", "string", "Content level"),
        _personal("response", "string", "The student's response, which reports never scan"),
        *_VERSION,
        *LINEAGE,
    ),
)

TABLES: Final = (EXAMS, EXAM_SCORES, EXAM_TARGETS, EXAM_ITEMS)
"""Every table of a dataset that deliveries bring rows to."""

_TESTED: Final = ("district_id", "student_id", "school_id", "subject")

TESTED_STUDENTS: Final = Table(
    name="tested_students",
    meaning="Who has results at which school in which subject: made from exams, tombstones left "
    "out",
    key=_TESTED,
    order=_TESTED,
    columns=(
        _required("district_id", "string", "District (LEA) of the school at test time"),
        _required("student_id", "string", "Statewide student identifier (SSID)", pii=True),
        _required("school_id", "string", "School at test time"),
        _required("subject", "string", "Subject code"),
        _required("grade", "string", "Enrolled grade at the latest of the results"),
        _personal("first_name", "string", "First name, as of the latest of the results"),
        _personal("last_name", "string", "Last or surname, as of the latest of the results"),
        _required("results", "int", "How many results there are"),
        _required("latest_completed", "timestamp", "When the latest of them was completed"),
        _required("deleted", "boolean", "Always false: reports ask the same of every table"),
    ),
)

PUBLISHED_TABLES: Final = (*TABLES, TESTED_STUDENTS)
"""Every table of a snapshot; those that are not staged are made from the others' rows."""

SCHOOLS: Final = Table(
    name="schools",
    meaning="Every school we know",
    key=("id",),
    order=("id",),
    columns=(
        _required("id", "string", "School, its 14-digit CDS code in California"),
        _required("name", "string", "Name of the school"),
        _required("district_id", "string", "District (LEA) it belongs to"),
        _required("landed_at", "timestamp", "When the delivery that last named it landed"),
    ),
)

DISTRICTS: Final = Table(
    name="districts",
    meaning="Every district (LEA) we know",
    key=("id",),
    order=("id",),
    columns=(
        _required("id", "string", "District, its 14-digit CDS code in California"),
        _required("name", "string", "Name of the district"),
        _required("landed_at", "timestamp", "When the delivery that last named it landed"),
    ),
)

ASSESSMENTS: Final = Table(
    name="assessments",
    meaning="Every assessment we know",
    key=("id",),
    order=("id",),
    columns=(
        _required("id", "string", "Natural id, the name that exam files call it by"),
        _required("name", "string", "Full name"),
        _required("label", "string", "Short name, as reports show it"),
        _required("subject", "string", "Subject code"),
        _required("grade", "string", "Grade of the assessment"),
        _required("type", "string", "sum, ica or iab"),
        _required("school_year", "int", "Spring year: 2026 is 2025-26"),
        Column("version", "string", "Version of the package"),
        _required("min_score", "double", "Lowest overall scale score"),
        _required("max_score", "double", "Highest overall scale score"),
        _required("landed_at", "timestamp", "When the delivery that last named it landed"),
    ),
)

ACCOMMODATIONS: Final = Table(
    name="accommodations",
    meaning="Every accommodation we know, and what it is called",
    key=("school_year", "code", "language"),
    order=("school_year", "code", "language"),
    columns=(
        _required("code", "string", "Code, as exams name it"),
        _required("school_year", "int", "Spring year: 2026 is 2025-26"),
        _required("language", "string", "Language of the label, ISO 639-2"),
        _required("label", "string", "What it is called"),
        _required("landed_at", "timestamp", "When the delivery that last named it landed"),
    ),
)

NORMS: Final = Table(
    name="norms",
    meaning="Percentiles of scale scores, by assessment and days of completion",
    key=("assessment_id", "start_date", "percentile_rank"),
    order=("assessment_id", "start_date", "percentile_rank"),
    columns=(
        _required("assessment_id", "string", "Natural id of the assessment"),
        _required("start_date", "date", "First day of completion that it is for"),
        _required("end_date", "date", "Last day of completion that it is for"),
        Column("count", "bigint", "Results it was made from"),
        Column("mean", "double", "Mean of their scale scores"),
        Column("standard_deviation", "double", "Standard deviation of their scale scores"),
        _required("min_score", "double", "Lowest scale score of the table"),
        _required("max_score", "double", "Highest scale score of the table"),
        _required("percentile_rank", "int", "Percentile rank"),
        _required("score", "double", "Lowest scale score that reaches the rank"),
        _required("min_inclusive", "double", "Scores of this rank begin here"),
        _required("max_exclusive", "double", "Scores of this rank end before this"),
        _required("closed", "boolean", "Whether max_exclusive belongs to it, as to the last rank"),
        _required("landed_at", "timestamp", "When the delivery of the table landed"),
    ),
)

REFERENCE_TABLES: Final = (SCHOOLS, DISTRICTS, ASSESSMENTS, ACCOMMODATIONS, NORMS)
"""What SQL joins results with: one small file each, unpartitioned, replaced as a whole."""

_REGISTERED: Final = (
    Column("school_id", "string", "School the student is registered in"),
    Column("district_id", "string", "District (LEA) of that school"),
    Column("school_since", "date", "First day on which registrations named that school"),
    _personal("first_name", "string", "First name"),
    _personal("middle_name", "string", "Middle name"),
    _personal("last_name", "string", "Last or surname"),
    _personal("birthdate", "date", "Date of birth"),
    Column("grade", "string", "Grade"),
    _personal("gender", "string", "Male, Female or Nonbinary"),
    _personal("iep", "boolean", "Individualized education program (IDEA)"),
    _personal("english_learner", "boolean", "Limited English proficiency"),
    _personal("section_504", "boolean", "Section 504 plan"),
    _personal("economic_disadvantage", "boolean", "Economic disadvantage"),
    _personal("migrant", "boolean", "Migrant status"),
    _personal("elas", "string", "English language acquisition status"),
    _personal("language", "string", "Primary language, ISO 639-2"),
    _personal("english_proficiency_level", "string", "English language proficiency level"),
    _personal("primary_disability", "string", "Primary disability type"),
    _personal("military_connected", "string", "Military connected student indicator"),
    _personal("first_us_entry_date", "date", "First entry into a US school"),
    _personal("lep_entry_date", "date", "Limited English proficiency entry"),
    _personal("lep_exit_date", "date", "Limited English proficiency exit"),
)
"""What a registration says of a student; null where it says nothing."""

_STUDENT: Final = _required("student_id", "string", "Statewide student identifier (SSID)", pii=True)
_UPDATED: Final = _required("updated_on", "date", "Day of the registration: its own, or of landing")

STUDENTS: Final = Table(
    name="students",
    meaning="What registrations say of each student now, and the school he or she attends",
    key=("student_id",),
    order=("student_id",),
    columns=(
        _STUDENT,
        *_REGISTERED,
        Column("previous_school_id", "string", "The other school last registered in, if any"),
        Column("previous_district_id", "string", "District (LEA) of that other school"),
        _UPDATED,
        *LINEAGE,
    ),
)

STUDENT_REGISTRATIONS: Final = Table(
    name="student_registrations",
    meaning="The registrations that students are made of: of each student, the last one of every "
    "school and those that values stem from which no later one gives",
    key=("student_id", "updated_on", "landed_at", "record_number", "delivery_id"),
    order=("student_id", "updated_on", "landed_at", "record_number", "delivery_id"),
    columns=(
        _STUDENT,
        _UPDATED,
        _required("record_number", "bigint", "Position of the row in its delivery, from 1"),
        *_REGISTERED,
        *LINEAGE,
    ),
)
"""Kept beside the students, for merging; no SQL reads it."""

STUDENT_PARTITIONS: Final = (
    _required("bucket", "int", "Stable hash of the student id, modulo the snapshot's count"),
)
"""The partition key of the students: in the path, not in the files."""
