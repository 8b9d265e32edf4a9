"""Identity providers in both consoles."""

import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from federation.actions import identity_providers
from federation.actions.identity_providers import Settings
from federation.models import IdentityProvider
from pools.actions import domains
from pools.models import Administrator, AppClient, UserPool
from tests.conftest import CALLER
from tests.federation import saml_metadata
from tests.federation.conftest import BY_HAND, FOUND, ISSUER, OIDC

pytestmark = pytest.mark.one_database

CREDENTIALS = {"client_id": "id-1", "client_secret": "secret-1", "authorize_scopes": "openid email"}
APPLE = {"client_id": "com.example.pool", "team_id": "TEAM", "key_id": "KEY"}
CORP = {
    "name": "Corp",
    "client_id": "poolhouse",
    "client_secret": "corp-secret",
    "authorize_scopes": "openid email",
    "attributes_request_method": "GET",
    "setup_method": "auto",
    "oidc_issuer": ISSUER,
    "identifiers": "corp.example, corp.co.uk",
    "Level2": "urn:mfa",
}
ADFS = {"name": "ADFS", "identifiers": "", "sign_out": "on", "metadata_source": "file"}


@pytest.fixture
def operator(db) -> Administrator:
    return Administrator.objects.create(username="operator", is_staff=True, is_superuser=True)


@pytest.fixture
def console(operator) -> Client:
    client = Client()
    client.force_login(operator)
    return client


@pytest.fixture
def original(console) -> Client:
    Administrator.objects.update(console=Administrator.Console.ORIGINAL)
    return console


def rows(*pairs, **more):
    named = {"rows-TOTAL_FORMS": str(len(pairs)), "rows-INITIAL_FORMS": "0"}
    for number, (name, source, *captured) in enumerate(pairs):
        named |= {f"rows-{number}-pool_attribute": name, f"rows-{number}-source": source}
        named |= {f"rows-{number}-capture": "on"} if captured else {}
    return named | more


def address(name, pool, *more):
    return reverse(f"admin:{name}", args=[pool.id, *more])


def told(answer):
    return answer.content.decode()


def apple_key():
    key = ec.generate_private_key(ec.SECP256R1())
    pem = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, *pem).decode()


@pytest.mark.spec("FED-114", "CON-199", "CON-203", "CON-201", "CON-223", "FED-205")
@pytest.mark.parametrize(
    ("slug", "kind"), [("facebook", "Facebook"), ("google", "Google"), ("amazon", "LoginWithAmazon")]
)
def test_a_social_provider_is_added(console, pool, slug, kind):
    given = CREDENTIALS | rows(("email", "email"), ("", ""), ("name", ""))
    answer = console.post(address("identity_provider_create", pool, slug), given)
    made = IdentityProvider.objects.get()

    assert answer.url == address("identity_provider", pool, made.pk)
    assert (made.name, made.kind, made.attribute_mapping) == (kind, kind, {"email": "email"})
    assert identity_providers.secrets_of(made) == {"client_secret": "secret-1"}
    assert "secret-1" not in told(console.get(answer.url))


@pytest.mark.spec("FED-111", "CON-200", "CON-201", "CON-202", "CON-198")
def test_apple_is_enabled_in_the_original_console(original, pool):
    page = told(original.get(address("identity_provider_create", pool, "apple")))
    given = APPLE | {"private_key": apple_key(), "scopes": ["email", "name"]} | rows(("email", "email", True))
    original.post(address("identity_provider_create", pool, "apple"), given)
    made = IdentityProvider.objects.get()

    assert "Enable Sign in with Apple" in page
    assert "Services ID" in page
    assert made.details == APPLE | {"authorize_scopes": "email name"}


def test_a_key_that_is_none_is_told_before_anybody_signs_in(console, pool):
    given = APPLE | {"private_key": "nonsense", "authorize_scopes": "email"} | rows()
    answer = console.post(address("identity_provider_create", pool, "apple"), given)

    assert "This is not a private key as Apple issues them." in told(answer)
    assert not IdentityProvider.objects.exists()


