"""The context a function is called with."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from uuid import uuid4

from localcloud.aws import ACCOUNT, REGION


@dataclass(frozen=True)
class LambdaContext:
    """What Lambda tells a function about its call."""

    function_name: str
    memory_limit_in_mb: int
    timeout: int
    function_version: str = "$LATEST"
    aws_request_id: str = field(default_factory=lambda: str(uuid4()))
    log_stream_name: str = "local"
    identity: None = None
    client_context: None = None
    _started: float = field(default_factory=time.monotonic)

    @property
    def invoked_function_arn(self) -> str:
        """The function's ARN."""
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        """The function's log group."""
        return f"/aws/lambda/{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """What is left of the timeout; the local cloud does not stop a function after it."""
        left = self.timeout - (time.monotonic() - self._started)
        return max(0, int(left * 1000))
