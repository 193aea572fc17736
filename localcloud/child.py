"""The other end of `CloudProcess`: requests on standard input, answers on standard output."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack, redirect_stdout
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO


class Child:
    """Answers requests, one JSON document a line."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._cloud: Any = None

    def serve(self, requests: TextIO, answers: TextIO) -> None:
        """Answers until there are no more requests."""
        with self._stack:
            for line in requests:
                answers.write(json.dumps(self._answer(json.loads(line))) + "\n")
                answers.flush()

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        what = request.pop("what")
        try:
            return {"answer": getattr(self, f"_{what}")(**request)}
        except Exception as error:  # noqa: BLE001 (passed on to who asked)
            return {"error": type(error).__name__, "message": str(error)}

    def _start(self, options: dict[str, Any], load: bool) -> dict[str, Any]:
        from localcloud.cloud import LocalCloud

        for name in ("template", "pages", "state_dir"):
            if name in options:
                options[name] = Path(options[name])
        self._cloud = self._stack.enter_context(LocalCloud(**options))
        if load and not self._cloud.is_loaded:
            from localcloud.sandbox import load_users

            self._cloud.load_sandbox(load_users, lambda *_: None)
        return {
            "endpoint_url": self._cloud.endpoint_url,
            "web_url": self._cloud.web_url,
            "users": self._cloud.users,
            "resources": asdict(self._cloud.resources),
        }

    def _wait_idle(self, timeout: float) -> dict[str, int]:
        dead: dict[str, int] = self._cloud.wait_idle(timeout)
        return dead

    def _call_schedule(self, name: str) -> None:
        self._cloud.runner.call_schedule(name)


if __name__ == "__main__":  # worker processes import this module, and need nothing of it
    own = sys.stdout
    with redirect_stdout(sys.stderr):
        Child().serve(sys.stdin, own)
