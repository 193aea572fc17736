"""What moto gets wrong and the local cloud gets right: one test a patch, at the least."""

import json
import threading
import urllib.request
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud

PASSWORD = "Long-Enough-1!"


def _code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return error.value.response["Error"]["Code"]


# ---- Cognito


@pytest.fixture(scope="module")
def user(cloud: LocalCloud) -> str:
    pool = cloud.resources.user_pool_id
    cloud.clients.cognito.admin_create_user(
        UserPoolId=pool, Username="tina", MessageAction="SUPPRESS"
    )
    cloud.clients.cognito.admin_set_user_password(
        UserPoolId=pool, Username="tina", Password=PASSWORD, Permanent=True
    )
    return "tina"


def _sign_in(cloud: LocalCloud, client_id: str, username: str, flow: str = "USER_PASSWORD_AUTH"):
    return cloud.clients.cognito.initiate_auth(
        ClientId=client_id,
        AuthFlow=flow,
        AuthParameters={"USERNAME": username, "PASSWORD": PASSWORD, "SRP_A": "abc"},
    )


def _keys(cloud: LocalCloud) -> dict[str, Any]:
    pool = cloud.resources.user_pool_id
    url = f"{cloud.endpoint_url}/{pool}/.well-known/jwks.json"
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def test_tokens_are_signed_with_the_published_key_and_no_other(cloud: LocalCloud, user: str):
    answer = _sign_in(cloud, cloud.resources.client_id, user)
    token = answer["AuthenticationResult"]["IdToken"]
    [key] = _keys(cloud)["keys"]
    assert "d" not in key
    assert jwt.get_unverified_header(token)["kid"] == key["kid"] != "dummy"
    claims = jwt.decode(token, jwt.PyJWK(key).key, ["RS256"], audience=cloud.resources.client_id)
    pool = cloud.resources.user_pool_id
    assert claims["iss"] == f"https://cognito-idp.us-west-2.amazonaws.com/{pool}"


def test_a_flow_the_client_does_not_allow_is_refused(cloud: LocalCloud, user: str):
    client = cloud.clients.cognito.create_user_pool_client(
        UserPoolId=cloud.resources.user_pool_id,
        ClientName="careful",
        ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]["ClientId"]
    with pytest.raises(ClientError, match="flow not enabled") as error:
        _sign_in(cloud, client, user)
    assert _code(error) == "InvalidParameterException"


def test_srp_is_refused_rather_than_believed(cloud: LocalCloud, user: str):
    with pytest.raises(ClientError, match="USER_SRP_AUTH is not available locally"):
        _sign_in(cloud, cloud.resources.client_id, user, "USER_SRP_AUTH")
    with pytest.raises(ClientError) as error:
        cloud.clients.cognito.respond_to_auth_challenge(
            ClientId=cloud.resources.client_id,
            ChallengeName="PASSWORD_VERIFIER",
            ChallengeResponses={
                "USERNAME": user,
                "PASSWORD_CLAIM_SIGNATURE": "junk",
                "PASSWORD_CLAIM_SECRET_BLOCK": "junk",
                "TIMESTAMP": "now",
            },
        )
    assert _code(error) == "NotAuthorizedException"


def test_an_unknown_user_looks_like_a_wrong_password(cloud: LocalCloud, user: str):
    assert user
    with pytest.raises(ClientError) as error:
        _sign_in(cloud, cloud.resources.client_id, "nobody")
    assert _code(error) == "NotAuthorizedException"


def test_an_address_is_one_users(cloud: LocalCloud):
    cognito, pool = cloud.clients.cognito, cloud.resources.user_pool_id

    def described(email: str) -> Any:
        return [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]

    cognito.admin_create_user(
        UserPoolId=pool, Username="first", UserAttributes=described("a@d.example")
    )
    with pytest.raises(ClientError) as refused:
        cognito.admin_create_user(
            UserPoolId=pool, Username="second", UserAttributes=described("A@d.example")
        )
    assert _code(refused) == "AliasExistsException"

    cognito.admin_create_user(
        UserPoolId=pool, Username="second", UserAttributes=described("b@d.example")
    )
    with pytest.raises(ClientError) as refused:
        cognito.admin_update_user_attributes(
            UserPoolId=pool, Username="second", UserAttributes=described("a@d.example")
        )
    assert _code(refused) == "AliasExistsException"
    cognito.admin_update_user_attributes(
        UserPoolId=pool, Username="first", UserAttributes=described("a@d.example")
    )


