"""Who gets in, how, and what is left behind afterwards."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.web.pages import Client, StudentTable, results_path, school_path
from tests.e2e.web.people import PASSWORD
from tests.e2e.web.stub import Refusal, Stub


def test_one_press_on_a_role_enters_the_sandbox(client: Client, page: Page) -> None:
    client.open().heading("Choose who to be").choose_role("Sees every result of the district")
    client.heading("Find a school")
    expect(page.get_by_role("group", name="Your account")).to_contain_text(
        "LEA CAASPP Coordinator, Coastal Hills Unified"
    )


def test_the_sandbox_always_says_that_it_is_one(lea: Client, page: Page) -> None:
    for path, heading in ((None, "Find a school"), (school_path(), "Maple Elementary")):
        if path:
            page.get_by_role("link", name="Maple Elementary").click()
        lea.heading(heading)
        expect(page.get_by_text("Sandbox. Every student")).to_be_visible()


def test_a_user_with_one_school_is_taken_there(client: Client) -> None:
    client.open().choose_role("Sees every result of one school").heading("Maple Elementary")
    assert client.path() == school_path()


def test_who_holds_several_roles_chooses_one_and_can_switch(client: Client, page: Page) -> None:
    client.open().choose_role("Holds two roles").heading("Choose a role")
    page.get_by_role("button", name="Site CAASPP Coordinator").click()
    client.heading("Maple Elementary")
    page.get_by_role("button", name="Switch role").click()
    client.heading("Choose a role")
    page.get_by_role("button", name="LEA CAASPP Coordinator").click()
    client.heading("Find a school")


def test_a_deep_link_is_reached_after_entering(client: Client, page: Page) -> None:
    path = results_path(query={"sort": "-score", "level": "3"})
    client.open(path).heading("Choose who to be")
    client.choose_role("Sees every result of the district").heading("Grade 5 ELA")
    assert client.path() == path
    assert set(StudentTable(page).ready().column("Level")) == {"3\nMet"}


def test_a_reload_offers_the_same_role_and_returns_to_the_same_page(
    lea: Client, page: Page
) -> None:
    lea.page.get_by_role("link", name="Juniper Elementary").click()
    lea.heading("Juniper Elementary")
    page.reload()
    lea.heading("Choose who to be")
    page.get_by_role("button", name="Continue as LEA CAASPP Coordinator").click()
    lea.heading("Juniper Elementary")


def test_no_token_or_password_is_ever_stored(lea: Client, page: Page, stub: Stub) -> None:
    lea.heading("Find a school")
    stored = page.evaluate(
        "JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie, history.state])"
    )
    assert "token" not in stored
    assert PASSWORD not in stored
    assert not any("token" in path or PASSWORD in path for path in stub.requests)


def test_signing_out_forgets_the_user(lea: Client, page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    lea.heading("Choose who to be")
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Continue as"))).to_have_count(0)
    assert lea.path() == "/"


def test_an_ended_session_leads_to_the_entry_and_back_to_the_same_page(
    lea: Client, page: Page, stub: Stub
) -> None:
    page.get_by_role("link", name="Maple Elementary").click()
    lea.heading("Maple Elementary")
    stub.revoked.add("token-lea")
    page.get_by_label("School year").select_option("2025")
    lea.heading("Choose who to be")
    expect(page.get_by_text("Your session has ended")).to_be_visible()
    stub.revoked.clear()
    page.get_by_role("button", name="Continue as LEA CAASPP Coordinator").click()
    lea.heading("Maple Elementary")
    assert lea.path() == school_path(query={"year": "2025"})


def test_a_role_that_was_taken_away_ends_the_session(lea: Client, page: Page, stub: Stub) -> None:
    gone = {"error": {"code": "assignment-not-held", "message": "", "request_id": "r"}}
    stub.broken["/schools/"] = Refusal(403, gone)
    page.get_by_role("link", name="Maple Elementary").click()
    lea.heading("Choose who to be")
    expect(page.get_by_text("You no longer hold the role")).to_be_visible()


def test_the_page_waits_while_the_sandbox_loads(client: Client, page: Page, stub: Stub) -> None:
    loading = {"status": "loading", "progress": 0.4, "message": "loading"}
    stub.broken["/sandbox/users"] = Refusal(503, loading)
    client.open()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("40%")).to_be_visible()
    stub.broken.clear()
    expect(page.get_by_role("button").filter(has_text="California")).to_be_visible()


def test_signing_in_by_password_where_there_is_no_sandbox(client: Client, stub: Stub) -> None:
    stub.sandbox = False
    client.open().heading("Sign in").sign_in("site", PASSWORD).heading("Maple Elementary")
    expect(client.page.get_by_text("Sandbox.")).to_have_count(0)


@pytest.mark.parametrize(
    ("username", "explanation"),
    [
        ("site", "The username or password is not right"),
        ("stranger", "The username or password is not right"),
        ("newcomer", "This is a first password that must be replaced"),
    ],
)
def test_a_refused_sign_in_says_why(
    client: Client, stub: Stub, username: str, explanation: str
) -> None:
    stub.sandbox = False
    client.open().sign_in(username, "wrong")
    expect(client.page.get_by_role("alert")).to_contain_text(explanation)
    expect(client.page.get_by_label("Username")).to_have_value(username)


def test_an_empty_field_is_named_and_gets_the_focus(client: Client, stub: Stub) -> None:
    stub.sandbox = False
    client.open().sign_in("site", "")
    field = client.page.get_by_label("Password", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(client.page.get_by_text("Enter your password.")).to_be_visible()


def test_who_has_no_role_is_told_whom_to_ask(client: Client, stub: Stub) -> None:
    stub.sandbox = False
    client.open().sign_in("nobody", PASSWORD).heading("You have no role here yet")
