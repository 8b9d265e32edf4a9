"""`/oauth2/revoke`."""

import base64

import pytest
from django.test import Client

from pools.actions import app_clients
from pools.models import AuditEvent, Session
from tests.conftest import CALLER


@pytest.fixture
def tokens(exchange, code_of_alice):
    return exchange(code_of_alice).json()


@pytest.fixture
def revoke(app):
    def post(token, headers=None, client_id=app.client_id, **more):
        body = {"token": token, "client_id": client_id} | more
        given = {name: value for name, value in body.items() if value is not None}
        return Client().post("/oauth2/revoke", given, headers=headers or {})

    return post


def is_alive(access_token):
    answer = Client().get("/oauth2/userInfo", headers={"Authorization": f"Bearer {access_token}"})
    return answer.status_code == 200


@pytest.mark.spec("API-335", "API-337", "API-339", "API-340")
def test_a_revoked_refresh_token_takes_its_access_tokens_along(revoke, tokens):
    answer = revoke(tokens["refresh_token"])
    assert (answer.status_code, answer.content) == (200, b"")
    assert not is_alive(tokens["access_token"])


def test_the_audit_log_has_the_revocation(revoke, tokens, alice):
    revoke(tokens["refresh_token"])
    event = AuditEvent.objects.get(name="RevokeToken")
    assert (event.sub, event.via) == (str(alice.sub), "hosted_ui")


@pytest.mark.spec("API-345")
@pytest.mark.parametrize("token", ["nonsense", "é", "a\0b"])
def test_a_token_that_is_none_is_no_error(revoke, db, token):
    assert revoke(token).status_code == 200


@pytest.mark.spec("API-345")
def test_revoking_twice_is_no_error(revoke, tokens):
    revoke(tokens["refresh_token"])
    assert revoke(tokens["refresh_token"]).status_code == 200


@pytest.mark.spec("API-341", "API-342")
@pytest.mark.parametrize("token", [None, ""])
def test_a_token_must_be_there(revoke, db, token):
    answer = revoke(token)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.spec("API-342")
def test_a_client_with_revocation_off_cannot_revoke(revoke, tokens, app):
    app.enable_token_revocation = False
    app.save()
    answer = revoke(tokens["refresh_token"])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.spec("API-343")
def test_an_access_token_cannot_be_revoked(revoke, tokens):
    answer = revoke(tokens["access_token"])
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_token_type")
    assert is_alive(tokens["access_token"])


@pytest.mark.spec("API-338", "API-344")
@pytest.mark.parametrize("client_id", [None, "unknown", "a\0b"])
def test_a_client_must_be_named(revoke, tokens, client_id):
    answer = revoke(tokens["refresh_token"], client_id=client_id)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert is_alive(tokens["access_token"])


@pytest.mark.spec("API-336", "API-344")
def test_a_client_with_a_secret_proves_it(revoke, tokens, app):
    app.secret = "the-secret-of-the-shop-of-enough-length"
    app.save()
    assert revoke(tokens["refresh_token"]).status_code == 401

    proof = base64.b64encode(f"{app.client_id}:{app.secret}".encode()).decode()
    assert revoke(tokens["refresh_token"], {"Authorization": f"Basic {proof}"}).status_code == 200
    assert Session.objects.get().revoked_at


def test_nobody_revokes_the_token_of_another_client(revoke, tokens, pool):
    other = app_clients.create_app_client(pool, "other", caller=CALLER)
    revoke(tokens["refresh_token"], client_id=other.client_id)
    assert is_alive(tokens["access_token"])
