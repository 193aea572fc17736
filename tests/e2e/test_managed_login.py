"""Signing in as on AWS, in a real browser: from a deep link to managed login and back.

Wrong password, forgotten password and first sign-in are managed login's, of which the local cloud
has a stand-in; the page, the cookies and the way between them are what is deployed.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from localcloud.process import CloudProcess

pytestmark = pytest.mark.e2e

PASSWORD, TEMPORARY, OTHER = "Long-Enough-2026!", "Temporary-2026!", "Another-Long-2026!"
DEEP_LINK = "/deliveries?feed=exams"
SIGN_OUT = "Sign out"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudProcess]:
    """The local cloud, with an operator who has a password and one who has not signed in yet."""
    with CloudProcess(tmp_path_factory.mktemp("cloud") / "functions.log") as running:
        _add_operator(running, "olga", PASSWORD, permanent=True)
        _add_operator(running, "novice", TEMPORARY, permanent=False)
        yield running


def _add_operator(cloud: CloudProcess, username: str, password: str, *, permanent: bool) -> None:
    cognito, pool = cloud.session().client("cognito-idp"), cloud.resources.user_pool_id
    cognito.admin_create_user(
        UserPoolId=pool,
        Username=username,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": f"{username}@cers.example"}],
    )
    cognito.admin_set_user_password(
        UserPoolId=pool, Username=username, Password=password, Permanent=permanent
    )
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=username, GroupName="OPERATOR")
    item = {
        "pk": f"USER#{username}",
        "sk": "ASSIGNMENT#OPERATOR#CA",
        "role": "OPERATOR",
        "organization_type": "state",
        "organization_id": "CA",
        "organization_name": "California",
    }
    access: Any = cloud.session().resource("dynamodb").Table("cers-access")
    access.put_item(Item=item)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that nobody has signed in with."""
    with browser.new_context(locale="en-US") as fresh:
        yield fresh


class Screen:
    """What a user sees and presses."""

    def __init__(self, page: Page, cloud: CloudProcess) -> None:
        self.page = page
        self.base = cloud.web_url

    def open(self, path: str = DEEP_LINK) -> "Screen":
        self.page.goto(self.base + path)
        return self

    def press(self, name: str) -> "Screen":
        self.page.get_by_role("button", name=name, exact=True).click()
        return self

    def leave_for_sign_in(self) -> "Screen":
        """From the site's door to managed login."""
        self.press("Sign in")
        expect(self.page).to_have_url(re.compile("/managed-login/"))
        return self

    def type(self, **values: str) -> "Screen":
        for label, value in values.items():
            self.page.get_by_label(label.replace("_", " "), exact=True).fill(value)
        return self

    def sign_in(self, username: str, password: str) -> "Screen":
        self.type(User_name_or_email_address=username, Password=password)
        return self.press("Sign in")

    def alert(self, text: str) -> "Screen":
        expect(self.page.get_by_role("alert")).to_have_text(text)
        return self

    def is_in(self, path: str = DEEP_LINK) -> "Screen":
        """At an address of the site, signed in."""
        expect(self.page.get_by_role("button", name=SIGN_OUT)).to_be_visible()
        expect(self.page).to_have_url(self.base + path)
        return self


