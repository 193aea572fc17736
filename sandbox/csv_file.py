"""Delivered CSV files, written alike."""

import csv
from collections.abc import Iterable
from io import StringIO


def csv_file(header: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """A CSV file in UTF-8 with its header."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
