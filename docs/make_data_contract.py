"""Writes docs/data-contract.md from the code, and what the web client says of findings.

Run `python docs/make_data_contract.py`.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
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
    plausibility,
    staff,
    students,
    subjects,
)
from cers.feeds.wide import rules as wide
from cers.model.delivery import DeliveryStatus
from cers.model.rule import Rule
from cers.model.tables import (
    PARTITIONS,
    PUBLISHED_TABLES,
    REFERENCE_TABLES,
    STUDENT_PARTITIONS,
    STUDENTS,
    Column,
    Table,
)
from cers.steps import granted_exams, ingest

TARGET: Final = Path(__file__).with_name("data-contract.md")
MEANINGS: Final = Path(__file__).parents[1] / "web/src/pages/deliveries/meanings.ts"

_STATUSES: Final = {
    DeliveryStatus.PROCESSING: "being read; `progress` says how far",
    DeliveryStatus.ACCEPTED: "checked and staged; a snapshot with it is on its way",
    DeliveryStatus.PUBLISHED: "everything accepted of it can be seen in reports",
    DeliveryStatus.DUPLICATE: "the same bytes were accepted before; nothing changes",
    DeliveryStatus.QUARANTINED: "waits for a school, assessment or subject we do not know yet, "
    "and is replayed by itself when that arrives; nothing to resend",
    DeliveryStatus.REJECTED: "nothing in it could be accepted; the findings say why",
    DeliveryStatus.FAILED: "we could not process it; an operator replays it",
}

_MODULE: Final = """\
// Made by docs/make_data_contract.py from the rules of ingest; change those instead.

/** What a finding's code means, by feed; `all` holds what any feed may have. */
export const meanings: Readonly<Record<string, Readonly<Record<string, string>>>> = """

_INTRODUCTION: Final = """\
# Data contract for vendors

<!-- Made by docs/make_data_contract.py from the code; change the code instead. -->

## Dropping a file

Put files into the landing bucket as `<vendor>/<feed>/<any name>`, with the AWS command line, any
SDK, or `cers submit FILE… --feed exams --wait`. You may write only below your own prefix. Names
should say nothing about a student. Files may come in any order and any number of times. A file is
never changed or deleted; a correction is another file.

Who has a user with the role Vendor may also drop files on the page "Deliveries" of the web client:
one or several at once, of up to 5 GB each (16 MiB where the file is one record or reference data
and is not packed, 64 MiB for groups and staff). The page shows how far each has come and then what
was found. Names have at most 200 bytes there, begin with no dot and hold no slash, backslash or
dollar sign. Larger files go up with `aws s3 cp FILE s3://<landing bucket>/<vendor>/<feed>/`, and so
do those for which the line breaks off too often: it sends them in parts and repeats only a part.

| feed | what | formats |
|---|---|---|
| `subjects` | subject definitions: scorings, levels, claims, targets, standards | subject XML |
| `assessments` | assessment packages with cut scores and items | tabulator CSV |
| `organizations` | districts and schools | ART JSON, or CALPADS `^`-separated CSV |
| `accommodations` | the accommodations of a school year and their labels | accessibility XML |
| `norms` | percentiles of an assessment in a period | percentile CSV |
| `items` | what is shown of items: texts, options, rubrics | [JSON](reference-data.md) |
| `students` | who is enrolled where: the registration extract | `^`-separated CSV, 57 columns |
| `groups` | groups of students and their educators | CSV, six columns |
| `staff` | users, their TOMS roles and where they hold them | [staff CSV](access-model.md) |
| `exams` | test results (TRT) | one `TDSReport` XML each |
| `results` | test results, a row each: the tabulator's "All" student layout | CSV, 75 columns |
| `scores` | test results, a row each, in a [layout](layouts.md) | CSV or fixed width |

Any of them may come packed: gz, zst, zip, tar, tar.gz or tar.zst, with folders and with thousands
of files. Archives may not be nested or encrypted. All text is UTF-8; XML may not hold a DOCTYPE.
`cers validate FILE… --feed FEED` runs the same rules before anything is sent.

