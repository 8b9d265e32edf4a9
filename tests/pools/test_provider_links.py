"""Linking identities at providers to users of a pool."""

import json

import pytest

from pools.actions import identity_providers
from pools.models import AuditEvent, ProviderLink, User
from tests.pools.signing_in import by_password, claims, tokens

GOOGLE = {"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "g-1"}
SAML = {"ProviderName": "ADFS1", "ProviderAttributeName": "email", "ProviderAttributeValue": "alice@corp.example"}


@pytest.fixture(autouse=True)
def adfs(monkeypatch):
    """Two SAML providers, as the floor above will bring them."""
    known = {"ADFS1": "SAML", "ADFS2": "SAML"}
    monkeypatch.setattr(identity_providers, "sources", [lambda pool, name: known.get(name)])


@pytest.fixture
def link(idp, pool):
    def link(username="alice", provider="Cognito", **source):
        destination = {"ProviderName": provider, "ProviderAttributeValue": username}
        idp.admin_link_provider_for_user(UserPoolId=pool.id, DestinationUser=destination, SourceUser=GOOGLE | source)

    return link


@pytest.fixture
def unlink(idp, pool):
    def unlink(**identity):
        idp.admin_disable_provider_for_user(UserPoolId=pool.id, User=GOOGLE | identity)

    return unlink


def identities(user):
    user.refresh_from_db()
    return json.loads(user.attributes.get("identities", "[]"))


@pytest.mark.spec("FED-88", "FED-209", "FED-210", "FED-211", "FED-213", "FED-216", "FED-220")
def test_an_identity_becomes_one_of_the_user_s(link, alice):
    link()
    shown = identities(alice)[0]
    event = AuditEvent.objects.get(name="AdminLinkProviderForUser")

    assert {**shown, "dateCreated": 0} == {
        "userId": "g-1",
        "providerName": "Google",
        "providerType": "Google",
        "issuer": None,
        "primary": False,
        "dateCreated": 0,
    }
    assert (event.sub, event.detail["provider"]) == (str(alice.sub), "Google")


@pytest.mark.spec("FED-216", "FED-217")
def test_the_id_token_lists_it(link, idp, app, alice):
    link()
    told = claims(tokens(idp, app)["IdToken"])["identities"]

    assert [(each["providerName"], each["primary"]) for each in told] == [("Google", "false")]
    assert told[0]["dateCreated"].isdecimal()


def test_get_user_shows_it(link, idp, app, alice):
    link()
    answer = idp.get_user(AccessToken=tokens(idp, app)["AccessToken"])

    assert "identities" in {each["Name"] for each in answer["UserAttributes"]}


@pytest.mark.spec("FED-88")
def test_nobody_writes_the_attribute(idp, pool, alice, refused):
    with refused("InvalidParameterException"):
        idp.admin_update_user_attributes(
            UserPoolId=pool.id, Username="alice", UserAttributes=[{"Name": "identities", "Value": "[]"}]
        )


@pytest.mark.spec("FED-212", "FED-215")
def test_one_address_may_come_from_several_providers(link, alice):
    link(**SAML)
    link(**SAML | {"ProviderName": "ADFS2"})

    assert [each["providerType"] for each in identities(alice)] == ["SAML", "SAML"]


@pytest.mark.spec("FED-215", "API-208", "FED-260")
def test_a_user_has_room_for_five(link, alice, refused):
    ProviderLink.objects.bulk_create(
        ProviderLink(
            pool=alice.pool,
            user=alice,
            provider_name="Google",
            attribute_name="Cognito_Subject",
            attribute_value=f"g-{n}",
        )
        for n in range(2, 7)
    )
    with refused("LimitExceededException"):
        link()

    assert ProviderLink.objects.count() == 5


@pytest.mark.spec("FED-215", "FED-260")
def test_the_same_is_not_linked_twice(link, alice, refused):
    link()
    with refused("InvalidParameterException") as refusal:
        link()

    assert refusal.message == "SourceUser is already linked to DestinationUser"


@pytest.mark.spec("FED-260")
def test_nor_to_two_users(link, alice, bob, refused):
    link()
    with refused("AliasExistsException"):
        link("bob")

    assert identities(bob) == []


@pytest.mark.spec("FED-257", "FED-258", "FED-260", "FED-213")
@pytest.mark.parametrize(
    ("source", "error"),
    [
        ({"ProviderName": "Cognito"}, "InvalidParameterException"),
        ({"ProviderName": "Unknown"}, "InvalidParameterException"),
        ({"ProviderAttributeName": "email"}, "InvalidParameterException"),
        ({"ProviderAttributeValue": ""}, "InvalidParameterException"),
        ({"ProviderAttributeName": ""}, "InvalidParameterException"),
        ({"ProviderAttributeValue": "x" * 513}, "InvalidParameterException"),
        (SAML | {"ProviderAttributeName": "shoe size"}, "InvalidParameterException"),
        ({"username": "nobody"}, "UserNotFoundException"),
        ({"username": ""}, "InvalidParameterException"),
        ({"provider": "Google", "username": "nobody"}, "UserNotFoundException"),
        ({"provider": "Unknown"}, "InvalidParameterException"),
    ],
)
def test_what_cannot_be_linked(link, alice, refused, source, error):
    with refused(error):
        link(**source)

    assert not ProviderLink.objects.exists()


@pytest.mark.spec("FED-257")
def test_an_identity_with_a_profile_of_its_own_is_not_merged(link, pool, alice, refused):
    User.objects.create(pool=pool, username="Google_g-1", username_key=pool.fold("Google_g-1"))
    with refused("InvalidParameterException") as refusal:
        link()

    assert refusal.message.startswith("Merging is not currently supported")


@pytest.mark.spec("FED-214", "FED-258")
def test_the_destination_may_be_a_federated_profile(link, pool, alice):
    dora = User.objects.create(pool=pool, username="ADFS1_dora", username_key=pool.fold("ADFS1_dora"))
    link("dora", provider="ADFS1")

    assert [each["userId"] for each in identities(dora)] == ["g-1"]


def test_an_unknown_pool_is_not_found(idp, db, refused):
    with refused("ResourceNotFoundException"):
        idp.admin_link_provider_for_user(UserPoolId="us-east-1_Missing00", DestinationUser=GOOGLE, SourceUser=GOOGLE)


# Ending


@pytest.mark.spec("FED-261", "FED-262")
def test_a_link_ends(link, unlink, alice):
    link()
    link(**SAML)
    unlink()

    assert [each["userId"] for each in identities(alice)] == ["alice@corp.example"]
    assert AuditEvent.objects.filter(name="AdminDisableProviderForUser", sub=str(alice.sub)).count() == 1


@pytest.mark.spec("FED-261")
def test_with_the_last_link_the_attribute_goes(link, unlink, alice):
    link()
    unlink()
    alice.refresh_from_db()

    assert "identities" not in alice.attributes


def test_an_ended_link_may_be_made_anew_to_another(link, unlink, alice, bob):
    link()
    unlink()
    link("bob")

    assert (identities(alice), len(identities(bob))) == ([], 1)


@pytest.mark.spec("FED-260", "FED-262")
@pytest.mark.parametrize(
    ("identity", "error"),
    [
        ({}, "UserNotFoundException"),
        ({"ProviderName": "Unknown"}, "InvalidParameterException"),
        ({"ProviderName": "Cognito", "ProviderAttributeValue": "nobody"}, "UserNotFoundException"),
        ({"ProviderName": "Cognito", "ProviderAttributeName": "email"}, "InvalidParameterException"),
    ],
)
def test_what_is_not_linked_is_told(unlink, alice, refused, identity, error):
    with refused(error):
        unlink(**identity)


@pytest.mark.spec("FED-261")
def test_a_user_of_the_pool_s_own_loses_the_password(unlink, idp, app, alice, refused):
    unlink(ProviderName="Cognito", ProviderAttributeValue="alice")
    with refused("NotAuthorizedException") as refusal:
        by_password(idp, app)

    alice.refresh_from_db()
    assert (alice.status, alice.sealed_srp_verifier) == ("EXTERNAL_PROVIDER", None)
    assert refusal.message == "Incorrect username or password."


def test_deleting_the_user_frees_the_identity(link, idp, pool, alice, bob):
    link()
    idp.admin_delete_user(UserPoolId=pool.id, Username="alice")
    link("bob")

    assert len(identities(bob)) == 1
