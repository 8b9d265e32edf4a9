import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from pools.actions import app_clients, domains, partial_changes
from pools.caller import Caller
from pools.console.client_settings.attribute_permissions import attributes_of
from pools.console.client_settings.hosted_ui import HostedUi
from pools.console.client_settings.information import Information
from pools.models import Administrator, AppClient, UserPool

pytestmark = pytest.mark.one_database

LABELS = {
    *("App type", "Public client", "Confidential client", "Other", "App client name", "Client secret"),
    *("Authentication flows", "Authentication flow session duration", "Refresh token expiration"),
    *("Access token expiration", "ID token expiration", "Enable token revocation"),
    *("Prevent error messages that reveal user existence", "Attribute read and write permissions"),
    *("Allowed callback URLs", "Allowed sign-out URLs", "OAuth 2.0 grant types", "OpenID Connect scopes"),
    *("Authorization code grant", "Implicit grant", "Client credentials", "Create app client"),
}


NEW = {
    "app_type": "public",
    "secret": "none",
    "auth_session_validity": 3,
    "supported_identity_providers": ["COGNITO"],
    "allowed_o_auth_flows": ["code"],
    "allowed_o_auth_scopes": ["openid", "email", "profile"],
    "explicit_auth_flows": ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
    "enable_token_revocation": "on",
    "hides_user_existence": "on",
    "refresh_token": 30,
    "refresh_token_unit": "days",
    "access_token": 1,
    "access_token_unit": "hours",
    "id_token": 1,
    "id_token_unit": "hours",
    "grace": 0,
}


def lines(values):
    """As the form posts them."""
    return {name: "\n".join(each) if name.endswith("_urls") else each for name, each in values.items()}


def form(**changes):
    given = NEW | {"client_name": "web", "callback_urls": "https://app.example.com/cb\nhttps://app.example.com/other"}
    return given | changes


def create(console, pool, **changes):
    console.post(reverse("admin:app_client_create", args=[pool.id]), form(**changes))
    return AppClient.objects.get()


@pytest.mark.spec("APP-102", "APP-103", "APP-104", "APP-106", "APP-108", "APP-110", "APP-129", "CON-152", "CON-161")
def test_one_form_makes_a_client_and_leads_to_its_id(console, pool):
    address = reverse("admin:app_integration", args=[pool.id])
    assert f'href="{address}"' in console.get(reverse("admin:user_pool", args=[pool.id])).content.decode()
    assert reverse("admin:app_client_create", args=[pool.id]) in console.get(address).content.decode()
    page = console.get(reverse("admin:app_client_create", args=[pool.id])).content.decode()
    assert LABELS - set(re.findall(r">\s*([^<>]+?)\s*<", html.unescape(page))) == set()

    made = console.post(reverse("admin:app_client_create", args=[pool.id]), form(), follow=True)
    assert made.context["client"].client_id in made.content.decode()


@pytest.mark.spec("APP-114", "APP-130", "APP-131", "APP-139", "CON-158", "CON-163", "CON-176", "CON-177", "CON-179")
def test_what_the_form_begins_with_is_a_client_ready_for_use(console, pool):
    every = ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"]
    client = create(console, pool, logout_urls="", allowed_o_auth_scopes=every)
    assert "ALLOW_USER_SRP_AUTH" in client.explicit_auth_flows
    assert client.supported_identity_providers == ["COGNITO"]
    assert (client.logout_urls, client.allowed_o_auth_scopes) == ([], every)
    assert client.enable_token_revocation


@pytest.mark.spec("APP-125", "APP-134", "CON-180")
def test_both_grants_of_browsers_may_be_had_together(console, pool):
    assert create(console, pool, allowed_o_auth_flows=["code", "implicit"]).allowed_o_auth_flows == ["code", "implicit"]