def test_a_deep_link_is_returned_to_after_a_wrong_and_a_right_password(
    cloud: CloudProcess, context: BrowserContext
) -> None:
    screen = Screen(context.new_page(), cloud).open().leave_for_sign_in()
    screen.sign_in("olga", "wrong").alert("The user name or password is not right.")
    screen.sign_in("olga", PASSWORD).is_in()

    # A reload, and another tab, are still signed in; nothing in the page holds a token.
    screen.page.reload()
    screen.is_in()
    Screen(context.new_page(), cloud).open("/help").is_in("/help")
    held = {cookie["name"]: cookie for cookie in context.cookies()}
    for name in ("cers-session", "cers-renewal"):
        assert (held[name]["httpOnly"], held[name]["sameSite"]) == (True, "Strict")
    in_reach = screen.page.evaluate(
        "() => document.cookie + JSON.stringify({...sessionStorage, ...localStorage})"
    )
    assert "cers-session" not in in_reach and "eyJ" not in in_reach

    with screen.page.expect_event("load"):  # by way of managed login, which forgets her, too
        screen.press(SIGN_OUT)
    expect(screen.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert "cers-session" not in {cookie["name"] for cookie in context.cookies()}
    screen.open().leave_for_sign_in()
    expect(screen.page.get_by_label("Password")).to_be_visible()


def test_another_site_cannot_use_the_session(cloud: CloudProcess, context: BrowserContext) -> None:
    Screen(context.new_page(), cloud).open().leave_for_sign_in().sign_in("olga", PASSWORD).is_in()
    me = f"{cloud.web_url}/api/v1/me"
    own, foreign = context.new_page(), context.new_page()
    own.goto(f"{cloud.web_url}/help")
    assert own.evaluate("url => fetch(url).then(answer => answer.status)", me) == 200
    foreign.goto(cloud.web_url.replace("127.0.0.1", "localhost") + "/settings.json")
    foreign.evaluate(
        "url => { const image = new Image(); image.src = url; return 0; }", f"{me}?from=image"
    )
    read = "url => fetch(url, {credentials: 'include'}).then(() => 'read', () => 'refused')"
    assert foreign.evaluate(read, me) == "refused"


def test_a_forgotten_password_is_set_anew(cloud: CloudProcess, context: BrowserContext) -> None:
    _add_operator(cloud, "forgetful", PASSWORD, permanent=True)
    screen = Screen(context.new_page(), cloud).open().leave_for_sign_in()
    screen.page.get_by_role("link", name="Forgot your password?").click()
    screen.type(User_name_or_email_address="forgetful").press("Send the code")

    outbox = context.new_page()
    outbox.goto(f"{cloud.web_url}/managed-login/mail")
    letter = outbox.get_by_role("listitem").filter(has_text="forgetful@cers.example").first
    code = (letter.inner_text()).rpartition(" ")[2]

    new: dict[str, str] = {"New_password": OTHER, "New_password_again": OTHER}
    wrong = "x" + code
    screen.type(Code_from_the_email=wrong, **new).press("Save the password")
    screen.alert("The code is not right, or no longer good.")
    screen.type(Code_from_the_email=code, **new).press("Save the password")
    expect(screen.page.get_by_role("status")).to_have_text(
        "Your password is changed. Sign in with it."
    )
    screen.sign_in("forgetful", PASSWORD).alert("The user name or password is not right.")
    screen.sign_in("forgetful", OTHER).is_in()


def test_a_first_sign_in_asks_for_an_own_password(
    cloud: CloudProcess, context: BrowserContext
) -> None:
    screen = Screen(context.new_page(), cloud).open().leave_for_sign_in()
    screen.sign_in("novice", TEMPORARY)
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("Choose your own password")
    screen.type(New_password=OTHER, New_password_again="something else").press("Save the password")
    screen.alert("The two passwords are not the same.")
    screen.type(New_password=OTHER, New_password_again=OTHER).press("Save the password").is_in()


def test_the_sign_in_pages_have_no_barriers(cloud: CloudProcess, context: BrowserContext) -> None:
    script = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
    page = context.new_page()
    screen = Screen(page, cloud).open().leave_for_sign_in()
    seen = [_violations(page, script)]
    page.get_by_role("link", name="Español").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Iniciar sesión")
    seen.append(_violations(page, script))
    page.get_by_role("link", name="¿Olvidó su contraseña?").click()
    seen.append(_violations(page, script))
    screen.page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert seen == [[], [], []]


def _violations(page: Page, script: Path) -> list[str]:
    """What axe finds; it is put in by the debugger, since the page lets no script in."""
    page.evaluate(script.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(result => result.violations)")
    return [f"{each['id']}: {each['help']}" for each in found]
