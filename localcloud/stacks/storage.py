"""Keys, secrets, buckets and tables of the templates."""

import json
from typing import Any, Final
from uuid import uuid4

from localcloud.aws import REGION, Clients
from localcloud.stacks.properties import Creator, Properties, expect, pick
from localcloud.stacks.template import Made, TemplateError


def _key(properties: Properties, clients: Clients) -> Made:
    expect(
        properties,
        "Description",
        "KeyPolicy",
        "EnableKeyRotation",
        "KeySpec",
        "KeyUsage",
        without=("PendingWindowInDays", "RotationPeriodInDays", "Enabled"),
    )
    arguments = pick(properties, "Description", "KeySpec", "KeyUsage")
    if "KeyPolicy" in properties:
        arguments["Policy"] = json.dumps(properties["KeyPolicy"])
    key = clients.kms.create_key(**arguments)["KeyMetadata"]
    if properties.get("EnableKeyRotation"):
        clients.kms.enable_key_rotation(KeyId=key["KeyId"])
    return Made(key["KeyId"], {"Arn": key["Arn"], "KeyId": key["KeyId"]})


def _alias(properties: Properties, clients: Clients) -> Made:
    expect(properties, "AliasName", "TargetKeyId")
    clients.kms.create_alias(**properties)
    return Made(properties["AliasName"])


def _secret(properties: Properties, clients: Clients) -> Made:
    expect(properties, "Description", "GenerateSecretString", "KmsKeyId", "Name")
    wanted = properties["GenerateSecretString"]
    expect(wanted, "PasswordLength", "ExcludePunctuation")
    made = clients.secrets.create_secret(
        Name=properties.get("Name", f"made-{uuid4().hex}"),
        SecretString=clients.secrets.get_random_password(**wanted)["RandomPassword"],
        **pick(properties, "Description", "KmsKeyId"),
    )
    return Made(made["ARN"], {"Id": made["ARN"]})


def _bucket(properties: Properties, clients: Clients) -> Made:
    expect(
        properties,
        "BucketName",
        "VersioningConfiguration",
        "NotificationConfiguration",
        "BucketEncryption",
        "PublicAccessBlockConfiguration",
        "OwnershipControls",
        "LifecycleConfiguration",
        "CorsConfiguration",
        without=("LoggingConfiguration", "MetricsConfigurations", "InventoryConfigurations"),
    )
    name = properties["BucketName"]
    s3 = clients.s3
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    if "VersioningConfiguration" in properties:
        versioning = properties["VersioningConfiguration"]
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=versioning)
    if "PublicAccessBlockConfiguration" in properties:
        s3.put_public_access_block(
            Bucket=name,
            PublicAccessBlockConfiguration=properties["PublicAccessBlockConfiguration"],
        )
    if "OwnershipControls" in properties:
        s3.put_bucket_ownership_controls(
            Bucket=name, OwnershipControls=properties["OwnershipControls"]
        )
    _encrypt(name, properties, clients)
    _announce(name, properties, clients)
    _expire(name, properties, clients)
    if "CorsConfiguration" in properties:
        rules: Any = [_cors_rule(rule) for rule in properties["CorsConfiguration"]["CorsRules"]]
        s3.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": rules})
    domain = f"{name}.s3.amazonaws.com"
    return Made(
        name,
        {
            "Arn": f"arn:aws:s3:::{name}",
            "DomainName": domain,
            "RegionalDomainName": f"{name}.s3.{REGION}.amazonaws.com",
        },
    )


def _cors_rule(rule: dict[str, Any]) -> dict[str, Any]:
    """A rule as S3's own API words it, for any page: the port lets in none but local ones."""
    api = {"MaxAge": "MaxAgeSeconds", "ExposedHeaders": "ExposeHeaders", "Id": "ID"}
    told = {api.get(key, key): value for key, value in rule.items()}
    return told | {"AllowedOrigins": ["*"]}


