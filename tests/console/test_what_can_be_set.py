"""What the API can set, the console can set: each form is filled in, and what DescribeUserPool and its like then say is
compared with the service model. What is left is a list, with reasons."""

import re

import pytest
from django.urls import reverse

from pools.actions import functions
from pools.console.settings_pages import creation
from pools.console.settings_pages.slices import slices
from pools.contract import service_model
from pools.models import Domain, UserPool
from tests.conftest import CALLER
from tests.console import settable
from tests.console.filled_forms import (
    CHALLENGES,
    CLIENT_RISKS,
    CLIENT_SLICES,
    FIXED,
    KEY,
    MESSAGES,
    NEEDING_PLUS,
    POOL_SLICES,
    RISK_SLICES,
    ROLE,
    SLOTS,
    TRIGGERS,
    VERSIONED,
)

pytestmark = pytest.mark.one_database

_POOL = {path for _data, paths in (*POOL_SLICES.values(), *MESSAGES.values()) for path in paths} | TRIGGERS
_CLIENT = {path for _data, paths in CLIENT_SLICES.values() for path in paths}
_NAMED = {"PoolName"}  # described as Name
_ALWAYS_THE_SAME = {"SchemaAttributes[].DeveloperOnlyAttribute"}  # described of each attribute, and in no form
_SCHEMA = {path for path in _POOL - _ALWAYS_THE_SAME if path.startswith("SchemaAttributes[]")}
_PROVIDER = {"ProviderDetails", "AttributeMapping", "IdpIdentifiers", "AcrMapping"}
SET = {
    "CreateUserPool": _POOL | _NAMED | FIXED | {path.replace("SchemaAttributes", "Schema") for path in _SCHEMA},
    "UpdateUserPool": _POOL | _NAMED,
    "SetUserPoolMfaConfig": _POOL | {"SmsMfaConfiguration.SmsAuthenticationMessage"},
    "SetUserPoolSessionConfiguration": _POOL,
    "AddCustomAttributes": {
        path.replace("SchemaAttributes", "CustomAttributes") for path in _SCHEMA - {"SchemaAttributes[].Required"}
    },
    "CreateUserPoolClient": _CLIENT | {"GenerateSecret", "ClientSecret"},
    "UpdateUserPoolClient": _CLIENT,
    "SetUserPoolClientSessionConfiguration": _CLIENT,
    "AddUserPoolClientSecret": {"ClientSecret"},
    "CreateUserPoolDomain": {"Domain", "CustomDomainConfig.CertificateArn"},
    "UpdateUserPoolDomain": {"ManagedLoginVersion", "CustomDomainConfig.CertificateArn"},
    "CreateResourceServer": {"Identifier", "Name", "Scopes[].ScopeName", "Scopes[].ScopeDescription"},
    "UpdateResourceServer": {"Name", "Scopes[].ScopeName", "Scopes[].ScopeDescription"},
    "CreateGroup": {"GroupName", "Description", "Precedence", "RoleArn"},
    "UpdateGroup": {"Description", "Precedence", "RoleArn"},
    "SetUICustomization": {"CSS", "ImageFile"},
    "SetLogDeliveryConfiguration": _POOL,
    "SetRiskConfiguration": {path for _data, paths in RISK_SLICES.values() for path in paths},
    "CreateTerms": {"TermsName", "Links"},
    "UpdateTerms": {"Links"},
    "CreateIdentityProvider": {"ProviderName", "ProviderType"} | _PROVIDER,  # tests/federation/test_console.py
    "UpdateIdentityProvider": {"ProviderName"} | _PROVIDER,
}
ADDRESSED = {"UserPoolId", "ClientId", "Identifier", "GroupName", "Domain", "TermsId"}  # which thing it is about

_REPLICAS = "user pools have no replicas in other Regions here, which domains could fail over to"
_TLS = "the proxy in front decides about TLS versions"
_ONE_VALUE = "there is one value"
_LEGACY = "developer attributes are Cognito's own past: what an app client may write is set per app client"
LEFT_OUT = {
    "CreateTerms": dict.fromkeys(("TermsSource", "Enforcement"), _ONE_VALUE),
    "UpdateTerms": dict.fromkeys(("TermsSource", "Enforcement"), _ONE_VALUE)
    | {"TermsName": "a document does not become another one: it is ended, and the other one made"},
    "CreateUserPool": {"Schema[].DeveloperOnlyAttribute": _LEGACY},
    "AddCustomAttributes": {
        "CustomAttributes[].DeveloperOnlyAttribute": _LEGACY,
        "CustomAttributes[].Required": "a custom attribute is never required (CON-69)",
    },
    "CreateUserPoolDomain": {
        "ManagedLoginVersion": "chosen once there is a domain, as it can be changed at any time",
        "CustomDomainConfig.SecurityPolicy": _TLS,
        "Routing.Failover.PrimaryRoute53HealthCheckId": _REPLICAS,
        "Routing.Failover.SecondaryRegion": _REPLICAS,
    },
    "UpdateUserPoolDomain": {
        "CustomDomainConfig.SecurityPolicy": _TLS,
        "Routing.Failover.PrimaryRoute53HealthCheckId": _REPLICAS,
        "Routing.Failover.SecondaryRegion": _REPLICAS,
    },
}

