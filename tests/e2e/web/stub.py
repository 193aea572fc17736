"""A stand-in for everything the client talks to: our API, Cognito, and the files of `web/dist`.

Run it by hand with `python -m tests.e2e.web.stub` after building the client.
"""

import json
import re
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.e2e.web import figures, people
from tests.e2e.web.figures import Json

ROOT = Path(__file__).parents[3]
DIST = ROOT / "web/dist"
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css"}
TYPES |= {".svg": "image/svg+xml", ".json": "application/json"}


class Refusal(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


def refuse(status: int, code: str, message: str = "refused by the stub") -> Refusal:
    """A refusal in the API's form of error."""
    return Refusal(status, {"error": {"code": code, "message": message, "request_id": "stub-1"}})


@dataclass
class Stub:
    """What a test may set, and what it may read afterwards."""

    sandbox: bool = True
    schools: int = 120
    revoked: set[str] = field(default_factory=set)
    """Tokens that are no longer accepted."""
    broken: dict[str, Refusal | None] = field(default_factory=dict)
    """Part of a path -> the refusal it answers; None drops the connection."""
    requests: list[str] = field(default_factory=list)
    web_url: str = ""
    cognito_url: str = ""

    def reset(self) -> None:
        """As it was at the start."""
        fresh = Stub(web_url=self.web_url, cognito_url=self.cognito_url)
        self.__dict__.update(fresh.__dict__)

    def settings(self) -> Json:
        """What the deployment would have written."""
        return {
            "apiBase": "/api/v1",
            "sandbox": self.sandbox,
            "cognito": {"endpoint": self.cognito_url, "clientId": "web", "userPoolId": "pool"},
            "region": "us-west-2",
        }

    def policy(self) -> str:
        """The content security policy of the deployment, with this stub in AWS' place."""
        template = (ROOT / "infra/web.yaml").read_text()
        found = re.search(r"ContentSecurityPolicy: !Sub >-\n(.+?)\n {10}\w", template, re.DOTALL)
        if not found:
            raise LookupError("infra/web.yaml has no ContentSecurityPolicy")
        text = " ".join(found.group(1).split())
        return re.sub(r"(https://[^\s;]*\$\{[^\s;]+\s*)+", self.cognito_url, text)


class _Handler(BaseHTTPRequestHandler):
    """HTTP plumbing; the server it belongs to carries the stub."""

    stub: Stub
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""

    def send(self, status: int, body: bytes, kind: str, headers: Mapping[str, str] = {}) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(BrokenPipeError):  # a page that moved on does not wait for its answer
            self.wfile.write(body)

    def send_json(self, status: int, body: Json, headers: Mapping[str, str] = {}) -> None:
        self.send(status, json.dumps(body).encode(), "application/json", headers)


class WebHandler(_Handler):
    """The client's origin: its files, its settings, and the API below /api/v1."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.stub.requests.append(self.path)
        if parts.path == "/settings.json":
            self.send_json(200, self.stub.settings())
        elif parts.path.startswith("/api/v1/"):
            self._answer(parts.path.removeprefix("/api/v1"), parse_qs(parts.query))
        else:
            self._file(parts.path)

    def _answer(self, path: str, query: dict[str, list[str]]) -> None:
        try:
            for part, refusal in self.stub.broken.items():
                if part in path:
                    if refusal is None:
                        self.close_connection = True
                        return
                    raise refusal
            only = {key: values[0] for key, values in query.items()}
            self.send_json(200, Api(self.stub, self.headers.get).get(path, only))
        except Refusal as refusal:
            self.send_json(refusal.status, refusal.body)

    def _file(self, path: str) -> None:
        asset = DIST / path.lstrip("/")
        page = not path.startswith("/assets/")
        if not page and not asset.is_file():
            self.send(404, b"", "text/plain")
            return
        found = DIST / "index.html" if page else asset
        headers = {"Content-Security-Policy": self.stub.policy()}
        self.send(200, found.read_bytes(), TYPES[found.suffix], headers)


class CognitoHandler(_Handler):
    """The one call of Cognito the client makes, from another origin."""

    def do_OPTIONS(self) -> None:
        self.send(204, b"", "text/plain", self._cors())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, reply = people.authenticate(body["AuthParameters"])
        self.send_json(status, reply, self._cors())

    def _cors(self) -> dict[str, str]:
        return {
            "Access-Control-Allow-Origin": self.stub.web_url,
            "Access-Control-Allow-Headers": "content-type,x-amz-target",
        }


@dataclass
class Api:
    """The API's reading side, for one request."""

    stub: Stub
    header: Callable[[str, str], str]

    def get(self, path: str, query: Mapping[str, str]) -> Json:
        parts = [unquote(part) for part in path.strip("/").split("/")]
        match parts:
            case ["sandbox", "users"] if self.stub.sandbox:
                return people.sandbox_users()
            case ["me"]:
                return people.me(self._username())
            case ["organizations"]:
                return self._organizations(query)
            case ["schools", school, "assessments"]:
                return self._assessments(self._school(school), query)
            case ["schools", school, "assessments", test, "summary"]:
                return figures.summary(self._school(school), self._test(test), _year(query))
            case ["schools", school, "assessments", test, "students"]:
                return self._students(self._school(school), self._test(test), _year(query))
        raise refuse(404, "not-found")

    def _username(self) -> str:
        token = self.header("Authorization", "").removeprefix("Bearer ")
        if not token.startswith("token-") or token in self.stub.revoked:
            raise refuse(401, "not-authenticated")
        return token.removeprefix("token-")

    def _reach(self) -> list[Json]:
        held = people.me(self._username())["assignments"]
        wanted = self.header("X-CERS-Assignment", "")
        for each in held:
            if each["id"] == wanted:
                count = {"state": self.stub.schools, "district": 12, "school": 1}
                return [figures.school(at) for at in range(count[each["organization"]["type"]])]
        raise refuse(403, "assignment-not-held")

    def _school(self, wanted: str) -> Json:
        for each in self._reach():
            if each["id"] == wanted:
                return each
        raise refuse(404, "not-found")

    def _test(self, wanted: str) -> figures.Test:
        for test in figures.TESTS:
            if test.id == wanted:
                return test
        raise refuse(404, "not-found")

    def _organizations(self, query: Mapping[str, str]) -> Json:
        search = query.get("search", "").lower()
        found = [each for each in self._reach() if search in each["name"].lower()]
        start, limit = int(query.get("cursor", 0)), int(query.get("limit", 50))
        end = start + limit
        more = str(end) if end < len(found) else None
        return {"schools": found[start:end], "total": len(found), "next": more}

    def _assessments(self, school: Json, query: Mapping[str, str]) -> Json:
        year = _year(query)
        tests = figures.TESTS if year != 2024 else ()
        return {
            "school": school,
            "group": None,
            "school_years": list(figures.YEARS),
            "school_year": year,
            "latest": None,
            "assessments": [figures.assessment(test, year) for test in tests],
        }

    def _students(self, school: Json, test: figures.Test, year: int) -> Json:
        rows = figures.students(test, year)
        return {
            "school": school,
            "group": None,
            "assessment": figures.assessment(test, year),
            "school_year": year,
            "total": len(rows),
            "students": rows,
        }


def _year(query: Mapping[str, str]) -> int:
    return int(query.get("school_year", figures.YEARS[0]))


class Running:
    """The stub, serving on two free ports of the loopback until stopped."""

    def __init__(self, port: int = 0) -> None:
        self.stub = Stub()
        self._servers = [self._serve(WebHandler, port), self._serve(CognitoHandler, 0)]
        web, cognito = (f"http://127.0.0.1:{each.server_address[1]}" for each in self._servers)
        self.stub.web_url, self.stub.cognito_url = web, cognito

    def _serve(self, handler: type[_Handler], port: int) -> ThreadingHTTPServer:
        bound: Any = type(handler.__name__, (handler,), {"stub": self.stub})
        server = ThreadingHTTPServer(("127.0.0.1", port), bound)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def stop(self) -> None:
        """Closes both ports."""
        for server in self._servers:
            server.shutdown()
            server.server_close()


if __name__ == "__main__":
    running = Running(int(sys.argv[1]) if len(sys.argv) > 1 else 8090)
    sys.stdout.write(f"{running.stub.web_url}\n")
    sys.stdout.flush()
    threading.Event().wait()
