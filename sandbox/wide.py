"""Write summative results as a wide score file: `python -m sandbox.wide --layout sbac OUT.csv`.

The results are those that `sandbox.generate` writes as exam files, under the same ids: delivered to
a sandbox they are another version of the same exams, without items and targets.
"""

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, TextIO
from xml.etree.ElementTree import Element, fromstring

import click

from cers.feeds.wide.descriptor import has_places, layouts
from cers.feeds.wide.layout import Kind, Layout, WideColumn
from sandbox.exams import World, make_bundle
from sandbox.generate import SEED, STUDENTS, make_world
from sandbox.plan import plan_bundles
from sandbox.scales import YEARS

FORMATS: Final = {"csv": ".csv", "dat": ".dat"}
"""Delimited with a header, and fixed width."""

Result = Mapping[str, str]
"""One result: target of a wide file -> what the exam file says of it.

What has no target, such as a school's name, is there by its name in exam files.
"""

_STUDENT: Final = {
    "student_id": "StudentIdentifier",
    "alternate_ssid": "AlternateSSID",
    "first_name": "FirstName",
    "middle_name": "MiddleName",
    "last_name": "LastOrSurname",
    "alias_name": "AliasName",
    "birthdate": "Birthdate",
    "gender": "Sex",
    "grade": "GradeLevelWhenAssessed",
    "iep": "IDEAIndicator",
    "primary_disability": "PrimaryDisabilityType",
    "section_504": "Section504Status",
    "economic_disadvantage": "EconomicDisadvantageStatus",
    "migrant": "MigrantStatus",
    "military_connected": "MilitaryConnectedStudentIndicator",
    "english_learner": "LEPStatus",
    "elas": "EnglishLanguageAcquisitionStatus",
    "elas_start_date": "EnglishLanguageAcquisitionStatusStartDate",
    "language": "LanguageCode",
    "english_proficiency_level": "EnglishLanguageProficiencyLevel",
    "title_iii_program": "TitleIIILanguageInstructionProgramType",
    "first_us_entry_date": "FirstEntryDateIntoUSSchool",
    "lep_entry_date": "LimitedEnglishProficiencyEntryDate",
    "lep_exit_date": "LEPExitDate",
}
_TEST: Final = {
    "assessment_id": "name",
    "subject": "subject",
    "assessment_grade": "grade",
    "school_year": "academicYear",
    "assessment_version": "assessmentVersion",
    "mode": "mode",
}
_OPPORTUNITY: Final = {
    "opportunity_id": "oppId",
    "opportunity": "opportunity",
    "status": "status",
    "status_date": "statusDate",
    "started_at": "startDate",
    "completed_at": "dateCompleted",
    "effective_date": "effectiveDate",
    "completeness": "completeness",
    "administration_condition": "administrationCondition",
    "session_id": "sessionId",
    "window_id": "windowId",
    "administrator_id": "taId",
    "item_count": "itemCount",
}
_MEASURES: Final = {
    "ScaleScore": "scale_score",
    "ThetaScore": "theta",
    "PerformanceLevel": "achievement_level",
    "RawScore": "raw_score",
}
_ERRORS: Final = {"ScaleScore": "standard_error", "ThetaScore": "theta_standard_error"}
_OVERALL: Final = "Overall"
_NOT_PROVIDED: Final = "Unknown/Cannot Provide"
"""What an exam file writes where a wide file is blank."""


def results(
    world: World, year: int, school_ids: Collection[str], subjects: Collection[str]
) -> Iterator[Result]:
    """The summative results of some schools, as first delivered."""
    leas = {each.lea for each in world.state.schools if each.id in school_ids}
    for plan in plan_bundles(world.state, world.population, year, world.seed):
        if plan.kind == "summative" and plan.lea in leas:
            for _, data in make_bundle(world, plan).members:
                result = _result(fromstring(data))  # noqa: S314  (we wrote it)
                if result["school_id"] in school_ids and result["subject"] in subjects:
                    yield result


