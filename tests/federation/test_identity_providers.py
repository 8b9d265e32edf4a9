"""Identity providers by the API: what may be saved, and what is told of it."""

import ipaddress
import json

import pytest
from django.utils import timezone

from federation.actions import identity_providers, refreshing
from federation.actions.identity_providers import Settings
from federation.details import oidc
from federation.details.social import apple_key
from federation.models import IdentityProvider
from pools.actions import identity_providers as of_pools
from pools.actions import schema
from pools.errors import ResourceNotFoundException
from pools.models import AuditEvent, UserPool
from tests.conftest import CALLER
from tests.federation.conftest import BY_HAND, FOUND, ISSUER, OIDC

pytestmark = pytest.mark.one_database

CREDENTIALS = {"client_id": "id-1", "client_secret": "secret-1", "authorize_scopes": "openid email"}
APPLE = {
    "client_id": "com.example.pool",
    "team_id": "TEAM",
    "key_id": "KEY",
    "private_key": "key-1",
    "authorize_scopes": "email name",
}
WELL_KNOWN = f"{ISSUER}/.well-known/openid-configuration"


@pytest.fixture
def create(idp, pool, outside):
    def create(name="Corp", kind="OIDC", details=OIDC, **more):
        answer = idp.create_identity_provider(
            UserPoolId=pool.id, ProviderName=name, ProviderType=kind, ProviderDetails=details, **more
        )
        return answer["IdentityProvider"]

    return create


@pytest.mark.spec(
    "FED-80", "FED-81", "FED-187", "FED-208", "FED-250", "FED-253", "FED-192", "FED-186", "CON-273", "CON-209"
)
@pytest.mark.spec("FED-160", "FED-162", "FED-249", "FED-252")
def test_an_openid_provider_is_made_described_changed_and_deleted(create, idp, pool, refused):
    made = create(IdpIdentifiers=["corp.example", "Corp Inc"], AcrMapping={"Level2": "urn:mfa"})
    named = {"UserPoolId": pool.id, "ProviderName": "Corp"}
    described = idp.describe_identity_provider(**named)["IdentityProvider"]
    changed = idp.update_identity_provider(**named, AttributeMapping={"email": "mail"})["IdentityProvider"]
    by_identifier = idp.get_identity_provider_by_identifier(UserPoolId=pool.id, IdpIdentifier="CORP.example")
    idp.delete_identity_provider(**named)

    assert described == made
    assert described["ProviderDetails"] == {
        **OIDC,
        "authorize_url": FOUND["authorization_endpoint"],
        "token_url": FOUND["token_endpoint"],
        "attributes_url": FOUND["userinfo_endpoint"],
        "jwks_uri": FOUND["jwks_uri"],
        "attributes_url_add_attributes": "false",
    }
    assert described["AttributeMapping"] == {"username": "sub"}
    assert changed | {"LastModifiedDate": 0} == described | {
        "AttributeMapping": {"email": "mail"},
        "LastModifiedDate": 0,
    }
    assert by_identifier["IdentityProvider"] == changed
    with refused("ResourceNotFoundException"):
        idp.describe_identity_provider(**named)


