"""Wide files of any layout, with what must become of them.

`some_records(layout, count)` makes good records: what each column says, and which value each target
must end with. `delimited` and `fixed` write them as files; `a_reference_for` is the reference data
they are checked against.
"""

import csv
import io
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from cers.feeds.wide.layout import Kind, Layout, WideColumn
from cers.model.assessment import Assessment, ScoreRange
from cers.model.organization import District, Organizations, School
from cers.model.reference import Reference
from cers.model.subject import AlternateScore, AssessmentType, Claim, Level, Scoring, Subject, Trait

LANDED = datetime(2026, 7, 1, tzinfo=UTC)
DISTRICT = "99012340000000"
SCHOOL = "99012340000017"
LOWEST, HIGHEST = 200.0, 2900.0
_LEVELS = tuple(Level(number, f"Level {number}") for number in range(1, 7))
_NAMES = ("Ada", "Zoë", "Łucja", "D'Anna", "Null", "José María", "NA", "Xóchitl")
_KINDS = ("claim", "alternate", "trait")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: `texts` by column name, and the `values` they stand for, by target."""

    texts: Mapping[str, str]
    values: Mapping[str, object]

    def but(self, **texts: str) -> "Record":
        """The same record with other texts in some columns; `values` stay as they were."""
        unknown = set(texts) - set(self.texts)
        assert not unknown, f"the layout has no {unknown}"
        return replace(self, texts={**self.texts, **texts})


def some_records(layout: Layout, count: int, seed: int = 1) -> list[Record]:
    """Good records, each of another student; every column is filled in some of them."""
    draw = random.Random(f"{layout.id} {seed}")
    return [_record(layout, number, draw) for number in range(1, count + 1)]


def a_record(layout: Layout, **texts: str) -> Record:
    """A good record, with other texts in some columns."""
    return some_records(layout, 1)[0].but(**texts)


def delimited(
    layout: Layout, records: Iterable[Record], *, delimiter: str = "", newline: str = "\r\n"
) -> bytes:
    """The records as a delimited file with a header."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter or layout.delimiter, lineterminator=newline)
    writer.writerow(layout.column_names)
    writer.writerows([each.texts[name] for name in layout.column_names] for each in records)
    return file.getvalue().encode()


def fixed(layout: Layout, records: Iterable[Record], *, newline: str = "\r\n") -> bytes:
    """The records as a fixed-width file."""
    return "".join(fixed_line(layout, each) + newline for each in records).encode()


def fixed_line(layout: Layout, record: Record) -> str:
    """One record with every column at its place."""
    line = ""
    for column in layout.columns:
        assert column.start and column.length
        text = record.texts[column.name]
        assert len(text) <= column.length, f"{column.name} is too long for its place"
        line = line.ljust(column.start - 1) + text.ljust(column.length)
    return line


def a_reference_for(layout: Layout) -> Reference:
    """One school, and every subject and assessment that a layout's files may name."""
    subjects = sorted(_values(layout, "subject"))
    grades = sorted(_values(layout, "assessment_grade"))
    assessments = [
        _assessment(layout, subject, grade, year)
        for subject in subjects
        for grade in grades
        for year in layout.school_years
    ]
    return Reference(
        {code: _subject(layout, code) for code in subjects},
        {each.id: each for each in assessments},
        Organizations(
            {DISTRICT: District(DISTRICT, "Made-up District", LANDED)},
            {SCHOOL: School(SCHOOL, "Made-up School", DISTRICT, LANDED)},
        ),
        "fingerprint",
    )


def assessment_id(layout: Layout, subject: object, grade: object, year: object) -> str:
    """The natural id of an assessment in that reference data."""
    pattern = layout.assessment_id or "{subject}-SUM-{assessment_grade}-{school_year}"
    return pattern.format(subject=subject, assessment_grade=grade, school_year=year)


def _record(layout: Layout, number: int, draw: random.Random) -> Record:
    texts: dict[str, str] = {}
    values: dict[str, object] = {}
    for column in layout.columns:
        texts[column.name], value = _cell(column, layout, number, draw)
        if column.target:
            values[column.target] = value
    _drop_foreign_scores(layout, texts, values)
    _name_exam(layout, texts, values)
    return Record(texts, values)


def _cell(
    column: WideColumn, layout: Layout, number: int, draw: random.Random
) -> tuple[str, object]:
    """The text of a column, and the value it stands for."""
    made_elsewhere = column.target in ("assessment_id", "opportunity_id", "status")
    if made_elsewhere or (not column.required and draw.random() < 0.2):
        return "", None
    if column.kind is Kind.CODE:
        codes = layout.code_tables[column.codes]
        code = draw.choice(sorted(codes))
        value = {"yes": True, "no": False, "": None}.get(codes[code], codes[code])
        return draw.choice((code, code.upper())), value
    if column.kind in (Kind.DATE, Kind.TIMESTAMP):
        return _time(column, layout, draw)
    if column.kind in (Kind.TEXT, Kind.LIST):
        return _text(column, number, draw)
    return _number(column, layout, draw)


