"""The addresses of managed login, at the web port: authorize, the pages, and logout."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from cers.model.cookie import Cookie, Cookies
from localcloud.gateway.proxy import Request, Response
from localcloud.managed_login.grants import Grant, Grants
from localcloud.managed_login.memory import Patience, ResetCodes, Tickets
from localcloud.managed_login.pages import PREFIX, Writer, style
from localcloud.managed_login.people import People, Standing, WeakPasswordError
from localcloud.managed_login.texts import language_of

_COOKIE: Final = "managed-login"
_SIGNED_IN_SECONDS: Final = 3600.0
_CHALLENGE_SECONDS: Final = 180.0
_LONGEST: Final = 2048


@dataclass
class ManagedLogin:
    """Signs users in for the site at `site_url`."""

    people: People
    grants: Grants
    site_url: str
    patience: Patience = field(default_factory=Patience)
    codes: ResetCodes = field(default_factory=ResetCodes)
    signed_in: Tickets[str] = field(default_factory=lambda: Tickets[str](_SIGNED_IN_SECONDS))
    temporary: Tickets[str] = field(default_factory=lambda: Tickets[str](_CHALLENGE_SECONDS))

    def handle(self, request: Request) -> Response:
        """Answers a request below the prefix."""
        query = dict(parse_qsl(request.query))
        language = language_of(query.pop("lang", ""), request.header("accept-language") or "")
        path = request.path.removeprefix(PREFIX)
        if path == "/style.css":
            return style()
        if path == "/mail":
            return Writer(language).mails(self.codes.mails)
        if path == "/logout":
            return self._sign_out(query, request, Writer(language))
        grant = self.grants.asked(query)
        if grant is None or not _is_from_here(request):
            return Writer(language).refused()
        return self._step(path, request, grant, Writer(language, tuple(query.items())))

    def _step(self, path: str, request: Request, grant: Grant, write: Writer) -> Response:
        form = _form(request)
        match request.method, path:
            case "GET", "/oauth2/authorize":
                return self._authorize(request, grant, write)
            case "GET", "/login":
                return write.sign_in()
            case "POST", "/login":
                return self._sign_in(form, grant, write)
            case "POST", "/first":
                return self._first_password(form, grant, write)
            case "GET", "/forgot":
                return write.forgot()
            case "POST", "/forgot":
                return self._send_code(form, write)
            case "POST", "/reset":
                return self._reset(form, write)
            case _:
                return write.refused()

    def _authorize(self, request: Request, grant: Grant, write: Writer) -> Response:
        """Who has signed in here lately need not do so again."""
        ticket = _ticket(request)
        username = self.signed_in.look_up(ticket)
        if username is None or self.people.find(username) is None:
            return write.sign_in()
        return _redirect(self.grants.answer(grant, username))

    def _sign_in(self, form: dict[str, str], grant: Grant, write: Writer) -> Response:
        name, password = form.get("username", ""), form.get("password", "")
        if self.patience.is_out(name):
            return write.sign_in("locked", status=429)
        standing = self.people.standing(name, password)
        user = self.people.find(name)
        if standing is Standing.WRONG or user is None:
            self.patience.failed(name)
            return write.sign_in("wrong", status=401)
        self.patience.succeeded(name)
        if standing is Standing.NEW_PASSWORD:
            return write.first(self.temporary.hand_out(user.username))
        return self._in(user.username, grant)

    def _first_password(self, form: dict[str, str], grant: Grant, write: Writer) -> Response:
        ticket = form.get("ticket", "")
        username = self.temporary.look_up(ticket)
        if username is None:
            return write.sign_in("too-late", status=401)
        problem = self._set_password(username, form)
        if problem:
            return write.first(ticket, problem)
        self.temporary.take_back(ticket)
        return self._in(username, grant)

    def _send_code(self, form: dict[str, str], write: Writer) -> Response:
        """The same answer whether there is such a user or not."""
        name = form.get("username", "")
        user = self.people.find(name)
        if user is not None and user.attribute_lookup.get("email"):
            self.codes.send(user.username, user.attribute_lookup["email"])
        return write.reset(name)

    def _reset(self, form: dict[str, str], write: Writer) -> Response:
        name = form.get("username", "")
        user = self.people.find(name)
        if user is None or not self.codes.accepts(user.username, form.get("code", "")):
            return write.reset(name, "wrong-code")
        problem = self._set_password(user.username, form)
        if problem:
            return write.reset(name, problem)
        self.codes.spend(user.username)
        self.patience.succeeded(name)
        return write.sign_in(notice="changed")

    def _set_password(self, username: str, form: dict[str, str]) -> str:
        """What is wrong with a new password; nothing is empty, and it is set."""
        password = form.get("password", "")
        if password != form.get("repeated", ""):
            return "differ"
        try:
            self.people.set_password(username, password)
        except WeakPasswordError:
            return "weak"
        return ""

    def _in(self, username: str, grant: Grant) -> Response:
        ticket = self.signed_in.hand_out(username)
        return _redirect(self.grants.answer(grant, username), _cookie(ticket))

    def _sign_out(self, query: dict[str, str], request: Request, write: Writer) -> Response:
        site = f"{self.site_url}/"
        if query != {"client_id": self.people.client_id, "logout_uri": site}:
            return write.refused()
        self.signed_in.take_back(_ticket(request))
        return _redirect(site, _cookie("", 0))


def _redirect(location: str, *cookies: Cookie) -> Response:
    headers = [("Location", location), ("Cache-Control", "no-store")]
    return Response(302, headers + [("Set-Cookie", each.header) for each in cookies], b"")


def _cookie(ticket: str, max_age: int | None = None) -> Cookie:
    return Cookie(
        _COOKIE, ticket, secure=False, same_site="Lax", path=f"{PREFIX}/", max_age=max_age
    )


def _ticket(request: Request) -> str:
    return Cookies.of(request.header("cookie") or "").get(_COOKIE)


def _form(request: Request) -> dict[str, str]:
    text = request.body.decode("utf-8", "replace")
    return {name: value[:_LONGEST] for name, value in parse_qsl(text, keep_blank_values=True)}


def _is_from_here(request: Request) -> bool:
    """Forms are sent by our own pages; to sign-in itself any page may lead."""
    return request.method == "GET" or request.header("sec-fetch-site") in (None, "same-origin")
