"""The exports function on moto, and what its files must hold, worked out from the world's rows."""

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
import pytest

from cers.runtime import clients
from cers.runtime import exports as wiring
from cers.runtime.settings import ExportsSettings, variable
from localcloud.lambdas.consumer import sqs_event
from localcloud.lambdas.context import LambdaContext
from localcloud.lambdas.loading import load_handler
from localcloud.stacks.functions import Function
from tests.support.world import SCHOOLS, Row, World

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ROOT = Path(__file__).parents[2]
BUCKET = "cers-exports"
REGION = "us-west-2"
ATTEMPTS = 5
QUEUE = "arn:aws:sqs:us-west-2:123456789012:cers-exports"


class ExportsFunction:
    """One instance of a function that makes files, fed from a queue of moto's as by Lambda."""

    def __init__(self, queue_url: str, seconds: int = 900, name: str = "exports") -> None:
        self._queue_url = queue_url
        self._seconds = seconds
        self._name = name
        self._sqs = boto3.client("sqs", region_name=REGION)
        self._handler = load_handler(
            Function(
                f"cers-{name}",
                ROOT / "functions" / name,
                "handler",
                "lambda_handler",
                seconds,
                1769,
                {},
            )
        )

    def waiting(self) -> list[str]:
        """The bodies of what is in the queue, which it leaves there."""
        found = self._receive(hidden=0)
        return [each["Body"] for each in found]

    def run(self, attempt: int | None = None) -> int:
        """Take every message, deleting those that are done; how many have failed."""
        failed = 0
        for message in self._receive(hidden=60):
            if attempt is not None:
                message["Attributes"]["ApproximateReceiveCount"] = str(attempt)
            if self._is_done(message):
                self._sqs.delete_message(
                    QueueUrl=self._queue_url, ReceiptHandle=message["ReceiptHandle"]
                )
            else:
                failed += 1
        return failed

    def _receive(self, hidden: int) -> list[Any]:
        return list(
            self._sqs.receive_message(
                QueueUrl=self._queue_url,
                MaxNumberOfMessages=10,
                VisibilityTimeout=hidden,
                MessageSystemAttributeNames=["All"],
            ).get("Messages", [])
        )

    def _is_done(self, message: Any) -> bool:
        from aws_lambda_powertools.utilities.batch.exceptions import BatchProcessingError

        context = LambdaContext(f"cers-{self._name}", 1769, self._seconds)
        try:
            answer = self._handler(sqs_event([message], QUEUE), context)
        except BatchProcessingError:
            return False
        return not answer["batchItemFailures"]


@contextmanager
def exports_function(
    monkeypatch: pytest.MonkeyPatch, queue_url: str, seconds: int = 900
) -> Iterator[ExportsFunction]:
    """The function with the tables and buckets of the API's tests."""
    known = {
        "lake_bucket": "cers-lake",
        "exports_bucket": BUCKET,
        "snapshots_table": "cers-snapshots",
        "access_table": "cers-access",
        "settings_table": "cers-settings",
        "audit_table": "cers-audit",
        "exports_queue_url": queue_url,
        "max_receive_count": str(ATTEMPTS),
        "current_school_year": "2026",
        "transfer_access": "no",
        "admin_fields": "gender,iep,section_504,military_connected",
        "disabled_fields": "english_learner,economic_disadvantage",
    }
    for name in (field.name for field in fields(ExportsSettings)):
        monkeypatch.setenv(variable(name), known[name])
    forget()
    yield ExportsFunction(queue_url, seconds)
    forget()


def forget() -> None:
    """Have the function read everything anew, as a new instance of it would."""
    for each in (
        wiring.settings,
        wiring.sources,
        wiring.queue,
        clients.s3,
        clients.sqs,
        clients.table,
    ):
        each.cache_clear()


def fetch(url: str, s3: "S3Client") -> bytes:
    """What a presigned address leads to (moto has no server behind it)."""
    parts = urlsplit(url)
    bucket, key = parts.netloc.split(".")[0], unquote(parts.path).lstrip("/")
    return s3.get_object(Bucket=bucket, Key=key)["Body"].read()


def signed_for(url: str) -> int:
    """For how many seconds an address is good."""
    (seconds,) = parse_qs(urlsplit(url).query)["X-Amz-Expires"]
    return int(seconds)


