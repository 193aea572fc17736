"""From what reports say to PDF pages, tagged for screen readers: typst sets `report.typ`."""

import json
import re
from pathlib import Path
from typing import Final

import typst

from cers.model.errors import CersError
from cers.reports.printed.batch import Pages
from cers.reports.printed.legible import legible_throughout
from cers.reports.printed.page import Batch

TEMPLATE: Final = Path(__file__).with_name("report.typ")

_BLANK: Final = TEMPLATE.with_name("blank.typ")

_REMEMBERED: Final = 10
"""typst keeps what it made of a document until it has made as many others (measured)."""

_FEW_PAGES: Final = 50
"""So many take some 60 MB of memory: they are let go by and by."""

STANDARD: Final = "ua-1"
"""PDF/UA-1: typst refuses to write a document that it knows to be inaccessible."""


class TypesettingError(CersError):
    """The pages could not be set; the text says in what way, and quotes no data."""


def pages_of(batch: Batch) -> Pages:
    """The pages of some reports. The texts are handed over in memory: no file holds them.

    Raises:
        TypesettingError: they cannot be set.
    """
    compiler = typst.Compiler(TEMPLATE, ignore_system_fonts=True, sys_inputs=inputs_of(batch))
    try:
        data = compiler.compile(format="pdf", pdf_standards=STANDARD)
        count = compiler.query("<pages>", field="value", one=True)
    except typst.TypstError as error:
        raise TypesettingError(f"typst: {_without_quotes(error.message)}") from None
    if not isinstance(data, bytes):
        raise TypesettingError("typst wrote no file")
    made = Pages(data, int(count))
    if made.count > _FEW_PAGES:
        _let_go()
    return made


def _let_go() -> None:
    """Have typst forget the pages it has made: a thousand take more than a gigabyte.

    It forgets only what is so many documents old; blank ones cost next to nothing.
    """
    for _ in range(_REMEMBERED + 1):
        typst.Compiler(_BLANK, ignore_system_fonts=True).compile(format="pdf")


def inputs_of(batch: Batch) -> dict[str, str]:
    """What the template reads."""
    return {"batch": json.dumps(legible_throughout(batch), ensure_ascii=False)}


def _without_quotes(message: str) -> str:
    """Messages quote what stands in the document between backticks or quotation marks."""
    return re.sub(r"`[^`]*`|\"[^\"]*\"", "…", message)
