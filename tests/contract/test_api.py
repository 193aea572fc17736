"""The API and its description say the same, and nothing gets around the locks."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from app import app
from cers.model.query import Query, Reach
from cers.model.roles import ROLES, Permission
from cers.model.scope import Scope
from cers.reports.clauses import EVERYTHING
from cers.reports.question import ask
from chalicelib.responses import Code
from chalicelib.routes.health import VERSION
from tests.support.openapi import PATH, document

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "layers/cers/src/cers"
OPENAPI = document()
SCHEMAS = OPENAPI["components"]["schemas"]
SESSION = {f"/v1/session/{each}" for each in ("start", "callback", "renewal", "end")}
"""Where tokens come from: cookies and codes are the proof there."""

OPEN = {"/v1/health", *SESSION}


def make_openapi() -> str:
    """What docs/make_openapi.py writes."""
    code = "import make_openapi; print(make_openapi.text(), end='')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "docs", capture_output=True, text=True, check=True
    )
    return done.stdout


def operations() -> dict[tuple[str, str], Any]:
    """What is described, but for what only the sandbox answers."""
    return {
        (f"/v1{path}", method.upper()): operation
        for path, methods in OPENAPI["paths"].items()
        for method, operation in methods.items()
        if operation["tags"] != ["sandbox"]
    }


def routes() -> dict[tuple[str, str], Any]:
    return {
        (path, method): entry
        for path, methods in app.routes.items()
        for method, entry in methods.items()
    }


def test_every_route_is_described_and_every_description_has_its_route() -> None:
    assert routes().keys() == operations().keys()


def test_every_route_but_those_without_a_token_has_the_gateways_lock() -> None:
    unlocked = {path for (path, _), entry in routes().items() if entry.authorizer is None}
    assert unlocked == OPEN


def test_every_operation_but_those_asks_for_the_token() -> None:
    assert OPENAPI["security"] == [{"idToken": []}]
    without = {path for (path, _), each in operations().items() if each.get("security") == []}
    assert without == OPEN


def test_every_operation_that_needs_an_assignment_says_so() -> None:
    for (path, _), operation in operations().items():
        named = {"$ref": "#/components/parameters/Assignment"} in operation.get("parameters", [])
        assert named == (path not in {*OPEN, "/v1/me", "/v1/me/activity"})
        if path not in SESSION:
            assert ("403" in operation["responses"]) == named


def test_path_parameters_are_described() -> None:
    for (path, _), operation in operations().items():
        described = {
            OPENAPI["components"]["parameters"][each["$ref"].rpartition("/")[2]]["name"]
            for each in operation.get("parameters", [])
            if "$ref" in each
        }
        assert set(re.findall(r"{(\w+)}", path)) <= described


def test_no_route_sends_cross_origin_headers() -> None:
    for entry in routes().values():
        assert entry.cors is None


def test_what_is_read_by_a_get_takes_no_body_and_all_else_takes_json() -> None:
    for (path, method), operation in operations().items():
        if method == "GET":
            assert "requestBody" not in operation, path
        elif "requestBody" in operation:
            given = operation["requestBody"]
            if "$ref" in given:
                given = OPENAPI["components"]["requestBodies"][given["$ref"].rpartition("/")[2]]
            assert set(given["content"]) == {"application/json"}, path


def test_no_address_names_a_student() -> None:
    for path, _ in operations():
        assert not re.search(r"student_id|ssid", path)
    for operation in operations().values():
        for each in operation.get("parameters", []):
            assert "student" not in each.get("name", "")


def test_every_get_can_be_conditional() -> None:
    for (path, method), operation in operations().items():
        if method == "GET" and path not in OPEN:
            assert "304" in operation["responses"], path


def test_the_description_is_made_of_its_parts() -> None:
    made = make_openapi()
    assert yaml.safe_load(made) == OPENAPI
    assert PATH.read_text() == made


def test_roles_and_permissions_are_those_described() -> None:
    assert SCHEMAS["Role"]["enum"] == list(ROLES)
    assert SCHEMAS["Permission"]["enum"] == [each.value for each in Permission]


def test_error_codes_are_those_described() -> None:
    described = SCHEMAS["Error"]["properties"]["error"]["properties"]["code"]["enum"]
    assert set(described) == set(Code)


def test_the_version_is_the_packages() -> None:
    project = (ROOT / "layers/cers/pyproject.toml").read_text()
    assert f'version = "{VERSION}"' in project
    assert OPENAPI["info"]["version"] == VERSION


def test_the_access_model_page_has_every_role_and_permission() -> None:
    page = (ROOT / "docs/access-model.md").read_text()
    for role in ROLES.values():
        assert f"| {role.name} | `{role.code}` |" in page
        line = next(line for line in page.splitlines() if f"`{role.code}`" in line)
        granted = {p.value for p in Permission if f"`{p.value}`" in line}
        assert granted == set(role.permissions)


def test_a_query_cannot_be_made_without_a_scope() -> None:
    with pytest.raises(TypeError):
        Query("q", "SELECT 1", (), (), reach=Reach())  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        ask("tested_students", reach=Reach(), values={})  # type: ignore[call-arg]
    clauses = {"students": EVERYTHING}
    assert ask("tested_students", Scope(), Reach(), {}, clauses).scope == Scope()


def test_only_the_reports_make_queries_and_only_the_engines_run_sql() -> None:
    makes = {path for path in SOURCE.rglob("*.py") if re.search(r"\bQuery\(", path.read_text())}
    runs = {
        path
        for path in SOURCE.rglob("*.py")
        if re.search(r"\.execute\(|\.sql\(|start_query_execution|read_sql_query", path.read_text())
    }
    assert makes == {SOURCE / "reports/question.py"}
    assert {path.name for path in runs} == {"snapshot_engine.py", "athena_engine.py"}


def test_the_api_loads_neither_pandas_nor_pyarrow_nor_numpy() -> None:
    code = (
        "import sys; sys.path[:0] = ['functions/api']; import app; "
        "from cers.stores import snapshot_engine; "
        "print(sorted({'pandas', 'pyarrow', 'numpy', 'awswrangler'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
