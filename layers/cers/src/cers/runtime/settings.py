"""What the environment tells a function; the only place that reads it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from cers.model.tenant import StudentField, Tenant, Visibility

PREFIX = "CERS_"


@dataclass(frozen=True, slots=True)
class _FromEnvironment:
    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None) -> Self:
        """The settings of this process.

        Raises:
            KeyError: a variable is not set; its name is the error's text.
        """
        variables = os.environ if environment is None else environment
        texts = {field: variables[variable(field.name)] for field in fields(cls)}
        return cls(
            **{
                field.name: int(text) if field.type is int else text
                for field, text in texts.items()
            }
        )


def variable(name: str) -> str:
    """The environment variable that holds the setting `name`."""
    return PREFIX + name.upper()


@dataclass(frozen=True, slots=True)
class IngestSettings(_FromEnvironment):
    """What ingest and the sweep need."""

    landing_bucket: str
    receipts_bucket: str
    lake_bucket: str
    deliveries_table: str
    snapshots_table: str
    ingest_queue_url: str
    publish_queue_url: str
    glue_database: str
    max_receive_count: int
    """How often a message is received before it is dead-lettered."""
    student_buckets: int
    """How many buckets the students are kept in, from the first registration on."""
    access_table: str
    user_pool_id: str
    statewide_vendor: str
    """Who may deliver every feed about every organization, unless the access table says less."""
    invitations: str
    """`send` or `suppress`: whether Cognito writes to users whom a staff file makes."""
    most_revoked_percent: int
    """The share of a district's assignments that a staff file may take away unconfirmed."""


@dataclass(frozen=True, slots=True)
class SweepSettings(IngestSettings):
    """What the sweep needs: all that ingest does, and what it seals."""

    audit_table: str


@dataclass(frozen=True, slots=True)
class PublishSettings(_FromEnvironment):
    """What publish needs."""

    lake_bucket: str
    receipts_bucket: str
    deliveries_table: str
    snapshots_table: str
    publish_queue_url: str
    glue_database: str


@dataclass(frozen=True, slots=True)
class ExportsSettings(_FromEnvironment):
    """What exports need."""

    lake_bucket: str
    exports_bucket: str
    snapshots_table: str
    access_table: str
    settings_table: str
    audit_table: str
    exports_queue_url: str
    max_receive_count: int
    """How often a message is received before it is dead-lettered."""
    current_school_year: int
    """Summative results of this school year (its spring) and later ones are shut until released."""
    transfer_access: str
    """`yes` opens earlier results of students who have since moved to a school in scope."""
    admin_fields: str
    """The student fields that only those see who see whole organizations, by commas."""
    disabled_fields: str
    """The student fields that nobody sees, by commas."""

    @property
    def tenant(self) -> Tenant:
        """What the state decides for itself."""
        return tenant_of(
            self.current_school_year, self.transfer_access, self.admin_fields, self.disabled_fields
        )


@dataclass(frozen=True, slots=True)
class PrintingSettings(_FromEnvironment):
    """What printed reports need."""

    lake_bucket: str
    exports_bucket: str
    snapshots_table: str
    access_table: str
    settings_table: str
    audit_table: str
    printing_queue_url: str
    max_receive_count: int
    """How often a message is received before it is dead-lettered."""
    current_school_year: int
    """Summative results of this school year (its spring) and later ones are shut until released."""
    transfer_access: str
    """`yes` opens earlier results of students who have since moved to a school in scope."""
    made_up_data: str
    """`yes` says on every page that nobody in it exists: for the sandbox."""

    @property
    def tenant(self) -> Tenant:
        """What the state decides for itself; no student field is ever printed."""
        return Tenant(self.current_school_year, self.transfer_access == "yes", {})


def tenant_of(
    current_school_year: int, transfer_access: str, admin_fields: str, disabled_fields: str
) -> Tenant:
    """A state's decisions, from the texts of settings; a field of neither list is seen by all."""
    return Tenant(
        current_year=current_school_year,
        transfer_access=transfer_access == "yes",
        fields={
            **dict.fromkeys(StudentField, Visibility.ENABLED),
            **dict.fromkeys(_student_fields(admin_fields), Visibility.ADMIN),
            **dict.fromkeys(_student_fields(disabled_fields), Visibility.DISABLED),
        },
    )


def _student_fields(text: str) -> list[StudentField]:
    return [StudentField(name.strip()) for name in text.split(",") if name.strip()]
