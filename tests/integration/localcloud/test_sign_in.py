"""Signing in against the stand-in for managed login, by the very code that runs on AWS; attacks."""

import base64
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest

from localcloud.cloud import LocalCloud
from tests.support.visitor import Visitor

PASSWORD, TEMPORARY, OTHER = "Long-Enough-2026!", "Temporary-2026!", "Another-Long-2026!"
ME, START = "/api/v1/me", "/api/v1/session/start"
SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def site() -> Iterator[LocalCloud]:
    """The deployment's templates with the API at work, and without data."""
    with LocalCloud() as running:
        yield running


class Pool:
    """The users of the tests."""

    def __init__(self, cloud: LocalCloud) -> None:
        self._cognito = cloud.clients.cognito
        self._pool = cloud.resources.user_pool_id

    def add(self, username: str, password: str = PASSWORD, *, permanent: bool = True) -> str:
        self._cognito.admin_create_user(
            UserPoolId=self._pool,
            Username=username,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": f"{username}@alder.example"},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "name", "Value": "Ann Lee"},
            ],
        )
        self._cognito.admin_set_user_password(
            UserPoolId=self._pool, Username=username, Password=password, Permanent=permanent
        )
        return username

    def shut_out(self, username: str) -> None:
        self._cognito.admin_disable_user(UserPoolId=self._pool, Username=username)


@pytest.fixture(scope="module")
def pool(site: LocalCloud) -> Pool:
    return Pool(site)


@pytest.fixture(scope="module")
def ann(pool: Pool) -> str:
    return pool.add("ann")


@pytest.fixture
def visitor(site: LocalCloud) -> Visitor:
    return Visitor(site.web_url)


@pytest.fixture
def inside(visitor: Visitor, ann: str) -> Visitor:
    """Somebody who has signed in."""
    visitor.follow(visitor.sign_in(ann, PASSWORD))
    assert visitor.get(ME).status == 200
    return visitor


def sign_in_failed(answer: Any) -> bool:
    return (answer.status, answer.headers["Location"]) == (302, "/?sign_in=failed")


# ---- the way it goes


def test_a_sign_in_ends_where_it_was_begun_with_a_session(visitor: Visitor, ann: str) -> None:
    assert visitor.get(ME).status == 401
    back = visitor.sign_in(ann, PASSWORD, "/schools/1?year=2026")
    assert back.status == 302
    assert urlsplit(back.headers["Location"]).path == "/api/v1/session/callback"
    arrived = visitor.follow(back)
    assert (arrived.status, arrived.headers["Location"]) == (302, "/schools/1?year=2026")
    me = visitor.get(ME, **SAME).json()
    assert (me["username"], me["name"], me["assignments"]) == ("ann", "Ann Lee", [])
    claims = jwt.decode(visitor.cookie("cers-session"), options={"verify_signature": False})
    assert claims["exp"] == pytest.approx(_moment(me["expires_at"]), abs=0)


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(inside: Visitor) -> None:
    session, renewal = (inside.attributes[f"cers-{name}"] for name in ("session", "renewal"))
    assert re.fullmatch(r"Path=/; Max-Age=3[56]\d\d; HttpOnly; SameSite=Strict", session)
    assert renewal == "Path=/api/v1/session; HttpOnly; SameSite=Strict"
    assert inside.cookie("cers-signin") == ""


def test_a_session_is_extended_and_ended(inside: Visitor, site: LocalCloud) -> None:
    first, refresh = inside.cookie("cers-session"), inside.cookie("cers-renewal")
    extended = inside.post("/api/v1/session/renewal")
    assert extended.status == 200
    assert inside.cookie("cers-session") != first
    assert extended.json()["expires_at"] == inside.get(ME).json()["expires_at"]

    ended = inside.post("/api/v1/session/end")
    there = urlsplit(ended.json()["sign_out_url"])
    assert f"{there.scheme}://{there.netloc}" == site.web_url
    assert parse_qs(there.query)["logout_uri"] == [f"{site.web_url}/"]
    assert (inside.cookie("cers-session"), inside.cookie("cers-renewal")) == ("", "")
    assert inside.get(ME).status == 401

    # Whoever had kept the refresh token cannot use it any more.
    inside.cookies["cers-renewal", "/api/v1/session"] = refresh
    assert inside.post("/api/v1/session/renewal").status == 401


