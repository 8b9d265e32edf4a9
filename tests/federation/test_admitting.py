"""Signing somebody in whom a provider vouches for: who it is, what is kept of what was told, which functions run."""

import json

import pytest

from federation.actions import federated_sign_in, mapped_attributes
from federation.models import IdentityProvider
from federation.protocols import FederationFailed, Identity
from pools.actions import provider_links, schema, users
from pools.models import AuditEvent, GroupMembership, User
from tests.conftest import CALLER
from tests.triggers.conftest import assign  # noqa: F401 - a fixture

TOLD = {"sub": "Bob-1", "email": "bob@corp.example", "name": "Bob", "roles": ["a b", "c"], "is_staff": True}


@pytest.fixture
def shop(app, corp):
    app.supported_identity_providers = ["COGNITO", "Corp"]
    app.save()
    return app


@pytest.fixture
def signs_in(shop, corp):
    """Signs somebody in whom the provider tells this of."""

    def sign_in(subject="Bob-1", /, **changes) -> User:
        told = TOLD | {"sub": subject} | changes
        identity = Identity(subject, told, {"idToken": told, "tokenResponse": {}, "userInfo": {}})
        provider = IdentityProvider.objects.get(pk=corp.pk)
        provider.pool = corp.pool
        return federated_sign_in.admit(shop, provider, identity, caller=CALLER).user

    return sign_in


def maps(provider, **mapping):
    provider.attribute_mapping = mapping
    provider.save()


@pytest.mark.spec("FED-84", "FED-87", "FED-88", "FED-238", "FED-242", "FED-194", "FED-190", "FED-216", "FED-45")
def test_the_first_sign_in_makes_a_profile(signs_in, pool, idp):
    bob = signs_in()

    assert bob.attributes["email"] == "bob@corp.example"
    told = idp.admin_get_user(UserPoolId=pool.id, Username="Corp_Bob-1")
    assert told["UserStatus"] == "EXTERNAL_PROVIDER"
    attributes = {each["Name"]: each["Value"] for each in told["UserAttributes"]}
    assert attributes["email_verified"] == "false"
    [identity] = json.loads(attributes["identities"])
    expected = {"userId": "Bob-1", "providerName": "Corp", "providerType": "OIDC", "issuer": None, "primary": True}
    assert {name: identity[name] for name in expected} == expected
    groups = idp.admin_list_groups_for_user(UserPoolId=pool.id, Username="Corp_Bob-1")["Groups"]
    assert [group["GroupName"] for group in groups] == [f"{pool.id}_Corp"]


@pytest.mark.spec("FED-85", "FED-196", "FED-200", "FED-191", "FED-199")
def test_later_sign_ins_bring_the_profile_up_to_date(signs_in, corp, pool):
    maps(corp, email="email", name="name", preferred_username="sub", zoneinfo="is_staff", profile="roles")
    first = signs_in()
    again = signs_in(email="robert@corp.example", name=None)

    assert again.pk == first.pk
    assert User.objects.filter(pool=pool).count() == 1
    assert again.attributes["email"] == "robert@corp.example"
    assert (again.attributes["name"], again.attributes["preferred_username"]) == ("Bob", "Bob-1")
    assert (again.attributes["zoneinfo"], again.attributes["profile"]) == ("true", "[a+b, c]")


@pytest.mark.spec("FED-194")
def test_an_address_is_verified_by_the_providers_word_alone(signs_in, corp):
    maps(corp, email="email", email_verified="email_verified")
    assert signs_in(email_verified=True).attributes["email_verified"] == "true"
    maps(corp, email="email")
    assert signs_in().attributes["email_verified"] == "true"  # the same address
    assert signs_in(email="else@corp.example").attributes["email_verified"] == "false"


@pytest.mark.spec("SEC-263", "FED-87")
def test_subjects_are_told_apart_by_case(signs_in, pool):
    large, small = signs_in("BOB"), signs_in("bob")

    assert large.pk != small.pk
    assert users.get_user(pool, "Corp_BOB").pk == large.pk
    assert users.get_user(pool, "Corp_bob").pk == small.pk
    assert signs_in("bob").pk == small.pk


@pytest.mark.spec("FED-193", "FED-195", "FED-197", "FED-198")
def test_attributes_that_cannot_be_kept_end_the_sign_in(signs_in, corp, pool, shop):
    with pytest.raises(FederationFailed, match="must have at most 2048 characters"):
        signs_in(email="b" * 2049)
    schema.add_custom_attributes(
        pool, [{"Name": "badge", "AttributeDataType": "String", "Mutable": False}], caller=CALLER
    )
    shop.pool.refresh_from_db()
    maps(corp, **{"custom:badge": "name"})
    with pytest.raises(FederationFailed, match="A client attempted to write unauthorized attribute"):
        signs_in()
    shop.write_attributes = ["email", "custom:badge"]
    signs_in()
    with pytest.raises(FederationFailed, match=r"^user\.custom:badge: Attribute cannot be updated\."):
        signs_in()
    assert AuditEvent.objects.filter(name="FederatedSignIn", error="InvalidParameterException").count() == 2


