"""The users of the local user pool: their passwords, and tokens for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from secrets import compare_digest
from typing import Any

from moto.cognitoidp.exceptions import InvalidPasswordException
from moto.cognitoidp.models import CognitoIdpUser, UserStatus, cognitoidp_backends

from localcloud.aws import ACCOUNT, REGION


class Standing(Enum):
    """What a user name and a password amount to."""

    WRONG = "wrong"
    NEW_PASSWORD = "new-password"  # noqa: S105 (no password)
    RIGHT = "right"


class WeakPasswordError(Exception):
    """The password is not what the user pool demands."""


@dataclass(frozen=True)
class Issued:
    """Tokens for a user; `refresh_token` is empty where there is none to give."""

    id_token: str = field(repr=False)
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    """Seconds that the first two hold."""


class People:
    """The users of one pool who sign in through one client."""

    def __init__(self, pool_id: str, client_id: str) -> None:
        self.client_id = client_id
        self._pool_id = pool_id

    def find(self, name: str) -> CognitoIdpUser | None:
        """Who signs in by a user name or an address, whose case does not count."""
        wanted = name.strip().lower()
        for user in self._pool.users.values():
            names = (user.username, user.attribute_lookup.get("email", ""))
            if wanted and wanted in [each.lower() for each in names]:
                return user if user.enabled else None
        return None

    def standing(self, name: str, password: str) -> Standing:
        """Whether somebody may come in."""
        user = self.find(name)
        known = user.password if user else None
        if not known or not compare_digest(known.encode(), password.encode()):
            return Standing.WRONG
        if user is None or user.status is UserStatus.RESET_REQUIRED:
            return Standing.WRONG
        if user.status is UserStatus.FORCE_CHANGE_PASSWORD:
            return Standing.NEW_PASSWORD
        return Standing.RIGHT

    def set_password(self, username: str, password: str) -> None:
        """Give a user a password of their own.

        Raises:
            WeakPasswordError: it is not good enough.
        """
        try:
            self._backend.admin_set_user_password(self._pool_id, username, password, True)
        except InvalidPasswordException:
            raise WeakPasswordError from None

    def issue(self, username: str, nonce: str = "") -> Issued:
        """The tokens of a user who has signed in."""
        refresh_token, origin = self._pool.create_refresh_token(self.client_id, username)
        return self._tokens(username, origin, refresh_token, nonce)

    def renew(self, refresh_token: str) -> Issued | None:
        """New tokens; None where the refresh token is revoked or its user gone."""
        client_id, username, origin = self._pool.refresh_tokens.get(refresh_token) or ("", "", "")
        if client_id != self.client_id or self.find(username) is None:
            return None
        return self._tokens(username, origin)

    def revoke(self, refresh_token: str) -> None:
        """Make a refresh token useless."""
        if refresh_token in self._pool.refresh_tokens:
            self._pool.refresh_tokens[refresh_token] = None

    def _tokens(
        self, username: str, origin: str, refresh_token: str = "", nonce: str = ""
    ) -> Issued:
        pool = self._pool
        access_token, _ = pool.create_access_token(self.client_id, username, origin)
        about: dict[str, Any] = {
            **pool.get_user_extra_data_by_client_id(self.client_id, username),
            "origin_jti": origin,
        }
        groups = [group.group_name for group in pool.users[username].groups]
        if groups:
            about["cognito:groups"] = groups
        if nonce:
            about["nonce"] = nonce
        id_token, seconds = pool.create_jwt(self.client_id, username, "id", extra_data=about)
        return Issued(id_token, access_token, refresh_token, seconds)

    @property
    def _backend(self) -> Any:
        return cognitoidp_backends[ACCOUNT][REGION]

    @property
    def _pool(self) -> Any:
        return self._backend.user_pools[self._pool_id]
