"""The sign-in pages: plain HTML without script, readable by every screen reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urlencode

from localcloud.gateway.proxy import Response
from localcloud.managed_login.memory import Mail
from localcloud.managed_login.texts import LANGUAGES, TEXTS

PREFIX: Final = "/managed-login"

STYLE: Final = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; padding: 1.5rem; max-width: 26rem; }
label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit; }
label { margin-top: 1rem; font-weight: 600; }
input { padding: 0.5rem; border: 1px solid; border-radius: 0.25rem; }
button { margin: 1.5rem 0 1rem; padding: 0.6rem; border: 0; border-radius: 0.25rem;
  background: #0b3d66; color: #fff; font-weight: 600; }
:focus-visible { outline: 3px solid #b05f00; outline-offset: 2px; }
a { color: inherit; }
.hint, footer { font-size: 0.875rem; }
[role="alert"] { border-left: 4px solid #b3261e; padding-left: 0.75rem; }
[role="status"] { border-left: 4px solid #287a99; padding-left: 0.75rem; }
"""

_HEADERS: Final = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'",
    ),
]


@dataclass(frozen=True)
class Field:
    """An input: what it is called, its label, and what a browser may fill in."""

    name: str
    label: str
    autocomplete: str
    kind: str = "text"
    hint: str = ""


USERNAME: Final = Field("username", "username", "username")
PASSWORD: Final = Field("password", "password", "current-password", "password")
CODE: Final = Field("code", "code", "one-time-code")
NEW_PASSWORD: Final = Field("password", "new-password", "new-password", "password", "rules")
REPEATED: Final = Field("repeated", "repeat", "new-password", "password")


@dataclass(frozen=True)
class Writer:
    """Writes the pages of one request: in its language, with what it asks kept in each address."""

    language: str
    asked: tuple[tuple[str, str], ...] = ()

    def sign_in(self, problem: str = "", notice: str = "", status: int = 200) -> Response:
        """User name and password."""
        forgot = self._link("/forgot", "forgot")
        form = self._form("/login", (USERNAME, PASSWORD), "sign-in")
        return self._page("sign-in", form + forgot, problem, notice, status)

    def forgot(self) -> Response:
        """Whose password is forgotten."""
        form = self._hint("forgot-help") + self._form("/forgot", (USERNAME,), "send-code")
        return self._page("forgot-title", form + self._link("/login", "back"))

    def reset(self, username: str, problem: str = "") -> Response:
        """The code, and a new password."""
        fields = (CODE, NEW_PASSWORD, REPEATED)
        form = self._form("/reset", fields, "save", {"username": username})
        body = self._hint("code-help") + form + self._link("/login", "back")
        return self._page("code-title", body, problem)

    def first(self, ticket: str, problem: str = "") -> Response:
        """An own password in place of a temporary one."""
        form = self._form("/first", (NEW_PASSWORD, REPEATED), "save", {"ticket": ticket})
        return self._page("first-title", self._hint("first-help") + form, problem)

    def mails(self, mails: Iterable[Mail]) -> Response:
        """What would have been sent."""
        line = self._text("mail-line")
        items = [f"<li>{escape(line.format(to=mail.to, code=mail.code))}</li>" for mail in mails]
        found = f"<ul>{''.join(reversed(items))}</ul>" if items else self._hint("mail-none")
        return self._page("mail-title", self._hint("mail-help") + found)

    def refused(self) -> Response:
        """Nothing that could be answered."""
        return self._page("refused", self._hint("refused-help"), status=400)

    def _page(
        self, title: str, body: str, problem: str = "", notice: str = "", status: int = 200
    ) -> Response:
        heading = escape(self._text(title))
        said = "".join(
            f'<p role="{role}">{escape(self._text(text))}</p>'
            for role, text in (("alert", problem), ("status", notice))
            if text
        )
        html = (
            f'<!doctype html><html lang="{self.language}"><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>{heading} - CERS</title>'
            f'<link rel="stylesheet" href="{PREFIX}/style.css"><main><h1>{heading}</h1>'
            f"{said}{body}</main><footer>{self._languages()}"
            f"<p>{escape(self._text('local'))}</p></footer></html>"
        )
        headers = [("Content-Type", "text/html; charset=utf-8"), *_HEADERS]
        return Response(status, headers, html.encode())

    def _form(
        self, path: str, fields: Iterable[Field], button: str, hidden: dict[str, str] | None = None
    ) -> str:
        kept = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">'
            for name, value in (hidden or {}).items()
        )
        inputs = "".join(self._field(each) for each in fields)
        return (
            f'<form method="post" action="{self._address(path)}">{kept}{inputs}'
            f"<button>{escape(self._text(button))}</button></form>"
        )

    def _field(self, field: Field) -> str:
        hint = described = ""
        if field.hint:
            described = f' aria-describedby="{field.name}-hint"'
            hint = f'<p class="hint" id="{field.name}-hint">{escape(self._text(field.hint))}</p>'
        return (
            f'<label for="{field.name}">{escape(self._text(field.label))}</label>'
            f'<input id="{field.name}" name="{field.name}" type="{field.kind}" required'
            f' autocomplete="{field.autocomplete}" autocapitalize="none"{described}>{hint}'
        )

    def _languages(self) -> str:
        links = "".join(
            f'<li><a lang="{code}" hreflang="{code}" href="{self._address("/login", code)}">'
            f"{escape(name)}</a></li>"
            for code, name in LANGUAGES.items()
            if code != self.language
        )
        return f'<nav aria-label="{escape(self._text("language"))}"><ul>{links}</ul></nav>'

    def _link(self, path: str, text: str) -> str:
        return f'<p><a href="{self._address(path)}">{escape(self._text(text))}</a></p>'

    def _hint(self, text: str) -> str:
        return f"<p>{escape(self._text(text))}</p>"

    def _address(self, path: str, language: str = "") -> str:
        query = urlencode([*self.asked, ("lang", language or self.language)])
        return escape(f"{PREFIX}{path}?{query}")

    def _text(self, name: str) -> str:
        return TEXTS[self.language][name]


def style() -> Response:
    """The pages' style sheet."""
    return Response(200, [("Content-Type", "text/css; charset=utf-8"), *_HEADERS], STYLE.encode())
