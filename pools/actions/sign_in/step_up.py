"""Signing in up to a level of assurance: `TARGET_ACR_VALUES`, `MAX_AGE` and `ACCESS_TOKEN` of `USER_AUTH` (API-364).

The level aimed at is the first of those asked for that the user's factors can reach. Whoever is signed in already and
shows it by an access token is credited with what he has proven, if that is not too long ago. There are no tokens below
the level, and no new factor is set up on the way.
"""

import datetime
from collections.abc import Iterable, Mapping

from django.utils import timezone

from pools.actions import assurance, first_factors, second_factors
from pools.actions.assurance import Method
from pools.actions.second_factors import Factor
from pools.actions.sign_in import user_states
from pools.actions.sign_in.attempt import Attempt, Presented
from pools.errors import InvalidParameterException, NotAuthorizedException
from pools.models import UserPool

_AIM = "aim"  # in `Attempt.kept`: the level
_TARGETS, _MAX_AGE, _ACCESS_TOKEN = "TARGET_ACR_VALUES", "MAX_AGE", "ACCESS_TOKEN"

# What the challenges that a sign-in can begin with prove; either kind of passkey reaches the same level
_FIRST = {
    "PASSWORD": Method.PASSWORD,
    "PASSWORD_SRP": Method.PASSWORD,
    "EMAIL_OTP": Method.EMAIL,
    "SMS_OTP": Method.SMS,
    "WEB_AUTHN": Method.PLATFORM_KEY,
}
SECOND = {
    Factor.SMS_MFA: Method.SMS,
    Factor.EMAIL_OTP: Method.EMAIL,
    Factor.SOFTWARE_TOKEN_MFA: Method.SOFTWARE_TOKEN,
}


def begin(attempt: Attempt, parameters: Mapping[str, str], presented: Presented | None, first: Iterable[str]) -> None:
    """Aim at the level that is asked for, if one is; `first` are the challenges that the user can begin with. Raises
    `InvalidParameterException` for levels that nobody knows or that the token has reached, `NotAuthorizedException` for
    one that the user cannot reach."""
    targets, max_age = _targets(attempt.client.pool, parameters), _max_age(parameters)
    if _ACCESS_TOKEN in parameters and _TARGETS not in parameters:
        raise InvalidParameterException("TARGET_ACR_VALUES is required with ACCESS_TOKEN.")
    if not targets:
        return
    credit, reached = _credit(attempt, presented, max_age)
    level = next((level for level in targets if _is_reachable(attempt, credit, first, level)), 0)
    if not level:
        raise NotAuthorizedException("The user has no authentication factors for the requested ACR values.")
    if reached >= level:
        raise InvalidParameterException("The access token already satisfies the requested ACR values.")
    attempt.kept[_AIM] = level
    attempt.methods.extend(credit)
    needs_only_second = Method.PASSWORD in credit and bool(lacking(attempt))
    if credit and (needs_only_second or not is_short(attempt)):
        assert attempt.user is not None
        user_states.check(attempt.user)
        attempt.factors_proven = 1 if needs_only_second else min(len(credit), 2)


def first_steps(attempt: Attempt, challenges: Iterable[str]) -> list[str]:
    """Those of the challenges to begin with that lead to the level; all of them where none is aimed at."""
    level, seconds = attempt.kept.get(_AIM, 0), _seconds(attempt)
    return [name for name in challenges if _highest([*attempt.methods, _FIRST[name]], seconds) >= level]


def is_aimed(attempt: Attempt) -> bool:
    """Whether the sign-in must reach a level."""
    return _AIM in attempt.kept


def is_short(attempt: Attempt) -> bool:
    """Whether the level is not reached yet."""
    return assurance.level_of(attempt.methods) < attempt.kept.get(_AIM, 0)


def lacking(attempt: Attempt) -> list[Factor]:
    """The second factors of which one leads to the level; none once it is reached."""
    if not is_short(attempt):
        return []
    level = attempt.kept[_AIM]
    return [each for each in _seconds(attempt) if assurance.level_of([*attempt.methods, SECOND[each]]) >= level]


def _targets(pool: UserPool, parameters: Mapping[str, str]) -> list[int]:
    """The levels in the order of preference. Names that the pool does not know are passed over."""
    if _TARGETS not in parameters:
        return []
    levels = [assurance.level_named(pool, name) for name in parameters[_TARGETS].split()]
    if not any(levels):
        raise InvalidParameterException("TARGET_ACR_VALUES has no valid ACR value.")
    return [level for level in levels if level]


def _max_age(parameters: Mapping[str, str]) -> int | None:
    text = parameters.get(_MAX_AGE)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        raise InvalidParameterException("MAX_AGE must be a number of seconds.")
    return int(text)


def _credit(attempt: Attempt, presented: Presented | None, max_age: int | None) -> tuple[list[str], int]:
    """What was proven before and still counts, and the level of it: none by a name that the pool does not use any
    more."""
    if presented is None:
        return [], 0
    if attempt.user is None or attempt.user.pk != presented.sub:
        raise NotAuthorizedException("The access token was not issued to the user.")
    age, password_set_at = timezone.now() - presented.auth_time, attempt.user.password_set_at
    if max_age is not None and age > datetime.timedelta(seconds=max_age):
        return [], 0
    # Tokens tell the time in whole seconds
    if password_set_at is not None and password_set_at.replace(microsecond=0) > presented.auth_time:
        return [], 0
    return assurance.methods_in(presented.amr), assurance.level_named(attempt.client.pool, presented.acr)


def _is_reachable(attempt: Attempt, credit: list[str], first: Iterable[str], level: int) -> bool:
    seconds = _seconds(attempt)
    starts = [[*credit, _FIRST[name]] for name in first] + ([credit] if Method.PASSWORD in credit else [])
    return any(_highest(methods, seconds) >= level for methods in starts)


def _highest(methods: list[str], seconds: list[Factor]) -> int:
    """The level that these methods come to with the best second factor."""
    return max(assurance.level_of([*methods, *more]) for more in [(), *((SECOND[each],) for each in seconds)])


def _seconds(attempt: Attempt) -> list[Factor]:
    """The second factors that can be asked of the user; of nobody, what somebody of the name might have."""
    pool, user = attempt.client.pool, attempt.user
    if pool.mfa_configuration == UserPool.Mfa.OFF:
        return []
    if user is not None:
        return second_factors.active(user)
    return [each for each in second_factors.offered(pool) if first_factors.toss(pool, attempt.username, each)]
