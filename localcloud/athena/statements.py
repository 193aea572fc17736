"""What a statement asks for: a query to run, or something to be said about the catalog."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from sqlglot import exp

from localcloud.athena.errors import QueryError, unsupported
from localcloud.athena.sql import parse_query

_NAME: Final = r'[`"]?([\w-]+)[`"]?'
_QUALIFIED: Final = rf"(?:{_NAME}\.)?{_NAME}"
_SHOW: Final = {
    "databases": re.compile(r"SHOW\s+(?:DATABASES|SCHEMAS)(?:\s+LIKE)?(?:\s+'([^']*)')?$", re.I),
    "tables": re.compile(rf"SHOW\s+TABLES(?:\s+IN\s+{_NAME})?(?:\s+'([^']*)')?$", re.I),
    "partitions": re.compile(rf"SHOW\s+PARTITIONS\s+{_QUALIFIED}$", re.I),
    "columns": re.compile(rf"SHOW\s+COLUMNS\s+(?:IN|FROM)\s+{_QUALIFIED}$", re.I),
}
_DESCRIBE: Final = re.compile(rf"(?:DESCRIBE|DESC)\s+{_QUALIFIED}$", re.I)
_DROP: Final = re.compile(rf"DROP\s+TABLE\s+(IF\s+EXISTS\s+)?{_QUALIFIED}$", re.I)
_UNLOAD: Final = re.compile(
    r"UNLOAD\s*\((?P<query>.*)\)\s*TO\s*'(?P<to>[^']*)'\s*(?:WITH\s*\((?P<with>.*)\))?$",
    re.I | re.S,
)
_CTAS: Final = re.compile(
    rf"CREATE\s+TABLE\s+{_QUALIFIED}\s*(?:WITH\s*\((?P<with>[^()]*)\)\s*)?AS\s+(?P<query>.*)$",
    re.I | re.S,
)
_PROPERTY: Final = re.compile(r"\s*(\w+)\s*=\s*'([^']*)'\s*")
_COMMENTS: Final = re.compile(r"(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/)*", re.S)


@dataclass(frozen=True)
class Query:
    """Rows to be selected."""

    tree: exp.Query


@dataclass(frozen=True)
class Show:
    """SHOW DATABASES, TABLES, PARTITIONS or COLUMNS; DESCRIBE is `what` = describe."""

    what: str
    database: str = ""
    table: str = ""
    pattern: str = ""


@dataclass(frozen=True)
class Unload:
    """Rows to be written as Parquet."""

    tree: exp.Query
    location: str


@dataclass(frozen=True)
class CreateTable:
    """Rows to be written as Parquet and made a table."""

    tree: exp.Query
    database: str
    table: str
    location: str
    properties: dict[str, str] = field(hash=False)


@dataclass(frozen=True)
class DropTable:
    """A table to be removed from the catalog."""

    database: str
    table: str
    missing_ok: bool


Statement = Query | Show | Unload | CreateTable | DropTable


def parse(sql: str) -> Statement:
    """What a statement asks for.

    Raises:
        QueryError: it is not supported, or cannot be read.
    """
    bare = _without_comments(sql)
    verb = bare.split(None, 1)[0].upper() if bare else ""
    match verb:
        case "SHOW":
            return _show(bare)
        case "DESCRIBE" | "DESC":
            return Show("describe", *_names(_expect(_DESCRIBE, bare)))
        case "DROP":
            found = _expect(_DROP, bare)
            return DropTable(*_names(found, 1), missing_ok=bool(found[1]))
        case "UNLOAD":
            return _unload(bare)
        case "CREATE":
            return _create(bare)
        case "":
            raise QueryError("SYNTAX_ERROR: the statement is empty")
    return Query(parse_query(bare))


def _without_comments(sql: str) -> str:
    """The statement without what comes before it and the semicolon after it."""
    leading = _COMMENTS.match(sql)
    return sql[leading.end() if leading else 0 :].rstrip().rstrip(";").rstrip()


def _expect(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.match(text)
    if found is None:
        raise unsupported(f"this form of {text.split(None, 1)[0].upper()}")
    return found


def _names(found: re.Match[str], skip: int = 0) -> tuple[str, str]:
    groups = found.groups()[skip : skip + 2]
    return (groups[0] or "").lower(), groups[1].lower()


def _show(text: str) -> Show:
    for what, pattern in _SHOW.items():
        found = pattern.match(text)
        if found is None:
            continue
        if what == "databases":
            return Show(what, pattern=found[1] or "")
        if what == "tables":
            return Show(what, (found[1] or "").lower(), pattern=found[2] or "")
        return Show(what, *_names(found))
    raise unsupported("this form of SHOW")


def _properties(text: str | None) -> dict[str, str]:
    properties: dict[str, str] = {}
    for part in (text or "").split(","):
        if not part.strip():
            continue
        found = _PROPERTY.fullmatch(part)
        if found is None:
            raise unsupported(f"the property {part.split('=')[0].strip()}")
        properties[found[1].lower()] = found[2]
    if properties.get("format", "PARQUET").upper() != "PARQUET":
        raise unsupported("formats other than Parquet")
    unknown = set(properties) - {
        "format",
        "external_location",
        "write_compression",
        "parquet_compression",
        "compression",
    }
    if unknown:
        raise unsupported(f"the property {min(unknown)}")
    return properties


def _unload(text: str) -> Unload:
    found = _expect(_UNLOAD, text)
    properties = _properties(found["with"])
    if "format" not in properties:
        raise unsupported("UNLOAD without format = 'PARQUET'")
    return Unload(parse_query(found["query"]), found["to"])


def _create(text: str) -> CreateTable:
    found = _expect(_CTAS, text)
    properties = _properties(found["with"])
    location = properties.pop("external_location", "")
    return CreateTable(parse_query(found["query"]), *_names(found), location, properties)


def kind_of(sql: str) -> str:
    """Athena's statement type: DML, DDL or UTILITY."""
    verb = _without_comments(sql).split(None, 1)[:1]
    word = verb[0].upper() if verb else ""
    if word in ("SHOW", "DESCRIBE", "DESC", "EXPLAIN"):
        return "UTILITY"
    return "DDL" if word in ("CREATE", "DROP", "ALTER", "MSCK") else "DML"
