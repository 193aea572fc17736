"""The links of the sandbox are such as anybody could have made, and are kept once."""

from moto import mock_aws

from cers.model.instructional_link import SYSTEM, OwnerType, checked_label, checked_url
from cers.stores.links import LinkStore
from sandbox.assessments import catalogue
from sandbox.links import keep_links, sandbox_links
from sandbox.organizations import make_state
from sandbox.scales import YEARS
from tests.support.cloud import create_table

EVERY = {each.id: each.type for each in catalogue(YEARS[-1])}


def test_every_test_has_links_for_each_of_its_levels_and_for_all() -> None:
    links = list(sandbox_links(make_state(300, 7)))
    of_system = {(each.assessment_id, each.level) for each in links if each.owner == SYSTEM}
    assert of_system == {
        (id_, level) for id_, kind in EVERY.items() for level in range(4 if kind == "iab" else 5)
    }
    for owner in (OwnerType.STATE, OwnerType.DISTRICT, OwnerType.SCHOOL):
        assert {each.assessment_id for each in links if each.owner.type == owner} == set(EVERY)
    assert len({each.id for each in links}) == len(links)
    for each in links:
        assert checked_url(each.url) == each.url
        assert checked_label(each.label) == each.label


def test_they_are_found_like_any_others_and_kept_once() -> None:
    with mock_aws():
        table, state = create_table("cers-settings"), make_state(300, 7)
        keep_links(table, state)
        rows = table.scan()["Count"]
        keep_links(table, state)
        assert table.scan()["Count"] == rows == 3 * len(list(sandbox_links(state)))
        some = min(id_ for id_, kind in EVERY.items() if kind == "iab")
        assert {each.level for each in LinkStore(table).shown(some, [SYSTEM])} == {0, 1, 2, 3}
