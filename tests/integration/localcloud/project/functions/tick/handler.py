"""Notes that it was called."""

import os

import boto3


def lambda_handler(event: dict, _context: object) -> None:
    key = f"tick/{event['detail-type']}"
    boto3.client("s3").put_object(Bucket=os.environ["DONE_BUCKET"], Key=key, Body=b"")
