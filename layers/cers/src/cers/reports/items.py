"""Results by item of an interim assessment, from the points of the exams that count."""

from collections.abc import Mapping, Sequence

from cers.model.assessment import Item
from cers.reports.definition import Definition
from cers.reports.item_documents import ItemReport, OfAssessment
from cers.reports.items_described import in_order, shown
from cers.reports.items_tallied import by_item, first_positions, tally
from cers.reports.rows import ItemRow


def items_report(
    head: OfAssessment,
    definition: Definition,
    defined: Mapping[str, Item],
    rows: Sequence[ItemRow],
) -> ItemReport:
    """How a population did on each item, by position."""
    positions, rows_of = first_positions(rows), by_item(rows)
    ordered = in_order(shown(defined, positions), positions)
    return ItemReport(
        **head,
        items=[tally(definition, item, rows_of.get(item.key, []), positions) for item in ordered],
    )
