"""What docs/api/openapi.yaml says of answers, so that tests can hold every answer to it."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from openapi_schema_validator import OAS31Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

PATH = Path(__file__).parents[2] / "docs/api/openapi.yaml"


@cache
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return loaded


@cache
def _validator(path: str, method: str, status: str) -> OAS31Validator:
    response = _response(path, method, status)
    schema = _absolute(response["content"]["application/json"]["schema"])
    resource: Resource[Any] = Resource.from_contents(document(), DRAFT202012)
    return OAS31Validator(schema, registry=Registry().with_resource("urn:openapi", resource))


def _response(path: str, method: str, status: str) -> dict[str, Any]:
    response: dict[str, Any] = document()["paths"][path][method.lower()]["responses"][status]
    if "$ref" not in response:
        return response
    shared: dict[str, Any] = document()["components"]["responses"]
    named: dict[str, Any] = shared[response["$ref"].rpartition("/")[2]]
    return named


def _absolute(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        name: f"urn:openapi{value}" if name == "$ref" else value for name, value in schema.items()
    }


def check_empty(path: str, method: str, status: int) -> None:
    """Raise unless an answer without a body is what the description promises for that status."""
    response = _response(path, method, str(status))
    assert "content" not in response, f"{method} {path}: {status} has a body"


def check(path: str, method: str, status: int, body: Any) -> None:
    """Raise unless the body is what the description promises for that status."""
    _validator(path, method, str(status)).validate(body)