@pytest.mark.spec("FED-193")
def test_a_required_attribute_has_to_come(signs_in, pool, shop):
    type(pool).objects.update(schema=[{"Name": "name", "Required": True}])
    shop.pool = type(pool).objects.get()
    with pytest.raises(FederationFailed, match=r"attributes required: \[name\]"):
        signs_in()


@pytest.mark.spec("FED-209", "FED-212", "FED-213", "FED-214", "FED-259", "FED-262", "FED-219", "FED-217")
@pytest.mark.parametrize(("attribute", "value"), [("Cognito_Subject", "Bob-1"), ("email", "bob@corp.example")])
def test_a_linked_identity_is_the_user_it_is_linked_to(signs_in, idp, pool, alice, attribute, value):
    destination = {"ProviderName": "Cognito", "ProviderAttributeValue": "alice"}
    source = {"ProviderName": "Corp", "ProviderAttributeName": attribute, "ProviderAttributeValue": value}
    idp.admin_link_provider_for_user(UserPoolId=pool.id, DestinationUser=destination, SourceUser=source)

    assert signs_in().pk == alice.pk
    alice.refresh_from_db()
    assert alice.status == "CONFIRMED"
    [identity] = json.loads(alice.attributes["identities"])
    assert (identity["userId"], identity["primary"]) == ("Bob-1", False)
    assert signs_in("Eve-2").pk != alice.pk  # the same is told of somebody else


@pytest.mark.spec("FED-261")
def test_an_identity_that_is_unlinked_makes_a_profile(signs_in, pool, alice):
    identity = provider_links.Identity("Corp", "Cognito_Subject", "Bob-1")
    native = provider_links.Identity("Cognito", "", "alice")
    provider_links.admin_link_provider_for_user(pool, native, identity, caller=CALLER)
    assert signs_in().pk == alice.pk
    provider_links.admin_disable_provider_for_user(pool, identity, caller=CALLER)
    assert signs_in().username == "Corp_Bob-1"


def test_who_is_disabled_or_has_not_confirmed_the_sign_up_is_refused(signs_in, pool, alice):
    bob = signs_in()
    users.admin_disable_user(bob, caller=CALLER)
    with pytest.raises(FederationFailed, match="User is not enabled"):
        signs_in()
    native, identity = (
        provider_links.Identity("Cognito", "", "alice"),
        provider_links.Identity("Corp", "Cognito_Subject", "A"),
    )
    provider_links.admin_link_provider_for_user(pool, native, identity, caller=CALLER)
    User.objects.filter(pk=alice.pk).update(status="UNCONFIRMED")
    with pytest.raises(FederationFailed, match="User is not confirmed"):
        signs_in("A")


def test_a_profile_takes_no_address_from_a_user_of_the_pools_own(signs_in, pool, alice, corp, shop):
    shop.pool.alias_attributes = ["email"]
    alice.pool, alice.attributes = shop.pool, {"email": "bob@corp.example", "email_verified": "true"}
    alice.save()
    maps(corp, email="email", email_verified="is_staff")
    alice.aliases.create(pool=pool, attribute="email", key="bob@corp.example")

    assert signs_in().attributes["email_verified"] == "true"
    assert users.get_user(shop.pool, "bob@corp.example").pk == alice.pk


@pytest.mark.spec("TRG-41", "TRG-63", "TRG-64", "TRG-65", "TRG-66", "TRG-67", "TRG-69", "TRG-70")
def test_the_functions_of_a_sign_up_run_first_and_those_of_a_sign_in_later(signs_in, assign, shop):  # noqa: F811
    slots = ("PreSignUp", "PostConfirmation", "PreAuthentication", "PostAuthentication", "InboundFederation")
    others = ("CustomMessage", "DefineAuthChallenge", "UserMigration")
    asked = {slot: assign(slot) for slot in (*slots, *others)}
    shop.pool.refresh_from_db()

    signs_in()
    assert asked["PreSignUp"].sources == ["PreSignUp_ExternalProvider"]
    assert asked["PreSignUp"].request["userAttributes"] == {"email": "bob@corp.example"}
    assert asked["PreSignUp"].events[0]["userName"] == "Corp_Bob-1"
    assert asked["PostConfirmation"].sources == ["PostConfirmation_ConfirmSignUp"]
    assert asked["PostConfirmation"].request["userAttributes"]["cognito:user_status"] == "EXTERNAL_PROVIDER"
    assert asked["PreAuthentication"].sources == asked["PostAuthentication"].sources == []

    signs_in()
    assert len(asked["PreSignUp"].events) == len(asked["PostConfirmation"].events) == 1
    assert asked["PreAuthentication"].sources == ["PreAuthentication_Authentication"]
    assert asked["PostAuthentication"].sources == ["PostAuthentication_Authentication"]
    assert not any(asked[slot].sources for slot in others)


