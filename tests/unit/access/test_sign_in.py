"""Signing in: who comes back is who left, and lands on this site; nothing else opens a session."""

import base64
import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.cookie import MOST_BYTES, Cookie, Cookies
from cers.model.errors import AccessError, UpstreamError
from cers.model.sign_in import LIFE, LONGEST_PATH, Attempt, SignInError, Tokens, path_of_ours
from cers.steps.access_token import Identity, Proof
from cers.steps.sign_in import Door, Site, Step, arrive, end, renew, start, turned_back

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
ENDS = NOW + timedelta(hours=1)
ANN = Identity("sub", "ann", "Ann", frozenset())
SITE = Site(
    "https://cers.example.org",
    "client-of-ours",
    "https://sign-in.example.com",
    "https://sign-in.example.com/logout",
)
SESSION, RENEWAL, SIGN_IN = "__Host-cers-session", "__Secure-cers-renewal", "__Host-cers-signin"


@dataclass
class Provider:
    """An identity provider and the check of its tokens, which are called what they are."""

    codes: dict[str, str] = field(default_factory=dict)
    """Code -> the nonce of the sign-in it was given for."""
    refresh_tokens: set[str] = field(default_factory=lambda: {"refresh"})
    id_token: str = "id"
    refresh_token: str = "refresh"
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    silent: bool = False

    def redeem(self, code: str, verifier: str, redirect_uri: str) -> Tokens:
        self._speak()
        self.asked.append((code, verifier, redirect_uri))
        if code not in self.codes:
            raise SignInError("no such code")
        return Tokens(f"{self.id_token} for {self.codes.pop(code)}", self.refresh_token)

    def renew(self, refresh_token: str) -> Tokens:
        self._speak()
        if refresh_token not in self.refresh_tokens:
            raise SignInError("revoked")
        return Tokens(f"{self.id_token} for ", "")

    def revoke(self, refresh_token: str) -> None:
        self._speak()
        self.refresh_tokens.discard(refresh_token)

    def proof(self, authorization: str, gateway_claims: None) -> Proof:
        assert gateway_claims is None
        kind, _, nonce = authorization.removeprefix("Bearer ").partition(" for ")
        if kind != "id":
            raise AccessError("not accepted")
        return Proof(ANN, ENDS, nonce)

    def _speak(self) -> None:
        if self.silent:
            raise UpstreamError("no answer")


def door(provider: Provider, site: Site = SITE, now: datetime = NOW) -> Door:
    return Door(site, provider, provider, lambda: now)


def held(step: Step) -> Attempt:
    """The sign-in that a browser was told to remember."""
    [cookie] = step.cookies
    attempt = Attempt.decoded(cookie.value)
    assert attempt is not None
    return attempt


def cookies(**values: str) -> Cookies:
    names = {"session": SESSION, "renewal": RENEWAL, "sign_in": SIGN_IN}
    return Cookies(tuple((names[name], value) for name, value in values.items()))


def begun(return_to: str = "/schools/1?year=2026") -> tuple[Provider, Attempt, Cookies]:
    """A provider with a code for a sign-in that is under way."""
    provider = Provider()
    attempt = held(start(door(provider), return_to))
    provider.codes["code"] = attempt.nonce
    return provider, attempt, cookies(sign_in=attempt.encoded())


# ---- leaving


def test_a_browser_is_sent_to_the_provider_with_what_it_needs() -> None:
    step = start(door(Provider()), "/schools/1")
    parts, attempt = urlsplit(step.location), held(step)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == (
        "https://sign-in.example.com/oauth2/authorize"
    )
    digest = hashlib.sha256(attempt.verifier.encode()).digest()
    assert {name: value for name, [value] in parse_qs(parts.query).items()} == {
        "response_type": "code",
        "client_id": "client-of-ours",
        "redirect_uri": "https://cers.example.org/api/v1/session/callback",
        "scope": "openid email profile",
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    assert attempt.verifier not in step.location


def test_what_it_is_recognized_by_is_kept_for_ten_minutes_and_sent_on_the_way_back() -> None:
    [cookie] = start(door(Provider()), "/").cookies
    assert replace(cookie, value="") == Cookie(
        SIGN_IN, "", secure=True, same_site="Lax", path="/", max_age=600
    )
    assert cookie.fits


def test_no_two_sign_ins_are_alike() -> None:
    attempts = [held(start(door(Provider()), "/")) for _ in range(50)]
    secrets = {secret for each in attempts for secret in (each.state, each.nonce, each.verifier)}
    assert len(secrets) == 150
    assert min(len(secret) for secret in secrets) >= 43


def test_the_longest_path_still_fits_into_the_cookie() -> None:
    [cookie] = start(door(Provider()), "/" + "a" * (LONGEST_PATH - 1)).cookies
    assert cookie.fits
    assert held(Step("", (cookie,))).return_to.startswith("/a")


def test_where_nobody_knows_the_site_nobody_is_sent_away() -> None:
    with pytest.raises(UpstreamError):
        start(door(Provider(), replace(SITE, url="")), "/")


def test_on_loopback_without_tls_cookies_are_ones_a_browser_takes() -> None:
    local = replace(SITE, url="http://127.0.0.1:8080")
    [cookie] = start(door(Provider(), local), "/").cookies
    assert (cookie.name, cookie.secure) == ("cers-signin", False)
    elsewhere = replace(SITE, url="http://cers.example.org")
    [cookie] = start(door(Provider(), elsewhere), "/").cookies
    assert (cookie.name, cookie.secure) == (SIGN_IN, True)


# ---- where to return to


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/schools/99100106100001/assessments/(CERS)ELA-G5-SUM%20(2026)?year=2026&sort=-name",
        "/a.b/c_d~e/",
        "/students?filter=a/b//c",
        "/apiary",
    ],
)
def test_a_path_of_the_site_is_returned_to(path: str) -> None:
    assert path_of_ours(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "schools",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "https://evil.example",
        "https:/evil.example",
        "javascript:alert(1)",
        "/schools//evil.example",
        "/.//evil.example",
        "/..//evil.example",
        "/%2e%2e//evil.example",
        "/a/../b",
        "/%2E/b",
        "/a\r\nSet-Cookie: x=y",
        "/<script>",
        '/"',
        "/é",
        "/#/x",
        "/api",
        "/api/v1/session/start",
        "/API/v1/me",
        "/" + "a" * LONGEST_PATH,
        "/\ud800",
    ],
)
def test_anything_else_is_not(path: str) -> None:
    assert path_of_ours(path) == "/"


