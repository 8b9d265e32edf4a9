"""The AWS SDK for Python and the AWS CLI, over HTTP, given nothing but the endpoint."""

import pytest
from botocore.exceptions import ClientError

pytestmark = [pytest.mark.server, pytest.mark.one_database]


def test_the_cli_lists_the_users_of_a_pool(aws, shop):
    users = aws("list-users", "--user-pool-id", shop.pool_id, "--filter", f'email = "{shop.email}"')["Users"]

    assert [user["Username"] for user in users] == [shop.username]


def test_the_cli_signs_a_user_in_and_asks_who_that_is(aws, shop):
    parameters = f"USERNAME={shop.username},PASSWORD={shop.password}"
    flow = ["--auth-flow", "USER_PASSWORD_AUTH", "--auth-parameters", parameters]
    tokens = aws("initiate-auth", "--no-sign-request", "--client-id", shop.client_id, *flow)["AuthenticationResult"]

    user = aws("get-user", "--no-sign-request", "--access-token", tokens["AccessToken"])

    assert user["Username"] == shop.username


def test_the_cli_pages_through_pools(aws, shop):
    first = aws("list-user-pools", "--max-results", "1")
    second = aws("list-user-pools", "--max-results", "1", "--next-token", first["NextToken"])

    assert first["UserPools"][0]["Id"] != second["UserPools"][0]["Id"]


def test_boto3_sees_the_user(remote_idp, shop):
    listed = remote_idp.list_users(UserPoolId=shop.pool_id)["Users"]
    user = remote_idp.admin_get_user(UserPoolId=shop.pool_id, Username=shop.username)

    assert [each["Username"] for each in listed] == [shop.username]
    assert user["UserStatus"] == "CONFIRMED"


def test_boto3_knows_an_error_by_its_name(remote_idp, shop):
    with pytest.raises(remote_idp.exceptions.UserNotFoundException):
        remote_idp.admin_get_user(UserPoolId=shop.pool_id, Username="charlie")


def test_a_call_signed_with_a_wrong_secret_is_refused(server, idp_at, shop, monkeypatch):
    monkeypatch.setattr("tests.product.SECRET_ACCESS_KEY", "another-secret-access-key-0000000000000")

    with pytest.raises(ClientError) as refusal:
        idp_at(server).list_users(UserPoolId=shop.pool_id)

    assert refusal.value.response["Error"]["Code"] == "InvalidSignatureException"
