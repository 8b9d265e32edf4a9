"""`/oauth2/introspect` (RFC 7662)."""

import base64
import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from pools.actions import app_clients, sessions, user_pools
from tests.conftest import CALLER, REGION

SECRET = "the-secret-of-the-shop-of-enough-length"


@pytest.fixture
def tokens(exchange, code_of_alice):
    return exchange(code_of_alice).json()


@pytest.fixture
def api(pool):
    """A resource server that asks about the tokens that it is shown."""
    return app_clients.create_app_client(pool, "api", caller=CALLER, client_secret=SECRET)


def basic(client):
    return {"Authorization": "Basic " + base64.b64encode(f"{client.client_id}:{SECRET}".encode()).decode()}


def ask(client, token, **more):
    return Client().post("/oauth2/introspect", {"token": token} | more, headers=basic(client))


def test_an_access_token_is_told_of(tokens, api, app, alice, pool):
    """RFC 7662 section 2.2."""
    answer = ask(api, tokens["access_token"])
    told = answer.json()
    assert answer["Cache-Control"] == "no-store"
    assert (told["active"], told["sub"], told["client_id"]) == (True, str(alice.sub), app.client_id)
    assert (told["iss"], told["username"], told["token_type"]) == (pool.issuer, "alice", "Bearer")
    assert told["scope"] == "openid email"


def test_a_client_may_ask_about_its_own_refresh_token(tokens, app):
    app.secret = SECRET
    app.save()
    told = ask(app, tokens["refresh_token"], token_type_hint="refresh_token").json()
    assert (told["active"], told["client_id"], told["scope"]) == (True, app.client_id, "openid email")


def test_the_refresh_token_of_another_client_is_not_told_of(tokens, api):
    """Section 4: who asks learns no more than what concerns him."""
    assert ask(api, tokens["refresh_token"]).json() == {"active": False}


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "e30.e30.e30", "\0", "ü", "x" * 5000])
def test_what_is_no_token_is_not_active(api, token):
    """Section 2.2: this is no error, and says nothing else."""
    answer = ask(api, token)
    assert (answer.status_code, answer.json()) == (200, {"active": False})


def test_an_id_token_is_not_told_of(tokens, api):
    assert ask(api, tokens["id_token"]).json() == {"active": False}


def test_a_token_that_has_ended_is_not_active(tokens, api):
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=2)):
        assert ask(api, tokens["access_token"]).json() == {"active": False}


def test_after_a_sign_out_neither_is(tokens, api, app, alice):
    app.secret = SECRET
    app.save()
    sessions.global_sign_out(alice, caller=CALLER)
    assert ask(api, tokens["access_token"]).json() == {"active": False}
    assert ask(app, tokens["refresh_token"]).json() == {"active": False}


def test_another_pool_learns_nothing(tokens, quick_keys):
    other = user_pools.create_user_pool("others", region=REGION, caller=CALLER)
    stranger = app_clients.create_app_client(other, "stranger", caller=CALLER, client_secret=SECRET)
    assert ask(stranger, tokens["access_token"]).json() == {"active": False}


def test_who_does_not_prove_himself_learns_nothing(tokens, app, api):
    """Section 2.1: also a client that has nothing to prove itself by."""
    form = {"token": tokens["access_token"]}
    assert Client().post("/oauth2/introspect", form | {"client_id": app.client_id}).status_code == 401
    assert Client().post("/oauth2/introspect", form | {"client_id": api.client_id}).status_code == 401
    refused = Client().post("/oauth2/introspect", form)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


def test_without_a_token_the_request_is_wrong(api):
    assert Client().post("/oauth2/introspect", headers=basic(api)).json()["error"] == "invalid_request"


def test_it_is_not_asked_by_get(api):
    """Section 2: tokens do not belong into addresses."""
    assert Client().get("/oauth2/introspect?token=x", headers=basic(api)).status_code == 405
    assert Client().post("/oauth2/introspect?token=x", headers=basic(api)).status_code == 400


def test_discovery_tells_where(pool):
    document = Client().get(f"/{pool.id}/.well-known/openid-configuration").json()
    assert document["introspection_endpoint"] == "http://localhost:8000/oauth2/introspect"
