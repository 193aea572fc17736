"""The receipts bucket: our answers to vendors."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from cers.model.delivery import Delivery, Receipt

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_CSV: Final = "text/csv; charset=utf-8"


class ReceiptStore:
    """Receipts as JSON documents beside the findings as CSV, below each vendor's prefix."""

    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def put(self, delivery: Delivery, receipt: Receipt) -> None:
        """Write or replace a delivery's receipt."""
        self._s3.put_object(
            Bucket=self._bucket,
            Key=delivery.receipt_key,
            Body=json.dumps(receipt.to_json(), indent=2).encode(),
            ContentType="application/json",
        )

    def put_findings(self, delivery: Delivery, path: Path) -> None:
        """Write all of a delivery's findings, a CSV file on local disk."""
        self._s3.upload_file(
            str(path),
            self._bucket,
            delivery.findings_key,
            ExtraArgs={"ContentType": _CSV},
        )

    def write_findings(self, delivery: Delivery, text: str) -> None:
        """Write all of a delivery's findings, CSV text."""
        self._s3.put_object(
            Bucket=self._bucket,
            Key=delivery.findings_key,
            Body=text.encode(),
            ContentType=_CSV,
        )

    def copy_findings(self, source: Delivery, target: Delivery) -> None:
        """Give a delivery the findings of another."""
        self._s3.copy_object(
            Bucket=self._bucket,
            Key=target.findings_key,
            CopySource={"Bucket": self._bucket, "Key": source.findings_key},
        )

    def get(self, delivery: Delivery) -> Receipt | None:
        """A delivery's receipt, or None while there is none."""
        return self._read(delivery.receipt_key)

    def findings(self, delivery: Delivery) -> str:
        """All of a delivery's findings, as CSV text."""
        response = self._s3.get_object(Bucket=self._bucket, Key=delivery.findings_key)
        return response["Body"].read().decode()

    def below(self, prefix: str) -> Iterator[Receipt]:
        """Every receipt below a prefix such as `ets/exams/`, in the order of their names."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=prefix
        )
        for page in pages:
            for entry in page.get("Contents", ()):
                if entry["Key"].endswith(".json"):
                    receipt = self._read(entry["Key"])
                    if receipt is not None:
                        yield receipt

    def _read(self, key: str) -> Receipt | None:
        try:
            response = self._s3.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                return None
            raise
        return Receipt.from_json(json.loads(response["Body"].read()))
