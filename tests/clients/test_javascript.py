"""The JavaScript clients: amazon-cognito-identity-js, aws-jwt-verify, the AWS SDK v3."""

import pytest

pytestmark = [pytest.mark.server, pytest.mark.node]


@pytest.fixture(scope="module")
def signed_in(node, server, shop):
    return node("sign_in.js", server.url, shop.pool_id, shop.client_id, shop.username, shop.password)


def test_a_user_signs_in_with_srp(signed_in, shop):
    assert signed_in["attributes"]["email"] == shop.email


def test_the_session_is_refreshed(signed_in):
    assert signed_in["refreshedAccessToken"] != signed_in["accessToken"]


def test_a_wrong_password_is_refused_by_name(node, server, shop):
    answer = node("sign_in.js", server.url, shop.pool_id, shop.client_id, shop.username, "Wrong-Horse-1")

    assert answer == {"error": "NotAuthorizedException", "message": "Incorrect username or password."}


def test_both_tokens_verify_against_the_served_keys(node, server, shop, signed_in):
    issuer = f"{server.url}/{shop.pool_id}"
    verified = node("verify.js", issuer, shop.client_id, signed_in["idToken"], signed_in["accessToken"])

    assert verified["id"]["email"] == shop.email
    assert verified["access"]["username"] == shop.username


def test_a_token_for_another_use_does_not_verify(node, server, shop, signed_in):
    issuer = f"{server.url}/{shop.pool_id}"
    verified = node("verify.js", issuer, shop.client_id, signed_in["accessToken"], signed_in["idToken"])

    assert "error" in verified["id"]
    assert "error" in verified["access"]


def test_the_sdk_signs_in_reads_and_knows_errors(node, server, shop):
    seen = node("sdk.js", server.url, shop.pool_id, shop.client_id, shop.username, shop.password)

    assert (seen["username"], seen["status"]) == (shop.username, "CONFIRMED")
    assert seen["refusal"]["name"] == "NotAuthorizedException"
