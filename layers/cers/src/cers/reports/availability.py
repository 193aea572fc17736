"""The question of how many results could be released."""

from cers.model.query import Query, Reach
from cers.model.scope import SUMMATIVE, Scope
from cers.reports.clauses import EVERYTHING, among
from cers.reports.question import ask


def result_counts(
    scope: Scope, district_ids: frozenset[str] | None, first_year: int, subject: str
) -> Query:
    """The summative results of some districts, or all, in one school year and the next.

    Only those of a subject, where one is named.
    """
    years = frozenset({first_year, first_year + 1})
    reach = Reach(years, frozenset({SUMMATIVE}), district_ids)
    subjects = among("subject", {subject}) if subject else EVERYTHING
    return ask(
        "availability_counts", scope, reach, {"first_year": first_year}, {"subjects": subjects}
    )
