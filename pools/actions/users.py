"""Users as administrators find and keep them."""

import enum
import uuid
from collections.abc import Callable, Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from pools.actions import (
    aliases,
    audit,
    backchannel_logout,
    codes,
    contacts,
    new_users,
    occasions,
    password_history,
    passwords,
    pre_sign_up,
    searched_attributes,
    user_sessions,
)
from pools.actions.attributes import check, check_flags, is_email, is_phone_number
from pools.actions.contacts import Contact
from pools.actions.letters import Letters
from pools.caller import Caller
from pools.errors import (
    AliasExistsException,
    InvalidParameterException,
    NotAuthorizedException,
    UnsupportedUserStateException,
    UsernameExistsException,
    UserNotFoundException,
)
from pools.models import User, UserPool
from pools.models.user import ALIAS_WITH_USER, USER_BY_NAME, USER_BY_SUB
from pools.triggers import custom_message

MEDIA = {"SMS": "phone_number", "EMAIL": "email"}
_RESETTABLE = (User.Status.CONFIRMED, User.Status.RESET_REQUIRED)


class MessageAction(enum.StrEnum):
    RESEND = "RESEND"
    SUPPRESS = "SUPPRESS"


def find_user(pool: UserPool, username: str) -> User | None:
    """The user of this user name or alias (CON-51), in one or two queries. Its `pool` is the one given."""
    if not new_users.is_user_name(username):
        return None
    key = aliases.key_of(pool, username)
    for look_up in _places(pool, username):
        if user := look_up(pool.id, key):
            user = _exact(pool, username, user)
            user.pool = pool
            return user
    return None


def get_user(pool: UserPool, username: str) -> User:
    """The user of this user name or alias. Raises `UserNotFoundException`."""
    user = find_user(pool, username)
    if user is None:
        raise UserNotFoundException()
    return user


def find_user_by_sub(pool: UserPool, sub: uuid.UUID) -> User | None:
    """The user of this `sub`, in one query. Its `pool` is the one given."""
    user = USER_BY_SUB.find(pool.id, sub)
    if user:
        user.pool = pool
    return user


def lock(user: User) -> User:
    """The user as it is now, held until the transaction ends: two changes at once do not undo each other."""
    fresh = User.objects.select_for_update().filter(pk=user.pk).first()
    if fresh is None:
        raise UserNotFoundException()
    fresh.pool = user.pool
    return fresh


def check_enabled(user: User) -> None:
    if not user.enabled:
        raise NotAuthorizedException("User is disabled.")


def admin_create_user(
    pool: UserPool,
    username: str,
    *,
    caller: Caller,
    attributes: Mapping[str, str] | None = None,
    temporary_password: str | None = None,
    message_action: str | None = None,
    desired_delivery_mediums: Sequence[str] = (),
    force_alias_creation: bool = False,
    client_metadata: Mapping[str, str] | None = None,
    validation_data: Mapping[str, str] | None = None,
) -> User:
    """Create a user and invite them, or with `RESEND` invite them again (USR-55 to USR-67).

    Without a temporary password one is made up, unless users of the pool sign in without any (USR-56).
    """
    if temporary_password:
        passwords.check_policy(pool, temporary_password)
    elif not is_passwordless(pool):
        temporary_password = passwords.random_temporary_password(pool)

    if message_action == MessageAction.RESEND:
        return _invite_again(
            get_user(pool, username), username, temporary_password, desired_delivery_mediums, caller, client_metadata
        )

    user = _build(pool, username, attributes or {}, temporary_password)
    invited = [] if message_action == MessageAction.SUPPRESS else _invitees(user, desired_delivery_mediums)
    occasion = occasions.of_user(user, None, caller, client_metadata)
    pre_sign_up.ask("AdminCreateUser", occasion, validation_data)  # its response has no effect here (TRG-82)
    letters = Letters(occasion)
    with transaction.atomic():
        insert(user, "User account already exists", force_alias_creation=force_alias_creation)
        for contact in invited:
            letters.send_invitation(user, contact, username, temporary_password)
        audit.record(caller, "AdminCreateUser", user=user)
    letters.finish()
    return user


def insert(user: User, taken: str, *, force_alias_creation: bool = False) -> None:
    """Save a new user with its aliases; of several at once who want the name, one gets it (CON-39, CON-57).

    Belongs into a transaction, which a refusal has to leave.
    """
    if new_users.is_alias_of_another(user):
        raise UsernameExistsException(taken)
    try:
        user.save(force_insert=True)
        searched_attributes.settle(user, is_new=True)
    except IntegrityError as error:
        raise UsernameExistsException(taken) from error
    try:
        aliases.settle(user, is_new=True, force=force_alias_creation)
    except AliasExistsException as error:
        if user.pool.username_attributes:
            raise UsernameExistsException(error.message) from error
        raise


def admin_delete_user(user: User, *, caller: Caller) -> None:
    with transaction.atomic():
        audit.record(caller, "AdminDeleteUser", user=user)
        backchannel_logout.tell(user_sessions.live(user), wholly=True)
        user.delete()


def delete_user(user: User, *, caller: Caller) -> None:
    """Delete the account at its owner's own wish."""
    with transaction.atomic():
        audit.record(caller, "DeleteUser", user=user)
        backchannel_logout.tell(user_sessions.live(user), wholly=True)
        user.delete()


