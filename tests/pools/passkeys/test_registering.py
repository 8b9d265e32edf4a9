"""Passkeys: registered by a signed-in user, listed and deleted."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from pools.actions import app_clients, passkeys, web_authn
from pools.errors import PoolError
from pools.models import AuditEvent, User, WebAuthnCredential
from tests.conftest import CALLER
from tests.pools.authenticator import Authenticator, decode, encode
from tests.pools.passkeys.using import begin, complete, configure, register, sign_in, start
from tests.pools.signing_in import claims, tokens

pytestmark = pytest.mark.one_database

BOTH = {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}


# Registration


@pytest.mark.spec("API-354")
def test_the_options_are_for_this_user_and_relying_party(idp, token, alice):
    options = begin(idp, token)

    assert options["rp"] == {"id": "localhost", "name": "people"}
    assert options["user"] == {"id": encode(alice.sub.bytes), "name": "alice", "displayName": "alice"}
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "preferred"
    assert -7 in [each["alg"] for each in options["pubKeyCredParams"]]


@pytest.mark.spec("API-354")
def test_a_passkey_is_registered_and_listed(idp, token, phone):
    register(idp, token, phone)
    listed = idp.list_web_authn_credentials(AccessToken=token)["Credentials"]

    assert [each["CredentialId"] for each in listed] == [encode(phone.id)]
    assert listed[0]["RelyingPartyId"] == "localhost"
    assert listed[0]["AuthenticatorTransports"] == ["internal", "hybrid"]
    assert listed[0]["AuthenticatorAttachment"] == "platform"
    assert listed[0]["FriendlyCredentialName"] == "Passkey"
    assert AuditEvent.objects.filter(name="CompleteWebAuthnRegistration", error="").exists()


def test_a_known_authenticator_gives_the_passkey_its_name(idp, token):
    register(idp, token, Authenticator(aaguid=bytes.fromhex("ea9b8d664d011d213ce4b6b48cb575d4")))

    assert WebAuthnCredential.objects.get().friendly_name == "Google Password Manager"


def test_a_second_registration_names_the_first_passkey(idp, token, registered, phone):
    assert [each["id"] for each in begin(idp, token)["excludeCredentials"]] == [encode(phone.id)]


def test_the_relying_party_is_the_configured_one(idp, token, pool, phone):
    configure(pool, RelyingPartyId="login.example.com", UserVerification="required")
    options = begin(idp, token)
    complete(idp, token, phone.create(options, origin="https://login.example.com"))

    assert options["rp"]["id"] == "login.example.com"
    assert options["authenticatorSelection"]["userVerification"] == "required"


def test_the_relying_party_of_a_pool_with_a_domain_is_that(idp, token, pool):
    idp.create_user_pool_domain(UserPoolId=pool.id, Domain="people")

    assert begin(idp, token)["rp"]["id"] == "people.auth.localhost"


def test_an_address_is_no_relying_party(idp, token, settings, refused):
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    with refused("NotAuthorizedException"):  # the issuer is another one now
        begin(idp, token)


def test_a_pool_that_allows_no_passkeys_registers_none(idp, token, pool, refused):
    configure(pool, "PASSWORD")
    with refused("WebAuthnNotEnabledException"):
        begin(idp, token)
    with refused("WebAuthnNotEnabledException"):
        complete(idp, token, {})


def test_the_access_token_must_be_good(idp, refused):
    with refused("NotAuthorizedException"):
        begin(idp, "x.y.z")


@pytest.mark.parametrize(
    ("lie", "error"),
    [
        ({"origin": "https://evil.example"}, "WebAuthnOriginNotAllowedException"),
        ({"origin": "http://evil.example"}, "WebAuthnOriginNotAllowedException"),
        ({"origin": "https://localhost.evil.example"}, "WebAuthnOriginNotAllowedException"),
        ({"origin": "https://notlocalhost"}, "WebAuthnOriginNotAllowedException"),
        ({"origin": "null"}, "WebAuthnOriginNotAllowedException"),
        ({"origin": "android:apk-key-hash:short"}, "WebAuthnOriginNotAllowedException"),
        ({"origin": "https://[x"}, "WebAuthnOriginNotAllowedException"),
        ({"relying_party": "evil.example"}, "WebAuthnRelyingPartyMismatchException"),
    ],
)
def test_a_passkey_of_another_place_is_refused(idp, token, phone, refused, lie, error):
    with refused(error):
        register(idp, token, phone, **lie)

    assert not WebAuthnCredential.objects.exists()


@pytest.mark.parametrize(
    "origin", ["https://localhost", "https://shop.localhost:8443", f"android:apk-key-hash:{'A' * 43}"]
)
def test_a_page_or_app_of_the_relying_party_may_register(idp, token, phone, origin):
    register(idp, token, phone, origin=origin)

    assert WebAuthnCredential.objects.exists()


def test_user_verification_may_be_required(idp, token, pool, refused):
    configure(pool, UserVerification="required")
    with refused("WebAuthnCredentialNotSupportedException"):
        register(idp, token, Authenticator(verifies=False))


def test_a_registration_is_answered_once(idp, token, phone, refused):
    credential = phone.create(begin(idp, token))
    complete(idp, token, credential)
    WebAuthnCredential.objects.all().delete()
    with refused("WebAuthnChallengeNotFoundException"):
        complete(idp, token, credential)


def test_a_registration_is_answered_within_five_minutes(idp, token, phone, refused):
    credential = phone.create(begin(idp, token))
    later = timezone.now() + datetime.timedelta(minutes=5, seconds=1)
    with time_machine.travel(later, tick=False), refused("WebAuthnChallengeNotFoundException"):
        complete(idp, token, credential)


def test_a_challenge_of_ones_own_is_none(idp, token, phone, refused):
    options = begin(idp, token) | {"challenge": encode(b"mine")}
    with refused("WebAuthnChallengeNotFoundException"):
        complete(idp, token, phone.create(options))


def test_bob_cannot_answer_alices_registration(idp, app, token, bob, phone, refused):
    credential = phone.create(begin(idp, token))
    with refused("WebAuthnChallengeNotFoundException"):
        complete(idp, tokens(idp, app, "bob")["AccessToken"], credential)


def test_another_client_cannot_answer_a_registration(idp, app, token, secretive_app, phone, refused):
    credential = phone.create(begin(idp, token))
    with refused("WebAuthnClientMismatchException"):
        complete(idp, tokens(idp, secretive_app)["AccessToken"], credential)


def test_nobody_takes_over_the_id_of_anothers_passkey(idp, app, registered, bob, refused):
    copy = Authenticator()
    copy.id = decode(registered.credential_id)
    with refused("WebAuthnCredentialNotSupportedException"):
        register(idp, tokens(idp, app, "bob")["AccessToken"], copy)

    assert WebAuthnCredential.objects.get().user == registered.user


def test_twenty_passkeys_are_the_most(idp, token, alice, phone, refused):
    options = begin(idp, token)
    WebAuthnCredential.objects.bulk_create(
        WebAuthnCredential(credential_id=f"{number}", user=alice, relying_party_id="localhost", public_key=b"")
        for number in range(20)
    )
    with refused("LimitExceededException"):
        complete(idp, token, phone.create(options))
    with refused("LimitExceededException"):
        begin(idp, token)


@pytest.mark.parametrize(
    "credential",
    [
        {},
        [],
        "x",
        {"response": []},
        {"response": {"clientDataJSON": 1}},
        {"response": {"clientDataJSON": "e30"}},
        {"response": {"clientDataJSON": encode(b"[" * 100_000)}},
        {"response": {"clientDataJSON": "é"}},
        {"response": {"clientDataJSON": encode(b'{"challenge": 5}')}},
    ],
)
def test_what_is_no_credential_is_refused(idp, token, credential):
    with pytest.raises(PoolError):
        passkeys.complete_registration(
            User.objects.get(username="alice"), app_clients.get_app_client(claims(token)["client_id"]), credential,
            caller=CALLER,
        )  # fmt: skip


@pytest.mark.parametrize("value", ["", "x", encode(b"\xff" * 40), encode(b"\xa0"), "é" * 9])
def test_an_attestation_of_nonsense_is_refused(idp, token, phone, refused, value):
    credential = phone.create(begin(idp, token))
    credential["response"]["attestationObject"] = value
    with refused("InvalidParameterException"):
        complete(idp, token, credential)


# Listing and deleting


def test_passkeys_are_listed_a_page_at_a_time(idp, token, alice):
    WebAuthnCredential.objects.bulk_create(
        WebAuthnCredential(credential_id=f"key{number}", user=alice, relying_party_id="localhost", public_key=b"")
        for number in range(3)
    )
    first = idp.list_web_authn_credentials(AccessToken=token, MaxResults=2)
    second = idp.list_web_authn_credentials(AccessToken=token, MaxResults=2, NextToken=first["NextToken"])

    assert (len(first["Credentials"]), len(second["Credentials"])) == (2, 1)
    assert "NextToken" not in second


def test_a_deleted_passkey_opens_nothing(idp, app, token, registered, phone):
    idp.delete_web_authn_credential(AccessToken=token, CredentialId=registered.credential_id)

    assert start(idp, app)["ChallengeName"] == "SELECT_CHALLENGE"
    assert AuditEvent.objects.filter(name="DeleteWebAuthnCredential", error="").exists()


@pytest.mark.parametrize("credential_id", ["x", "", "\N{SNOWMAN}" * 2000])
def test_a_passkey_that_there_is_not_cannot_be_deleted(idp, token, refused, credential_id):
    with refused("ResourceNotFoundException"):
        idp.delete_web_authn_credential(AccessToken=token, CredentialId=credential_id)


def test_bob_cannot_delete_alices_passkey(idp, app, registered, bob, refused):
    with refused("ResourceNotFoundException"):
        idp.delete_web_authn_credential(
            AccessToken=tokens(idp, app, "bob")["AccessToken"], CredentialId=registered.credential_id
        )

    assert WebAuthnCredential.objects.exists()


# The relying party's name


@pytest.mark.spec("SEC-279")
@pytest.mark.parametrize("name", ["localhost", "example.com", "a-b.example.com"])
def test_a_relying_party_is_a_domain(name):
    web_authn.check_configuration({"RelyingPartyId": name})


@pytest.mark.spec("SEC-279")
@pytest.mark.parametrize("name", ["", "https://example.com", "example.com:443", "127.0.0.1", "-a.com", "Example.com"])
def test_a_relying_party_is_nothing_else(name):
    with pytest.raises(PoolError):
        web_authn.check_configuration({"RelyingPartyId": name})


# What a user can sign in with


@pytest.mark.spec("SEC-284")
def test_a_user_sees_the_ways_in(idp, token, registered, pool):
    configure(pool, "PASSWORD", "WEB_AUTHN", "EMAIL_OTP", "SMS_OTP")
    told = idp.get_user_auth_factors(AccessToken=token)

    assert told["Username"] == "alice"
    assert told["ConfiguredUserAuthFactors"] == ["PASSWORD", "WEB_AUTHN", "EMAIL_OTP"]
    assert "PreferredMfaSetting" not in told


@pytest.mark.spec("SEC-284")
def test_an_administrator_sees_a_users_ways_in(idp, registered, pool):
    pool.mfa_configuration, pool.email_mfa_configuration = "OPTIONAL", {"Message": "{####}"}
    pool.save()
    User.objects.update(email_mfa_enabled=True, preferred_mfa="EMAIL_OTP")
    told = idp.admin_get_user_auth_factors(UserPoolId=pool.id, Username="alice")

    assert told["ConfiguredUserAuthFactors"] == ["PASSWORD", "WEB_AUTHN"]
    assert told["UserMFASettingList"] == ["EMAIL_OTP"]
    assert told["PreferredMfaSetting"] == "EMAIL_OTP"


def test_an_administrator_asks_for_users_that_there_are(idp, pool, refused):
    with refused("UserNotFoundException"):
        idp.admin_get_user_auth_factors(UserPoolId=pool.id, Username="nobody")


@pytest.mark.spec("SEC-285")
def test_a_single_factor_passkey_is_followed_by_the_second_factor(idp, app, registered, phone, pool):
    pool.mfa_configuration, pool.email_mfa_configuration = "OPTIONAL", {"Message": "{####}"}
    pool.save()
    User.objects.update(email_mfa_enabled=True)

    assert sign_in(idp, app, phone)["ChallengeName"] == "EMAIL_OTP"


@pytest.mark.spec("SEC-279")
def test_the_relying_party_is_set_with_the_mfa_configuration(idp, pool, refused):
    idp.set_user_pool_mfa_config(UserPoolId=pool.id, WebAuthnConfiguration={"RelyingPartyId": "example.com"})
    told = idp.get_user_pool_mfa_config(UserPoolId=pool.id)

    assert told["WebAuthnConfiguration"] == {"RelyingPartyId": "example.com"}
    with refused("InvalidParameterException"):
        idp.set_user_pool_mfa_config(UserPoolId=pool.id, WebAuthnConfiguration={"RelyingPartyId": "10.0.0.1"})
