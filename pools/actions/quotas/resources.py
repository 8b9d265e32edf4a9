"""How many there may be of what, with Cognito's values (API-192 to API-215)."""

import dataclasses
import enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:  # the stubs' name for what gettext_lazy gives
    from django.utils.functional import _StrPromise


class Per(enum.StrEnum):
    """What a quota is counted in."""

    REGION = "region"
    POOL = "pool"
    USER = "user"


@dataclasses.dataclass(frozen=True, slots=True)
class Resource:
    """A kind of resource and how many there may be. `maximum` is as far as Cognito goes when asked for more."""

    name: str
    label: "str | _StrPromise"
    most: int
    per: Per
    maximum: int | None = None


USER_POOLS = Resource("UserPools", _("User pools in a region"), 1000, Per.REGION, 10_000)  # API-193
CUSTOM_DOMAINS = Resource("CustomDomains", _("Custom domains in a region"), 4, Per.REGION)  # API-213
APP_CLIENTS = Resource("AppClients", _("App clients in a user pool"), 1000, Per.POOL, 10_000)  # API-192
GROUPS = Resource("Groups", _("Groups in a user pool"), 10_000, Per.POOL)  # API-215
IDENTITY_PROVIDERS = Resource("IdentityProviders", _("Identity providers in a user pool"), 300, Per.POOL, 1000)
RESOURCE_SERVERS = Resource("ResourceServers", _("Resource servers in a user pool"), 25, Per.POOL, 300)  # API-195
USERS = Resource("Users", _("Users in a user pool"), 40_000_000, Per.POOL)  # API-196
GROUPS_OF_A_USER = Resource("GroupsPerUser", _("Groups that a user is in"), 100, Per.USER)  # API-214
LINKED_IDENTITIES = Resource("LinkedIdentities", _("Identities linked to a user"), 5, Per.USER)  # API-208

RESOURCES = {
    resource.name: resource
    for resource in (
        *(USER_POOLS, CUSTOM_DOMAINS, APP_CLIENTS, GROUPS, IDENTITY_PROVIDERS, RESOURCE_SERVERS, USERS),
        *(GROUPS_OF_A_USER, LINKED_IDENTITIES),
    )
}

# What clients are promised by the service model itself: the same everywhere, and refused before anything is asked
FIXED: tuple[tuple["str | _StrPromise", "str | _StrPromise"], ...] = (
    (_("Custom attributes in a user pool"), "50"),  # API-197
    (_("Scopes of a resource server"), "100"),  # API-211
    (_("Scopes of an app client"), "50"),  # API-212
    (_("Callback URLs of an app client"), "100"),  # API-209
    (_("Logout URLs of an app client"), "100"),  # API-210
    (_("Identifiers of an identity provider"), "50"),  # API-207
    (_("Tags of a user pool"), "50"),  # API-148
    (_("Value of an attribute"), _("2,048 characters")),  # API-198
    (_("Name of a custom attribute"), _("20 characters")),  # API-199
    (_("Password"), _("256 characters")),  # API-201
)
