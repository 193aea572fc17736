"""A browser without a window: cookies as browsers keep them, forms as they send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3

Form = tuple[str, dict[str, str]]


class _Forms(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.alerts: list[str] = []
        self._role = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._role = given.get("role", "")
        if tag == "form":
            self.forms.append((given["action"], {}))
        elif tag == "input" and self.forms:
            self.forms[-1][1][given["name"]] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._role:
            self.alerts.append(data)
            self._role = ""


@dataclass
class Visitor:
    """One browser at a site; redirects are followed by hand."""

    base: str
    language: str = "en"
    cookies: dict[tuple[str, str], str] = field(default_factory=dict)
    """Name and path -> value."""
    attributes: dict[str, str] = field(default_factory=dict)
    """Name -> what was said of the cookie besides its value."""

    def __post_init__(self) -> None:
        self._http = urllib3.PoolManager(retries=False)

    def get(self, address: str, **headers: str) -> Any:
        return self.ask("GET", address, **headers)

    def post(self, path: str, **headers: str) -> Any:
        """A POST of the site's own page."""
        kind = {"Content-Type": "application/json", "X-CERS-Request": "1", **headers}
        return self.ask("POST", path, b"{}", **kind)

    def ask(self, method: str, address: str, body: bytes | None = None, **headers: str) -> Any:
        url = urljoin(self.base, address)
        sent = {"Accept-Language": self.language, **headers}
        held = self._cookie_header(urlsplit(url).path)
        if held:
            sent["Cookie"] = held
        answer = self._http.request(method, url, body=body, headers=sent, redirect=False)
        for each in answer.headers.getlist("set-cookie"):
            self._keep(each)
        return answer

    def sign_in(self, username: str, password: str, return_to: str = "/") -> Any:
        """Go to the sign-in page, and fill it in; what it answers."""
        return self.fill(self.to_sign_in(return_to), username=username, password=password)

    def to_sign_in(self, return_to: str = "/") -> Any:
        """The sign-in page, or where one is sent without it."""
        started = self.get(f"/api/v1/session/start?{urlencode({'return_to': return_to})}")
        return self.get(started.headers["Location"])

    def fill(self, page: Any, **values: str) -> Any:
        """Fill in the form of a page and send it."""
        [(action, fields)] = _Forms(page.data.decode()).forms
        body = urlencode({**fields, **values}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", action, body, **kind)

    def follow(self, answer: Any) -> Any:
        """Go where an answer leads."""
        return self.get(answer.headers["Location"])

    @staticmethod
    def alerts(page: Any) -> list[str]:
        """What a page says before all else."""
        return _Forms(page.data.decode()).alerts

    def cookie(self, name: str) -> str:
        """A cookie's value, wherever it is sent; empty where there is none."""
        return next((value for (each, _), value in self.cookies.items() if each == name), "")

    def _cookie_header(self, path: str) -> str:
        sent = [
            f"{name}={value}"
            for (name, scope), value in self.cookies.items()
            if path == scope or path.startswith(scope.rstrip("/") + "/")
        ]
        return "; ".join(sent)

    def _keep(self, header: str) -> None:
        pair, _, rest = header.partition("; ")
        name, _, value = pair.partition("=")
        parts = dict(each.partition("=")[::2] for each in rest.split("; "))
        place = (name, parts.get("Path", "/"))
        self.attributes[name] = rest
        if parts.get("Max-Age") == "0":
            self.cookies.pop(place, None)
        else:
            self.cookies[place] = value
