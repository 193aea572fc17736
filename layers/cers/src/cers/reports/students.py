"""Questions about single students: who there is, and all that one of them has taken."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import combining, normalize

from cers.model.filters import Filters
from cers.model.query import Query, Reach
from cers.model.scope import Scope
from cers.reports.clauses import EVERYTHING, Clause, all_of, among, any_of, compared
from cers.reports.filters import filter_clause
from cers.reports.question import ask
from cers.reports.rows import TestedRow

_BETWEEN = " '\u2019\u02bc\u2010-"
"""What parts of a name stand between."""

_ACCENTED = {
    "a": "àáâãäåāăą", "c": "çćčĉ", "d": "ďđ", "e": "èéêëēėęě", "g": "ğģĝ", "h": "ĥ",
    "i": "ìíîïīįı", "j": "ĵ", "k": "ķ", "l": "ĺľļł", "n": "ñńňņ", "o": "òóôõöøōő",
    "r": "ŕřŗ", "s": "śšşșŝ", "t": "ťţț", "u": "ùúûüūůűų", "w": "ŵ", "y": "ýÿŷ", "z": "źžż",
}  # fmt: skip
_SAME = {
    **{letter: f"[{letter}{others}]" for letter, others in _ACCENTED.items()},
    **dict.fromkeys("'\u2019\u02bc", "['\u2019\u02bc]"),
}
"""A letter -> all that are taken for it."""

MOST_ROWS = 5000
"""With as many rows there are more students than a search lists: tested_students.sql stops."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the results of one student lie, as far as they are in scope."""

    student_id: str
    rows: tuple[TestedRow, ...]

    @property
    def clause(self) -> Clause:
        """The student's rows; district and school are named because files are sorted by them."""
        return all_of(
            compared("student_id", "=", self.student_id),
            among("district_id", {row["district_id"] for row in self.rows}),
            among("school_id", {row["school_id"] for row in self.rows}),
            among("school_year", {row["school_year"] for row in self.rows}),
        )

    @property
    def reach(self) -> Reach:
        """The datasets and districts there is anything in."""
        return Reach(
            school_years=frozenset(row["school_year"] for row in self.rows),
            assessment_types=frozenset(row["asmt_type"] for row in self.rows),
            district_ids=frozenset(row["district_id"] for row in self.rows),
        )


def by_ids(scope: Scope, district_ids: frozenset[str] | None, student_ids: frozenset[str]) -> Query:
    """Where the results of the students with these ids lie."""
    return _tested(scope, Reach(district_ids=district_ids), among("student_id", student_ids))


def enrolled(scope: Scope, school_id: str, student_ids: frozenset[str] | None) -> Query:
    """Who attends a school now, of some students or (None) of all."""
    of_them = EVERYTHING if student_ids is None else among("student_id", student_ids)
    clauses = {"students": all_of(compared("school_id", "=", school_id), of_them)}
    return ask("enrolled_students", scope, Reach(student_ids=student_ids), {}, clauses)


def enrolment(scope: Scope, student_ids: frozenset[str]) -> Query:
    """Which school in scope students attend now."""
    clauses = {"students": among("student_id", student_ids)}
    return ask("enrolled_students", scope, Reach(student_ids=student_ids), {}, clauses)


def by_name(
    scope: Scope, district_ids: frozenset[str] | None, words: Iterable[str], school_id: str
) -> Query:
    """Students of whose first or last name each of these words is the beginning."""
    conditions = [_begins(word) for word in words]
    if school_id:
        conditions.append(compared("school_id", "=", school_id))
    return _tested(scope, Reach(district_ids=district_ids), all_of(*conditions))


def history(scope: Scope, where: Whereabouts, filters: Filters) -> Query:
    """The results of one student."""
    clauses = {"population": where.clause, "filters": filter_clause(filters)}
    return ask("history", scope, where.reach, {}, clauses)


def history_scores(scope: Scope, where: Whereabouts) -> Query:
    """The claim and alternate scores of one student, whatever the filters."""
    return ask("history_scores", scope, where.reach, {}, {"population": where.clause})


def _tested(scope: Scope, reach: Reach, students: Clause) -> Query:
    return ask("tested_students", scope, reach, {}, {"students": students})


def _begins(word: str) -> Clause:
    pattern = name_pattern(word)
    return any_of(
        ("regexp_like(lower(last_name), ?)", (pattern,)),
        ("regexp_like(lower(first_name), ?)", (pattern,)),
    )


def name_pattern(word: str) -> str:
    """A pattern of names in lower case of which some part begins with a word.

    Names have parts, such as those of a double name. Accents make no difference, whether the word
    has them or the name does, nor does the kind of apostrophe.
    """
    letters = normalize("NFKD", word.lower())
    plain = (letter for letter in letters if not combining(letter))
    return f"(^|[{_BETWEEN}])" + "".join(_SAME.get(each, re.escape(each)) for each in plain)
