"""Further names to sign in by: who may have one, and who has it.

A pool with `username_attributes` signs in by e-mail address or phone number alone, verified or not (CON-57). A pool
with `alias_attributes` signs in by user name, and by those of its attributes that are verified (CON-40, CON-48).
"""

import hashlib

from django.db import IntegrityError

from pools.actions.attributes import is_email, is_phone_number
from pools.errors import AliasExistsException, InvalidParameterException
from pools.models import Alias, User, UserPool
from pools.models.attribute_schema import VERIFIABLE

_KEY_LENGTH = 256  # characters that a key column holds


def key_of(pool: UserPool, name: str) -> str:
    """The form of a name that is unique in the pool, shortened by a digest where a column could not hold it."""
    folded = pool.fold(name)
    if len(folded) <= _KEY_LENGTH:
        return folded
    return "sha256:" + hashlib.sha256(folded.encode()).hexdigest()


def kinds_of(pool: UserPool) -> list[str]:
    """The attributes that this pool signs in by beside the user name."""
    return pool.username_attributes or pool.alias_attributes


def entitled(user: User) -> dict[str, str]:
    """The keys that the user's attributes give a right to, by attribute. A profile made from an identity at a provider
    has none: nobody signs in by its address, which a user of the pool's own may have too."""
    pool = user.pool
    found: dict[str, str] = {}
    if is_profile_of_identity(user):
        return found
    for attribute in kinds_of(pool):
        value = user.attributes.get(attribute)
        is_due = pool.username_attributes or attribute not in VERIFIABLE or user.is_verified(attribute)
        key = key_of(pool, value) if value and is_due else None
        if key and key not in found.values():
            found[attribute] = key
    return found


def is_profile_of_identity(user: User) -> bool:
    """Whether the user was made by a sign-in at a provider (FED-84), told by the attribute that only links write."""
    return '"primary":true' in user.attributes.get("identities", "")


def settle(user: User, *, is_new: bool = False, force: bool = False) -> None:
    """Give the user the aliases that the attributes now give a right to, and take away what they no longer do.

    Belongs into the transaction that saves the attributes. Raises `AliasExistsException` when another user has the
    name, or with `force` takes it away from that one (CON-47).
    """
    if not kinds_of(user.pool):
        return
    due = entitled(user)
    _refuse_address_as_preferred_username(user)
    held = {} if is_new else dict(user.aliases.values_list("attribute", "key"))
    if gone := [attribute for attribute, key in held.items() if due.get(attribute) != key]:
        user.aliases.filter(attribute__in=gone).delete()
    for attribute, key in due.items():
        if held.get(attribute) != key:
            _claim(user, attribute, key, force=force)


def _claim(user: User, attribute: str, key: str, *, force: bool) -> None:
    if force and attribute in VERIFIABLE:
        _take_away(user.pool, attribute, key)
    elif attribute == "preferred_username" and _is_user_name_of_another(user, key):
        raise taken(attribute)
    try:
        Alias.objects.create(pool=user.pool, user=user, attribute=attribute, key=key)
    except IntegrityError as error:
        raise taken(attribute) from error


def taken(attribute: str) -> AliasExistsException:
    return AliasExistsException(f"An account with the given {attribute} already exists.")


def _refuse_address_as_preferred_username(user: User) -> None:
    """Or it would stand in the way of whom the address belongs to (CON-42)."""
    name = user.attributes.get("preferred_username", "")
    kinds = user.pool.alias_attributes
    if "preferred_username" in kinds and (
        ("email" in kinds and is_email(name)) or ("phone_number" in kinds and is_phone_number(name))
    ):
        raise InvalidParameterException("preferred_username cannot be of email or phone number format.")


def _take_away(pool: UserPool, attribute: str, key: str) -> None:
    """The user who had the name keeps the attribute's value, no longer verified."""
    held = Alias.objects.filter(pool=pool, key=key).first()
    if held is None:
        return
    held.delete()
    loser = User.objects.select_for_update().get(pk=held.user_id)
    loser.attributes[f"{attribute}_verified"] = "false"
    loser.save(update_fields=["attributes", "modified_at"])


def _is_user_name_of_another(user: User, key: str) -> bool:
    return User.objects.filter(pool=user.pool, username_key=key).exclude(pk=user.pk).exists()
