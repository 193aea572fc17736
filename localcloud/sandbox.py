"""The sandbox as the local cloud uses it: loaded through the pipeline, its users for the api."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from localcloud.cloud import LocalCloud, Report
from sandbox.generate import STUDENTS
from sandbox.load import load
from sandbox.users import SandboxUser

__all__ = ["STUDENTS", "load_users", "user_document"]


def load_users(cloud: LocalCloud, students: int, report: Report) -> list[dict[str, Any]]:
    """Loads the sandbox; answers with its users as the api describes them."""
    return [user_document(user) for user in load(cloud, students, report)]


def user_document(user: SandboxUser) -> dict[str, Any]:
    """A sandbox user in the api's words."""
    known = asdict(user)
    return {
        **{name: known[name] for name in ("username", "role", "role_name")},
        "organization": {
            "type": known["organization_type"],
            "id": known["organization_id"],
            "name": known["organization_name"],
        },
        "description": known["description"],
        "featured": known["featured"],
    }
