"""What Cognito tells CloudWatch, told to Prometheus (API-76 to API-91); and how long requests take.

A metric of successes is a summary: its sum are the successes, its count all attempts, the one by the other their ratio
(API-87). Labels hold names of operations, and ids of pools and app clients that exist: nothing that strangers make up.
"""

import dataclasses

from prometheus_client import Counter, Gauge, Histogram, Summary

INVALID = "Invalid"  # an app client that does not exist (API-84)
ADMIN = "Admin"  # where an administrator's call stands in for an app client (API-78)

_OF_CLIENT = ("UserPool", "UserPoolClient")
_OF_PROVIDER = (*_OF_CLIENT, "IdentityProvider")
_OF_USAGE = ("Service", "Type", "Resource", "Class")
_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


@dataclasses.dataclass(frozen=True)
class Attempts:
    """A pair of Cognito's metrics: how attempts ended, and how many were throttled, which counts as an end too."""

    successes: Summary
    throttles: Counter

    def count(self, *labels: str, succeeded: bool, throttled: bool = False) -> None:
        self.successes.labels(*labels).observe(1 if succeeded else 0)
        if throttled:
            self.throttles.labels(*labels).inc()


def _attempts(name: str, what: str, labels: tuple[str, ...] = _OF_CLIENT) -> Attempts:
    return Attempts(
        Summary(f"{name}Successes", f"{what}: 1 for each that succeeded, 0 for each that did not.", labels),
        Counter(f"{name}Throttles", f"{what} that were throttled.", labels),
    )


SIGN_UP = _attempts("SignUp", "Registrations")
SIGN_IN = _attempts("SignIn", "Sign-ins")
TOKEN_REFRESH = _attempts("TokenRefresh", "Requests for new tokens by refresh token")
FEDERATION = _attempts("Federation", "Sign-ins by an identity provider", _OF_PROVIDER)

# What threat protection found, by the operation: SignIn, SignUp or PasswordChange (SEC-227 to SEC-231)
_OF_RISK = ("Operation", "UserPoolId")
_OF_LEVEL = (*_OF_RISK, "RiskLevel")
_COMPROMISED = Counter("CompromisedCredentialRisk", "Passwords given that others know.", _OF_LEVEL)
_TAKEOVER = Counter("AccountTakeOverRisk", "Sign-ins that may not be the user's own.", _OF_LEVEL)
_OVERRIDE_BLOCK = Counter("OverrideBlock", "Requests blocked because the configuration says so.", _OF_LEVEL)
_RISK = Counter("Risk", "Requests that a risk was found in.", _OF_RISK)
_NO_RISK = Counter("NoRisk", "Requests that no risk was found in.", _OF_RISK)

_CALL_COUNT = Counter("CallCount", "Calls of the operations of a category, however they ended.", _OF_USAGE)
_THROTTLE_COUNT = Counter("ThrottleCount", "Calls of a category that were throttled.", _OF_USAGE)

_SECONDS = Histogram(
    "poolhouse_request_seconds", "Time to answer, by operation or page.", ("operation", "outcome"), buckets=_BUCKETS
)
AUDIT_EVENTS_LOST = Counter("poolhouse_audit_events_lost", "Events of reads that could not be written.")
SWEPT_AT = Gauge(
    "poolhouse_worker_swept_timestamp_seconds",
    "When a worker last swept the outbox; every five seconds while worker and beat are alive.",
    multiprocess_mode="mostrecent",
)
BEAT_AT = Gauge(
    "poolhouse_beat_timestamp_seconds",
    "When beat last asked for a sweep of the outbox; every five seconds while it is alive.",
    multiprocess_mode="mostrecent",
)


def count_call(category: str, *, throttled: bool) -> None:
    """A call of an operation of this quota category (API-89 to API-91)."""
    labels = ("Cognito user pool", "API", category, "None")
    _CALL_COUNT.labels(*labels).inc()
    if throttled:
        _THROTTLE_COUNT.labels(*labels).inc()


def observe(operation: str, seconds: float, *, outcome: str) -> None:
    """A request was answered: `ok`, `refused` or `failed`."""
    _SECONDS.labels(operation, outcome).observe(seconds)


def count_risk(
    operation: str, pool_id: str, *, level: str = "", is_compromised: bool = False, is_blocked: bool = False
) -> None:
    """Threat protection judged a request. `level` is of an account takeover; a password that others know, and an
    address that is blocked whatever else is known, count as high."""
    labels, grade = (operation, pool_id), level.lower() or "high"
    if level:
        _TAKEOVER.labels(*labels, grade).inc()
    if is_compromised:
        _COMPROMISED.labels(*labels, "high").inc()
    if is_blocked:
        _OVERRIDE_BLOCK.labels(*labels, grade).inc()
    (_RISK if level or is_compromised or is_blocked else _NO_RISK).labels(*labels).inc()