def write(layout: Layout, found: Iterable[Result], path: Path, kind: str) -> int:
    """Write results in one of the `FORMATS`, and say how many."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = ([_text(column, layout, each) for column in layout.columns] for each in found)
        return _write_fixed(layout, rows, file) if kind == "dat" else _write(layout, rows, file)


def _write(layout: Layout, rows: Iterable[Sequence[str]], file: TextIO) -> int:
    writer = csv.writer(file, delimiter=layout.delimiter)
    writer.writerow(layout.column_names)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    return count


def _write_fixed(layout: Layout, rows: Iterable[Sequence[str]], file: TextIO) -> int:
    count = 0
    for row in rows:
        line = ""
        for column, text in zip(layout.columns, row, strict=True):
            start, length = column.start or 1, column.length or 0
            if len(text) > length:
                raise ValueError(f"{column.name} has no room for {len(text)} characters")
            line = line.ljust(start - 1) + text.ljust(length)
        file.write(f"{line}\r\n")
        count += 1
    return count


def _result(report: Element) -> dict[str, str]:
    """What an exam file says, by target; scores by the codes of their subject."""
    attributes = {
        each.get("name", ""): each.get("value", "")
        for each in report.iter()
        if each.tag in ("ExamineeAttribute", "ExamineeRelationship")
    }
    test, opportunity = report.find("Test"), report.find("Opportunity")
    if test is None or opportunity is None:
        raise ValueError("an exam file has a test and an opportunity")
    return {
        **attributes,
        **{target: attributes.get(name, "") for target, name in _STUDENT.items()},
        **{f"ethnicities/{name}": value for name, value in attributes.items()},
        **{target: test.get(name, "") for target, name in _TEST.items()},
        **{target: opportunity.get(name, "") for target, name in _OPPORTUNITY.items()},
        **_scores(opportunity),
        "school_id": attributes["SchoolId"],
        "accommodation_codes": ";".join(
            each.get("code", "") for each in opportunity.iter("Accommodation")
        ),
    }


def _scores(opportunity: Element) -> dict[str, str]:
    """The overall score's columns, and `<code>/<column>` of the others."""
    found: dict[str, str] = {}
    for score in opportunity.iter("Score"):
        label = score.get("measureLabel", "")
        if label in _MEASURES:
            code = score.get("measureOf", "")
            prefix = "" if code == _OVERALL else f"{code}/"
            found[prefix + _MEASURES[label]] = score.get("value", "")
            if label in _ERRORS:
                found[prefix + _ERRORS[label]] = score.get("standardError", "")
    return found


def _text(column: WideColumn, layout: Layout, result: Result) -> str:
    """What a column says of a result, as the layout wants it written."""
    value = result.get(_source(column.target or column.name, layout, result), "")
    if value in ("", _NOT_PROVIDED):
        return ""
    if column.kind is Kind.CODE:
        return _code(value, layout.code_tables[column.codes])
    if column.kind is Kind.DATE:
        return date.fromisoformat(value[:10]).strftime(layout.date_format)
    return value


def _source(target: str, layout: Layout, result: Result) -> str:
    """The key that a result has for a target: a slot stands for a code of the subject."""
    kind, _, rest = target.partition("/")
    if kind not in ("claim", "alternate", "trait"):
        return target
    slot, _, name = rest.partition("/")
    codes = layout.score_codes.get(result["subject"], {})
    return f"{codes[slot]}/{name}" if slot in codes else ""


def _code(value: str, codes: Mapping[str, str]) -> str:
    """The value itself where that is a code, and else the first code that stands for it."""
    if value.lower() in codes:
        return value
    return next(code for code, meaning in codes.items() if meaning == value)


@click.command()
@click.argument("path", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--layout", "layout_id", default="sbac", show_default=True, help="A shipped layout.")
@click.option("--format", "kind", type=click.Choice(list(FORMATS)), help="By OUT's name if absent.")
@click.option("--year", default=YEARS[-1], show_default=True, help="School year, by its spring.")
@click.option("--school", "schools", multiple=True, help="Its id; the first school if absent.")
@click.option("--students", default=STUDENTS, show_default=True, help="As for sandbox.generate.")
@click.option("--seed", default=SEED, show_default=True, help="As for sandbox.generate.")
def main(
    path: Path,
    layout_id: str,
    kind: str | None,
    year: int,
    schools: tuple[str, ...],
    students: int,
    seed: int,
) -> None:
    """Write summative results of schools of the sandbox to OUT, to try `cers submit` with."""
    layout = _layout(layout_id)
    world = make_world(students, seed)
    chosen = _schools(world, schools)
    found = results(world, year, chosen, layout.score_codes.keys())
    kind = kind or ("dat" if path.suffix == FORMATS["dat"] else "csv")
    count = write(layout, found, path, kind)
    click.echo(f"{count:,} results of {', '.join(chosen)} in {path}")


def _layout(layout_id: str) -> Layout:
    layout = layouts().get(layout_id)
    if layout is None:
        raise click.BadParameter(f"use one of {', '.join(layouts())}", param_hint="--layout")
    if not has_places(layout) or not {"ELA", "Math", "ELPAC"} & layout.score_codes.keys():
        raise click.BadParameter("the sandbox has results of ELA, Math and ELPAC only: use sbac "
                                 "or elpac", param_hint="--layout")  # fmt: skip
    return layout


def _schools(world: World, wanted: Sequence[str]) -> Sequence[str]:
    known = [school.id for school in world.state.schools]
    unknown = set(wanted) - set(known)
    if unknown:
        raise click.BadParameter(f"there is no {', '.join(sorted(unknown))}; there are "
                                 f"{', '.join(known)}", param_hint="--school")  # fmt: skip
    return wanted or known[:1]


if __name__ == "__main__":
    main()