def _number(column: WideColumn, layout: Layout, draw: random.Random) -> tuple[str, object]:
    if column.kind is Kind.TRUTH:
        truth = draw.random() < 0.5
        texts = ("Yes", "y", "1") if truth else ("No", "n", "0")
        return draw.choice([text for text in texts if len(text) <= (column.length or 3)]), truth
    if column.kind is Kind.YEAR:
        year = draw.choice(layout.school_years)
        return str(year), year
    if column.kind is Kind.INTEGER:
        low, high = int(column.low or 0), int(column.high or 9)
        whole = draw.randint(low, min(high, 3) if "level" in column.target else high)
        return str(whole), whole
    if "error" in column.target or "theta" in column.target:
        value = round(draw.uniform(0, 3), 2)
    else:
        value = round(draw.uniform(LOWEST, HIGHEST), 1)
    return str(value), value


def _time(column: WideColumn, layout: Layout, draw: random.Random) -> tuple[str, object]:
    if column.kind is Kind.DATE:
        day = date(2010, 1, 1) + timedelta(days=draw.randrange(2500))
        return day.strftime(layout.date_format), day
    moment = datetime(2026, 4, 1, 15, tzinfo=UTC) + timedelta(minutes=draw.randrange(60_000))
    return draw.choice(
        (moment.isoformat()[:19], f"{moment:%Y-%m-%dT%H:%M:%S}Z", moment.isoformat())
    ), moment


def _text(column: WideColumn, number: int, draw: random.Random) -> tuple[str, object]:
    if column.kind is Kind.LIST:
        codes = [f"TDS_{letter}" for letter in draw.sample("ABCDEF", draw.randrange(1, 4))]
        return ";".join(codes), codes
    if column.target == "school_id":
        return SCHOOL, SCHOOL
    if column.target == "student_id":
        return f"99{number:08d}", f"99{number:08d}"
    text = draw.choice(_NAMES)[: column.longest or column.length or 60].strip()
    return text, text


def _drop_foreign_scores(layout: Layout, texts: dict[str, str], values: dict[str, object]) -> None:
    """Blank the slots that the record's subject does not have."""
    own = layout.score_codes.get(str(values.get("subject")), {})
    for column in layout.columns:
        parts = column.target.split("/")
        if layout.score_codes and parts[0] in _KINDS and parts[1] not in own:
            texts[column.name], values[column.target] = "", None


def sealed(made: str) -> str:
    """The id that is kept instead of one made of columns."""
    return sha256(made.encode()).hexdigest()[:32]


def _name_exam(layout: Layout, texts: dict[str, str], values: dict[str, object]) -> None:
    """Say which exam it is: in its columns, where the layout has no pattern to make it from."""
    told = {**layout.constants, **values}
    asmt = assessment_id(layout, told["subject"], told["assessment_grade"], told["school_year"])
    made = layout.opportunity_id.format_map(told)
    opportunity = sealed(made) if made else f"opp-{told['student_id']}"
    values["assessment_id"], values["opportunity_id"] = asmt, opportunity
    for column in layout.columns:
        if column.target in ("assessment_id", "opportunity_id") and not getattr(
            layout, column.target
        ):
            texts[column.name] = str(values[column.target])


def _values(layout: Layout, target: str) -> set[str]:
    """Everything that a column with codes, or a constant, may tell."""
    if target in layout.constants:
        return {layout.constants[target]}
    tables = [column.codes for column in layout.columns if column.target == target]
    return {value for table in tables for value in layout.code_tables[table].values()}


def _subject(layout: Layout, code: str) -> Subject:
    codes = {kind: sorted(set(_codes(layout, code, kind))) for kind in _KINDS}
    kinds = AssessmentType(
        "sum", "sum", "sum", Scoring("Overall", _LEVELS), Scoring("Alternate", _LEVELS),
        Scoring("Claim", _LEVELS),
    )  # fmt: skip
    return Subject(
        code, code, LANDED, {"sum": kinds},
        tuple(Claim(each, each, True, False, at) for at, each in enumerate(codes["claim"])),
        tuple(AlternateScore(each, each, at) for at, each in enumerate(codes["alternate"])),
        tuple(Trait(each, "ARGU", "ORG", 4) for each in codes["trait"]),
    )  # fmt: skip


def _codes(layout: Layout, subject: str, kind: str) -> Iterator[str]:
    """The codes of a subject's claims, alternates or traits, as the layout names them."""
    own = layout.score_codes.get(subject, {})
    for column in layout.columns:
        parts = column.target.split("/")
        if parts[0] == kind and (parts[1] in own or not layout.score_codes):
            yield own.get(parts[1], parts[1])


def _assessment(layout: Layout, subject: str, grade: str, year: int) -> Assessment:
    name = assessment_id(layout, subject, grade, year)
    cuts: Sequence[ScoreRange] = (
        ScoreRange(1, LOWEST, 1000), ScoreRange(2, 1001, 2400), ScoreRange(3, 2401, HIGHEST),
    )  # fmt: skip
    return Assessment(name, name, name, subject, grade, "sum", year, "1", LANDED, tuple(cuts))
