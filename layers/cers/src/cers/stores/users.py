"""The user pool: who may sign in, and the roles their tokens name."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.errors import CersError
from cers.model.roles import ROLES
from cers.model.staff import Person

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

_REFUSALS: Final = frozenset(
    {"AliasExistsException", "CodeDeliveryFailureException", "InvalidParameterException"}
)
"""What Cognito says of a user it will never take: only another file can help."""


class SignInRefusedError(CersError):
    """Cognito does not take a user as the staff file describes them."""


DirectoryError: Final = (BotoCoreError, ClientError)
"""What the pool raises when it cannot be asked: the same request may succeed later."""


class UserDirectory:
    """The users of one pool. Passwords are between Cognito and the user; none passes here.

    Every method may be repeated, and used from several threads.
    """

    def __init__(
        self, client: "CognitoIdentityProviderClient", pool_id: str, *, invite: bool
    ) -> None:
        self._client = client
        self._pool = pool_id
        self._invite = invite

    def find(self, username: str) -> Person | None:
        """A user as the pool describes them; None if there is no such user."""
        known = self._find(username)
        if known is None:
            return None
        has = {each["Name"]: each.get("Value", "") for each in known["UserAttributes"]}
        texts = (has.get(name, "") for name in ("email", "given_name", "family_name"))
        return Person(username.lower(), *texts)

    def settle(self, username: str, person: Person | None, roles: frozenset[str]) -> None:
        """Bring a user in line: described as `person`, in the groups of exactly these roles.

        Somebody new is created, with an invitation if those are sent; somebody without any role
        is disabled, never deleted. Groups that stand for no role of ours are left alone, and so
        is a user whom an operator has disabled.

        Raises:
            SignInRefusedError: Cognito will not have this user.
        """
        known = self._find(username)
        if known is None and not (person and roles):
            return
        try:
            if known is None and person:
                self._create(person)
            elif known and person:
                self._describe(known, person)
            self._place(username, roles, known)
        except self._client.exceptions.UsernameExistsException:
            self.settle(username, person, roles)  # another delivery was faster
        except ClientError as error:
            if error.response["Error"]["Code"] in _REFUSALS:
                raise SignInRefusedError("the sign-in service refuses the user") from error
            raise

    def _place(self, username: str, roles: frozenset[str], known: Mapping[str, Any] | None) -> None:
        held = self._roles(username) if known else frozenset()
        if known and not known["Enabled"] and roles and not held:
            self._client.admin_enable_user(UserPoolId=self._pool, Username=username)
        for role in sorted(held - roles):
            self._client.admin_remove_user_from_group(
                UserPoolId=self._pool, Username=username, GroupName=role
            )
        for role in sorted(roles - held):
            self._client.admin_add_user_to_group(
                UserPoolId=self._pool, Username=username, GroupName=role
            )
        if known and known["Enabled"] and not roles:
            self._client.admin_disable_user(UserPoolId=self._pool, Username=username)

    def _find(self, username: str) -> Mapping[str, Any] | None:
        try:
            return self._client.admin_get_user(UserPoolId=self._pool, Username=username)
        except self._client.exceptions.UserNotFoundException:
            return None

    def _create(self, person: Person) -> None:
        how: dict[str, Any] = (
            {"DesiredDeliveryMediums": ["EMAIL"]} if self._invite else {"MessageAction": "SUPPRESS"}
        )
        self._client.admin_create_user(
            UserPoolId=self._pool,
            Username=person.username,
            UserAttributes=[
                {"Name": name, "Value": text} for name, text in _attributes(person).items()
            ],
            **how,
        )

    def _describe(self, known: Mapping[str, Any], person: Person) -> None:
        has = {each["Name"]: each["Value"] for each in known["UserAttributes"]}
        wanted = _attributes(person)
        if any(has.get(name) != text for name, text in wanted.items()):
            self._client.admin_update_user_attributes(
                UserPoolId=self._pool,
                Username=person.username,
                UserAttributes=[{"Name": name, "Value": text} for name, text in wanted.items()],
            )

    def _roles(self, username: str) -> frozenset[str]:
        pages = self._client.get_paginator("admin_list_groups_for_user").paginate(
            UserPoolId=self._pool, Username=username
        )
        names = (str(group.get("GroupName")) for page in pages for group in page["Groups"])
        return frozenset(name for name in names if name in ROLES)


def _attributes(person: Person) -> dict[str, str]:
    return {
        "email": person.email,
        "email_verified": "true",
        "given_name": person.given_name,
        "family_name": person.family_name,
        "name": f"{person.given_name} {person.family_name}",
    }