@given(st.text(alphabet="/\\.:@?#%25ehtps \t\r\na", max_size=20) | st.text())
def test_whatever_is_asked_for_the_browser_stays_on_the_site(text: str) -> None:
    path = path_of_ours(text)
    there = urlsplit(urljoin("https://cers.example.org/api/v1/session/callback", path))
    assert (there.scheme, there.netloc) == ("https", "cers.example.org")
    assert path.startswith("/") and not path.startswith(("//", "/\\"))
    assert path.isascii() and path.isprintable()


# ---- coming back


def test_a_code_becomes_a_session_where_it_was_begun() -> None:
    provider, attempt, sent = begun()
    step = arrive(door(provider), sent, attempt.state, "code")
    assert step.location == "/schools/1?year=2026"
    gone, session, renewal = step.cookies
    assert (gone.name, gone.value, gone.max_age) == (SIGN_IN, "", 0)
    assert session == Cookie(SESSION, f"id for {attempt.nonce}", secure=True, max_age=3600)
    assert renewal == Cookie(RENEWAL, "refresh", secure=True, path="/api/v1/session")
    assert provider.asked == [
        ("code", attempt.verifier, "https://cers.example.org/api/v1/session/callback")
    ]


def test_a_code_is_good_once() -> None:
    provider, attempt, sent = begun()
    arrive(door(provider), sent, attempt.state, "code")
    with pytest.raises(SignInError):
        arrive(door(provider), sent, attempt.state, "code")


@pytest.mark.parametrize("state", ["", "x", "\N{SNOWMAN}", "\ud800"])
def test_with_another_state_nobody_is_let_in(state: str) -> None:
    provider, _, sent = begun()
    with pytest.raises(SignInError):
        arrive(door(provider), sent, state, "code")
    assert provider.asked == [], "the code is not even tried"


def test_a_state_of_another_browser_lets_nobody_in() -> None:
    provider, attempt, _ = begun()
    _, _, other = begun()
    for sent in (other, cookies(), Cookies.of(f"{SIGN_IN}=a; {SIGN_IN}=b")):
        with pytest.raises(SignInError):
            arrive(door(provider), sent, attempt.state, "code")
    assert provider.asked == []


def test_a_token_made_for_another_sign_in_lets_nobody_in() -> None:
    provider, attempt, sent = begun()
    provider.codes["code"] = "the nonce of somebody else"
    with pytest.raises(SignInError):
        arrive(door(provider), sent, attempt.state, "code")


def test_a_token_that_is_not_accepted_lets_nobody_in() -> None:
    provider, attempt, sent = begun()
    provider.id_token = "token of another pool"
    with pytest.raises(SignInError):
        arrive(door(provider), sent, attempt.state, "code")


@pytest.mark.parametrize("code", ["", "x" * 2049])
def test_without_a_sensible_code_the_provider_is_not_asked(code: str) -> None:
    provider, attempt, sent = begun()
    with pytest.raises(SignInError):
        arrive(door(provider), sent, attempt.state, code)
    assert provider.asked == []


@pytest.mark.parametrize(("seconds", "lets_in"), [(0, True), (LIFE - 1, True), (LIFE, False)])
def test_after_ten_minutes_it_is_too_late(seconds: int, *, lets_in: bool) -> None:
    provider, attempt, sent = begun()
    later = door(provider, now=NOW + timedelta(seconds=seconds))
    if lets_in:
        assert arrive(later, sent, attempt.state, "code").cookies
    else:
        with pytest.raises(SignInError):
            arrive(later, sent, attempt.state, "code")


