"""A local cloud in a process of its own, for tests that use moto in theirs as well."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import IO, Any, Self, cast

import boto3

from localcloud.aws import LocalSession
from localcloud.cloud import PROJECT
from localcloud.resources import Resources


class CloudProcessError(Exception):
    """The cloud's process refused or ended; the text is what it said."""


class CloudProcess:
    """Starts a `LocalCloud` as a child process; it ends with this one at the latest.

    Takes the options of `LocalCloud`, and `load` to load the sandbox before it is handed over.
    `log` receives what the functions write.
    """

    def __init__(self, log: Path, *, load: bool = False, **options: Any) -> None:
        self._log = log
        self._options = {
            name: str(value) if isinstance(value, Path) else value
            for name, value in options.items()
        }
        self._load = load
        self._process: subprocess.Popen[str] | None = None
        self.endpoint_url = ""
        self.web_url = ""
        self.users: list[dict[str, Any]] = []
        self.resources = Resources("", "", {}, (), (), ())

    def __enter__(self) -> Self:
        """As `start`."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """As `stop`."""
        self.stop()

    def start(self) -> Self:
        """Starts the process and waits until it is ready."""
        with self._log.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "localcloud.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=PROJECT,
            )
        ready = self._ask("start", options=self._options, load=self._load)
        self.endpoint_url, self.web_url = ready["endpoint_url"], ready["web_url"]
        self.users = ready["users"]
        self.resources = Resources(**ready["resources"])
        return self

    def stop(self) -> None:
        """Ends the process."""
        process, self._process = self._process, None
        if process is None:
            return
        _pipe(process.stdin).close()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _pipe(process.stdout).close()

    def session(self) -> boto3.Session:
        """A session whose clients and resources reach the local AWS."""
        return LocalSession(self.endpoint_url)

    def wait_idle(self, timeout: float = 60) -> dict[str, int]:
        """As `LocalCloud.wait_idle`."""
        dead: dict[str, int] = self._ask("wait_idle", timeout=timeout)
        return dead

    def call_schedule(self, name: str) -> None:
        """Runs a scheduled function now."""
        self._ask("call_schedule", name=name)

    def _ask(self, what: str, **arguments: Any) -> Any:
        if self._process is None:
            raise CloudProcessError("start the cloud first")
        requests = _pipe(self._process.stdin)
        requests.write(json.dumps({"what": what, **arguments}) + "\n")
        requests.flush()
        line = _pipe(self._process.stdout).readline()
        if not line:
            raise CloudProcessError(f"the cloud's process ended; see {self._log}")
        answer = json.loads(line)
        if "error" in answer:
            if answer["error"] == "TimeoutError":
                raise TimeoutError(answer["message"])
            raise CloudProcessError(f"{answer['error']}: {answer['message']}")
        return answer["answer"]


def _pipe(pipe: IO[str] | None) -> IO[str]:
    return cast(IO[str], pipe)
