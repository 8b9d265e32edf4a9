"""Whom an access token speaks for, and what is not one."""

import base64
import datetime
import hmac
import json
import uuid

import jwt
import pytest
import time_machine
from django.utils import timezone

from pools.access import access_tokens
from pools.actions import sessions, signing_keys, tokens, user_pools
from pools.errors import NotAuthorizedException, UserNotFoundException
from pools.models import Session, SigningKey
from tests.conftest import CALLER

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

INVALID = "Invalid Access Token"


@pytest.fixture
def session(app, alice) -> Session:
    return sessions.start_session(alice, app, auth_time=timezone.now(), event_id=uuid.uuid4())[0]


@pytest.fixture
def token(session) -> str:
    return tokens.issue_tokens(session).access_token


@pytest.fixture
def refusal_of():
    """The message that a token is refused with."""

    def verify(token: str, **kwargs) -> str:
        with pytest.raises(NotAuthorizedException) as refusal:
            access_tokens.verify(token, **kwargs)
        return refusal.value.message

    return verify


def encoded(value) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def forged(token: str, header=None, payload=None) -> str:
    """The token with another header or other claims, under its old signature."""
    old_header, old_payload, signature = token.split(".")
    first = encoded(header) if header is not None else old_header
    second = encoded(payload) if payload is not None else old_payload
    return f"{first}.{second}.{signature}"


def claims(token: str) -> dict:
    return jwt.decode(token, options={"verify_signature": False})


def test_a_token_speaks_for_its_user_in_one_query(token, app, alice, django_assert_num_queries):
    access_tokens.verify(token)
    with django_assert_num_queries(1):
        bearer = access_tokens.verify(token)

    assert (bearer.user, bearer.client, bearer.session.user_id) == (alice, app, alice.pk)
    assert bearer.scopes == {"aws.cognito.signin.user.admin"}
    assert bearer.user.pool.name == "people"


def test_an_expired_token_is_refused(token, refusal_of):
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=1), tick=False):
        assert refusal_of(token) == "Access Token has expired"


@pytest.mark.spec("SEC-53", "SEC-64", "SEC-66")
def test_a_revoked_session_s_token_is_refused(token, session, refusal_of):
    sessions.revoke_session(session)

    assert refusal_of(token) == "Access Token has been revoked"


@pytest.mark.spec("SEC-50", "SEC-53")
def test_a_signed_out_user_s_token_is_refused(token, alice, refusal_of):
    sessions.global_sign_out(alice, caller=CALLER)

    assert refusal_of(token) == "Access Token has been revoked"


def test_a_token_of_a_sign_in_after_the_sign_out_serves(app, alice):
    sessions.global_sign_out(alice, caller=CALLER)
    session, _ = sessions.start_session(alice, app, auth_time=timezone.now(), event_id=uuid.uuid4())

    assert access_tokens.verify(tokens.issue_tokens(session).access_token).user == alice


def test_a_disabled_user_s_token_is_refused(token, alice, refusal_of):
    alice.enabled = False
    alice.save()

    assert refusal_of(token) == "User is disabled."


def test_a_deleted_user_s_token_speaks_for_nobody(token, alice):
    alice.delete()
    with pytest.raises(UserNotFoundException):
        access_tokens.verify(token)


def test_a_forgotten_session_s_token_is_refused(token, session, refusal_of):
    session.delete()

    assert refusal_of(token) == "Access Token has been revoked"


def test_a_deleted_pool_s_token_is_refused(token, pool, refusal_of):
    user_pools.delete_user_pool(pool, caller=CALLER)

    assert refusal_of(token) == INVALID


@pytest.mark.spec("SEC-270")
def test_a_token_without_the_scope_is_refused(app, alice, refusal_of):
    session, _ = sessions.start_session(alice, app, auth_time=timezone.now(), scopes=["openid"], event_id=uuid.uuid4())
    token = tokens.issue_tokens(session).access_token

    assert refusal_of(token) == "Access Token does not have required scopes"
    assert access_tokens.verify(token, scope="openid").user == alice


@pytest.mark.spec("SEC-78")
def test_an_id_token_is_no_access_token(session, refusal_of):
    assert refusal_of(tokens.issue_tokens(session).id_token) == INVALID


@pytest.mark.parametrize("name", ["sub", "client_id", "scope", "username", "iss"])
def test_an_altered_claim_is_noticed(token, bob, refusal_of, name):
    assert refusal_of(forged(token, payload=claims(token) | {name: str(bob.sub)})) == INVALID