def admin_enable_user(user: User, *, caller: Caller) -> None:
    with transaction.atomic():
        _save(user, enabled=True)
        audit.record(caller, "AdminEnableUser", user=user)


def admin_disable_user(user: User, *, caller: Caller) -> None:
    """Refuse sign-in, and end every session (USR-09, USR-247)."""
    with transaction.atomic():
        backchannel_logout.tell(user_sessions.live(user), wholly=True)
        _save(user, enabled=False, signed_out_at=timezone.now())
        audit.record(caller, "AdminDisableUser", user=user)


def admin_set_user_password(user: User, password: str, *, caller: Caller, permanent: bool = False) -> None:
    """Give the user a password: for good, or to be changed at the next sign-in (USR-248)."""
    passwords.check_policy(user.pool, password)
    password_history.check(user, password)
    changed = passwords.set_password(user, password)
    user.status = User.Status.CONFIRMED if permanent else User.Status.FORCE_CHANGE_PASSWORD
    with transaction.atomic():
        password_history.keep_replaced(user)
        user.save(update_fields=[*changed, "status", "modified_at"])
        audit.record(caller, "AdminSetUserPassword", user=user, permanent=permanent)


def admin_reset_user_password(
    user: User, *, caller: Caller, client_metadata: Mapping[str, str] | None = None
) -> Contact:
    """Void the password until its owner answers a code, which is sent at once (USR-121)."""
    contact = contacts.for_recovery(user)
    if user.status not in _RESETTABLE:
        raise NotAuthorizedException("User password cannot be reset in the current state.")
    if contact is None:
        raise no_recovery_contact()
    wording = custom_message.ask_for(
        "ForgotPassword", occasions.of_user(user, None, caller, client_metadata), contact.medium
    )
    with transaction.atomic():
        _save(user, status=User.Status.RESET_REQUIRED)
        codes.send(user, codes.Purpose.RECOVERY, contact, wording=wording)
        audit.record(caller, "AdminResetUserPassword", user=user)
    return contact


def no_recovery_contact() -> InvalidParameterException:
    return InvalidParameterException(
        "Cannot reset password for the user as there is no registered/verified email or phone_number"
    )


def is_passwordless(pool: UserPool) -> bool:
    """Whether users of the pool can sign in without a password (USR-56)."""
    factors = pool.policies.get("SignInPolicy", {}).get("AllowedFirstAuthFactors", [])
    return any(factor != "PASSWORD" for factor in factors)


def _places(pool: UserPool, username: str) -> tuple[Callable[[str, str], User | None], ...]:
    """Where to look, the likelier place first: where an alias is an address, user names are none (CON-42)."""
    if not aliases.kinds_of(pool):
        return (USER_BY_NAME.find,)
    if is_email(username) or is_phone_number(username):
        return (_by_alias, USER_BY_NAME.find)
    return (USER_BY_NAME.find, _by_alias)


def _exact(pool: UserPool, username: str, found: User) -> User:
    """Of identities at a provider that differ in case alone, the one that is meant (SEC-263). It has a user name of its
    own in a pool where case is otherwise the same."""
    if pool.case_sensitive or found.username == username or not aliases.is_profile_of_identity(found):
        return found
    return USER_BY_NAME.find(pool.id, username) or found


def _by_alias(pool_id: str, key: str) -> User | None:
    alias = ALIAS_WITH_USER.find(pool_id, key)
    return alias.user if alias else None


def _build(pool: UserPool, username: str, given: Mapping[str, str], password: str | None) -> User:
    user = new_users.build(pool, username, given)
    check(pool, user.attributes)
    check_flags(user.attributes)
    user.attributes = {name: value for name, value in user.attributes.items() if value}
    user.status = User.Status.CONFIRMED
    if password:
        passwords.set_password(user, password)
        user.status = User.Status.FORCE_CHANGE_PASSWORD
    return user


def _invite_again(
    user: User,
    username: str,
    password: str | None,
    media: Sequence[str],
    caller: Caller,
    client_metadata: Mapping[str, str] | None,
) -> User:
    """A new temporary password, and its time begins anew (USR-60)."""
    if user.status != User.Status.FORCE_CHANGE_PASSWORD:
        raise UnsupportedUserStateException(f"Resend not possible. {username} status is not FORCE_CHANGE_PASSWORD")
    invited = _invitees(user, media)
    changed = passwords.set_password(user, password) if password else []
    letters = Letters(occasions.of_user(user, None, caller, client_metadata))
    with transaction.atomic():
        user.save(update_fields=[*changed, "modified_at"])
        for contact in invited:
            letters.send_invitation(user, contact, username, password)
        audit.record(caller, "AdminCreateUser", user=user, message_action="RESEND")
    letters.finish()
    return user


def _invitees(user: User, media: Sequence[str]) -> list[Contact]:
    """Where the invitation goes (USR-58). Asked for by name, a medium must have its attribute."""
    found = {medium: contacts.of(user, MEDIA[medium]) for medium in media or ["SMS"]}
    if media and (lacking := [MEDIA[medium] for medium, contact in found.items() if contact is None]):
        raise InvalidParameterException(f"{lacking[0]} is required for the desired delivery medium.")
    return [contact for contact in found.values() if contact]


def _save(user: User, **changes: object) -> None:
    for name, value in changes.items():
        setattr(user, name, value)
    user.save(update_fields=[*changes, "modified_at"])
