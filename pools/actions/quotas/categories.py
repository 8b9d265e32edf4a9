"""The operation categories of user pools and their request rates (API-162 to API-178, API-373 to API-376).

What is not named here has no rate of its own.
"""

import dataclasses
import functools
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:  # the stubs' name for what gettext_lazy gives
    from django.utils.functional import _StrPromise

_GROWTH = 10  # as far as `UpdateProvisionedLimit` goes, a multiple of the default, as with Cognito's resource quotas


@dataclasses.dataclass(frozen=True, slots=True)
class Rate:
    """Requests per second. Where Cognito adjusts it on request, `increase` is for each further million of users."""

    name: str
    rps: int
    about: "str | _StrPromise"
    increase: int = 0

    @property
    def is_adjustable(self) -> bool:
        return self.increase > 0

    @property
    def maximum(self) -> int:
        """The most that `UpdateProvisionedLimit` sets."""
        return self.rps * _GROWTH if self.is_adjustable else self.rps


@dataclasses.dataclass(frozen=True, slots=True)
class Category(Rate):
    """A rate that its operations share, over all pools of a region. `is_capped` ones are bounded for each operation
    and pool besides."""

    operations: frozenset[str] = frozenset()
    is_capped: bool = False


def _category(
    name: str,
    rps: int,
    about: "str | _StrPromise",
    operations: str = "",
    *,
    increase: int = 0,
    is_capped: bool = False,
) -> Category:
    return Category(name, rps, about, increase, frozenset(operations.split()), is_capped)


USER_AUTHENTICATION = _category(
    "UserAuthentication",
    120,
    _("Sign users in"),
    "InitiateAuth RespondToAuthChallenge AdminInitiateAuth AdminRespondToAuthChallenge GetTokensFromRefreshToken",
    increase=40,
)
USER_CREATION = _category(
    "UserCreation",
    50,
    _("Create and confirm users"),
    "SignUp ConfirmSignUp AdminCreateUser AdminConfirmSignUp",
    increase=10,
)
USER_FEDERATION = _category("UserFederation", 25, _("Sign users in at another identity provider"), increase=10)
USER_ACCOUNT_RECOVERY = _category(
    "UserAccountRecovery",
    30,
    _("Change and recover passwords"),
    "ChangePassword ConfirmForgotPassword ForgotPassword AdminResetUserPassword AdminSetUserPassword",
)
USER_READ = _category("UserRead", 120, _("Read a user"), "AdminGetUser GetUser AdminGetUserAuthFactors", increase=40)
USER_UPDATE = _category(
    "UserUpdate",
    25,
    _("Change a user"),
    "AdminAddUserToGroup AdminDeleteUserAttributes AdminUpdateUserAttributes AdminDeleteUser AdminDisableUser "
    "AdminEnableUser AdminLinkProviderForUser AdminDisableProviderForUser VerifyUserAttribute DeleteUser "
    "DeleteUserAttributes UpdateUserAttributes AdminUserGlobalSignOut GlobalSignOut AdminRemoveUserFromGroup",
)
USER_TOKEN = _category("UserToken", 120, _("Revoke tokens"), "RevokeToken", increase=40)
USER_RESOURCE_READ = _category(
    "UserResourceRead",
    50,
    _("Read a user's devices and groups, send codes"),
    "AdminGetDevice AdminListGroupsForUser AdminListDevices GetDevice ListDevices GetUserAttributeVerificationCode "
    "ResendConfirmationCode AdminListUserAuthEvents",
    increase=20,
)
USER_RESOURCE_UPDATE = _category(
    "UserResourceUpdate",
    25,
    _("Change a user's devices and second factors"),
    "AdminForgetDevice AdminUpdateAuthEventFeedback AdminSetUserMFAPreference AdminSetUserSettings "
    "AdminUpdateDeviceStatus UpdateDeviceStatus UpdateAuthEventFeedback ConfirmDevice SetUserMFAPreference "
    "SetUserSettings VerifySoftwareToken AssociateSoftwareToken ForgetDevice AdminDeleteSoftwareToken",
)
USER_LIST = _category("UserList", 30, _("List users"), "ListUsers ListUsersInGroup")
USER_POOL_READ = _category("UserPoolRead", 15, _("Read user pools"), "DescribeUserPool ListUserPools")
USER_POOL_UPDATE = _category(
    "UserPoolUpdate", 15, _("Create and change user pools"), "CreateUserPool UpdateUserPool DeleteUserPool"
)
USER_POOL_RESOURCE_READ = _category(
    "UserPoolResourceRead",
    20,
    _("Read groups, domains and other parts of a pool"),
    "DescribeIdentityProvider DescribeResourceServer DescribeUserImportJob DescribeUserPoolDomain GetCSVHeader "
    "GetGroup GetSigningCertificate GetIdentityProviderByIdentifier GetUserPoolMfaConfig ListGroups "
    "ListIdentityProviders ListResourceServers ListTagsForResource ListUserImportJobs DescribeRiskConfiguration "
    "GetUICustomization DescribeManagedLoginBranding DescribeManagedLoginBrandingByClient",
    is_capped=True,
)
USER_POOL_RESOURCE_UPDATE = _category(
    "UserPoolResourceUpdate",
    15,
    _("Change groups, domains and other parts of a pool"),
    "AddCustomAttributes CreateGroup CreateIdentityProvider CreateResourceServer CreateUserImportJob "
    "CreateUserPoolDomain DeleteGroup DeleteIdentityProvider DeleteResourceServer DeleteUserPoolDomain "
    "SetUserPoolMfaConfig StartUserImportJob StopUserImportJob UpdateGroup UpdateIdentityProvider "
    "UpdateResourceServer UpdateUserPoolDomain SetRiskConfiguration SetUICustomization TagResource UntagResource "
    "CreateManagedLoginBranding UpdateManagedLoginBranding DeleteManagedLoginBranding",
    is_capped=True,
)
USER_POOL_CLIENT_READ = _category(
    "UserPoolClientRead",
    15,
    _("Read app clients"),
    "DescribeUserPoolClient ListUserPoolClients",
    is_capped=True,
)
USER_POOL_CLIENT_UPDATE = _category(
    "UserPoolClientUpdate",
    15,
    _("Create and change app clients"),
    "CreateUserPoolClient DeleteUserPoolClient UpdateUserPoolClient",
    is_capped=True,
)
CLIENT_AUTHENTICATION = _category(
    "ClientAuthentication", 150, _("Tokens for machines, by client credentials"), "GetClientToken"
)
CODE_REDEMPTION = _category("CodeRedemption", 120, _("Authorization codes for tokens"), increase=40)  # API-374
LIMIT_MANAGEMENT = _category(
    "LimitManagement", 1, _("Read and change these rates"), "GetProvisionedLimit UpdateProvisionedLimit"
)

