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
    responses = document()["paths"][path][method.lower()]["responses"]
    response = responses[status]
    if "$ref" in response:
        response = document()["components"]["responses"][response["$ref"].rpartition("/")[2]]
    schema = _absolute(response["content"]["application/json"]["schema"])
    resource: Resource[Any] = Resource.from_contents(document(), DRAFT202012)
    return OAS31Validator(schema, registry=Registry().with_resource("urn:openapi", resource))


def _absolute(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        name: f"urn:openapi{value}" if name == "$ref" else value for name, value in schema.items()
    }


def check(path: str, method: str, status: int, body: Any) -> None:
    """Raise unless the body is what the description promises for that status."""
    _validator(path, method, str(status)).validate(body)