_USERS = "a form or a button on the user's page, whose tests look at what it does"
_THEIRS = "users set it themselves, with their access token, by the account page or the app"
_NOT_YET = "not in this version, as the API says too"
_EDITOR = "the branding editor takes the whole document and its pictures, or each by a field of its own"
ELSEWHERE = {
    **dict.fromkeys(("AdminAddUserToGroup", "AdminCreateUser", "AdminSetUserMFAPreference"), _USERS),
    **dict.fromkeys(("AdminSetUserPassword", "AdminSetUserSettings", "AdminUpdateUserAttributes"), _USERS),
    **dict.fromkeys(("AdminLinkProviderForUser", "AdminUpdateAuthEventFeedback", "AdminUpdateDeviceStatus"), _USERS),
    **dict.fromkeys(("SetUserMFAPreference", "SetUserSettings", "UpdateAuthEventFeedback"), _THEIRS),
    **dict.fromkeys(("UpdateDeviceStatus", "UpdateUserAttributes"), _THEIRS),
    **dict.fromkeys(("CreateUserImportJob", "CreateUserPoolReplica", "UpdateUserPoolReplica"), _NOT_YET),
    **dict.fromkeys(("CreateManagedLoginBranding", "UpdateManagedLoginBranding"), _EDITOR),
    "TagResource": "the tags of a user pool are a slice",
    "UpdateProvisionedLimit": "the page Quotas",
}


@pytest.fixture
def described(idp, pool):
    """What the API says of the pool."""

    def describe():
        return {
            **idp.get_user_pool_mfa_config(UserPoolId=pool.id),
            **idp.get_user_pool_session_configuration(UserPoolId=pool.id),
            **idp.get_log_delivery_configuration(UserPoolId=pool.id)["LogDeliveryConfiguration"],
            **idp.describe_user_pool(UserPoolId=pool.id)["UserPool"],
            "LastModifiedDate": "",
            "ResponseMetadata": "",
        }

    return describe


@pytest.fixture
def described_client(idp, app):
    """What the API says of the app client."""

    def describe():
        names = {"UserPoolId": app.pool_id, "ClientId": app.client_id}
        return {
            **idp.get_user_pool_client_session_configuration(**names),
            **idp.describe_user_pool_client(**names)["UserPoolClient"],
            "LastModifiedDate": "",
            "ResponseMetadata": "",
        }

    return describe


def _save(console, address, data):
    """As a person does: look, send, look at what would change, confirm."""
    seen = console.get(address).context["form"].seen
    review = console.post(address, data | {"seen": seen})
    assert not review.context["form"].errors
    answer = console.post(address, data | {"seen": seen, "confirmed": "1"})
    assert answer.status_code == 302


@pytest.mark.parametrize("name", POOL_SLICES)
def test_a_slice_sets_what_it_shows(console, pool, described, name):
    UserPool.objects.update(user_pool_tier="PLUS" if name in NEEDING_PLUS else "ESSENTIALS")
    data, paths = POOL_SLICES[name]
    before = described()
    _save(console, reverse("admin:pool_slice", args=[pool.id, name.partition(":")[0]]), data)
    assert settable.changed(before, described()) == paths


