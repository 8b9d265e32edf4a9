"""What the tokens say, and that anyone can verify it who knows nothing of us."""

import base64
import hashlib
import uuid

import jwt
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from pools.actions import sessions, tokens
from pools.models import Session
from tests.pools.signing_in import claims

pytestmark = pytest.mark.django_db

NOW = "2026-03-04T05:06:07Z"
SECONDS = 1_772_600_767  # the same moment


def started(app, user, scopes=()) -> Session:
    session, _ = sessions.start_session(
        user, app, auth_time=timezone.now(), scopes=scopes, event_id=uuid.UUID("00000000-0000-4000-8000-000000000001")
    )
    return session


def issued(app, user, scopes=(), **more):
    """Claims of the access token and of the ID token."""
    with time_machine.travel(NOW, tick=False):
        result = tokens.issue_tokens(started(app, user, scopes), **more)
    return claims(result.access_token), result.id_token and claims(result.id_token)


@pytest.mark.spec("SEC-15", "SEC-16", "SEC-32", "SEC-33", "SEC-34", "SEC-35", "SEC-37", "SEC-39", "SEC-41", "SEC-42")
def test_the_access_token_has_cognito_s_claims(app, alice, settings):
    access, _ = issued(app, alice)

    assert access.pop("jti") != access["origin_jti"]
    assert access == {
        "sub": str(alice.sub),
        "iss": f"{settings.PUBLIC_URL}/{app.pool_id}",
        "client_id": app.client_id,
        "origin_jti": str(Session.objects.get().id),
        "event_id": "00000000-0000-4000-8000-000000000001",
        "token_use": "access",
        "scope": "aws.cognito.signin.user.admin",
        "auth_time": SECONDS,
        "iat": SECONDS,
        "exp": SECONDS + 3600,
        "username": "alice",
    }


@pytest.mark.spec("SEC-14", "SEC-17", "SEC-18", "SEC-19", "SEC-20", "SEC-21", "SEC-24", "SEC-25", "SEC-29", "SEC-40")
def test_the_id_token_has_cognito_s_claims(app, alice, settings):
    access, id_token = issued(app, alice)

    assert id_token.pop("jti") != access["jti"]
    assert id_token == {
        "sub": str(alice.sub),
        "email": "alice@example.com",
        "email_verified": True,
        "iss": f"{settings.PUBLIC_URL}/{app.pool_id}",
        "cognito:username": "alice",
        "origin_jti": access["origin_jti"],
        "aud": app.client_id,
        "event_id": "00000000-0000-4000-8000-000000000001",
        "token_use": "id",
        "auth_time": SECONDS,
        "iat": SECONDS,
        "exp": SECONDS + 3600,
    }


@pytest.mark.spec("SEC-12", "SEC-13", "SEC-30", "SEC-71")
def test_each_token_is_signed_by_a_key_of_its_own(app, alice):
    result = tokens.issue_tokens(started(app, alice))
    headers = [jwt.get_unverified_header(token) for token in (result.id_token, result.access_token)]
    published = Client().get(f"/{app.pool_id}/.well-known/jwks.json").json()["keys"]

    assert [header["alg"] for header in headers] == ["RS256", "RS256"]
    assert [set(header) for header in headers] == [{"kid", "alg"}] * 2
    assert sorted(header["kid"] for header in headers) == sorted(key["kid"] for key in published)


@pytest.mark.spec("SEC-02", "SEC-73", "SEC-74", "SEC-75", "SEC-76", "SEC-77", "SEC-79")
def test_a_library_that_knows_nothing_of_us_verifies_the_id_token(app, alice):
    token = tokens.issue_tokens(started(app, alice)).id_token
    discovery = Client().get(f"/{app.pool_id}/.well-known/openid-configuration").json()
    keys = jwt.PyJWKSet.from_dict(Client().get(f"/{app.pool_id}/.well-known/jwks.json").json())
    key = keys[jwt.get_unverified_header(token)["kid"]]

    read = jwt.decode(token, key, algorithms=["RS256"], audience=app.client_id, issuer=discovery["issuer"])
    assert read["token_use"] == "id"


