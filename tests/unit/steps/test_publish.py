"""Publishing on stores in memory: what is published is a function of the set of deliveries."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cers.lake.files import BrokenStagingError
from cers.model.errors import ConflictError
from cers.steps.publish import PublishOptions, PublishResult, publish
from tests.support.fake_lake import FakeLake
from tests.support.staging import DATASET, Drop, Exam, expected, stage

exams = st.builds(
    Exam,
    opportunity=st.integers(0, 5),
    status_day=st.integers(0, 2),
    district=st.integers(1, 5),
    score=st.integers(2400, 2402),
    items=st.integers(0, 3),
    deleted=st.booleans(),
)
drops = st.lists(
    st.tuples(st.integers(0, 2), st.lists(exams, max_size=4)), min_size=1, max_size=5
).map(
    lambda drawn: [Drop(number, landed, tuple(some)) for number, (landed, some) in enumerate(drawn)]
)


def run(lake: FakeLake, **options: object) -> PublishResult:
    return publish(DATASET, lake.stores(), lambda _: None, PublishOptions(**options))  # type: ignore[arg-type]


def published_in_batches(
    history: Sequence[Sequence[Drop]], bucket_count: int, parts: int = 1
) -> FakeLake:
    """The lake after these batches of deliveries, each published on its own."""
    lake = FakeLake()
    with TemporaryDirectory() as directory:
        for batch in history:
            for drop in batch:
                lake.add(stage(drop, Path(directory), parts=parts))
            lake.load(Path(directory))
            run(lake, bucket_count=bucket_count)
    return lake


@st.composite
def histories(draw: st.DrawFn, delivered: list[Drop]) -> list[list[Drop]]:
    """The deliveries in any order, some of them twice, in any batches."""
    again = draw(st.lists(st.sampled_from(delivered), max_size=3))
    events = draw(st.permutations([*delivered, *again]))
    cuts = sorted(draw(st.lists(st.integers(0, len(events)), max_size=3)))
    edges = [0, *cuts, len(events)]
    return [list(events[a:b]) for a, b in pairwise(edges)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), delivered=drops, bucket_count=st.sampled_from([1, 3]))
def test_what_is_published_depends_only_on_the_set_of_deliveries(
    data: st.DataObject, delivered: list[Drop], bucket_count: int
) -> None:
    history = data.draw(histories(delivered))
    parts = data.draw(st.integers(1, 2))
    lake = published_in_batches(history, bucket_count, parts)
    assert lake.published() == expected(delivered, bucket_count)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), delivered=drops)
def test_equal_tables_are_equal_files(data: st.DataObject, delivered: list[Drop]) -> None:
    one = published_in_batches([delivered], 2)
    other = published_in_batches(data.draw(histories(delivered)), 2)
    if one.manifests:
        assert one.digests() == other.digests()


def staged_lake(tmp_path: Path, *delivered: Drop) -> FakeLake:
    lake = FakeLake()
    for drop in delivered:
        lake.add(stage(drop, tmp_path))
    lake.load(tmp_path)
    return lake


def test_the_result_accounts_for_every_exam(tmp_path: Path) -> None:
    older = Drop(1, 0, (Exam(1), Exam(2), Exam(3)))
    newer = Drop(2, 1, (Exam(1, status_day=1), Exam(2, status_day=-1)))
    lake = staged_lake(tmp_path, older, newer)
    result = run(lake)
    assert (result.rows_in, result.rows_published, result.superseded) == (5, 3, 2)
    assert result.deliveries == (older.id, newer.id)
    lake.add(stage(older, tmp_path))
    again = run(lake)
    assert again.snapshot_id is None
    assert (again.rows_in, again.unchanged, again.superseded) == (3, 2, 1)
    assert len(lake.manifests) == 1


def test_nothing_waiting_makes_no_snapshot() -> None:
    lake = FakeLake()
    assert run(lake) == PublishResult()
    assert lake.manifests == []


def test_a_late_reset_does_not_remove_a_newer_exam(tmp_path: Path) -> None:
    exam = Drop(1, 0, (Exam(1, status_day=5),))
    reset = Drop(2, 9, (Exam(1, status_day=4, deleted=True),))
    lake = staged_lake(tmp_path, exam, reset)
    run(lake)
    assert lake.published() == expected([exam])


def test_a_reset_that_comes_first_still_holds(tmp_path: Path) -> None:
    reset = Drop(1, 0, (Exam(1, status_day=5, deleted=True, items=0),))
    lake = staged_lake(tmp_path, reset)
    run(lake)
    exam = Drop(2, 9, (Exam(1, status_day=4),))
    lake.add(stage(exam, tmp_path))
    lake.load(tmp_path)
    run(lake)
    rows = lake.published()["exams", 0]
    assert [row["deleted"] for row in rows] == [True]


def test_an_exam_that_moves_to_another_district_leaves_its_old_bucket(tmp_path: Path) -> None:
    first = Drop(1, 0, (Exam(1, district=1), Exam(2, district=2)))
    moved = Drop(2, 1, (Exam(1, district=2, status_day=1),))
    lake = staged_lake(tmp_path, first)
    run(lake, bucket_count=7)
    lake.add(stage(moved, tmp_path))
    lake.load(tmp_path)
    run(lake)
    assert lake.published() == expected([first, moved], 7)
    assert lake.manifests[-1].bucket_count == 7


def test_untouched_buckets_are_carried_over_by_reference(tmp_path: Path) -> None:
    lake = staged_lake(tmp_path, Drop(1, 0, tuple(Exam(n, district=n) for n in range(1, 9))))
    run(lake, bucket_count=5)
    lake.add(stage(Drop(2, 1, (Exam(3, district=3, status_day=1),)), tmp_path))
    lake.load(tmp_path)
    run(lake)
    old, new = ({(f.table, f.bucket): f.key for f in m.files} for m in lake.manifests)
    changed = {bucket for (table, bucket), key in new.items() if old[table, bucket] != key}
    assert len(changed) == 1
    assert {t for (t, b) in new if new[t, b] != old[t, b]} == {
        "exams", "exam_scores", "exam_targets", "exam_items", "tested_students",
    }  # fmt: skip


def test_a_snapshot_older_than_a_table_made_of_its_exams_gets_it_once(tmp_path: Path) -> None:
    first = Drop(1, 0, (Exam(1, district=1), Exam(2, district=2), Exam(3, deleted=True)))
    lake = staged_lake(tmp_path, first)
    run(lake, bucket_count=3)
    whole = lake.manifests[-1]
    old = tuple(each for each in whole.files if each.table != "tested_students")
    lake.manifests = [replace(whole, files=old)]
    result = run(lake)
    assert result.snapshot_id == lake.manifests[-1].id != whole.id
    assert lake.manifests[-1].parent == whole.id
    assert lake.published() == expected([first], 3)
    assert run(lake) == PublishResult()
    assert len(lake.manifests) == 2


def test_a_rewritten_bucket_of_an_old_snapshot_has_every_table(tmp_path: Path) -> None:
    first, second = Drop(1, 0, (Exam(1),)), Drop(2, 1, (Exam(2),))
    lake = staged_lake(tmp_path, first)
    run(lake)
    whole = lake.manifests[-1]
    old = tuple(each for each in whole.files if each.table != "tested_students")
    lake.manifests = [replace(whole, files=old)]
    lake.add(stage(second, tmp_path))
    lake.load(tmp_path)
    run(lake)
    assert lake.published() == expected([first, second])


def test_a_table_is_left_to_whoever_was_faster(tmp_path: Path) -> None:
    lake = staged_lake(tmp_path, Drop(1, 0, (Exam(1),)))
    run(lake)
    whole = lake.manifests[-1]
    lake.manifests = [replace(whole, files=whole.of("exams"))]

    def overtake() -> None:
        lake.manifests.append(replace(whole, id="other", parent=whole.id))

    lake.before_commit = overtake
    assert run(lake) == PublishResult()
    assert lake.manifests[-1].id == "other"


def test_an_exam_staged_anew_after_reference_data_changed_is_replaced(tmp_path: Path) -> None:
    before, after = Drop(1, 0, (Exam(1, district=1),)), Drop(1, 0, (Exam(1, district=1),))
    lake = staged_lake(tmp_path, before)
    run(lake, bucket_count=3)
    restaged = stage(after, tmp_path, label="-again")
    _move_to_district(tmp_path, 2)
    lake.load(tmp_path)
    lake.add(restaged)
    result = run(lake)
    assert result.rows_published == 1
    rows = {where: rows for where, rows in lake.published().items() if where[0] == "exams"}
    assert [row["district_id"] for found in rows.values() for row in found] == [f"{2:014d}"]
    lake.add(restaged)
    assert run(lake).snapshot_id is None


def _move_to_district(directory: Path, district: int) -> None:
    for path in directory.rglob("*again/*.parquet"):
        rows = pq.read_table(path)
        index = rows.schema.get_field_index("district_id")
        column = pa.array([f"{district:014d}"] * rows.num_rows, pa.string())
        pq.write_table(rows.set_column(index, rows.schema.field(index), column), path)


def test_broken_staging_does_not_hold_up_the_others(tmp_path: Path) -> None:
    good, bad, missing = (Drop(n, n, (Exam(n),)) for n in (1, 2, 3))
    lake = staged_lake(tmp_path, good, bad, missing)
    lake.objects["staged/delivery-0002/exam_items-0000.parquet"] = b"no parquet"
    del lake.objects["staged/delivery-0003/exams-0000.parquet"]
    told: list[str] = []
    with pytest.raises(BrokenStagingError, match=r"delivery-000[23]"):
        publish(DATASET, lake.stores(), told.extend)
    assert told == [good.id]
    assert lake.published() == expected([good])
    assert [each.delivery_id for each in lake.waiting.values()] == [bad.id, missing.id]


def test_a_round_starts_over_when_another_publisher_was_faster(tmp_path: Path) -> None:
    mine, other = Drop(1, 0, (Exam(1),)), Drop(2, 1, (Exam(2),))
    lake = staged_lake(tmp_path, mine)

    def overtake() -> None:
        lake.before_commit = lambda: None
        rival = FakeLake()
        rival.objects, rival.manifests = lake.objects, lake.manifests
        rival.add(stage(other, tmp_path))
        rival.load(tmp_path)
        run(rival)

    lake.before_commit = overtake
    run(lake)
    assert lake.published() == expected([mine, other])


def test_gives_up_when_others_are_always_faster(tmp_path: Path) -> None:
    lake = staged_lake(tmp_path, Drop(1, 0, (Exam(1),)))

    def refuse() -> None:
        raise ConflictError("moved on")

    lake.before_commit = refuse
    with pytest.raises(ConflictError):
        run(lake)
    assert len(lake.waiting) == 1


def test_large_work_is_done_in_rounds_until_time_is_short(tmp_path: Path) -> None:
    delivered = [Drop(n, n, (Exam(n),)) for n in range(5)]
    lake = staged_lake(tmp_path, *delivered)
    clock = iter([1000.0, 0.0])
    result = run(lake, max_deliveries=2, time_left=lambda: next(clock))
    assert result.more
    assert result.deliveries == tuple(drop.id for drop in delivered[:4])
    assert lake.published() == expected(delivered[:4])
    rest = run(lake, max_rows=1)
    assert (rest.more, rest.rows_in) == (False, 1)
    assert lake.published() == expected(delivered)
