"""Cognito: tokens nobody else can sign, and only the sign-in flows a client allows."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final
from uuid import uuid4

from joserfc import jwk, jwt
from moto.cognitoidp import models
from moto.cognitoidp.exceptions import (
    AliasExistsException,
    InvalidParameterException,
    NotAuthorizedError,
    ResourceNotFoundError,
    UserNotFoundError,
)
from moto.cognitoidp.models import CognitoIdpBackend, CognitoIdpUserPool
from moto.cognitoidp.responses import CognitoIdpJsonWebKeyResponse

from localcloud.patches.patch import Patch

_REFRESH: Final = ("REFRESH_TOKEN", "REFRESH_TOKEN_AUTH")
_SRP: Final = "USER_SRP_AUTH is not available locally: use USER_PASSWORD_AUTH"

Method = Callable[..., Any]


def _allowed(pool: CognitoIdpUserPool, client_id: str, flow: str) -> bool:
    allowed = pool.clients[client_id].extended_config.get("ExplicitAuthFlows") or []
    wanted = "REFRESH_TOKEN_AUTH" if flow in _REFRESH else flow
    return f"ALLOW_{wanted}" in allowed or wanted in allowed


def _check_flow(backend: CognitoIdpBackend, client_id: str, flow: str) -> None:
    pool = next((each for each in backend.user_pools.values() if client_id in each.clients), None)
    if pool is None:
        raise ResourceNotFoundError(f"User pool client {client_id} does not exist.")
    if not _allowed(pool, client_id, flow):
        raise InvalidParameterException(f"{flow} flow not enabled for this client")
    if flow == "USER_SRP_AUTH":
        raise InvalidParameterException(_SRP)


def _initiate_auth(original: Method) -> Method:
    def initiate_auth(
        self: CognitoIdpBackend, client_id: str, auth_flow: str, auth_parameters: dict[str, str]
    ) -> Any:
        _check_flow(self, client_id, auth_flow)
        try:
            return original(self, client_id, auth_flow, auth_parameters)
        except UserNotFoundError:
            raise NotAuthorizedError("Incorrect username or password.") from None

    return initiate_auth


def _admin_initiate_auth(original: Method) -> Method:
    def admin_initiate_auth(
        self: CognitoIdpBackend,
        user_pool_id: str,
        client_id: str,
        auth_flow: str,
        auth_parameters: dict[str, str],
    ) -> Any:
        _check_flow(self, client_id, auth_flow)
        return original(self, user_pool_id, client_id, auth_flow, auth_parameters)

    return admin_initiate_auth


def _respond(original: Method) -> Method:
    def respond_to_auth_challenge(
        self: CognitoIdpBackend, session: str, client_id: str, challenge_name: str, responses: Any
    ) -> Any:
        if challenge_name == "PASSWORD_VERIFIER":  # moto would accept any proof at all
            raise NotAuthorizedError(_SRP)
        return original(self, session, client_id, challenge_name, responses)

    return respond_to_auth_challenge


def _check_address(
    backend: CognitoIdpBackend, pool_id: str, username: str, attributes: list[dict[str, str]]
) -> None:
    pool = backend.describe_user_pool(pool_id)
    given = {each["Name"]: each["Value"] for each in attributes or []}
    if "email" not in pool.extended_config.get("AliasAttributes", []) or "email" not in given:
        return
    for user in pool.users.values():
        taken = user.attribute_lookup.get("email", "").lower() == given["email"].lower()
        if taken and user.username.lower() != username.lower():
            raise AliasExistsException


def _admin_create_user(original: Method) -> Method:
    def admin_create_user(
        self: CognitoIdpBackend,
        user_pool_id: str,
        username: str,
        message_action: str,
        temporary_password: str,
        attributes: list[dict[str, str]],
    ) -> Any:
        _check_address(self, user_pool_id, username, attributes)
        return original(
            self, user_pool_id, username, message_action, temporary_password, attributes
        )

    return admin_create_user


def _admin_update_user_attributes(original: Method) -> Method:
    def admin_update_user_attributes(
        self: CognitoIdpBackend, user_pool_id: str, username: str, attributes: list[dict[str, str]]
    ) -> Any:
        _check_address(self, user_pool_id, username, attributes)
        return original(self, user_pool_id, username, attributes)

    return admin_update_user_attributes


def _signer(key: jwk.RSAKey) -> SimpleNamespace:
    def encode(header: dict[str, Any], claims: dict[str, Any], _moto_key: object) -> str:
        return jwt.encode({**header, "kid": key.kid}, claims, key)

    return SimpleNamespace(encode=encode)


def patches() -> list[Patch]:
    """The patches, around a signing key made now."""
    key = jwk.RSAKey.generate_key(2048, {"kid": str(uuid4()), "alg": "RS256", "use": "sig"})
    published = json.dumps({"keys": [key.as_dict(private=False)]}).encode()
    return [
        Patch(models, "jwt", lambda _: _signer(key), "moto signs with a key everybody has"),
        Patch(
            CognitoIdpJsonWebKeyResponse,
            "json_web_key",
            lambda _: published,
            "the published key must be the signing key",
        ),
        Patch(
            CognitoIdpBackend,
            "initiate_auth",
            _initiate_auth,
            "moto ignores ExplicitAuthFlows, and tells whether a user exists",
        ),
        Patch(
            CognitoIdpBackend,
            "admin_initiate_auth",
            _admin_initiate_auth,
            "moto ignores ExplicitAuthFlows",
        ),
        Patch(
            CognitoIdpBackend,
            "respond_to_auth_challenge",
            _respond,
            "moto accepts any SRP proof",
        ),
        Patch(
            CognitoIdpBackend,
            "admin_create_user",
            _admin_create_user,
            "moto gives one address to several users, though it signs them in",
        ),
        Patch(
            CognitoIdpBackend,
            "admin_update_user_attributes",
            _admin_update_user_attributes,
            "the same when an address changes",
        ),
    ]
