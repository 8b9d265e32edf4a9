"""Which metrics a request of the hosted UI counts in."""

from django.http import HttpResponse, QueryDict

from pools import metrics
from pools.actions.analytics.latency import GATHERED, Kind
from pools.caller import Asked
from pools.metrics import INVALID, SIGN_IN, SIGN_UP, TOKEN_REFRESH, Attempts

_THROTTLED = 429
_GRANTS = {"authorization_code": SIGN_IN, "refresh_token": TOKEN_REFRESH}
_KINDS = {"Token_POST": Kind.TOKENS, "CognitoAuthentication": Kind.SIGN_IN, "Mfa_POST": Kind.SIGN_IN}
_FORMS = {"CognitoAuthentication": SIGN_IN, "Mfa_POST": SIGN_IN, "Signup_POST": SIGN_UP}


def count(posted: QueryDict, response: HttpResponse, asked: Asked, error: str, seconds: float, named: str = "") -> None:
    """Count a request that was answered. A sign-in has succeeded when there are tokens: at the token endpoint, or in
    the address that an implicit grant ends at. `named` is the app client in the address, if it is one."""
    status = response.status_code
    outcome = "failed" if status >= 500 else "refused" if status >= 400 or error else "ok"
    metrics.observe(asked.name, seconds, outcome=outcome)
    GATHERED.note(asked.pool_id, _KINDS.get(asked.name, Kind.PAGES), seconds, client_id=named)
    ended = _ended(posted, response, asked, error)
    if ended is not None:
        attempts, succeeded = ended
        labels = asked.pool_id or INVALID, asked.client_id or INVALID
        attempts.count(*labels, succeeded=succeeded, throttled=status == _THROTTLED)


def _ended(posted: QueryDict, response: HttpResponse, asked: Asked, error: str) -> tuple[Attempts, bool] | None:
    if "#access_token=" in response.get("Location", ""):
        return SIGN_IN, True
    throttled = response.status_code == _THROTTLED
    if asked.name == "Token_POST":
        attempts = _GRANTS.get(posted.get("grant_type", ""))
        return (attempts, response.status_code == 200) if attempts else None
    form = _FORMS.get(asked.name)
    if form is not None and (error or throttled):
        return form, False
    return (SIGN_UP, True) if form is SIGN_UP and response.status_code < 400 else None
