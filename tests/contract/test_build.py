"""What is built is what was tested, and fits."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bench.sizes import BUILT, LIMIT_BYTES, sizes
from infra.finish_api import CODE, finish, version_digest
from tests.contract.templates import ROOT, of_type

WHEEL_LAYERS = sorted(path.parent.name for path in ROOT.glob("layers/*/requirements.txt"))
IN_THE_RUNTIME = {"boto3", "botocore", "jmespath", "python-dateutil", "s3transfer", "urllib3"}
"""What AWS's Python runtime brings along."""


def pins(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    pinned = (line.split("==") for line in lines if re.match(r"[\w.-]+==", line))
    return {canonicalize_name(name): version.strip() for name, version in pinned}


LOCK = pins(ROOT / "requirements.lock")


# ---- layers


def test_there_is_a_layer_resource_for_each_layer_folder() -> None:
    folders = {path.parent.name for path in ROOT.glob("layers/*/Makefile")}
    layers = of_type("AWS::Serverless::LayerVersion")
    assert {Path(layer["ContentUri"]).name for _, layer in layers} == folders


def test_each_makefile_builds_the_resource_of_its_name() -> None:
    targets = {
        target
        for makefile in (*ROOT.glob("layers/*/Makefile"), *ROOT.glob("functions/*/Makefile"))
        for target in re.findall(r"^build-(\w+):", makefile.read_text(), re.MULTILINE)
    }
    built = of_type("AWS::Serverless::LayerVersion") + of_type("AWS::Serverless::Function")
    assert targets == {name.split(":")[1] for name, _ in built}


@pytest.mark.parametrize("layer", WHEEL_LAYERS)
def test_a_layer_holds_the_very_versions_that_were_tested(layer: str) -> None:
    held = pins(ROOT / "layers" / layer / "requirements.txt")
    assert held
    assert held == {name: LOCK[name] for name in held}


@pytest.mark.parametrize("layer", WHEEL_LAYERS)
def test_a_layer_holds_everything_its_packages_need(layer: str) -> None:
    held = set(pins(ROOT / "layers" / layer / "requirements.txt"))
    needed = {
        canonicalize_name(need.name)
        for name in held
        for need in map(Requirement, requires(name) or [])
        if need.marker is None or need.marker.evaluate({"python_version": "3.13", "extra": ""})
    }
    assert needed <= held | IN_THE_RUNTIME


@pytest.mark.parametrize("layer", WHEEL_LAYERS)
def test_a_layer_takes_the_wheels_of_the_functions_runtime(layer: str) -> None:
    recipe = (ROOT / "layers" / layer / "Makefile").read_text()
    assert "--only-binary=:all:" in recipe
    assert re.findall(r"--python-version (\S+)", recipe) == ["3.13"]
    assert set(re.findall(r"--platform (\S+)", recipe)) <= {
        "manylinux2014_x86_64",
        "manylinux_2_17_x86_64",
        "manylinux_2_28_x86_64",
    }


def test_every_function_fits_with_its_layers() -> None:
    if not BUILT.is_dir():
        pytest.skip("nothing is built: run `make build` first")
    measured = sizes()
    assert {size.function for size in measured} >= {"APIHandler", "IngestFunction"}
    assert [size.function for size in measured if size.total >= LIMIT_BYTES] == []


# ---- the packaged api


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Chalice makes of functions/api, merged with our overlay."""
    out = tmp_path_factory.mktemp("api")
    subprocess.run(
        [
            str(Path(sys.executable).with_name("chalice")),
            "package",
            "--pkg-format=cloudformation",
            "--template-format=yaml",
            f"--merge-template={ROOT / 'infra' / 'api-overlay.yaml'}",
            str(out),
        ],
        cwd=ROOT / "functions" / "api",
        env={**os.environ, "AWS_DEFAULT_REGION": "us-west-2"},
        check=True,
        capture_output=True,
    )
    template: dict[str, Any] = yaml.safe_load((out / "sam.yaml").read_text())
    return finish(template, "digest")["Resources"]


def operations(resources: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    body = resources["RestAPI"]["Properties"]["DefinitionBody"]
    for path, methods in body["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_the_api_runs_on_the_runtime_of_the_others(packaged: dict[str, Any]) -> None:
    assert packaged["APIHandler"]["Properties"]["Runtime"] == "python3.13"


def test_every_operation_calls_the_alias_that_snap_start_restores(
    packaged: dict[str, Any],
) -> None:
    handler = packaged["APIHandler"]["Properties"]
    assert handler["SnapStart"] == {"ApplyOn": "PublishedVersions"}
    assert handler["AutoPublishAlias"] == "live"
    assert handler["AutoPublishCodeSha256"] == "digest"
    for name, operation in operations(packaged):
        if operation["x-amazon-apigateway-integration"]["type"] == "aws_proxy":
            uri = operation["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]
            assert "${APIHandlerAliaslive}/invocations" in uri, name
    permission = packaged["APIHandlerInvokePermission"]["Properties"]
    assert permission["FunctionName"] == {"Ref": "APIHandlerAliaslive"}


def test_every_authorizer_asks_our_user_pool(packaged: dict[str, Any]) -> None:
    body = packaged["RestAPI"]["Properties"]["DefinitionBody"]
    assert body["securityDefinitions"]
    for definition in body["securityDefinitions"].values():
        authorizer = definition["x-amazon-apigateway-authorizer"]
        assert authorizer["providerARNs"] == [{"Ref": "UserPoolArn"}]


def test_no_placeholder_reaches_the_template(packaged: dict[str, Any]) -> None:
    assert "000000000000" not in yaml.safe_dump(packaged)


def test_a_change_in_a_layer_publishes_a_new_version(tmp_path: Path) -> None:
    for name in CODE:
        source, copy = ROOT / name, tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copy)
        else:
            shutil.copy(source, copy)
    before = version_digest(tmp_path)
    assert version_digest(tmp_path) == before
    written = tmp_path / "layers/cers/src/cers/__pycache__"
    written.mkdir(exist_ok=True)
    (written / "new.pyc").write_bytes(b"made by running")
    assert version_digest(tmp_path) == before
    (tmp_path / "layers/cers/src/cers/new.py").write_text("NEW = 1\n")
    assert version_digest(tmp_path) != before
