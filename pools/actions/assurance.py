"""How strongly a user has signed in: the claims `acr` and `amr` (SEC-269, RFC 8176).

What was proven is a list of methods, as `amr` names them; the level of it is Cognito's fixed table, 1 to 4, and what
`acr` calls a level may be chosen per pool. Proofs that the table does not know, such as a custom challenge, reach none.
"""

import enum
from collections.abc import Iterable

from pools.models import UserPool

Configuration = dict[str, dict[str, str]]  # as on the wire

LEVELS = (1, 2, 3, 4)


class Method(enum.StrEnum):
    """A way to prove who one is."""

    PASSWORD = "pwd"  # noqa: S105 - no secret, but the name of the kind of proof
    SOFTWARE_TOKEN = "otp"  # noqa: S105
    SMS = "sms"
    EMAIL = "email_otp"
    PLATFORM_KEY = "swk"
    ROAMING_KEY = "hwk"


_VOUCHED = "vouched:"
_SEVERAL = "mfa"  # beside any two of them
_KEYS = {Method.PLATFORM_KEY, Method.ROAMING_KEY}
_CODES = {Method.SMS, Method.EMAIL}


def level_of(methods: Iterable[str]) -> int:
    """The highest level that these methods reach together; 0 for none."""
    proven = set(methods)
    return max(_level_here(proven), *(level for level in LEVELS if vouched(level) in proven), 0)


def _level_here(proven: set[str]) -> int:
    if {Method.PASSWORD, Method.SOFTWARE_TOKEN} <= proven:
        return 4
    if proven & _KEYS or (Method.PASSWORD in proven and proven & _CODES):
        return 3
    if proven & _CODES:
        return 2
    return 1 if Method.PASSWORD in proven else 0


def vouched(level: int) -> str:
    """What stands among the methods for the word of an identity provider that this level was reached (FED-254). It is
    no method that `amr` tells of."""
    return f"{_VOUCHED}{level}"


def amr(methods: Iterable[str]) -> list[str]:
    """The claim: each method once, and `mfa` where there were several."""
    named = [str(method) for method in dict.fromkeys(methods) if not method.startswith(_VOUCHED)]
    return [*named, _SEVERAL] if len(named) > 1 else named


def methods_in(claim: Iterable[str]) -> list[str]:
    """The methods that an `amr` claim of ours tells of."""
    return [method for method in claim if method in set(Method)]


def names(configuration: Configuration) -> dict[int, str]:
    """What each level is called in a pool of this `AcrConfiguration`."""
    return {
        level: configuration.get(f"Level{level}", {}).get("AcrValue") or f"urn:cognito:loa:{level}" for level in LEVELS
    }


def acr(pool: UserPool, methods: Iterable[str]) -> str:
    """The claim: the name of the level reached, or nothing."""
    return names(pool.acr_configuration).get(level_of(methods), "")


def level_named(pool: UserPool, name: str) -> int:
    """The level of this name; 0 for one that the pool does not know, or no longer."""
    return next((level for level, each in names(pool.acr_configuration).items() if each == name), 0)


def effective_configuration(pool: UserPool) -> Configuration:
    """`AcrConfiguration` with the default names of what was not renamed."""
    return {f"Level{level}": {"AcrValue": name} for level, name in names(pool.acr_configuration).items()}
