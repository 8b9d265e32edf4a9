"""Forgotten and changed passwords."""

from collections.abc import Mapping

from django.db import transaction

from pools.actions import (
    attempts,
    audit,
    codes,
    contacts,
    existence,
    limits,
    occasions,
    password_history,
    passwords,
    user_migration,
)
from pools.actions.contacts import Contact
from pools.actions.threats import passwords as threat_passwords
from pools.actions.threats.configuration import Filter
from pools.actions.users import check_enabled, find_user, no_recovery_contact
from pools.caller import Caller
from pools.errors import (
    CodeMismatchException,
    ExpiredCodeException,
    NotAuthorizedException,
    PoolError,
    UserNotConfirmedException,
)
from pools.models import AppClient, User, VerificationCode
from pools.triggers import custom_message
from pools.triggers.sign_up import post_confirmation

_UNRESETTABLE = (User.Status.FORCE_CHANGE_PASSWORD, User.Status.EXTERNAL_PROVIDER)


def forgot_password(
    client: AppClient, username: str, *, caller: Caller, client_metadata: Mapping[str, str] | None = None
) -> Contact:
    """Send the code that lets its owner set a new password (USR-203 to USR-208).

    A client that may not know who exists is told a likely address when nothing was sent (CON-229).
    """
    pool = client.pool
    if not contacts.recovery_order(pool):
        raise NotAuthorizedException("Contact administrator to reset password.")
    attempts.count(limits.RECOVERY, pool.id, pool.fold(username))
    user = find_user(pool, username) or user_migration.at_forgotten_password(client, username, caller, client_metadata)
    try:
        known, contact = _check_request(user)
    except PoolError as refusal:
        audit.record(caller, "ForgotPassword", client=client, user=user, error=refusal.name)
        if client.hides_user_existence:
            return contacts.simulated(pool, username)
        raise

    wording = custom_message.ask_for(
        "ForgotPassword", occasions.of_user(known, client, caller, client_metadata), contact.medium
    )
    with transaction.atomic():
        codes.send(known, codes.Purpose.RECOVERY, contact, client=client, wording=wording)
        audit.record(caller, "ForgotPassword", client=client, user=known)
    return contact


def confirm_forgot_password(
    client: AppClient,
    username: str,
    code: str,
    password: str,
    *,
    caller: Caller,
    client_metadata: Mapping[str, str] | None = None,
) -> User:
    """Set a new password for the user who received this code. A code works once."""
    pool = client.pool
    passwords.check_policy(pool, password)
    attempts.count(limits.RECOVERY, pool.id, pool.fold(username))
    user = find_user(pool, username)
    try:
        sent = _check_answer(user, code)
    except PoolError as refusal:
        audit.record(caller, "ConfirmForgotPassword", client=client, user=user, error=refusal.name)
        if isinstance(refusal, ExpiredCodeException):
            raise  # CON-230 says so also where existence is hidden
        raise existence.worded(client, refusal, CodeMismatchException()) from None
    password_history.check(sent.user, password)
    known = threat_passwords.check(pool, client, Filter.PASSWORD_CHANGE, password, caller=caller)

    changed = passwords.set_password(sent.user, password)
    with transaction.atomic():
        codes.spend(sent)
        password_history.keep_replaced(sent.user)
        sent.user.status = User.Status.CONFIRMED
        sent.user.save(update_fields=[*changed, "status", "modified_at"])
        audit.record(caller, "ConfirmForgotPassword", client=client, user=user, **known)
    post_confirmation("ConfirmForgotPassword", occasions.of_user(sent.user, client, caller, client_metadata))
    return sent.user


def change_password(
    user: User, previous: str | None, proposed: str, *, caller: Caller, client: AppClient | None = None
) -> None:
    """Replace the password of a signed-in user, who proves to know the old one if there is one."""
    attempts.count(limits.CHANGE_PASSWORD, str(user.sub))
    if passwords.has_password(user) and not (previous and passwords.is_correct(user, previous)):
        audit.record(caller, "ChangePassword", user=user, error=NotAuthorizedException.__name__)
        raise NotAuthorizedException()
    passwords.check_policy(user.pool, proposed)
    password_history.check(user, proposed)
    known = threat_passwords.check(user.pool, client, Filter.PASSWORD_CHANGE, proposed, caller=caller)
    changed = passwords.set_password(user, proposed)
    with transaction.atomic():
        password_history.keep_replaced(user)
        user.save(update_fields=[*changed, "modified_at"])
        audit.record(caller, "ChangePassword", user=user, **known)


def _check_request(user: User | None) -> tuple[User, Contact]:
    if user is None:
        raise existence.not_found()
    check_enabled(user)
    _check_resettable(user)
    contact = contacts.for_recovery(user)
    if contact is None:
        raise no_recovery_contact()
    return user, contact


def _check_answer(user: User | None, code: str) -> VerificationCode:
    if user is None:
        raise existence.not_found()
    check_enabled(user)
    if user.status == User.Status.UNCONFIRMED:
        raise UserNotConfirmedException()
    _check_resettable(user)
    return codes.check(user, codes.Purpose.RECOVERY, code)


def _check_resettable(user: User) -> None:
    if user.status in _UNRESETTABLE:
        raise NotAuthorizedException("User password cannot be reset in the current state.")
