"""Signing up, and proving that the address given is one's own."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from pools.actions import (
    aliases,
    attempts,
    attributes,
    audit,
    codes,
    contacts,
    existence,
    limits,
    new_users,
    occasions,
    passwords,
    pre_sign_up,
)
from pools.actions.contacts import Contact
from pools.actions.letters import Letters
from pools.actions.threats import passwords as threat_passwords
from pools.actions.threats.configuration import Filter
from pools.actions.users import check_enabled, find_user, insert, is_passwordless, lock
from pools.caller import Caller, Via
from pools.errors import (
    CodeMismatchException,
    InvalidParameterException,
    InvalidPasswordException,
    NotAuthorizedException,
    PoolError,
)
from pools.models import AppClient, User, UserPool, VerificationCode
from pools.models.attribute_schema import VERIFIABLE
from pools.triggers import custom_message
from pools.triggers.sign_up import post_confirmation


@dataclasses.dataclass(frozen=True, slots=True)
class SignUp:
    """A new user, and where the code went; nowhere if the pool verifies nothing that the user gave."""

    user: User
    sent_to: Contact | None


def sign_up(
    client: AppClient,
    username: str,
    password: str | None,
    given: Mapping[str, str],
    *,
    caller: Caller,
    client_metadata: Mapping[str, str] | None = None,
    validation_data: Mapping[str, str] | None = None,
) -> SignUp:
    """Create an unconfirmed user and send the code that confirms it (USR-23, USR-24); or a confirmed one, if the pool's
    function says so.

    A name that is taken is refused whatever the client hides (CON-233); an alias that is taken is not, until the
    confirmation (CON-45).
    """
    pool = client.pool
    if not pool.allows_sign_up:
        raise NotAuthorizedException("SignUp is not permitted for this user pool")
    user = _build(client, username, given)
    known: dict[str, Any] = {}
    if password:
        passwords.check_policy(pool, password)
        known = threat_passwords.check(pool, client, Filter.SIGN_UP, password, caller=caller)
        passwords.set_password(user, password)
    elif not is_passwordless(pool):
        raise InvalidPasswordException(f"{InvalidPasswordException.message}: Password not long enough")

    occasion = occasions.of_user(user, client, caller, client_metadata)
    decision = pre_sign_up.ask("SignUp", occasion, validation_data)
    pre_sign_up.apply(decision, user)

    contact = contacts.for_sign_up(user) if user.status == User.Status.UNCONFIRMED else None
    letters = Letters(occasion)
    takes_aliases = decision.verifies_something and not pool.username_attributes  # of a sign-in name there is no other
    with transaction.atomic():
        insert(user, "User already exists", force_alias_creation=takes_aliases)
        if contact:
            letters.send_code(user, codes.Purpose.SIGN_UP, contact)
        audit.record(caller, "SignUp", client=client, user=user, **known)
    letters.finish()
    if user.status == User.Status.CONFIRMED:
        post_confirmation("ConfirmSignUp", occasion)
    return SignUp(user, contact)


def confirm_sign_up(
    client: AppClient,
    username: str,
    code: str,
    *,
    caller: Caller,
    force_alias_creation: bool = False,
    client_metadata: Mapping[str, str] | None = None,
) -> User:
    """Confirm the user who received this code, and with it the address it went to (USR-26). A code works once."""
    attempts.count(limits.CONFIRM_SIGN_UP, client.pool_id, client.pool.fold(username))
    user = find_user(client.pool, username)
    try:
        sent = _check_confirmation(user, code)
    except PoolError as refusal:
        audit.record(caller, "ConfirmSignUp", client=client, user=user, error=refusal.name)
        if user and codes.is_right(user, codes.Purpose.SIGN_UP, code):
            raise  # who holds the code may know the rest
        raise existence.worded(client, refusal, CodeMismatchException()) from None

    with transaction.atomic():
        codes.spend(sent)
        user = lock(sent.user)
        if user.attributes.get(sent.attribute) == sent.destination:
            user.attributes[f"{sent.attribute}_verified"] = "true"
        user.status = User.Status.CONFIRMED
        user.may_skip_mfa_once = _counts_as_second_factor(user, caller)
        user.save(update_fields=["attributes", "status", "may_skip_mfa_once", "modified_at"])
        aliases.settle(user, force=force_alias_creation)
        audit.record(caller, "ConfirmSignUp", client=client, user=user)
    post_confirmation("ConfirmSignUp", occasions.of_user(user, client, caller, client_metadata))
    return user


def resend_confirmation_code(
    client: AppClient, username: str, *, caller: Caller, client_metadata: Mapping[str, str] | None = None
) -> Contact:
    """Send a new code, which replaces the old one. A client that may not know who exists is told a likely address."""
    if not client.pool.auto_verified_attributes:
        raise InvalidParameterException("Auto verification not turned on.")
    attempts.count(limits.RESEND_CONFIRMATION_CODE, client.pool_id, client.pool.fold(username))
    try:
        user, contact = _check_resend(find_user(client.pool, username))
    except PoolError:
        if client.hides_user_existence:
            return contacts.simulated(client.pool, username)
        raise

    wording = custom_message.ask_for(
        "ResendCode", occasions.of_user(user, client, caller, client_metadata), contact.medium
    )
    with transaction.atomic():
        codes.send(user, codes.Purpose.SIGN_UP, contact, client=client, wording=wording, source="ResendCode")
        audit.record(caller, "ResendConfirmationCode", client=client, user=user)
    return contact


def admin_confirm_sign_up(user: User, *, caller: Caller, client_metadata: Mapping[str, str] | None = None) -> None:
    """Confirm without a code, which verifies no address (USR-05, USR-35)."""
    _check_unconfirmed(user)
    with transaction.atomic():
        waiting = User.objects.filter(pk=user.pk, status=User.Status.UNCONFIRMED)
        if not waiting.update(status=User.Status.CONFIRMED, modified_at=timezone.now()):
            raise _not_confirmable(User.Status.CONFIRMED)
        user.status = User.Status.CONFIRMED
        audit.record(caller, "AdminConfirmSignUp", user=user)
    post_confirmation("ConfirmSignUp", occasions.of_user(user, None, caller, client_metadata))


def _build(client: AppClient, username: str, given: Mapping[str, str]) -> User:
    pool = client.pool
    attributes.check_writable(client, given)
    user = new_users.build(pool, username, given)
    attributes.check(pool, user.attributes, require=True)
    if "preferred_username" in pool.alias_attributes and user.attributes.get("preferred_username"):
        raise InvalidParameterException("preferred_username can be set once the user is confirmed.")  # CON-34
    user.attributes = {name: value for name, value in user.attributes.items() if value}
    user.attributes |= {f"{name}_verified": "false" for name in VERIFIABLE if name in user.attributes}
    return user


def _counts_as_second_factor(user: User, caller: Caller) -> bool:
    """Where MFA is required, whoever confirmed by a code may sign in once without more (SEC-107). The hosted UI leads
    on to the set-up at once instead (SEC-144, FED-48)."""
    return user.pool.mfa_configuration == UserPool.Mfa.ON and caller.via != Via.HOSTED_UI


def _check_confirmation(user: User | None, code: str) -> VerificationCode:
    if user is None:
        raise existence.not_found()
    check_enabled(user)
    _check_unconfirmed(user)
    return codes.check(user, codes.Purpose.SIGN_UP, code)


def _check_resend(user: User | None) -> tuple[User, Contact]:
    if user is None:
        raise existence.not_found()
    check_enabled(user)
    if user.status != User.Status.UNCONFIRMED:
        raise InvalidParameterException("User is already confirmed.")
    contact = contacts.for_sign_up(user)
    if contact is None:
        raise InvalidParameterException("The user has no attribute that the user pool verifies.")
    return user, contact


def _check_unconfirmed(user: User) -> None:
    if user.status != User.Status.UNCONFIRMED:
        raise _not_confirmable(user.status)


def _not_confirmable(status: str) -> NotAuthorizedException:
    return NotAuthorizedException(f"User cannot be confirmed. Current status is {status}")
