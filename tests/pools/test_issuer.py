"""The issuer that a pool's tokens name, and what follows it."""

import jwt
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from pools.actions import issuer, user_pools
from pools.errors import InvalidParameterException
from pools.models import UserPool
from tests.conftest import CALLER, REGION
from tests.pools.signing_in import claims, refreshed, tokens

pytestmark = pytest.mark.one_database

OURS = "https://login.shop.example/people"


@pytest.fixture
def http():
    return Client()


def issuer_after(pool, mode, custom=""):
    issuer.set_issuer(pool, mode, custom, caller=CALLER)
    return pool.issuer


@pytest.mark.spec("SEC-16", "SEC-278", "API-379")
@pytest.mark.parametrize(("kind", "host"), [("ORIGINAL", "cognito-idp"), ("UPDATED", "issuer-cognito-idp")])
def test_the_issuer_can_be_amazon_s(pool, kind, host):
    pool.issuer_configuration = {"Type": kind}

    assert issuer_after(pool, "aws") == f"https://{host}.us-east-1.amazonaws.com/{pool.id}"


@pytest.mark.spec("SEC-16", "SEC-39", "SEC-77")
@pytest.mark.parametrize(("mode", "custom"), [("native", ""), ("aws", ""), ("custom", OURS)])
def test_tokens_discovery_and_verification_follow_it(idp, app, alice, http, mode, custom):
    named = issuer_after(app.pool, mode, custom)
    result = tokens(idp, app)
    document = http.get(f"/{app.pool_id}/.well-known/openid-configuration").json()
    keys = http.get(f"/{app.pool_id}/.well-known/jwks.json").json()
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(result["IdToken"])["kid"]]

    assert document["issuer"] == claims(result["AccessToken"])["iss"] == named
    assert jwt.decode(result["IdToken"], key, ["RS256"], audience=app.client_id, issuer=named)["sub"] == str(alice.sub)
    assert idp.get_user(AccessToken=result["AccessToken"])["Username"] == "alice"


def test_key_set_and_issuer_may_be_at_different_addresses(pool, http, settings):
    settings.PUBLIC_URL = "https://id.example"
    issuer.set_issuer(pool, "aws", caller=CALLER)
    document = http.get(f"/{pool.id}/.well-known/openid-configuration").json()

    assert document["jwks_uri"] == f"https://id.example/{pool.id}/.well-known/jwks.json"


@pytest.mark.parametrize("custom", [OURS, "https://login.shop.example"])
def test_a_custom_issuer_answers_below_its_own_address(pool, http, custom):
    issuer.set_issuer(pool, "custom", custom, caller=CALLER)
    path = custom.removeprefix("https://login.shop.example")
    answer = http.get(f"{path}/.well-known/openid-configuration", headers={"Host": "login.shop.example"})

    assert answer.json()["issuer"] == custom
    assert http.get(f"{path}/.well-known/openid-configuration", headers={"Host": "other.example"}).status_code == 404


def test_a_former_custom_issuer_is_nobody_s(pool, http):
    issuer.set_issuer(pool, "custom", OURS, caller=CALLER)
    issuer.set_issuer(pool, "native", caller=CALLER)
    answer = http.get("/people/.well-known/jwks.json", headers={"Host": "login.shop.example"})

    assert answer.status_code == 404


def test_tokens_of_the_former_issuer_count_no_more_but_sessions_go_on(idp, app, alice, refused):
    before = tokens(idp, app)
    issuer.set_issuer(app.pool, "aws", caller=CALLER)
    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken=before["AccessToken"])

    after = refreshed(idp, app, before["RefreshToken"])["AuthenticationResult"]
    assert claims(after["AccessToken"])["iss"] == app.pool.issuer


def test_a_deleted_user_is_noticed_with_every_issuer(idp, app, alice, refused):
    issuer.set_issuer(app.pool, "custom", OURS, caller=CALLER)
    access_token = tokens(idp, app)["AccessToken"]
    alice.delete()
    with refused("UserNotFoundException"):
        idp.get_user(AccessToken=access_token)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://login.shop.example",
        "login.shop.example",
        "https://login.shop.example/",
        "https://login.shop.example?x=1",
        "https://login.shop.example#x",
        "https://alice@login.shop.example",
        "https://",
        "https://[",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_issuer_is_refused(pool, address):
    with pytest.raises(InvalidParameterException):
        issuer.set_issuer(pool, "custom", address, caller=CALLER)


def test_two_pools_are_not_one_issuer(pool):
    issuer.set_issuer(pool, "custom", OURS, caller=CALLER)
    other = user_pools.create_user_pool("others", region=REGION, caller=CALLER)
    with pytest.raises(InvalidParameterException):
        issuer.set_issuer(other, "custom", OURS, caller=CALLER)


@pytest.mark.parametrize(
    ("given", "mode"), [("aws", "aws"), (OURS, "custom"), ("http://localhost:9000/people", "custom")]
)
def test_the_command_sets_it(pool, capsys, given, mode):
    call_command("pool", pool.id, "--issuer", given)
    changed = UserPool.objects.get()

    assert changed.issuer_mode == mode
    assert changed.issuer in capsys.readouterr().out


def test_the_command_says_what_is_wrong(pool):
    with pytest.raises(CommandError, match="https address"):
        call_command("pool", pool.id, "--issuer", "shop")
