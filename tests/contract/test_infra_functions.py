"""Stacks, functions and queues keep the promises of docs/architecture.md."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest

from cers.model.owned_job import LIFETIME, PATIENCE
from cers.runtime.api import ApiSettings
from cers.runtime.settings import (
    ExportsSettings,
    IngestSettings,
    PrintingSettings,
    PublishSettings,
    SweepSettings,
    variable,
)
from tests.contract.templates import (
    FUNCTIONS,
    INFRA,
    ROOT,
    STACK,
    TEMPLATES,
    Resource,
    of_type,
    refuses_plain_connections,
    role_statements,
    text,
)

QUEUES = of_type("AWS::SQS::Queue")
WORK_QUEUES = [(name, queue) for name, queue in QUEUES if "Dlq" not in name]


def test_the_root_template_holds_parameters_and_nested_stacks_only() -> None:
    kinds = {resource["Type"] for resource in TEMPLATES["template.yaml"]["Resources"].values()}
    assert kinds == {STACK}


def child_of(location: str) -> Resource:
    return TEMPLATES["infra/api-overlay.yaml" if location.startswith("build/") else location]


def test_every_nested_stack_is_given_exactly_what_it_asks_for() -> None:
    for name, stack in TEMPLATES["template.yaml"]["Resources"].items():
        asked = child_of(stack["Properties"]["Location"]).get("Parameters", {})
        needed = {each for each, about in asked.items() if "Default" not in about}
        given = set(stack["Properties"].get("Parameters", {}))
        assert needed <= given <= set(asked), name


def test_every_output_that_is_passed_on_exists() -> None:
    root = TEMPLATES["template.yaml"]
    passed = re.findall(r'"Fn::GetAtt": \["(\w+)", "Outputs\.(\w+)"\]', text(root))
    assert passed
    for stack, output in passed:
        location = root["Resources"][stack]["Properties"]["Location"]
        assert output in child_of(location)["Outputs"], (stack, output)


def test_no_parameter_is_left_unused() -> None:
    for template, document in TEMPLATES.items():
        used = text({key: value for key, value in document.items() if key != "Parameters"})
        used += (INFRA / "finish_api.py").read_text() if "overlay" in template else ""
        for parameter in document.get("Parameters", {}):
            assert re.search(rf'"{parameter}"|\$\{{{parameter}\}}', used), (template, parameter)


# ---- functions


def test_every_function_folder_is_deployed_by_exactly_one_function() -> None:
    folders = {
        path.parent.name
        for name in ("handler.py", "app.py")
        for path in ROOT.glob(f"functions/*/{name}")
    }
    uris = Counter(
        Path(properties["CodeUri"]).name
        for _, properties in FUNCTIONS.values()
        if "CodeUri" in properties
    )
    uris["api"] += 1  # Chalice packages it
    assert set(uris) == folders | {"api"}
    assert set(uris.values()) == {1}


def test_every_function_is_named_like_its_folder() -> None:
    for name, (_, properties) in FUNCTIONS.items():
        assert properties.get("CodeUri", "../functions/api/") == f"../functions/{name}/"


def test_all_runtimes_agree() -> None:
    runtimes = {properties["Runtime"] for _, properties in FUNCTIONS.values()}
    layers = of_type("AWS::Serverless::LayerVersion")
    runtimes |= {runtime for _, layer in layers for runtime in layer["CompatibleRuntimes"]}
    assert runtimes == {"python3.13"}


def test_all_architectures_agree() -> None:
    layers = of_type("AWS::Serverless::LayerVersion")
    assert {tuple(layer["CompatibleArchitectures"]) for _, layer in layers} == {("x86_64",)}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_logs_to_a_group_that_forgets_and_is_encrypted(name: str) -> None:
    template, properties = FUNCTIONS[name]
    group = TEMPLATES[template]["Resources"][properties["LoggingConfig"]["LogGroup"]["Ref"]]
    assert group["Type"] == "AWS::Logs::LogGroup"
    assert group["Properties"]["LogGroupName"] == {"Fn::Sub": "/aws/lambda/${Prefix}-" + name}
    assert group["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}
    assert group["Properties"]["KmsKeyId"] == {"Ref": "DataKeyArn"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_traced_and_keeps_its_environment_encrypted(name: str) -> None:
    _, properties = FUNCTIONS[name]
    assert properties["Tracing"] == "Active"
    assert properties["KmsKeyArn"] == {"Ref": "DataKeyArn"}


def test_no_two_functions_share_a_role() -> None:
    roles = [text(properties["Role"]) for _, properties in FUNCTIONS.values()]
    assert len(set(roles)) == len(roles)


def test_snap_start_is_never_asked_for_with_a_large_disk() -> None:
    for _, properties in FUNCTIONS.values():
        assert not ("SnapStart" in properties and "EphemeralStorage" in properties)


# ---- queues


def queue_events() -> Iterator[tuple[Resource, Resource, Resource]]:
    """Every function a queue calls, with the event and the queue: of one template all three."""
    for template, properties in FUNCTIONS.values():
        for event in properties.get("Events", {}).values():
            if event["Type"] == "SQS":
                name = event["Properties"]["Queue"]["Fn::GetAtt"][0]
                queue = TEMPLATES[template]["Resources"][name]["Properties"]
                yield properties, event, queue


def test_every_queue_function_reports_failures_one_by_one() -> None:
    events = list(queue_events())
    assert len(events) == len(WORK_QUEUES)
    for _, event, _ in events:
        assert event["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert event["Properties"]["ScalingConfig"]["MaximumConcurrency"] >= 2


def test_messages_stay_hidden_for_six_times_as_long_as_the_function_may_take() -> None:
    for properties, event, queue in queue_events():
        window = event["Properties"].get("MaximumBatchingWindowInSeconds", 0)
        assert queue["VisibilityTimeout"] >= 6 * properties["Timeout"] + window


@pytest.mark.parametrize(("name", "queue"), WORK_QUEUES)
def test_every_work_queue_has_a_dead_letter_queue_of_its_kind(name: str, queue: Resource) -> None:
    target = queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
    dead = TEMPLATES[name.split(":")[0]]["Resources"][target]["Properties"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] >= 5
    assert dead.get("FifoQueue") == queue.get("FifoQueue")
    assert dead["MessageRetentionPeriod"] == 14 * 24 * 3600
    assert dead["MessageRetentionPeriod"] > queue["MessageRetentionPeriod"]


@pytest.mark.parametrize(("name", "queue"), QUEUES)
def test_every_queue_is_encrypted_and_refuses_plain_connections(name: str, queue: Resource) -> None:
    assert queue["KmsMasterKeyId"] == {"Ref": "DataKeyArn"}
    logical_id = name.split(":")[1]
    policies = [
        policy
        for _, policy in of_type("AWS::SQS::QueuePolicy")
        if policy["Queues"] == [{"Ref": logical_id}]
    ]
    assert len(policies) == 1
    assert refuses_plain_connections(policies[0]["PolicyDocument"])


def test_landing_events_reach_the_ingest_queue() -> None:
    ((_, rule),) = of_type("AWS::Events::Rule")
    assert rule["EventPattern"]["detail-type"] == ["Object Created"]
    assert rule["EventPattern"]["detail"] == {"bucket": {"name": [{"Ref": "LandingBucket"}]}}
    assert [target["Arn"] for target in rule["Targets"]] == [{"Fn::GetAtt": ["IngestQueue", "Arn"]}]


def test_landing_events_may_be_encrypted_without_naming_their_source() -> None:
    key = TEMPLATES["infra/storage.yaml"]["Resources"]["DataKey"]["Properties"]["KeyPolicy"]
    (statement,) = [each for each in key["Statement"] if "events.amazonaws.com" in text(each)]
    assert set(statement["Action"]) == {"kms:Decrypt", "kms:GenerateDataKey"}
    # EventBridge tells KMS neither account nor rule: a condition would drop every event silently.
    assert "Condition" not in statement


# ---- environment

OURS = re.compile(r"CERS_[A-Z_]+")
OPTIONAL = {"CERS_JWKS_URL", "CERS_SIGN_OUT_URL", "CERS_TOKEN_URL"}
"""What has a default that is right on AWS."""
SETTINGS: dict[str, type] = {
    "api": ApiSettings,
    "exports": ExportsSettings,
    "ingest": IngestSettings,
    "printing": PrintingSettings,
    "publish": PublishSettings,
    "sweep": SweepSettings,
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_told_exactly_what_its_settings_read(name: str) -> None:
    read = {variable(field.name) for field in fields(SETTINGS[name])}
    _, properties = FUNCTIONS[name]
    told = set(filter(OURS.fullmatch, properties["Environment"]["Variables"]))
    assert told == read - OPTIONAL


def test_ingest_knows_which_attempt_is_the_last() -> None:
    resources = TEMPLATES["infra/ingest.yaml"]["Resources"]
    limit = resources["IngestQueue"]["Properties"]["RedrivePolicy"]["maxReceiveCount"]
    for name in ("ingest", "sweep"):
        _, properties = FUNCTIONS[name]
        assert properties["Environment"]["Variables"]["CERS_MAX_RECEIVE_COUNT"] == str(limit)


@pytest.mark.parametrize("name", ["exports", "printing"])
def test_what_makes_files_knows_which_attempt_is_the_last_and_when_it_is_over(name: str) -> None:
    resources = TEMPLATES[f"infra/{name}.yaml"]["Resources"]
    queue = resources[f"{name.capitalize()}Queue"]["Properties"]
    limit = queue["RedrivePolicy"]["maxReceiveCount"]
    _, properties = FUNCTIONS[name]
    assert properties["Environment"]["Variables"]["CERS_MAX_RECEIVE_COUNT"] == str(limit)
    assert timedelta(seconds=limit * queue["VisibilityTimeout"]) <= PATIENCE


def test_exports_expire_no_later_than_their_files() -> None:
    bucket = TEMPLATES["infra/storage.yaml"]["Resources"]["ExportsBucket"]["Properties"]
    days = [each.get("ExpirationInDays") for each in bucket["LifecycleConfiguration"]["Rules"]]
    assert timedelta(days=min(filter(None, days))) >= LIFETIME


@pytest.mark.parametrize("name", ["exports", "printing"])
def test_what_makes_files_writes_them_and_cannot_read_them(name: str) -> None:
    template, properties = FUNCTIONS[name]
    allowed = {
        action
        for statement in role_statements(template, properties)
        if "${ExportsBucket}" in text(statement["Resource"])
        for action in statement["Action"]
    }
    assert allowed == {"s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"}
