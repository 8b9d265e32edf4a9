"""Linking identities at providers to users of a pool (FED-209 to FED-220, FED-257 to FED-262).

Whoever may sign in as a linked identity is that user, so only administrators link. The links are rows; what users and
tokens show of them is the attribute `identities`, written anew with each change and by nobody else (FED-88).
"""

import dataclasses
import json
from typing import Any

from django.db import IntegrityError, transaction

from pools.actions import audit, identity_providers, quotas, users
from pools.actions.quotas.resources import LINKED_IDENTITIES
from pools.caller import Caller
from pools.errors import (
    AliasExistsException,
    InvalidParameterException,
    UserNotFoundException,
)
from pools.models import ProviderLink, User, UserPool

SUBJECT = "Cognito_Subject"  # the provider's own id of the identity
IDENTITIES = "identities"
_MAX_NAME = 32  # characters, as attribute names have
_MAX_VALUE = 512  # what an index of every database takes


@dataclasses.dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as the provider knows them: whose attribute of this name has this value."""

    provider: str
    attribute: str
    value: str


def admin_link_provider_for_user(pool: UserPool, destination: Identity, source: Identity, *, caller: Caller) -> None:
    """From now on who signs in as `source` is `destination`. To link what is linked already is refused."""
    kind = _check_source(pool, source)
    user = _destination(pool, destination)
    if source.attribute == SUBJECT and _has_profile(pool, source):
        raise InvalidParameterException(
            "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link"
        )
    link = ProviderLink(
        pool=pool,
        user=user,
        provider_name=source.provider,
        attribute_name=source.attribute,
        attribute_value=source.value,
    )
    try:
        with transaction.atomic():
            user = users.lock(user)  # nobody else links to this user meanwhile
            linked = ProviderLink.objects.filter(user=user, is_primary=False)
            quotas.check_room(LINKED_IDENTITIES, linked, pool=pool)
            link.save(force_insert=True)
            _show(user)
            audit.record(caller, "AdminLinkProviderForUser", user=user, provider=source.provider, kind=kind)
    except IntegrityError as error:
        raise _already_linked(pool, user, source) from error


def admin_disable_provider_for_user(pool: UserPool, identity: Identity, *, caller: Caller) -> None:
    """End the link of this identity; of a user of the pool's own, end the password (FED-261)."""
    if identity_providers.is_native(identity.provider):
        _end_password(pool, identity, caller)
        return
    if identity_providers.find_kind(pool, identity.provider) is None:
        raise _unknown_provider(pool, identity.provider)
    link = _links(pool, identity).select_related("user").first()
    if link is None:
        raise UserNotFoundException
    with transaction.atomic():
        user = users.lock(link.user)
        link.delete()
        _show(user)
        audit.record(caller, "AdminDisableProviderForUser", user=user, provider=identity.provider)


def _links(pool: UserPool, identity: Identity) -> Any:
    return ProviderLink.objects.filter(
        pool=pool,
        provider_name=identity.provider,
        attribute_name=identity.attribute,
        attribute_value=identity.value,
    )


def _check_source(pool: UserPool, source: Identity) -> str:
    """The kind of the source's provider, if the source may be linked from."""
    if identity_providers.is_native(source.provider):
        raise InvalidParameterException(
            "Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as "
            "a DestinationUser"
        )
    if not (source.provider and source.attribute and source.value):
        raise InvalidParameterException(
            "Invalid SourceUser: ProviderName, ProviderAttributeName and ProviderAttributeValue are required."
        )
    if len(source.attribute) > _MAX_NAME or len(source.value) > _MAX_VALUE:
        raise InvalidParameterException("Invalid SourceUser: the attribute is too long.")
    kind = identity_providers.find_kind(pool, source.provider)
    if kind is None:
        raise _unknown_provider(pool, source.provider)
    if source.attribute == SUBJECT:
        return kind
    if identity_providers.is_social(kind):  # FED-213
        raise InvalidParameterException(f"Invalid SourceUser: ProviderAttributeName must be {SUBJECT}.")
    if source.attribute not in pool.attribute_schema:  # FED-212: named by the pool attribute it is mapped to
        raise InvalidParameterException(f"Invalid SourceUser: there is no attribute {source.attribute}.")
    return kind


def _destination(pool: UserPool, destination: Identity) -> User:
    if not (destination.provider and destination.value):
        raise InvalidParameterException("Invalid DestinationUser: ProviderName and ProviderAttributeValue are needed.")
    if identity_providers.is_native(destination.provider):
        return users.get_user(pool, destination.value)
    if identity_providers.find_kind(pool, destination.provider) is None:
        raise _unknown_provider(pool, destination.provider)
    return users.get_user(pool, _federated_name(destination))


def _federated_name(identity: Identity) -> str:
    """The user name of the profile that an identity's first sign-in makes (FED-87)."""
    return f"{identity.provider}_{identity.value}"


def _has_profile(pool: UserPool, source: Identity) -> bool:
    return users.find_user(pool, _federated_name(source)) is not None


def _already_linked(pool: UserPool, user: User, source: Identity) -> InvalidParameterException | AliasExistsException:
    if _links(pool, source).filter(user=user).exists():
        return InvalidParameterException("SourceUser is already linked to DestinationUser")
    return AliasExistsException("SourceUser is already linked to another user")


def _unknown_provider(pool: UserPool, name: str) -> InvalidParameterException:
    return InvalidParameterException(f"The provider {name} does not exist for User Pool {pool.id}.")


def _end_password(pool: UserPool, identity: Identity, caller: Caller) -> None:
    """The user signs in by other means only, as somebody from a provider does. An administrator may give a password
    again."""
    if identity.attribute != SUBJECT:
        raise InvalidParameterException(f"ProviderAttributeName must be {SUBJECT}.")
    user = users.get_user(pool, identity.value)
    user.sealed_srp_verifier, user.srp_salt, user.password_hash = None, "", ""
    user.status = User.Status.EXTERNAL_PROVIDER
    with transaction.atomic():
        user.save(update_fields=["sealed_srp_verifier", "srp_salt", "password_hash", "status", "modified_at"])
        audit.record(caller, "AdminDisableProviderForUser", user=user, provider=identity_providers.NATIVE)


def _show(user: User) -> None:
    """Write the user's links into the attribute that tells of them (FED-216)."""
    shown = [_described(user.pool, link) for link in ProviderLink.objects.filter(user=user).order_by("pk")]
    user.attributes.pop(IDENTITIES, None)
    if shown:
        user.attributes[IDENTITIES] = json.dumps(shown, separators=(",", ":"))
    user.save(update_fields=["attributes", "modified_at"])


def _described(pool: UserPool, link: ProviderLink) -> dict[str, Any]:
    return {
        "userId": link.attribute_value,
        "providerName": link.provider_name,
        "providerType": identity_providers.find_kind(pool, link.provider_name),
        "issuer": None,
        "primary": link.is_primary,
        "dateCreated": int(link.created_at.timestamp() * 1000),
    }
