"""Tokens that are of use to the holder of a key alone (DPoP, RFC 9449)."""

import base64
import hashlib
import time
import uuid

import jwt
import pytest
import time_machine
from django.test import Client
from jwcrypto import jwk

from hostedui.models import AuthorizationCode
from hostedui.oauth import dpop
from pools.actions import client_own_settings, issuer
from pools.models import Domain, Session
from tests.conftest import CALLER
from tests.hostedui.conftest import CALLBACK

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HOST = "http://localhost:8000"
TOKEN, USER_INFO = f"{HOST}/oauth2/token", f"{HOST}/oauth2/userInfo"
KEY = jwk.JWK.generate(kty="EC", crv="P-256")
OTHER = jwk.JWK.generate(kty="EC", crv="P-256")
RSA = jwk.JWK.generate(kty="RSA", size=2048)
ED = jwk.JWK.generate(kty="OKP", crv="Ed25519")
SMALL = jwk.JWK.generate(kty="RSA", size=1024)
P384 = jwk.JWK.generate(kty="EC", crv="P-384")
JKT = KEY.thumbprint()


def prove(url=TOKEN, method="POST", key=KEY, algorithm="ES256", header=None, access_token="", **changes):
    """A proof as apps make them; keywords replace or, with None, take away claims."""
    claims = {"jti": str(uuid.uuid4()), "htm": method, "htu": url, "iat": int(time.time())}
    claims |= {"ath": _ath(access_token)} if access_token else {}
    claims = {name: value for name, value in (claims | changes).items() if value is not None}
    headers = {"typ": "dpop+jwt", "jwk": key.export_public(as_dict=True)} | (header or {})
    return jwt.encode(claims, key.export_to_pem(True, None), algorithm, headers=headers)


def _ath(access_token):
    return base64.urlsafe_b64encode(hashlib.sha256(access_token.encode()).digest()).decode().rstrip("=")


def claims_of(token):
    return jwt.decode(token, options={"verify_signature": False})


@pytest.fixture(autouse=True)
def allowed(app):
    client_own_settings.set_own_settings(app, caller=CALLER, allow_dpop=True)


@pytest.fixture
def required(app):
    client_own_settings.set_own_settings(app, caller=CALLER, dpop_bound_access_tokens=True)


@pytest.fixture
def redeem(exchange, code_row):
    """Exchanges `the code` with this proof."""

    def post(proof=None, **changes):
        return exchange("the code", headers={"DPoP": proof} if proof else {}, **changes)

    return post


@pytest.fixture
def tokens(redeem):
    """Alice's tokens, bound to the key."""
    return redeem(prove()).json()


def refresh(exchange, tokens, proof=None):
    headers = {"DPoP": proof} if proof else {}
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    return exchange(None, redirect_uri=None, headers=headers, **form)


def user_info(token, proof=None, scheme="DPoP"):
    headers = {"Host": "localhost:8000", "Authorization": f"{scheme} {token}"}
    return Client().get("/oauth2/userInfo", headers=headers | ({"DPoP": proof} if proof else {}))


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(KEY, "ES256"), (RSA, "RS256"), (RSA, "PS256"), (ED, "EdDSA")],
    ids=["EC", "RSA", "RSA-PSS", "Ed25519"],
)
def test_tokens_are_bound_to_the_key_of_the_proof(redeem, key, algorithm):
    """Sections 5 and 6.1."""
    answer = redeem(prove(key=key, algorithm=algorithm)).json()
    assert answer["token_type"] == "DPoP"
    assert claims_of(answer["access_token"])["cnf"] == {"jkt": key.thumbprint()}
    assert "cnf" not in claims_of(answer["id_token"])


def test_without_a_proof_they_are_bearer_tokens_as_ever(redeem):
    answer = redeem().json()
    assert answer["token_type"] == "Bearer"
    assert "cnf" not in claims_of(answer["access_token"])


def test_a_client_that_does_not_have_it_on_gets_bearer_tokens_whatever_it_sends(redeem, app):
    client_own_settings.set_own_settings(app, caller=CALLER, allow_dpop=False)
    assert redeem("nonsense").json()["token_type"] == "Bearer"


def test_a_client_that_must_have_it_gets_nothing_without_proof(redeem, required):
    assert redeem().json()["error"] == "invalid_dpop_proof"
    assert redeem(prove()).json()["token_type"] == "DPoP"


