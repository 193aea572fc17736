"""What AWS refuses, as an error of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.errors import UpstreamError


@contextmanager
def upstream(message: str) -> Iterator[None]:
    """Have AWS's errors say this instead.

    Raises:
        UpstreamError: a call failed.
    """
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise UpstreamError(message) from error
