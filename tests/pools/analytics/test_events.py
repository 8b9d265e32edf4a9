"""What single events count as, where no flow of ours ends so."""

import pytest
from django.utils import timezone

from pools.actions.analytics import events
from pools.actions.analytics.events import Event
from pools.actions.assurance import Method

pytestmark = pytest.mark.one_database
REFUSED = "NotAuthorizedException"


def event(name="InitiateAuth", **columns):
    made = {"error": "", "error_message": "", "via": "api", "client_id": "shop", "sub": "a", "detail": {}, "grant": ""}
    return Event(created_at=timezone.now(), name=name, **{"pool_id": "us-east-1_a"} | made | columns)


def told(**columns):
    return [f"{metric} {label}".strip() for metric, label in events.counts_as(event(**columns))]


@pytest.mark.parametrize(
    ("used", "factor"),
    [
        (Method.PLATFORM_KEY, "passkey"),
        (Method.ROAMING_KEY, "passkey"),
        (Method.SMS, "sms"),
        ("srp", "srp"),
        ("custom", "custom"),
        ("sign_up_code", "sign_up_code"),
    ],
)
def test_what_was_used_is_a_factor(used, factor):
    assert told(detail={"factors": 1, "used": [str(used), str(used)]}) == ["sign_in", f"factor {factor}"]


@pytest.mark.parametrize(
    ("columns", "counted"),
    [
        ({"detail": {"factors": 0, "reason": "locked after 5 failures"}, "error": REFUSED}, ["sign_in_failed locked"]),
        ({"detail": {"factors": 1, "reason": "passkey: X"}, "error": REFUSED}, ["sign_in_failed refused"]),
        ({"detail": {"factors": 1}}, ["sign_in"]),
        ({"name": "UseRecoveryCode"}, ["factor recovery_code"]),
        ({"name": "MigrateUser"}, ["sign_up admin"]),
        ({"name": "Signup_POST", "error": "UsernameExistsException"}, ["sign_up_failed UsernameExistsException"]),
        ({"name": "SignUp", "error": "InvalidParameterException"}, []),
        ({"name": "Token_POST", "grant": "client_credentials"}, ["machine_token"]),
        ({"name": "Token_POST", "grant": "refresh_token", "error": "invalid_grant"}, ["refresh_failed"]),
        ({"name": "Token_POST", "grant": "made up"}, []),
        ({"name": "CreateUserPool"}, []),
        ({"pool_id": "", "detail": {"factors": 1}}, []),
    ],
    ids=str,
)
def test_an_event_counts_as_what_it_tells_of(columns, counted):
    assert told(**columns) == counted


@pytest.mark.parametrize(
    ("columns", "is_active"),
    [
        ({"detail": {"factors": 1}}, True),
        ({"name": "AdminInitiateAuth", "detail": {"factors": 1}}, True),
        ({"name": "AdminConfirmSignUp"}, False),
        ({"name": "AdminCreateUser"}, False),
        ({"name": "SignUp", "sub": ""}, False),
        ({"detail": {"factors": 1}, "error": REFUSED}, False),
    ],
    ids=str,
)
def test_a_user_is_active_by_what_he_does_himself(columns, is_active):
    one = event(**columns)

    assert events.tells_of_activity(list(events.counts_as(one)), one) is is_active
