"""What Cognito has no setting for, of app clients in the console; that of pools is with the other slices."""

import json

import pytest
from django.urls import reverse

from pools.actions import client_own_settings
from pools.models import AppClient

pytestmark = pytest.mark.one_database

KEY = {
    "kty": "EC",
    "crv": "P-256",
    "kid": "one",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
}
KEYS = json.dumps({"keys": [KEY]})


@pytest.fixture
def of_client(app):
    return reverse("admin:app_client_slice", args=[app.pool_id, app.client_id, "own-settings"])


def test_a_client_s_settings_are_shown_changed_and_shown_again(console, app, of_client):
    shown = console.get(of_client).content.decode()
    assert all(setting.title in shown for setting in client_own_settings.OWN_SETTINGS.values())
    assert ">null<" not in shown.replace("\n", "")

    page = console.post(of_client, {"require_pkce": "on", "jwks": KEYS, "confirmed": "1"}, follow=True).content.decode()
    changed = AppClient.objects.get(pk=app.pk)
    assert (changed.require_pkce, changed.allow_device_flow, changed.jwks["keys"][0]["kid"]) == (True, False, "one")
    assert "EC one" in page


@pytest.mark.parametrize("keys", ["no json", "[]", '{"keys": []}'])
def test_a_key_set_that_is_none_comes_back_on_the_form(console, of_client, keys):
    response = console.post(of_client, {"jwks": keys, "confirmed": "1"})
    assert response.status_code == 200
    assert not response.context["form"].is_valid()
    assert not AppClient.objects.exclude(jwks=None).exists()


def test_keys_go_when_the_field_is_emptied(console, app, of_client):
    console.post(of_client, {"jwks": KEYS, "confirmed": "1"})
    console.post(of_client, {"jwks": "", "confirmed": "1"})
    assert AppClient.objects.get(pk=app.pk).jwks is None


def test_they_need_the_permission_to_update(console_of, of_client, app, pool):
    reader = console_of("cognito-idp:DescribeUserPool", "cognito-idp:DescribeUserPoolClient")
    assert reader.get(of_client).status_code == 403
    page = reader.get(reverse("admin:app_client", args=[pool.id, app.client_id])).content.decode()
    assert "PKCE required" in page
    assert of_client not in page


def test_changing_them_is_audited(console, of_client, trail):
    console.post(of_client, {"require_pkce": "on", "confirmed": "1"})
    assert trail(name="SetOwnSettings")[0].detail["require_pkce"] is True