def test_a_longer_life_is_noticed(token, refusal_of):
    assert refusal_of(forged(token, payload=claims(token) | {"exp": 9_999_999_999})) == INVALID


def test_a_token_that_names_another_session_is_refused(token, app, bob, refusal_of):
    other, _ = sessions.start_session(bob, app, auth_time=timezone.now(), event_id=uuid.uuid4())

    assert refusal_of(forged(token, payload=claims(token) | {"origin_jti": str(other.id)})) == INVALID


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "RS512", "PS256", "", None, ["RS256"]])
def test_no_other_algorithm_is_known(token, refusal_of, algorithm):
    header = jwt.get_unverified_header(token) | {"alg": algorithm}

    assert refusal_of(forged(token, header=header)) == INVALID


def test_a_public_key_is_no_secret_key(token, pool, refusal_of):
    """The confusion of RFC 8725 section 2.1: an HMAC with what everybody may read."""
    key = json.dumps(signing_keys.jwks(pool)["keys"][1]).encode()
    header = jwt.get_unverified_header(token) | {"alg": "HS256"}
    message = forged(token, header=header).rpartition(".")[0]
    digest = base64.urlsafe_b64encode(hmac.digest(key, message.encode(), "sha256")).rstrip(b"=").decode()

    assert refusal_of(f"{message}.{digest}") == INVALID


def test_an_unsigned_token_is_refused(token, refusal_of):
    assert refusal_of(jwt.encode(claims(token), None, "none")) == INVALID


def test_a_key_of_the_other_kind_vouches_for_nothing(token, pool, refusal_of):
    signer = signing_keys.keys_of(pool).signers["id"]
    message = signer.header + b"." + token.split(".")[1].encode()
    signature = base64.urlsafe_b64encode(signer.sign(message)).rstrip(b"=")

    assert refusal_of((message + b"." + signature).decode()) == INVALID


def test_a_deleted_key_vouches_for_nothing(token, pool, refusal_of):
    SigningKey.objects.filter(token_use="access").delete()
    signing_keys.forget_kept_keys(pool)

    assert refusal_of(token) == INVALID


@pytest.mark.parametrize("kid", ["", "unknown", None, 1, {}, []])
def test_an_unknown_key_vouches_for_nothing(token, refusal_of, kid):
    assert refusal_of(forged(token, header={"alg": "RS256", "kid": kid})) == INVALID


@pytest.mark.parametrize(
    "text",
    ["", ".", "..", "...", "a.b.c", "e30.e30.e30", "é.é.é", "=.=.=", "a" * 100_000, "eyJhbGciOiJSUzI1NiJ9.W10.AA"],
)
def test_nonsense_is_refused(refusal_of, text):
    assert refusal_of(text) == INVALID


@pytest.mark.parametrize("value", [None, 1, [], {}, "x", "\u0000", "0" * 40])
@pytest.mark.parametrize("name", ["origin_jti", "sub", "client_id", "iss", "exp", "scope", "auth_time"])
def test_a_claim_of_any_kind_is_only_refused(token, refusal_of, name, value):
    assert refusal_of(forged(token, payload=claims(token) | {name: value})) == INVALID


@pytest.mark.parametrize("value", [None, 1, "x", [1], "\u0000", "\ud800"])
@pytest.mark.parametrize("name", ["sub", "client_id", "iss"])
def test_without_a_session_too(token, refusal_of, name, value):
    payload = {claim: held for claim, held in claims(token).items() if claim != "origin_jti"}

    assert refusal_of(forged(token, payload=payload | {name: value})) == INVALID


# A client with revocation off: its tokens name no session


@pytest.fixture
def untracked(app, alice) -> str:
    app.enable_token_revocation = False
    app.save()
    session, _ = sessions.start_session(alice, app, auth_time=timezone.now(), event_id=uuid.uuid4())
    return tokens.issue_tokens(session).access_token


def test_a_token_without_a_session_speaks_for_its_user(untracked, alice):
    bearer = access_tokens.verify(untracked)

    assert (bearer.user, bearer.session) == (alice, None)


def test_global_sign_out_reaches_it(untracked, alice, refusal_of):
    sessions.global_sign_out(alice, caller=CALLER)

    assert refusal_of(untracked) == "Access Token has been revoked"


def test_its_user_s_deletion_too(untracked, alice):
    alice.delete()
    with pytest.raises(UserNotFoundException):
        access_tokens.verify(untracked)
