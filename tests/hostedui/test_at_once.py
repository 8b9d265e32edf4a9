"""What serves once, at the same moment in many hands, each with a database connection of its own."""

import collections
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import jwt
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from jwcrypto import jwk

from hostedui import browser_sessions
from hostedui.models import AuthorizationCode, DeviceAuthorization
from pools.actions import client_own_settings
from pools.models import Session
from tests.conftest import CALLER
from tests.hostedui.conftest import CALLBACK
from tests.hostedui.test_client_assertions import TYPE
from tests.hostedui.test_device_flow import GRANT
from tests.hostedui.test_dpop import USER_INFO, prove, user_info

pytestmark = pytest.mark.django_db(transaction=True)

HANDS = 8


def at_once(act):
    """How often each outcome came."""
    start = threading.Barrier(HANDS)

    def one(_):
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as threads:
        return collections.Counter(threads.map(one, range(HANDS)))


@pytest.mark.spec("API-273")
def test_of_many_exchanges_of_one_code_one_begins_a_session(code_row, exchange):
    assert at_once(lambda: exchange("the code").status_code) == {200: 1, 400: HANDS - 1}
    assert AuthorizationCode.objects.get().session == Session.objects.get()


def test_of_many_polls_with_one_device_code_one_begins_a_session(app, alice):
    """RFC 8628 section 3.5."""
    client_own_settings.set_own_settings(app, caller=CALLER, allow_device_flow=True)
    form = {"client_id": app.client_id, "scope": "openid"}
    codes = Client().post("/oauth2/device_authorization", form).json()
    DeviceAuthorization.objects.update(user=alice, auth_time=timezone.now())
    form |= {"grant_type": GRANT, "device_code": codes["device_code"]}

    assert at_once(lambda: Client().post("/oauth2/token", form).status_code) == {200: 1, 400: HANDS - 1}
    assert Session.objects.count() == 1


def test_of_many_browsers_with_one_pushed_request_one_gets_a_code(app, in_a_hosted_session):
    """RFC 9126 section 7.3."""
    form = {"client_id": app.client_id, "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid"}
    pushed = Client().post("/oauth2/par", form).json()
    query = {"client_id": app.client_id, "request_uri": pushed["request_uri"]}
    token = in_a_hosted_session.cookies[browser_sessions.COOKIE].value

    def come():
        http = Client(headers={"Host": "localhost:8000"})
        http.cookies[browser_sessions.COOKIE] = token
        return http.get("/oauth2/authorize", query).status_code

    assert at_once(come) == {302: 1, 400: HANDS - 1}
    assert AuthorizationCode.objects.count() == 1


def test_of_many_uses_of_one_client_assertion_one_counts(app, pool, exchange):
    """RFC 7523 section 3."""
    key = jwk.JWK.generate(kty="EC", crv="P-256")
    keys = {"keys": [key.export_public(as_dict=True)]}
    client_own_settings.set_own_settings(app, caller=CALLER, jwks=keys)
    who, until = app.client_id, int(time.time()) + 60
    claims = {"iss": who, "sub": who, "aud": pool.issuer, "exp": until, "jti": "one"}
    assertion = jwt.encode(claims, key.export_to_pem(True, None), "ES256")

    outcomes = at_once(
        lambda: exchange("unknown", client_assertion=assertion, client_assertion_type=TYPE).json()["error"]
    )
    assert outcomes == {"invalid_grant": 1, "invalid_client": HANDS - 1}


def test_of_many_uses_of_one_dpop_proof_one_counts(app, exchange, code_row):
    """RFC 9449 section 11.1."""
    client_own_settings.set_own_settings(app, caller=CALLER, allow_dpop=True)
    token = exchange("the code", headers={"DPoP": prove()}).json()["access_token"]
    proof = prove(USER_INFO, "GET", access_token=token)

    assert at_once(lambda: user_info(token, proof).status_code) == {200: 1, 401: HANDS - 1}
