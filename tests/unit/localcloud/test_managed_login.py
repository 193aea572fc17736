"""The stand-in for managed login, part by part: what it remembers, and what its pages say."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import cast
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.gateway.proxy import Request
from localcloud.managed_login.app import ManagedLogin
from localcloud.managed_login.grants import Grants
from localcloud.managed_login.memory import Mail, Patience, ResetCodes, Tickets
from localcloud.managed_login.pages import Writer
from localcloud.managed_login.people import People, Standing
from localcloud.managed_login.texts import TEXTS, language_of


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_ticket_is_good_until_its_time_or_until_it_is_taken_back() -> None:
    clock = Clock()
    tickets = Tickets[str](60, clock)
    name = tickets.hand_out("ann")
    assert (tickets.look_up(name), tickets.look_up("made up")) == ("ann", None)
    clock.now += 59
    assert tickets.take_back(name) == "ann"
    assert tickets.take_back(name) is None
    late = tickets.hand_out("ann")
    clock.now += 60
    assert tickets.look_up(late) is None


def test_five_wrong_passwords_lock_a_name_longer_each_time() -> None:
    clock = Clock()
    patience = Patience(clock)
    for _ in range(4):
        patience.failed("Ann")
        assert not patience.is_out("ann")
    waits = []
    for _ in range(14):
        patience.failed(" ANN ")
        start = clock.now
        while patience.is_out("ann"):
            clock.now += 1
        waits.append(clock.now - start)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]
    assert not patience.is_out("ben")
    patience.succeeded("ann")
    patience.failed("ann")
    assert not patience.is_out("ann")


class Ann:
    """A user pool with one user, whose password is `right`."""

    client_id = "client"

    def standing(self, name: str, password: str) -> Standing:
        return Standing.RIGHT if (name, password) == ("ann", "right") else Standing.WRONG

    def find(self, name: str) -> SimpleNamespace | None:
        return SimpleNamespace(username="ann") if name == "ann" else None


def test_while_a_name_is_locked_the_right_password_lets_nobody_in() -> None:
    clock, people = Clock(), cast(People, Ann())
    grants = Grants(people, "http://site/callback")
    login = ManagedLogin(people, grants, "http://site", Patience(clock))
    query = urlencode(
        {
            "client_id": "client",
            "redirect_uri": "http://site/callback",
            "response_type": "code",
            "code_challenge_method": "S256",
            "code_challenge": "c",
        }
    )

    def sign_in(password: str) -> int:
        body = urlencode({"username": "ann", "password": password}).encode()
        path = "/managed-login/login"
        return login.handle(Request("POST", path, path, query, [], body)).status

    assert [sign_in("wrong") for _ in range(6)] == [401] * 5 + [429]
    assert sign_in("right") == 429
    clock.now += 1
    assert sign_in("right") == 302


def test_a_mailed_code_is_good_for_five_tries_an_hour_and_one_use() -> None:
    clock = Clock()
    codes = ResetCodes(clock)
    codes.send("ann", "ann@x.example")
    [mail] = codes.mails
    assert re.fullmatch(r"\d{6}", mail.code)
    assert codes.accepts("ann", f" {mail.code} ")
    assert not codes.accepts("ben", mail.code)
    codes.spend("ann")
    assert not codes.accepts("ann", mail.code)

    codes.send("ann", "ann@x.example")
    for wrong in ("", "0", "x", mail.code + "0", "\N{SNOWMAN}"):
        assert not codes.accepts("ann", wrong)
    assert not codes.accepts("ann", codes.mails[-1].code), "the tries are used up"

    codes.send("ann", "ann@x.example")
    clock.now += 3600
    assert not codes.accepts("ann", codes.mails[-1].code)


def test_everything_is_said_in_both_languages() -> None:
    assert TEXTS["en"].keys() == TEXTS["es"].keys()
    same = {name for name, text in TEXTS["en"].items() if TEXTS["es"][name] == text}
    assert same == set()


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("es", "en", "es"),
        ("", "es-MX,es;q=0.9,en;q=0.8", "es"),
        ("fr", "fr,ES;q=0.5", "es"),
        ("", "", "en"),
        ("../", "*", "en"),
    ],
)
def test_a_page_speaks_the_language_asked_for(asked: str, accepted: str, language: str) -> None:
    assert language_of(asked, accepted) == language


class Page(HTMLParser):
    """What stands in a page."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for each, attributes in self.tags if each == tag]


ASKED = (("state", "s"), ("redirect_uri", "http://x/?a=1&b=2"))


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_input_has_its_label_and_every_page_its_language(language: str) -> None:
    write = Writer(language, ASKED)
    pages = (write.sign_in("wrong"), write.forgot(), write.reset("ann"), write.first("t", "weak"))
    for response in pages:
        page = Page(response.body)
        assert page.all("html")[0]["lang"] == language
        assert len(page.all("h1")) == len(page.all("title")) == len(page.all("main")) == 1
        labels = {each["for"] for each in page.all("label")}
        shown = [each for each in page.all("input") if each.get("type") != "hidden"]
        assert labels == {each["id"] for each in shown}
        assert all(each["autocomplete"] for each in shown)
        hints = {each.get("id") for each in page.all("p")}
        described = {each["aria-describedby"] for each in shown if "aria-describedby" in each}
        assert described <= hints
        assert not page.all("script")
        assert all("style" not in attributes for _, attributes in page.tags)


def test_no_page_may_run_frame_or_send_anything_elsewhere() -> None:
    headers = dict(Writer("en").sign_in().headers)
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    )
    assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")


@given(st.text())
def test_what_is_typed_stands_in_a_page_as_text(text: str) -> None:
    body = Writer("en", (("state", text),)).reset(text).body
    page = Page(body)
    allowed = {each for each, _ in Page(Writer("en").reset("x").body).tags}
    assert {each for each, _ in page.tags} == allowed
    mails = Writer("es").mails([Mail(text, "123456")]).body
    assert len(Page(mails).all("li")) == 2
