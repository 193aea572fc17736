"""Accommodations as reports name them, from labels of several years and languages."""

from datetime import UTC, datetime

from cers.model.accommodation import Accommodation, AccommodationLabel
from cers.reports.options import accommodation_options

LANDED = datetime(2026, 3, 1, tzinfo=UTC)


def accommodation(code: str, year: int, **labels: str) -> Accommodation:
    return Accommodation(
        code, year, {each: AccommodationLabel(text, LANDED) for each, text in labels.items()}
    )


def test_the_newest_year_names_an_accommodation_and_older_ones_keep_theirs() -> None:
    known = {
        2026: {"A": accommodation("A", 2026, eng="Abacus", spa="Ábaco", vie="Bàn tính")},
        2024: {
            "A": accommodation("A", 2024, eng="Abacuses"),
            "S": accommodation("S", 2024, eng="Signs"),
        },
    }
    assert accommodation_options(known) == [
        {"code": "A", "name": "Abacus", "translations": {"es": "Ábaco", "vie": "Bàn tính"}},
        {"code": "S", "name": "Signs", "translations": {}},
    ]


def test_without_an_english_label_the_code_is_the_name() -> None:
    known = {2026: {"A": accommodation("A", 2026, spa="Ábaco")}}
    assert accommodation_options(known) == [
        {"code": "A", "name": "A", "translations": {"es": "Ábaco"}}
    ]


def test_nothing_delivered_names_nothing() -> None:
    assert accommodation_options({}) == []
