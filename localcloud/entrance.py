"""Where users of the local cloud sign in: managed login's stand-in, and where to find it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from cers.steps.sign_in import CALLBACK
from localcloud.aws_app import TOKENS
from localcloud.managed_login.app import ManagedLogin
from localcloud.managed_login.grants import Grants
from localcloud.managed_login.pages import PREFIX
from localcloud.managed_login.people import People
from localcloud.resources import Resources


@dataclass(frozen=True)
class Entrance:
    """The users of a cloud, the codes they come with, and the pages where they get them."""

    people: People
    grants: Grants
    managed_login: ManagedLogin

    @classmethod
    def of(cls, resources: Resources, web_url: str) -> Self:
        """That of the cloud whose site is at `web_url`."""
        people = People(resources.user_pool_id, resources.client_id)
        grants = Grants(people, web_url + CALLBACK)
        return cls(people, grants, ManagedLogin(people, grants, web_url))


def sign_in_environment(
    web_url: str, endpoint_url: str, *, is_sandbox: bool
) -> dict[str, str | None]:
    """Where to sign in. The api asks for tokens at the AWS port: the web port may be busy."""
    return {
        "CERS_SITE_URL": web_url,
        "CERS_SIGN_IN_URL": f"{web_url}{PREFIX}",
        "CERS_TOKEN_URL": f"{endpoint_url}{TOKENS}",
        # Who enters the sandbox has not signed in anywhere, and is not to be sent there.
        "CERS_SIGN_OUT_URL": "" if is_sandbox else None,
    }
