"""The reference tables in the Glue catalog."""

from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_glue.type_defs import TableInputTypeDef

_INPUT: Final = (
    "Name",
    "Description",
    "Owner",
    "Retention",
    "StorageDescriptor",
    "PartitionKeys",
    "TableType",
    "Parameters",
)
"""What of a table's description is ours to give; the rest Glue adds itself."""


class ReferenceCatalog:
    """Where in the lake each reference table lies. Derived: it can be rebuilt at any time."""

    def __init__(self, glue: "GlueClient", database: str) -> None:
        self._glue = glue
        self._database = database

    def point(self, table: str, location: str) -> None:
        """Make a table read the files in a folder; nothing happens if it does already."""
        known = self._glue.get_table(DatabaseName=self._database, Name=table)["Table"]
        storage = {**known["StorageDescriptor"]}
        if storage.get("Location") == location:
            return
        storage["Location"] = location
        description = {name: value for name, value in known.items() if name in _INPUT}
        description["StorageDescriptor"] = storage
        self._glue.update_table(
            DatabaseName=self._database,
            TableInput=cast("TableInputTypeDef", description),
            SkipArchive=True,
        )