@pytest.mark.spec("FED-183", "FED-186", "CON-205", "CON-214", "FED-254", "FED-208")
def test_an_openid_provider_is_added_by_its_issuer(console, pool, outside):
    console.post(address("identity_provider_create", pool, "oidc"), CORP | rows(("username", "sub"), ("email", "mail")))
    made = IdentityProvider.objects.get()

    assert (made.name, made.acr_mapping) == ("Corp", {"Level2": "urn:mfa"})
    assert made.attribute_mapping == {"username": "sub", "email": "mail"}
    assert set(made.identifiers.values_list("identifier", flat=True)) == {"corp.example", "corp.co.uk"}
    assert made.derived["token_url"] == FOUND["token_endpoint"]


@pytest.mark.spec("FED-179", "CON-204")
def test_discovery_is_run_and_saves_nothing(original, pool, outside):
    answer = original.post(address("identity_provider_create", pool, "oidc"), CORP | rows(discover="1"))

    assert FOUND["userinfo_endpoint"] in told(answer)
    assert 'value="corp-secret"' in told(answer)
    assert "errorlist" not in told(answer)
    assert not IdentityProvider.objects.exists()


@pytest.mark.spec("FED-180", "CON-204")
def test_a_discovery_that_fails_asks_for_addresses_by_hand(original, pool, outside):
    outside.pages.clear()
    given = CORP | rows(("", ""))
    asked = original.post(address("identity_provider_create", pool, "oidc"), given | {"discover": "1"})
    by_hand = given | {"setup_method": "manual"}
    missing = original.post(address("identity_provider_create", pool, "oidc"), by_hand)
    original.post(address("identity_provider_create", pool, "oidc"), by_hand | BY_HAND)

    assert "Unable to contact well-known endpoint" in told(asked)
    assert all(label in told(asked) for label in ("Authorization endpoint", "Userinfo endpoint", "Jwks uri"))
    assert "By manual input each endpoint is needed." in told(missing)
    assert IdentityProvider.objects.get().derived["jwks_uri"] == BY_HAND["jwks_uri"]


@pytest.mark.spec("FED-148", "CON-211", "CON-212", "CON-224", "FED-207", "FED-245")
def test_a_saml_provider_is_added_by_its_metadata(console, pool):
    metadata = SimpleUploadedFile("metadata.xml", saml_metadata.adfs().encode())
    claim = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"
    given = ADFS | {"metadata_file": metadata, "idp_initiated": "on"} | rows(("email", claim))
    console.post(address("identity_provider_create", pool, "saml"), given)
    made = IdentityProvider.objects.get()

    assert made.attribute_mapping == {"email": claim}
    assert made.details == {"MetadataFile": saml_metadata.adfs(), "IDPSignout": "true", "IDPInit": "true"}


@pytest.mark.spec("FED-147", "CON-210", "FED-159")
def test_a_saml_provider_is_changed_and_keeps_its_document(original, pool):
    metadata = SimpleUploadedFile("metadata.xml", saml_metadata.adfs().encode())
    page = told(original.get(address("identity_provider_create", pool, "saml")))
    original.post(address("identity_provider_create", pool, "saml"), ADFS | {"metadata_file": metadata} | rows())
    made = IdentityProvider.objects.get()
    original.post(
        address("identity_provider_edit", pool, made.pk), {"metadata_source": "file", "identifiers": "adfs.example"}
    )
    made.refresh_from_db()

    assert all(label in page for label in ("SAML Provider name", "Enable IdP sign out flow", "Create provider"))
    assert made.details == {"MetadataFile": saml_metadata.adfs()}
    assert made.identifiers.get().identifier == "adfs.example"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"metadata_file": SimpleUploadedFile("a.xml", b"\xff\xfe")}, "The document is no text in UTF-8."),
        ({"metadata_source": "file"}, "Choose the metadata document."),
        ({"metadata_source": "url"}, "Give the address of the metadata document."),
        ({"identifiers": "a/b"}, "cannot be an identifier"),
        ({"identifiers": ",".join(f"d{number}.example" for number in range(51))}, "At most 50 identifiers."),
    ],
    ids=["bytes", "no-file", "no-url", "identifier", "many"],
)
def test_what_does_not_fit_is_told_on_the_form(console, pool, change, message):
    answer = console.post(address("identity_provider_create", pool, "saml"), ADFS | change | rows())

    assert message in told(answer)
    assert not IdentityProvider.objects.exists()


