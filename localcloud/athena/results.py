"""What a statement gave, and the files Athena writes of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from localcloud.athena.values import ColumnInfo


@dataclass
class Result:
    """Rows of text, null as None; or, for a statement that writes, the files in `manifest`."""

    columns: list[ColumnInfo] = field(default_factory=list)
    rows: list[list[str | None]] = field(default_factory=list)
    has_header: bool = True
    extension: str = ".csv"
    manifest: list[str] | None = None
    update_count: int | None = None

    def file(self) -> bytes:
        """The result file: quoted CSV for queries, text for everything else."""
        if self.extension == ".csv":
            header: list[str | None] = [column.name for column in self.columns]
            lines = [_csv_line(header), *(_csv_line(row) for row in self.rows)]
        else:
            lines = ["\t".join(cell or "" for cell in row) + "\n" for row in self.rows]
        return "".join(lines).encode()

    def metadata(self) -> bytes:
        """The column types, in a format of our own: Athena's is not documented."""
        return json.dumps([column.as_api() for column in self.columns]).encode()

    def page(self, start: int, size: int) -> tuple[dict[str, Any], int | None]:
        """A page of GetQueryResults, and where the next one starts."""
        header: list[str | None] = [column.name for column in self.columns]
        everything = [header, *self.rows] if self.has_header and self.columns else self.rows
        rows = everything[start : start + size]
        following = start + size if start + size < len(everything) else None
        answer = {
            "ResultSet": {
                "Rows": [{"Data": [_cell(cell) for cell in row]} for row in rows],
                "ResultSetMetadata": {"ColumnInfo": [each.as_api() for each in self.columns]},
            },
            "UpdateCount": self.update_count or 0,
        }
        return answer, following


def _cell(text: str | None) -> dict[str, str]:
    return {} if text is None else {"VarCharValue": text}


def _csv_line(row: Sequence[str | None]) -> str:
    cells = ("" if cell is None else '"' + cell.replace('"', '""') + '"' for cell in row)
    return ",".join(cells) + "\n"