def read_csv(data: bytes) -> list[dict[str, str]]:
    """The lines of a file."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


# ---- what a file must hold, said once more without any of the code that writes it

TYPES = {
    "sum": ("Summative", "SUM"),
    "ica": ("Interim Comprehensive", "ICA"),
    "iab": ("Interim", "IAB"),
}
DISTRICT_NAMES = {"D1": "Alder Unified", "D2": "Birch Unified"}
CLAIMS = {"Math": ["3", "SOCK_2", "1"], "ELPAC": ["RD"]}
"""By their orders in the world's subjects, which are not those of their codes."""
ALTERNATES = {"Math": [], "ELPAC": ["ORAL", "WRIT"]}
LANGUAGES = {"eng": "00", "spa": "01"}


def expected_csv(world: World, exams: Iterable[Row]) -> list[dict[str, str]]:
    """The lines of results, by columns, in no order."""
    scores = {
        (row["opportunity_id"], row["score_type"], row["score_code"]): row for row in world.scores
    }
    return [_expected(exam, scores) for exam in exams]


def _expected(exam: Row, scores: dict[tuple[str, str, str], Row]) -> dict[str, str]:
    kind, subject = exam["asmt_type"], exam["subject"]
    completed: datetime = exam["completed_at"]
    cells = {
        "DistrictId": exam["district_id"],
        "DistrictName": DISTRICT_NAMES[exam["district_id"]],
        "NcesId": "",
        "SchoolId": exam["school_id"],
        "SchoolName": SCHOOLS[exam["school_id"]][0],
        "StudentIdentifier": exam["student_id"],
        "FirstName": exam["first_name"],
        "LastOrSurname": exam["last_name"],
        "SubmitDateTime": completed.strftime("%Y-%m-%d %H:%M:%S.")
        + f"{completed.microsecond // 1000:03}",
        "SchoolYear": str(exam["school_year"]),
        "TestSessionId": exam["session_id"] or "",
        "AssessmentType": TYPES[kind][0],
        "AssessmentSubType": TYPES[kind][1],
        "AssessmentName": f"Label of {exam['assessment_id']}",
        "Subject": subject,
        "GradeLevelWhenAssessed": exam["grade"],
        "Completeness": exam["completeness"],
        "AdministrationCondition": exam["administration_condition"],
        "ScaleScoreAchievementLevel": _whole(exam["achievement_level"]),
        "ScaleScore": _whole(exam["scale_score"]),
        "ScaleScoreStandardError": _whole(exam["standard_error"]),
    }
    for number in range(1, 7):
        found = _score(exam, scores, "alternate", ALTERNATES[subject], number)
        cells[f"Alt{number}ScoreAchievementLevel"] = _whole(found.get("achievement_level"))
        cells[f"Alt{number}ScaleScore"] = _whole(found.get("scale_score"))
        cells[f"Alt{number}ScaleScoreStandardError"] = _whole(found.get("standard_error"))
    for number in range(1, 7):
        codes = [] if kind == "iab" else CLAIMS[subject]
        found = _score(exam, scores, "claim", codes, number)
        cells[f"Claim{number}ScoreAchievementLevel"] = _whole(found.get("achievement_level"))
    return cells | _about(exam)


def _about(exam: Row) -> dict[str, str]:
    ethnicities = exam["ethnicities"] or []
    return {
        "MigrantStatus": {True: "Yes", False: "No", None: ""}[exam["migrant"]],
        "LanguageCode": exam["language"] or "",
        "LanguageAltCode": LANGUAGES.get(exam["language"], ""),
        "EnglishLanguageAcquisitionStatus": exam["elas"] or "",
        "EnglishLanguageAcquisitionStatusStartDate": "",
        **{
            name: "Yes" if name in ethnicities else ""
            for name in (
                "HispanicOrLatinoEthnicity",
                "AmericanIndianOrAlaskaNative",
                "Asian",
                "BlackOrAfricanAmerican",
                "White",
                "NativeHawaiianOrOtherPacificIslander",
                "TwoOrMoreRaces",
                "Filipino",
            )
        },
    }


def _score(
    exam: Row, scores: dict[tuple[str, str, str], Row], kind: str, codes: list[str], number: int
) -> Row:
    if number > len(codes):
        return {}
    return scores.get((exam["opportunity_id"], kind, codes[number - 1]), {})


def _whole(value: float | None) -> str:
    """The world has no fractions."""
    return "" if value is None else str(int(value))
