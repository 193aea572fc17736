"""References of students: the same for the same student, and nothing to anybody without the key."""

import string
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from hypothesis import given
from hypothesis import strategies as st

from cers.model.errors import NotFoundError, UpstreamError
from cers.steps.student_references import LONGEST, StudentReferences
from tests.support.references import references

IDS = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=65)
LETTERS = frozenset(string.ascii_letters + string.digits + "-_")


class Other:
    def text(self) -> str:
        return "the key of another deployment"


class Broken:
    def text(self) -> str:
        raise UpstreamError("not now")


@given(IDS)
def test_a_reference_leads_back_to_its_student_and_fits_an_address(student: str) -> None:
    reference = references().of(student)
    assert set(reference) <= LETTERS
    assert len(reference) <= LONGEST
    assert references().student_id(reference) == student


@given(IDS)
def test_another_process_makes_the_same_reference_and_another_deployment_does_not(
    student: str,
) -> None:
    assert StudentReferences(Other()).of(student) != references().of(student)
    with pytest.raises(NotFoundError):
        StudentReferences(Other()).student_id(references().of(student))


@given(IDS, IDS)
def test_different_students_have_different_references(one: str, other: str) -> None:
    assert (references().of(one) == references().of(other)) == (one == other)


@given(st.text(max_size=LONGEST))
def test_nobody_can_make_one_up(text: str) -> None:
    with pytest.raises(NotFoundError):
        references().student_id(text)


@given(IDS, st.data())
def test_a_reference_with_any_other_character_in_it_is_none(
    student: str, data: st.DataObject
) -> None:
    reference = references().of(student)
    place = data.draw(st.integers(0, len(reference) - 1))
    other = data.draw(st.sampled_from(sorted(LETTERS - {reference[place]})))
    with pytest.raises(NotFoundError):
        references().student_id(reference[:place] + other + reference[place + 1 :])


@pytest.mark.parametrize("change", ["{}=", "{}\n", " {}", "{}A", "{}.", "{}é"])
def test_there_is_one_way_to_write_a_reference(change: str) -> None:
    with pytest.raises(NotFoundError):
        references().student_id(change.format(references().of("9000000001")))


def test_the_id_cannot_be_read_off() -> None:
    sealed = urlsafe_b64decode(references().of("9000000001") + "==")
    assert b"9000000001" not in sealed
    assert len(sealed) == 16 + 10


def test_what_another_use_of_the_key_sealed_is_no_reference() -> None:
    made = references()
    sealed = AESSIV(b"k" * 64).encrypt(b"9000000001", [])
    with pytest.raises(NotFoundError):
        made.student_id(urlsafe_b64encode(sealed).decode().rstrip("="))


def test_without_the_secret_there_are_no_references() -> None:
    for ask in (StudentReferences(Broken()).of, StudentReferences(Broken()).student_id):
        with pytest.raises(UpstreamError):
            ask("9000000001")