# ---- Glue


def test_an_update_based_on_an_old_version_is_refused(cloud: LocalCloud):
    glue = cloud.clients.glue
    glue.create_table(DatabaseName="cers", TableInput={"Name": "versioned"})
    version = glue.get_table(DatabaseName="cers", Name="versioned")["Table"]["VersionId"]
    outcomes: list[str] = []

    def update(description: str) -> None:
        try:
            glue.update_table(
                DatabaseName="cers",
                TableInput={"Name": "versioned", "Description": description},
                VersionId=version,
            )
            outcomes.append("done")
        except glue.exceptions.ConcurrentModificationException:
            outcomes.append("refused")

    threads = [threading.Thread(target=update, args=(str(number),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done"] + ["refused"] * 7


def test_there_are_no_column_statistics_and_one_may_ask(cloud: LocalCloud):
    glue = cloud.clients.glue
    glue.create_table(DatabaseName="cers", TableInput={"Name": "counted"})
    glue.create_partition(
        DatabaseName="cers", TableName="counted", PartitionInput={"Values": ["2026"]}
    )
    asked: Any = {"DatabaseName": "cers", "TableName": "counted", "ColumnNames": ["id"]}
    of_table = glue.get_column_statistics_for_table(**asked)
    of_partition = glue.get_column_statistics_for_partition(**asked, PartitionValues=["2026"])
    for answer in (of_table, of_partition):
        assert (answer["ColumnStatisticsList"], answer["Errors"]) == ([], [])
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_column_statistics_for_table(**{**asked, "TableName": "nowhere"})
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_column_statistics_for_partition(**asked, PartitionValues=["1999"])


# ---- DynamoDB


def test_of_many_who_expect_the_same_only_one_writes(cloud: LocalCloud):
    dynamodb, won = cloud.clients.dynamodb, []

    def claim(number: int) -> None:
        try:
            dynamodb.put_item(
                TableName="cers-snapshots",
                Item={"pk": {"S": "race"}, "sk": {"S": "race"}, "by": {"N": str(number)}},
                ConditionExpression="attribute_not_exists(pk)",
            )
            won.append(number)
        except dynamodb.exceptions.ConditionalCheckFailedException:
            pass

    threads = [threading.Thread(target=claim, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_a_transaction_that_fails_leaves_everything_as_it_was(cloud: LocalCloud):
    client = cloud.clients.dynamodb

    def put(number: int, **condition: str) -> Any:
        item = {"pk": {"S": "TRANSACTION"}, "sk": {"S": f"{number:03}"}}
        return {"Put": {"TableName": "cers-settings", "Item": item, **condition}}

    def there() -> int:
        return client.query(
            TableName="cers-settings",
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": "TRANSACTION"}},
        )["Count"]

    client.transact_write_items(TransactItems=[put(number) for number in range(50)])
    again = put(0, ConditionExpression="attribute_not_exists(pk)")
    with pytest.raises(ClientError) as refused:
        client.transact_write_items(TransactItems=[*map(put, range(50, 149)), again])

    assert _code(refused) == "TransactionCanceledException"
    assert there() == 50


# ---- S3


@pytest.fixture(scope="module")
def events(cloud: LocalCloud) -> Iterator[Any]:
    """Takes the events of the landing bucket off the ingest queue."""
    sqs, url = cloud.clients.sqs, cloud.resources.queue_urls["cers-ingest"]

    def take() -> list[dict[str, Any]]:
        found = []
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                found.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return found

    yield take


def test_an_event_says_what_s3_says(cloud: LocalCloud, events):
    key = "ets/exams/a b+c=é%.xml"
    put = cloud.clients.s3.put_object(Bucket="cers-landing", Key=key, Body=b"hello")
    [event] = events()
    assert event["source"] == "aws.s3"
    assert event["detail-type"] == "Object Created"
    assert event["region"] == "us-west-2"
    assert event["time"].endswith("Z")
    detail = event["detail"]
    assert detail["bucket"] == {"name": "cers-landing"}
    assert detail["reason"] == "PutObject"
    assert detail["object"]["key"] == key
    assert detail["object"]["version-id"] == put["VersionId"]
    assert detail["object"]["etag"] == put["ETag"].strip('"')
    assert detail["object"]["size"] == 5


def test_sequencers_order_the_versions_of_a_key(cloud: LocalCloud, events):
    versions = [
        cloud.clients.s3.put_object(Bucket="cers-landing", Key="ets/exams/x", Body=b"x")[
            "VersionId"
        ]
        for _ in range(12)
    ]
    objects = [event["detail"]["object"] for event in events()]
    ordered = sorted(objects, key=lambda each: each["sequencer"])
    assert [each["version-id"] for each in ordered] == versions
    assert len({len(each["sequencer"]) for each in objects}) == 1


def test_an_upload_in_parts_is_one_event(cloud: LocalCloud, events):
    s3, place = cloud.clients.s3, {"Bucket": "cers-landing", "Key": "ets/exams/large"}
    upload = s3.create_multipart_upload(**place)["UploadId"]
    part = s3.upload_part(**place, UploadId=upload, PartNumber=1, Body=b"p" * 100)
    s3.complete_multipart_upload(
        **place,
        UploadId=upload,
        MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]},
    )
    assert [event["detail"]["reason"] for event in events()] == ["CompleteMultipartUpload"]


def test_a_copy_is_an_event_of_its_own(cloud: LocalCloud, events):
    s3 = cloud.clients.s3
    s3.put_object(Bucket="cers-lake", Key="original", Body=b"o")
    s3.copy_object(Bucket="cers-landing", Key="ets/exams/copy", CopySource="cers-lake/original")
    assert [event["detail"]["reason"] for event in events()] == ["CopyObject"]


def test_a_copy_honours_its_condition(cloud: LocalCloud):
    s3 = cloud.clients.s3
    s3.put_object(Bucket="cers-lake", Key="source", Body=b"1")
    s3.copy_object(Bucket="cers-lake", Key="target", CopySource="cers-lake/source",
                   IfNoneMatch="*")  # fmt: skip
    with pytest.raises(ClientError) as error:
        s3.copy_object(Bucket="cers-lake", Key="target", CopySource="cers-lake/source",
                       IfNoneMatch="*")  # fmt: skip
    assert _code(error) == "PreconditionFailed"


def test_of_many_conditional_puts_one_succeeds(cloud: LocalCloud):
    s3, won = cloud.clients.s3, []

    def put(number: int) -> None:
        try:
            s3.put_object(Bucket="cers-lake", Key="once", Body=b"x" * number, IfNoneMatch="*")
            won.append(number)
        except ClientError:
            pass

    threads = [threading.Thread(target=put, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_a_bucket_policy_denies_only_what_its_condition_is_about(cloud: LocalCloud):
    s3 = cloud.clients.s3
    s3.put_object(Bucket="cers-lake", Key="kept", Body=b"x")
    assert s3.get_object(Bucket="cers-lake", Key="kept")["ServerSideEncryption"] == "aws:kms"
    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket="cers-lake", Key="refused", Body=b"x", ServerSideEncryption="AES256")
    assert _code(error) in ("403", "AccessDenied")


# ---- SQS


def test_a_fifo_group_that_failed_comes_back_from_its_first_message(cloud: LocalCloud):
    sqs, url = cloud.clients.sqs, cloud.resources.queue_urls["cers-publish.fifo"]
    for body in ("1", "2", "3"):
        sqs.send_message(
            QueueUrl=url, MessageBody=body, MessageGroupId="g", MessageDeduplicationId=body
        )
    first = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=3)["Messages"]
    for message in reversed(first[1:]):
        sqs.change_message_visibility(
            QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
        )
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    sqs.delete_message(QueueUrl=url, ReceiptHandle=first[0]["ReceiptHandle"])
    again = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=3)["Messages"]
    assert [message["Body"] for message in again] == ["2", "3"]
    for message in again:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
