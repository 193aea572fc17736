"""What the gateway itself answers, where the api is not asked: as the template words it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from localcloud.gateway.proxy import Response

_DEFAULTS: Final = {
    "UNAUTHORIZED": (401, "Unauthorized"),
    "MISSING_AUTHENTICATION_TOKEN": (403, "Missing Authentication Token"),
    "REQUEST_TOO_LARGE": (413, "Request Too Long"),
    "INTEGRATION_FAILURE": (502, "Internal server error"),
}
"""API Gateway's own words, for a template that has none."""


@dataclass(frozen=True)
class GatewayAnswers:
    """The gateway responses of a REST API (`GatewayResponses` of its template)."""

    definitions: Mapping[str, Mapping[str, Any]]

    def answer(self, kind: str) -> Response:
        """The response of a kind, such as UNAUTHORIZED."""
        status, message = _DEFAULTS[kind]
        family = "DEFAULT_4XX" if status < 500 else "DEFAULT_5XX"
        definition = self.definitions.get(kind) or self.definitions.get(family) or {}
        headers = definition.get("ResponseParameters", {}).get("Headers", {})
        templates = definition.get("ResponseTemplates", {})
        body = templates.get("application/json") or json.dumps({"message": message})
        return Response(
            int(definition.get("StatusCode", status)),
            [
                ("Content-Type", "application/json"),
                *((name, str(value).strip("'")) for name, value in headers.items()),
            ],
            body.replace("$context.requestId", str(uuid4())).encode(),
        )
