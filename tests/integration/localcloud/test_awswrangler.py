"""awswrangler, boto3 and the aws command work against the local AWS unmodified."""

import json
import os
import shutil
import subprocess
import warnings

import awswrangler as wr
import boto3
import pandas as pd
import pyarrow as pa
import pytest

from localcloud.cloud import LocalCloud
from tests.integration.localcloud.conftest import Lake


@pytest.fixture(scope="module", autouse=True)
def table(lake: Lake) -> None:
    lake.create("pets", {"name": "string", "weight": "double"}, {"kind": "string"})
    lake.put("pets/cat/0.parquet", pa.table({"name": ["Tom", "Kit"], "weight": [4.5, None]}))
    lake.add_partition("pets", ["cat"], "pets/cat")


@pytest.fixture(autouse=True)
def _its_own_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize("ctas_approach", [False, True])
def test_awswrangler_reads_a_query(cloud: LocalCloud, ctas_approach: bool):
    found = wr.athena.read_sql_query(
        "SELECT name, weight, kind FROM pets WHERE weight > ? ORDER BY name",
        database="cers",
        workgroup="cers",
        ctas_approach=ctas_approach,
        params=["1"],
        paramstyle="qmark",
        boto3_session=boto3.Session(),
    )
    assert cloud.endpoint_url == os.environ["AWS_ENDPOINT_URL"]
    assert found.to_dict("records") == [{"name": "Tom", "weight": 4.5, "kind": "cat"}]


def test_awswrangler_unloads(cloud: LocalCloud):
    found = wr.athena.read_sql_query(
        "SELECT name FROM pets ORDER BY name",
        database="cers",
        workgroup="cers",
        ctas_approach=False,
        unload_approach=True,
        s3_output="s3://cers-athena-results/unloaded/",
        boto3_session=boto3.Session(),
    )
    assert found["name"].tolist() == ["Kit", "Tom"]
    assert cloud.endpoint_url


def test_awswrangler_registers_what_it_writes(cloud: LocalCloud):
    wr.s3.to_parquet(
        pd.DataFrame({"city": ["Davis"], "size": [3], "year": [2026]}),
        path="s3://cers-lake/cities/",
        dataset=True,
        database="cers",
        table="cities",
        partition_cols=["year"],
        boto3_session=boto3.Session(),
    )
    found = wr.athena.read_sql_query(
        "SELECT city, size, year FROM cities",
        database="cers",
        workgroup="cers",
        ctas_approach=False,
        boto3_session=boto3.Session(),
    )
    assert found.to_dict("records") == [{"city": "Davis", "size": 3, "year": 2026}]
    assert cloud.endpoint_url


@pytest.mark.skipif(shutil.which("aws") is None, reason="the aws command is not installed")
def test_the_aws_command_works(cloud: LocalCloud):
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": "anything",
        "AWS_SECRET_ACCESS_KEY": "anything",
        "AWS_DEFAULT_REGION": "us-west-2",
    }
    del environment["AWS_ENDPOINT_URL"]
    answer = subprocess.run(
        ["aws", "--endpoint-url", cloud.endpoint_url, "glue", "get-databases"],
        env=environment,
        capture_output=True,
        check=True,
        timeout=60,
    )
    names = [each["Name"] for each in json.loads(answer.stdout)["DatabaseList"]]
    assert "cers" in names
