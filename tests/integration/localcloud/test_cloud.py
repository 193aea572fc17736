"""Starting, stopping, keeping the state, and saying clearly what is wrong."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from moto import mock_aws

from localcloud import state
from localcloud.cloud import PROJECT, LocalCloud, Options
from localcloud.process import CloudProcess, CloudProcessError
from localcloud.server import PortInUseError
from localcloud.stacks.template import TemplateError

SMALL = Path(__file__).parent / "project" / "template.yaml"


def test_a_taken_port_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortInUseError, match=f"127.0.0.1:{port}.*something else listens"):
            LocalCloud(template=SMALL, aws_port=port).start()
    with LocalCloud(template=SMALL, with_functions=False) as again:
        assert again.endpoint_url


def test_the_command_says_in_one_line_that_a_port_is_taken(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        options = ["--no-sandbox", "--aws-port", port, "--state-dir", str(tmp_path)]
        ended = subprocess.run(
            [sys.executable, "-m", "localcloud", *options],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert ended.returncode == 1
    assert "cannot start" in ended.stdout
    assert "Traceback" not in ended.stdout + ended.stderr


def test_a_resource_nobody_supports_stops_the_start(tmp_path: Path):
    template = tmp_path / "template.yaml"
    template.write_text("Resources: {Thing: {Type: AWS::RDS::DBInstance}}", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"template\.yaml: Thing.*AWS::RDS::DBInstance"):
        LocalCloud(template=template).start()


def test_a_property_nobody_supports_stops_the_start(tmp_path: Path):
    template = tmp_path / "template.yaml"
    template.write_text(
        "Resources: {Thing: {Type: AWS::SQS::Queue, Properties: {QueueName: a, Magic: 1}}}",
        encoding="utf-8",
    )
    with pytest.raises(TemplateError, match=r"Thing.*Magic"):
        LocalCloud(template=template).start()


def test_a_restart_goes_on_from_the_loaded_state(tmp_path: Path):
    def load(cloud: LocalCloud, students: int, report: object) -> list[dict[str, object]]:
        del report
        cloud.clients.s3.put_object(Bucket="small-inbox", Key="loaded", Body=b"%d" % students)
        pool = cloud.resources.user_pool_id
        cloud.clients.cognito.admin_create_user(
            UserPoolId=pool, Username="tina", MessageAction="SUPPRESS"
        )
        return [{"username": "tina"}]

    options = {"template": SMALL, "with_functions": False, "state_dir": tmp_path, "students": 7}
    with LocalCloud(**options) as first:
        assert not first.is_loaded
        pool, secret = first.resources.user_pool_id, _secret(first)
        _load(first, load)
    with LocalCloud(**options) as second:
        assert second.is_loaded
        assert second.users == [{"username": "tina"}]
        assert second.resources.user_pool_id == pool
        assert _secret(second) == secret
        queue = second.resources.queue_urls["small-events"]
        assert queue.startswith(second.endpoint_url) and first.endpoint_url not in queue
        assert second.clients.sqs.receive_message(QueueUrl=queue).get("Messages", []) == []
        body = second.clients.s3.get_object(Bucket="small-inbox", Key="loaded")["Body"].read()
        assert body == b"7"
        second.clients.s3.put_object(Bucket="small-inbox", Key="later", Body=b"")
        users = second.clients.cognito.list_users(UserPoolId=pool)["Users"]
        assert [user["Username"] for user in users] == ["tina"]
    with LocalCloud(**options) as third:
        listed = third.clients.s3.list_objects_v2(Bucket="small-inbox")["Contents"]
        assert [each["Key"] for each in listed] == ["loaded"]


def _secret(cloud: LocalCloud) -> str:
    """The text of the one secret, which AWS makes up."""
    secrets = cloud.session().client("secretsmanager")
    (listed,) = secrets.list_secrets()["SecretList"]
    text: str = secrets.get_secret_value(SecretId=listed["ARN"])["SecretString"]
    assert re.fullmatch("[A-Za-z0-9]{64}", text)
    return text


def _load(cloud: LocalCloud, load) -> None:
    """Loads and saves; nothing takes the events of the inbox, so nothing is waited for."""
    cloud.users = load(cloud, 7, None)
    cloud.clients.sqs.purge_queue(QueueUrl=cloud.resources.queue_urls["small-events"])
    cloud.load_sandbox(lambda *_: cloud.users, lambda *_: None)


def test_a_state_that_cannot_be_read_means_a_fresh_start(tmp_path: Path):
    broken = tmp_path / "broken.state"
    broken.write_bytes(b"nonsense")
    assert state.restore(broken, "http://127.0.0.1:1") is None
    assert state.restore(tmp_path / "missing.state", "http://127.0.0.1:1") is None


def test_the_fingerprint_follows_code_and_options(tmp_path: Path):
    for name in ("template.yaml", "requirements.lock"):
        (tmp_path / name).write_text("a", encoding="utf-8")
    before = state.fingerprint(tmp_path, 1)
    assert state.fingerprint(tmp_path, 1) == before
    assert state.fingerprint(tmp_path, 2) != before
    (tmp_path / "template.yaml").write_text("b", encoding="utf-8")
    assert state.fingerprint(tmp_path, 1) != before


def test_options_default_to_free_ports_on_loopback():
    assert (Options().host, Options().aws_port, Options().web_port) == ("127.0.0.1", 0, 0)


def test_a_cloud_in_its_own_process_lives_beside_mock_aws(tmp_path: Path):
    with CloudProcess(tmp_path / "log", template=SMALL, retry_seconds=1) as cloud, mock_aws():
        sqs = cloud.session().client("sqs")
        url = cloud.resources.queue_urls["small-echo"]
        sqs.send_message(QueueUrl=url, MessageBody="poison")
        assert cloud.wait_idle(30) == {"small-echo-dlq": 1}
        cloud.call_schedule("small-tick")
        s3 = cloud.session().client("s3")
        assert s3.list_objects_v2(Bucket="small-done")["KeyCount"] == 1
        with pytest.raises(CloudProcessError, match="KeyError"):
            cloud.call_schedule("nothing")
