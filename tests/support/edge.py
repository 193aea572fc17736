"""The functions of CloudFront that infra/web.yaml deploys, run as they stand there under node."""

import json
import subprocess
from typing import Any

from tests.contract.templates import TEMPLATES

_RUN = """
const chunks = [];
process.stdin.on("data", (chunk) => chunks.push(chunk));
process.stdin.on("end", () => {
  const { code, events } = JSON.parse(Buffer.concat(chunks).toString());
  const handler = new Function(code + "\\nreturn handler;")();
  process.stdout.write(JSON.stringify(events.map((event) => handler(event))));
});
"""


def run(function: str, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a function makes of viewer requests."""
    code = TEMPLATES["infra/web.yaml"]["Resources"][function]["Properties"]["FunctionCode"]
    events = [{"version": "1.0", "request": request} for request in requests]
    done = subprocess.run(
        ["node", "-e", _RUN],
        input=json.dumps({"code": code, "events": events}),
        capture_output=True,
        text=True,
        check=True,
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def viewer_request(
    uri: str, headers: dict[str, str], cookies: list[tuple[str, str]]
) -> dict[str, Any]:
    """A request as CloudFront hands it over: header names in lower case, cookies by themselves."""
    values: dict[str, list[str]] = {}
    for name, value in cookies:
        values.setdefault(name, []).append(value)
    return {
        "method": "GET",
        "uri": uri,
        "querystring": {},
        "headers": {name.lower(): {"value": value} for name, value in headers.items()},
        "cookies": {name: _cookie(each) for name, each in values.items()},
    }


def _cookie(values: list[str]) -> dict[str, Any]:
    if len(values) == 1:
        return {"value": values[0]}
    return {"value": values[0], "multiValue": [{"value": value} for value in values]}
