"""What may be asked beyond one's own results, and what must be queried for it."""

from collections.abc import Collection

import pytest

from cers.model.errors import InputError
from cers.model.organization import District, Organizations, School
from cers.model.suppression import DIMENSIONS, Siblings, check_beyond_own, siblings
from tests.support.world import LONG_AGO

HERE = Organizations(
    {name: District(name, name, LONG_AGO) for name in ("D1", "D2", "D3")},
    {
        name: School(name, name, district, LONG_AGO)
        for name, district in (("S1", "D1"), ("S2", "D1"), ("S3", "D2"))
    },
)


@pytest.mark.parametrize("rows", [[], [()], [("gender",)], [(), ("gender",), ("migrant",)]])
def test_others_students_are_divided_by_one_dimension_at_a_time(
    rows: list[Collection[str]],
) -> None:
    check_beyond_own(rows, ())


@pytest.mark.parametrize(
    ("rows", "filters", "words"),
    [
        ([("gender", "migrant")], (), "one characteristic at a time"),
        ([(), ("shoe-size",)], (), "divided by one of"),
        ([("gender",)], ("validity",), "validity: results beyond your own are of all students"),
    ],
)
def test_what_could_be_compared_with_other_reports_is_refused(
    rows: list[Collection[str]], filters: Collection[str], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        check_beyond_own(rows, filters)


def test_each_dimension_has_a_name_of_its_own() -> None:
    assert len(set(DIMENSIONS)) == len(DIMENSIONS)


@pytest.mark.parametrize("asked", [["S1"], ["S2"], ["D1"], ["S1", "S2", "D1"]])
def test_a_family_is_the_same_whichever_part_of_it_was_asked_for(asked: list[str]) -> None:
    assert siblings(asked, HERE) == [Siblings("D1", frozenset({"S1", "S2"}))]


def test_several_districts_are_several_families() -> None:
    assert [each.district_id for each in siblings(["S3", "D1", "D3"], HERE)] == ["D1", "D2", "D3"]


def test_who_is_unknown_has_no_family() -> None:
    assert siblings(["S9"], HERE) == []