def test_signing_out_asks_for_the_password_again(inside: Visitor) -> None:
    again = inside.to_sign_in()
    assert again.status == 302, "managed login knows who signed in here"
    address = inside.post("/api/v1/session/end").json()["sign_out_url"]
    assert inside.get(address).headers["Location"].endswith("/")
    assert b"<form" in inside.to_sign_in().data


def test_no_page_script_or_address_ever_holds_a_token(visitor: Visitor, ann: str) -> None:
    answers = [visitor.sign_in(ann, PASSWORD)]
    answers += [visitor.follow(answers[0]), visitor.get(ME), visitor.get("/settings.json")]
    answers.append(visitor.post("/api/v1/session/renewal"))
    secrets = [visitor.cookie("cers-session"), visitor.cookie("cers-renewal"), PASSWORD]
    for answer in answers:
        text = answer.data.decode() + answer.headers.get("Location", "")
        assert not any(secret in text for secret in secrets)


# ---- passwords


def test_a_wrong_password_says_so_without_telling_whether_there_is_such_a_user(
    visitor: Visitor, ann: str
) -> None:
    known, unknown = (visitor.sign_in(name, "wrong") for name in (ann, "nobody"))
    assert visitor.alerts(known) == ["The user name or password is not right."]
    assert (known.status, _shape(known)) == (unknown.status, _shape(unknown))


def _shape(page: Any) -> str:
    """A page without what is different each time."""
    return re.sub(r"(state|nonce|code_challenge)=[\w-]+", r"\1", page.data.decode())


def test_many_wrong_passwords_lock_for_a_while(visitor: Visitor, pool: Pool) -> None:
    for name in (pool.add("locked"), "nobody-at-all"):
        # Each lock is longer than the one before, so however slow this is, one is met.
        answers = [visitor.sign_in(name, "wrong") for _ in range(12)]
        assert [each.status for each in answers[:5]] == [401] * 5
        locked = [each for each in answers if each.status == 429]
        assert visitor.alerts(locked[0]) == [
            "There were too many attempts. Wait a while, then try again."
        ]


def test_a_name_or_address_in_any_case_is_the_same_user(visitor: Visitor, ann: str) -> None:
    for name in (ann.upper(), "Ann@Alder.example", f" {ann} "):
        assert visitor.follow(visitor.sign_in(name, PASSWORD)).headers["Location"] == "/"
        assert visitor.get(ME).json()["username"] == ann
        visitor.cookies.clear()


def test_who_is_shut_out_cannot_sign_in_or_go_on(visitor: Visitor, pool: Pool) -> None:
    name = pool.add("former")
    visitor.follow(visitor.sign_in(name, PASSWORD))
    pool.shut_out(name)
    assert visitor.post("/api/v1/session/renewal").status == 401
    assert Visitor(visitor.base).sign_in(name, PASSWORD).status == 401


def test_a_first_sign_in_asks_for_an_own_password(visitor: Visitor, pool: Pool) -> None:
    name = pool.add("novice", TEMPORARY, permanent=False)
    page = visitor.sign_in(name, TEMPORARY, "/help")
    assert b"Choose your own password" in page.data
    for password, repeated, problem in (
        ("short", "short", "This password is not good enough."),
        (PASSWORD, OTHER, "The two passwords are not the same."),
    ):
        page = visitor.fill(page, password=password, repeated=repeated)
        assert visitor.alerts(page) == [problem]
    back = visitor.fill(page, password=PASSWORD, repeated=PASSWORD)
    assert visitor.follow(back).headers["Location"] == "/help"
    assert visitor.get(ME).json()["username"] == name
    spent = visitor.fill(page, password=OTHER, repeated=OTHER)
    assert spent.status == 401, "the temporary password has let in once"


