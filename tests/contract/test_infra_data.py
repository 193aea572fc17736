"""Buckets, tables, the catalog, and who gets to them."""

import json
from collections.abc import Mapping

import pytest
import yaml

from cers.model.roles import ROLES
from cers.model.tables import (
    PARTITIONS,
    PUBLISHED_TABLES,
    REFERENCE_TABLES,
    STUDENT_PARTITIONS,
    STUDENTS,
)
from cers.steps.sign_in import CALLBACK
from infra import make_catalog
from tests.contract.templates import (
    FUNCTIONS,
    RESOURCES,
    ROOT,
    TEMPLATES,
    Resource,
    of_type,
    refuses_plain_connections,
    text,
)

BUCKETS = of_type("AWS::S3::Bucket")
SESSION_COOKIE = ["SessionCookie", "FunctionARN"]
UNDER_S3_KEYS = {"LogsBucket", "WebBucket"}
"""S3 writes its logs with its own key only; the web client is public text."""


@pytest.mark.parametrize(("name", "bucket"), BUCKETS)
def test_every_bucket_is_private_and_encrypted(name: str, bucket: Resource) -> None:
    assert bucket["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    }
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    algorithm = rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"]
    assert algorithm == ("AES256" if name.split(":")[1] in UNDER_S3_KEYS else "aws:kms")


@pytest.mark.parametrize(("name", "bucket"), BUCKETS)
def test_every_bucket_refuses_plain_connections(name: str, bucket: Resource) -> None:  # noqa: ARG001
    logical_id = name.split(":")[1]
    policies = [
        policy
        for _, policy in of_type("AWS::S3::BucketPolicy")
        if policy["Bucket"] == {"Ref": logical_id}
    ]
    assert len(policies) == 1
    assert refuses_plain_connections(policies[0]["PolicyDocument"])


def test_what_landed_is_kept_in_every_version_and_for_good() -> None:
    bucket = TEMPLATES["infra/storage.yaml"]["Resources"]["LandingBucket"]
    assert bucket["DeletionPolicy"] == "Retain"
    assert bucket["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}
    assert "Expiration" not in text(bucket["Properties"]["LifecycleConfiguration"])


def test_results_and_exports_are_forgotten_soon() -> None:
    for name in ("AthenaResultsBucket", "ExportsBucket"):
        rules = TEMPLATES["infra/storage.yaml"]["Resources"][name]["Properties"]
        days = [
            rule.get("ExpirationInDays", 99) for rule in rules["LifecycleConfiguration"]["Rules"]
        ]
        assert min(days) <= 7


@pytest.mark.parametrize(("name", "table"), of_type("AWS::DynamoDB::Table"))
def test_every_table_can_be_restored_and_forgets_nothing_by_itself(
    name: str, table: Resource
) -> None:
    assert "TimeToLiveSpecification" not in table, name
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["DeletionProtectionEnabled"] is True
    assert table["SSESpecification"]["SSEType"] == "KMS"
    assert [key["AttributeName"] for key in table["KeySchema"]] == ["pk", "sk"]


def test_everything_that_holds_data_outlives_its_stack() -> None:
    kept = {
        "AWS::DynamoDB::Table",
        "AWS::KMS::Key",
        "AWS::Cognito::UserPool",
        "AWS::SecretsManager::Secret",
    }
    for template, name, resource in RESOURCES:
        if resource.get("Type") in kept:
            assert resource["DeletionPolicy"] == "Retain", (template, name)
            assert resource["UpdateReplacePolicy"] == "Retain", (template, name)


# ---- catalog


def test_the_catalog_is_what_the_table_definitions_make_of_it() -> None:
    assert make_catalog.CATALOG.read_text(encoding="utf-8") == make_catalog.catalog(), (
        "run: .venv/bin/python infra/make_catalog.py"
    )


def test_glue_knows_every_table_and_column() -> None:
    glue = {
        properties["TableInput"]["Name"]: properties["TableInput"]
        for _, properties in of_type("AWS::Glue::Table")
    }
    tables = (*PUBLISHED_TABLES, STUDENTS, *REFERENCE_TABLES)
    partitions = {table.name: PARTITIONS for table in PUBLISHED_TABLES}
    partitions[STUDENTS.name] = STUDENT_PARTITIONS
    assert set(glue) == {table.name for table in tables}
    for table in tables:
        columns = glue[table.name]["StorageDescriptor"]["Columns"]
        assert pairs(columns) == [(column.name, column.type) for column in table.columns]
        keys = partitions.get(table.name, ())
        assert pairs(glue[table.name].get("PartitionKeys", [])) == [
            (column.name, column.type) for column in keys
        ]


def pairs(columns: list[Mapping[str, str]]) -> list[tuple[str, str]]:
    return [(column["Name"], column["Type"]) for column in columns]


def test_a_query_can_neither_leave_the_workgroup_nor_read_without_limit() -> None:
    ((_, group),) = of_type("AWS::Athena::WorkGroup")
    configuration = group["WorkGroupConfiguration"]
    assert configuration["EnforceWorkGroupConfiguration"] is True
    assert configuration["BytesScannedCutoffPerQuery"] == {"Ref": "AthenaScanLimitBytes"}
    encryption = configuration["ResultConfiguration"]["EncryptionConfiguration"]
    assert encryption["EncryptionOption"] == "SSE_KMS"


# ---- identity, api, web


def test_there_is_one_group_for_each_role() -> None:
    groups = [group["GroupName"] for _, group in of_type("AWS::Cognito::UserPoolGroup")]
    assert sorted(groups) == sorted(ROLES)


def test_nobody_signs_up_alone_and_the_web_client_has_no_secret() -> None:
    ((_, pool),) = of_type("AWS::Cognito::UserPool")
    ((_, client),) = of_type("AWS::Cognito::UserPoolClient")
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert client["GenerateSecret"] is False
    assert client["PreventUserExistenceErrors"] == "ENABLED"


def test_users_sign_in_by_code_and_come_back_to_the_site_alone() -> None:
    ((_, client),) = of_type("AWS::Cognito::UserPoolClient")
    assert client["AllowedOAuthFlows"]["Fn::If"][1] == ["code"]
    assert client["CallbackURLs"]["Fn::If"][1] == [{"Fn::Sub": "${SiteUrl}" + CALLBACK}]
    assert client["LogoutURLs"]["Fn::If"][1] == [{"Fn::Sub": "${SiteUrl}/"}]
    assert "ALLOW_USER_PASSWORD_AUTH" not in client["ExplicitAuthFlows"]
    assert client["EnableTokenRevocation"] is True
    ((_, domain),) = of_type("AWS::Cognito::UserPoolDomain")
    assert domain["ManagedLoginVersion"] == 2
    ((_, style),) = of_type("AWS::Cognito::ManagedLoginBranding")
    assert style["ClientId"] == {"Ref": "WebClient"}


def test_what_reaches_the_api_has_passed_the_edge() -> None:
    ((_, distribution),) = of_type("AWS::CloudFront::Distribution")
    (api,) = distribution["DistributionConfig"]["CacheBehaviors"]
    assert api["PathPattern"] == "/api/*"
    assert api["ViewerProtocolPolicy"] == "https-only"
    assert api["FunctionAssociations"] == [
        {"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": SESSION_COOKIE}}
    ]


def test_what_the_gateway_refuses_looks_like_what_the_api_refuses() -> None:
    rest = TEMPLATES["infra/api-overlay.yaml"]["Resources"]["RestAPI"]["Properties"]
    api = yaml.safe_load((ROOT / "docs/api/openapi.yaml").read_text(encoding="utf-8"))
    error = api["components"]["schemas"]["Error"]["properties"]["error"]
    known = error["properties"]["code"]["enum"]
    assert {"UNAUTHORIZED", "DEFAULT_4XX", "DEFAULT_5XX"} <= set(rest["GatewayResponses"])
    for kind, response in rest["GatewayResponses"].items():
        body = json.loads(response["ResponseTemplates"]["application/json"])
        assert set(body) == {"error"}, kind
        assert set(body["error"]) == {"code", "message", "request_id"}, kind
        assert body["error"]["code"] in known, kind
        assert response["ResponseParameters"]["Headers"]["Cache-Control"] == "'no-store'"


def test_the_gateways_log_names_routes_and_never_paths() -> None:
    rest = TEMPLATES["infra/api-overlay.yaml"]["Resources"]["RestAPI"]["Properties"]
    logged = set(json.loads(rest["AccessLogSetting"]["Format"]).values())
    assert "$context.resourcePath" in logged
    assert not logged & {"$context.path", "$context.identity.sourceIp", "$context.authorizer.email"}
    assert rest["MethodSettings"][0]["DataTraceEnabled"] is False


def test_pages_may_run_and_load_our_own_code_only() -> None:
    headers = TEMPLATES["infra/web.yaml"]["Resources"]["PageHeaders"]["Properties"]
    security = headers["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    policy = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]
    directives = dict(each.strip().split(" ", 1) for each in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy
    assert "*" not in policy


def test_every_queue_and_function_has_an_alarm() -> None:
    watched = text([alarm.get("Dimensions") for _, alarm in of_type("AWS::CloudWatch::Alarm")])
    for stage in ("Ingest", "Publish", "Exports", "Printing"):
        assert f"{stage}DlqName" in watched
        assert f"{stage}QueueName" in watched
    for name in FUNCTIONS:
        assert f"{name.title()}FunctionName" in watched
    assert all(alarm["AlarmActions"] for _, alarm in of_type("AWS::CloudWatch::Alarm"))


LINES = {
    "NotFoundAnswers": ("functions/api/chalicelib/endpoint.py", "refused", "NotFoundError"),
    "RefusedTokens": ("functions/api/chalicelib/endpoint.py", "refused", "AccessError"),
    "AuditFaults": ("functions/sweep/handler.py", "audit trail tampered with", None),
}
"""Metric -> the file that logs what it counts, the line's message, and the error it names."""


def test_every_metric_of_a_log_counts_lines_that_are_written_and_has_an_alarm() -> None:
    filters = dict(of_type("AWS::Logs::MetricFilter"))
    assert {where.partition(":")[2] for where in filters} == LINES.keys()
    watched = {alarm["MetricName"] for _, alarm in of_type("AWS::CloudWatch::Alarm")}
    assert watched >= LINES.keys()
    errors = (ROOT / "layers/cers/src/cers/model/errors.py").read_text(encoding="utf-8")
    for where, properties in filters.items():
        file, message, error = LINES[where.partition(":")[2]]
        assert f'"{message}"' in (ROOT / file).read_text(encoding="utf-8")
        assert f'$.message = "{message}"' in properties["FilterPattern"]
        if error:
            assert f"class {error}(" in errors
            assert f'$.error = "{error}"' in properties["FilterPattern"]


def test_a_secret_is_made_by_aws_encrypted_and_in_no_template() -> None:
    secrets = of_type("AWS::SecretsManager::Secret")
    assert secrets
    for name, secret in secrets:
        assert "SecretString" not in secret, name
        assert secret["GenerateSecretString"]["PasswordLength"] >= 64, name
        assert secret["KmsKeyId"] == {"Fn::GetAtt": ["DataKey", "Arn"]}, name
