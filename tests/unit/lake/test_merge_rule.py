"""The merge rule on Arrow tables, against the same rule in plain Python."""

from datetime import timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from cers.lake.rule import RANK, VERSION_COLUMNS, decide, winners
from cers.lake.schema import published_schema
from cers.model.tables import EXAM_KEY, EXAMS
from tests.support.staging import START, Row

_FIELDS = [published_schema(EXAMS).field(name) for name in VERSION_COLUMNS]
SCHEMA = pa.schema([*_FIELDS, pa.field("bucket", pa.int32())])

versions = st.builds(
    lambda exam, status, landed, record, digest, delivery: {
        "district_id": f"d{digest}",
        "school_id": "s",
        "grade": "05",
        "student_id": "1",
        "assessment_id": f"a{exam % 2}",
        "opportunity_id": f"o{exam // 2}",
        "status_date": START + timedelta(days=status),
        "landed_at": START + timedelta(seconds=landed),
        "record_number": record,
        "record_digest": f"{digest}",
        "delivery_id": f"{delivery}",
        "bucket": digest,
    },
    *[st.integers(0, 3), *[st.integers(0, 1)] * 5],
)


def key(row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in EXAM_KEY)


def rank(row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in RANK)


def best(rows: list[Row]) -> dict[tuple[object, ...], Row]:
    found: dict[tuple[object, ...], Row] = {}
    for row in rows:
        if key(row) not in found or rank(row) > rank(found[key(row)]):
            found[key(row)] = row
    return found


def table(rows: list[Row]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=SCHEMA)


@settings(deadline=None)
@given(st.lists(versions))
def test_the_winner_is_the_greatest_version(rows: list[Row]) -> None:
    found = winners(table(rows)).to_pylist()
    assert {key(row): rank(row) for row in found} == {
        name: rank(row) for name, row in best(rows).items()
    }
    assert len(found) == len(best(rows))


@settings(deadline=None)
@given(st.lists(versions), st.lists(versions))
def test_new_versions_enter_only_over_lesser_ones(new: list[Row], old: list[Row]) -> None:
    published = best(old)
    incoming = best(new)
    decision = decide(table(new), table(list(published.values())))
    entering = {
        name
        for name, row in incoming.items()
        if name not in published or rank(row) > rank(published[name])
    }
    repeated = {
        name
        for name, row in incoming.items()
        if name in published and rank(row) == rank(published[name])
    }
    assert {key(row) for row in decision.entering.to_pylist()} == entering
    assert {key(row) for row in decision.leaving.to_pylist()} == entering & set(published)
    assert {key(row) for row in decision.repeated.to_pylist()} == repeated
    assert decision.superseded == len(new) - len(entering) - len(repeated)
    assert set(decision.touched) == {
        *(incoming[name]["bucket"] for name in entering),
        *(published[name]["bucket"] for name in entering & set(published)),
    }
