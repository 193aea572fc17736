"""Every feed in one form: a good file, how it is read, and what no finding may tell of it.

The good files hold names in many scripts, so that a wrong decoding shows. Each has more than one
record where its feed has records.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cers.feeds import (
    accommodations,
    archive_rules,
    assessments,
    exams,
    groups,
    items,
    norms,
    organizations,
    staff,
    students,
    subjects,
)
from cers.feeds.batch import ExamBatch
from cers.feeds.reading import Parsed
from cers.feeds.wide import rules as wide_rules
from cers.feeds.wide.descriptor import fixed_width, layouts
from cers.feeds.wide.layout import Layout
from cers.feeds.wide.results import read_results
from cers.feeds.wide.scores import read_scores
from cers.lake.schema import staged_schema
from cers.lake.staging import StagingWriter
from cers.model.delivery import Counts
from cers.model.finding import Finding, Severity
from cers.model.organization import Organizations
from cers.model.reference import Missing
from cers.model.rule import Rule
from cers.model.tables import TABLES
from tests.support import item_files, people, reference_files, registrations, wide, wide_files
from tests.support.exams import a_reference, an_exam_xml
from tests.support.reference_files import art, node

FIRST_NAME: Final = "Zoë"
LAST_NAME: Final = "Łódź-Ñuñez"
OTHER_NAME: Final = "渡辺Żółć"
SSID: Final = "0099887766"
OTHER_SSID: Final = "0088776655"
BIRTHDATE: Final = "2014-11-23"
LOGIN: Final = "planted.login"
PLANTED: Final = (FIRST_NAME, LAST_NAME, OTHER_NAME, SSID, OTHER_SSID, BIRTHDATE, LOGIN)
"""What is known of people in the good files: no finding may tell any of it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a file; `accepted` is empty where nothing of it was accepted."""

    counts: Counts
    findings: tuple[Finding, ...]
    missing: frozenset[Missing]
    accepted: Mapping[str, object]
    batches: Sequence[ExamBatch] = ()

    @property
    def codes(self) -> set[str]:
        """The codes of its findings."""
        return {each.code for each in self.findings}

    @property
    def errors(self) -> list[Finding]:
        """The findings that refuse something."""
        return [each for each in self.findings if each.severity is Severity.ERROR]

    @property
    def told(self) -> str:
        """Everything its findings say."""
        return "\n".join(
            f"{each.message} | {each.where} | {each.element}" for each in self.findings
        )


Read = Callable[[bytes], Answer]


@dataclass(frozen=True, slots=True)
class DeliveredFeed:
    """One feed, or one format of it.

    The columns of a delimited file are separated by `delimiter`; `heading` stands above them. Those
    of fixed width have `places`: where each begins, from 0, and its length. Where
    `by_record` is true a faulty record is refused alone, otherwise any error refuses the file.
    """

    name: str
    good: bytes
    read: Read
    rules: tuple[Rule, ...]
    by_record: bool = False
    delimiter: str = ""
    quotes: bool = True
    heading: str = ""
    places: tuple[tuple[int, int], ...] = ()

    @property
    def codes(self) -> set[str]:
        """Every code it may answer with."""
        return {rule.code for rule in self.rules}

    @property
    def table(self) -> list[list[str]]:
        """The cells of the good file, its header first."""
        quoting = csv.QUOTE_MINIMAL if self.quotes else csv.QUOTE_NONE
        text = io.StringIO(self.good.decode().removeprefix(self.heading), newline="")
        return [row for row in csv.reader(text, delimiter=self.delimiter, quoting=quoting) if row]

    def written(self, table: Iterable[Sequence[str]]) -> bytes:
        """A file of these cells."""
        text = io.StringIO(newline="")
        text.write(self.heading)
        if self.quotes:
            csv.writer(text, delimiter=self.delimiter, lineterminator="\n").writerows(table)
        else:
            text.writelines(self.delimiter.join(row) + "\n" for row in table)
        return text.getvalue().encode()


def texts_in(value: object) -> Iterator[str]:
    """Every text within rows, dataclasses and containers of them."""
    return (each for each in _leaves(value) if isinstance(each, str))


def numbers_in(value: object) -> Iterator[float]:
    """Every number with a fraction within rows, dataclasses and containers of them."""
    return (each for each in _leaves(value) if isinstance(each, float))


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from (key, *_leaves(each))
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _leaves(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _leaves(getattr(value, field.name))
    else:
        yield value


def content(answer: Answer) -> Mapping[str, object]:
    """What was accepted, without what depends on the bytes or on where a record stood."""
    own = ("record_digest", "record_number")
    return {
        name: sorted(({key: row[key] for key in row if key not in own} for row in value), key=repr)
        if isinstance(value, list)
        else value
        for name, value in answer.accepted.items()
    }


@cache
def good_content(name: str) -> Mapping[str, object]:
    """What is accepted of a feed's good file."""
    return content(FEEDS[name].read(FEEDS[name].good))