def _encrypt(name: str, properties: Properties, clients: Clients) -> None:
    encryption = properties.get("BucketEncryption")
    if encryption is None:
        return
    rules: Any = [
        {
            "ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"],
            "BucketKeyEnabled": bool(rule.get("BucketKeyEnabled", False)),
        }
        for rule in encryption["ServerSideEncryptionConfiguration"]
    ]
    clients.s3.put_bucket_encryption(
        Bucket=name,
        ServerSideEncryptionConfiguration={"Rules": rules},
    )


def _announce(name: str, properties: Properties, clients: Clients) -> None:
    notification = properties.get("NotificationConfiguration")
    if notification is None:
        return
    expect(notification, "EventBridgeConfiguration")
    clients.s3.put_bucket_notification_configuration(
        Bucket=name, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )


def _expire(name: str, properties: Properties, clients: Clients) -> None:
    lifecycle = properties.get("LifecycleConfiguration")
    if lifecycle is None:
        return
    clients.s3.put_bucket_lifecycle_configuration(
        Bucket=name,
        LifecycleConfiguration={"Rules": [_lifecycle_rule(each) for each in lifecycle["Rules"]]},
    )


def _lifecycle_rule(rule: dict[str, Any]) -> Any:
    expect(
        rule,
        "Id",
        "Status",
        "Prefix",
        "ExpirationInDays",
        "NoncurrentVersionExpiration",
        "AbortIncompleteMultipartUpload",
        "ExpiredObjectDeleteMarker",
        "Transitions",
    )
    converted: dict[str, Any] = {
        "ID": rule["Id"],
        "Status": rule["Status"],
        "Filter": {"Prefix": rule.get("Prefix", "")},
        **pick(rule, "AbortIncompleteMultipartUpload", "NoncurrentVersionExpiration"),
    }
    if "ExpirationInDays" in rule:
        converted["Expiration"] = {"Days": int(rule["ExpirationInDays"])}
    if rule.get("ExpiredObjectDeleteMarker"):
        converted["Expiration"] = {"ExpiredObjectDeleteMarker": True}
    if "Transitions" in rule:
        converted["Transitions"] = [
            {"Days": int(each["TransitionInDays"]), "StorageClass": each["StorageClass"]}
            for each in rule["Transitions"]
        ]
    return converted


def _bucket_policy(properties: Properties, clients: Clients) -> Made:
    expect(properties, "Bucket", "PolicyDocument")
    clients.s3.put_bucket_policy(
        Bucket=properties["Bucket"], Policy=json.dumps(properties["PolicyDocument"])
    )
    return Made(properties["Bucket"])


def _table(properties: Properties, clients: Clients) -> Made:
    passed = (
        "TableName",
        "AttributeDefinitions",
        "KeySchema",
        "BillingMode",
        "GlobalSecondaryIndexes",
        "LocalSecondaryIndexes",
        "DeletionProtectionEnabled",
    )
    recovery = "PointInTimeRecoverySpecification"
    expect(properties, *passed, "SSESpecification", recovery, without=("TableClass",))
    arguments = pick(properties, *passed)
    encryption = properties.get("SSESpecification")
    if encryption:
        arguments["SSESpecification"] = {
            "Enabled": encryption["SSEEnabled"],
            **pick(encryption, "SSEType", "KMSMasterKeyId"),
        }
    table = clients.dynamodb.create_table(**arguments)["TableDescription"]
    if recovery in properties:
        clients.dynamodb.update_continuous_backups(
            TableName=table["TableName"], PointInTimeRecoverySpecification=properties[recovery]
        )
    if "StreamSpecification" in properties:
        raise TemplateError("streams are not supported locally")
    return Made(table["TableName"], {"Arn": table["TableArn"]})


CREATORS: Final[dict[str, Creator]] = {
    "AWS::KMS::Key": _key,
    "AWS::KMS::Alias": _alias,
    "AWS::SecretsManager::Secret": _secret,
    "AWS::S3::Bucket": _bucket,
    "AWS::S3::BucketPolicy": _bucket_policy,
    "AWS::DynamoDB::Table": _table,
}
