"""The templates, read once, for the tests about them."""

import json
from pathlib import Path
from typing import Any

from localcloud.stacks.template import read_template

ROOT = Path(__file__).parents[2]
INFRA = ROOT / "infra"
OVERLAY = INFRA / "api-overlay.yaml"
FUNCTION = "AWS::Serverless::Function"
STACK = "AWS::Serverless::Application"

Resource = dict[str, Any]
TEMPLATES = {
    path.relative_to(ROOT).as_posix(): read_template(path)
    for path in (ROOT / "template.yaml", *sorted(INFRA.glob("*.yaml")))
}
RESOURCES = [
    (template, name, resource)
    for template, document in TEMPLATES.items()
    for name, resource in document["Resources"].items()
]


def of_type(kind: str) -> list[tuple[str, Resource]]:
    return [
        (f"{template}:{name}", resource["Properties"])
        for template, name, resource in RESOURCES
        if resource.get("Type") == kind
    ]


def functions() -> dict[str, tuple[str, Resource]]:
    """Every function by its name, with its template; what Globals say is filled in."""
    found = {}
    for template, document in TEMPLATES.items():
        shared = document.get("Globals", {}).get("Function", {})
        for name, resource in document["Resources"].items():
            if resource.get("Type") == FUNCTION or name == "APIHandler":
                properties = {**shared, **resource["Properties"]}
                found[function_name(properties)] = (template, properties)
    return found


def function_name(properties: Resource) -> str:
    name: str = properties["FunctionName"]["Fn::Sub"]
    return name.removeprefix("${Prefix}-")


def role_statements(template: str, properties: Resource) -> list[Resource]:
    role = TEMPLATES[template]["Resources"][properties["Role"]["Fn::GetAtt"][0]]
    return [
        statement
        for policy in role["Properties"]["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def refuses_plain_connections(document: Resource) -> bool:
    """Whether a resource policy denies everything that does not come by TLS."""
    return any(
        statement["Effect"] == "Deny"
        and statement["Principal"] == "*"
        and statement["Action"] in ("s3:*", "sqs:*")
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        for statement in document["Statement"]
    )


def text(value: Any) -> str:
    return json.dumps(value)


FUNCTIONS = functions()