@pytest.mark.spec("CON-203", "FED-159")
def test_an_edit_keeps_the_secret_that_is_not_typed_again(console, pool, corp):
    page = told(console.get(address("identity_provider_edit", pool, corp.pk)))
    given = {key: value for key, value in CORP.items() if key not in ("name", "client_secret")}
    console.post(address("identity_provider_edit", pool, corp.pk), given | {"client_id": "other"})
    corp.refresh_from_db()

    assert "corp-secret" not in page
    assert "poolhouse" in page
    assert corp.details["client_id"] == "other"
    assert corp.attribute_mapping == {"email": "email"}
    assert identity_providers.secrets_of(corp) == {"client_secret": "corp-secret"}


def test_an_address_that_was_given_by_hand_stays_when_the_form_is_saved(console, pool, corp):
    details = Settings(details=OIDC | {"jwks_uri": BY_HAND["jwks_uri"]})
    identity_providers.update_identity_provider(corp, details, caller=CALLER)
    form = console.get(address("identity_provider_edit", pool, corp.pk)).context["form"]
    console.post(address("identity_provider_edit", pool, corp.pk), {field.name: field.value() or "" for field in form})
    corp.refresh_from_db()

    assert corp.derived["jwks_uri"] == BY_HAND["jwks_uri"]
    assert corp.derived["token_url"] == FOUND["token_endpoint"]


def test_what_the_action_refuses_is_told_on_the_form(console, pool, corp):
    answer = console.post(address("identity_provider_create", pool, "oidc"), CORP | rows(("email", "a")))

    assert "Provider Corp already exists." in told(answer)


@pytest.mark.spec("FED-205", "FED-206", "CON-223", "CON-218")
def test_a_mapping_is_changed(console, pool, corp):
    where = address("identity_provider_mapping", pool, corp.pk)
    more = told(console.post(where, rows(("email", "email"), more="1")))
    twice = told(console.post(where, rows(("email", "a"), ("email", "b"))))
    half = told(console.post(where, rows(("", "a"))))
    refused = told(console.post(where, rows(("username", "email"))))
    console.post(where, rows(("email", ""), ("name", "display_name")))
    corp.refresh_from_db()

    assert 'name="rows-1-source"' in more
    assert "email is filled by two rows." in twice
    assert "Choose what it fills." in half
    assert "AttributeMapping contains invalid mapping: [username]" in refused
    assert corp.attribute_mapping == {"name": "display_name"}


@pytest.mark.spec("FED-202", "FED-203", "FED-204", "FED-113", "FED-182", "CON-221", "CON-222")
def test_in_the_original_console_what_is_not_captured_is_not_mapped(original, pool, corp):
    page = told(original.get(address("attribute_mapping", pool)))
    given = rows(("username", "sub", True), ("email", "email"), ("nickname", "nick", True))
    answer = original.post(address("identity_provider_mapping", pool, corp.pk), given)
    corp.refresh_from_db()

    assert all(
        label in page for label in ("Capture", "User pool attribute", "Add OpenID Connect attribute", "Go to summary")
    )
    assert answer.url.startswith(address("attribute_mapping", pool))
    assert corp.attribute_mapping == {"username": "sub", "nickname": "nick"}


@pytest.mark.spec("FED-193", "FED-197", "CON-219", "CON-220")
def test_a_page_warns_of_what_would_fail_at_each_sign_in(console, pool, corp):
    schema = [{"Name": "name", "Required": True}, {"Name": "custom:badge", "Mutable": False}]
    UserPool.objects.update(schema=schema)
    IdentityProvider.objects.update(attribute_mapping={"custom:badge": "badge"})
    page = told(console.get(address("identity_provider", pool, corp.pk)))

    assert "The pool requires name, and nothing is mapped to it" in page
    assert "custom:badge cannot change once set" in page


@pytest.mark.spec("FED-153", "FED-154")
def test_a_provider_is_deleted_once_its_name_is_typed(console, pool, corp):
    where = address("identity_provider_delete", pool, corp.pk)
    refused = told(console.post(where, {"name": "corp"}))
    console.post(where, {"name": "Corp"})

    assert "This is not the name of the provider." in refused
    assert not IdentityProvider.objects.exists()


