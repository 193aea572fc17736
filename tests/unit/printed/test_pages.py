"""Printed reports as PDF pages: what somebody who sees them finds, and somebody who hears them."""

import itertools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.printed_job import Language
from cers.reports.printed.batch import (
    MOST_PAGES,
    WORDS,
    batch_of,
    in_files,
)
from cers.reports.printed.legible import MISSING, can_be_shown, legible, legible_throughout
from cers.reports.printed.page import Batch, Report
from cers.reports.printed.pages import TypesettingError, pages_of
from cers.reports.printed.student import report_of
from tests.support.printed import Reader, Tag
from tests.support.printed_students import (
    Student,
    accommodations,
    background,
    one_of_everything,
    scored,
)

ELA, MATH = "ELA-SUM-05-2026", "Math-SUM-05-2026"


def report(student: Student, language: str = "en") -> Report:
    made = report_of(student.record(), background(language, accommodations=accommodations()))
    assert made is not None
    return made


def batch(students: Sequence[Student], language: str = "en", *, made_up: bool = False) -> Batch:
    reports = [report(each, language) for each in students]
    return batch_of(reports, WORDS[language], 2026, made_up=made_up)


def read(students: Sequence[Student], language: str = "en", **more: Any) -> Reader:
    return Reader(pages_of(batch(students, language, **more)).data)


@pytest.fixture(scope="module", params=["en", "es"])
def everything(request: pytest.FixtureRequest) -> tuple[str, Reader]:
    return request.param, read([one_of_everything()], request.param)


def of_kind(tag: Tag, *kinds: str) -> list[Tag]:
    return list(tag.every(*kinds))


# ---- for somebody who hears it


def test_the_document_says_its_title_language_and_standard(everything: tuple[str, Reader]) -> None:
    language, reader = everything
    root = reader.pdf.Root
    assert str(root.Lang) == language
    assert root.MarkInfo.Marked
    assert root.ViewerPreferences.DisplayDocTitle
    with reader.pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == WORDS[language].batch_title.format(year="2025\N{EN DASH}26")


def test_headings_tell_who_which_test_and_which_part(everything: tuple[str, Reader]) -> None:
    language, reader = everything
    headings = [(each.kind, each.whole_text) for each in of_kind(reader.tree, "H1", "H2", "H3")]
    assert [text for kind, text in headings if kind == "H1"] == ["Ana Díaz"]
    wanted = report(one_of_everything(), language)
    titles = [each["heading"]["text"] for each in wanted["sections"]]
    assert [text for kind, text in headings if kind == "H2"] == [
        *titles,
        wanted["reading"]["title"],
    ]
    assert headings[0][0] == "H1"
    levels = [int(kind[1]) for kind, _ in headings]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_picture_is_told_in_words(everything: tuple[str, Reader]) -> None:
    language, reader = everything
    figures = of_kind(reader.tree, "Figure")
    wanted = []
    for section in report(one_of_everything(), language)["sections"]:
        if section["kind"] == "scored":
            wanted += [section["scale"]["alt"]] if section["scale"] else []
            chart = section["trend"] and section["trend"]["chart"]
            wanted += [chart["alt"]] if chart else []
    assert [each.alt for each in figures] == wanted
    assert len(wanted) == 6


def test_tables_have_header_cells_over_every_column(everything: tuple[str, Reader]) -> None:
    _, reader = everything
    tables = of_kind(reader.tree, "Table")
    assert len(tables) >= 8
    for table in tables:
        rows = of_kind(table, "TR")
        headers = of_kind(rows[0], "TH")
        assert headers
        assert all(each.whole_text for each in headers)
        assert {len(of_kind(row, "TH", "TD")) for row in rows} == {len(headers)}


def test_what_is_delivered_in_english_is_spoken_in_english(everything: tuple[str, Reader]) -> None:
    language, reader = everything
    by_language: dict[str, set[str]] = {"en": set(), "es": set()}
    for lang, text in reader.tree.spoken:
        by_language[lang].add(text.strip())
    assert {"Proficient", "Standard Nearly Met", "Grade 5 - Fractions (IAB)"} <= by_language["en"]
    words = WORDS[language]
    own = {words.part_result, words.reading, words.meanings, *words.block_columns, words.partial}
    assert own <= by_language[language]
    if language == "es":
        assert not own & by_language["en"]
        assert {"competente", "Lectura"} <= by_language["es"]
        assert "Texto a voz" in " ".join(by_language["es"])


def test_a_level_is_never_a_colour_alone(everything: tuple[str, Reader]) -> None:
    _, reader = everything
    cells = [each.whole_text for each in of_kind(reader.tree, "TD")]
    assert any(re.fullmatch(r"3 Above Standard.*", each) for each in cells)
    assert any(re.fullmatch(r"1 Below Standard.*", each) for each in cells)


# ---- for somebody who sees it


