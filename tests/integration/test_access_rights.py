"""How many times the access table is asked for what one request needs to know."""

from moto import mock_aws

from cers.stores.access import AccessStore
from tests.support.cloud import Wire, create_table


def test_a_teacher_of_many_groups_costs_no_more_calls_than_one_of_few() -> None:
    calls = {}
    with mock_aws():
        table = create_table("cers-access")
        access = AccessStore(table)
        for teacher, groups in (("few", 2), ("many", 99)):
            for number in range(groups):
                group = f"{teacher}-{number:02}"
                access.put_group(group, group, "S1", 2026, "math", [f"student-{number}"], [teacher])
        wire = Wire()
        wire.watch(table.meta.client)
        for teacher, groups in (("few", 2), ("many", 99)):
            wire.calls.clear()
            found = access.groups_of(teacher)
            assert [each.id for each in found] == [f"{teacher}-{n:02}" for n in range(groups)]
            assert all(each.student_ids for each in found)
            calls[teacher] = list(wire.calls)
    assert calls["many"] == calls["few"] == ["Query", "BatchGetItem"]
