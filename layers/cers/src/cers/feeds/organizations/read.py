"""Organizations: JSON from ART or the CALPADS list of schools, or every fault in them."""

import json
from datetime import datetime

from cers.feeds.organizations import rules
from cers.feeds.organizations.art import read_art
from cers.feeds.organizations.calpads import COLUMNS, read_calpads
from cers.feeds.reading import Findings, Parsed, decode
from cers.feeds.table import MalformedTableError
from cers.model.delivery import Counts
from cers.model.organization import Organizations


def read_organizations(
    data: bytes, known: Organizations, landed_at: datetime
) -> Parsed[Organizations]:
    """The organizations of a file; any error refuses the file.

    `known` is what earlier files have defined: a parent may be among it.
    """
    findings = Findings(rules.FILE)
    text = decode(data, rules.FILE, findings)
    found = None if text is None else _read(text, known, landed_at, findings)
    if found is None:
        return Parsed.refused(findings)
    organizations, counts = found
    if findings.failed:
        return Parsed.refused(findings, counts.records)
    return Parsed(organizations, counts, findings.all())


def _read(
    text: str, known: Organizations, landed_at: datetime, findings: Findings
) -> tuple[Organizations, Counts] | None:
    try:
        document = json.loads(text)
        # Escapes may stand for half a character, which nothing could store.
        json.dumps(document, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return _read_list(text, landed_at, findings)
    if not isinstance(document, dict | list):
        return _read_list(text, landed_at, findings)
    return read_art(document, known, landed_at, findings)


def _read_list(
    text: str, landed_at: datetime, findings: Findings
) -> tuple[Organizations, Counts] | None:
    try:
        found = read_calpads(text, landed_at, findings)
    except MalformedTableError:
        found = None
    if found is None:
        message = (
            "Send well-formed JSON as ART exports it, or rows separated by ^ whose header names "
            f"each of these once: {', '.join(COLUMNS)}."
        )
        findings.add(rules.FORMAT, message)
    return found
