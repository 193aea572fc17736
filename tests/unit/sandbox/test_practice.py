"""Every interim item of the sandbox shows a practice item that agrees with what is known of it."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cers.feeds.assessments import read_assessments
from cers.feeds.items import read_items
from cers.feeds.subjects import read_subject
from cers.model.assessment import Item
from cers.model.item_content import ItemContent, TextList
from sandbox.practice import interim_items, practice_for, practices, write_items

NOW = datetime(2026, 9, 1, tzinfo=UTC)
SELECTED = {"MC", "MS"}


@dataclass(frozen=True)
class Known:
    """What packages say of an item, and in which types of assessments it is."""

    item: Item
    subject: str
    grade: int
    types: frozenset[str]


@pytest.fixture(scope="module")
def known(sandbox: Any) -> dict[str, Known]:
    folder: Path = sandbox.directory / "ets"
    parsed = [read_subject(path.read_bytes(), NOW) for path in (folder / "subjects").iterdir()]
    subjects = {each.value.code: each.value for each in parsed if each.value}
    found: dict[str, Known] = {}
    for path in sorted((folder / "assessments").iterdir()):
        read = read_assessments(path.read_bytes(), subjects, NOW).value
        for assessment in (read or {}).values():
            for key, item in assessment.items.items():
                types = found[key].types if key in found else frozenset()
                found[key] = Known(
                    item, assessment.subject, int(assessment.grade), types | {assessment.type}
                )
    return found


@pytest.fixture(scope="module")
def contents(sandbox: Any, known: dict[str, Known]) -> dict[str, ItemContent]:
    """What the feed makes of the delivered files, without a finding."""
    items = {key: each.item for key, each in known.items()}
    found: dict[str, ItemContent] = {}
    for path in sorted((sandbox.directory / "ets" / "items").iterdir()):
        parsed = read_items(path.read_bytes(), items, NOW)
        assert parsed.findings == ()
        found |= parsed.value or {}
    return found


def interim(known: dict[str, Known]) -> Iterator[tuple[str, Known]]:
    return ((key, each) for key, each in known.items() if "sum" not in each.types)


def test_every_interim_item_has_content_of_its_type_and_no_summative_item_has_any(
    known: dict[str, Known], contents: dict[str, ItemContent]
) -> None:
    wanted = {key: each.item.type for key, each in interim(known)}
    assert len(wanted) > 1_000
    assert {key: each.type for key, each in contents.items()} == wanted


def test_keys_and_numbers_of_options_are_those_of_the_packages(
    known: dict[str, Known], contents: dict[str, ItemContent]
) -> None:
    for key, each in interim(known):
        content = contents[key]
        if each.item.type in SELECTED:
            assert content.answer_key == each.item.answer_key
            assert [option.label for option in content.options] == list(
                "ABCDEF"[: each.item.options]
            )
        else:
            assert content.options == ()


def test_the_right_answers_are_those_that_were_written_as_right(
    contents: dict[str, ItemContent], known: dict[str, Known]
) -> None:
    right = {each.told["title"]: each.told.get("right") for each in practices()}
    for key, each in interim(known):
        content = contents[key]
        if each.item.type in SELECTED:
            labels = each.item.answer_key.split(",")
            chosen = [option.content for option in content.options if option.label in labels]
            texts = [getattr(block, "text", "") for blocks in chosen for block in blocks]
            assert texts == right[content.title.removeprefix("Practice: ")]


def test_the_points_of_a_rubric_and_its_exemplars_are_those_of_the_item(
    known: dict[str, Known], contents: dict[str, ItemContent]
) -> None:
    for key, each in interim(known):
        content, most = contents[key], each.item.max_points
        if each.item.type in SELECTED:
            assert (content.rubric, content.exemplars) == ((), ())
            continue
        best: dict[str, int] = {}
        for row in content.rubric:
            best[row.category] = max(best.get(row.category, 0), row.points)
        if each.item.type == "WER":
            organization, evidence, conventions = best.values()
            assert conventions + (organization + evidence) / 2 == most
        else:
            assert best == {"": most}
        points = [exemplar.points for exemplar in content.exemplars]
        assert max(points) == most
        assert points == sorted(set(points), reverse=True)


def test_an_essay_has_a_prompt_of_its_own_purpose(known: dict[str, Known]) -> None:
    essays = [
        (item.purpose, practice_for("ELA", spec.grade, item).purpose)
        for spec, item in interim_items("ELA")
        if item.kind == "WER"
    ]
    assert essays
    assert all(purpose and purpose == shown for purpose, shown in essays)
    assert {purpose for purpose, _ in essays} <= {
        each.item.writing_purpose for each in known.values()
    }


def test_the_claim_counts_for_more_than_the_grade_and_the_nearest_grade_is_shown() -> None:
    for subject in ("ELA", "Math"):
        for spec, item in interim_items(subject):
            shown = practice_for(subject, spec.grade, item)
            rivals = [
                each
                for each in practices()
                if (each.subject, each.type, each.purpose) == (subject, item.kind, item.purpose)
            ]
            own = [each for each in rivals if each.claim == item.claim]
            assert shown in (own or rivals)
            near = min(abs(each.grade - spec.grade) for each in own or rivals)
            assert abs(shown.grade - spec.grade) == near


def test_practice_items_are_whole_and_each_is_shown_somewhere() -> None:
    shown = {
        practice_for(subject, spec.grade, item).id
        for subject in ("ELA", "Math")
        for spec, item in interim_items(subject)
    }
    every = practices()
    assert {each.id for each in every} == shown
    assert len(shown) == len(every) >= 36
    for each in every:
        if each.type in SELECTED:
            right, wrong = each.told["right"], each.told["wrong"]
            assert (len(right), len(wrong)) == ((1, 3) if each.type == "MC" else (2, 4)), each.id
            assert len({*right, *wrong}) == len(right) + len(wrong), each.id
        elif each.type not in ("SA", "WER"):
            assert each.told["answer"], each.id


def test_the_files_are_the_same_every_time(sandbox: Any, tmp_path: Path) -> None:
    write_items(tmp_path)
    folder = sandbox.directory / "ets" / "items"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        path.name: path.read_bytes() for path in tmp_path.iterdir()
    }


def test_no_practice_item_comes_with_markup_or_pictures(contents: dict[str, ItemContent]) -> None:
    kinds = {
        block.type
        for content in contents.values()
        for blocks in (content.stem, content.stimulus, *(o.content for o in content.options))
        for block in blocks
    }
    assert kinds == {"paragraph", "formula", "list", "table"}
    assert any(isinstance(block, TextList) for c in contents.values() for block in c.stem)


def test_the_sandboxs_packages_name_the_answers_that_are_checked(sandbox: Any) -> None:
    """The comparison above would be empty if packages had no keys."""
    rows = [
        row
        for path in (sandbox.directory / "ets" / "assessments").glob("2026-*.csv")
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        if row.get("ItemType") in SELECTED
    ]
    assert rows
    assert all(row["AnswerKey"] and int(row["NumberOfAnswerOptions"]) >= 4 for row in rows)