@pytest.mark.spec("TRG-289", "TRG-299", "TRG-300", "TRG-301", "FED-240")
def test_a_function_rewrites_what_the_provider_told(signs_in, assign, corp, shop):  # noqa: F811
    maps(corp, email="email", name="name")
    inbound = assign("InboundFederation").says(userAttributesToMap={"email": "other@corp.example"})
    shop.pool.refresh_from_db()
    bob = signs_in()

    assert inbound.sources == ["InboundFederation_ExternalProvider"]
    assert (inbound.request["providerName"], inbound.request["providerType"]) == ("Corp", "OIDC")
    assert inbound.request["attributes"]["idToken"]["email"] == "bob@corp.example"
    assert bob.attributes["email"] == "other@corp.example"
    assert "name" not in bob.attributes

    inbound.answers = []
    inbound.says(userAttributesToMap={})
    assert signs_in().attributes["name"] == "Bob"


@pytest.mark.spec("TRG-41", "TRG-77", "TRG-83")
def test_a_function_may_refuse_the_new_user_or_verify_the_address(signs_in, assign, shop, pool):  # noqa: F811
    pre = assign("PreSignUp").throws("Not from there")
    shop.pool.refresh_from_db()
    with pytest.raises(FederationFailed, match=r"^PreSignUp failed with error Not from there\.$"):
        signs_in()
    assert not User.objects.filter(pool=pool).exists()

    pre.answers = []
    pre.says(autoConfirmUser=True, autoVerifyEmail=True)
    bob = signs_in()
    assert (bob.status, bob.attributes["email_verified"]) == ("EXTERNAL_PROVIDER", "true")


def test_a_function_may_link_whom_it_is_asked_about(signs_in, assign, shop, pool, alice):  # noqa: F811
    identity, native = (
        provider_links.Identity("Corp", "Cognito_Subject", "Bob-1"),
        provider_links.Identity("Cognito", "", "alice"),
    )

    def link(event):
        provider_links.admin_link_provider_for_user(pool, native, identity, caller=CALLER)
        return event

    assign("PreSignUp").answers.append(link)
    shop.pool.refresh_from_db()

    assert signs_in().pk == alice.pk
    assert not User.objects.filter(pool=pool, status="EXTERNAL_PROVIDER").exists()


def test_two_first_sign_ins_at_once_make_one_user(signs_in, assign, shop, pool):  # noqa: F811
    pre = assign("PreSignUp")
    shop.pool.refresh_from_db()

    def second(event):
        pre.answers = [lambda event: event]
        signs_in()
        return event

    pre.answers.append(second)
    signs_in()

    assert User.objects.filter(pool=pool).count() == GroupMembership.objects.count() == 1


@pytest.mark.spec("FED-83", "API-362", "FED-238")
@pytest.mark.parametrize("flow", ["USER_PASSWORD_AUTH", "USER_AUTH"])
def test_a_federated_user_has_no_way_in_by_the_api(signs_in, anonymous, shop, refused, flow, idp, pool):
    signs_in()
    parameters = {"USERNAME": "Corp_Bob-1", "PASSWORD": "Correct-Horse-1", "PREFERRED_CHALLENGE": "PASSWORD"}
    with refused("NotAuthorizedException"):
        anonymous.initiate_auth(ClientId=shop.client_id, AuthFlow=flow, AuthParameters=parameters)
    with refused("NotAuthorizedException"):
        idp.admin_reset_user_password(UserPoolId=pool.id, Username="Corp_Bob-1")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (None, ""),
        (12, "12"),
        ({"a": 1}, '{"a":1}'),
        (["x"], "[x]"),
        ([], ""),
        (["a.b-c*d_e", "f/g~"], "[a.b-c*d_e, f%2Fg%7E]"),
    ],
)
@pytest.mark.one_database
@pytest.mark.spec("FED-199")
def test_values_are_texts(value, text):
    assert mapped_attributes.as_text(value) == text


@pytest.mark.spec("API-164", "API-85", "API-86")
def test_sign_ins_are_counted_against_the_rate_of_federation(shop, corp, settings):
    settings.RATE_LIMITS = "cognito"
    with pytest.raises(FederationFailed, match="Rate exceeded"):
        [federated_sign_in.count(shop, corp) for _ in range(200)]


def test_only_providers_of_the_client_serve_it(shop, corp):
    assert federated_sign_in.find_provider(shop, "Corp") == corp
    shop.supported_identity_providers = ["COGNITO", "Gone"]
    assert federated_sign_in.find_provider(shop, "Corp") is None
    assert federated_sign_in.find_provider(shop, "Gone") is None


@pytest.mark.spec("CON-240")
@pytest.mark.parametrize("subject", ["", "Bob 1", "Bob\0", "\ud800", "b" * 124])
def test_a_subject_that_makes_no_user_name_is_refused(signs_in, subject):
    with pytest.raises(FederationFailed, match="makes no user name"):
        signs_in(subject)


@pytest.mark.parametrize("value", ["b\0b@corp.example", "\ud800@corp.example"])
def test_a_value_that_cannot_be_kept_ends_the_sign_in(signs_in, value):
    with pytest.raises(FederationFailed, match="cannot be stored"):
        signs_in(email=value)
