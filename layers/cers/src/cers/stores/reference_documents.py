"""Reference data as the JSON documents that are stored, and back."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar

from cers.model.organization import District, OrganizationGroup, Organizations, School
from cers.model.subject import (
    AlternateScore,
    AssessmentType,
    Claim,
    DifficultyCuts,
    LaterLevels,
    Level,
    LevelTranslation,
    ReportTexts,
    Scoring,
    Subject,
    Target,
    Trait,
)

T = TypeVar("T")
Json = dict[str, Any]

LANDED: Final = "landed_at"
parse_time = lru_cache(maxsize=1024)(datetime.fromisoformat)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A value as bytes: `parts` are further documents, by the digest the first one calls them by.

    `fingerprint` is that of the content: when it landed makes no difference to it.
    """

    document: bytes
    fingerprint: str
    parts: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The name of the document."""
        return digest(self.document)


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """One kind of reference data, kept under a pointer of its own."""

    name: str
    empty: T
    encode: Callable[[T], Encoded]
    decode: Callable[[Json], T]


def digest(data: bytes) -> str:
    """A name for bytes: equal bytes, equal name."""
    return hashlib.sha256(data).hexdigest()[:32]


def canonical(document: object) -> bytes:
    """A document as bytes, the same for equal documents."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def plain(value: object) -> object:
    """Dataclasses, mappings, tuples and times as what JSON knows."""
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value


def timeless(document: object) -> object:
    """A document without the times that things landed at."""
    if isinstance(document, dict):
        return {key: timeless(each) for key, each in document.items() if key != LANDED}
    if isinstance(document, list):
        return [timeless(each) for each in document]
    return document


def _encode(document: object) -> Encoded:
    return Encoded(canonical(document), digest(canonical(timeless(document))))


def _organizations(document: Json) -> Organizations:
    return Organizations(
        {id_: District(**_timed(each)) for id_, each in document["districts"].items()},
        {id_: School(**_timed(each)) for id_, each in document["schools"].items()},
        _groups(document["district_groups"]),
        _groups(document["school_groups"]),
    )


def _groups(document: Json) -> dict[str, OrganizationGroup]:
    return {id_: OrganizationGroup(**_timed(each)) for id_, each in document.items()}


def _timed(document: Json) -> Json:
    document[LANDED] = parse_time(document[LANDED])
    return document


def _subjects(document: Json) -> dict[str, Subject]:
    return {code: _subject(each) for code, each in document.items()}


def _subject(document: Json) -> Subject:
    types = document["assessment_types"]
    depths = document["depths_of_knowledge"]
    return Subject(
        code=document["code"],
        name=document["name"],
        landed_at=parse_time(document[LANDED]),
        assessment_types={code: _assessment_type(each) for code, each in types.items()},
        claims=tuple(_claim(each) for each in document["claims"]),
        alternates=tuple(AlternateScore(**each) for each in document["alternates"]),
        traits=tuple(Trait(**each) for each in document["traits"]),
        standards=document["standards"],
        difficulties=tuple(DifficultyCuts(**each) for each in document["difficulties"]),
        depths_of_knowledge=_numbered(depths),
        messages=document["messages"],
        report_texts=tuple(_report_texts(each) for each in document["report_texts"]),
    )


def _assessment_type(document: Json) -> AssessmentType:
    scorings = {name: _scoring(document[name]) for name in ("overall", "alternate", "claim")}
    return AssessmentType(**{**document, **scorings})


def _scoring(document: Json | None) -> Scoring | None:
    if document is None:
        return None
    later = tuple(_later(each) for each in document.get("later", ()))
    return Scoring(**{**document, "levels": _levels(document["levels"]), "later": later})


def _later(document: Json) -> LaterLevels:
    return LaterLevels(**{**document, "levels": _levels(document["levels"])})


def _levels(documents: list[Json]) -> tuple[Level, ...]:
    return tuple(_level(each) for each in documents)


def _level(document: Json) -> Level:
    translations = tuple(LevelTranslation(**each) for each in document.get("translations", ()))
    return Level(**{**document, "translations": translations})


def _claim(document: Json) -> Claim:
    targets = tuple(Target(**each) for each in document["targets"])
    return Claim(**{**document, "targets": targets})


def _report_texts(document: Json) -> ReportTexts:
    claims = {code: _numbered(levels) for code, levels in document["claims"].items()}
    levels = _numbered(document["levels"])
    return ReportTexts(**{**document, "levels": levels, "claims": claims})


def _numbered(document: Json) -> dict[int, str]:
    return {int(number): text for number, text in document.items()}


SUBJECTS: Final[Kind[Mapping[str, Subject]]] = Kind(
    "subjects", {}, lambda value: _encode(plain(value)), _subjects
)
ORGANIZATIONS: Final[Kind[Organizations]] = Kind(
    "organizations",
    Organizations({}, {}),
    lambda value: _encode(plain(value)),
    _organizations,
)