def check_schema(batches: Iterable[ExamBatch]) -> None:
    """See that rows have the very schema they are staged in, and no null where none may be."""
    for tables in (tables for batch in batches for tables in batch.tables.values()):
        for table in TABLES:
            rows = tables[table.name]
            assert rows.schema.equals(staged_schema(table)), table.name
            rows.validate(full=True)
            for field in rows.schema:
                assert field.nullable or not rows[field.name].null_count, field.name


def staged(batches: Iterable[ExamBatch]) -> int:
    """How many rows a staging writer writes of these batches."""
    with TemporaryDirectory() as folder, StagingWriter(Path(folder)) as writer:
        for batch in batches:
            writer.write(batch)
        return sum(part.rows for part in writer.close())


def _of_batches(batches: Sequence[ExamBatch]) -> Answer:
    check_schema(batches)
    accepted: dict[str, list[object]] = {}
    for batch in batches:
        for dataset, tables in batch.tables.items():
            for name, rows in tables.items():
                if rows.num_rows:
                    accepted.setdefault(f"{dataset.id}/{name}", []).extend(rows.to_pylist())
    return Answer(
        sum((batch.counts for batch in batches), Counts()),
        tuple(finding for batch in batches for finding in batch.findings),
        frozenset(each for batch in batches for each in batch.missing),
        accepted,
        batches,
    )


def _of_parsed(parsed: Parsed[object]) -> Answer:
    accepted = {"value": parsed.value} if parsed.value else {}
    return Answer(parsed.counts, parsed.findings, parsed.missing, accepted)


def _landed(data: bytes, read: Callable[[Path], Iterator[ExamBatch]]) -> Answer:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "delivery"
        path.write_bytes(data)
        return _of_batches(list(read(path)))


def _exams() -> DeliveredFeed:
    reference = a_reference()
    person = {
        "FirstName": FIRST_NAME, "LastOrSurname": LAST_NAME, "MiddleName": OTHER_NAME,
        "StudentIdentifier": SSID, "AlternateSSID": OTHER_SSID, "Birthdate": BIRTHDATE,
    }  # fmt: skip
    return DeliveredFeed(
        "exams",
        an_exam_xml(student=person),
        lambda data: _landed(data, lambda path: exams.read_exams(path, reference)),
        (*exams.RULES, *archive_rules.RULES),
        by_record=True,
    )


def _results() -> DeliveredFeed:
    reference = a_reference()
    good = wide.a_table(
        [
            wide.a_row(
                1, StudentIdentifier=SSID, AlternateSSID=OTHER_SSID, FirstName=FIRST_NAME,
                LastOrSurname=LAST_NAME, Birthdate=BIRTHDATE,
            ),
            wide.a_row(2, StudentIdentifier=OTHER_SSID, FirstName=OTHER_NAME),
            wide.a_row(3),
        ]
    )  # fmt: skip
    return _of_tables("results", good, ",", lambda path, key: read_results(path, reference, key))


