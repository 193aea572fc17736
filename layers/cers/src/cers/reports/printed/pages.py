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
    return Pages(data, int(count))


def inputs_of(batch: Batch) -> dict[str, str]:
    """What the template reads."""
    return {"batch": json.dumps(legible_throughout(batch), ensure_ascii=False)}


def _without_quotes(message: str) -> str:
    """Messages quote what stands in the document between backticks or quotation marks."""
    return re.sub(r"`[^`]*`|\"[^\"]*\"", "…", message)
