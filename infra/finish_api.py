"""Finishes the template `chalice package` made: what neither Chalice nor a merge can say.

- The gateway calls the function's alias `live`, so that SnapStart has a version to restore.
- A new version is published whenever the api's code *or a layer* changes; SAM looks at the code only.
- The authorizer names our user pool instead of the placeholder in the code.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).parent.parent
CODE: Final = ("functions/api", "layers", "infra/api-overlay.yaml", "infra/finish_api.py")
"""What a version of the function is made of."""

GENERATED: Final = {"__pycache__", "deployments", "build"}


def _files() -> Iterator[Path]:
    for name in CODE:
        place = ROOT / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            parts = path.relative_to(ROOT).parts
            if path.is_file() and not GENERATED.intersection(parts) and "egg-info" not in str(path):
                yield path


def version_digest() -> str:
    """SHA-256 of every file a version of the function is made of."""
    digest = hashlib.sha256()
    for path in _files():
        digest.update(f"{path.relative_to(ROOT)}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def finish(template: dict[str, Any]) -> dict[str, Any]:
    """The template, ready to nest."""
    called = json.dumps(template).replace("${APIHandler.Arn}", "${APIHandlerAliaslive}")
    finished: dict[str, Any] = json.loads(called)
    resources = finished["Resources"]
    resources["APIHandler"]["Properties"]["AutoPublishCodeSha256"] = version_digest()
    definitions = resources["RestAPI"]["Properties"]["DefinitionBody"]["securityDefinitions"]
    for definition in definitions.values():
        definition["x-amazon-apigateway-authorizer"]["providerARNs"] = [{"Ref": "UserPoolArn"}]
    return finished


def main(path: Path) -> None:
    """Finishes the template at `path`, in place."""
    template = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(finish(template), sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
