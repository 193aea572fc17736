"""Stores every message it handles; `poison` raises for one record, `explode` for the batch."""

import json
import os

import boto3


def lambda_handler(event: dict, context: object) -> dict:
    failures = []
    for record in event["Records"]:
        if record["body"] == "explode":
            raise RuntimeError("the whole batch")
        if record["body"] == "poison":
            failures.append({"itemIdentifier": record["messageId"]})
            continue
        document = {"record": record, "function": context.function_name}
        document["left"] = context.get_remaining_time_in_millis()
        boto3.client("s3").put_object(
            Bucket=os.environ["DONE_BUCKET"],
            Key=f"echo/{record['body']}",
            Body=json.dumps(document).encode(),
        )
    return {"batchItemFailures": failures}