def _scores(name: str, layout: Layout, landed: str = "") -> DeliveredFeed:
    reference = wide_files.a_reference_for(layout)
    one, two, three = wide_files.some_records(layout, 3)
    records = [
        one.but(
            StudentIdentifier=SSID, FirstName=FIRST_NAME, LastOrSurname=LAST_NAME,
            Birthdate=BIRTHDATE,
        ),
        two.but(StudentIdentifier=OTHER_SSID, FirstName=OTHER_NAME),
        three,
    ]  # fmt: skip
    write = wide_files.delimited if layout.delimiter else wide_files.fixed
    feed = _of_tables(
        name,
        write(layout, records),
        layout.delimiter,
        lambda path, key: read_scores(path, reference, key, landed),
    )
    places = [(each.start - 1, each.length) for each in layout.columns if each.start]
    return replace(feed, places=() if layout.delimiter else tuple(places))  # type: ignore[arg-type]


def _of_tables(
    name: str, good: bytes, delimiter: str, read: Callable[[Path, str], Iterator[ExamBatch]]
) -> DeliveredFeed:
    rules = {rule.code: rule for rule in (*wide_rules.RULES, *archive_rules.RULES)}

    def answer(data: bytes) -> Answer:
        return _landed(data, lambda path: read(path, hashlib.sha256(data).hexdigest()))

    return DeliveredFeed(name, good, answer, tuple(rules.values()), True, delimiter)


def _students() -> DeliveredFeed:
    student, second = registrations.student, registrations.OTHER_SCHOOL
    known = registrations.organizations()
    good = registrations.extract(
        student(SSID=SSID, FirstName=FIRST_NAME, LastOrSurname=LAST_NAME, Birthdate=BIRTHDATE),
        student(SSID=OTHER_SSID, FirstName=OTHER_NAME, ResponsibleSchoolIdentifier=second),
        student(),
    )

    def read(data: bytes) -> Answer:
        found = registrations.batches(data, known)
        for batch in found:
            batch.rows.validate(full=True)
        rows = registrations.rows_of(found)
        return Answer(
            registrations.counts_of(found),
            tuple(registrations.findings_of(found)),
            frozenset(each for batch in found for each in batch.missing),
            {"rows": rows} if rows else {},
        )

    rules = (*students.RULES, *archive_rules.RULES)
    return DeliveredFeed("students", good, read, rules, True, "^", quotes=False)


def _groups() -> DeliveredFeed:
    good = people.group_file(
        f"Élèves,{people.S1},2026,Math,{SSID},{LOGIN}",
        f"Élèves,{people.S1},2026,,{OTHER_SSID},",
        f"Żółwie,{people.S2},2026,All,{SSID},{LOGIN}",
    )
    return DeliveredFeed(
        "groups", good, lambda data: _of_parsed(people.read_group_file(data)), groups.RULES,
        delimiter=",",
    )  # fmt: skip


def _staff() -> DeliveredFeed:
    rows = (
        people.Staff(LOGIN, people.SITE, people.S1, "", FIRST_NAME, LAST_NAME),
        people.Staff("other", people.LEA, people.D2, "", OTHER_NAME, LAST_NAME),
    )
    good = people.staff_file(*rows)
    return DeliveredFeed(
        "staff", good, lambda data: _of_parsed(people.read_staff_file(data)), staff.RULES,
        delimiter=",", heading="# scope: state\n",
    )  # fmt: skip


def _subjects() -> DeliveredFeed:
    good = reference_files.SUBJECT.replace("Volcanoes", "Vulkäne 火山 Łupek").encode()
    landed = reference_files.LANDED
    return DeliveredFeed(
        "subjects", good, lambda data: _of_parsed(subjects.read_subject(data, landed)),
        subjects.RULES,
    )  # fmt: skip


