"""Changing what is known of a user, by administrators and by users themselves."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from pools.actions import (
    aliases,
    attempts,
    attributes,
    audit,
    codes,
    contacts,
    limits,
    occasions,
    searched_attributes,
)
from pools.actions.contacts import Contact
from pools.actions.letters import Letters
from pools.actions.users import lock
from pools.caller import Caller
from pools.errors import InvalidParameterException
from pools.models import AppClient, User
from pools.models.attribute_schema import VERIFIABLE
from pools.triggers import custom_message


def admin_update_user_attributes(
    user: User, changes: Mapping[str, str], *, caller: Caller, client_metadata: Mapping[str, str] | None = None
) -> list[Contact]:
    """Set attributes, or delete those given a blank value. An address set as verified needs no code (USR-254)."""
    changes = attributes.normalise(changes)
    attributes.check(user.pool, changes)
    letters = Letters(occasions.of_user(user, None, caller, client_metadata))
    with transaction.atomic():
        user = lock(user)
        sent_to = _change(user, changes, letters)
        if user.status == User.Status.FORCE_CHANGE_PASSWORD:
            user.password_set_at = timezone.now()  # gives the temporary password its time again (USR-63)
        _save(user, changes)
        audit.record(caller, "AdminUpdateUserAttributes", user=user, attributes=sorted(changes))
    letters.finish()
    return sent_to


def update_user_attributes(
    user: User,
    changes: Mapping[str, str],
    *,
    client: AppClient,
    caller: Caller,
    client_metadata: Mapping[str, str] | None = None,
) -> list[Contact]:
    """Set one's own attributes as far as the client may. Says where codes went that verify new addresses (USR-45)."""
    attributes.check_writable(client, changes)
    attributes.check(user.pool, changes)
    letters = Letters(occasions.of_user(user, client, caller, client_metadata))
    sent_to = change_own(user, changes, letters, client=client, caller=caller)
    letters.finish()
    return sent_to


def change_own(
    user: User, changes: Mapping[str, str], letters: Letters, *, client: AppClient, caller: Caller
) -> list[Contact]:
    """The change itself, already checked, for who has more to do before the letters are finished."""
    with transaction.atomic():
        user = lock(user)
        sent_to = _change(user, changes, letters)
        _save(user, changes)
        audit.record(caller, "UpdateUserAttributes", client=client, user=user, attributes=sorted(changes))
    return sent_to


def admin_delete_user_attributes(user: User, names: Sequence[str], *, caller: Caller) -> None:
    _delete(user, names, caller=caller, event="AdminDeleteUserAttributes")


def delete_user_attributes(user: User, names: Sequence[str], *, client: AppClient, caller: Caller) -> None:
    """Delete one's own attributes, as far as the client may write them."""
    attributes.check_writable(client, names)
    _delete(user, names, caller=caller, event="DeleteUserAttributes")


def send_attribute_code(
    user: User,
    attribute: str,
    *,
    client: AppClient,
    caller: Caller,
    client_metadata: Mapping[str, str] | None = None,
) -> Contact:
    """Send the code that verifies an address of one's own, the pending one if there is one (USR-32)."""
    _check_verifiable(attribute)
    attempts.count(limits.GET_ATTRIBUTE_CODE, str(user.sub))
    contact = pending_contact(user, attribute) or contacts.of(user, attribute)
    if contact is None:
        raise InvalidParameterException(f"User has no {attribute} to verify.")
    wording = custom_message.ask_for(
        "VerifyUserAttribute", occasions.of_user(user, client, caller, client_metadata), contact.medium
    )
    with transaction.atomic():
        codes.send(
            user, codes.Purpose(attribute), contact, client=client, wording=wording, source="VerifyUserAttribute"
        )
        audit.record(caller, "GetUserAttributeVerificationCode", client=client, user=user)
    return contact


def verify_user_attribute(user: User, attribute: str, code: str, *, caller: Caller) -> None:
    """Mark the address that received this code as verified; a pending one replaces the old one (USR-33, USR-47)."""
    _check_verifiable(attribute)
    attempts.count(limits.VERIFY_ATTRIBUTE, str(user.sub))
    sent = codes.check(user, codes.Purpose(attribute), code)
    with transaction.atomic():
        codes.spend(sent)
        user = lock(user)
        user.attributes |= {attribute: sent.destination, f"{attribute}_verified": "true"}
        _save(user, [attribute])
        audit.record(caller, "VerifyUserAttribute", user=user, attributes=[attribute])


