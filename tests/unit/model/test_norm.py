from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cers.model.norm import Bucket, Norms, NormTable, Percentile

LANDED = datetime(2026, 3, 1, tzinfo=UTC)
WINTER = NormTable(
    "GEO-5", date(2026, 1, 1), date(2026, 3, 31), 1000, 2000,
    (Percentile(25, 1300), Percentile(50, 1480), Percentile(75, 1600)), LANDED, LANDED,
)  # fmt: skip
SPRING = replace(
    WINTER,
    start_date=date(2026, 4, 1),
    end_date=date(2026, 6, 30),
    percentiles=(Percentile(30, 1300), Percentile(60, 1480), Percentile(90, 1600)),
)
NORMS = Norms({each.key: each for each in (SPRING, WINTER)})


def test_a_score_has_the_rank_of_the_last_percentile_it_reaches() -> None:
    ranks = {1000: 25, 1299: 25, 1300: 25, 1479: 25, 1480: 50, 1599.5: 50, 1600: 75, 2000: 75}
    assert {score: WINTER.rank(score) for score in ranks} == ranks


def test_a_score_beyond_the_table_has_no_rank() -> None:
    assert (WINTER.rank(999.9), WINTER.rank(2000.1)) == (None, None)


def test_the_day_of_completion_says_which_table_counts() -> None:
    def on(day: date) -> int | None:
        return NORMS.percentile("GEO-5", day, 1500)

    assert [on(date(2026, 1, 1)), on(date(2026, 3, 31))] == [50, 50]
    assert [on(date(2026, 4, 1)), on(date(2026, 6, 30))] == [60, 60]
    assert [on(date(2025, 12, 31)), on(date(2026, 7, 1))] == [None, None]
    assert NORMS.percentile("GEO-6", date(2026, 1, 1), 1500) is None


def test_the_buckets_reach_from_the_lowest_to_the_highest_score() -> None:
    assert WINTER.buckets == (
        Bucket(Percentile(25, 1300), 1000, 1480, closed=False),
        Bucket(Percentile(50, 1480), 1480, 1600, closed=False),
        Bucket(Percentile(75, 1600), 1600, 2000, closed=True),
    )


def test_of_tables_that_overlap_the_one_that_was_first_is_in_force() -> None:
    later = LANDED + timedelta(days=1)
    longer = replace(SPRING, end_date=date(2026, 7, 31), first_landed_at=later)
    earlier = replace(SPRING, start_date=date(2026, 3, 15), first_landed_at=later)
    norms = Norms({each.key: each for each in (longer, earlier, SPRING, WINTER)})
    assert norms.current == {"GEO-5": (WINTER, SPRING)}
    assert (norms.in_force(SPRING.key), norms.in_force(longer.key)) == (True, False)


tables = st.builds(
    lambda ranks, scores: replace(
        WINTER,
        percentiles=tuple(
            Percentile(rank, score)
            for rank, score in zip(sorted(ranks), sorted(scores), strict=True)
        ),
    ),
    st.sets(st.integers(0, 100), min_size=5, max_size=5),
    st.lists(st.integers(1000, 2000), min_size=5, max_size=5),
)


@given(tables, st.integers(1000, 2000))
def test_every_score_of_a_table_lies_in_the_one_bucket_of_its_rank(
    table: NormTable, score: int
) -> None:
    holding = [
        each.percentile.rank
        for each in table.buckets
        if each.min_inclusive <= score < each.max_exclusive
        or (each.closed and score == each.max_exclusive)
    ]
    assert holding == [table.rank(score)]


@given(tables, st.integers(1000, 2000), st.integers(1000, 2000))
def test_a_greater_score_never_has_a_lower_rank(table: NormTable, one: int, other: int) -> None:
    low, high = sorted((one, other))
    low_rank, high_rank = table.rank(low), table.rank(high)
    assert low_rank is not None
    assert high_rank is not None
    assert low_rank <= high_rank


spans = st.tuples(st.integers(0, 30), st.integers(0, 6), st.integers(0, 3))


@given(st.lists(spans, max_size=12))
def test_no_two_tables_in_force_are_for_the_same_day_and_none_is_left_out_needlessly(
    drawn: list[tuple[int, int, int]],
) -> None:
    made = [
        replace(
            WINTER,
            start_date=date(2026, 1, 1) + timedelta(days=start),
            end_date=date(2026, 1, 1) + timedelta(days=start + length),
            first_landed_at=LANDED + timedelta(days=landed),
        )
        for start, length, landed in drawn
    ]
    norms = Norms({each.key: each for each in made})
    current = norms.current.get("GEO-5", ())
    assert list(current) == sorted(current, key=lambda each: each.start_date)
    for index, one in enumerate(current):
        assert not any(one.overlaps(other) for other in current[index + 1 :])
    for each in norms.tables.values():
        assert each in current or any(
            each.overlaps(other) and other.first_landed_at <= each.first_landed_at
            for other in current
        )
