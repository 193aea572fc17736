"""The report of one student: from rows to every word on its pages."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cers.model.accommodation import Accommodations
from cers.model.norm import Norms
from cers.model.organization import Organizations
from cers.reports import roster
from cers.reports.documents import AssessmentResults, HistoryResult
from cers.reports.history import TREND_TYPES, Definitions
from cers.reports.listing import order
from cers.reports.printed.blocks import blocks_section
from cers.reports.printed.page import Blocks, Reading, Report, Scored
from cers.reports.printed.scored import scored_section
from cers.reports.printed.trends import Taken
from cers.reports.printed.voice import Voice, year_of
from cers.reports.printed.words import Words
from cers.reports.roster import ResultRows, by_code
from cers.reports.rows import HistoryRow, HistoryScoreRow, PrintedTraitRow

Exam = tuple[str, str]
"""An assessment and an opportunity."""


@dataclass(frozen=True, slots=True)
class Background:
    """What reports are told with; `accommodations` are None where they are not asked for."""

    words: Words
    definitions: Definitions
    organizations: Organizations
    norms: Norms
    accommodations: Accommodations | None


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one student: results of every school year, and the exams to report on."""

    student_id: str
    school_year: int
    exams: frozenset[Exam]
    rows: Sequence[HistoryRow]
    scores: Sequence[HistoryScoreRow]
    traits: Sequence[PrintedTraitRow]


def report_of(record: Record, background: Background) -> Report | None:
    """The report of a student; None where there is nothing to report on.

    Of several results on a test the one completed last is reported.
    """
    every = sorted(_taken(record, background), key=_moment)
    told = list(_latest(every, record))
    if not told:
        return None
    row = max((r for r in record.rows if _exam(r) in record.exams), key=_row_moment)
    voice = Voice(background.words, row["first_name"] or background.words.somebody)
    scored = _scored(voice, told, every, record, background)
    sections: list[Scored | Blocks] = [*scored, *_blocks(voice, told, every, background)]
    school = _school(row, background.organizations)
    return Report(
        title=_name(row),
        header=[_listed(row), _title(background.words, record.school_year)],
        footer=background.words.footer,
        facts=_facts(row, background),
        intro=voice.say(background.words.intro, year=year_of(record.school_year)),
        sections=sections,
        reading=_reading(voice, sections, school),
    )


def _title(words: Words, school_year: int) -> str:
    return words.report_title.format(year=year_of(school_year))


# ---- what was taken


def _taken(record: Record, background: Background) -> Iterator[Taken]:
    """Every result that reports may tell of, with its definition."""
    codes, schools = by_code(record.scores), background.organizations.schools
    for row in record.rows:
        definition = background.definitions.of(row)
        if definition.type is None or not definition.type.printed_report:
            continue
        shown = roster.Background(schools, background.norms, frozenset(), _unreferenced)
        made = ResultRows(row["school_id"], definition, codes, shown).result(row)
        about = definition.with_results(row["school_year"], 1, [row["completed_on"]])
        yield definition, HistoryResult(**made, assessment=about)


def _unreferenced(_: str) -> str:
    """On paper there are no addresses, and nothing that would stand for a student in them."""
    return ""


def _latest(every: Iterable[Taken], record: Record) -> Iterator[Taken]:
    """The last result on each test that the report is about, by subject, grade and type."""
    latest = {each[1]["assessment"]["id"]: each for each in every if _key(each[1]) in record.exams}
    yield from sorted(latest.values(), key=lambda each: order(each[1]["assessment"]))


def _scored(
    voice: Voice,
    told: Iterable[Taken],
    every: Sequence[Taken],
    record: Record,
    background: Background,
) -> Iterator[Scored]:
    for each in told:
        _, result = each
        if result["assessment"]["type"]["code"] in TREND_TYPES:
            traits = [row for row in record.traits if _exam(row) == _key(result)]
            years = _years(each, every, record.school_year)
            yield scored_section(voice, each, traits, years, background.accommodations)