def without(*names):
    return {"jwk": {name: value for name, value in KEY.export_public(as_dict=True).items() if name not in names}}


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "GET"},
        {"method": "post"},
        {"htm": None},
        {"htu": None},
        {"htu": 7},
        {"url": "https://evil.example/oauth2/token"},
        {"url": USER_INFO},
        {"url": "http://localhost:8000@evil.example/oauth2/token"},
        {"url": "https://localhost:8000/oauth2/token"},
        {"url": "http://localhost:99999/oauth2/token"},
        {"url": ""},
        {"iat": None},
        {"iat": "now"},
        {"iat": True},
        {"exp": 1},
        {"nbf": 99999999999},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"jti": "x" * 300},
        {"jti": "x" * 9000},
        {"header": {"typ": "JWT"}},
        {"header": {"jwk": None}},
        {"header": {"jwk": "x"}},
        {"header": {"jwk": {}}},
        pytest.param({"header": {"jwk": KEY.export_private(as_dict=True)}}, id="a private key"),
        pytest.param({"header": {"jwk": OTHER.export_public(as_dict=True)}}, id="another key"),
        pytest.param({"header": without("x")}, id="half a key"),
        pytest.param({"header": {"jwk": {"kty": "oct", "k": "AA"}}}, id="a secret"),
        pytest.param(
            {"key": SMALL, "algorithm": "RS256"},
            id="a small key",
            marks=pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning"),
        ),
        pytest.param({"key": P384, "algorithm": "ES384"}, id="an algorithm that is not told of"),
        pytest.param({"header": {"jwk": P384.export_public(as_dict=True)}}, id="another curve"),
    ],
    ids=str,
)
def test_a_proof_that_proves_nothing_is_refused_and_the_code_is_left(redeem, changes, code_row):
    """Section 4.3."""
    answer = redeem(prove(**changes))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_dpop_proof")
    code_row.refresh_from_db()
    assert code_row.spent_at is None


@pytest.mark.parametrize("proof", ["nonsense", "a.b.c", "e30.e30.e30", "\x80", f"{prove()},{prove()}"], ids=range(5))
def test_what_is_no_proof_is_refused(redeem, proof):
    assert redeem(proof).json()["error"] == "invalid_dpop_proof"


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_a_proof_by_a_secret_or_by_nothing_is_refused(redeem, algorithm):
    """RFC 8725 section 2.1."""
    claims = {"jti": "x", "htm": "POST", "htu": TOKEN, "iat": int(time.time())}
    key = {"HS256": base64.b64encode(KEY.export_to_pem()), "none": None}[algorithm]
    headers = {"typ": "dpop+jwt", "jwk": KEY.export_public(as_dict=True)}
    assert redeem(jwt.encode(claims, key, algorithm, headers=headers)).json()["error"] == "invalid_dpop_proof"


@pytest.mark.parametrize("url", ["HTTP://LOCALHOST:8000/oauth2/token", f"{TOKEN}?a=1#b"])
def test_the_address_may_be_spelled_otherwise(redeem, url):
    """Section 4.3: query and fragment do not count, and RFC 3986 section 6.2."""
    assert redeem(prove(url)).status_code == 200


def test_an_address_is_the_pools_own_and_never_what_the_host_header_says(exchange, code_row, app, pool):
    Domain.objects.create(domain="people", pool=pool)
    own, false = "people.auth.localhost:8000", "localhost:9999"
    refused = exchange("the code", headers={"DPoP": prove(f"http://{false}/oauth2/token")}, host=false)
    taken = exchange("the code", headers={"DPoP": prove(f"http://{own}/oauth2/token")}, host=own)

    assert (refused.json()["error"], taken.status_code) == ("invalid_dpop_proof", 200)


def test_a_proof_serves_once(redeem, exchange):
    proof = prove()
    tokens = redeem(proof).json()
    assert refresh(exchange, tokens, proof).json()["error"] == "invalid_dpop_proof"
    assert refresh(exchange, tokens, prove()).json()["token_type"] == "DPoP"