def test_a_forgotten_password_is_set_anew_by_a_mailed_code(visitor: Visitor, pool: Pool) -> None:
    name = pool.add("forgetful")
    asked = urlsplit(visitor.get(START).headers["Location"]).query
    forgot = visitor.get(f"/managed-login/forgot?{asked}")
    page, stranger = (visitor.fill(forgot, username=each) for each in (name, "nobody"))
    assert _shape(page).replace(name, "x") == _shape(stranger).replace("nobody", "x")

    wrong = visitor.fill(page, code="000000x", password=OTHER, repeated=OTHER)
    assert visitor.alerts(wrong) == ["The code is not right, or no longer good."]
    mail = visitor.get("/managed-login/mail").data.decode()
    [code] = re.findall(rf"{name}@alder.example: your code is (\d+)", mail)
    changed = visitor.fill(page, code=code, password=OTHER, repeated=OTHER)
    assert visitor.alerts(changed) == ["Your password is changed. Sign in with it."]
    assert visitor.sign_in(name, PASSWORD).status == 401
    assert visitor.follow(visitor.sign_in(name, OTHER)).headers["Location"] == "/"
    again = visitor.fill(page, code=code, password=PASSWORD, repeated=PASSWORD)
    assert visitor.alerts(again) == ["The code is not right, or no longer good."]


def test_the_pages_speak_spanish(site: LocalCloud) -> None:
    spanish = Visitor(site.web_url, language="es-MX")
    page = spanish.sign_in("nobody", "wrong")
    assert b'<html lang="es">' in page.data
    assert spanish.alerts(page) == ["El nombre de usuario o la contraseña no son correctos."]


# ---- attacks


@pytest.mark.parametrize(
    "path", ["//evil.example", "/%5Cevil.example", "https://evil.example", "/%09/evil.example"]
)
def test_nobody_is_led_to_another_site(visitor: Visitor, ann: str, path: str) -> None:
    start = visitor.get(f"{START}?return_to={path}")
    page = visitor.get(start.headers["Location"])
    back = visitor.fill(page, username=ann, password=PASSWORD)
    assert visitor.follow(back).headers["Location"] == "/"


def test_a_code_somebody_else_was_given_opens_no_session(site: LocalCloud, ann: str) -> None:
    """An attacker sends the victim to the callback with a code of his own."""
    attacker, victim = Visitor(site.web_url), Visitor(site.web_url)
    theirs = attacker.sign_in(ann, PASSWORD).headers["Location"]
    assert sign_in_failed(victim.get(theirs)), "the victim has begun no sign-in"
    victim.to_sign_in()
    assert sign_in_failed(victim.get(theirs)), "or another one"
    code = parse_qs(urlsplit(theirs).query)["code"][0]
    own = parse_qs(urlsplit(victim.get(START).headers["Location"]).query)["state"][0]
    mixed = f"/api/v1/session/callback?code={code}&state={own}"
    assert sign_in_failed(victim.get(mixed)), "the code is bound to the attacker's verifier"
    assert victim.cookie("cers-session") == ""


def test_a_code_is_good_once(visitor: Visitor, ann: str) -> None:
    back = visitor.sign_in(ann, PASSWORD)
    held = dict(visitor.cookies)
    assert visitor.follow(back).headers["Location"] == "/"
    visitor.cookies = held
    assert sign_in_failed(visitor.follow(back))


def test_a_changed_sign_in_cookie_opens_no_session(visitor: Visitor, ann: str) -> None:
    back = visitor.sign_in(ann, PASSWORD)
    known = json.loads(base64.urlsafe_b64decode(visitor.cookie("cers-signin") + "=="))
    for changes in ({"verifier": "x" * 43}, {"nonce": "x"}, {"until": 0}, {"state": "x"}):
        fresh = Visitor(visitor.base)
        back = fresh.sign_in(ann, PASSWORD)
        known = json.loads(base64.urlsafe_b64decode(fresh.cookie("cers-signin") + "=="))
        text = json.dumps({**known, **changes}).encode()
        fresh.cookies["cers-signin", "/"] = base64.urlsafe_b64encode(text).decode()
        assert sign_in_failed(fresh.follow(back)), changes
    for junk in ("", "x", "A" * 9000):
        fresh.cookies["cers-signin", "/"] = junk
        assert sign_in_failed(fresh.follow(back))


