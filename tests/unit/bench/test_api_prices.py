"""What a request costs, by hand."""

import pytest

from bench.api_prices import Usage, cost_of_thousand, read_units, warm_lambdas, write_units


def test_a_thousand_requests_cost_the_sum_of_what_each_uses() -> None:
    used = Usage(seconds=0.1, gets=2, read_units=3, write_units=4)
    gateway, requests, gets = 1000 * 3.5e-6, 1000 * 0.2e-6, 1000 * 2 * 0.4e-6
    compute = 1000 * 0.1 * (1769 / 1024) * 0.0000166667
    table = 1000 * (3 * 0.125e-6 + 4 * 0.625e-6)
    assert cost_of_thousand(used) == pytest.approx(gateway + requests + gets + compute + table)


@pytest.mark.parametrize(("seconds", "lambdas"), [(0.02, 10), (0.0201, 11), (1.0, 500)])
def test_as_many_lambdas_are_busy_as_requests_arrive_while_one_is_answered(
    seconds: float, lambdas: int
) -> None:
    assert warm_lambdas(seconds) == lambdas


def test_units_are_whole_and_never_none() -> None:
    assert [read_units(size) for size in (0, 1, 4096, 4097)] == [1, 1, 1, 2]
    assert write_units(1025, 1, transaction=False) == 2
    assert write_units(500, 2, transaction=True) == 4
