"""Linking identities at providers to users of a pool (FED-209 to FED-220, FED-257 to FED-262).

Whoever may sign in as a linked identity is that user, so only administrators link. The links are rows; what users and
tokens show of them is the attribute `identities`, written anew with each change and by nobody else (FED-88).
"""

import dataclasses
import functools
import json
import operator
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

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


def find_linked(pool: UserPool, provider: str, subject: str, told: Mapping[str, str]) -> User | None:
    """Whom this identity signs in as: by the subject, or else by what the provider tells of one of the user's
    attributes. From its first sign-in on such a link is by the subject (FED-262): another identity of which the same
    is told is not let in by it."""
    by_subject = Q(attribute_name=SUBJECT, attribute_value=subject)
    values = {name: value for name, value in told.items() if len(value) <= _MAX_VALUE and value.isprintable()}
    wanted = [Q(attribute_name=name, attribute_value=value) for name, value in values.items()]
    rows = ProviderLink.objects.filter(functools.reduce(operator.or_, wanted, by_subject))
    found = list(rows.filter(pool=pool, provider_name=provider).select_related("user").order_by("pk"))
    link = next((each for each in found if each.attribute_name == SUBJECT), None) or next(iter(found), None)
    if link is None:
        return None
    link.user.pool = pool
    if link.attribute_name != SUBJECT and not _settle_on(link, subject):
        return find_linked(pool, provider, subject, {})
    return link.user


def own_link(user: User, provider: str, subject: str) -> ProviderLink:
    """That a user who is about to be saved was made from this identity, which his attributes now tell. Saved after the
    user, in the same transaction; an `IntegrityError` means that somebody has the identity already."""
    link = ProviderLink(
        pool=user.pool,
        user=user,
        provider_name=provider,
        attribute_name=SUBJECT,
        attribute_value=subject,
        is_primary=True,
        created_at=timezone.now(),
    )
    user.attributes[IDENTITIES] = _as_text([_described(user.pool, link)])
    return link


def _settle_on(link: ProviderLink, subject: str) -> bool:
    """Of two sign-ins at once, of one identity or of two, one gets the link."""
    waiting = ProviderLink.objects.filter(pk=link.pk, attribute_name=link.attribute_name)
    try:
        with transaction.atomic():
            user = users.lock(link.user)
            changed = waiting.update(attribute_name=SUBJECT, attribute_value=subject)
            _show(user)
            link.user = user
    except IntegrityError:
        return False
    return changed > 0


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
        user.attributes[IDENTITIES] = _as_text(shown)
    user.save(update_fields=["attributes", "modified_at"])


def _as_text(shown: list[dict[str, Any]]) -> str:
    return json.dumps(shown, separators=(",", ":"))


def _described(pool: UserPool, link: ProviderLink) -> dict[str, Any]:
    return {
        "userId": link.attribute_value,
        "providerName": link.provider_name,
        "providerType": identity_providers.find_kind(pool, link.provider_name),
        "issuer": identity_providers.find_issuer(pool, link.provider_name),
        "primary": link.is_primary,
        "dateCreated": int(link.created_at.timestamp() * 1000),
    }
