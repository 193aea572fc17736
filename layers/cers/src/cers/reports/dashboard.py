"""The dashboard: how the students of a population stand on each interim block."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from cers.model.assessment import Assessment
from cers.model.subject import Subject
from cers.reports.definition import Definition
from cers.reports.documents import Card
from cers.reports.levels import distribution
from cers.reports.listing import known_or_unknown, order
from cers.reports.rows import DashboardRow


def cards(
    rows: Iterable[DashboardRow],
    assessments: Mapping[str, Assessment],
    subjects: Mapping[str, Subject],
) -> list[Card]:
    """One card a block, in the order of the list of assessments.

    A student counts once for each block, with the latest scored result.
    """
    by_id: dict[str, list[DashboardRow]] = defaultdict(list)
    for row in rows:
        by_id[row["assessment_id"]].append(row)
    found = [_card(same, assessments, subjects) for same in by_id.values()]
    return sorted(found, key=lambda card: order(card["assessment"]))


def _card(
    rows: list[DashboardRow],
    assessments: Mapping[str, Assessment],
    subjects: Mapping[str, Subject],
) -> Card:
    assessment = known_or_unknown(rows[0], assessments)
    definition = Definition(assessment, subjects.get(assessment.subject))
    counts: Counter[int] = Counter()
    for row in rows:
        counts[row["achievement_level"]] += row["students"]
    students = counts.total()
    return Card(
        assessment=definition.with_results(
            rows[0]["school_year"], students, (row["latest_completed"] for row in rows)
        ),
        students=students,
        levels=distribution(definition.overall, counts.elements()),
    )
