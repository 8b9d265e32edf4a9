"""What is counted."""

import enum


class Metric(enum.StrEnum):
    """The kinds of a tally, and what its label tells apart."""

    SIGN_UP = "sign_up"  # SELF, or ADMIN for users that somebody else made
    SIGN_UP_FAILED = "sign_up_failed"  # the error
    CONFIRMATION = "confirmation"  # SELF or ADMIN
    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"  # the reason, in the words of `events.py`
    FACTOR = "factor"  # a Factor
    REFRESH = "refresh"
    REFRESH_FAILED = "refresh_failed"
    CODE_GRANT = "code_grant"  # an app exchanged a code for tokens
    MACHINE_TOKEN = "machine_token"  # noqa: S105 - a kind of event
    RECOVERY = "recovery"  # forgotten passwords that were set anew
    MESSAGE = "message"  # channel and what became of it, such as `email:sent`
    ACTIVE = "active"  # users, by day and month; each counts once
    LATENCY = "latency"  # kind of request and the bucket, such as `sign_in:50`


class Factor(enum.StrEnum):
    """What a sign-in was proven by."""

    PASSWORD = "password"  # noqa: S105
    SRP = "srp"
    SMS = "sms"
    EMAIL = "email"
    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"
    FEDERATED = "federated"
    CUSTOM = "custom"
    SIGN_UP_CODE = "sign_up_code"


SELF, ADMIN = "self", "admin"
