"""Users whom the pool's function brings over from elsewhere, at their first sign-in or when they forgot their password
(TRG-167 to TRG-192)."""

from collections.abc import Mapping

from django.db import transaction

from pools.actions import attributes, audit, contacts, messages, new_users, occasions, passwords, pre_sign_up
from pools.actions.attributes import is_email, is_phone_number
from pools.actions.users import MEDIA, find_user, insert
from pools.caller import Caller
from pools.errors import InvalidLambdaResponseException, PoolError, UsernameExistsException, UserNotFoundException
from pools.models import AppClient, User, UserPool
from pools.triggers import migration
from pools.triggers.invoking import Occasion, is_assigned
from pools.triggers.migration import Migrated


def is_asked(pool: UserPool) -> bool:
    """Whether the pool has a function that may know who is not here."""
    return is_assigned(pool, migration.USER_MIGRATION)


def at_sign_in(
    occasion: Occasion, password: str, caller: Caller, validation_data: Mapping[str, str] | None = None
) -> User:
    """The user of this name and password, made now. Whatever goes wrong, the client is told one thing (TRG-281)."""
    assert occasion.client is not None
    try:
        found = migration.migrate(
            migration.AUTHENTICATION, occasion, password=password, validation_data=validation_data
        )
        return _create(found, occasion, caller, password, validation_data)
    except PoolError as error:
        refusal = f"Exception migrating user in app client {occasion.client.client_id}"
        raise UserNotFoundException(refusal, reason=f"{error.name}: {error.message}") from error


def at_forgotten_password(
    client: AppClient, username: str, caller: Caller, client_metadata: Mapping[str, str] | None
) -> User | None:
    """The same for who has no password; None where nobody is asked. A client that hides who exists hears of no failure
    either."""
    if not is_asked(client.pool):
        return None
    occasion = Occasion(client.pool, client, username, None, client_metadata or {}, caller.user_agent)
    try:
        return _create(migration.migrate(migration.FORGOT_PASSWORD, occasion), occasion, caller, None, None)
    except PoolError:
        if client.hides_user_existence:
            return None
        raise


def _create(
    found: Migrated,
    occasion: Occasion,
    caller: Caller,
    password: str | None,
    validation_data: Mapping[str, str] | None,
) -> User:
    user = _build(found, occasion, password)
    about = occasions.of_user(user, occasion.client, caller, occasion.client_metadata)
    pre_sign_up.ask("AdminCreateUser", about, validation_data)  # TRG-282; of the response nothing has an effect
    told = _contacts(found, user)
    try:
        with transaction.atomic():
            insert(user, "User already exists", force_alias_creation=found.forces_aliases)
            for contact in told:
                messages.send_welcome(about, contact, occasion.username)
            audit.record(caller, "MigrateUser", client=occasion.client, user=user)
    except UsernameExistsException:
        other = find_user(occasion.pool, occasion.username)  # of two sign-ins at once the other one made the user
        if other is None:
            raise
        return other
    return user


def _build(found: Migrated, occasion: Occasion, password: str | None) -> User:
    pool = occasion.pool
    given = dict(found.attributes)
    username = _username(pool, occasion.username, given)
    user = new_users.build(pool, username, given)
    attributes.check(pool, user.attributes)  # what is required may be missing (TRG-175)
    attributes.check_flags(user.attributes)
    user.attributes = {name: value for name, value in user.attributes.items() if value}
    user.status = User.Status.CONFIRMED if found.is_confirmed else User.Status.RESET_REQUIRED
    if password is not None:
        passwords.set_password(user, password)  # by whatever rules it was made (TRG-183)
    if found.enables_sms_mfa:
        if not user.attributes.get("phone_number"):  # TRG-189
            raise InvalidLambdaResponseException
        user.sms_mfa_enabled = True
    return user


def _username(pool: UserPool, typed: str, given: dict[str, str]) -> str:
    """The user name, which `given` loses. An alias that was typed needs one beside it (TRG-177); otherwise it is what
    was typed (TRG-178)."""
    named = given.pop("username", "")
    for attribute, is_such in (("email", is_email), ("phone_number", is_phone_number)):
        if attribute in pool.alias_attributes and is_such(typed):
            if not named or pool.fold(given.get(attribute, "")) != pool.fold(typed):
                raise InvalidLambdaResponseException
            return named
    if named and named != typed and given.get("preferred_username") != typed:
        raise InvalidLambdaResponseException
    return named or typed


def _contacts(found: Migrated, user: User) -> list[contacts.Contact]:
    if not found.is_told:
        return []
    return [contact for medium in found.media if (contact := contacts.of(user, MEDIA[medium]))]
