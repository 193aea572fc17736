"""Keeping the reference tables of the catalog in step with the reference data."""

from collections.abc import Mapping
from typing import Final

from cers.lake.reference_tables import (
    accommodation_files,
    assessment_files,
    norm_files,
    organization_files,
)
from cers.model.accommodation import Accommodations
from cers.model.assessment import Assessment
from cers.model.errors import ConflictError
from cers.model.norm import Norms
from cers.model.organization import Organizations
from cers.stores.reference import ReferenceStore
from cers.stores.reference_catalog import ReferenceCatalog

ATTEMPTS: Final = 10

_State = tuple[Organizations, Mapping[str, Assessment], Accommodations, Norms]


def refresh_reference_tables(store: ReferenceStore, catalog: ReferenceCatalog) -> None:
    """Make SQL see the current schools, districts, assessments, accommodations and norms.

    Doing it again is harmless, and mends a catalog that an earlier attempt left behind. Whoever
    finds that the data moved on meanwhile goes round once more, so the newest state stays.

    Raises:
        ConflictError: the reference data keeps changing; retry.
    """
    for _ in range(ATTEMPTS):
        before = _state(store)
        for table, data in _files(*before).items():
            catalog.point(table, store.write_table(table, data))
        if all(one is other for one, other in zip(before, _state(store), strict=True)):
            return
    raise ConflictError("the reference data keeps changing; try again")


def _state(store: ReferenceStore) -> _State:
    return store.organizations(), store.assessments(), store.accommodations(), store.norms()


def _files(
    organizations: Organizations,
    assessments: Mapping[str, Assessment],
    accommodations: Accommodations,
    norms: Norms,
) -> dict[str, bytes]:
    return (
        organization_files(organizations)
        | assessment_files(assessments)
        | accommodation_files(accommodations)
        | norm_files(norms)
    )