def test_a_token_too_long_for_a_cookie_is_said_to_be_so() -> None:
    provider, attempt, sent = begun()
    provider.refresh_token = "x" * MOST_BYTES
    with pytest.raises(SignInError, match="fit"):
        arrive(door(provider), sent, attempt.state, "code")


# ---- what the browser keeps meanwhile


TAMPERED = {
    "nothing": "",
    "no base64": "é",
    "no json": base64.urlsafe_b64encode(b"{").decode(),
    "a list": base64.urlsafe_b64encode(b"[]").decode(),
    "deep": base64.urlsafe_b64encode(b"[" * 3000).decode(),
    "less": base64.urlsafe_b64encode(b'{"state": "x"}').decode(),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_cookie_that_is_none_of_ours_lets_nobody_in(name: str) -> None:
    provider, attempt, _ = begun()
    with pytest.raises(SignInError):
        arrive(door(provider), cookies(sign_in=TAMPERED[name]), attempt.state, "code")


@pytest.mark.parametrize(
    "change",
    [
        {"until": "never"},
        {"until": None},
        {"state": 1},
        {"nonce": None},
        {"verifier": ["x"]},
        {"verifier": "\ud800"},
        {"return_to": 7},
    ],
)
def test_of_the_wrong_kind_it_is_none_either(change: dict[str, object]) -> None:
    _, attempt, _ = begun()
    known = json.loads(base64.urlsafe_b64decode(attempt.encoded() + "=="))
    text = json.dumps({**known, **change}).encode()
    assert Attempt.decoded(base64.urlsafe_b64encode(text).decode()) is None


def test_where_a_changed_cookie_leads_to_is_checked_again() -> None:
    provider, attempt, _ = begun()
    planted = replace(attempt, return_to="//evil.example").encoded()
    step = arrive(door(provider), cookies(sign_in=planted), attempt.state, "code")
    assert step.location == "/"


def test_a_sign_in_that_came_to_nothing_leads_back_to_where_it_was_begun() -> None:
    provider, attempt, _ = begun()
    kept = cookies(sign_in=replace(attempt, return_to="/students/x?year=2026").encoded())
    known = turned_back(door(provider), kept, attempt.state, "cancelled")
    assert known == "/students/x?year=2026&sign_in=cancelled"
    assert turned_back(door(provider), kept, "another", "failed") == "/?sign_in=failed"
    assert turned_back(door(provider), cookies(), attempt.state, "failed") == "/?sign_in=failed"
    planted = cookies(sign_in=replace(attempt, return_to="//evil.example").encoded())
    assert turned_back(door(provider), planted, attempt.state, "failed") == "/?sign_in=failed"


@given(st.binary(max_size=200))
def test_no_cookie_makes_us_fail(data: bytes) -> None:
    assert Attempt.decoded(base64.urlsafe_b64encode(data).decode()) is None
    assert Attempt.decoded(data.decode("latin-1")) is None


# ---- more time, and no more


def test_a_session_is_extended_by_its_refresh_token() -> None:
    opened = renew(door(Provider()), cookies(renewal="refresh"))
    assert opened.expires_at == ENDS
    assert opened.cookies == (Cookie(SESSION, "id for ", secure=True, max_age=3600),)


def test_only_by_a_good_one() -> None:
    for sent in (cookies(), cookies(renewal="revoked"), cookies(session="refresh")):
        with pytest.raises(SignInError):
            renew(door(Provider()), sent)
    with pytest.raises(SignInError):
        renew(door(Provider(id_token="of another pool")), cookies(renewal="refresh"))


def test_an_end_takes_every_cookie_away_and_revokes() -> None:
    provider = Provider()
    step = end(door(provider), cookies(session="id", renewal="refresh"))
    assert provider.refresh_tokens == set()
    assert step.location == (
        "https://sign-in.example.com/logout?client_id=client-of-ours"
        "&logout_uri=https%3A%2F%2Fcers.example.org%2F"
    )
    gone = {(each.name, each.path) for each in step.cookies}
    assert gone == {(SESSION, "/"), (RENEWAL, "/api/v1/session"), (SIGN_IN, "/")}
    assert all((each.value, each.max_age) == ("", 0) for each in step.cookies)


def test_a_provider_that_does_not_answer_keeps_nobody_signed_in() -> None:
    step = end(door(Provider(silent=True)), cookies(renewal="refresh"))
    assert len(step.cookies) == 3


def test_where_there_is_nothing_to_sign_out_of_nobody_is_sent_there() -> None:
    assert end(door(Provider(), replace(SITE, sign_out_url="")), cookies()).location == ""


def test_neither_tokens_nor_secrets_are_printed() -> None:
    _, attempt, _ = begun()
    texts = (repr(attempt), repr(Tokens("secret", "secret")), repr(Proof(ANN, ENDS, "secret")))
    assert not any("secret" in text or attempt.state in text for text in texts)
    assert attempt.verifier not in texts[0]
