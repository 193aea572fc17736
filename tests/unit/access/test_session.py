"""Sessions: an assignment counts only if both the store and the token say so, right now."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from cers.model.access import Assignment, AssignmentNotHeldError, AssignmentRequiredError, Group
from cers.model.availability import Statements
from cers.model.organization import District, Organizations, School
from cers.model.roles import ROLES
from cers.model.scope import Scope
from cers.model.tenant import Tenant
from cers.steps.access_token import Identity
from cers.steps.session import Rights, held, open_session

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LEA = Assignment(ROLES["LEA_CAASPP_COORDINATOR"], "D1", "Alder Unified")
TEACHER = Assignment(ROLES["TEST_ADMINISTRATOR"], "S1", "Oak Elementary")


@dataclass
class Store:
    stored: list[Assignment] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def assignments(self, username: str) -> list[Assignment]:
        return self.stored if username == "ann" else []

    def groups_of(self, username: str) -> list[Group]:
        return self.groups if username == "ann" else []


def ann(*roles: str) -> Identity:
    return Identity("sub", "ann", "Ann", frozenset(roles))


class Schools:
    """The places of the tests, and nothing said of any results."""

    def organizations(self) -> Organizations:
        alder = District("D1", "Alder Unified", LONG_AGO)
        return Organizations({"D1": alder}, {"S1": School("S1", "Oak", "D1", LONG_AGO)})

    def statements(self, district_id: str | None) -> Statements:
        assert district_id == "D1"
        return Statements(2026)


def scope(identity: Identity, assignment_id: str, store: Store) -> Scope:
    rights = Rights(Tenant(2026), store, Schools(), Schools())
    return open_session(identity, assignment_id, rights, "/v1/x", "r1").scope


def test_what_the_store_says_needs_the_tokens_word() -> None:
    store = Store([LEA, TEACHER])
    assert held(ann(LEA.role.code), store) == [LEA]
    assert held(ann(LEA.role.code, TEACHER.role.code), store) == [LEA, TEACHER]
    assert held(ann(), store) == []


def test_what_the_token_says_needs_the_stores_word() -> None:
    assert held(ann("STATE_USER", "LEA_CAASPP_COORDINATOR"), Store()) == []


def test_a_session_has_the_scope_of_the_one_assignment_named() -> None:
    group = Group("g", "Math", "S1", 2026, None, frozenset({"st1"}))
    store = Store([LEA, TEACHER], [group])
    everything = ann(LEA.role.code, TEACHER.role.code)
    assert scope(everything, LEA.id, store).district_ids == {"D1"}
    assert scope(everything, LEA.id, store).memberships == ()
    assert [m.student_ids for m in scope(everything, TEACHER.id, store).memberships] == [{"st1"}]


def test_a_revoked_right_is_gone_with_the_next_request() -> None:
    store = Store([LEA])
    assert not scope(ann(LEA.role.code), LEA.id, store).is_empty
    store.stored.clear()
    with pytest.raises(AssignmentNotHeldError):
        scope(ann(LEA.role.code), LEA.id, store)


def test_a_group_that_was_left_is_gone_with_the_next_request() -> None:
    store = Store([TEACHER], [Group("g", "Math", "S1", 2026, None, frozenset({"st1"}))])
    assert not scope(ann(TEACHER.role.code), TEACHER.id, store).is_empty
    store.groups.clear()
    assert scope(ann(TEACHER.role.code), TEACHER.id, store).is_empty


def test_a_request_must_name_an_assignment() -> None:
    with pytest.raises(AssignmentRequiredError):
        scope(ann(LEA.role.code), "", Store([LEA]))


@pytest.mark.parametrize("foreign", [TEACHER.id, "0" * 16, "' OR 1=1"])
def test_a_request_must_name_an_assignment_that_is_held(foreign: str) -> None:
    with pytest.raises(AssignmentNotHeldError) as refused:
        scope(ann(LEA.role.code, TEACHER.role.code), foreign, Store([LEA]))
    assert foreign not in str(refused.value)
