"""What a staff file changes, and when it is too much to be meant."""

from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.staff import StaffStatement
from cers.model.roles import ROLES
from cers.model.staff import Person, StaffAssignment, StaffScope
from cers.steps.staff_plan import compare

ROLE = ROLES["SITE_CAASPP_COORDINATOR"]


def assignment(username: str, unit: str, last_name: str = "Other") -> StaffAssignment:
    person = Person(username, f"{username}@d.example", "Ann", last_name)
    return StaffAssignment(person, ROLE, f"school of {unit}", "A school", unit)


def statement(*assignments: StaffAssignment, waiting: frozenset = frozenset()) -> StaffStatement:
    return StaffStatement(StaffScope(statewide=True), False, assignments, waiting, {})


assignments = st.lists(
    st.builds(
        assignment,
        st.sampled_from(["a", "b", "c", "d"]),
        st.sampled_from(["D1", "D2"]),
        st.sampled_from(["Other", "New"]),
    ),
    max_size=8,
    unique_by=lambda each: each.key,
)


@given(assignments, assignments)
def test_what_is_changed_makes_the_statement_true_and_no_more(
    held: list[StaffAssignment], stated: list[StaffAssignment]
) -> None:
    plan = compare(statement(*stated), held)
    after = {each.key: each for each in held}
    for some in plan.revoked.values():
        for each in some:
            del after[each.key]
    for some in plan.granted.values():
        after |= {each.key: each for each in some}

    assert sorted(map(repr, after.values())) == sorted(map(repr, stated))
    assert not {e for some in plan.granted.values() for e in some} & set(held)
    assert set(plan.units) == {each.unit for each in set(held) ^ set(stated)}


def test_what_waits_is_not_revoked() -> None:
    here = assignment("a", "D1")

    assert compare(statement(waiting=frozenset({here.key})), [here]).units == []
    assert compare(statement(), [here]).revoked == {"D1": (here,)}


def suspicious(held: int, kept: int, new: int = 0, percent: int = 30) -> bool:
    before = [assignment(f"u{number}", "D1") for number in range(held)]
    added = [assignment(f"n{number}", "D1") for number in range(new)]
    return bool(compare(statement(*before[:kept], *added), before).suspicious(percent))


def test_losing_everybody_is_suspicious_however_few_they_are() -> None:
    assert suspicious(held=1, kept=0)
    assert not suspicious(held=1, kept=0, new=1)
    assert not suspicious(held=0, kept=0)


def test_losing_more_than_a_share_is_suspicious_if_it_is_more_than_a_few() -> None:
    assert not suspicious(held=4, kept=1)
    assert suspicious(held=5, kept=1)
    assert not suspicious(held=100, kept=70)
    assert suspicious(held=100, kept=69, new=50)
    assert not suspicious(held=100, kept=69, percent=31)
    assert suspicious(held=10, kept=6, percent=0)
