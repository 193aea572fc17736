"""Finishes the template `chalice package` made: what neither Chalice nor a merge can say.

- The gateway calls the function's alias `live`, so that SnapStart has a version to restore.
- A new version is published when the api's code or one of its layers changes, not for the code
  alone, which is all that SAM looks at.
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

GENERATED: Final = ("__pycache__", "build", "deployments", ".egg-info")
"""Ends of the names of folders that tools write into them."""


def version_digest(root: Path = ROOT) -> str:
    """SHA-256 of every file a version of the function is made of."""
    digest = hashlib.sha256()
    for path in _files(root):
        digest.update(f"{path.relative_to(root)}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for place in (root / name for name in CODE):
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            folders = path.relative_to(root).parts[:-1]
            if path.is_file() and not any(folder.endswith(GENERATED) for folder in folders):
                yield path


def finish(template: dict[str, Any], digest: str) -> dict[str, Any]:
    """The template, ready to nest; `digest` names the version to publish."""
    called = json.dumps(template).replace("${APIHandler.Arn}", "${APIHandlerAliaslive}")
    finished: dict[str, Any] = json.loads(called)
    resources = finished["Resources"]
    resources["APIHandler"]["Properties"]["AutoPublishCodeSha256"] = digest
    definitions = resources["RestAPI"]["Properties"]["DefinitionBody"]["securityDefinitions"]
    for definition in definitions.values():
        definition["x-amazon-apigateway-authorizer"]["providerARNs"] = [{"Ref": "UserPoolArn"}]
    return finished


def main(path: Path) -> None:
    """Finishes the template at `path`, in place."""
    template = yaml.safe_load(path.read_text(encoding="utf-8"))
    finished = finish(template, version_digest())
    path.write_text(yaml.safe_dump(finished, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