@pytest.mark.spec("CON-77", "CON-81")
def test_a_client_made_here_reads_and_writes_all_attributes(console, pool):
    pool.schema = [{"Name": "custom:tenant", "AttributeDataType": "String", "Mutable": True}]
    pool.save()
    page = console.get(reverse("admin:app_client_create", args=[pool.id]))
    scopes = ["address", "email", "phone", "profile"]
    given = attributes_of(UserPool.objects.get()) | {"read_scopes": scopes, "write_scopes": scopes}
    client = create(console, pool, **given)
    assert 'value="custom:tenant"' in page.content.decode()
    assert {"custom:tenant", "email", "sub"} <= set(client.read_attributes)
    assert {"custom:tenant", "email"} <= set(client.write_attributes)
    assert "sub" not in client.write_attributes


def slice_address(client, name):
    return reverse("admin:app_client_slice", args=[client.pool_id, client.client_id, name])


def permit(console, client, **given):
    console.post(slice_address(client, "attribute-permissions"), given | {"confirmed": "1"})
    client.refresh_from_db()


@pytest.mark.spec("APP-116", "CON-85", "CON-86", "APP-64")
def test_attributes_are_taken_from_a_client(console, pool, app):
    permit(console, app, read_attributes=["email", "name"])
    assert (app.read_attributes, app.write_attributes) == (["name", "email"], [])
    assert "name, email" in console.get(reverse("admin:app_client", args=[pool.id, app.client_id])).content.decode()


@pytest.mark.spec("CON-79")
def test_a_scope_stands_for_its_attributes(console, app):
    permit(console, app, read_attributes=["name"])
    permit(console, app, read_attributes=["name"], read_scopes=["email"])
    assert app.read_attributes == ["name", "email", "email_verified"]

    permit(console, app, read_attributes=["name", "email"])
    assert app.read_attributes == ["name", "email"]


@pytest.mark.spec("CON-83")
def test_what_the_pool_requires_stays_writable(console, pool, app):
    pool.schema = [{"Name": "email", "Required": True}]
    pool.save()
    page = console.get(slice_address(app, "attribute-permissions")).content.decode()
    locked = re.search(r'<input[^>]*value="email"[^>]*email: writable[^>]*>', page).group()
    permit(console, app, write_attributes=["name"])
    assert "checked disabled" in locked
    assert app.write_attributes == ["name", "email"]


@pytest.mark.spec("APP-158", "FED-33", "FED-36", "CON-192")
def test_the_console_shows_what_the_address_of_the_pages_is_made_of(console, pool, app):
    domains.create_domain(pool, "my-shop", caller=Caller())
    page = console.get(reverse("admin:app_client", args=[pool.id, app.client_id])).content.decode()
    assert "http://my-shop.auth.localhost:8000/login?client_id=1example23456789abcdefghij" in html.unescape(page)
    assert "https://shop.example/callback" in page
    integration = console.get(reverse("admin:app_integration", args=[pool.id])).content.decode()
    assert "http://my-shop.auth.localhost:8000" in integration


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


def shown_by(slice_class, client):
    """What the form of this slice posts when nothing is changed in it."""
    form = slice_class(client)
    fields = {name: field.widget for name, field in form.fields.items()}
    plain = {name: form[name].value() for name, widget in fields.items() if not hasattr(widget, "widgets")}
    pairs = {name: form[name].value() for name, widget in fields.items() if hasattr(widget, "widgets")}
    units = {f"{name}_unit": unit for name, (_number, unit) in pairs.items()}
    given = plain | {name: number for name, (number, _unit) in pairs.items()} | units
    return {name: value for name, value in given.items() if value not in (None, False)}


@pytest.mark.spec("APP-101", "CON-238")
def test_saving_one_card_leaves_the_others_alone(console, pool, app):
    before = shown_by(HostedUi, app)
    address = slice_address(app, "client-information")
    review = console.post(address, shown_by(Information, app) | {"client_name": "renamed"})
    assert [each.after for each in review.context["differences"]] == ["renamed"]
    assert AppClient.objects.get().client_name == "shop"

    console.post(address, shown_by(Information, app) | {"client_name": "renamed", "confirmed": "1"})
    app.refresh_from_db()
    assert app.client_name == "renamed"
    assert shown_by(HostedUi, app) == before


