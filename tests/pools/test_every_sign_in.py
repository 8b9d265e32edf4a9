"""Every way to sign in, at every kind of app client, by users in every state, with every kind of second factor.

The tables say what follows the first proof. They are written from the requirement rows, not from the code.
"""

import copy
import datetime
import secrets
import uuid

import pytest
from django.utils import timezone

from pools.actions import app_clients, sessions, sign_in
from pools.errors import PoolError
from pools.models import User
from pools.triggers import functions
from tests.conftest import ALL_FLOWS, CALLER, PASSWORD
from tests.pools import mfa
from tests.pools.srp_client import SrpClient

pytestmark = pytest.mark.one_database

TOKENS, GOES_ON = "tokens", "goes on"
NOT_AUTHORIZED, NOT_FOUND = "NotAuthorizedException", "UserNotFoundException"
NOT_CONFIRMED, RESET = "UserNotConfirmedException", "PasswordResetRequiredException"
NOT_ALLOWED = "InvalidParameterException"
WRONG = "Wrong-Horse-1"
LAMBDA = "arn:aws:lambda:us-east-1:000000000000:function:"

# What follows the first proof of a user in this state: by password (API-53 to API-60, CON-94 to CON-96, CON-225 to
# CON-234), by the operator's own challenge (API-64), by a refresh token (SEC-43 to SEC-46)
STATES = {
    #                    password                custom          refresh token
    "confirmed":        (GOES_ON,                GOES_ON,        TOKENS),
    "mistaken":         (NOT_AUTHORIZED,         NOT_AUTHORIZED, NOT_AUTHORIZED),
    "disabled":         (NOT_AUTHORIZED,         NOT_AUTHORIZED, NOT_AUTHORIZED),
    "unconfirmed":      (NOT_CONFIRMED,          NOT_CONFIRMED,  TOKENS),
    "reset":            (RESET,                  RESET,          TOKENS),
    "temporary":        ("NEW_PASSWORD_REQUIRED", GOES_ON,       TOKENS),
    "expired":          (NOT_AUTHORIZED,         GOES_ON,        TOKENS),
    "federated":        (NOT_AUTHORIZED,         GOES_ON,        TOKENS),
    "nobody":           (NOT_FOUND,              NOT_FOUND,      NOT_AUTHORIZED),
}  # fmt: skip

# The same at a client that hides who exists: nobody is somebody who is mistaken (CON-226 to CON-228)
HIDDEN = {"nobody": (NOT_AUTHORIZED, NOT_AUTHORIZED, NOT_AUTHORIZED)}

# What follows a password that is right (SEC-101 to SEC-114, SEC-282), and a challenge of the operator's own, which
# stands alone (API-72)
SECOND_FACTORS = {
    #                        password               custom
    "off":                  (TOKENS,                TOKENS),
    "off, has an app":      (TOKENS,                TOKENS),
    "optional":             (TOKENS,                TOKENS),
    "optional, app":        ("SOFTWARE_TOKEN_MFA",  TOKENS),
    "optional, phone":      ("SMS_MFA",             TOKENS),
    "optional, e-mail":     ("EMAIL_OTP",           TOKENS),
    "optional, two":        ("SELECT_MFA_TYPE",     TOKENS),
    "optional, prefers":    ("SMS_MFA",             TOKENS),
    "required":             ("MFA_SETUP",           TOKENS),
    "required, has a phone": ("SMS_MFA",            TOKENS),
    "required, has an app": ("SOFTWARE_TOKEN_MFA",  TOKENS),
}  # fmt: skip

CLIENTS = ("open", "secretive", "forbidden", "older")

# The older kind of client allows these without naming them (API-365)
ALLOWED_ONCE = ("SRP", "custom", "SRP, then custom", "refresh")


def by_password(flow, *, admin=False):
    def sign_in_by(client, name, password, token):
        return sign_in.start_sign_in(client, flow, {"USERNAME": name, "PASSWORD": password}, caller=CALLER, admin=admin)

    return sign_in_by


def by_srp(flow, **more):
    def sign_in_by(client, name, password, token):
        srp = SrpClient(client.pool_id, name, password, secrets.randbits(256))  # a short one is quick
        challenge = sign_in.start_sign_in(client, flow, srp.start | more, caller=CALLER)
        responses = srp.answer(challenge.parameters)
        return sign_in.answer_challenge(client, challenge.name, responses, challenge.session, caller=CALLER)

    return sign_in_by


def by_choice(client, name, password, token):
    begun = {"USERNAME": name, "PREFERRED_CHALLENGE": "PASSWORD"}
    challenge = sign_in.start_sign_in(client, "USER_AUTH", begun, caller=CALLER)
    responses = {"USERNAME": name, "PASSWORD": password}
    return sign_in.answer_challenge(client, challenge.name, responses, challenge.session, caller=CALLER)


def by_riddle(client, name, password, token):
    challenge = sign_in.start_sign_in(client, "CUSTOM_AUTH", {"USERNAME": name}, caller=CALLER)
    responses = {"USERNAME": name, "ANSWER": password}
    return sign_in.answer_challenge(client, challenge.name, responses, challenge.session, caller=CALLER)


def by_refresh(client, name, password, token):
    sign_in.refresh_sign_in(client.client_id, {"REFRESH_TOKEN": token}, caller=CALLER)


# Each way, with the column of the tables that it follows
WAYS = {
    "SRP": (by_srp("USER_SRP_AUTH"), 0),
    "password": (by_password("USER_PASSWORD_AUTH"), 0),
    "admin's": (by_password("ADMIN_USER_PASSWORD_AUTH", admin=True), 0),
    "admin's older": (by_password("ADMIN_NO_SRP_AUTH", admin=True), 0),
    "choice of a password": (by_choice, 0),
    "choice of SRP": (by_srp("USER_AUTH", PREFERRED_CHALLENGE="PASSWORD_SRP"), 0),
    "SRP, then custom": (by_srp("CUSTOM_AUTH", CHALLENGE_NAME="SRP_A"), 0),
    "custom": (by_riddle, 1),
    "refresh": (by_refresh, 2),
}


