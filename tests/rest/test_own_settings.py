"""What Cognito has no setting for, by the REST API."""

import pytest

from pools.models import AppClient, UserPool

OF_POOL = "pools/us-east-1_aB3dE6gH9/own-settings"


@pytest.fixture
def of_client(app):
    return f"pools/{app.pool_id}/clients/{app.client_id}/own-settings"


def test_settings_of_a_client_are_read_and_changed(rest, of_client, app, trail):
    assert rest.get(of_client).json()["require_pkce"] is False
    changed = rest.patch(of_client, {"require_pkce": True, "jwks": None}).json()

    assert (changed["require_pkce"], changed["jwks"]) == (True, None)
    assert AppClient.objects.get(pk=app.pk).require_pkce
    assert trail(name="SetOwnSettings")[0].detail == {"require_pkce": True, "jwks": None}


def test_settings_of_a_pool_are_read_and_changed(rest, pool):
    before = rest.get(OF_POOL).json()
    assert (before["issuer"], before["allow_account_deletion"]) == ("native", True)

    rest.patch(OF_POOL, {"allow_account_deletion": False})
    assert not UserPool.objects.get().allow_account_deletion
    assert rest.get(OF_POOL).json() == before | {"allow_account_deletion": False}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"signing_key_days": -1}, 400),
        ({"password_storage": "in clear"}, 400),
        ({"allow_account_deletion": "no"}, 400),
        ({"allow_account_deletion": None}, 400),
        ({"sign_in_link_subject": "x" * 141}, 400),
        ({"unknown": True}, 400),
        ({"issuer": "shop"}, 422),
        ({"sign_in_link_message": "no place"}, 422),
    ],
)
def test_what_cannot_be_is_refused(rest, pool, body, status):
    assert rest.patch(OF_POOL, body).status_code == status


@pytest.mark.parametrize("body", [{"jwks": {}}, {"jwks": {"keys": [1]}}, {"require_pkce": 1}, {"jwks": "keys"}])
def test_no_key_set_and_no_switch(rest, of_client, body):
    assert rest.patch(of_client, body).status_code in (400, 422)


def test_they_need_the_permissions_of_the_client_and_of_the_pool(rest_of, of_client, pool):
    charlie = rest_of("charlie")
    calls = [charlie.get(of_client), charlie.patch(of_client), charlie.get(OF_POOL), charlie.patch(OF_POOL)]
    actions = ["DescribeUserPoolClient", "UpdateUserPoolClient", "DescribeUserPool", "UpdateUserPool"]

    assert [each.status_code for each in calls] == [403] * 4
    assert all(map(lambda call, action: f"cognito-idp:{action} " in call.json()["detail"], calls, actions))