def _change(user: User, changes: Mapping[str, str], letters: Letters) -> list[Contact]:
    """Apply the changes to the user, who is not saved yet, and send what codes they call for."""
    _check_mutable(user, changes)
    before, sent_to = dict(user.attributes), []
    pending = [name for name in VERIFIABLE if _is_pending(user, name, changes)]
    waiting = {*pending, *(f"{name}_verified" for name in pending)}
    settled = {name: value for name, value in changes.items() if name not in waiting}
    user.attributes = {name: value for name, value in (before | settled).items() if value}
    for attribute in VERIFIABLE:
        if changes.get(attribute, before.get(attribute)) == before.get(attribute):
            continue
        if attribute not in pending:
            _replace_flag(user, attribute, settled)
            codes.forget(user, [attribute])
        if attribute in pending or not user.is_verified(attribute):
            sent_to += _send_code(user, Contact(attribute, changes[attribute]), letters)
    attributes.check_flags(user.attributes)
    return sent_to


def _is_pending(user: User, attribute: str, changes: Mapping[str, str]) -> bool:
    """Whether the old address stays until the new one is verified (USR-47)."""
    kept_until_verified = user.pool.user_attribute_update_settings.get("AttributesRequireVerificationBeforeUpdate", [])
    old, new = user.attributes.get(attribute), changes.get(attribute)
    is_verified_at_once = changes.get(f"{attribute}_verified") == "true"
    return attribute in kept_until_verified and bool(old and new) and old != new and not is_verified_at_once


def _replace_flag(user: User, attribute: str, changes: Mapping[str, str]) -> None:
    """A new address is unverified unless the same request says otherwise; without one there is nothing to verify."""
    flag = f"{attribute}_verified"
    if attribute in user.attributes:
        user.attributes[flag] = changes.get(flag, "false")
    else:
        user.attributes.pop(flag, None)


def _send_code(user: User, contact: Contact, letters: Letters) -> list[Contact]:
    is_pending = contact.address != user.attributes.get(contact.attribute)
    if not contact.address or not (is_pending or contact.attribute in user.pool.auto_verified_attributes):
        return []
    letters.send_code(user, codes.Purpose(contact.attribute), contact)
    return [contact]


def _delete(user: User, names: Sequence[str], *, caller: Caller, event: str) -> None:
    with transaction.atomic():
        user = lock(user)
        _check_known(user, names)
        _change(user, dict.fromkeys(names, ""), Letters(occasions.of_user(user, None, caller)))  # to nobody
        _save(user, names)
        audit.record(caller, event, user=user, attributes=sorted(names))


def _check_known(user: User, names: Sequence[str]) -> None:
    if unknown := [name for name in names if name not in user.pool.attribute_schema]:
        raise attributes.nonconforming(f"{name}: Attribute does not exist in the schema." for name in unknown)


def _check_mutable(user: User, changes: Mapping[str, str]) -> None:
    """Immutable attributes keep the value they were made with (CON-72), required and sign-in ones keep one."""
    schema = user.pool.attribute_schema
    for name, value in changes.items():
        is_change = value != user.attributes.get(name, "")
        if name == "sub" or (is_change and not schema[name]["Mutable"]):
            raise InvalidParameterException(f"user.{name}: Attribute cannot be updated.\n")
        if not value and is_change and schema[name]["Required"]:
            raise attributes.nonconforming([f"{name}: The attribute is required"])
    sign_in_names = {name: changes.get(name, user.attributes.get(name)) for name in user.pool.username_attributes}
    if sign_in_names and not any(sign_in_names.values()):
        raise InvalidParameterException("The user would have no name left to sign in by.")


def _check_verifiable(attribute: str) -> None:
    if attribute not in VERIFIABLE:
        raise InvalidParameterException("Invalid attribute name, only email and phone_number can be verified.")


def pending_contact(user: User, attribute: str) -> Contact | None:
    """The address that waits for its code, be it a new one or the one that the user has (USR-47)."""
    sent = codes.find(user, codes.Purpose(attribute))
    return Contact(attribute, sent.destination) if sent and not sent.spent_at else None


def _save(user: User, changed: Mapping[str, str] | Sequence[str]) -> None:
    user.save(update_fields=["attributes", "password_set_at", "modified_at"])
    searched_attributes.settle(user)
    if any(name.removesuffix("_verified") in aliases.kinds_of(user.pool) for name in changed):
        aliases.settle(user)
