"""`/oauth2/token`."""

import base64
import datetime
import json

import jwt
import pytest
import time_machine
from authlib.jose import JsonWebKey
from authlib.jose import jwt as authlib_jwt
from django.test import Client
from django.utils import timezone

from hostedui.models import AuthorizationCode
from pools.actions import app_clients, signing_keys
from pools.models import Session
from tests.conftest import CALLER
from tests.hostedui.conftest import CALLBACK, CHALLENGE, VERIFIER

GRANT = {"error": "invalid_grant"}


@pytest.fixture
def confidential(app):
    app.secret = "the-secret-of-the-shop-of-enough-length"
    app.save()
    return app


def basic(client_id, secret):
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


def claims(token):
    return jwt.decode(token, options={"verify_signature": False})


@pytest.mark.spec("API-288", "API-301", "API-302", "API-303", "API-292", "API-297", "API-298")
def test_a_code_is_exchanged_for_tokens(exchange, code_of_alice):
    answer = exchange(code_of_alice)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json;charset=UTF-8"
    assert answer["Cache-Control"] == "no-store"
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 3600)


@pytest.mark.spec("APP-154", "SEC-13", "SEC-16")
def test_the_tokens_verify_with_a_library_that_knows_nothing_of_us(exchange, code_of_alice, pool, app):
    tokens = exchange(code_of_alice).json()
    keys = JsonWebKey.import_key_set(signing_keys.jwks(pool))
    id_claims = authlib_jwt.decode(tokens["id_token"], keys)
    id_claims.validate()
    assert (id_claims["iss"], id_claims["aud"], id_claims["token_use"]) == (pool.issuer, app.client_id, "id")
    assert authlib_jwt.decode(tokens["access_token"], keys)["scope"] == "openid email"


@pytest.mark.spec("API-271", "SEC-22")
def test_the_nonce_is_in_the_id_token(browser, asks, alice, exchange):
    browser.sign_in("alice", asks("/login", nonce="n-1"))
    assert claims(exchange(browser.query["code"]).json()["id_token"])["nonce"] == "n-1"


@pytest.mark.spec("API-267", "APP-170", "APP-171")
def test_the_scopes_choose_what_the_id_token_tells(browser, asks, alice, exchange):
    alice.attributes |= {"phone_number": "+12065550100", "name": "Alice"}
    alice.save()
    browser.sign_in("alice", asks("/login", scope="openid phone"))
    told = claims(exchange(browser.query["code"]).json()["id_token"])
    assert ("phone_number" in told, "email" in told, "name" in told) == (True, False, False)


@pytest.mark.spec("API-267", "APP-169")
def test_without_openid_there_is_no_id_token(browser, asks, alice, exchange):
    browser.sign_in("alice", asks("/login", scope="aws.cognito.signin.user.admin"))
    assert "id_token" not in exchange(browser.query["code"]).json()


@pytest.mark.spec("API-268", "APP-173")
def test_the_user_pool_api_takes_a_token_with_its_scope(browser, asks, alice, exchange, idp, refused):
    browser.sign_in("alice", asks("/login", scope="openid aws.cognito.signin.user.admin"))
    token = exchange(browser.query["code"]).json()["access_token"]
    assert idp.get_user(AccessToken=token)["Username"] == "alice"

    browser.get(asks(scope="openid"))
    token = exchange(browser.query["code"]).json()["access_token"]
    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken=token)


@pytest.mark.spec("API-273", "API-307")
def test_a_second_use_of_a_code_ends_what_the_first_began(exchange, code_of_alice):
    tokens = exchange(code_of_alice).json()
    again = exchange(code_of_alice)
    assert (again.status_code, again.json()) == (400, GRANT)
    assert exchange(None, grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json() == GRANT


@pytest.mark.spec("API-273")
def test_of_two_exchanges_at_once_one_begins_a_session(exchange, code_of_alice, monkeypatch):
    """The second request read the code while it was unspent."""
    spend, rows = AuthorizationCode.objects.filter, AuthorizationCode.objects
    monkeypatch.setattr(
        rows, "filter", lambda **which: rows.none() if "spent_at" in which else spend(**which), raising=False
    )
    assert exchange(code_of_alice).json() == GRANT
    assert not Session.objects.exists()


@pytest.mark.spec("API-273", "API-307")
def test_a_code_ends_after_five_minutes(browser, asks, alice, exchange):
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1), tick=False) as clock:
        browser.sign_in("alice", asks("/login"))
        code = browser.query["code"]
        clock.shift(300)
        assert exchange(code).json() == GRANT