@pytest.mark.parametrize("seconds", [-360, 120, 10**12])
def test_who_has_another_clock_gets_a_nonce(redeem, seconds):
    """Section 8."""
    made_at = int(time.time()) + seconds
    refused = redeem(prove(iat=made_at))
    assert (refused.status_code, refused.json()["error"]) == (400, "use_dpop_nonce")
    assert "DPoP-Nonce" in refused["Access-Control-Expose-Headers"]
    assert redeem(prove(iat=made_at, nonce=refused["DPoP-Nonce"])).status_code == 200


@pytest.mark.parametrize("nonce", ["made-up", 7, "ü"])
def test_a_nonce_must_be_ours(redeem, nonce):
    assert redeem(prove(nonce=nonce)).json()["error"] == "use_dpop_nonce"


def test_a_nonce_ends(redeem):
    with time_machine.travel(time.time() - 600):
        nonce = dpop.new_nonce()
    assert redeem(prove(nonce=nonce)).json()["error"] == "use_dpop_nonce"


# Refreshing


def test_the_refresh_token_of_a_public_client_needs_the_same_key(tokens, exchange):
    """Section 5."""
    assert refresh(exchange, tokens).json() == {"error": "invalid_grant"}
    assert refresh(exchange, tokens, prove(key=OTHER)).json() == {"error": "invalid_grant"}
    renewed = refresh(exchange, tokens, prove()).json()
    assert claims_of(renewed["access_token"])["cnf"] == {"jkt": JKT}


def test_nor_is_it_of_use_to_cognitos_api(tokens, anonymous, app, refused):
    app.explicit_auth_flows = ["ALLOW_REFRESH_TOKEN_AUTH"]
    app.save()
    with refused("NotAuthorizedException"):
        anonymous.initiate_auth(
            ClientId=app.client_id,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": tokens["refresh_token"]},
        )


def test_a_client_that_proves_itself_may_change_its_key(redeem, exchange, app):
    app.secret = "the-secret-of-the-shop-of-enough-length"
    app.save()
    tokens = redeem(prove(), client_secret=app.secret).json()
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_secret": app.secret}
    renewed = exchange(None, redirect_uri=None, headers={"DPoP": prove(key=OTHER)}, **form).json()

    assert claims_of(renewed["access_token"])["cnf"] == {"jkt": OTHER.thumbprint()}
    assert Session.objects.get().dpop_jkt == ""


# Codes that are bound to a key beforehand


def test_a_code_that_is_bound_to_a_key_is_exchanged_by_it_alone(redeem, code_row):
    """Section 10."""
    AuthorizationCode.objects.update(dpop_jkt=JKT)
    assert redeem().json() == {"error": "invalid_grant"}
    assert redeem(prove(key=OTHER)).json() == {"error": "invalid_grant"}
    assert redeem(prove()).status_code == 200


def test_an_authorization_request_binds_its_code(in_a_hosted_session, asks):
    in_a_hosted_session.get(asks(dpop_jkt=JKT))
    assert AuthorizationCode.objects.get().dpop_jkt == JKT


def test_a_thumbprint_that_is_none_is_told_to_the_app(in_a_hosted_session, asks):
    answer = in_a_hosted_session.get(asks(dpop_jkt="short"))
    assert answer["Location"].startswith(f"{CALLBACK}?error=invalid_request")


@pytest.fixture
def push(app):
    def post(proof=None, **more):
        form = {"client_id": app.client_id, "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid"}
        headers = {"Host": "localhost:8000"} | ({"DPoP": proof} if proof else {})
        return Client().post("/oauth2/par", form | more, headers=headers)

    return post


def test_a_pushed_request_binds_its_code_to_the_key_of_its_proof(push, app, in_a_hosted_session):
    """Section 10.1."""
    pushed = push(prove(f"{HOST}/oauth2/par")).json()
    query = {"client_id": app.client_id, "request_uri": pushed["request_uri"]}
    in_a_hosted_session.get("/oauth2/authorize", query)
    assert AuthorizationCode.objects.get().dpop_jkt == JKT


def test_a_proof_and_a_thumbprint_of_different_keys_are_refused(push):
    refused = push(prove(f"{HOST}/oauth2/par"), dpop_jkt=OTHER.thumbprint())
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_dpop_proof")


def test_a_pushed_request_may_be_told_to_use_a_nonce(push):
    refused = push(prove(f"{HOST}/oauth2/par", iat=1))
    assert (refused.json()["error"], "DPoP-Nonce" in refused) == ("use_dpop_nonce", True)