@pytest.mark.spec(
    "FED-104", "FED-105", "FED-106", "FED-107", "FED-108", "FED-109", "FED-110", "FED-155", "FED-175", "FED-100"
)
@pytest.mark.parametrize("slug", ["facebook", "google", "amazon", "apple", "oidc", "saml"])
def test_the_values_to_register_are_printed(console, pool, slug):
    domains.create_domain(pool, "shop", caller=CALLER)
    page = told(console.get(address("identity_provider_create", pool, slug)))
    here = domains.hosted_ui_url(pool)
    expected = {"saml": f"{here}/saml2/idpresponse"}.get(slug, f"{here}/oauth2/idpresponse")

    assert f'data-copy="{expected}"' in page


@pytest.mark.spec("CON-216", "FED-122", "FED-82")
def test_the_signing_certificate_is_shown_and_handed_out(console, pool):
    listed = told(console.get(address("identity_providers", pool)))
    shown = told(console.get(address("saml_signing_certificate", pool)))
    handed = console.get(address("saml_signing_certificate_file", pool))

    assert "View signing certificate" in listed
    assert "This user pool has no" in listed
    assert handed.content.decode().splitlines()[1] in shown
    assert handed["Content-Disposition"] == f'attachment; filename="{pool.id}.crt"'


@pytest.mark.spec("FED-112", "FED-115", "FED-181", "FED-184")
def test_an_app_client_is_given_a_provider(console, app, corp):
    where = reverse("admin:app_client_slice", args=[app.pool_id, app.client_id, "hosted-ui"])
    page = told(console.get(where))
    given = {
        "supported_identity_providers": ["COGNITO", "Corp"],
        "callback_urls": "https://shop.example/callback",
        "allowed_o_auth_flows": ["code"],
        "allowed_o_auth_scopes": ["openid"],
        "confirmed": "1",
        "seen": console.get(where).context["form"].seen,
    }
    console.post(where, given)

    assert 'value="Corp"' in page
    assert AppClient.objects.get().supported_identity_providers == ["COGNITO", "Corp"]
    assert app.client_name in told(console.get(address("identity_provider", app.pool, corp.pk)))


@pytest.mark.spec("CON-176", "CON-11", "FED-183")
def test_both_consoles_lead_to_them(console, pool, corp):
    new = told(console.get(address("pool_settings", pool, "sign-in-experience")))
    choose = told(console.get(address("identity_provider_choose", pool)))
    Administrator.objects.update(console=Administrator.Console.ORIGINAL)
    original = told(console.get(address("identity_providers", pool)))

    assert "Federated identity provider sign-in" in new
    assert all(label in choose for label in ("Facebook", "Google", "Amazon", "Apple", "SAML", "OpenID Connect"))
    assert all(
        label in original for label in ("Login with Amazon", "Sign In with Apple", "OpenId Connect", "Federation")
    )
    assert 'data-label="Type">OpenId Connect' in original
    assert "Active SAML Providers" in original


@pytest.mark.parametrize("name", ["identity_providers", "identity_provider_choose", "attribute_mapping"])
def test_the_pages_cost_the_same_with_many_providers(console, pool, corp, name, django_assert_max_num_queries):
    many = [IdentityProvider(pool=pool, name=f"P{number:03}", kind="OIDC", sealed_secrets=b"") for number in range(60)]
    IdentityProvider.objects.bulk_create(many)

    with django_assert_max_num_queries(19):
        answer = console.get(address(name, pool))

    assert answer.status_code == 200


def test_a_page_goes_on_where_the_one_before_ended(console, pool, corp):
    many = [IdentityProvider(pool=pool, name=f"P{number:03}", kind="OIDC", sealed_secrets=b"") for number in range(60)]
    IdentityProvider.objects.bulk_create(many)
    first = console.get(address("identity_providers", pool))
    second = console.get(address("identity_providers", pool), {"after": first.context["more"]})
    nowhere = console.get(address("identity_providers", pool), {"after": "nonsense"})

    assert (len(first.context["providers"]), len(second.context["providers"])) == (50, 11)
    assert nowhere.status_code == 302
    assert json.dumps("P059") not in told(first)
