"""Which metrics a call of the wire API counts in."""

from collections.abc import Mapping
from typing import Any

from pools import metrics
from pools.actions.analytics.latency import GATHERED, Kind
from pools.actions.quotas.categories import category_of
from pools.actions.sign_in import REFRESH_FLOWS
from pools.caller import Asked
from pools.errors import InternalErrorException, PoolError, TooManyRequestsException
from pools.metrics import ADMIN, INVALID, SIGN_IN, SIGN_UP, TOKEN_REFRESH, Attempts

_KINDS: Mapping[Attempts | None, Kind] = {SIGN_IN: Kind.SIGN_IN, TOKEN_REFRESH: Kind.TOKENS}
_SIGNING_IN = frozenset({"InitiateAuth", "AdminInitiateAuth", "RespondToAuthChallenge", "AdminRespondToAuthChallenge"})


def count(asked: Asked, given: dict[str, Any], output: dict[str, Any], error: PoolError | None, seconds: float) -> None:
    """Count a call that was answered or refused. `asked` knows the pool and the app client, as far as they exist."""
    failed = isinstance(error, InternalErrorException)
    metrics.observe(asked.name, seconds, outcome="failed" if failed else "refused" if error else "ok")
    throttled = isinstance(error, TooManyRequestsException)
    if asked.service == "cognito-idp" and (category := category_of(asked.name, given.get("ChallengeName", ""))):
        metrics.count_call(category.name, throttled=throttled)
    attempts = _attempts(asked.name, given)
    GATHERED.note(asked.pool_id, _KINDS.get(attempts, Kind.API), seconds)
    if attempts is None or (attempts is SIGN_IN and error is None and "AuthenticationResult" not in output):
        return  # a challenge is no end yet
    client = ADMIN if asked.name == "AdminCreateUser" else asked.client_id or INVALID
    attempts.count(asked.pool_id or INVALID, client, succeeded=error is None, throttled=throttled)


def _attempts(name: str, given: dict[str, Any]) -> Attempts | None:
    if name == "SignUp" or (name == "AdminCreateUser" and given.get("MessageAction") != "RESEND"):
        return SIGN_UP
    if name == "GetTokensFromRefreshToken" or given.get("AuthFlow") in REFRESH_FLOWS:
        return TOKEN_REFRESH
    return SIGN_IN if name in _SIGNING_IN else None
