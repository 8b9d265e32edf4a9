"""App clients that prove themselves by `private_key_jwt`."""

import base64
import time

import jwt
import pytest
from django.test import Client
from jwcrypto import jwk

from pools.actions import client_own_settings
from tests.conftest import CALLER

pytestmark = pytest.mark.one_database

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
EC = jwk.JWK.generate(kty="EC", crv="P-256", kid="ec")
RSA = jwk.JWK.generate(kty="RSA", size=2048, kid="rsa")
STRANGER = jwk.JWK.generate(kty="EC", crv="P-256", kid="ec")


@pytest.fixture(autouse=True)
def has_keys(app):
    keys = [key.export_public(as_dict=True) for key in (EC, RSA)]
    client_own_settings.set_own_settings(app, caller=CALLER, jwks={"keys": keys})


@pytest.fixture
def sign(app, pool):
    def make(key=EC, algorithm="ES256", kid="ec", **changes):
        claims = {
            "iss": app.client_id,
            "sub": app.client_id,
            "aud": pool.issuer,
            "exp": int(time.time()) + 60,
            "jti": "one",
        } | changes
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, key.export_to_pem(True, None), algorithm, headers={"kid": kid} if kid else {})

    return make


@pytest.fixture
def present(exchange, code_of_alice):
    """Exchanges Alice's code with this assertion."""

    def post(assertion, **changes):
        return exchange(code_of_alice, client_assertion=assertion, client_assertion_type=TYPE, **changes)

    return post


@pytest.mark.parametrize(
    ("key", "algorithm", "kid"), [(EC, "ES256", "ec"), (RSA, "RS256", "rsa"), (RSA, "RS256", None)]
)
def test_a_code_is_exchanged_by_an_assertion(present, sign, key, algorithm, kid):
    """RFC 7523 section 2.2."""
    assert present(sign(key, algorithm, kid)).status_code == 200


def test_the_client_need_not_be_named_beside_it(present, sign):
    """RFC 7521 section 4.2: client_id is optional, as the assertion's subject names it."""
    assert present(sign(), client_id=None).status_code == 200


@pytest.mark.parametrize(
    "audience", ["http://localhost:8000/oauth2/token", ["https://x.example", "http://localhost:8000/oauth2/par"]]
)
def test_an_endpoint_may_be_the_audience(present, sign, audience):
    """RFC 7523 section 3, RFC 9126 section 2."""
    assert present(sign(aud=audience)).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody"},
        {"sub": "somebody"},
        {"aud": "https://other.example"},
        {"aud": None},
        {"exp": None},
        {"exp": 1},
        {"exp": 99999999999},
        {"exp": "soon"},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"jti": "x" * 300},
        {"nbf": 99999999999},
        pytest.param({"key": STRANGER}, id="a stranger's key"),
        {"kid": "unknown"},
        {"kid": "rsa"},
    ],
    ids=str,
)
def test_what_proves_nothing_is_refused(present, sign, changes):
    """RFC 7523 section 3."""
    answer = present(sign(**changes))
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_client"})


@pytest.mark.parametrize("assertion", ["", "nonsense", "a.b.c", "e30.e30.e30", "\0", "ü"])
def test_what_is_no_assertion_is_refused(present, assertion):
    assert present(assertion).json() == {"error": "invalid_client"}


def test_a_signature_by_the_public_key_as_a_secret_is_refused(present, app, pool):
    """RFC 8725 section 2.1."""
    claims = {"iss": app.client_id, "sub": app.client_id, "aud": pool.issuer, "exp": time.time() + 60, "jti": "x"}
    forged = jwt.encode(claims, base64.b64encode(EC.export_to_pem()), "HS256")
    unsigned = jwt.encode(claims, None, "none")
    assert (present(forged).status_code, present(unsigned).status_code) == (400, 400)


def test_an_assertion_is_taken_once(exchange, sign):
    """RFC 7523 section 3, jti."""
    form = {"client_assertion": sign(), "client_assertion_type": TYPE}
    assert exchange("unknown", **form).json() == {"error": "invalid_grant"}
    assert exchange("unknown", **form).json() == {"error": "invalid_client"}


def test_the_type_must_be_said(exchange, code_of_alice, sign):
    """RFC 7521 section 4.2."""
    assert exchange(code_of_alice, client_assertion=sign()).json() == {"error": "invalid_client"}
    assert exchange(code_of_alice, client_assertion=sign(), client_assertion_type="x").status_code == 400


def test_two_proofs_at_once_are_refused(present, sign):
    """RFC 6749 section 2.3."""
    assert present(sign(), client_secret="x").json() == {"error": "invalid_client"}


def test_with_keys_a_client_is_not_taken_at_its_word(exchange, code_of_alice):
    assert exchange(code_of_alice).json() == {"error": "invalid_client"}


def test_with_keys_its_secret_counts_no_more(exchange, code_of_alice, app):
    app.secret = "the-secret-of-the-shop-of-enough-length"
    app.save()
    assert exchange(code_of_alice, client_secret=app.secret).json() == {"error": "invalid_client"}


def test_an_assertion_of_a_client_without_keys_is_refused(present, sign, app):
    client_own_settings.set_own_settings(app, caller=CALLER, jwks=None)
    assert present(sign()).json() == {"error": "invalid_client"}


def test_a_client_gets_a_token_of_its_own_by_it(exchange, sign, app):
    app.allowed_o_auth_flows = ["client_credentials"]
    app.save()
    form = {"client_assertion": sign(), "client_assertion_type": TYPE, "grant_type": "client_credentials"}
    assert exchange(redirect_uri=None, code=None, **form).json() == {"error": "invalid_scope"}


def test_discovery_tells_of_it(pool, app):
    address = f"/{pool.id}/.well-known/openid-configuration"
    assert "private_key_jwt" in Client().get(address).json()["token_endpoint_auth_methods_supported"]
    client_own_settings.set_own_settings(app, caller=CALLER, jwks=None)
    document = Client().get(address).json()
    assert document["token_endpoint_auth_methods_supported"] == ["client_secret_basic", "client_secret_post", "none"]
    assert "token_endpoint_auth_signing_alg_values_supported" not in document
