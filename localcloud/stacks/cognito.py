"""User pools, clients and groups of the templates."""

from typing import Any, Final

from localcloud.aws import REGION, Clients
from localcloud.stacks.properties import Creator, Properties, expect, pick
from localcloud.stacks.template import Made

_POOL: Final = (
    "AccountRecoverySetting",
    "AdminCreateUserConfig",
    "AliasAttributes",
    "AutoVerifiedAttributes",
    "DeletionProtection",
    "MfaConfiguration",
    "Policies",
    "Schema",
    "UserAttributeUpdateSettings",
    "UsernameAttributes",
    "UsernameConfiguration",
)
_WITHOUT: Final = (
    "EmailConfiguration",
    "EnabledMfas",
    "UserPoolAddOns",
    "UserPoolTier",
    "DeviceConfiguration",
)
"""What moto's pool has no notion of; a hook (`LambdaConfig`) would matter and is refused."""

_CLIENT: Final = (
    "AccessTokenValidity",
    "AuthSessionValidity",
    "ClientName",
    "EnableTokenRevocation",
    "ExplicitAuthFlows",
    "GenerateSecret",
    "IdTokenValidity",
    "PreventUserExistenceErrors",
    "ReadAttributes",
    "RefreshTokenValidity",
    "SupportedIdentityProviders",
    "TokenValidityUnits",
    "UserPoolId",
    "WriteAttributes",
)
_ALSO: Final = "ALLOW_USER_PASSWORD_AUTH"
"""Programs on this machine sign in by password; on AWS everybody goes to managed login."""

_HOSTED: Final = (
    "AllowedOAuthFlows",
    "AllowedOAuthFlowsUserPoolClient",
    "AllowedOAuthScopes",
    "CallbackURLs",
    "LogoutURLs",
)


def _pool(properties: Properties, clients: Clients) -> Made:
    expect(properties, "UserPoolName", *_POOL, without=(*_WITHOUT, "UserPoolTags"))
    arguments: Any = pick(properties, *_POOL)
    pool = clients.cognito.create_user_pool(PoolName=properties["UserPoolName"], **arguments)
    pool_id = pool["UserPool"]["Id"]
    provider = f"cognito-idp.{REGION}.amazonaws.com/{pool_id}"
    return Made(
        pool_id,
        {
            "Arn": pool["UserPool"]["Arn"],
            "ProviderName": provider,
            "ProviderURL": f"https://{provider}",
            "UserPoolId": pool_id,
        },
    )


def _client(properties: Properties, clients: Clients) -> Made:
    expect(properties, *_CLIENT, without=_HOSTED)
    arguments: Any = pick(properties, *_CLIENT)
    arguments["ExplicitAuthFlows"] = sorted({*arguments.get("ExplicitAuthFlows", ()), _ALSO})
    client = clients.cognito.create_user_pool_client(**arguments)["UserPoolClient"]
    return Made(client["ClientId"], {"ClientId": client["ClientId"]})


def _group(properties: Properties, clients: Clients) -> Made:
    expect(properties, "UserPoolId", "GroupName", "Description", "Precedence", without=("RoleArn",))
    clients.cognito.create_group(**properties)
    return Made(properties["GroupName"])


CREATORS: Final[dict[str, Creator]] = {
    "AWS::Cognito::UserPool": _pool,
    "AWS::Cognito::UserPoolClient": _client,
    "AWS::Cognito::UserPoolGroup": _group,
}