@pytest.mark.spec("API-307")
@pytest.mark.parametrize("code", ["nonsense", "a\0b", "é", "x" * 5000])
def test_a_code_that_never_was_is_refused(exchange, code):
    answer = exchange(code)
    assert (answer.status_code, answer.json()) == (400, GRANT)


@pytest.mark.spec("API-293")
def test_a_code_serves_no_other_client(exchange, code_of_alice, pool):
    other = app_clients.create_app_client(
        pool,
        "other",
        caller=CALLER,
        allowed_o_auth_flows_user_pool_client=True,
        allowed_o_auth_flows=["code"],
        callback_urls=[CALLBACK],
        allowed_o_auth_scopes=["openid"],
        supported_identity_providers=["COGNITO"],
    )
    assert exchange(code_of_alice, client_id=other.client_id).json() == GRANT
    assert exchange(code_of_alice).status_code == 200


@pytest.mark.spec("API-297")
def test_the_redirect_uri_must_be_the_one_of_the_authorization_request(exchange, code_of_alice):
    assert exchange(code_of_alice, redirect_uri="https://shop.example/other").json() == GRANT
    assert exchange(code_of_alice, redirect_uri=None).json() == {"error": "invalid_request"}


@pytest.mark.spec("API-299", "API-304")
@pytest.mark.parametrize(
    ("verifier", "error"),
    [("wrong" * 10, "invalid_grant"), (CHALLENGE, "invalid_grant"), (None, "invalid_request"), ("", "invalid_grant")],
)
def test_a_wrong_verifier_opens_nothing(browser, asks, alice, exchange, verifier, error):
    browser.sign_in("alice", asks("/login", code_challenge=CHALLENGE, code_challenge_method="S256"))
    code = browser.query["code"]
    assert exchange(code, code_verifier=verifier).json() == {"error": error}
    assert exchange(code, code_verifier=VERIFIER).status_code == 200


def test_a_verifier_needs_a_challenge(exchange, code_of_alice):
    assert exchange(code_of_alice, code_verifier=VERIFIER).json() == GRANT


def test_a_code_of_a_user_who_was_disabled_is_refused(exchange, code_of_alice, alice):
    alice.enabled = False
    alice.save()
    assert exchange(code_of_alice).json() == GRANT


@pytest.mark.spec("API-308")
def test_a_client_must_be_able_to_read_what_the_scopes_promise(exchange, code_of_alice, app):
    app.read_attributes = ["email"]
    app.save()
    assert exchange(code_of_alice).json() == GRANT


@pytest.mark.spec("API-290")
def test_a_client_with_a_secret_proves_it_in_the_header(exchange, code_of_alice, confidential):
    wrong = exchange(code_of_alice, basic(confidential.client_id, "wrong"))
    assert (wrong.status_code, wrong.json()) == (400, {"error": "invalid_client"})
    assert exchange(code_of_alice, basic(confidential.client_id, confidential.secret)).status_code == 200


@pytest.mark.spec("API-290", "API-294")
def test_a_client_with_a_secret_proves_it_in_the_body(exchange, code_of_alice, confidential):
    assert exchange(code_of_alice).json() == {"error": "invalid_client"}
    assert exchange(code_of_alice, client_secret="wrong").json() == {"error": "invalid_client"}
    assert exchange(code_of_alice, client_secret=confidential.secret).status_code == 200


@pytest.mark.spec("API-291")
def test_the_basic_header_is_the_base64_of_id_and_secret():
    expected = "ZGpjOTh1M2ppZWRtaTI4M2V1OTI4OmFiY2RlZjAxMjM0NTY3ODkw"
    assert basic("djc98u3jiedmi283eu928", "abcdef01234567890")["Authorization"] == f"Basic {expected}"


@pytest.mark.spec("API-293")
def test_the_header_may_come_without_client_id_but_not_with_another(exchange, code_of_alice, confidential):
    header = basic(confidential.client_id, confidential.secret)
    assert exchange(code_of_alice, header, client_id="another").json() == {"error": "invalid_client"}
    assert exchange(code_of_alice, header, client_id=None).status_code == 200


@pytest.mark.spec("API-305")
@pytest.mark.parametrize("client_id", [None, "unknown", "a\0b", "é"])
def test_an_unknown_client_is_refused(exchange, db, client_id):
    answer = exchange("code", client_id=client_id)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_client"})


@pytest.mark.parametrize("header", ["Basic", "Basic !", "Basic /w==", "Basic YQ==", "Bearer x", "Basic AAA6AAA="])
def test_a_header_that_proves_nothing_is_refused(exchange, code_of_alice, confidential, header):
    assert exchange(code_of_alice, {"Authorization": header}).json() == {"error": "invalid_client"}


