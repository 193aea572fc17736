"""The organizations feed answers whatever is delivered."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.organizations import RULES, read_organizations
from cers.model.finding import Severity
from cers.model.organization import Organizations
from tests.fuzz.mutations import ODD_TEXT, damaged_bytes, mutated_table
from tests.fuzz.profile import fuzz

LANDED = datetime(2026, 3, 1, tzinfo=UTC)
CODES = {rule.code for rule in RULES}

NODES = [
    {"entityType": "DISTRICT", "entityId": "01234560000000", "entityName": "North",
     "parentEntityId": "CA", "parentEntityType": "STATE", "stateAbbreviation": "CA"},
    {"entityType": "GROUPOFINSTITUTIONS", "entityId": "g1", "entityName": "Group",
     "parentEntityId": "01234560000000", "parentEntityType": "DISTRICT"},
    {"entityType": "INSTITUTION", "entityId": "01234560000017", "entityName": "School",
     "parentEntityId": "01234560000000", "parentEntityType": "DISTRICT"},
]  # fmt: skip
CALPADS = [
    ["County-District Code", "School Code", "Auth CDS Code", "County Name", "District Name",
     "School Name", "Charter School", "Charter Status", "NPS School"],
    ["0123456", "0000017", "01234560000017", "County", "North", "School", "N", "", "N"],
    ["0123456", "0000018", "01234560000018", "County", "North", "Other School", "Y", "", "N"],
]  # fmt: skip


def check(data: bytes) -> None:
    parsed = read_organizations(data, Organizations({}, {}), LANDED)
    counts = parsed.counts
    assert counts.records == counts.accepted + counts.rejected + counts.waiting
    assert {finding.code for finding in parsed.findings} <= CODES
    errors = [each for each in parsed.findings if each.severity is Severity.ERROR]
    assert (parsed.value is None) == bool(errors)


@fuzz(150)
@given(mutated_table(CALPADS, "^"))
def test_mutated_calpads_files_never_raise(data):
    check(data)


@st.composite
def mutated_art(draw: st.DrawFn) -> bytes:
    nodes = [dict(draw(st.sampled_from(NODES))) for _ in range(draw(st.integers(0, 5)))]
    for node in nodes:
        for name in draw(st.lists(st.sampled_from(sorted(NODES[0])), max_size=2)):
            node[name] = draw(
                st.one_of(ODD_TEXT, st.none(), st.integers(), st.just({}), st.just([NODES[2]]))
            )
    shape = draw(st.sampled_from((nodes, {"all": nodes}, [nodes, [nodes]], {"a": {"b": nodes}})))
    data = json.dumps(shape).encode()
    return draw(damaged_bytes(data)) if draw(st.integers(0, 9)) == 0 else data


@fuzz(150)
@given(mutated_art())
def test_mutated_art_documents_never_raise(data):
    check(data)
