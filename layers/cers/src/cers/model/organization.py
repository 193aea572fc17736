"""Schools and the local educational agencies (districts) they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class District:
    """A local educational agency; `id` is its 14-digit CDS code in California."""

    id: str
    name: str
    landed_at: datetime
    group_id: str = ""


@dataclass(frozen=True, slots=True)
class School:
    """A school; `id` is its 14-digit CDS code in California."""

    id: str
    name: str
    district_id: str
    landed_at: datetime
    group_id: str = ""


@dataclass(frozen=True, slots=True)
class Organizations:
    """Every district and school we know, by natural id."""

    districts: Mapping[str, District]
    schools: Mapping[str, School]
