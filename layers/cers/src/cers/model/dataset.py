"""A dataset: the results of one school year and assessment type, published as one."""

from dataclasses import dataclass
from typing import Self
from zlib import crc32


@dataclass(frozen=True, slots=True, order=True)
class Dataset:
    """`school_year` is the spring year (2026 = 2025-26); `asmt_type` is ica, iab or sum."""

    school_year: int
    asmt_type: str

    @property
    def id(self) -> str:
        """The dataset's name, such as `2026-sum`."""
        return f"{self.school_year}-{self.asmt_type}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The dataset named by `id`."""
        year, _, asmt_type = text.partition("-")
        return cls(int(year), asmt_type)


def bucket_of(district_id: str, count: int) -> int:
    """The bucket, from 0, that a district's rows lie in; stable across machines and versions."""
    return crc32(district_id.encode()) % count
