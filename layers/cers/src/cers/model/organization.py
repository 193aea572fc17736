"""Schools, the local educational agencies (districts) they belong to, and groups of either."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
class OrganizationGroup:
    """A group of schools within a district or, with no `district_id`, a group of districts."""

    id: str
    name: str
    landed_at: datetime
    district_id: str = ""


@dataclass(frozen=True, slots=True)
class Organizations:
    """Every district, school and group we know, by natural id."""

    districts: Mapping[str, District]
    schools: Mapping[str, School]
    district_groups: Mapping[str, OrganizationGroup] = field(default_factory=dict)
    school_groups: Mapping[str, OrganizationGroup] = field(default_factory=dict)
