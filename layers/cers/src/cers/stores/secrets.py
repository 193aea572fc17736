"""One secret of the deployment, read when it is first needed and kept while the process lives."""

from collections.abc import Mapping
from threading import Lock
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.errors import UpstreamError


class SecretsClient(Protocol):
    """What we ask of Secrets Manager's client."""

    def get_secret_value(self, *, SecretId: str) -> Mapping[str, Any]:
        """A secret's current value."""
        ...


class SecretStore:
    """A secret text by its ARN. Threads may share it; it is read once, and never written."""

    def __init__(self, client: SecretsClient, secret_id: str) -> None:
        self._client = client
        self._secret_id = secret_id
        self._text: str | None = None
        self._lock = Lock()

    def text(self) -> str:
        """The secret.

        Raises:
            UpstreamError: it cannot be read just now.
        """
        with self._lock:
            if self._text is None:
                self._text = self._read()
            return self._text

    def _read(self) -> str:
        try:
            return str(self._client.get_secret_value(SecretId=self._secret_id)["SecretString"])
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("a secret of the service cannot be read just now") from error
