"""Wiring of the sweep, where it differs from that of ingest."""

from functools import cache

from cers.runtime import clients
from cers.runtime.settings import SweepSettings
from cers.stores.audit_chains import AuditChains


@cache
def audit_chains() -> AuditChains:
    """The chains of records to seal."""
    return AuditChains(clients.table(SweepSettings.load().audit_table))
