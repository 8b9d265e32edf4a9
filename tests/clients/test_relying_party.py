"""An app that knows nothing of us: Authlib finds its way by discovery. The pages are walked without a browser."""

import pytest

from tests.clients.conftest import CALLBACK
from tests.clients.relying_party import RelyingParty
from tests.clients.visitor import Visitor

pytestmark = [pytest.mark.server, pytest.mark.one_database]


@pytest.fixture
def app(server, shop):
    return RelyingParty(f"{server.url}/{shop.pool_id}", shop.client_id, CALLBACK)


@pytest.fixture
def visitor(server):
    return Visitor(server.url)


@pytest.fixture
def tokens(app, visitor, shop):
    visitor.open(app.authorization_url())
    visitor.submit(username=shop.username, password=shop.password)
    return app.fetch_tokens(visitor.address)


def test_a_visitor_who_signs_in_comes_back_with_a_code(app, visitor, shop):
    visitor.open(app.authorization_url())

    visitor.submit(username=shop.username, password=shop.password)

    assert visitor.address.startswith(f"{CALLBACK}?")


def test_a_wrong_password_keeps_the_visitor_on_the_page(app, visitor, shop, server):
    visitor.open(app.authorization_url())

    visitor.submit(username=shop.username, password="Wrong-Horse-1")

    assert visitor.address.startswith(server.url)


def test_the_id_token_is_what_openid_connect_asks_for(app, tokens, shop):
    claims = app.id_claims(tokens)

    assert (claims["email"], claims["token_use"]) == (shop.email, "id")


def test_the_access_token_verifies_against_the_served_keys(app, tokens, shop):
    claims = app.access_claims(tokens["access_token"])

    assert (claims["username"], claims["client_id"]) == (shop.username, shop.client_id)


def test_user_info_tells_who_it_is(app, tokens, shop):
    assert app.user_info()["email"] == shop.email


def test_the_session_is_refreshed(app, tokens):
    renewed = app.refresh()

    assert app.access_claims(renewed["access_token"])["jti"] != app.access_claims(tokens["access_token"])["jti"]


def test_what_was_revoked_refreshes_no_more(app, tokens):
    answer = app.revoke(tokens["refresh_token"])

    assert answer.status_code == 200
    with pytest.raises(Exception, match="invalid_grant"):
        app.refresh()


def test_a_code_is_worth_nothing_without_its_verifier(app, visitor, shop):
    visitor.open(app.authorization_url())
    visitor.submit(username=shop.username, password=shop.password)
    app.verifier = "x" * 64

    with pytest.raises(Exception, match="invalid_grant"):
        app.fetch_tokens(visitor.address)