@pytest.mark.spec("FED-95", "FED-96", "FED-97", "FED-243", "FED-244", "FED-263", "FED-98", "FED-99", "CON-198")
@pytest.mark.parametrize(
    ("kind", "details", "hidden", "added"),
    [
        (
            "Facebook",
            CREDENTIALS | {"api_version": "v17.0", "authorize_scopes": "public_profile, email"},
            set(),
            {
                "authorize_url": "https://www.facebook.com/v17.0/dialog/oauth",
                "token_url": "https://graph.facebook.com/v17.0/oauth/access_token",
                "attributes_url": "https://graph.facebook.com/v17.0/me?fields=",
                "token_request_method": "GET",
                "attributes_url_add_attributes": "true",
            },
        ),
        (
            "Google",
            CREDENTIALS,
            set(),
            {
                "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
                "token_url": "https://www.googleapis.com/oauth2/v4/token",
                "attributes_url": "https://people.googleapis.com/v1/people/me?personFields=",
                "token_request_method": "POST",
                "attributes_url_add_attributes": "true",
                "oidc_issuer": "https://accounts.google.com",
            },
        ),
        (
            "LoginWithAmazon",
            CREDENTIALS,
            set(),
            {
                "authorize_url": "https://www.amazon.com/ap/oa",
                "token_url": "https://api.amazon.com/auth/o2/token",
                "attributes_url": "https://api.amazon.com/user/profile",
                "token_request_method": "POST",
                "attributes_url_add_attributes": "false",
            },
        ),
        (
            "SignInWithApple",
            APPLE,
            {"private_key"},
            {
                "authorize_url": "https://appleid.apple.com/auth/authorize",
                "token_url": "https://appleid.apple.com/auth/token",
                "token_request_method": "POST",
                "attributes_url_add_attributes": "false",
                "oidc_issuer": "https://appleid.apple.com",
            },
        ),
    ],
)
def test_a_social_provider_is_told_with_its_addresses(create, idp, pool, kind, details, hidden, added):
    made = create(kind, kind, details)
    secret = identity_providers.secrets_of(IdentityProvider.objects.get())
    again = idp.update_identity_provider(
        UserPoolId=pool.id, ProviderName=kind, ProviderDetails=made["ProviderDetails"]
    )["IdentityProvider"]

    assert made["ProviderDetails"] == added | {key: details[key] for key in details.keys() - hidden}
    assert again["ProviderDetails"] == made["ProviderDetails"]
    assert identity_providers.secrets_of(IdentityProvider.objects.get()) == secret


@pytest.mark.spec("FED-135", "FED-136", "CON-272", "FED-243")
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SAML_provider_1", "OIDC"),
        ("two words", "OIDC"),
        ("ab", "OIDC"),
        ("_ab", "OIDC"),
        ("x" * 33, "OIDC"),
        ("Google", "OIDC"),
        ("Corp", "Google"),
        ("Facebook", "Google"),
        ("COGNITO", "OIDC"),
    ],
)
def test_a_name_that_cannot_be_is_refused(create, refused, name, kind):
    with refused("InvalidParameterException"):
        create(name, kind, OIDC)

    assert not IdentityProvider.objects.exists()


@pytest.mark.spec("FED-172", "FED-173", "FED-176", "FED-185", "FED-187", "FED-251", "CON-206", "CON-207", "CON-208")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"client_id": ""}, "client_id, authorize_scopes, attributes_request_method and oidc_issuer are all required"),
        ({"oidc_issuer": "http://corp.example"}, "oidc_issuer must begin with https:// and use port 443 or 80."),
        ({"oidc_issuer": f"{ISSUER}:8443"}, "oidc_issuer must begin with https:// and use port 443 or 80."),
        ({"oidc_issuer": f"{ISSUER}/"}, "oidc_issuer must not end with /"),
        ({"oidc_issuer": "corp"}, "oidc_issuer: The URL must begin with https://"),
        ({"oidc_issuer": "https://nobody.example"}, "Unable to contact well-known endpoint: No answer from there"),
        ({"authorize_url": "http://corp.example/a"}, "authorize_url must begin with https://"),
        ({"attributes_request_method": "PUT"}, "attributes_request_method must be GET or POST."),
        ({"authorize_scopes": "email"}, "authorize_scopes must contain openid."),
        ({"authorise_scopes": "openid"}, "ProviderDetails contains unknown keys: [authorise_scopes]"),
        ({"client_id": "x" * 2049}, "client_id has at most 2048 characters."),
    ],
)
def test_details_that_cannot_be_are_refused(create, refused, change, message):
    with refused("InvalidParameterException") as refusal:
        create(details=OIDC | change)

    assert message in refusal.message
    assert not IdentityProvider.objects.exists()


