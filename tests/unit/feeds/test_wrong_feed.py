"""A file of students that lands in a feed of reference data is refused without quoting it."""

import pytest

from cers.feeds.assessments import read_assessments
from cers.feeds.subjects import read_subject
from tests.support.exams import STUDENT, an_exam_xml
from tests.support.reference_files import LANDED, codes

NAMES = [value for value in STUDENT.values() if value and len(value) > 4]
GROUPS = (
    "group_name,school_natural_id,school_year,subject_code,student_ssid,group_user_login\n"
    + ",".join(NAMES)
).encode()
EXAM = an_exam_xml()


@pytest.mark.parametrize(("data", "code"), [(EXAM, "wrong-root"), (GROUPS, "not-well-formed")])
def test_no_subject_is_read_from_students(data: bytes, code: str) -> None:
    parsed = read_subject(data, LANDED)
    assert codes(parsed.findings) == [code]
    assert not any(name in str(parsed.findings) for name in NAMES)


@pytest.mark.parametrize("data", [EXAM, GROUPS])
def test_no_assessment_is_read_from_students(data: bytes) -> None:
    parsed = read_assessments(data, {}, LANDED)
    assert codes(parsed.findings) == ["missing-columns"]
    assert not any(name in str(parsed.findings) for name in NAMES)
