"""What somebody may ask in an aggregate report: the one way from a definition to an inquiry.

The caller's own results are those of the organization their role is held at. Organizations chosen
by name are among these; the state, other districts and the district of one's school may stand
beside them, as counts alone. Which summative results are open is the same for all of a report.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cers.model.access import Assignment, NotPermittedError
from cers.model.aggregate import Definition, ReportType
from cers.model.errors import InputError
from cers.model.roles import Level, Permission
from cers.model.scope import SUMMATIVE, Opening, Scope, Window
from cers.reports.aggregate.catalog import Catalog
from cers.reports.aggregate.layout import layout
from cers.reports.aggregate.questions import Inquiry
from cers.reports.aggregate.size import is_decidable, most_together
from cers.reports.aggregate.steps import school_years_of
from cers.steps.session import Availabilities, Session, aggregate_window
from cers.steps.sources import Reference


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a session, and what else its user holds, which they know as well.

    Raises:
        NotPermittedError: their role makes no aggregate reports.
    """

    session: Session
    others: tuple[Assignment, ...]

    def __post_init__(self) -> None:
        self.session.require(Permission.AGGREGATE_REPORTS)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What rights and names are looked up in."""

    reference: Reference
    availabilities: Availabilities

    def catalog(self, definition: Definition) -> Catalog:
        """What the reference data says of a definition's measures."""
        return Catalog(definition, self.reference.assessments(), self.reference.subjects())


def inquiry(
    caller: Caller, grounds: Grounds, definition: Definition, *, taken_away: bool = False
) -> Inquiry:
    """What a caller asks of the lake with a definition, under their rights of this moment.

    `taken_away` leaves out what is still in review: that may be looked at, never downloaded.

    Raises:
        NotPermittedError: their role does not include results of the assessment type.
        NotFoundError: an organization is none of theirs.
        InputError: it asks for something they cannot be shown.
    """
    session = caller.session
    assignment = session.assignment
    if definition.assessment_type not in assignment.role.assessment_types:
        raise NotPermittedError("your role does not include results of this assessment type")
    for name in sorted(definition.fields - session.fields):
        raise InputError(f"{name}: there is no such field among those you may see")
    laid_out = layout(
        definition,
        assignment,
        caller.others,
        grounds.reference.organizations(),
        most_together(definition, grounds.catalog(definition)),
    )
    if laid_out.reaches_beyond and definition.is_filtered:
        raise InputError(
            "conditions, completeness: leave these out, or the organizations to compare with: "
            "beyond your own, reports are made of all results"
        )
    if not is_decidable(definition, laid_out, grounds.catalog(definition)):
        raise InputError(
            "organizations: too many to compare with; choose fewer of these, of the dimensions, "
            "or of the assessments"
        )
    _check_targets(definition, grounds)
    window = _window(session, grounds.availabilities, definition, taken_away=taken_away)
    return Inquiry(definition, laid_out, _scope(definition, laid_out.district_id, window))


def _scope(definition: Definition, district_id: str | None, window: Window) -> Scope:
    """The least that answers the definition: one district, where all of it lies there."""
    types = frozenset({definition.assessment_type})
    if district_id is None:
        return Scope(types, statewide=True, window=window)
    return Scope(types, district_ids=frozenset({district_id}), window=window)


def _window(
    session: Session, availabilities: Availabilities, definition: Definition, *, taken_away: bool
) -> Window:
    """What is open of the definition's years and subjects, and of nothing else.

    A district reviews its own results, not those of others.
    """
    if definition.assessment_type != SUMMATIVE:
        return Window(session.tenant.current_year)
    assignment = session.assignment
    released = aggregate_window(assignment, availabilities, taken_away=True)
    seen = aggregate_window(assignment, availabilities, taken_away=taken_away)
    if assignment.role.level is not Level.STATE:
        own = assignment.organization_id
        seen = replace(released, openings=(*released.openings, *_of_own(own, released, seen)))
    years = set(school_years_of(definition))
    return replace(
        seen,
        openings=tuple(
            each
            for each in seen.openings
            if each.school_year in years and each.subject in definition.subjects
        ),
    )


def _of_own(district_id: str, released: Window, seen: Window) -> Iterable[Opening]:
    """What is in review of one district, beside what is released of it."""
    for each in seen.openings:
        row = {
            "asmt_type": SUMMATIVE,
            "school_year": each.school_year,
            "subject": each.subject,
            "district_id": district_id,
        }
        if each.admits(row) and not released.admits(row):
            yield Opening(each.school_year, each.subject, frozenset({district_id}))


def _check_targets(definition: Definition, grounds: Grounds) -> None:
    if definition.type is not ReportType.TARGET:
        return
    subject = grounds.reference.subjects().get(definition.subjects[0])
    type_ = subject.assessment_types.get(definition.assessment_type) if subject else None
    if type_ is None or not type_.target_report:
        raise InputError("subjects: there is no report of targets in this subject")
