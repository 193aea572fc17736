"""The document on layouts says what the shipped layouts are."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from cers.feeds.wide.descriptor import layouts

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_layouts", ROOT / "docs" / "make_layouts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_document_on_layouts_is_what_the_data_makes_of_it(maker: ModuleType) -> None:
    assert maker.TARGET.read_text(encoding="utf-8") == maker.document(), (
        "run: .venv/bin/python docs/make_layouts.py"
    )


def test_the_document_names_every_column_and_code_of_every_layout(maker: ModuleType) -> None:
    text = maker.document()
    for layout in layouts().values():
        assert f"### {layout.id}\n" in text
        missing = [column.name for column in layout.columns if column.name not in text]
        assert missing == []
        values = {value for codes in layout.code_tables.values() for value in codes.values()}
        assert [value for value in values if value not in text] == []
