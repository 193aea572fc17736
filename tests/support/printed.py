"""The printing function on moto, and PDF files looked into as a reader would."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

import pikepdf
import pytest
import typst

from cers.reports.printed.page import Batch
from cers.reports.printed.pages import TEMPLATE, inputs_of
from cers.runtime import clients
from cers.runtime import printing as wiring
from cers.runtime.settings import PrintingSettings, variable
from tests.support.exports import BUCKET, ExportsFunction


@contextmanager
def printing_function(
    monkeypatch: pytest.MonkeyPatch, queue_url: str, seconds: int = 900, **settings: str
) -> Iterator[ExportsFunction]:
    """The function with the tables and buckets of the API's tests."""
    known = {
        "lake_bucket": "cers-lake",
        "exports_bucket": BUCKET,
        "snapshots_table": "cers-snapshots",
        "access_table": "cers-access",
        "settings_table": "cers-settings",
        "audit_table": "cers-audit",
        "printing_queue_url": queue_url,
        "max_receive_count": "5",
        "current_school_year": "2026",
        "transfer_access": "no",
        "made_up_data": "no",
        **settings,
    }
    for name in (field.name for field in fields(PrintingSettings)):
        monkeypatch.setenv(variable(name), known[name])
    forget()
    yield ExportsFunction(queue_url, seconds, "printing")
    forget()


def forget() -> None:
    """Have the function read everything anew, as a new instance of it would."""
    for each in (
        wiring.settings,
        wiring.sources,
        wiring.queue,
        clients.s3,
        clients.sqs,
        clients.table,
    ):
        each.cache_clear()


def pictures_of(batch: Batch, dots_per_inch: float = 96) -> list[bytes]:
    """The pages as PNG pictures, to look at."""
    made = typst.Compiler(TEMPLATE, ignore_system_fonts=True, sys_inputs=inputs_of(batch)).compile(
        format="png", ppi=dots_per_inch
    )
    assert made is not None
    return [made] if isinstance(made, bytes) else made


# ---- what a reader finds in a file


@dataclass(frozen=True)
class Tag:
    """An element of the structure tree, with the text and the words that stand for it."""

    kind: str
    text: str
    alt: str
    spoken: tuple[tuple[str, str], ...]
    """Its text piece by piece, each with the language it is to be read in."""

    children: tuple["Tag", ...]

    def every(self, *kinds: str) -> Iterator["Tag"]:
        """The elements of these kinds below this one, in reading order; all where none is named."""
        for child in self.children:
            if not kinds or child.kind in kinds:
                yield child
            yield from child.every(*kinds)

    @property
    def whole_text(self) -> str:
        """All text in it, in reading order, with single blanks."""
        return re.sub(r"\s+", " ", self.text).strip()


class Reader:
    """A PDF file as assistive technology reads it: by its structure tree."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(data))
        self._texts = [dict(_marked(page)) for page in self.pdf.pages]
        self._places = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}

    @property
    def tree(self) -> Tag:
        """The whole tree."""
        return self._tag(self.pdf.Root.StructTreeRoot, None, str(self.pdf.Root.Lang))

    def page_texts(self) -> list[str]:
        """The text drawn on each page, headers and footers with it."""
        return [re.sub(r"\s+", " ", _all_text(page)).strip() for page in self.pdf.pages]

    @property
    def labels(self) -> list[str]:
        """What viewers call the pages."""
        return [page.label for page in self.pdf.pages]

    def _tag(self, element: Any, page: Any, lang: str) -> Tag:
        page, lang = element.get("/Pg", page), str(element.get("/Lang", lang))
        children: list[Tag] = []
        spoken: list[tuple[str, str]] = []
        kids = element.get("/K", pikepdf.Array())
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int) or kid.get("/Type") == "/MCR":
                number, here = (
                    (kid, page) if isinstance(kid, int) else (kid.MCID, kid.get("/Pg", page))
                )
                own, text = self._texts[self._places[here.objgen]].get(int(number), ("", ""))
                spoken.append((own or lang, text))
            elif kid.get("/Type") != "/OBJR":
                child = self._tag(kid, page, lang)
                children.append(child)
                spoken.extend(child.spoken)
        return Tag(
            kind=str(element.get("/S", "/Root")).lstrip("/"),
            text=" ".join(text for _, text in spoken),
            alt=str(element.get("/Alt", "")),
            spoken=tuple(spoken),
            children=tuple(children),
        )


def _marked(page: pikepdf.Page) -> Iterator[tuple[int, tuple[str, str]]]:
    """Language, where it is said, and text of each marked part of a page, by its number."""
    found: dict[int, list[str]] = {}
    langs: dict[int, str] = {}
    open_parts: list[int | None] = []
    for text, operands, operator in _drawn(page):
        if operator in ("BDC", "BMC"):
            marks = operands[1] if len(operands) > 1 else None
            number = marks.get("/MCID") if isinstance(marks, pikepdf.Dictionary) else None
            open_parts.append(None if number is None else int(number))
            if marks is not None and number is not None:
                langs[int(number)] = str(marks.get("/Lang", ""))
        elif operator == "EMC":
            open_parts.pop()
        elif text:
            number = next((each for each in reversed(open_parts) if each is not None), None)
            if number is not None:
                found.setdefault(number, []).append(text)
    yield from ((number, (langs[number], "".join(texts))) for number, texts in found.items())


def _all_text(page: pikepdf.Page) -> str:
    return " ".join(text for text, _, _ in _drawn(page) if text)


def _drawn(page: pikepdf.Page) -> Iterator[tuple[str, Any, str]]:
    """The instructions of a page, with the text each draws."""
    fonts = {name: _characters(font) for name, font in page.resources.get("/Font", {}).items()}
    known: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "Tf":
            known = fonts[str(operands[0])]
        yield _text(name, operands, known), operands, name


def _text(operator: str, operands: Any, known: dict[int, str]) -> str:
    if operator == "Tj":
        return _decoded(bytes(operands[0]), known)
    if operator == "TJ":
        strings = (each for each in operands[0] if isinstance(each, pikepdf.String))
        return "".join(_decoded(bytes(each), known) for each in strings)
    return ""


def _decoded(codes: bytes, known: dict[int, str]) -> str:
    pairs = zip(codes[::2], codes[1::2], strict=True)
    return "".join(known.get(high << 8 | low, "") for high, low in pairs)


def _characters(font: Any) -> dict[int, str]:
    """What the glyphs of a font stand for, as its map for readers says."""
    text = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for part in re.findall(r"beginbfchar(.*?)endbfchar", text, re.S):
        for code, character in re.findall(r"<(\w+)>\s*<(\w+)>", part):
            found[int(code, 16)] = _unicode(character)
    for part in re.findall(r"beginbfrange(.*?)endbfrange", text, re.S):
        for low, high, first in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", part):
            for offset in range(int(high, 16) - int(low, 16) + 1):
                found[int(low, 16) + offset] = chr(ord(_unicode(first)) + offset)
    return found


def _unicode(digits: str) -> str:
    return bytes.fromhex(digits).decode("utf-16-be")
