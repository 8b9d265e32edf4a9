"""aws-amplify, its endpoint overridden: SRP, GetTokensFromRefreshToken, both ways to sign out."""

import pytest

pytestmark = [pytest.mark.server, pytest.mark.node]

REVOKED = "NotAuthorizedException: Access Token has been revoked"


@pytest.fixture(scope="module")
def person(people):
    return people()


@pytest.fixture(scope="module")
def seen(node, server, factor_shop, person):
    return node("amplify.js", server.url, factor_shop.pool_id, factor_shop.client_id, person.username, person.password)


def test_a_user_signs_in_with_srp(seen, person):
    assert seen["signedIn"] == {"calls": [["InitiateAuth", 200], ["RespondToAuthChallenge", 200]], "next": "DONE"}
    assert (seen["user"], seen["email"]) == (person.username, person.email)


def test_the_session_is_refreshed(seen):
    assert seen["refreshed"] == {"calls": [["GetTokensFromRefreshToken", 200]], "isNew": True}


def test_who_signs_out_leaves_no_token_that_works(seen):
    assert seen["signedOut"]["calls"] == [["RevokeToken", 200]]
    assert seen["signedOut"]["current"] == "UserUnAuthenticatedException"
    assert seen["signedOut"]["reading"] == REVOKED


def test_who_signs_out_everywhere_is_signed_out_on_every_device(seen):
    assert seen["signedOutEverywhere"] == {"calls": [["GlobalSignOut", 200]], "reading": REVOKED}
