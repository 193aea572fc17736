"""Larger states: more LEAs and schools, of believable sizes."""

import numpy as np
import pytest

from sandbox.generate import make_world
from sandbox.organizations import make_state


@pytest.mark.parametrize("students", [1, 200, 5000, 20_000, 300_000, 2_000_000])
def test_a_state_grows_with_its_students(students: int) -> None:
    state = make_state(students, 1)

    assert len({school.id for school in state.schools}) == len(state.schools)
    assert len({lea.id for lea in state.leas}) == len(state.leas)
    assert all(len(school.id) == 14 for school in state.schools)
    assert len(state.schools) >= max(12, students // 600)
    per_lea = [[] for _ in state.leas]
    for school in state.schools:
        per_lea[school.lea].append(school.grades)
    for spans in per_lea:
        assert {grade for low, high in spans for grade in range(low, high + 1)} == set(range(13))


def test_about_as_many_students_are_enrolled_as_were_asked_for() -> None:
    world = make_world(20_000, 5)

    enrolled = world.population.enrolled.sum(axis=1)
    assert np.all(np.abs(enrolled - 20_000) < 1500)
    assert len(np.unique(world.population.ssid)) == len(world.population)


def test_a_few_students_change_school_or_come_and_go() -> None:
    people = make_world(20_000, 5).population

    both = people.enrolled[0] & people.enrolled[1]
    same_level = both & (people.grade[0] >= 0) & (people.grade[1] <= 5)
    moved = (people.school[0] != people.school[1])[same_level].mean()
    assert 0.02 < moved < 0.1
    left = people.enrolled[0] & ~people.enrolled[1] & (people.grade[1] <= 12)
    assert 0.01 < left.sum() / people.enrolled[0].sum() < 0.06


def test_groups_of_students_have_believable_sizes() -> None:
    people = make_world(20_000, 5).population

    learners = (people.learner & people.enrolled).sum() / people.enrolled.sum()
    assert 0.12 < learners < 0.25
    assert 0.1 < people.iep.mean() < 0.16
    assert 0.35 < people.disadvantaged.mean() < 0.7
    assert people.migrant.mean() < 0.04
    fluent = (people.reclassified >= 0) & ~people.learner[1]
    ela = people.ability["ELA"][1]
    assert ela[people.learner[1]].mean() < ela[fluent].mean()
