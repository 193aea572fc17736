"""Groups in a browser: one's own, those that coordinators assign, and files of them."""

import csv
import re
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.web.asking import Asking
from tests.e2e.web.visitor import Visitor

SCHOOL = "Maple Grove Elementary"
HEADER = "group_name,school_natural_id,school_year,subject_code,student_ssid,group_user_login"


def unique(name: str) -> str:
    """A name that no other run of the tests uses."""
    return f"{name} {uuid4().hex[:6]}"


def put(visitor: Visitor, path: str, body: dict[str, object]) -> None:
    """Changes something as somebody else would, in another window."""
    base = f"{visitor.base}/api/v1"
    (held, *_) = visitor.page.request.get(f"{base}/me").json()["assignments"]
    headers = {"X-CERS-Assignment": held["id"], "X-CERS-Request": "1"}
    assert visitor.page.request.put(base + path, headers=headers, data=body).ok


def deleted(visitor: Visitor, name: str) -> None:
    """Deletes a group from the list, by keyboard."""
    page = visitor.page
    visitor.tab_to(page.get_by_role("button", name=f"Delete {name}")).press("Enter")
    dialog = page.get_by_role("dialog", name=f"Delete {name}?")
    visitor.tab_to(dialog.get_by_role("button", name=f"Delete {name}")).press("Enter")
    expect(page.get_by_text(f"{name} is deleted.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=name)).to_have_count(0)


def test_a_teacher_makes_a_group_by_keyboard_and_settles_a_conflict(visitor: Visitor) -> None:
    visitor.enter("teacher.maple.grove").open("/my-groups/new").heading("New group")
    page, name = visitor.page, unique("Reading corner")
    save = page.get_by_role("button", name="Save group")
    visitor.tab_to(save).press("Enter")
    expect(page.get_by_label("Group name")).to_be_focused()
    expect(page.get_by_text("Give the group a name.")).to_be_visible()
    page.keyboard.type(name)
    found = page.get_by_role("list", name="Students found").get_by_role("checkbox")
    everybody = found.count()
    visitor.tab_to(found.first).press("Space")
    chosen = page.get_by_role("region", name="In this group")
    expect(chosen.get_by_role("status")).to_have_text("1 of at most 200 students")
    visitor.tab_to(page.get_by_role("button", name=re.compile("^Add all|^Add this"))).press("Enter")
    expect(chosen.get_by_role("listitem")).to_have_count(everybody)
    visitor.tab_to(page.get_by_label("Name or student ID"))
    page.keyboard.type("zzzz")
    expect(page.get_by_text("No student matches")).to_be_visible()
    assert "zzzz" not in page.url
    visitor.tab_to(save).press("Enter")
    visitor.heading(name)
    expect(page.get_by_role("link", name=f"Results of {name}")).to_be_visible()

    group_id = visitor.path().split("/")[2].split("?")[0]
    theirs = Asking(visitor).get(f"/groups/{group_id}")
    content: dict[str, object] = {"name": name, "subject": None, "student_ids": []}
    put(visitor, f"/own-groups/{group_id}", {**content, "version": theirs["version"]})
    chosen.get_by_role("listitem").get_by_role("button").first.click()
    save.click()
    expect(page.get_by_text("Somebody changed this group while you were editing")).to_be_visible()
    assert visitor.violations() == []
    page.get_by_role("button", name="Save mine over it").click()
    expect(page.get_by_text(f"{name} is saved.").first).to_be_visible()
    assert len(Asking(visitor).get(f"/groups/{group_id}")["members"]) == everybody - 1

    visitor.tab_to(page.get_by_role("link", name=f"Results of {name}")).press("Enter")
    visitor.heading(name)
    assert visitor.path() == f"/groups/{group_id}"
    visitor.open("/my-groups")
    deleted(visitor, name)


def test_a_coordinator_keeps_assigned_groups_and_the_address_keeps_the_filters(
    visitor: Visitor, tmp_path: Path
) -> None:
    visitor.enter("lea.larksmere").open("/manage/groups").heading("Student groups")
    page, ask, name = visitor.page, Asking(visitor), unique("Assigned")
    expect(page.get_by_text("Groups belong to a school.")).to_be_visible()
    page.get_by_label("School", exact=True).select_option(label=SCHOOL)
    expect(page.get_by_role("row")).not_to_have_count(0)
    visitor.settle()
    school = ask.school(SCHOOL)
    assert visitor.path() == f"/manage/groups?school={school}"
    page.get_by_role("link", name="New group").click()
    visitor.heading("New student group")
    page.get_by_label("Group name").fill(name)
    page.get_by_label("Teachers").fill("teacher.maple.grove")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Teachers")).to_contain_text("teacher.maple.grove")
    page.get_by_role("list", name="Students found").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Save group").click()
    visitor.heading(name)
    expect(page.get_by_role("group", name="Teachers")).to_contain_text("teacher.maple.grove")

    visitor.open(f"/manage/groups?school={school}&name={name}")
    expect(page.get_by_role("row").filter(has_text=name)).to_have_count(1)
    page.reload()
    visitor.settle()
    expect(page.get_by_label("Group name")).to_have_value(name)
    file = visitor.download("Download CSV", tmp_path)
    with file.open(encoding="utf-8-sig", newline="") as text:
        (row,) = csv.DictReader(text)
    (kept,) = ask.get("/groups", school_id=school, search=name)["groups"]
    assert (row["Group"], row["Group ID"], row["Students"]) == (name, kept["id"], "1")
    deleted(visitor, name)
    assert ask.get("/groups", school_id=school, search=name)["groups"] == []


def chosen(page: Page, *rows: str) -> None:
    """Chooses a file with these rows."""
    text = "\r\n".join((HEADER, *rows)).encode()
    payload: FilePayload = {"name": "groups.csv", "mimeType": "text/csv", "buffer": text}
    page.locator("input[type=file]").set_input_files(payload)


def test_a_file_is_looked_at_refused_row_by_row_mended_and_imported(
    visitor: Visitor, tmp_path: Path
) -> None:
    visitor.enter("site.maple.grove").open("/manage/groups/import")
    page, ask, name = visitor.page, Asking(visitor), unique("Imported")
    school = ask.school(SCHOOL)
    student = ask.post("/students/candidates", {"school_id": school})["students"][0]["student_id"]
    expect(page.get_by_role("heading", name="1. Choose the file")).to_be_visible()

    page.locator("input[type=file]").set_input_files(
        {"name": "letter.csv", "mimeType": "text/csv", "buffer": b"Dear,Sir\r\n1,2\r\n"}
    )
    expect(page.get_by_text("The first row does not name the six columns")).to_be_visible()
    expect(page.get_by_text("The file cannot be imported as it is.")).to_be_visible()

    good = f"{name},{school},2026,All,{student},teacher.maple.grove"
    chosen(page, good, f"{name},{school},26,All,,", f"{name},{school},2026,Latin,0000000000,")
    expect(page.get_by_text("3 rows, 2 groups, 1 school.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="New").first).to_be_visible()
    assert visitor.violations() == []
    visitor.tab_to(page.get_by_role("button", name="Import 2 groups")).press("Enter")
    refused = page.get_by_role("heading", name="Nothing was imported: 2 faults were found")
    expect(refused).to_be_focused()
    faults = page.get_by_role("table").first
    expect(faults.get_by_role("row").filter(has_text="school_year")).to_contain_text("Give four")
    expect(faults.get_by_role("row").filter(has_text="subject_code")).to_contain_text("Use All")
    assert (visitor.violations(), visitor.overflow()) == ([], 0)
    file = visitor.download("Download CSV", tmp_path)
    with file.open(encoding="utf-8-sig", newline="") as text:
        assert [(each["Row"], each["Column"]) for each in csv.DictReader(text)] == [
            ("3", "school_year"),
            ("4", "subject_code"),
        ]
    expect(page.get_by_text("Chosen: groups.csv")).to_be_visible()

    chosen(page, good)
    page.get_by_role("button", name="Import 1 group").click()
    expect(page.get_by_role("heading", name="1 group is imported.")).to_be_focused()
    chosen(page, good)
    expect(page.get_by_role("row").filter(has_text="Replaced")).to_have_count(1)
    page.get_by_role("button", name="Import 1 group").click()
    asked = page.get_by_role("dialog", name="Replace 1 group?")
    expect(asked).to_contain_text("is taken out")
    asked.get_by_role("button", name="Cancel").click()
    (made,) = ask.get("/groups", school_id=school, search=name)["groups"]
    ask.delete(f"/groups/{made['id']}")