def _years(each: Taken, every: Iterable[Taken], until: int) -> list[Taken]:
    """A test and its like: the last scored result of each school year, the earliest first."""
    years: dict[int, Taken] = {}
    for other in every:
        _, result = other
        about = result["assessment"]
        if (
            _like(about) == _like(each[1]["assessment"])
            and result["scale_score"] is not None
            and about["school_year"] <= until
        ):
            years[about["school_year"]] = other
    if each[1]["scale_score"] is not None:
        years[until] = each
    return [years[year] for year in sorted(years)]


def _blocks(
    voice: Voice, told: Iterable[Taken], every: Sequence[Taken], background: Background
) -> Iterator[Blocks]:
    """A list of blocks for each subject, the earliest first."""
    by_subject: dict[str, list[Taken]] = defaultdict(list)
    for each in sorted(told, key=_moment):
        about = each[1]["assessment"]
        if about["type"]["code"] not in TREND_TYPES:
            by_subject[about["subject"]["code"]].append(each)
    for _, blocks in sorted(by_subject.items()):
        before = [_before(each, every) for each in blocks]
        yield blocks_section(voice, blocks, before, background.accommodations)


def _before(taken: Taken, every: Iterable[Taken]) -> Taken | None:
    """The result before on the same block, which has a new id every year but keeps its label."""
    earlier = [
        other
        for other in every
        if _block(other[1]) == _block(taken[1]) and _moment(other) < _moment(taken)
    ]
    return earlier[-1] if earlier else None


def _block(result: HistoryResult) -> tuple[str, str, str]:
    about = result["assessment"]
    return about["subject"]["code"], about["grade"], about["label"]


def _like(about: AssessmentResults) -> tuple[str, str]:
    return about["subject"]["code"], about["type"]["code"]


def _moment(taken: Taken) -> tuple[str, str, str]:
    _, result = taken
    return result["completed_on"], result["opportunity_id"], result["assessment"]["id"]


def _key(result: HistoryResult) -> Exam:
    return result["assessment"]["id"], result["opportunity_id"]


def _exam(row: HistoryRow | PrintedTraitRow) -> Exam:
    return row["assessment_id"], row["opportunity_id"]


# ---- who took it


def _row_moment(row: HistoryRow) -> tuple[str, str, str]:
    return row["completed_on"].isoformat(), row["opportunity_id"], row["assessment_id"]


def _name(row: HistoryRow) -> str:
    """The student as a heading; whose name is not known has an id."""
    return " ".join(filter(None, (row["first_name"], row["last_name"]))) or row["student_id"]


def _listed(row: HistoryRow) -> str:
    return ", ".join(filter(None, (row["last_name"], row["first_name"]))) or row["student_id"]


def _school(row: HistoryRow, organizations: Organizations) -> str:
    school = organizations.schools.get(row["school_id"])
    return school.name if school else row["school_id"]


def _facts(row: HistoryRow, background: Background) -> list[list[list[str]]]:
    words, organizations = background.words, background.organizations
    district = organizations.districts.get(row["district_id"])
    return [
        [
            [words.student_id, row["student_id"]],
            [words.grade, row["grade"].lstrip("0") or row["grade"]],
        ],
        [
            [words.school, _school(row, organizations)],
            [words.district, district.name if district else row["district_id"]],
        ],
    ]


# ---- how to read it


def _reading(voice: Voice, sections: Sequence[Scored | Blocks], school: str) -> Reading:
    words = voice.words
    scored = [each for each in sections if each["kind"] == "scored"]
    scales = [each["scale"] for each in scored if each["scale"]]
    said = {
        words.read_level: bool(scales),
        words.read_cut: any(scale["cutoff"] for scale in scales),
        words.read_error: any(scale["low"] is not None for scale in scales),
        words.read_parts: any(each["parts"] for each in scored),
        words.read_compare: len({each["heading"]["text"] for each in scored}) > 1,
        words.read_blocks: any(each["kind"] == "blocks" for each in sections),
    }
    return Reading(
        title=words.reading,
        points=[text for text, applies in said.items() if applies],
        contact=voice.say(words.contact, school=school),
    )
