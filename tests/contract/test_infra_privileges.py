"""Nobody may do more than he has to."""

import re

import pytest

from tests.contract.templates import (
    FUNCTIONS,
    ROOT,
    Resource,
    listed,
    of_type,
    role_statements,
    text,
)

IDENTITY_STATEMENTS = [
    (f"{where}:{statement['Sid']}", statement)
    for kind in ("AWS::IAM::Role", "AWS::IAM::ManagedPolicy")
    for where, properties in of_type(kind)
    for document in (
        [policy["PolicyDocument"] for policy in properties.get("Policies", [])]
        + ([properties["PolicyDocument"]] if "PolicyDocument" in properties else [])
    )
    for statement in document["Statement"]
]
WITHOUT_RESOURCES = {"xray:PutTelemetryRecords", "xray:PutTraceSegments"}
"""Actions AWS defines no resource for."""


@pytest.mark.parametrize(("where", "statement"), IDENTITY_STATEMENTS)
def test_no_policy_allows_by_wildcard(where: str, statement: Resource) -> None:
    actions = listed(statement["Action"])
    assert not [action for action in actions if "*" in action], where
    for resource in listed(statement["Resource"]):
        if resource == "*":
            assert set(actions) <= WITHOUT_RESOURCES, where
        elif isinstance(resource, dict) and "Fn::Sub" in resource:
            arn = resource["Fn::Sub"]
            assert arn.count("*") <= 1, where
            assert "*" not in arn.rsplit("/", 1)[0], where


def test_only_the_api_gateways_log_role_uses_a_policy_of_aws() -> None:
    managed = {
        where: properties["ManagedPolicyArns"]
        for where, properties in of_type("AWS::IAM::Role")
        if "ManagedPolicyArns" in properties and "VendorRole" not in where
    }
    assert list(managed) == ["infra/api-overlay.yaml:GatewayLogRole"]


def test_no_function_may_delete_what_landed_and_only_the_api_may_let_others_write_there() -> None:
    writers = {
        (name, action)
        for name, (template, properties) in FUNCTIONS.items()
        for statement in role_statements(template, properties)
        if "${LandingBucket}" in text(statement["Resource"])
        for action in listed(statement["Action"])
        if re.search(r"Put|Delete|Abort", action)
    }
    assert writers == {("api", "s3:PutObject")}


AUDIT = [
    (name, action, statement.get("Condition", {}))
    for name, (template, properties) in FUNCTIONS.items()
    for statement in role_statements(template, properties)
    if "${AuditTable}" in text(statement["Resource"])
    for action in listed(statement["Action"])
]
"""Who may do what with the audit table: a function, an action and on which condition."""


def test_audit_records_are_appended_and_never_changed() -> None:
    assert {action for _, action, _ in AUDIT} == {
        "dynamodb:BatchGetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
    }


def test_who_writes_records_cannot_seal_and_who_seals_cannot_write_records() -> None:
    written = {
        name: set(listed(condition["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]))
        for name, action, condition in AUDIT
        if action == "dynamodb:PutItem"
    }
    seals = written.pop("sweep")
    assert seals == {"SEALS*"}
    assert "api" in written
    assert all(keys == {"HEADS#*", "RECORD#*"} for keys in written.values())
    # Without keys there would be nothing for that condition to look at.
    assert all(
        condition["Null"] == {"dynamodb:LeadingKeys": "false"}
        for _, action, condition in AUDIT
        if action == "dynamodb:PutItem"
    )


def test_a_vendor_lands_below_its_own_prefix_and_reads_its_own_receipts_only() -> None:
    ((_, policy),) = of_type("AWS::IAM::ManagedPolicy")
    allowed = {
        action: resource["Fn::Sub"].removeprefix("arn:${AWS::Partition}:s3:::")
        for statement in policy["PolicyDocument"]["Statement"]
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
        if action.startswith("s3:") and action != "s3:ListBucket"
    }
    assert allowed == {
        "s3:AbortMultipartUpload": "${LandingBucket}/${Vendor}/*",
        "s3:GetObject": "${ReceiptsBucket}/${Vendor}/*",
        "s3:ListMultipartUploadParts": "${LandingBucket}/${Vendor}/*",
        "s3:PutObject": "${LandingBucket}/${Vendor}/*",
    }


def test_only_ingest_and_the_coordinators_of_the_api_write_access_rights() -> None:
    writers = {
        name
        for name, (template, properties) in FUNCTIONS.items()
        for statement in role_statements(template, properties)
        if "${AccessTable}" in text(statement["Resource"])
        and re.search(r"Put|Update|Delete|BatchWrite", text(statement["Action"]))
    }
    assert writers == {"api", "ingest"}


def test_ingest_may_do_in_the_user_pool_exactly_what_its_code_does() -> None:
    source = (ROOT / "layers/cers/src/cers/stores/users.py").read_text(encoding="utf-8")
    calls = set(re.findall(r"\b(admin_[a-z_]+)\b", source))
    allowed = {
        (action, text(statement["Resource"]))
        for template, properties in FUNCTIONS.values()
        for statement in role_statements(template, properties)
        for action in listed(statement["Action"])
        if action.startswith("cognito-idp:")
    }
    names = {call.title().replace("_", "") for call in calls}
    assert allowed == {(f"cognito-idp:{name}", '{"Ref": "UserPoolArn"}') for name in names}


def test_only_the_api_reads_the_secret_of_student_references_and_nobody_writes_it() -> None:
    granted = {
        (name, action, text(statement["Resource"]))
        for name, (template, properties) in FUNCTIONS.items()
        for statement in role_statements(template, properties)
        for action in listed(statement["Action"])
        if action.startswith("secretsmanager:")
    }
    assert granted == {
        ("api", "secretsmanager:GetSecretValue", '{"Ref": "StudentReferencesSecret"}')
    }
