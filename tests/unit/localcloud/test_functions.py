"""Functions of templates, their variables, their context, and bucket policies."""

import os
from pathlib import Path
from textwrap import dedent

import pytest
from moto.iam.access_control import PermissionResult

from localcloud.lambdas.context import LambdaContext
from localcloud.lambdas.environment import (
    EnvironmentConflictError,
    environment,
    own_environment,
    sdk_environment,
    shared_environment,
)
from localcloud.patches.policy import permission
from localcloud.server import is_loopback
from localcloud.stacks.functions import Function, QueueSource, read_functions
from localcloud.stacks.template import Made, Stack, TemplateError, World


def _functions(tmp_path: Path, events: str) -> list[Function]:
    (tmp_path / "infra").mkdir()
    path = tmp_path / "infra" / "work.yaml"
    path.write_text(
        dedent(f"""
        Globals:
          Function:
            Handler: handler.lambda_handler
            Timeout: 60
            Environment: {{Variables: {{SHARED: "1", OWN: shared}}}}
        Resources:
          Work:
            Type: AWS::Serverless::Function
            Properties:
              FunctionName: work
              CodeUri: ../functions/job/
              MemorySize: 512
              Environment: {{Variables: {{OWN: mine, NUMBER: 5}}}}
              Events: {events}
        """),
        encoding="utf-8",
    )
    stack = Stack(path, World({}, lambda _stack, name: Made(name)))
    return read_functions(stack.walk())


def test_reads_a_function_with_what_all_functions_share(tmp_path: Path):
    [function] = _functions(
        tmp_path,
        "{In: {Type: SQS, Properties: {Queue: 'arn:aws:sqs:r:1:q', BatchSize: 5, "
        "MaximumBatchingWindowInSeconds: 3, "
        "FunctionResponseTypes: [ReportBatchItemFailures]}}, "
        "Tick: {Type: Schedule, Properties: {Schedule: rate(2 hours)}}}",
    )
    assert function == Function(
        name="work",
        folder=tmp_path / "functions" / "job",
        module="handler",
        attribute="lambda_handler",
        timeout=60,
        memory=512,
        environment={"SHARED": "1", "OWN": "mine", "NUMBER": "5"},
        queues=(QueueSource("arn:aws:sqs:r:1:q", 5, reports_failures=True, window=3),),
        every=7200,
    )
    assert function.queues[0].queue_name == "q"


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ("{In: {Type: SNS}}", "type SNS"),
        ("{In: {Type: SQS, Properties: {Queue: q, FilterCriteria: {}}}}", "FilterCriteria"),
        ("{In: {Type: SQS, Properties: {Queue: q, BatchSize: 11}}}", "batching window"),
        ("{In: {Type: Schedule, Properties: {Schedule: cron(0 * * * *)}}}", "rate"),
    ],
)
def test_refuses_events_it_cannot_deliver(tmp_path: Path, events: str, message: str):
    with pytest.raises(TemplateError, match=f"Work.In.*{message}"):
        _functions(tmp_path, events)


def _function(name: str, **variables: str) -> Function:
    return Function(name, Path(name), "handler", "lambda_handler", 1, 1, variables)


def test_variables_of_all_functions_together():
    functions = [_function("a", X="1", Y="2"), _function("b", X="1", Z="3")]
    assert shared_environment(functions) == {"X": "1", "Y": "2", "Z": "3"}


def test_functions_that_disagree_on_a_variable_are_named():
    with pytest.raises(EnvironmentConflictError, match="X differs between the functions a and b"):
        shared_environment([_function("a", X="1"), _function("b", X="2")])


def test_a_function_has_its_own_logging_variables():
    functions = [
        _function("a", POWERTOOLS_SERVICE_NAME="a", LOG_LEVEL="INFO"),
        _function("b", POWERTOOLS_SERVICE_NAME="b", LOG_LEVEL="DEBUG"),
    ]
    assert shared_environment(functions) == {}
    assert own_environment(functions[1])["POWERTOOLS_SERVICE_NAME"] == "b"


def test_the_environment_is_put_back(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LOCALCLOUD_OLD", "old")
    with environment({"LOCALCLOUD_OLD": None, "LOCALCLOUD_NEW": "new"}):
        assert "LOCALCLOUD_OLD" not in os.environ
        assert os.environ["LOCALCLOUD_NEW"] == "new"
    assert os.environ["LOCALCLOUD_OLD"] == "old"
    assert "LOCALCLOUD_NEW" not in os.environ


def test_no_sdk_is_left_pointing_elsewhere(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "https://real.example")
    monkeypatch.setenv("AWS_PROFILE", "real")
    with environment(sdk_environment("http://127.0.0.1:1")):
        assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
        assert not {"AWS_ENDPOINT_URL_S3", "AWS_PROFILE"} & set(os.environ)
    assert os.environ["AWS_PROFILE"] == "real"


def test_a_context_counts_down():
    context = LambdaContext("work", 512, 60)
    assert 59_000 < context.get_remaining_time_in_millis() <= 60_000
    assert context.invoked_function_arn.endswith(":function:work")
    assert LambdaContext("work", 1, 0).get_remaining_time_in_millis() == 0


def _policy(effect: str = "Deny", **changes: object) -> dict[str, object]:
    statement = {
        "Effect": effect,
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::b/*",
        **changes,
    }
    return {"Statement": [statement]}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({}, PermissionResult.NEUTRAL),
        (_policy(), PermissionResult.DENIED),
        (_policy("Allow"), PermissionResult.PERMITTED),
        (_policy(Action="s3:*"), PermissionResult.DENIED),
        (_policy(Action="s3:GetObject"), PermissionResult.NEUTRAL),
        (_policy(Resource="arn:aws:s3:::other/*"), PermissionResult.NEUTRAL),
        (_policy(Principal={"AWS": "arn:aws:iam::1:root"}), PermissionResult.NEUTRAL),
        (_policy(Principal={"AWS": "*"}), PermissionResult.DENIED),
        (_policy(Condition={"Bool": {"aws:SecureTransport": "false"}}), PermissionResult.NEUTRAL),
        (_policy(Condition={"Bool": {"aws:SecureTransport": "true"}}), PermissionResult.DENIED),
        (_policy(Condition={"Null": {"s3:x-amz-acl": "true"}}), PermissionResult.DENIED),
        (_policy(Condition={"Null": {"s3:x-amz-acl": "false"}}), PermissionResult.NEUTRAL),
        (_policy(Condition={"StringNotEquals": {"s3:x-amz-acl": "x"}}), PermissionResult.DENIED),
        (_policy(Condition={"StringEquals": {"s3:x-amz-acl": "x"}}), PermissionResult.NEUTRAL),
    ],
)
def test_a_policy_says_what_iam_says(policy: dict[str, object], expected: PermissionResult):
    assert permission(policy, "s3:PutObject", "arn:aws:s3:::b/key") == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1:4566", True),
        ("localhost", True),
        ("LOCALHOST:8080", True),
        ("[::1]:8080", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example:80", False),
        ("", False),
    ],
)
def test_only_names_of_this_machine_are_loopback(host: str, expected: bool):
    assert is_loopback(host) is expected