CATEGORIES = {
    category.name: category
    for category in (
        *(USER_AUTHENTICATION, USER_CREATION, USER_FEDERATION, USER_ACCOUNT_RECOVERY, USER_READ, USER_UPDATE),
        *(USER_TOKEN, USER_RESOURCE_READ, USER_RESOURCE_UPDATE, USER_LIST, USER_POOL_READ, USER_POOL_UPDATE),
        *(USER_POOL_RESOURCE_READ, USER_POOL_RESOURCE_UPDATE, USER_POOL_CLIENT_READ, USER_POOL_CLIENT_UPDATE),
        *(CLIENT_AUTHENTICATION, CODE_REDEMPTION, LIMIT_MANAGEMENT),
    )
}

# What is bounded besides
OPERATION_IN_POOL = Rate("OperationInPool", 5, _("One operation on one pool, of those that change or read its parts"))
READS_OF_USER = Rate("ReadsOfUser", 10, _("Sign-ins and reads of one user"))  # API-180
WRITES_OF_USER = Rate("WritesOfUser", 10, _("Changes of one user"))
TAGGING = Rate("TagResource", 5, _("Setting tags, over all user pools"))  # API-373
DOMAIN_SOURCE_IP = Rate("DomainSourceIp", 300, _("Hosted UI and OAuth requests from one address"))  # API-376
DOMAIN_CLIENT = Rate("DomainClient", 300, _("Hosted UI and OAuth requests for one app client"))
DOMAIN = Rate("Domain", 500, _("Hosted UI and OAuth requests to one domain"))
JWKS = Rate("Jwks", 50_000, _("Requests for the keys that verify tokens"))

CAPS = {
    cap.name: cap
    for cap in (
        *(OPERATION_IN_POOL, READS_OF_USER, WRITES_OF_USER, TAGGING),
        *(DOMAIN_SOURCE_IP, DOMAIN_CLIENT, DOMAIN, JWKS),
    )
}
RATES: dict[str, Rate] = CATEGORIES | CAPS

# The category of which the per-user quota counts a call (API-180)
READING = frozenset({USER_AUTHENTICATION, USER_READ, USER_RESOURCE_READ})
WRITING = frozenset({USER_UPDATE, USER_RESOURCE_UPDATE, USER_ACCOUNT_RECOVERY})
ANSWERS = frozenset({"RespondToAuthChallenge", "AdminRespondToAuthChallenge"})


def category_of(operation: str, challenge: str = "") -> Category | None:
    """The category that a call of this operation counts in; None where it has no rate.

    `challenge` is the one that is answered: a new password is account recovery (API-374).
    """
    if challenge == "NEW_PASSWORD_REQUIRED" and operation in ANSWERS:
        return USER_ACCOUNT_RECOVERY
    return _by_operation().get(operation)


@functools.cache
def _by_operation() -> dict[str, Category]:
    return {operation: category for category in CATEGORIES.values() for operation in category.operations}
