"""What a coordinator of a district keeps: staff, the access log, availability and links."""

import csv
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

from playwright.sync_api import expect

from tests.e2e.web.asking import Asking
from tests.e2e.web.visitor import Visitor

LEA = "lea.larksmere"


def rows_of(file: Path) -> list[dict[str, str]]:
    """A file as it was downloaded."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def test_a_role_is_granted_by_keyboard_after_agreeing_and_taken_away_again(
    visitor: Visitor,
) -> None:
    page = visitor.enter(LEA).open("/manage/staff").heading("Staff").page
    name = f"roster.{uuid4().hex[:6]}"
    page.get_by_label("Role", exact=True).select_option(label="Educator-Roster")
    expect(page.get_by_role("row").filter(has_text="Site CAASPP Coordinator")).to_have_count(0)
    assert visitor.path() == "/manage/staff?role=EDUCATOR_ROSTER"

    visitor.tab_to(page.get_by_role("button", name="Grant a role")).press("Enter")
    dialog = page.get_by_role("dialog")
    visitor.tab_to(dialog.get_by_role("button", name="Grant the role")).press("Enter")
    expect(dialog.get_by_label("First name")).to_be_focused()
    expect(dialog.get_by_text("A role is granted only to those who agree.")).to_be_visible()
    for label, typed in (
        ("First name", "Rowan"),
        ("Last name", "Testperson"),
        ("User name", name),
        ("E-mail address", f"{name}@sandbox.example"),
    ):
        visitor.tab_to(dialog.get_by_label(label))
        page.keyboard.type(typed)
    dialog.get_by_label("School").select_option(label="Maple Grove Elementary")
    dialog.get_by_label("Role").select_option(label="Educator-Roster")
    visitor.tab_to(dialog.get_by_role("checkbox")).press("Space")
    assert visitor.violations() == []
    visitor.tab_to(dialog.get_by_role("button", name="Grant the role")).press("Enter")
    expect(page.get_by_text("Rowan Testperson now holds the role")).to_be_visible()

    page.get_by_label("Name, user name or e-mail address").fill(name)
    row = page.get_by_role("row").filter(has_text=name)
    expect(page.get_by_role("row")).to_have_count(2)
    expect(row).to_contain_text(f"Coordinatorby {LEA}")
    assert name not in unquote(page.url)
    page.reload()
    visitor.settle()
    expect(page.get_by_role("row")).to_have_count(2)
    visitor.tab_to(row.get_by_role("button", name="Take away")).press("Enter")
    asked = page.get_by_role("dialog", name="Take this role away from Rowan Testperson?")
    visitor.tab_to(asked.get_by_role("button", name="Take the role away")).press("Enter")
    expect(row).to_contain_text("Taken away")
    row.get_by_role("button", name="Grant again").click()
    expect(page.get_by_role("dialog").get_by_label("User name")).to_have_value(name)
    page.keyboard.press("Escape")


def test_the_log_tells_who_saw_whom_and_names_nobody_in_the_address(
    visitor: Visitor, tmp_path: Path
) -> None:
    visitor.enter("teacher.maple.grove")
    ask = Asking(visitor)
    group = next(each for each in ask.get("/groups")["groups"] if each["kind"] == "assigned")
    student = ask.get(f"/groups/{group['id']}")["members"][0]
    visitor.open("/my-activity").heading("My activity")
    page = visitor.page
    expect(page.get_by_role("row").nth(1)).to_contain_text("Opened a group with its students")

    visitor.enter(LEA).open("/manage/access-log").heading("Access log")
    seen = page.get_by_role("row").filter(has_text="teacher.maple.grove")
    expect(seen.first).to_contain_text("Opened a group with its students")
    visitor.tab_to(page.get_by_role("combobox", name="Student"))
    page.keyboard.type(student["student_id"])
    option = page.get_by_role("option").filter(has_text=student["student_id"])
    expect(option).to_be_visible()
    visitor.press("ArrowDown", "Enter")
    expect(page.get_by_role("button", name="Remove Student: ")).to_be_visible()
    expect(seen.first).to_be_visible()
    seen.first.get_by_role("button", name="teacher.maple.grove").click()
    expect(page.get_by_role("row").filter(has_text=LEA)).to_have_count(0)
    for private in (student["student_id"], student["last_name"], "teacher.maple"):
        assert private not in unquote(page.url)
    page.reload()
    visitor.settle()
    expect(page.get_by_role("button", name="Remove Student: ")).to_be_visible()
    assert (visitor.violations(), visitor.overflow()) == ([], 0)

    rows = rows_of(visitor.download("Download CSV", tmp_path))
    assert {row["Who"] for row in rows} == {"teacher.maple.grove"}
    assert {row["Student IDs"] for row in rows} == {student["student_id"]}
    visitor.tab_to(seen.first.get_by_role("button", name="Show the")).press("Enter")
    page.get_by_role("link", name=student["student_id"]).click()
    visitor.settle()
    assert visitor.path().startswith(f"/students/{student['reference']}")


def test_results_are_taken_back_into_review_and_released_and_the_history_says_so(
    visitor: Visitor, tmp_path: Path
) -> None:
    query = "kind=aggregate&subject=ELPAC"
    page = visitor.enter(LEA).open(f"/manage/availability?{query}").page
    ask = Asking(visitor)
    rows = page.get_by_role("row").filter(has_text="Larksmere Unified")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Released")
    expect(page.get_by_text("Choose rows in the table to move them.")).to_be_visible()
    file = rows_of(visitor.download("Download CSV", tmp_path))
    (kept,) = ask.get("/availability", kind="aggregate", subject="ELPAC")["rows"]
    assert [row["Results"] for row in file] == [str(kept["results"])]

    for move, effect, status in (
        ("Move to reviewing", "stop seeing these results", "Reviewing"),
        ("Release", "Aggregate reports count these results", "Released"),
    ):
        visitor.tab_to(rows.get_by_role("checkbox")).press("Space")
        visitor.tab_to(page.get_by_role("button", name=move)).press("Enter")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text(effect)
        assert visitor.violations() == []
        visitor.tab_to(dialog.get_by_role("button", name=move)).press("Enter")
        expect(dialog).to_have_count(0)
        expect(rows.locator(".chip")).to_have_text(status)
    assert visitor.path() == f"/manage/availability?{query}"

    page.get_by_role("tab", name="History").click()
    newest = page.get_by_role("row").nth(1)
    expect(newest).to_contain_text(LEA)
    expect(newest.locator(".chip")).to_have_text(["Reviewing", "Released"])
    assert "view=history" in visitor.path()
    assert (visitor.violations(), visitor.overflow()) == ([], 0)


def test_a_link_is_made_with_a_look_at_it_changed_and_deleted(visitor: Visitor) -> None:
    label = f"Fractions {uuid4().hex[:6]}"
    address = f"/manage/links?search={label}"
    page = visitor.enter(LEA).open(address).heading("Instructional links").page
    expect(page.get_by_text("No links here")).to_be_visible()
    visitor.tab_to(page.get_by_role("button", name="New link")).press("Enter")
    dialog = page.get_by_role("dialog")
    for field, typed in (("Assessment", "grade 5 math"), ("Organization", "maple")):
        visitor.tab_to(dialog.get_by_role("combobox", name=field))
        page.keyboard.type(typed)
        expect(dialog.get_by_role("option").first).to_be_visible()
        visitor.press("ArrowDown", "Enter")
    dialog.get_by_label("Achievement level").select_option(index=1)
    visitor.tab_to(dialog.get_by_label("Label"))
    page.keyboard.type(label)
    visitor.tab_to(dialog.get_by_label("Address"))
    page.keyboard.type("http://paper.example/fold")
    visitor.tab_to(dialog.get_by_role("button", name="Save link")).press("Enter")
    url = dialog.get_by_label("Address")
    expect(url).to_be_focused()
    expect(dialog.get_by_text("must begin with https://")).to_be_visible()
    url.fill("https://paper.example/fold")
    preview = dialog.get_by_role("complementary", name="How it will look")
    expect(preview.get_by_role("link", name=label)).to_be_visible()
    expect(preview).to_contain_text("Maple Grove Elementary")
    assert visitor.violations() == []
    visitor.tab_to(dialog.get_by_role("button", name="Save link")).press("Enter")
    expect(page.get_by_text(f"The link “{label}” is saved.")).to_be_visible()

    rows = page.get_by_role("row").filter(has_text=label)
    expect(page.get_by_role("row")).to_have_count(2)
    (kept,) = Asking(visitor).get("/links", search=label)["links"]
    assert (kept["level"], kept["url"]) == (1, "https://paper.example/fold")
    visitor.tab_to(rows.get_by_role("button", name=f"Edit {label}")).press("Enter")
    dialog.get_by_label("Achievement level").select_option(index=0)
    dialog.get_by_role("button", name="Save link").click()
    expect(rows).to_contain_text("Every level")
    rows.get_by_role("button", name=f"Delete {label}").click()
    dialog.get_by_role("button", name=f"Delete {label}").click()
    expect(page.get_by_text("No links here")).to_be_visible()
    assert Asking(visitor).get("/links", search=label)["links"] == []