def _assessments() -> DeliveredFeed:
    known = {"Geo": reference_files.subject()}
    summative = {**reference_files.SUMMATIVE, "AssessmentLabel": "Geología 火山 Łupek"}
    block = {**reference_files.BLOCK, "AssessmentName": "Błok"}
    good = reference_files.package({**summative, **reference_files.ITEM}, block)

    def read(data: bytes) -> Answer:
        landed = reference_files.LANDED
        return _of_parsed(assessments.read_assessments(data, known, landed))

    return DeliveredFeed("assessments", good, read, assessments.RULES, delimiter=",")


def _read_organizations(data: bytes) -> Answer:
    none = Organizations({}, {})
    parsed = organizations.read_organizations(data, none, reference_files.LANDED)
    return _of_parsed(parsed)


def _art() -> DeliveredFeed:
    good = art(
        node("DISTRICT", "01234560000000", entityName="Cañón Łódzki"),
        node("INSTITUTION", "01234560000017", "01234560000000", entityName="École Żółć"),
    )
    unescaped = good.decode("unicode_escape").encode("utf-8")
    return DeliveredFeed("organizations (ART)", unescaped, _read_organizations, organizations.RULES)


def _calpads() -> DeliveredFeed:
    header = ("County-District Code", "Auth CDS Code", "District Name", "School Name", "Charter")
    rows = (
        header,
        ("0123456", "01234560000017", "Cañón Łódzki", "École Żółć", "N"),
        ("0123456", "01234560000018", "Cañón Łódzki", "Other", "Y"),
    )
    good = "".join("^".join(row) + "\n" for row in rows).encode()
    return DeliveredFeed(
        "organizations (CALPADS)", good, _read_organizations, organizations.RULES,
        delimiter="^", quotes=False,
    )  # fmt: skip


def _accommodations() -> DeliveredFeed:
    landed = reference_files.LANDED
    return DeliveredFeed(
        "accommodations", reference_files.ACCOMMODATIONS.encode(),
        lambda data: _of_parsed(accommodations.read_accommodations(data, landed)),
        accommodations.RULES,
    )  # fmt: skip


def _norms() -> DeliveredFeed:
    ids = {"GEO-5", "GEÓ-Ł"}
    header, _, rows = reference_files.NORMS.partition("# winter\n")
    good = header + rows.replace(",,,,,,,,,\n", "") + rows.replace("GEO-5", "GEÓ-Ł")

    def read(data: bytes) -> Answer:
        return _of_parsed(norms.read_norms(data, ids, reference_files.LANDED))

    return DeliveredFeed("norms", good.encode(), read, norms.RULES, delimiter=",")


def _items(name: str, good: bytes) -> DeliveredFeed:
    def read(data: bytes) -> Answer:
        return _of_parsed(items.read_items(data, item_files.KNOWN, reference_files.LANDED))

    return DeliveredFeed(name, good, read, items.RULES)


def _made() -> Iterator[DeliveredFeed]:
    yield _exams()
    yield _results()
    yield _scores("scores (caret)", layouts()["sbac"])
    yield _scores("scores (fixed width)", fixed_width(layouts()["elpac"]), "elpac/today.dat")
    yield _subjects()
    yield _assessments()
    yield _art()
    yield _calpads()
    yield _accommodations()
    yield _norms()
    yield _items("items", item_files.ITEMS)
    yield _items("items (lines)", item_files.lines(item_files.choice(), item_files.essay()))
    yield _students()
    yield _groups()
    yield _staff()


FEEDS: Final[Mapping[str, DeliveredFeed]] = {feed.name: feed for feed in _made()}
TABLES_OF: Final = [name for name, feed in FEEDS.items() if feed.delimiter]
"""The feeds of delimited files."""

XML: Final = ("exams", "subjects", "accommodations")
ABOUT_STUDENTS: Final = ("exams", "results", "scores (caret)", "scores (fixed width)", "students")
