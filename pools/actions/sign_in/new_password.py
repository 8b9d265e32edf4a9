"""`NEW_PASSWORD_REQUIRED`: who came in by an administrator's password chooses one of his own."""

import json
from collections.abc import Mapping

from pools.actions import passwords
from pools.actions.sign_in import user_states
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.step import Step, required
from pools.errors import InvalidParameterException, NotAuthorizedException
from pools.models import User

_PREFIX = "userAttributes."


class NewPassword(Step):
    name = "NEW_PASSWORD_REQUIRED"

    def is_needed(self, attempt: Attempt) -> bool:
        return attempt.user is not None and attempt.user.status == User.Status.FORCE_CHANGE_PASSWORD

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
        if not self.is_needed(attempt):
            raise NotAuthorizedException("Invalid session for the user.")
        given = {key.removeprefix(_PREFIX): value for key, value in responses.items() if key.startswith(_PREFIX)}
        for name in _missing(user, given):
            raise InvalidParameterException(f"Invalid attributes given, {name} is missing")
        passwords.check_policy(user.pool, password)
        attempt.data["changed"] = passwords.set_password(user, password)

    def apply(self, attempt: Attempt) -> None:
        user = _user(attempt)
        user.status = User.Status.CONFIRMED
        user.save(update_fields=[*attempt.data["changed"], "status", "modified_at"])


def _user(attempt: Attempt) -> User:
    assert attempt.user is not None  # who does not exist comes no further than the password
    return attempt.user


def _missing(user: User, given: Mapping[str, str]) -> list[str]:
    names = [attribute["Name"] for attribute in user.pool.schema if attribute.get("Required")]
    return [name for name in names if name != "sub" and not (given.get(name) or user.attributes.get(name))]
