"""The templates that deploy make the local cloud, and moto is kept from under it."""

import pytest
from moto import mock_aws

from localcloud.cloud import CloudError, LocalCloud


def test_the_templates_that_deploy_make_everything(cloud: LocalCloud):
    made = cloud.resources
    assert set(made.queue_urls) == {
        "cers-ingest", "cers-ingest-dlq", "cers-publish.fifo", "cers-publish-dlq.fifo",
        "cers-exports", "cers-exports-dlq", "cers-printing", "cers-printing-dlq",
    }  # fmt: skip
    assert set(made.dead_letter_queues) == {
        "cers-ingest-dlq", "cers-publish-dlq.fifo", "cers-exports-dlq", "cers-printing-dlq",
    }  # fmt: skip
    assert {"cers-landing", "cers-receipts", "cers-lake", "cers-athena-results"} <= set(
        made.buckets
    )
    assert {"cers-deliveries", "cers-snapshots", "cers-access"} <= set(made.tables)
    clients = cloud.clients
    versioning = clients.s3.get_bucket_versioning(Bucket="cers-landing")
    assert versioning["Status"] == "Enabled"
    groups = clients.cognito.list_groups(UserPoolId=made.user_pool_id)["Groups"]
    assert "TEST_ADMINISTRATOR" in {group["GroupName"] for group in groups}
    tables = clients.glue.get_tables(DatabaseName="cers")["TableList"]
    assert "exams" in {table["Name"] for table in tables}
    group = clients.athena.get_work_group(WorkGroup="cers")["WorkGroup"]["Configuration"]
    assert group["EnforceWorkGroupConfiguration"] is True
    assert group["BytesScannedCutoffPerQuery"] > 0


def test_every_function_of_the_templates_is_known_with_its_variables(cloud: LocalCloud):
    functions = cloud.runner.functions
    names = ("ingest", "publish", "sweep", "exports", "printing", "api")
    assert {f"cers-{name}" for name in names} <= set(functions)
    assert functions["cers-sweep"].every == 900
    [source] = functions["cers-ingest"].queues
    assert (source.queue_name, source.reports_failures) == ("cers-ingest", True)
    for function in functions.values():
        assert function.folder.is_dir()
        assert (function.folder / f"{function.module}.py").is_file()
    variables = cloud.runner.environment()
    assert variables["CERS_INGEST_QUEUE_URL"] == cloud.resources.queue_urls["cers-ingest"]


def test_moto_cannot_be_reset_under_a_running_cloud(cloud: LocalCloud):
    mock = mock_aws()
    with pytest.raises(CloudError, match="CloudProcess"):
        mock.start()
    mock.stop(remove_data=False)  # moto counts a start that failed, too
    assert cloud.clients.s3.list_buckets()["Buckets"]


def test_a_second_cloud_in_the_same_process_is_refused(cloud: LocalCloud):
    assert cloud.endpoint_url
    with pytest.raises(CloudError, match="already runs"):
        LocalCloud().start()