A file of reference data (the first six feeds) is at most 16 MiB and is taken whole or not at all;
so is a file of groups or staff. Of exams every good one is taken, and one exam is taken whole or
not at all; the same holds for the rows of results, scores and registrations.

An exam is named by its assessment and opportunity id. Of several versions the one with the latest
status date counts; status `reset` withdraws an exam in the same way.

## The receipt

Every delivery is answered in the receipts bucket, at `<vendor>/<feed>/<name>/<version id>.json`,
with all findings beside it in `<version id>.findings.csv`. The receipt names the delivery, its
status, counts (`records` = `accepted` + `rejected` + `waiting`; `skipped` are things in a bundle
that are no records of the feed), how many findings there are of each code, and the first hundred of
them. Findings say what is wrong, where, and how to mend it; they never hold a student's data.

"""


def contract() -> str:
    """The whole document."""
    return _INTRODUCTION + "\n".join([*_statuses(), "", *_rules(), *_tables()]) + "\n"


def _statuses() -> Iterator[str]:
    yield "| status | meaning |"
    yield "|---|---|"
    for status, meaning in _STATUSES.items():
        yield f"| `{status}` | {meaning} |"


def all_rules() -> list[Rule]:
    """Every rule of every feed, in the order of the document."""
    modules = (
        ingest,
        archive_rules,
        subjects,
        assessments,
        organizations,
        accommodations,
        norms,
        items,
        students,
        groups,
        staff,
        exams,
        wide,
        plausibility,
        granted_exams,
    )
    return [rule for module in modules for rule in module.RULES]


def _rules() -> Iterator[str]:
    yield "## Findings"
    yield ""
    yield "An `error` refuses the record, `waiting` keeps it until reference data arrives, and a"
    yield "`warning` lets it pass."
    rules = all_rules()
    for feed in dict.fromkeys(rule.feed for rule in rules):
        yield from ("", f"### {'Every feed' if feed == 'all' else feed}", "")
        yield "| code | severity | meaning |"
        yield "|---|---|---|"
        for rule in sorted((r for r in rules if r.feed == feed), key=lambda r: r.code):
            yield f"| `{rule.code}` | {rule.severity} | {rule.meaning} |"
    yield ""


def _tables() -> Iterator[str]:
    yield "## The tables exams become"
    yield ""
    yield "Glue database `cers`, Parquet with zstd, partitioned by " + _listed(PARTITIONS) + "."
    for table in PUBLISHED_TABLES:
        yield from _table(table)
    yield from ("", "## The table registrations become", "")
    yield "Partitioned by " + _listed(STUDENT_PARTITIONS) + "."
    yield from _table(STUDENTS)
    yield from ("", "## Reference tables")
    for table in REFERENCE_TABLES:
        yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield from ("", f"### `{table.name}`", "", f"{table.meaning}. Unique by " + _key(table) + ".")
    yield from ("", "| column | type | meaning | |", "|---|---|---|---|")
    for column in table.columns:
        marks = [] if column.nullable else ["required"]
        marks += ["PII"] if column.pii else []
        yield f"| `{column.name}` | {column.type} | {column.meaning} | {', '.join(marks)} |"


def _key(table: Table) -> str:
    return ", ".join(f"`{name}`" for name in table.key)


def _listed(columns: Iterable[Column]) -> str:
    return ", ".join(f"`{column.name}` ({column.type})" for column in columns)


def meanings() -> str:
    """What each finding of each feed means, as a module of the web client."""
    found: dict[str, dict[str, str]] = {}
    for rule in sorted(all_rules(), key=lambda each: (each.feed, each.code)):
        found.setdefault(rule.feed, {})[rule.code] = rule.meaning
    return _MODULE + json.dumps(found, indent=2, ensure_ascii=False) + ";\n"


if __name__ == "__main__":
    TARGET.write_text(contract(), encoding="utf-8")
    MEANINGS.write_text(meanings(), encoding="utf-8")
