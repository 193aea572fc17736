"""Where students stand on each interim block, card by card."""

import pytest
from playwright.sync_api import expect

from tests.e2e.web.asking import Asking
from tests.e2e.web.visitor import Visitor

SCHOOL = "Juniper Bend Elementary"
HEADING = "Interim dashboard"


def test_cards_are_narrowed_and_ordered_in_the_address_and_lead_to_results(
    visitor: Visitor,
) -> None:
    asking, page = Asking(visitor.enter("lea.larksmere")), visitor.page
    school = f"/schools/{asking.school(SCHOOL)}"
    cards = asking.get(f"{school}/dashboard")["cards"]
    visitor.open(school).heading(SCHOOL)
    page.get_by_role("link", name=HEADING).click()
    visitor.heading(HEADING)
    shown = page.locator(".block h2")
    expect(shown).to_have_count(len(cards))
    for card in cards:
        block = page.locator(".block").filter(has_text=card["assessment"]["label"])
        expect(block).to_contain_text(f"{card['students']} students tested")
        shares = block.locator(".level-list strong").all_inner_texts()
        assert shares == [f"{each['percent']}%" for each in card["levels"]]
    assert visitor.violations() == []
    assert visitor.overflow() == 0

    page.get_by_label("Order", exact=True).select_option("tested")
    page.get_by_label("Subject", exact=True).select_option("Math")
    math = [each for each in cards if each["assessment"]["subject"]["code"] == "Math"]
    expect(shown).to_have_count(len(math))
    assert "order=tested" in visitor.path()
    assert "subject=Math" in visitor.path()
    page.reload()
    visitor.heading(HEADING)
    counts = sorted((each["students"] for each in math), reverse=True)
    for count, text in zip(counts, page.locator(".block").all_inner_texts(), strict=True):
        assert f"{count} students tested" in text
    first = shown.first.inner_text()
    shown.first.get_by_role("link").click()
    visitor.heading(first)


def test_a_group_says_how_many_of_its_students_took_a_block(visitor: Visitor) -> None:
    asking = Asking(visitor.enter("teacher.maple.grove"))
    (group, *_) = asking.get("/groups")["groups"]
    answer = asking.get(f"/groups/{group['id']}/dashboard", school_year="2025")
    visitor.open(f"/groups/{group['id']}/dashboard?year=2025").heading(HEADING)
    assert answer["size"] == group["students"]
    if answer["cards"]:
        expect(visitor.page.locator(".block").first).to_contain_text(
            f"of {answer['size']} students"
        )
    else:
        expect(visitor.page.get_by_text("No interim block results")).to_be_visible()


@pytest.mark.parametrize("context_options", [{"locale": "es-MX", "color_scheme": "dark"}])
def test_statewide_roles_are_told_why_there_is_nothing(visitor: Visitor) -> None:
    asking = Asking(visitor.enter("state"))
    visitor.open(f"/schools/{asking.school(SCHOOL)}/dashboard")
    visitor.heading("Panel de evaluaciones interinas")
    expect(visitor.page.get_by_text("Su función no muestra resultados interinos")).to_be_visible()
    assert visitor.violations() == []
    visitor.page.get_by_role("button", name="Ir a las evaluaciones sumativas").click()
    visitor.heading(SCHOOL)