def test_another_site_gets_nothing_with_the_users_cookies(inside: Visitor) -> None:
    for site in ("cross-site", "same-site"):
        assert inside.get(ME, **{"Sec-Fetch-Site": site}).status == 401
    kind = {"Content-Type": "application/json"}
    for path in ("/api/v1/session/end", "/api/v1/session/renewal"):
        assert inside.ask("POST", path, b"{}", **kind).status == 403
        form = {"X-CERS-Request": "1", "Content-Type": "text/plain"}
        assert inside.ask("POST", path, b"{}", **form).status == 415
    assert inside.get(ME).status == 200


def test_a_session_of_another_pool_is_none(inside: Visitor, site: LocalCloud) -> None:
    cognito = site.clients.cognito
    other = cognito.create_user_pool(PoolName="other")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=other, ClientName="x", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    cognito.admin_create_user(UserPoolId=other, Username="ann", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(
        UserPoolId=other, Username="ann", Password=PASSWORD, Permanent=True
    )
    tokens = cognito.initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ann", "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    inside.cookies["cers-session", "/"] = tokens["IdToken"]
    assert inside.get(ME).status == 401
    inside.cookies["cers-session", "/"] = tokens["AccessToken"]
    assert inside.get(ME).status == 401
    inside.cookies["cers-renewal", "/api/v1/session"] = tokens["RefreshToken"]
    assert inside.post("/api/v1/session/renewal").status == 401


def test_a_token_in_the_wrong_cookie_opens_nothing(inside: Visitor) -> None:
    refresh = inside.cookie("cers-renewal")
    inside.cookies["cers-session", "/"] = refresh
    assert inside.get(ME).status == 401


def test_cookies_too_large_are_an_answer_of_ours_or_none(visitor: Visitor) -> None:
    visitor.cookies["cers-session", "/"] = "x" * 20_000
    assert visitor.get(ME).status == 401
    visitor.cookies["cers-renewal", "/api/v1/session"] = "x" * 20_000
    assert visitor.post("/api/v1/session/renewal").status == 401


def test_no_log_holds_a_token(inside: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        inside.get(ME)
        inside.post("/api/v1/session/renewal")
        inside.post("/api/v1/session/end")
    logged = repr([record.__dict__ for record in caplog.records])
    assert "/v1/session/renewal" in logged
    assert not re.search(r"eyJ[\w-]+\.|password", logged)


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "other"},
        {"redirect_uri": "https://evil.example/"},
        {"response_type": "token"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
    ],
)
def test_managed_login_answers_our_site_alone(visitor: Visitor, change: dict[str, str]) -> None:
    start = urlsplit(visitor.get(START).headers["Location"])
    asked = {name: value for name, [value] in parse_qs(start.query).items()} | change
    answer = visitor.get(f"{start.path}?{urlencode(asked)}")
    assert (answer.status, "Location" in answer.headers) == (400, False)


def test_managed_login_signs_nobody_out_to_another_site(site: LocalCloud) -> None:
    client = site.resources.client_id
    for query in (f"client_id={client}&logout_uri=https://evil.example/", "", "logout_uri=/"):
        assert Visitor(site.web_url).get(f"/managed-login/logout?{query}").status == 400


def test_another_sites_form_signs_nobody_in(visitor: Visitor, ann: str) -> None:
    action = urlsplit(visitor.get(START).headers["Location"]).query
    answer = visitor.ask(
        "POST",
        f"/managed-login/login?{action}",
        f"username={ann}&password={PASSWORD}".encode(),
        **{"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status == 400
