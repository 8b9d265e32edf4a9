"""Passwords that others know, at sign-up and where a user sets a new one (SEC-183 to SEC-187, SEC-293)."""

from typing import Any

from pools import metrics
from pools.actions.threats import breached_passwords, configuration
from pools.actions.threats.configuration import Filter, Rules
from pools.actions.threats.modes import Mode, mode_of
from pools.caller import Caller
from pools.errors import InvalidPasswordException, NotAuthorizedException
from pools.models import AppClient, UserPool

COMPROMISED = "compromised"  # in an event's `detail`
BLOCKED = "Unable to login because of security reasons."
_REFUSED = "Provided password cannot be used for security reasons."
_OPERATIONS = {Filter.SIGN_UP: "SignUp", Filter.PASSWORD_CHANGE: "PasswordChange"}


def check(
    pool: UserPool, client: AppClient | None, occasion: Filter, password: str, *, caller: Caller
) -> dict[str, Any]:
    """What the event of a sign-up or change is to tell of the password. Where the pool wants it, raises
    `InvalidPasswordException` for one that others know, and `NotAuthorizedException` for an address that is always
    blocked. Not to be called in a transaction. Costs nothing where threat protection is off."""
    mode = mode_of(pool)
    if mode is Mode.OFF:
        return {}
    rules = configuration.rules_of(client) if client else configuration.rules_of_pool(pool)
    operation = _OPERATIONS[occasion]
    if mode is Mode.ENFORCED and rules.blocks(_address(caller)):
        metrics.count_risk(operation, pool.id, is_blocked=True)
        raise NotAuthorizedException(BLOCKED, reason="address on the always-block list")
    is_known = is_compromised(rules, occasion, password)
    metrics.count_risk(operation, pool.id, is_compromised=is_known)
    if is_known and mode is Mode.ENFORCED and rules.blocks_compromised:
        raise InvalidPasswordException(_REFUSED)
    return {COMPROMISED: True} if is_known else {}


def is_compromised(rules: Rules, occasion: Filter, password: str) -> bool:
    """Whether the rules want this password looked at, and others know it."""
    return rules.looks_at_passwords(occasion) and breached_passwords.is_breached(password)


def _address(caller: Caller) -> str:
    return (caller.context.ip_address if caller.context else "") or caller.ip_address
