"""The queries that a sandbox's coordinator keeps are of her own LEA, and of every simple kind."""

from cers.model.aggregate import ReportType
from sandbox.generate import make_world
from sandbox.queries import sandbox_queries
from sandbox.scales import YEARS
from sandbox.users import make_users


def test_the_first_coordinator_keeps_some_of_her_own_lea() -> None:
    world = make_world(300, 7)
    (coordinator,) = (
        each
        for each in make_users(world)
        if each.featured and each.role == "LEA_CAASPP_COORDINATOR"
    )
    queries = list(sandbox_queries(world.state))
    assert {each.username for each in queries} == {coordinator.username}
    assert {each.definition.type for each in queries} == set(ReportType) - {ReportType.TARGET}
    assert len({each.id for each in queries}) == len({each.definition.name for each in queries})
    for each in queries:
        assert each.definition.places.districts == (coordinator.organization_id,)
        assert set(each.definition.school_years) <= set(YEARS)
