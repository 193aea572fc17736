"""The API and its description say the same, and nothing gets around the locks."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from app import app
from cers.model.access import ROLES, Permission, Scope
from cers.model.query import Query, Reach
from cers.model.tables import PARTITIONS, TABLES
from cers.reports import rows
from cers.reports.question import SQL_FOLDER, ask
from chalicelib.responses import Code
from chalicelib.routes.health import VERSION
from tests.support.openapi import document

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "layers/cers/src/cers"
OPENAPI = document()
SCHEMAS = OPENAPI["components"]["schemas"]
FILES = sorted(SQL_FOLDER.glob("*.sql"))
OPEN = {"/v1/health"}


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


def test_every_route_but_health_has_the_gateways_lock() -> None:
    unlocked = {path for (path, _), entry in routes().items() if entry.authorizer is None}
    assert unlocked == OPEN


def test_every_operation_but_health_asks_for_the_token() -> None:
    assert OPENAPI["security"] == [{"idToken": []}]
    without = {path for (path, _), each in operations().items() if each.get("security") == []}
    assert without == OPEN


def test_every_operation_that_needs_an_assignment_says_so() -> None:
    for (path, _), operation in operations().items():
        named = {"$ref": "#/components/parameters/Assignment"} in operation.get("parameters", [])
        assert named == (path not in {*OPEN, "/v1/me"})
        assert ("403" in operation["responses"]) == named


def test_path_parameters_are_described() -> None:
    for (path, _), operation in operations().items():
        described = {
            OPENAPI["components"]["parameters"][each["$ref"].rpartition("/")[2]]["name"]
            for each in operation.get("parameters", [])
            if "$ref" in each
        }
        assert set(re.findall(r"{(\w+)}", path)) <= described


def test_no_route_sends_cross_origin_headers_or_takes_a_body() -> None:
    for (_, method), entry in routes().items():
        assert entry.cors is None
        assert method == "GET"


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


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def parsed(request: pytest.FixtureRequest) -> exp.Expression:
    """A SQL file as Athena's dialect reads it, its scope a column of that name."""
    text = request.param.read_text().replace(":scope", "scope")
    return sqlglot.parse_one(re.sub(r":\w+", "?", text), read="athena")


def test_every_table_is_read_alone_within_the_scope_and_without_what_was_deleted(
    parsed: exp.Expression,
) -> None:
    tables = list(parsed.find_all(exp.Table))
    assert tables
    for table in tables:
        select = table.find_ancestor(exp.Select)
        assert select is not None
        assert table.name in {each.name for each in TABLES}
        assert not select.args.get("joins")
        conditions = [each.sql() for each in flattened(select.args["where"].this)]
        assert conditions[:2] == ["scope", "NOT deleted"]


def flattened(condition: exp.Expression) -> list[exp.Expression]:
    return list(condition.flatten()) if isinstance(condition, exp.And) else [condition]


def test_every_file_reads_only_columns_there_are(parsed: exp.Expression) -> None:
    (table,) = {each.name for each in parsed.find_all(exp.Table)}
    known = {
        column.name
        for each in TABLES
        if each.name == table
        for column in (*each.columns, *PARTITIONS)
    }
    assert {each.name for each in parsed.find_all(exp.Column)} <= known | {"scope"}


def test_every_file_answers_with_what_the_row_check_needs(parsed: exp.Expression) -> None:
    columns = {each.alias_or_name for each in parsed.find(exp.Select).expressions}  # type: ignore[union-attr]
    assert rows.Place.__annotations__.keys() <= columns


ROW_TYPES = {
    "school_assessments": rows.AssessmentRow,
    "school_results": rows.ResultRow,
    "school_roster": rows.RosterRow,
    "school_scores": rows.ScoreRow,
}


def test_every_files_columns_are_those_its_row_type_names() -> None:
    assert {path.stem for path in FILES} == set(ROW_TYPES)
    for path in FILES:
        text = re.sub(r":\w+", "x", path.read_text())
        select = sqlglot.parse_one(text, read="athena").find(exp.Select)
        assert select is not None
        columns = {each.alias_or_name for each in select.expressions}
        row = ROW_TYPES[path.stem]
        inherited = {name for base in row.__mro__ for name in getattr(base, "__annotations__", ())}
        assert columns == inherited | row.__annotations__.keys() | parents(row)


def parents(row: Any) -> set[str]:
    """The keys a typed dictionary inherits."""
    return set(row.__required_keys__) | set(row.__optional_keys__)


def test_every_file_has_an_order_so_that_both_engines_agree(parsed: exp.Expression) -> None:
    assert parsed.args.get("order") is not None


def test_a_query_cannot_be_made_without_a_scope() -> None:
    with pytest.raises(TypeError):
        Query("q", "SELECT 1", (), (), reach=Reach())  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        ask("school_assessments", reach=Reach(), values={"school_id": "S1"})  # type: ignore[call-arg]
    assert ask("school_assessments", Scope(), Reach(), {"school_id": "S1"}).scope == Scope()


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
