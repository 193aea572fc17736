"""The documents say what the code does."""

import importlib.util
import re
import subprocess
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
DECISIONS = ROOT / "docs" / "decisions"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "make_data_contract", ROOT / "docs" / "make_data_contract.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_data_contract_is_what_the_code_makes_of_it(maker: ModuleType) -> None:
    assert maker.TARGET.read_text(encoding="utf-8") == maker.contract(), (
        "run: .venv/bin/python docs/make_data_contract.py"
    )


def test_the_page_knows_what_every_finding_means(maker: ModuleType) -> None:
    assert maker.MEANINGS.read_text(encoding="utf-8") == maker.meanings(), (
        "run: .venv/bin/python docs/make_data_contract.py"
    )


def test_every_rule_of_a_feed_has_its_own_code(maker: ModuleType) -> None:
    codes = Counter((rule.feed, rule.code) for rule in maker.all_rules())
    assert [code for code, count in codes.items() if count > 1] == []
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code) for _, code in codes)


def test_every_rule_is_triggered_by_a_test(maker: ModuleType) -> None:
    tests = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "tests").rglob("test_*.py")
        if path != Path(__file__)
    )
    untested = [rule.code for rule in maker.all_rules() if f'"{rule.code}"' not in tests]
    assert untested == []


def test_every_decision_is_in_the_index() -> None:
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    files = {path.name for path in DECISIONS.glob("[0-9]*.md")}
    assert set(re.findall(r"\(([0-9][^)]*\.md)\)", index)) == files


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = []
    for path in tracked_files():
        if path.suffix == ".md":
            for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8")):
                if "://" not in target and not (path.parent / target).exists():
                    broken.append(f"{path.relative_to(ROOT)}: {target}")
    assert broken == []


def test_lock_files_hold_no_addresses() -> None:
    names = ("requirements.lock", "requirements-sam.lock", "web/package-lock.json")
    for name in names:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert '"resolved"' not in text
        assert "index-url" not in text
        assert "://" not in text or name.endswith(".json")