def test_pages_are_letter_and_counted_by_student() -> None:
    reader = read([one_of_everything(), Student("s2", "Bo", "Li").took(ELA, **scored(2521, 25, 3))])
    sizes = {tuple(map(float, page.mediabox)) for page in reader.pdf.pages}
    assert sizes == {(0.0, 0.0, 612.0, 792.0)}
    texts = reader.page_texts()
    ends = [re.findall(r"Page (\d+) of (\d+)", text)[-1] for text in texts]
    of_ana = [end for end, text in zip(ends, texts, strict=True) if "Díaz, Ana" in text]
    of_bo = [end for end, text in zip(ends, texts, strict=True) if "Li, Bo" in text]
    assert len(of_ana) + len(of_bo) == len(texts)
    for mine in (of_ana, of_bo):
        assert mine == [(str(number), str(len(mine))) for number in range(1, len(mine) + 1)]
    assert reader.labels == [page for page, _ in ends]


def test_nobody_stands_on_anothers_pages() -> None:
    names = [("Ana", "Díaz"), ("Bo", "Nakamura"), ("Łucja", "Ångström"), ("Zoë", "O'Hara")]
    students = [
        Student(f"id-{number}", first, last)
        .took(ELA, **scored(2400 + number, 20, 1))
        .took(MATH, **scored(2500 + number, 20, 2))
        for number, (first, last) in enumerate(names)
    ]
    texts = read(students).page_texts()
    for number, (first, last) in enumerate(names):
        mine = [text for text in texts if f"{last}, {first}" in text]
        assert mine
        assert all(f"{first} {last}" in text for text in mine[:1])
        assert f"id-{number}" in mine[0]
        assert str(2400 + number) in mine[0]
        for other, (_, other_last) in enumerate(names):
            if other != number:
                assert not any(other_last in text or f"id-{other}" in text for text in mine)


def test_spanish_has_its_accents() -> None:
    texts = " ".join(read([one_of_everything()], "es").page_texts())
    for word in ("Qué significan los niveles", "Página 1 de", "Matemáticas", "puntajes"):
        assert word in texts
    assert "¿Preguntas?" in texts


def test_made_up_data_says_so_on_every_page_and_other_data_does_not() -> None:
    student = Student().took(ELA, **scored(2521, 25, 3)).took(MATH, **scored(2500, 25, 2))
    said = WORDS["en"].made_up
    assert all(said in text for text in read([student], made_up=True).page_texts())
    plain = read([student]).page_texts()
    assert not any(said in text for text in plain)
    assert all(WORDS["en"].footer in text for text in plain)


def test_a_name_in_a_script_no_font_has_stops_nobody_elses_report() -> None:
    reader = read([Student("s1", "火山", "Díaz 😀\u200b\ue000").took(ELA, **scored(2521, 25, 3))])
    (heading,) = of_kind(reader.tree, "H1")
    assert heading.whole_text.startswith(MISSING * 2 + " Díaz")


@given(st.text())
def test_whatever_a_text_holds_nothing_is_left_that_cannot_be_shown(text: str) -> None:
    made = legible(text)
    assert all(map(can_be_shown, made))
    assert legible_throughout({"a": [text, 1, None]}) == {"a": [made, 1, None]}


@given(st.text(st.sampled_from("abzÁÉÍñüßŁøďąếơḷḤωЖд -'.")))
def test_names_in_the_scripts_of_the_fonts_stay_as_they_are(text: str) -> None:
    assert legible(text) == normalize("NFC", text)


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_the_fonts_have_every_character_that_is_let_through(weight: str) -> None:
    shown = "".join(filter(can_be_shown, map(chr, range(0x20, 0x2600))))
    assert len(shown) > 1500
    made = batch([Student("s1", "A", "B").took(ELA, **scored(2521, 25, 3))])
    made["students"][0]["title"] = shown
    made["students"][0]["intro"] = shown
    made["note"] = "" if weight == "regular" else shown
    assert pages_of(made).count > 1


def test_what_cannot_be_set_is_said_without_quoting_it() -> None:
    broken = batch([Student().took(ELA, **scored(2521, 25, 3))])
    broken["students"][0]["intro"] = ["Ana", "secret"]  # type: ignore[typeddict-item]
    del broken["students"][0]["reading"]  # type: ignore[misc]
    with pytest.raises(TypesettingError) as raised:
        pages_of(broken)
    assert "secret" not in str(raised.value)
    assert "Ana" not in str(raised.value)


def test_the_memory_of_many_pages_is_let_go_for_the_next() -> None:
    students = [one_of_everything(f"s{number}") for number in range(8)]
    held = []
    for number in range(6):
        made = batch(students)
        made["title"] = str(number)
        for each in made["students"]:
            each["title"] += f" {number}"
        assert pages_of(made).count > 50
        held.append(_resident_megabytes())
    # Kept, the pages of each would add some sixty.
    assert held[-1] - held[1] < 100


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


# ---- files


def test_what_may_fit_one_file_is_tried_as_one() -> None:
    one = report(Student().took(ELA, **scored(2521, 25, 3)))
    assert in_files([]) == []
    assert in_files([one] * 400) == [[one] * 400]


@given(st.integers(600, 3000))
def test_more_than_that_comes_in_files_in_its_order(count: int) -> None:
    made = report(one_of_everything())
    reports = [{**made, "title": str(number)} for number in range(count)]
    files = in_files(reports)  # type: ignore[arg-type]
    assert [each["title"] for file in files for each in file] == [str(n) for n in range(count)]
    assert all(len(file) <= MOST_PAGES for file in files)
    assert len(files) > 1


def test_there_are_words_in_every_language_that_can_be_asked_for() -> None:
    assert set(WORDS) == {each.value for each in Language}
