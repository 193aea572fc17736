"""The loaded state on disk, so that the next start need not load again."""

from __future__ import annotations

import hashlib
import io
import logging
import pickle
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from joserfc import jwk
from moto.athena.models import athena_backends
from moto.cognitoidp.models import cognitoidp_backends
from moto.core.base_backend import BackendDict
from moto.dynamodb.models import dynamodb_backends
from moto.events.models import events_backends
from moto.glue.models import glue_backends
from moto.kms.models import kms_backends
from moto.s3.models import s3_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.sqs.models import sqs_backends

from localcloud.aws import ACCOUNT
from localcloud.stacks.template import Made

log = logging.getLogger(__name__)

_BACKENDS: Final[dict[str, BackendDict[Any]]] = {
    "athena": athena_backends,
    "cognito": cognitoidp_backends,
    "dynamodb": dynamodb_backends,
    "events": events_backends,
    "glue": glue_backends,
    "kms": kms_backends,
    "s3": s3_backends,
    "secretsmanager": secretsmanager_backends,
    "sqs": sqs_backends,
}
_LOCKS: Final = {
    type(threading.Lock()): threading.Lock,
    type(threading.RLock()): threading.RLock,
    threading.Condition: threading.Condition,
}


@dataclass(frozen=True)
class State:
    """What a start can go on from: the created resources, the sandbox's users, moto's memory."""

    endpoint_url: str
    made: dict[tuple[str, str], Made]
    users: list[dict[str, Any]]
    backends: dict[str, dict[str, Any]]
    bucket_accounts: dict[str, Any]


class _Pickler(pickle.Pickler):
    """Locks are made anew, the pools' signing keys are left out, KMS's keys are kept."""

    def reducer_override(self, obj: object) -> Any:
        """How to pickle what cannot be pickled."""
        if type(obj) in _LOCKS:
            return _LOCKS[type(obj)], ()
        if isinstance(obj, jwk.RSAKey):
            return type(None), ()
        if isinstance(obj, RSAPrivateKey):
            pem = obj.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            return _private_key, (pem,)
        return NotImplemented


def _private_key(pem: bytes) -> Any:
    return load_pem_private_key(pem, None)


def fingerprint(project: Path, *options: object) -> str:
    """Changes whenever code, templates, locked packages or options do."""
    digest = hashlib.sha256(repr(options).encode())
    for path in sorted(_sources(project)):
        digest.update(str(path.relative_to(project)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def _sources(project: Path) -> Iterable[Path]:
    yield from (project / name for name in ("template.yaml", "requirements.lock"))
    yield from (project / "infra").glob("*.yaml")
    for folder in ("layers", "functions", "sandbox", "localcloud"):
        for pattern in ("*.py", "*.sql"):
            yield from (project / folder).rglob(pattern)


def save(
    path: Path, endpoint_url: str, made: dict[tuple[str, str], Made], users: list[dict[str, Any]]
) -> None:
    """Writes the state; other states in the same folder are removed."""
    state = State(endpoint_url, made, users, _collect(), dict(s3_backends.bucket_accounts))
    buffer = io.BytesIO()
    _Pickler(buffer, protocol=5).dump(state)
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob("*.state"):
        old.unlink()
    partial = path.with_suffix(".partial")
    partial.write_bytes(buffer.getbuffer())
    partial.rename(path)


def _collect() -> dict[str, dict[str, Any]]:
    return {
        service: dict(backends[ACCOUNT].items())
        for service, backends in _BACKENDS.items()
        if ACCOUNT in backends
    }


def restore(path: Path, endpoint_url: str) -> State | None:
    """Puts the saved state into moto; None where there is none, or none that can be used.

    What was created is answered with as it is called at this endpoint.
    """
    if not path.exists():
        return None
    try:
        state: State = pickle.loads(path.read_bytes())  # noqa: S301 (written by `save`, into our folder)
    except (pickle.UnpicklingError, AttributeError, EOFError, ImportError, TypeError) as error:
        log.warning("the saved state cannot be used (%s)", type(error).__name__)
        return None
    for service, regions in state.backends.items():
        account = _BACKENDS[service][ACCOUNT]
        for region, backend in regions.items():
            account[region] = backend
    s3_backends.bucket_accounts.update(state.bucket_accounts)
    moved = {
        place: _at(each, state.endpoint_url, endpoint_url) for place, each in state.made.items()
    }
    return replace(state, endpoint_url=endpoint_url, made=moved)


def _at(made: Made, before: str, now: str) -> Made:
    """A queue is named by its address, and the port may be another one."""
    attributes = {name: text.replace(before, now) for name, text in made.attributes.items()}
    # What was left out lists no attributes, and answers with any.
    return Made(made.ref.replace(before, now), attributes or made.attributes)
