"""Which engine answers a query: the snapshot's files for one district, Athena beyond."""

from dataclasses import dataclass

from cers.model.query import Engine, Query, Row


@dataclass(frozen=True, slots=True)
class Engines:
    """Two engines as one."""

    district: Engine
    wide: Engine

    @property
    def snapshots(self) -> tuple[str, ...]:
        """What the district's engine has read."""
        return self.district.snapshots

    def pinned(self) -> "Engines":
        """Both, pinned."""
        return Engines(self.district.pinned(), self.wide.pinned())

    def rows(self, query: Query) -> list[Row]:
        """The answer of the engine that reads least for it."""
        engine = self.wide if query.reach.district_ids is None else self.district
        return engine.rows(query)
