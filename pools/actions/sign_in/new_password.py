"""`NEW_PASSWORD_REQUIRED`: who came in by an administrator's password chooses one of his own."""

import json
from collections.abc import Mapping

from django.utils import timezone

from pools.actions import attributes, occasions, password_history, passwords
from pools.actions.attribute_changes import change_own
from pools.actions.letters import Letters
from pools.actions.sign_in import risk, user_states
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.step import Step, required
from pools.caller import Caller
from pools.errors import InvalidParameterException, NotAuthorizedException
from pools.models import User

_PREFIX = "userAttributes."


class NewPassword(Step):
    name = "NEW_PASSWORD_REQUIRED"

    def is_needed(self, attempt: Attempt) -> bool:
        return attempt.user is not None and attempt.user.status == User.Status.FORCE_CHANGE_PASSWORD

    def prepare(self, attempt: Attempt) -> None:
        attempt.data["password_set_at"] = str(_user(attempt).password_set_at)

    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        user = _user(attempt)
        known = {name: value for name, value in user.attributes.items() if attempt.client.can_read(name)}
        return {
            "USER_ID_FOR_SRP": user.username,
            "requiredAttributes": json.dumps([_PREFIX + name for name in _missing(user, {})]),
            "userAttributes": json.dumps(known),
        }

    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        password, user = required(responses, "NEW_PASSWORD"), _user(attempt)
        user_states.check(user)
        if not self.is_needed(attempt) or attempt.data["password_set_at"] != str(user.password_set_at):
            raise NotAuthorizedException("Invalid session for the user.")
        given = {key.removeprefix(_PREFIX): value for key, value in responses.items() if key.startswith(_PREFIX)}
        for name in _missing(user, given):
            raise InvalidParameterException(f"Invalid attributes given, {name} is missing")
        attributes.check_writable(attempt.client, given)
        attributes.check(user.pool, given)
        passwords.check_policy(user.pool, password)
        password_history.check(user, password)
        risk.look_at_new_password(attempt, password)
        attempt.data |= {"changed": passwords.set_password(user, password), "attributes": given}

    def apply(self, attempt: Attempt, caller: Caller) -> None:
        user = _user(attempt)
        user.status, user.modified_at = User.Status.CONFIRMED, timezone.now()
        password_history.keep_replaced(user)
        changes = {name: getattr(user, name) for name in (*attempt.data["changed"], "status", "modified_at")}
        waiting = User.objects.filter(pk=user.pk, status=User.Status.FORCE_CHANGE_PASSWORD)
        if not waiting.update(**changes):
            raise NotAuthorizedException("Invalid session for the user.")
        if given := attempt.data["attributes"]:
            attempt.letters = Letters(occasions.of_user(user, attempt.client, caller, attempt.client_metadata))
            change_own(user, given, attempt.letters, client=attempt.client, caller=caller)
            user.refresh_from_db(fields=["attributes"])


def _user(attempt: Attempt) -> User:
    assert attempt.user is not None  # who does not exist comes no further than the password
    return attempt.user


def _missing(user: User, given: Mapping[str, str]) -> list[str]:
    """The required attributes that the user has no value of, nor is given one (USR-27)."""
    return [name for name in attributes.required(user.pool) if not (given.get(name) or user.attributes.get(name))]