@pytest.mark.parametrize("name", CLIENT_SLICES)
def test_a_card_of_an_app_client_sets_what_it_shows(console, app, described_client, name):
    tracked = {"UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 5}}
    UserPool.objects.update(session_configuration=tracked)
    app.secret = "secret"
    app.explicit_auth_flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"]
    app.save()
    data, paths = CLIENT_SLICES[name]
    before = described_client()
    _save(console, reverse("admin:app_client_slice", args=[app.pool_id, app.client_id, name]), data)
    assert settable.changed(before, described_client()) == paths


@pytest.fixture
def described_risks(idp, pool):
    """What the API says of what is done about risks, in the pool or in one of its clients."""
    pool.user_pool_tier, pool.user_pool_add_ons = "PLUS", {"AdvancedSecurityMode": "ENFORCED"}
    pool.save()

    def describe(**client):
        found = idp.describe_risk_configuration(UserPoolId=pool.id, **client)["RiskConfiguration"]
        return found | {"LastModifiedDate": ""}

    return describe


@pytest.mark.spec("SEC-169", "SEC-170", "SEC-173", "SEC-175", "SEC-176", "SEC-178", "SEC-180", "SEC-181", "SEC-182")
@pytest.mark.parametrize("name", RISK_SLICES)
def test_a_slice_about_risks_sets_what_it_shows_and_nothing_else(console, pool, described_risks, name):
    for_others = [(data, each) for each, (data, _paths) in RISK_SLICES.items() if each != name]
    [_save(console, reverse("admin:pool_slice", args=[pool.id, each]), data) for data, each in for_others]
    data, paths = RISK_SLICES[name]
    before = described_risks()
    _save(console, reverse("admin:pool_slice", args=[pool.id, name]), data)
    assert settable.changed(before, described_risks()) == paths


@pytest.mark.spec("SEC-160", "SEC-169", "SEC-291")
def test_an_app_client_has_all_of_them_or_the_pools(console, app, described_risks):
    data, paths = CLIENT_RISKS
    client = {"ClientId": app.client_id}
    address = reverse("admin:app_client_slice", args=[app.pool_id, app.client_id, "threat-protection"])
    before = described_risks(**client)
    _save(console, address, data)
    assert settable.changed(before, described_risks(**client)) == paths
    assert "Custom" in console.get(reverse("admin:client_risks", args=[app.pool_id])).content.decode()

    _save(console, address, data | {"scope": "pool"})
    assert described_risks(**client) == before


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_message_is_what_it_is_worded_as(console, pool, described, kind):
    data, paths = MESSAGES[kind]
    before = described()
    console.post(reverse("admin:message_template", args=[pool.id, kind]), data)
    assert settable.changed(before, described()) == paths


def test_every_slot_for_a_trigger_is_set(console, pool, described):
    arn = functions.create_function("guard", functions.Described("lambda", "guard"), caller=CALLER).arn
    before = described()
    slots = dict.fromkeys((*SLOTS, *CHALLENGES, *VERSIONED[1:]), arn)
    given = slots | {"KMSKeyID": KEY, "PreTokenGenerationVersion": "V2_0"}
    console.post(reverse("admin:pool_triggers_save", args=[pool.id]), given)
    assert settable.changed(before, described()) == TRIGGERS


def test_what_is_fixed_at_creation_is_set_by_the_forms_of_a_new_pool(db, idp, quick_keys):
    plain = {"options": ["username"], "case_sensitive": "on"}
    made = [_new_pool(data) for data in (plain, {"options": ["username", "email"]}, {"options": ["email"]})]
    first, *others = [idp.describe_user_pool(UserPoolId=pool.id)["UserPool"] for pool in made]
    changed = set().union(*(settable.changed(first, other) for other in others))
    assert changed - {"Id", "Arn", "CreationDate", "LastModifiedDate"} == FIXED


def test_a_domain_is_told_which_pages_it_shows(console, pool, idp):
    Domain.objects.create(domain="shop", pool=pool)
    address = reverse("admin:domain_branding", args=[pool.id, "shop"])
    assert "Managed login" in console.get(address).content.decode()
    console.post(address, {"version": "2"})
    assert idp.describe_user_pool_domain(Domain="shop")["DomainDescription"]["ManagedLoginVersion"] == 2


def test_the_terms_of_an_app_client_are_made_changed_and_ended(console, app, idp):
    address = reverse("admin:app_client_slice", args=[app.pool_id, app.client_id, "terms"])
    made = {"terms_of_use": "https://shop.example/terms", "privacy_policy": "https://shop.example/privacy"}
    _save(console, address, made)
    _save(console, address, {"terms_of_use": "https://shop.example/agb\ncognito:french https://shop.example/fr"})
    listed = idp.list_terms(UserPoolId=app.pool_id)["Terms"]
    links = idp.describe_terms(UserPoolId=app.pool_id, TermsId=listed[0]["TermsId"])["Terms"]["Links"]
    assert [each["TermsName"] for each in listed] == ["terms-of-use"]
    assert links == {"cognito:default": "https://shop.example/agb", "cognito:french": "https://shop.example/fr"}


@pytest.mark.parametrize("line", ["javascript:alert(1)", "cognito:french and https://shop.example/"])
def test_terms_that_are_no_address_come_back_on_the_form(console, app, line):
    address = reverse("admin:app_client_slice", args=[app.pool_id, app.client_id, "terms"])
    assert console.post(address, {"terms_of_use": line}).context["form"].errors


def test_a_group_has_all_that_is_asked_for(console, pool, idp):
    given = {"name": "staff", "description": "Us", "precedence": "3", "role_arn": ROLE}
    console.post(reverse("admin:group_create", args=[pool.id]), given)
    group = idp.get_group(UserPoolId=pool.id, GroupName="staff")["Group"]
    assert [group[name] for name in ("Description", "Precedence", "RoleArn")] == ["Us", 3, ROLE]


@pytest.mark.spec("CON-10", "CON-237")
@pytest.mark.parametrize("operation", SET)
def test_what_the_api_can_set_and_the_console_cannot_has_a_reason(operation):
    left = settable.members(operation) - SET[operation] - ADDRESSED
    assert left == set(LEFT_OUT.get(operation, {}))


def test_every_operation_that_sets_something_is_looked_at():
    """Those above, and those that this leaves to others."""
    setting = re.compile("(Admin)?(Add|Create|Link|Set|Tag|Update)[A-Z]")
    names = service_model.load("cognito-idp").operation_names
    assert {name for name in names if setting.match(name)} == SET.keys() | ELSEWHERE.keys()


def _new_pool(data):
    begun = creation.begin("shop")
    forms = [slices[name](begun, data) for name in ("sign-in-options", "username-requirements")]
    assert [form.errors for form in forms] == [{}, {}]
    return creation.create(begun, forms, caller=CALLER)
