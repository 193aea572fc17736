"""The sandbox's registration extract is one that the students feed accepts whole."""

from datetime import UTC, date, datetime

from cers.feeds.students import read_students
from cers.model.organization import District, Organizations, School
from tests.support.registrations import counts_of, findings_of, rows_of
from tests.unit.sandbox.conftest import Sandbox

LANDED = datetime(2026, 1, 5, tzinfo=UTC)


def test_everybody_enrolled_is_registered_at_school_and_transfers_come_after(
    sandbox: Sandbox,
) -> None:
    state, population = sandbox.world.state, sandbox.world.population
    places = Organizations(
        {each.id: District(each.id, each.name, LANDED) for each in state.leas},
        {
            each.id: School(each.id, each.name, state.leas[each.lea].id, LANDED)
            for each in state.schools
        },
    )
    path = sandbox.directory / "ets" / "students" / "registration.csv"
    found = list(read_students(path, places, LANDED))
    assert findings_of(found) == []
    assert counts_of(found).accepted == counts_of(found).records
    schools = {row["student_id"]: row["school_id"] for row in rows_of(found)}
    assert schools == {
        str(population.ssid[number]): state.schools[population.school[-1][number]].id
        for number in range(len(population))
        if population.enrolled[-1][number]
    }
    moved = [row for row in rows_of(found) if row["updated_on"] != date(2025, 8, 20)]
    assert 0 < len(moved) == len(rows_of(found)) - len(schools)


def test_registrations_and_exams_name_the_same_students(sandbox: Sandbox) -> None:
    path = sandbox.directory / "ets" / "students" / "registration.csv"
    registered = path.read_text(encoding="utf-8")
    names = {
        (report.student["StudentIdentifier"], report.student["LastOrSurname"])
        for report in sandbox.reports
        if report.dataset.startswith("2026")
    }
    assert names
    assert all(f"^{last}^" in registered and f"^{ssid}^" in registered for ssid, last in names)
