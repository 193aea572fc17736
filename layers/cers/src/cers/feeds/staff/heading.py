"""What a staff file says of itself, in lines that begin with #."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Final

from cers.feeds.reading import Findings, at_line
from cers.feeds.staff import rules
from cers.feeds.table import COMMENT
from cers.model.staff import StaffScope

SCOPE: Final = "scope"
CONFIRM: Final = "confirm"
STATE: Final = "state"
REVOCATIONS: Final = "revocations"

_HELP: Final = (
    f'Begin the file with "# {SCOPE}: {STATE}" or "# {SCOPE}: <district id>, <district id>"; '
    f'"# {CONFIRM}: {REVOCATIONS}" may follow.'
)

_DIRECTIVE: Final = re.compile(rf"#\s*({SCOPE}|{CONFIRM})\s*:(.*)", re.IGNORECASE)
_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,40}")


@dataclass(frozen=True, slots=True)
class Heading:
    """What the file is complete for, and whether all it takes away is meant."""

    scope: StaffScope
    confirmed: bool


def read_heading(text: str, findings: Findings) -> Heading | None:
    """The directives above the header; None, with a finding, if the scope cannot be told.

    Other lines that begin with # are remarks. A spreadsheet may have quoted a line, or filled it
    up with commas.
    """
    scopes: list[StaffScope | None] = []
    confirmed = False
    for number, line in enumerate(_lines_above_header(text), 1):
        found = _DIRECTIVE.fullmatch(line)
        if found is None:
            continue
        value = found[2].strip()
        if found[1].lower() == CONFIRM:
            understood = confirmed = value.lower() == REVOCATIONS
        else:
            scopes.append(_scope(value))
            understood = scopes[-1] is not None
        if not understood:
            findings.add(rules.DIRECTIVE, _HELP, at_line(number))
    if not scopes:
        findings.add(rules.NO_SCOPE, _HELP)
    elif len(scopes) > 1:
        findings.add(rules.NO_SCOPE, f"Say it once only. {_HELP}")
    return Heading(scopes[0], confirmed) if len(scopes) == 1 and scopes[0] else None


def _lines_above_header(text: str) -> Iterator[str]:
    for line in StringIO(text, newline=None):
        bare = line.strip().strip('",').strip()
        if bare and not bare.startswith(COMMENT):
            return
        yield bare


def _scope(value: str) -> StaffScope | None:
    """The scope a directive names, if it names one."""
    if value.lower() == STATE:
        return StaffScope(statewide=True)
    ids = [each.strip() for each in value.split(",")]
    known = all(map(_ID.fullmatch, ids))
    return StaffScope(district_ids=frozenset(ids)) if known else None
