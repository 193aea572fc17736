"""Notes the order of what it handles; what starts with `once` fails the first time."""

import os
from itertools import count

import boto3

_seen: set[str] = set()
_numbers = count()


def lambda_handler(event: dict, _context: object) -> dict:
    failed: list[str] = []
    for record in event["Records"]:
        body = record["body"]
        if failed or (body.startswith("once") and body not in _seen):
            _seen.add(body)
            failed.append(record["messageId"])
            continue
        boto3.client("s3").put_object(
            Bucket=os.environ["DONE_BUCKET"], Key=f"ordered/{next(_numbers):04d}-{body}", Body=b""
        )
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}