@pytest.mark.spec("FED-186", "CON-208")
@pytest.mark.parametrize(
    ("page", "why"),
    [
        (b"<html>", "it does not answer with JSON."),
        ([FOUND], "it answers with status 200 and no discovery document."),
        (FOUND | {"issuer": "https://other.example"}, "its issuer is another one."),
        ({key: url for key, url in FOUND.items() if key != "jwks_uri"}, "it has no jwks_uri."),
        (FOUND | {"token_endpoint": 7}, "it has no token_endpoint."),
        (FOUND | {"token_endpoint": "http://corp.example"}, "token_endpoint must begin with https://"),
        (b"[" * 100_000, "it does not answer with JSON."),
    ],
)
def test_a_discovery_document_that_does_not_serve_is_refused(create, outside, refused, page, why):
    outside.pages[WELL_KNOWN] = page

    with refused("InvalidParameterException") as refusal:
        create()

    assert why in refusal.message


@pytest.mark.spec("FED-253", "FED-180")
def test_addresses_by_hand_need_no_discovery(create, outside):
    made = create(details=OIDC | BY_HAND)
    provider = IdentityProvider.objects.get()

    assert made["ProviderDetails"] | BY_HAND == made["ProviderDetails"]
    assert (outside.asked, provider.refresh_at) == ([], None)
    assert provider.derived["issuer"] == ISSUER


def test_within_networks_of_ones_own_a_provider_may_use_any_port_and_no_tls(create, outside, settings):
    settings.OUTGOING_NETWORKS = [ipaddress.ip_network("127.0.0.0/8")]
    local = {key: f"http://127.0.0.1:9999/{key}" for key in BY_HAND}

    assert create(details=OIDC | local | {"oidc_issuer": "http://127.0.0.1:9999"})["ProviderName"] == "Corp"


def test_what_a_description_added_is_not_given_when_it_comes_back(create, idp, pool):
    told = create()["ProviderDetails"]
    idp.update_identity_provider(UserPoolId=pool.id, ProviderName="Corp", ProviderDetails=told)

    assert IdentityProvider.objects.get().details.keys() == OIDC.keys() - {"client_secret"}
    assert IdentityProvider.objects.get().refresh_at is not None


@pytest.mark.spec("FED-97")
def test_apples_key_is_kept_by_an_update_that_leaves_it_out(create, idp, pool, refused):
    create("SignInWithApple", "SignInWithApple", APPLE)
    without = {key: value for key, value in APPLE.items() if key != "private_key"}
    named = {"UserPoolId": pool.id, "ProviderName": "SignInWithApple"}

    told = idp.update_identity_provider(**named, ProviderDetails=without | {"team_id": "OTHER"})["IdentityProvider"]

    assert told["ProviderDetails"]["team_id"] == "OTHER"
    assert identity_providers.secrets_of(IdentityProvider.objects.get()) == {"private_key": "key-1"}
    with refused("InvalidParameterException"):
        idp.update_identity_provider(**named, ProviderDetails={"team_id": "ALONE"})


def test_secrets_are_sealed_and_in_no_audit_event(create, trail):
    create()
    create("SignInWithApple", "SignInWithApple", APPLE)
    row = IdentityProvider.objects.get(name="Corp")
    (first, second) = trail(name="CreateIdentityProvider")

    assert b"corp-secret" not in bytes(row.sealed_secrets)
    assert "corp-secret" not in json.dumps(row.details)
    assert first.request_parameters["providerDetails"]["client_secret"] == "HIDDEN_DUE_TO_SECURITY_REASONS"
    assert second.request_parameters["providerDetails"]["private_key"] == "HIDDEN_DUE_TO_SECURITY_REASONS"
    assert (first.detail, second.detail["kind"]) == ({"provider": "Corp", "kind": "OIDC"}, "SignInWithApple")