@pytest.mark.spec("SEC-59", "APP-123", "CON-163")
def test_without_revocation_a_token_has_no_id(app, alice):
    app.enable_token_revocation = False
    access, id_token = issued(app, alice)

    assert {"jti", "origin_jti"}.isdisjoint(access)
    assert {"jti", "origin_jti"}.isdisjoint(id_token)


@pytest.mark.spec("SEC-05", "SEC-266")
def test_a_client_sets_how_long_each_token_lives(app, alice):
    app.access_token_validity, app.id_token_validity = 10, 86_400
    app.token_validity_units = {"AccessToken": "minutes", "IdToken": "seconds"}
    access, id_token = issued(app, alice)

    assert (access["exp"] - SECONDS, id_token["exp"] - SECONDS) == (600, 86_400)


@pytest.mark.spec("SEC-14", "SEC-26", "SEC-27", "CON-81", "CON-245", "CON-71", "CON-82", "APP-116", "APP-63")
def test_the_id_token_tells_what_the_client_may_read(app, alice):
    alice.attributes |= {"custom:age": "5", "custom:hidden": "x", "name": "Alice", "phone_number": "+15550100"}
    app.read_attributes = ["custom:age", "name"]
    _, id_token = issued(app, alice)

    assert id_token["custom:age"] == "5"
    assert id_token["name"] == "Alice"
    assert {"custom:hidden", "email", "email_verified", "phone_number"}.isdisjoint(id_token)


def test_by_default_a_client_reads_no_custom_attribute(app, alice):
    alice.attributes |= {"custom:age": "5", "name": "Alice"}
    _, id_token = issued(app, alice)

    assert "custom:age" not in id_token
    assert id_token["name"] == "Alice"


def test_claims_that_oidc_gives_a_type_have_it(app, alice):
    alice.attributes |= {"phone_number_verified": "false", "address": "1 Main Street", "updated_at": "1700000000"}
    _, id_token = issued(app, alice)

    assert id_token["phone_number_verified"] is False
    assert id_token["address"] == {"formatted": "1 Main Street"}
    assert id_token["updated_at"] == 1_700_000_000


@pytest.mark.parametrize("name", ["sub", "iss", "aud", "exp", "token_use", "cognito:username", "origin_jti"])
def test_no_attribute_takes_the_place_of_a_claim(app, alice, name):
    alice.attributes |= {name: "forged"}
    app.read_attributes = [name]
    _, id_token = issued(app, alice)

    assert id_token[name] != "forged"


@pytest.mark.spec("SEC-22", "SEC-35", "APP-169")
def test_oauth_s_tokens_name_scopes_and_nonce(app, alice):
    access, id_token = issued(app, alice, ["openid", "email"], nonce="n-0S6")

    assert access["scope"] == "openid email"
    assert id_token["nonce"] == "n-0S6"


def test_at_hash_binds_the_id_token_to_the_access_token(app, alice):
    result = tokens.issue_tokens(started(app, alice, ["openid"]))
    half = hashlib.sha256(result.access_token.encode()).digest()[:16]

    assert claims(result.id_token)["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()


@pytest.mark.spec("APP-169")
@pytest.mark.parametrize("scopes", [["email"], ["aws.cognito.signin.user.admin"]])
def test_without_openid_there_is_no_id_token(app, alice, scopes):
    assert issued(app, alice, scopes)[1] is None


@pytest.mark.spec("SEC-04")
def test_any_text_survives_in_a_claim(app, alice):
    alice.attributes["name"] = 'Zoë \U0001f40e \\" ' * 100
    _, id_token = issued(app, alice)

    assert id_token["name"] == alice.attributes["name"]


def test_signing_asks_the_database_nothing_once_keys_are_loaded(app, alice, django_assert_num_queries):
    session = started(app, alice)
    tokens.issue_tokens(session)
    with django_assert_num_queries(0):
        tokens.issue_tokens(session)
