from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from pools.actions import app_clients
from pools.caller import Caller
from pools.console.app_client_forms import NEW, values_of
from pools.models import AppClient


def form(**changes):
    given = NEW | {"client_name": "web", "callback_urls": "https://app.example.com/cb\nhttps://app.example.com/other"}
    return given | changes


def create(console, pool, **changes):
    console.post(reverse("admin:app_client_create", args=[pool.id]), form(**changes))
    return AppClient.objects.get()


@pytest.mark.spec("APP-107", "APP-111")
def test_a_public_client_has_no_secret(console, pool):
    client = create(console, pool)

    assert not client.has_secret
    assert client.callback_urls == ["https://app.example.com/cb", "https://app.example.com/other"]
    assert client.allowed_o_auth_flows_user_pool_client


@pytest.mark.spec("APP-112")
def test_a_confidential_client_has_one(console, pool):
    assert create(console, pool, app_type="confidential").has_secret


@pytest.mark.spec("APP-113")
@pytest.mark.parametrize(("choice", "has_secret"), [("generate", True), ("none", False)])
def test_for_other_apps_it_is_chosen(choice, has_secret, console, pool):
    assert create(console, pool, app_type="other", secret=choice).has_secret == has_secret


@pytest.mark.spec("APP-120")
def test_a_lifetime_out_of_range_lands_on_the_form(console, pool):
    answer = console.post(
        reverse("admin:app_client_create", args=[pool.id]), form(access_token=25, access_token_unit="hours")
    )

    assert answer.status_code == 200
    assert not AppClient.objects.exists()


@pytest.mark.parametrize(
    "url", ["http://example.com/cb", "https://example.com/cb#part", "javascript:alert(1)", "nowhere"]
)
def test_a_callback_url_that_is_none_lands_on_the_form(url, console, pool):
    answer = console.post(reverse("admin:app_client_create", args=[pool.id]), form(callback_urls=url))

    assert answer.status_code == 200
    assert not AppClient.objects.exists()


@pytest.mark.spec("APP-144", "APP-145")
def test_the_button_opens_a_sign_in_page_ready_for_use(console, pool):
    client = create(console, pool)
    page = console.get(reverse("admin:app_client", args=[pool.id, client.client_id]))
    address = urlsplit(page.context["sign_in_url"])

    assert address.path == "/login"
    assert parse_qs(address.query) == {
        "client_id": [client.client_id],
        "response_type": ["code"],
        "scope": ["openid email profile"],
        "redirect_uri": ["https://app.example.com/cb"],
    }
    assert 'target="_blank"' in page.content.decode()


def test_an_implicit_client_asks_for_tokens(console, pool):
    client = create(console, pool, allowed_o_auth_flows=["implicit"])
    page = console.get(reverse("admin:app_client", args=[pool.id, client.client_id]))

    assert "response_type=token" in page.context["sign_in_url"]


def test_without_a_grant_there_is_no_button(console, pool):
    client = create(console, pool, allowed_o_auth_flows=[], allowed_o_auth_scopes=[])
    page = console.get(reverse("admin:app_client", args=[pool.id, client.client_id]))

    assert page.context["sign_in_url"] is None
    assert "not set up" in page.content.decode()


def test_the_secret_is_shown_on_request_only(console, pool):
    client = app_clients.create_app_client(pool, "server", caller=Caller(), generate_secret=True)
    page, shown = (
        reverse(f"admin:{name}", args=[pool.id, client.client_id]) for name in ("app_client", "app_client_secret")
    )

    assert client.secret not in console.get(page).content.decode()
    assert client.secret in console.post(shown).content.decode()
    assert console.get(shown).status_code == 405


@pytest.mark.spec("APP-101", "CON-238")
def test_editing_keeps_what_the_form_does_not_speak_of(console, pool):
    client = app_clients.create_app_client(pool, "web", caller=Caller(), read_attributes=["email", "name"])
    shown = values_of(client) | {"client_name": "renamed", "callback_urls": "", "logout_urls": ""}
    console.post(reverse("admin:app_client_edit", args=[pool.id, client.client_id]), shown)

    client.refresh_from_db()
    assert client.client_name == "renamed"
    assert client.read_attributes == ["email", "name"]


def test_a_deleted_client_is_gone(console, pool, app):
    console.post(reverse("admin:app_client_delete", args=[pool.id, app.client_id]))

    assert not AppClient.objects.filter(client_id=app.client_id).exists()


def test_a_client_of_another_pool_is_not_found(console, app, quick_keys):
    from pools.models import UserPool

    other = UserPool.objects.create(id="us-east-1_Other0000", name="Other", region="us-east-1")
    assert console.get(reverse("admin:app_client", args=[other.id, app.client_id])).status_code == 404


def test_a_migrated_app_client_keeps_its_id(console, pool):
    assert create(console, pool, client_id="7abcdefghijklmnopqrstuvwxy").client_id == "7abcdefghijklmnopqrstuvwxy"