@pytest.mark.spec("FED-137", "FED-141", "FED-248", "FED-138", "CON-272", "API-207")
def test_an_identifier_belongs_to_one_provider_of_the_pool(create, idp, pool, refused):
    create(IdpIdentifiers=["corp.example", "corp.co.uk"])
    create("Other", IdpIdentifiers=["other.example"])

    for_other = {"UserPoolId": pool.id, "ProviderName": "Other"}
    with refused("InvalidParameterException"):
        idp.update_identity_provider(**for_other, IdpIdentifiers=["CORP.example"])
    with refused("InvalidParameterException"):
        idp.update_identity_provider(**for_other, IdpIdentifiers=["a.example", "A.example"])
    with refused("InvalidParameterException"):
        idp.update_identity_provider(**for_other, IdpIdentifiers=[f"d{number}.example" for number in range(51)])
    swapped = idp.update_identity_provider(**for_other, IdpIdentifiers=["another.example", "other.example"])

    assert swapped["IdentityProvider"]["IdpIdentifiers"] == ["another.example", "other.example"]
    assert of_pools.find_by_identifier(pool, "corp.co.uk") == "Corp"


@pytest.mark.spec("FED-158", "FED-190", "CON-218", "FED-191")
@pytest.mark.parametrize(
    "mapping",
    [
        {"custom:nowhere": "x"},
        {"sub": "sub"},
        {"identities": "x"},
        {"email": " "},
        {"email": "x" * 2049},
        {"username": "email"},
    ],
)
def test_a_mapping_that_cannot_be_is_refused(create, refused, mapping):
    with refused("InvalidParameterException") as refusal:
        create(AttributeMapping={"preferred_username": "sub"} | mapping)

    assert refusal.message == f"AttributeMapping contains invalid mapping: [{next(iter(mapping))}]"


@pytest.mark.spec("FED-206", "FED-158")
def test_a_custom_attribute_is_mapped(create, pool):
    schema.add_custom_attributes(pool, [{"Name": "badge", "AttributeDataType": "String"}], caller=CALLER)

    assert create(AttributeMapping={"custom:badge": "badge"})["AttributeMapping"] == {"custom:badge": "badge"}


@pytest.mark.spec("FED-254", "CON-272")
def test_levels_are_for_openid_providers(create, refused):
    with refused("InvalidParameterException"):
        create("Google", "Google", CREDENTIALS, AcrMapping={"Level1": "urn:a"})
    with refused("InvalidParameterException"):
        create(AcrMapping={"Level5": "urn:a"})
    assert create(AcrMapping={"Level4": "urn:a"})["AcrMapping"] == {"Level4": "urn:a"}


@pytest.mark.spec("FED-161")
def test_providers_are_listed_in_pages(create, idp, pool):
    create("Google", "Google", CREDENTIALS)
    create()
    first = idp.list_identity_providers(UserPoolId=pool.id, MaxResults=1)
    second = idp.list_identity_providers(UserPoolId=pool.id, MaxResults=1, NextToken=first["NextToken"])
    whole = idp.list_identity_providers(UserPoolId=pool.id, MaxResults=0)["Providers"]

    assert [each["ProviderName"] for each in first["Providers"] + second["Providers"]] == ["Google", "Corp"]
    assert "NextToken" not in second
    assert [set(each) for each in whole] == [{"ProviderName", "ProviderType", "LastModifiedDate", "CreationDate"}] * 2


@pytest.mark.spec("FED-94", "FED-239", "API-363")
def test_an_app_client_names_providers_that_there_are(create, idp, pool, app, refused):
    settings = {"UserPoolId": pool.id, "ClientId": app.client_id, "ReadAttributes": ["email"]}
    with refused("InvalidParameterException") as refusal:
        idp.update_user_pool_client(**settings, SupportedIdentityProviders=["COGNITO", "Google"])
    create("Google", "Google", CREDENTIALS)
    idp.update_user_pool_client(**settings, SupportedIdentityProviders=["COGNITO", "Google"])
    idp.delete_identity_provider(UserPoolId=pool.id, ProviderName="Google")
    kept = idp.update_user_pool_client(**settings, SupportedIdentityProviders=["COGNITO", "Google"])["UserPoolClient"]
    app.refresh_from_db()

    assert refusal.message == f"The provider Google does not exist for User Pool {pool.id}."
    assert kept["SupportedIdentityProviders"] == ["COGNITO", "Google"]
    assert of_pools.offered(app) == []


