"""The test and the opportunity: which exam it is, when it was taken and how."""

from typing import Final
from xml.etree.ElementTree import Element

from cers.feeds.exams import values
from cers.feeds.exams.fields import (
    Field,
    Row,
    code_field,
    count_field,
    date_field,
    distinct,
    read_fields,
    text_field,
    time_field,
)
from cers.feeds.exams.rules import (
    INVALID_INTEGER,
    INVALID_YEAR,
    UNKNOWN_ADMINISTRATION_CONDITION,
    UNKNOWN_CODE,
    UNKNOWN_COMPLETENESS,
    Findings,
)
from cers.model.codes import ADMINISTRATION_CONDITIONS, COMPLETENESS

STATUSES: Final = (
    "appeal",
    "completed",
    "expired",
    "handscoring",
    "invalidated",
    "paused",
    "reported",
    "reset",
    "scored",
    "submitted",
    "pending",
)
MODES: Final = ("online", "paper", "scanned")
VALIDITIES: Final = ("valid", "invalid")

TEST_TYPE: Final = "test_type"
"""What the test says of its type: looked at, but not stored, since the assessment's counts."""

TEST_FIELDS: Final = (
    text_field("name", "assessment_id", 250, required=True, element="Test name"),
    text_field("subject", "subject", required=True, element="Test subject"),
    text_field("grade", "assessment_grade", required=True, element="Test grade"),
    text_field("assessmentType", TEST_TYPE, element="Test assessmentType"),
    Field(
        "academicYear",
        "school_year",
        values.year,
        INVALID_YEAR,
        "is no school year: write the year of its spring, such as 2026.",
        required=True,
        element="AcademicYear",
    ),
    text_field("assessmentVersion", "assessment_version", 30, element="AssessmentVersion"),
    text_field("contract", "contract", element="Contract"),
    code_field("mode", "mode", MODES, UNKNOWN_CODE, element="Mode"),
    Field(
        "handScoreProject",
        "hand_score_project",
        values.long_integer,
        INVALID_INTEGER,
        "is no whole number of 64 bits: correct it.",
        element="HandScoreProject",
    ),
)
OPPORTUNITY_FIELDS: Final = (
    text_field("oppId", "opportunity_id", 60, required=True, element="OppId"),
    count_field("opportunity", "opportunity", element="Opportunity"),
    code_field("status", "status", STATUSES, UNKNOWN_CODE, element="Status"),
    time_field("statusDate", "status_date", element="StatusDate"),
    time_field("dateCompleted", "completed_at", required=True, element="DateCompleted"),
    time_field("startDate", "started_at", element="StartDate"),
    time_field("dateForceCompleted", "force_completed_at", element="DateForceCompleted"),
    date_field("effectiveDate", "effective_date", element="EffectiveDate"),
    code_field("validity", "validity", VALIDITIES, UNKNOWN_CODE, element="Validity"),
    code_field(
        "administrationCondition",
        "administration_condition",
        ADMINISTRATION_CONDITIONS,
        UNKNOWN_ADMINISTRATION_CONDITION,
        element="AdministrationCondition",
    ),
    text_field("sessionId", "session_id", 128, element="SessionId"),
    text_field("windowId", "window_id", element="WindowId"),
    text_field("windowOpportunity", "window_opportunity", element="WindowOpportunity"),
    text_field("testReason", "test_reason", element="TestReason"),
    text_field("clientName", "client_name", element="ClientName"),
    text_field(
        "assessmentParticipantSessionPlatformUserAgent",
        "user_agent",
        element="AssessmentParticipantSessionPlatformUserAgent",
    ),
    text_field("server", "server", element="Server"),
    text_field("database", "database", element="Database"),
    text_field("taId", "administrator_id", element="TaId"),
    text_field("taName", "administrator_name", element="TaName"),
    count_field("itemCount", "item_count", element="ItemCount"),
    count_field("ftCount", "field_test_count", element="FtCount"),
    count_field("pauseCount", "pause_count", element="PauseCount"),
    count_field("gracePeriodRestarts", "grace_period_restarts", element="GracePeriodRestarts"),
    count_field("abnormalStarts", "abnormal_starts", element="AbnormalStarts"),
)
COMPLETENESS_FIELD: Final = code_field(
    "completeness", "completeness", COMPLETENESS, UNKNOWN_COMPLETENESS, element="Completeness"
)


def read_test(test: Element, row: Row, findings: Findings) -> None:
    """Put the columns of the Test element into `row`."""
    read_fields(TEST_FIELDS, test.attrib, row, findings)


def read_opportunity(opportunity: Element, row: Row, findings: Findings) -> None:
    """Put the columns of the Opportunity's own attributes into `row`."""
    attributes = opportunity.attrib
    read_fields(OPPORTUNITY_FIELDS, attributes, row, findings)
    text = completeness(attributes.get("completeness"), attributes.get("completeStatus"))
    read_fields((COMPLETENESS_FIELD,), {"completeness": text}, row, findings)
    codes = (each.get("code", "") for each in opportunity.findall("Accommodation"))
    row["accommodation_codes"] = distinct(codes)


def complete(row: Row) -> None:
    """Give the test's and the opportunity's blank columns the values the format says they have."""
    row["mode"] = row["mode"] or "online"
    row["status"] = row["status"] or "scored"
    row["completeness"] = row["completeness"] or "Complete"
    row["status_date"] = row["status_date"] or row["completed_at"]
    row["deleted"] = row["status"] == "reset"


def default_condition(row: Row, asmt_type: str) -> None:
    """Complete a blank administration condition by the type of the assessment."""
    if row["administration_condition"] is None:
        row["administration_condition"] = "Valid" if asmt_type == "sum" else "SD"


def completeness(text: str | None, otherwise: str | None) -> str | None:
    """The delivered completeness; where it is blank, the other attribute that may say it."""
    return text if text and text.strip() else otherwise
