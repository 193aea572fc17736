"""What the browser has to fetch, and that none of it comes from anywhere else."""

import gzip
import re
from pathlib import Path

import pytest

from tests.e2e.web.visitor import ROOT

DIST = ROOT / "web/dist"
BUDGET = {".js": 60, ".css": 15}
"""Kilobytes after gzip that the first screen may cost."""

PAGE_BUDGET = 45
"""Kilobytes after gzip that any file fetched later may cost."""

LAYERS = ROOT / "web/src/styles/_layers.scss"
STATIC_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*["']\./([\w.-]+\.js)["']""")

pytestmark = pytest.mark.skipif(not DIST.exists(), reason="the client is not built")


def kilobytes(path: Path) -> float:
    return len(gzip.compress(path.read_bytes(), 6)) / 1024


def first_route() -> set[Path]:
    """What index.html names, and all that those programs cannot start without."""
    page = (DIST / "index.html").read_text(encoding="utf-8")
    waiting = {DIST / name.lstrip("/") for name in re.findall(r'(?:src|href)="([^"]+)"', page)}
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        found.add(path)
        if path.suffix == ".js":
            names = STATIC_IMPORT.findall(path.read_text(encoding="utf-8"))
            waiting |= {path.parent / name for name in names} - found
    return found


@pytest.mark.parametrize("suffix", BUDGET)
def test_the_first_screen_keeps_its_budget(suffix: str) -> None:
    files = [path for path in first_route() if path.suffix == suffix]
    assert files
    spent = sum(kilobytes(path) for path in files)
    assert spent <= BUDGET[suffix], f"{suffix}: {spent:.1f} KB"


def test_every_page_is_a_program_of_its_own_and_none_is_large() -> None:
    first = first_route()
    later = {path: kilobytes(path) for path in DIST.glob("assets/*.js") if path not in first}
    assert len(later) >= 20
    assert {path.name: size for path, size in later.items() if size > PAGE_BUDGET} == {}


def test_the_page_holds_nothing_inline_and_names_no_other_origin() -> None:
    page = (DIST / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<style|style=|onload=|onclick=|javascript:", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    for path in (DIST / "index.html", *DIST.glob("assets/*.css")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""["'(]\s*(https?:)?//""", text), path.name


def test_the_first_stylesheet_fixes_the_order_of_the_cascade() -> None:
    """Pages' styles come in any order; the layers must have been named in theirs before."""
    page = (DIST / "index.html").read_text(encoding="utf-8")
    first, *_ = re.findall(r'rel="stylesheet"[^>]*href="/([^"]+)"', page)
    style = (DIST / first).read_text(encoding="utf-8")
    met = [
        name for group in re.findall(r"@layer ([\w, -]+)[;{]", style) for name in group.split(",")
    ]
    wanted = re.findall(r"@layer ([\w, ]+);", LAYERS.read_text(encoding="utf-8"))[0].split(",")
    assert list(dict.fromkeys(each.strip() for each in met)) == [each.strip() for each in wanted]


def test_the_lock_file_names_no_registry() -> None:
    lock = (ROOT / "web/package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert "://" not in re.sub(r'"(url|funding)": .*', "", lock)
