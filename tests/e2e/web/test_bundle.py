"""What the browser has to fetch."""

import gzip
import re

import jsonschema
import pytest
import yaml
from openapi_schema_validator import OAS31Validator

from tests.e2e.web import figures, people
from tests.e2e.web.stub import DIST, ROOT

KILOBYTE = 1024
BUDGET = {".js": 60, ".css": 15}
"""Kilobytes after gzip that the first screen may cost."""


@pytest.mark.parametrize("suffix", BUDGET)
@pytest.mark.usefixtures("running")
def test_the_bundle_keeps_its_budget(suffix: str) -> None:
    files = list(DIST.glob(f"assets/*{suffix}"))
    assert files
    spent = sum(len(gzip.compress(path.read_bytes())) for path in files) / KILOBYTE
    assert spent <= BUDGET[suffix], f"{suffix}: {spent:.1f} KB"


@pytest.mark.usefixtures("running")
def test_the_page_holds_nothing_inline_and_names_no_other_origin() -> None:
    page = (DIST / "index.html").read_text()
    assert not re.search(r"<style|style=|onload=|onclick=|javascript:", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    for path in (DIST / "index.html", *DIST.glob("assets/*.css")):
        assert not re.search(r"""["'(]\s*(https?:)?//""", path.read_text()), path.name


def test_the_lock_file_names_no_registry() -> None:
    lock = (ROOT / "web/package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "://" not in re.sub(r'"(url|funding)": .*', "", lock)


def contract() -> figures.Json:
    document: figures.Json = yaml.safe_load((ROOT / "docs/api/openapi.yaml").read_text())
    return document


def school_answers() -> list[tuple[str, figures.Json]]:
    place = figures.school(0)
    answers = [(test.id, figures.summary(place, test, 2026)) for test in figures.TESTS]
    return [(f"summary of {name}", answer) for name, answer in answers]


def cases() -> list[tuple[str, str, figures.Json]]:
    """Schema, what it is, and the stub's answer."""
    test = figures.TESTS[0]
    about = {"school": figures.school(0), "group": None, "school_year": 2026}
    assessment = figures.assessment(test, 2026)
    rows = figures.students(test, 2026)
    return [
        *(("Me", name, people.me(name)) for name in people.PEOPLE),
        ("SandboxUsers", "users", people.sandbox_users()),
        ("SchoolPage", "schools", {"schools": [about["school"]], "total": 1, "next": None}),
        (
            "PopulationAssessments",
            "assessments",
            {**about, "school_years": [2026], "latest": None, "assessments": [assessment]},
        ),
        *(("Summary", name, answer) for name, answer in school_answers()),
        (
            "Roster",
            "students",
            {**about, "assessment": assessment, "total": len(rows), "students": rows},
        ),
    ]


@pytest.mark.parametrize(("schema", "name", "answer"), cases(), ids=lambda value: str(value)[:40])
def test_the_stub_answers_as_the_contract_has_it(
    schema: str, name: str, answer: figures.Json
) -> None:
    document = contract()
    whole = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
    errors = sorted(OAS31Validator(whole).iter_errors(answer), key=str)
    assert [error.message for error in errors] == [], name


def test_a_contract_that_changes_is_noticed() -> None:
    whole = {"$ref": "#/components/schemas/Me", "components": contract()["components"]}
    with pytest.raises(jsonschema.ValidationError):
        OAS31Validator(whole).validate({"username": "x"})
