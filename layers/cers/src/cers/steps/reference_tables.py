"""Keeping the reference tables of the catalog in step with the reference data."""

from typing import Final

from cers.lake.reference_tables import assessment_files, organization_files
from cers.model.errors import ConflictError
from cers.stores.reference import ReferenceStore
from cers.stores.reference_catalog import ReferenceCatalog

ATTEMPTS: Final = 10


def refresh_reference_tables(store: ReferenceStore, catalog: ReferenceCatalog) -> None:
    """Make SQL see the current schools, districts and assessments.

    Doing it again is harmless, and mends a catalog that an earlier attempt left behind. Whoever
    finds that the data moved on meanwhile goes round once more, so the newest state stays.

    Raises:
        ConflictError: the reference data keeps changing; retry.
    """
    for _ in range(ATTEMPTS):
        organizations, assessments = store.organizations(), store.assessments()
        files = organization_files(organizations) | assessment_files(assessments)
        for table, data in files.items():
            catalog.point(table, store.write_table(table, data))
        if store.organizations() is organizations and store.assessments() is assessments:
            return
    raise ConflictError("the reference data keeps changing; try again")