def test_two_administrators_do_not_undo_each_other(console, app):
    address = slice_address(app, "hosted-ui")
    seen = console.get(address).context["form"].seen
    partial_changes.change_app_client(app, caller=Caller(), callback_urls=["https://new.example/cb"])
    given = shown_by(HostedUi, app) | {"logout_urls": "https://mine.example", "seen": seen, "confirmed": "1"}
    page = console.post(address, given).content.decode()
    assert "Somebody else has changed these settings" in page
    assert AppClient.objects.get().callback_urls == ["https://new.example/cb"]


@pytest.mark.spec("CON-177", "CON-178", "CON-180")
def test_the_original_console_sets_what_the_hosted_ui_needs_on_a_page_for_all_clients(console, pool, app):
    Administrator.objects.update(console="original")
    page = console.get(reverse("admin:app_client_settings", args=[pool.id]))
    labels = {"Enabled Identity Providers", "Callback URL(s)", "Sign out URL(s)", "Allowed OAuth Flows"}
    assert labels - set(re.findall(r">\s*([^<>]+?)\s*<", html.unescape(page.content.decode()))) == set()

    urls = "https://a.example/cb, https://b.example/x,y"
    given = shown_by(HostedUi, app) | {"callback_urls": urls, "allowed_o_auth_flows": ["code", "implicit"]}
    saved = console.post(slice_address(app, "hosted-ui"), given | {"confirmed": "1"})
    app.refresh_from_db()
    assert app.callback_urls == ["https://a.example/cb", "https://b.example/x,y"]
    assert app.allowed_o_auth_flows == ["code", "implicit"]
    assert "/app-client-settings/" in saved.url


@pytest.mark.spec("CON-85", "CON-160")
def test_the_original_console_has_a_box_for_each_client(console, pool, app, django_assert_max_num_queries):
    Administrator.objects.update(console="original")
    for_another = {"client_name": "server", "generate_secret": "on", "hides_user_existence": "False", "grace": 0}
    console.post(reverse("admin:app_client_create", args=[pool.id]), NEW | for_another)
    made = AppClient.objects.get(client_name="server")
    with django_assert_max_num_queries(19):
        page = html.unescape(console.get(reverse("admin:app_clients", args=[pool.id])).content.decode())
    assert (made.has_secret, made.prevent_user_existence_errors) == (True, "LEGACY")
    assert page.count("Show Details") == 2
    assert "Set attribute read and write permissions" in page
    assert "Add another app client" in page
    assert page.count(f'id="id_{made.client_id}_client_name"') == 1


def test_who_may_not_update_is_offered_no_edit(console_of, pool, app):
    reader = console_of("cognito-idp:DescribeUserPoolClient", "cognito-idp:DescribeUserPool")
    page = reader.get(reverse("admin:app_client", args=[pool.id, app.client_id])).content.decode()
    assert "Attribute read and write permissions" in page
    assert "/settings/hosted-ui/edit/" not in page
    assert reader.post(slice_address(app, "hosted-ui"), {"confirmed": "1"}).status_code == 403


def test_a_deleted_client_is_gone(console, pool, app):
    console.post(reverse("admin:app_client_delete", args=[pool.id, app.client_id]))

    assert not AppClient.objects.filter(client_id=app.client_id).exists()


def test_a_client_of_another_pool_is_not_found(console, app, quick_keys):
    other = UserPool.objects.create(id="us-east-1_Other0000", name="Other", region="us-east-1")
    assert console.get(reverse("admin:app_client", args=[other.id, app.client_id])).status_code == 404


def test_a_migrated_app_client_keeps_its_id(console, pool):
    assert create(console, pool, client_id="7abcdefghijklmnopqrstuvwxy").client_id == "7abcdefghijklmnopqrstuvwxy"
