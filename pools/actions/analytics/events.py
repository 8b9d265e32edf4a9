"""What one event of the audit trail counts as."""

import dataclasses
import datetime
from collections.abc import Iterator
from typing import Any

from pools.actions.analytics.metrics import ADMIN, SELF, Factor, Metric
from pools.actions.assurance import Method
from pools.caller import Via

# What the charts are made of, and nothing more: an event has a kilobyte of other columns
COLUMNS = ("created_at", "name", "error", "error_message", "via", "pool_id", "client_id", "sub", "detail")
GRANT = "request_parameters__grant_type"  # of a request for tokens

_SIGNING_IN = frozenset({"InitiateAuth", "AdminInitiateAuth", "RespondToAuthChallenge", "AdminRespondToAuthChallenge"})
# A mistake of the app's or of its settings, not an attempt of somebody to sign in
_MISTAKES = frozenset(
    {"InvalidParameterException", "ResourceNotFoundException", "InvalidUserPoolConfigurationException"}
)
_FACTORS = {
    Method.PASSWORD: Factor.PASSWORD,
    Method.SOFTWARE_TOKEN: Factor.TOTP,
    Method.SMS: Factor.SMS,
    Method.EMAIL: Factor.EMAIL,
    Method.PLATFORM_KEY: Factor.PASSKEY,
    Method.ROAMING_KEY: Factor.PASSKEY,
}
_GRANTS = {
    "authorization_code": Metric.CODE_GRANT,
    "urn:ietf:params:oauth:grant-type:device_code": Metric.CODE_GRANT,
    "refresh_token": Metric.REFRESH,
    "client_credentials": Metric.MACHINE_TOKEN,
}
_SIGN_UPS = {"SignUp": SELF, "AdminCreateUser": ADMIN, "MigrateUser": ADMIN}
_CONFIRMATIONS = {"ConfirmSignUp": SELF, "AdminConfirmSignUp": ADMIN}
_REASONS = {"locked": "locked", "disabled": "disabled", "temporary password": "temporary_password_expired"}
_LONGEST = 64  # of a label


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    created_at: datetime.datetime
    name: str
    error: str
    error_message: str
    via: str
    pool_id: str
    client_id: str
    sub: str
    detail: dict[str, Any]
    grant: str

    @property
    def is_sign_in(self) -> bool:
        """Whether a sign-in ended here: an action recorded how many factors were proven, or the API refused the request
        before any was looked at."""
        is_refused = bool(self.error) and self.name in _SIGNING_IN and self.via == Via.API
        return isinstance(self.detail.get("factors"), int) or is_refused

    @property
    def is_own_doing(self) -> bool:
        """Whether the user did it, not an administrator for him."""
        return not self.name.startswith("Admin") or self.name in _SIGNING_IN


Found = tuple[Metric, str]


def counts_as(event: Event) -> Iterator[Found]:
    """The metrics and labels that the event adds one to."""
    if not event.pool_id:
        return
    if event.name == "Token_POST":
        yield from _token_request(event)
    elif event.detail.get("step") == "REFRESH_TOKEN" or event.name == "GetTokensFromRefreshToken":
        yield (Metric.REFRESH_FAILED if event.error else Metric.REFRESH), ""
    elif event.is_sign_in:
        yield from _sign_in(event)
    else:
        yield from _other(event)


def tells_of_activity(found: list[Found], event: Event) -> bool:
    """Whether the event shows its user to be active, as Cognito counts active users: by sign-up, confirmation,
    sign-in, new tokens or a password that he set anew. What administrators do for him does not count."""
    kinds = {metric for metric, _ in found}
    return bool(kinds & _ACTIVITY) and not event.error and bool(event.sub) and event.is_own_doing


_ACTIVITY = frozenset(
    {Metric.SIGN_UP, Metric.CONFIRMATION, Metric.SIGN_IN, Metric.REFRESH, Metric.CODE_GRANT, Metric.RECOVERY}
)


def _sign_in(event: Event) -> Iterator[Found]:
    if event.error:
        if event.error not in _MISTAKES:
            yield Metric.SIGN_IN_FAILED, _reason(event)[:_LONGEST]
        return
    yield Metric.SIGN_IN, ""
    for factor in dict.fromkeys(_factors(event)):
        yield Metric.FACTOR, factor


def _factors(event: Event) -> Iterator[str]:
    for used in event.detail.get("used", ()):
        yield _FACTORS.get(used, used)[:_LONGEST]
    if event.detail.get("provider"):
        yield Factor.FEDERATED


def _reason(event: Event) -> str:
    """Why a sign-in failed: the error's name, save for the one that most refusals share so that it tells users little.
    What is behind that one is told apart; `wrong_password` is also a user who does not exist."""
    if event.error != "NotAuthorizedException":
        return event.error
    reason = event.detail.get("reason", "")
    for begins, label in _REASONS.items():
        if reason.startswith(begins):
            return label
    if event.error_message.startswith("Invalid session"):
        return "session_ended"
    return "refused" if reason else "wrong_password"


def _token_request(event: Event) -> Iterator[Found]:
    metric = _GRANTS.get(event.grant)
    if metric is Metric.REFRESH:
        yield (Metric.REFRESH_FAILED if event.error else Metric.REFRESH), ""
    elif metric is not None and not event.error:
        yield metric, ""


def _other(event: Event) -> Iterator[Found]:
    if event.name in _SIGN_UPS or event.name == "Signup_POST":
        if event.error:
            if event.error not in _MISTAKES and event.name in ("SignUp", "Signup_POST"):
                yield Metric.SIGN_UP_FAILED, event.error[:_LONGEST]
        elif event.name in _SIGN_UPS and event.detail.get("message_action") != "RESEND":
            yield Metric.SIGN_UP, _SIGN_UPS[event.name]
    elif not event.error and event.name in _CONFIRMATIONS:
        yield Metric.CONFIRMATION, _CONFIRMATIONS[event.name]
    elif not event.error and event.name == "ConfirmForgotPassword":
        yield Metric.RECOVERY, ""
    elif event.name == "UseRecoveryCode":
        yield Metric.FACTOR, Factor.RECOVERY_CODE