@pytest.mark.spec("API-292", "API-304", "API-310")
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "implicit"}, "unsupported_grant_type"),
        ({"grant_type": None}, "invalid_request"),
        ({"code": None}, "invalid_request"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
    ],
)
def test_what_is_missing_or_unknown_is_named(exchange, changes, error):
    answer = exchange(**({"code": "x"} | changes))
    assert (answer.status_code, answer.json()) == (400, {"error": error})


@pytest.mark.spec("API-289", "API-303")
def test_a_body_that_is_no_form_is_refused(db):
    body = json.dumps({"grant_type": "authorization_code"})
    answer = Client().post("/oauth2/token", body, content_type="application/json")
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


@pytest.mark.spec("API-288")
def test_the_token_endpoint_takes_post_alone(db):
    answer = Client().get("/oauth2/token")
    assert (answer.status_code, answer["Allow"]) == (405, "POST, OPTIONS")


@pytest.mark.spec("API-309")
def test_a_client_that_may_not_use_codes_is_told(exchange, code_of_alice, app):
    app.allowed_o_auth_flows = ["implicit"]
    app.save()
    assert exchange(code_of_alice).json() == {"error": "unauthorized_client"}
    refused = exchange(None, grant_type="refresh_token", refresh_token="x")
    assert refused.json() == {"error": "unauthorized_client"}


@pytest.mark.spec("API-300", "API-302", "SEC-19", "SEC-25")
def test_a_refresh_token_gives_new_tokens_of_the_same_sign_in(exchange, code_of_alice):
    first = exchange(code_of_alice).json()
    second = exchange(None, grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert set(second) == {"id_token", "access_token", "expires_in", "token_type"}
    kept = ("origin_jti", "auth_time", "sub", "event_id")
    before, after = claims(first["id_token"]), claims(second["id_token"])
    assert [after[name] for name in kept] == [before[name] for name in kept]


@pytest.mark.spec("API-295")
def test_a_scope_beside_a_refresh_token_changes_nothing(exchange, code_of_alice):
    token = exchange(code_of_alice).json()["refresh_token"]
    answer = exchange(None, grant_type="refresh_token", refresh_token=token, scope="openid phone")
    assert claims(answer.json()["access_token"])["scope"] == "openid email"


@pytest.mark.spec("API-306")
@pytest.mark.parametrize("token", ["nonsense", "é", "a.b.c"])
def test_a_refresh_token_that_never_was_is_refused(exchange, token):
    assert exchange(None, grant_type="refresh_token", refresh_token=token).json() == GRANT


def test_a_refresh_of_a_disabled_user_is_refused(exchange, code_of_alice, alice):
    token = exchange(code_of_alice).json()["refresh_token"]
    alice.enabled = False
    alice.save()
    assert exchange(None, grant_type="refresh_token", refresh_token=token).json() == GRANT


@pytest.mark.spec("SEC-271")
def test_a_client_that_rotates_gets_a_new_refresh_token(exchange, code_of_alice, app):
    app.refresh_token_rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
    app.save()
    first = exchange(code_of_alice).json()["refresh_token"]
    second = exchange(None, grant_type="refresh_token", refresh_token=first).json()["refresh_token"]
    assert second != first
    assert exchange(None, grant_type="refresh_token", refresh_token=first).json() == GRANT


@pytest.mark.spec("APP-156")
def test_any_origin_may_call(db):
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    preflight = Client().options("/oauth2/token", headers=asked)
    assert (preflight.status_code, preflight["Access-Control-Allow-Origin"]) == (204, "*")
    assert "POST" in preflight["Access-Control-Allow-Methods"]
    assert Client().post("/oauth2/token", headers=asked)["Access-Control-Allow-Origin"] == "*"


def test_no_log_holds_a_code_or_a_token(exchange, code_of_alice, app, caplog):
    caplog.set_level("DEBUG")
    token = exchange(code_of_alice).json()["refresh_token"]
    exchange(None, grant_type="refresh_token", refresh_token=token)
    exchange(None, {"Authorization": "Basic bm9ib2R5OnNlY3JldHNlY3JldA=="}, client_id="nobody")
    assert code_of_alice not in caplog.text
    assert token not in caplog.text
    assert "secretsecret" not in caplog.text


def test_an_exchange_costs_few_queries(exchange, code_of_alice, django_assert_num_queries):
    with django_assert_num_queries(7):  # client, code, begin, session, spend, commit; and the pool's keys, once
        exchange(code_of_alice)


def test_a_refresh_costs_two_queries(exchange, code_of_alice, django_assert_num_queries):
    token = exchange(code_of_alice).json()["refresh_token"]
    with django_assert_num_queries(2):
        exchange(None, grant_type="refresh_token", refresh_token=token)
