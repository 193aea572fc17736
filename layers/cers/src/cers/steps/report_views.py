"""Which further reports there are of an assessment beside the students' results."""

from typing import Final

from cers.model.item_points import has_results
from cers.model.scope import SUMMATIVE
from cers.reports.targets import is_reported
from cers.reports.writing_traits import essay_items
from cers.steps.asking import Asked

ITEMS: Final = "items"
OPTIONS: Final = "options"
WRITING: Final = "writing"
TARGETS: Final = "targets"


def views_of(about: Asked) -> list[str]:
    """The names of the reports there are, in the order pages show them."""
    by_item = has_results(about.sitting.assessment_type, about.sitting.school_year)
    there = {
        ITEMS: by_item,
        OPTIONS: by_item,
        WRITING: _has_essays(about) if by_item else _has_traits(about),
        TARGETS: _is_summative(about) and is_reported(about.definition),
    }
    return [name for name, is_there in there.items() if is_there]


def _has_essays(about: Asked) -> bool:
    return bool(essay_items(about.sources.reference.items(about.sitting.assessment_id)))


def _has_traits(about: Asked) -> bool:
    kind = about.definition.type
    return _is_summative(about) and kind is not None and kind.trait_report


def _is_summative(about: Asked) -> bool:
    return about.sitting.assessment_type == SUMMATIVE