def test_a_client_of_the_pool_alone_asks_for_no_providers(app, django_assert_num_queries, corp):
    with django_assert_num_queries(0):
        assert of_pools.offered(app) == []
        assert of_pools.find_for_address(app, "alice@corp.example") is None


@pytest.mark.spec("FED-143", "FED-145")
def test_an_address_leads_a_clients_user_to_its_provider(app, corp):
    app.supported_identity_providers = ["Corp", "COGNITO"]

    assert of_pools.find_for_address(app, "alice@CORP.example") == of_pools.Provider("Corp", "OIDC")
    assert of_pools.find_for_address(app, "alice@else.example") is None


@pytest.mark.spec("FED-149", "CON-213", "FED-89")
def test_what_a_provider_publishes_is_looked_at_anew(corp, outside):
    moved = f"{ISSUER}/v2/token"
    outside.pages[WELL_KNOWN] = FOUND | {"token_endpoint": moved}
    IdentityProvider.objects.update(refresh_at=timezone.now())

    assert refreshing.due() == [corp.pk]
    refreshing.refresh(corp.pk)
    refreshing.refresh(corp.pk)
    corp.refresh_from_db()

    assert corp.derived["token_url"] == moved
    assert outside.asked == [WELL_KNOWN] * 2
    assert outside.headers["User-Agent"] == "Amazon/Cognito"
    assert refreshing.due() == []


def test_for_a_deleted_pool_nobody_is_asked(corp):
    IdentityProvider.objects.update(refresh_at=timezone.now())
    UserPool.objects.update(deleted_at=timezone.now())

    assert refreshing.due() == []


@pytest.mark.spec("FED-149")
def test_a_provider_that_does_not_answer_stays_as_it_was(corp, outside):
    outside.pages.clear()
    IdentityProvider.objects.update(refresh_at=timezone.now())
    refreshing.refresh(corp.pk)
    after = IdentityProvider.objects.get()

    assert (after.derived, after.refreshed_at) == (corp.derived, corp.refreshed_at)
    assert after.refresh_at > timezone.now()


@pytest.mark.spec("FED-97")
def test_apples_key_is_read_with_and_without_the_lines_around_it():
    body = (
        "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2OF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+"
        "jn65BtOMvdyHKcvjBeBSDZH2r1RTwjmYSi9R/zpBnuQ4EiMnCqfMPWiZqB4QdbAd0E7oH50VpuZ1P087G"
    )
    whole = f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"

    assert apple_key(body).private_numbers() == apple_key(whole).private_numbers()
    with pytest.raises(ValueError, match=r"PEM|deserialize|parse|load|key"):
        apple_key("key-1")


def test_of_a_provider_made_twice_one_is(pool, corp, create, refused):
    with refused("DuplicateProviderException"):
        create()

    assert AuditEvent.objects.filter(name="CreateIdentityProvider").count() == 1


def test_a_provider_that_was_deleted_meanwhile_is_not_saved(pool, corp):
    IdentityProvider.objects.all().delete()

    with pytest.raises(ResourceNotFoundException):
        identity_providers.update_identity_provider(corp, Settings(acr_mapping={}), caller=CALLER)
    with pytest.raises(ResourceNotFoundException):
        identity_providers.delete_identity_provider(corp, caller=CALLER)


@pytest.mark.spec("FED-177")
@pytest.mark.parametrize(
    "issuer",
    [
        "https://login.salesforce.com",
        "https://people.okta.com",
        "https://login.microsoftonline.com/3c1f0d4e-2b7a-4c1d-9e8f-0a1b2c3d4e5f/v2.0",
        "https://accounts.google.com:443",
        "https://login.corp.example:80",
    ],
)
def test_well_known_issuers_are_taken(issuer):
    oidc.check_issuer(issuer)