def expected(way, kind, state, second_factor):
    """What the tables say. After the password, a sign-in by custom challenges goes on to tokens here."""
    column = WAYS[way][1]
    if kind == "forbidden" or (kind == "older" and way not in ALLOWED_ONCE):
        return NOT_ALLOWED if way != "refresh" or state not in ("mistaken", "nobody") else NOT_AUTHORIZED
    outcome = (HIDDEN.get(state) if kind == "secretive" else None) or STATES[state]
    return SECOND_FACTORS[second_factor][column] if outcome[column] == GOES_ON else outcome[column]


@pytest.fixture
def make_client(pool):
    """Makes an app client of each kind."""
    settings = {
        "open": {"explicit_auth_flows": ALL_FLOWS},
        "secretive": {"explicit_auth_flows": ALL_FLOWS, "prevent_user_existence_errors": "ENABLED"},
        "forbidden": {"explicit_auth_flows": ["ALLOW_TOKEN_EXCHANGE_DELEGATION"]},
        "older": {"explicit_auth_flows": []},
    }
    return lambda kind: app_clients.create_app_client(pool, kind, caller=CALLER, **settings[kind])


@pytest.fixture
def riddle(pool, monkeypatch):
    """Triggers that ask for the password as their own challenge, and after SRP for nothing more."""

    def define(event):
        session, response = event["request"]["session"], event["response"]
        names = [entry["challengeName"] for entry in session]
        response["challengeName"] = "PASSWORD_VERIFIER" if names == ["SRP_A"] else "CUSTOM_CHALLENGE"
        response["issueTokens"] = names[-1:] not in ([], ["SRP_A"]) and session[-1]["challengeResult"]
        response["failAuthentication"] = names[-1:] == ["CUSTOM_CHALLENGE"] and not session[-1]["challengeResult"]
        return event

    def verify(event):
        return event | {"response": {"answerCorrect": event["request"]["challengeAnswer"] == PASSWORD}}

    made = {"Define": define, "Create": lambda event: event, "Verify": verify}
    slots = ("DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse")
    monkeypatch.setattr(functions, "_functions", {f"{LAMBDA}{name}": made[name] for name in made})
    pool.lambda_config = {slot: f"{LAMBDA}{name}" for slot, name in zip(slots, made, strict=True)}
    pool.save()


def configure(pool, second_factor):
    state, _, has = second_factor.partition(", ")
    pool.mfa_configuration = "OFF"
    pool.save(update_fields=["mfa_configuration"])
    if state != "off":
        email = {"email": {}} if has == "e-mail" else {}
        mode = "ON" if state == "required" else "OPTIONAL"
        mfa.configure(pool, mode, sms=mfa.SMS, software_token=mfa.TOTP, **email)


def enrol(user, second_factor):
    state, _, has = second_factor.partition(", ")
    if has in ("has an app", "app", "two", "prefers"):
        mfa.give_app(user, enabled=state != "required")
    if has in ("phone", "has a phone", "two", "prefers"):
        mfa.give_phone(user)
    user.sms_mfa_enabled = has in ("phone", "two", "prefers")
    user.email_mfa_enabled = has == "e-mail"
    user.preferred_mfa = "SMS_MFA" if has == "prefers" else ""
    user.save()


CHANGES = {
    "disabled": {"enabled": False},
    "unconfirmed": {"status": "UNCONFIRMED"},
    "reset": {"status": "RESET_REQUIRED"},
    "temporary": {"status": "FORCE_CHANGE_PASSWORD"},
    "expired": {
        "status": "FORCE_CHANGE_PASSWORD",
        "password_set_at": timezone.now() - datetime.timedelta(days=8),
    },
    "federated": {"status": "EXTERNAL_PROVIDER", "sealed_srp_verifier": None, "srp_salt": ""},
}


def outcome_of(way, client, state, token):
    name = "nobody" if state == "nobody" else "alice"
    password = WRONG if state in ("mistaken", "nobody") else PASSWORD
    refresh_token = "x" if state in ("mistaken", "nobody") else token
    try:
        outcome = WAYS[way][0](client, name, password, refresh_token)
    except PoolError as refusal:
        return refusal.name
    return outcome.name if isinstance(outcome, sign_in.Challenge) else TOKENS


@pytest.fixture
def walk(riddle, pool, alice):
    """Signs in at the client with each kind of second factor, alice being as new each time; gives what it led to."""

    def walk(way, client, state):
        return {second_factor: _step(way, client, state, second_factor) for second_factor in SECOND_FACTORS}

    def _step(way, client, state, second_factor):
        user = copy.copy(alice)
        user.attributes = dict(alice.attributes)
        configure(pool, second_factor)
        enrol(user, second_factor)
        _, token = sessions.start_session(user, client, auth_time=timezone.now(), event_id=uuid.uuid4())
        User.objects.filter(pk=user.pk).update(**CHANGES.get(state, {"enabled": True}))
        return outcome_of(way, client, state, token)

    return walk


@pytest.mark.spec("API-45", "API-56", "API-58", "API-61", "API-72", "API-365", "SEC-101", "SEC-105", "SEC-106")
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize("way", WAYS)
def test_each_combination_leads_where_the_tables_say(walk, make_client, way, kind, state):
    assert walk(way, make_client(kind), state) == {
        second_factor: expected(way, kind, state, second_factor) for second_factor in SECOND_FACTORS
    }
