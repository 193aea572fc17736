"""Databases, tables and workgroups of the templates."""

from typing import Any, Final

from localcloud.aws import ACCOUNT, REGION, Clients
from localcloud.stacks.properties import Creator, Properties, expect, pick
from localcloud.stacks.template import Made


def _database(properties: Properties, clients: Clients) -> Made:
    expect(properties, "CatalogId", "DatabaseInput")
    clients.glue.create_database(DatabaseInput=properties["DatabaseInput"])
    return Made(properties["DatabaseInput"]["Name"])


def _table(properties: Properties, clients: Clients) -> Made:
    expect(properties, "CatalogId", "DatabaseName", "TableInput")
    clients.glue.create_table(
        DatabaseName=properties["DatabaseName"], TableInput=properties["TableInput"]
    )
    return Made(properties["TableInput"]["Name"])


def _workgroup(properties: Properties, clients: Clients) -> Made:
    expect(
        properties,
        "Name",
        "Description",
        "WorkGroupConfiguration",
        without=("State", "RecursiveDeleteOption"),
    )
    name = properties["Name"]
    configuration: Any = dict(properties.get("WorkGroupConfiguration", {}))
    cutoff = configuration.get("BytesScannedCutoffPerQuery")
    if cutoff is not None:
        configuration["BytesScannedCutoffPerQuery"] = int(cutoff)
    clients.athena.create_work_group(
        Name=name, Configuration=configuration, **pick(properties, "Description")
    )
    return Made(name, {"Arn": f"arn:aws:athena:{REGION}:{ACCOUNT}:workgroup/{name}"})


CREATORS: Final[dict[str, Creator]] = {
    "AWS::Glue::Database": _database,
    "AWS::Glue::Table": _table,
    "AWS::Athena::WorkGroup": _workgroup,
}