# Where a bound token is of use


def test_user_info_is_told_to_the_holder_of_the_key(tokens, alice):
    """Section 7.1."""
    token = tokens["access_token"]
    answer = user_info(token, prove(USER_INFO, "GET", access_token=token))
    assert answer.json()["sub"] == str(alice.sub)


@pytest.mark.parametrize(
    "changes",
    [
        {"key": OTHER},
        {"ath": None},
        {"ath": "x"},
        {"ath": 7},
        {"method": "POST"},
        {"url": TOKEN},
    ],
    ids=["another key", "no ath", "another ath", "a number", "another method", "another address"],
)
def test_user_info_is_told_to_nobody_else(tokens, changes):
    token = tokens["access_token"]
    answer = user_info(token, prove(**{"url": USER_INFO, "method": "GET", "access_token": token} | changes))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_dpop_proof")
    assert answer["WWW-Authenticate"].startswith('DPoP error="invalid_dpop_proof"')
    assert 'algs="ES256 EdDSA PS256 RS256"' in answer["WWW-Authenticate"]


def test_a_bound_token_is_no_bearer_token(tokens):
    """Section 7.2."""
    answer = user_info(tokens["access_token"], scheme="Bearer")
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_bearer_token_is_bound_to_no_key(redeem):
    token = redeem().json()["access_token"]
    answer = user_info(token, prove(USER_INFO, "GET", access_token=token))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")


def test_a_proof_must_come_with_a_bound_token(tokens):
    assert user_info(tokens["access_token"]).json()["error"] == "invalid_dpop_proof"


def test_cognitos_api_takes_no_bound_token(exchange, code_row, anonymous, refused):
    AuthorizationCode.objects.update(scopes=["openid", "aws.cognito.signin.user.admin"])
    token = exchange("the code", headers={"DPoP": prove()}).json()["access_token"]
    with refused("NotAuthorizedException"):
        anonymous.get_user(AccessToken=token)


def test_introspection_tells_of_the_key(tokens, pool, app):
    """Section 6.2."""
    app.secret = "the-secret-of-the-shop-of-enough-length"
    app.save()
    form = {"token": tokens["access_token"], "client_id": app.client_id, "client_secret": app.secret}
    told = Client().post("/oauth2/introspect", form, headers={"Host": "localhost:8000"}).json()
    assert (told["active"], told["token_type"], told["cnf"]) == (True, "DPoP", {"jkt": JKT})


# Other doors


def test_a_clients_own_token_is_bound_too(exchange, app, pool):
    app.allowed_o_auth_flows, app.secret = ["client_credentials"], "the-secret-of-the-shop-of-enough-length"
    app.allowed_o_auth_scopes = ["shop/read"]
    app.save()
    pool.resource_servers.create(
        identifier="shop", name="shop", scopes=[{"ScopeName": "read", "ScopeDescription": "r"}]
    )
    form = {"grant_type": "client_credentials", "client_secret": app.secret}
    told = exchange(None, redirect_uri=None, headers={"DPoP": prove()}, **form).json()

    assert told["token_type"] == "DPoP"
    assert claims_of(told["access_token"])["cnf"] == {"jkt": JKT}


def test_where_tokens_must_be_bound_none_comes_by_the_browsers_address(in_a_hosted_session, asks, app, required):
    app.allowed_o_auth_flows = ["implicit"]
    app.save()
    assert "access_token" not in in_a_hosted_session.get(asks(response_type="token"))["Location"]


def test_where_tokens_must_be_bound_none_comes_by_cognitos_api(anonymous, app, alice, required, refused):
    app.explicit_auth_flows = ["ALLOW_USER_PASSWORD_AUTH"]
    app.save()
    with refused("NotAuthorizedException"):
        anonymous.initiate_auth(
            ClientId=app.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "alice", "PASSWORD": "Correct-horse-1"},
        )


def test_discovery_tells_of_it(pool, app):
    address = f"/{pool.id}/.well-known/openid-configuration"
    assert Client().get(address).json()["dpop_signing_alg_values_supported"] == sorted(dpop._KEYS)
    assert sorted(dpop._KEYS) == issuer.DPOP_ALGORITHMS

    client_own_settings.set_own_settings(app, caller=CALLER, allow_dpop=False)
    assert "dpop_signing_alg_values_supported" not in Client().get(address).json()
