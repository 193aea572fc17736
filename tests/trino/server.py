"""A Trino server of one node on loopback that reads the local cloud's Glue and S3."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Self

from localcloud.aws import REGION

CATALOG: Final = "awsdatacatalog"
"""What Athena calls the catalog that Glue keeps."""

HEAP: Final = "1500M"
START_SECONDS: Final = 180
STOP_SECONDS: Final = 30

_STARTED: Final = "======== SERVER STARTED ========"
_VERSION: Final = re.compile(r'^JAVA_VERSION="(\d+)', re.M)
_LINES_SHOWN: Final = 15


class TrinoError(Exception):
    """The server cannot be started; the text says why."""


class Trino:
    """A server; a context manager.

    `home` is an unpacked server that has the hive plugin, `folder` where it may write, and
    `endpoint` where the AWS is that it is to read.
    """

    def __init__(self, home: Path, folder: Path, endpoint: str) -> None:
        self.port = _free_port()
        self._home = home.resolve()
        self._folder = folder.resolve()
        self._endpoint = endpoint
        self._log = self._folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start it and wait until it answers."""
        self._configure()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command(), cwd=self._folder, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            self._wait(self._process)
        except BaseException:
            self._stop(self._process)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        if self._process is not None:
            self._stop(self._process)

    def _command(self) -> list[str]:
        java = newest_java()
        return [
            str(java / "bin" / "java"),
            f"-Xmx{HEAP}",
            "-XX:TieredStopAtLevel=1",  # it does not live long enough for more
            "-XX:+EnableDynamicAgentLoading",
            "-Djdk.attach.allowAttachSelf=true",
            f"-Dnode.data-dir={self._folder / 'data'}",
            f"-Dconfig={self._folder / 'config.properties'}",
            "-cp",
            f"{self._home / 'lib'}/*",
            "io.trino.server.TrinoServer",
        ]

    def _configure(self) -> None:
        """Write its settings; of all plugins it is shown the one it needs, and starts sooner."""
        hive = self._home / "plugin" / "hive"
        if not hive.is_dir():
            raise TrinoError(f"{self._home} is no Trino server with the hive plugin")
        for name in ("plugins", "catalogs", "data"):
            (self._folder / name).mkdir()
        (self._folder / "plugins" / "hive").symlink_to(hive, target_is_directory=True)
        _write(self._folder / "config.properties", self._settings())
        _write(self._folder / "catalogs" / f"{CATALOG}.properties", self._catalog())

    def _settings(self) -> dict[str, str]:
        return {
            "node.environment": "test",
            "node.bind-ip": "127.0.0.1",
            "node.internal-address": "127.0.0.1",
            "http-server.http.port": str(self.port),
            "discovery.uri": f"http://127.0.0.1:{self.port}",
            "coordinator": "true",
            "node-scheduler.include-coordinator": "true",
            "catalog.config-dir": str(self._folder / "catalogs"),
            "plugin.dir": str(self._folder / "plugins"),
            "query.max-memory": "512MB",
            "query.max-memory-per-node": "512MB",
            "memory.heap-headroom-per-node": "256MB",
        }

    def _catalog(self) -> dict[str, str]:
        return {
            "connector.name": "hive",
            "hive.metastore": "glue",
            **_reached("hive.metastore.glue.", "endpoint-url", self._endpoint),
            "fs.native-s3.enabled": "true",
            "s3.path-style-access": "true",
            **_reached("s3.", "endpoint", self._endpoint),
        }

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while _STARTED not in self._said():
            if process.poll() is not None:
                raise TrinoError(f"Trino did not start:\n{self._last_lines()}")
            if time.monotonic() > deadline:
                raise TrinoError(f"no start in {START_SECONDS} seconds:\n{self._last_lines()}")
            time.sleep(0.2)

    def _said(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _last_lines(self) -> str:
        return "\n".join(self._said().splitlines()[-_LINES_SHOWN:])

    @staticmethod
    def _stop(process: subprocess.Popen[bytes]) -> None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _reached(prefix: str, name: str, endpoint: str) -> dict[str, str]:
    """How a part of the connector reaches the local AWS, which takes any credentials."""
    return {
        f"{prefix}{name}": endpoint,
        f"{prefix}region": REGION,
        f"{prefix}aws-access-key": "test",
        f"{prefix}aws-secret-key": "test",
    }


def _write(path: Path, settings: Mapping[str, str]) -> None:
    path.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def newest_java() -> Path:
    """JAVA_HOME; or of the JDKs on the PATH and in /usr/lib/jvm the newest one.

    Raises:
        TrinoError: there is none.
    """
    chosen = os.environ.get("JAVA_HOME")
    if chosen:
        return Path(chosen)
    found = {version: home for home in _java_homes() if (version := _java_version(home))}
    if not found:
        raise TrinoError("no JDK is found; install one, or set JAVA_HOME")
    return found[max(found)]


def _java_homes() -> Iterator[Path]:
    on_path = shutil.which("java")
    if on_path:
        yield Path(on_path).resolve().parents[1]
    yield from sorted(Path("/usr/lib/jvm").glob("*/"))


def _java_version(home: Path) -> int:
    release = home / "release"
    found = _VERSION.search(release.read_text()) if release.is_file() else None
    return int(found[1]) if found else 0
