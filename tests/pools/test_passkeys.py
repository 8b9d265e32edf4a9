"""Passkeys: registered by a signed-in user, then a way in of their own."""

import datetime
import json

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pools.actions import app_clients, passkeys, web_authn
from pools.errors import PoolError
from pools.models import AuditEvent, Session, User, WebAuthnCredential
from tests.conftest import ALL_FLOWS, CALLER
from tests.pools.authenticator import Authenticator, decode, encode
from tests.pools.signing_in import answer, claims, tokens

BOTH = {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}


@pytest.fixture(autouse=True)
def allowed(pool):
    configure(pool)


@pytest.fixture
def token(idp, app, alice):
    return tokens(idp, app)["AccessToken"]


@pytest.fixture
def phone():
    return Authenticator()


@pytest.fixture
def registered(idp, token, phone):
    """Alice's passkey, in her phone."""
    register(idp, token, phone)
    return WebAuthnCredential.objects.get()


@pytest.fixture
def secretive_app(app):
    return app_clients.create_app_client(
        app.pool, "secretive", caller=CALLER, explicit_auth_flows=ALL_FLOWS, prevent_user_existence_errors="ENABLED"
    )


def configure(pool, *factors, **configuration):
    pool.policies = {"SignInPolicy": {"AllowedFirstAuthFactors": list(factors or ("PASSWORD", "WEB_AUTHN"))}}
    pool.web_authn_configuration = configuration
    pool.save()


def begin(idp, token):
    return idp.start_web_authn_registration(AccessToken=token)["CredentialCreationOptions"]


def complete(idp, token, credential):
    idp.complete_web_authn_registration(AccessToken=token, Credential=credential)


def register(idp, token, authenticator, **lies):
    complete(idp, token, authenticator.create(begin(idp, token), **lies))


def start(idp, app, username="alice", **parameters):
    given = {"USERNAME": username, "PREFERRED_CHALLENGE": "WEB_AUTHN", **parameters}
    return idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_AUTH", AuthParameters=given)


def options_of(challenge):
    return challenge["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"]


def present(idp, app, challenge, credential, username="alice"):
    responses = {"USERNAME": username, "CREDENTIAL": credential}
    return answer(idp, app, "WEB_AUTHN", responses, challenge["Session"])


def sign_in(idp, app, authenticator, **lies):
    challenge = start(idp, app)
    return present(idp, app, challenge, authenticator.get(options_of(challenge), **lies))


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


# Sign-in


@pytest.mark.spec("API-361", "API-363")
def test_a_passkey_signs_in(idp, app, registered, phone):
    result = sign_in(idp, app, phone)["AuthenticationResult"]

    registered.refresh_from_db()
    assert claims(result["AccessToken"])["sub"] == str(registered.user_id)
    assert registered.sign_count == phone.count
    assert registered.last_used_at is not None


@pytest.mark.spec("API-363")
def test_the_request_names_the_users_passkeys(idp, app, registered):
    options = json.loads(options_of(start(idp, app)))

    assert options["rpId"] == "localhost"
    assert options["userVerification"] == "preferred"
    assert [each["id"] for each in options["allowCredentials"]] == [registered.credential_id]


@pytest.mark.spec("API-361")
def test_a_passkey_may_come_with_the_choice(idp, app, registered, phone):
    given = {"USERNAME": "alice"}
    challenge = idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_AUTH", AuthParameters=given)
    responses = {"USERNAME": "alice", "ANSWER": "WEB_AUTHN", "CREDENTIAL": phone.get(options_of(challenge))}
    answered = answer(idp, app, "SELECT_CHALLENGE", responses, challenge["Session"])

    registered.refresh_from_db()
    assert "AuthenticationResult" in answered
    assert registered.sign_count == phone.count


def test_a_passkey_may_be_chosen(idp, app, registered, phone):
    given = {"USERNAME": "alice"}
    selection = idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_AUTH", AuthParameters=given)
    responses = {"USERNAME": "alice", "ANSWER": "WEB_AUTHN"}
    challenge = answer(idp, app, "SELECT_CHALLENGE", responses, selection["Session"])

    assert challenge["ChallengeName"] == "WEB_AUTHN"
    assert "AuthenticationResult" in present(idp, app, challenge, phone.get(options_of(challenge)))


def test_who_has_no_passkey_is_not_offered_one(idp, app, alice):
    challenge = start(idp, app)

    assert challenge["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP"]


def test_a_passkey_for_another_relying_party_is_not_offered(idp, app, registered, pool):
    configure(pool, RelyingPartyId="login.example.com")

    assert start(idp, app)["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP"]


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://evil.example"},
        {"relying_party": "evil.example"},
        {"signature": encode(b"x" * 70)},
        {"userHandle": encode(b"y" * 16)},
        {"authenticatorData": encode(b"z" * 37)},
        {"authenticatorData": encode(b"z")},
        {"clientDataJSON": encode(b'{"type": "webauthn.get", "challenge": "eA", "origin": "http://localhost:8000"}')},
        {"clientDataJSON": encode(b'{"origin": "http://localhost:8000"}')},
    ],
)
def test_an_altered_answer_is_refused(idp, app, registered, phone, refused, lie):
    with refused("NotAuthorizedException") as refusal:
        sign_in(idp, app, phone, **lie)

    assert refusal.message == "Incorrect username or password."
    assert Session.objects.count() == 1  # of the registration


def test_an_answer_is_taken_once(idp, app, registered, phone, refused):
    challenge = start(idp, app)
    credential = phone.get(options_of(challenge))
    present(idp, app, challenge, credential)
    with refused("NotAuthorizedException"):
        present(idp, app, challenge, credential)


def test_an_answer_to_another_challenge_is_refused(idp, app, registered, phone, refused):
    credential = phone.get(options_of(start(idp, app)))
    with refused("NotAuthorizedException"):
        present(idp, app, start(idp, app), credential)


def test_a_passkey_that_counts_no_further_was_copied(idp, app, registered, phone, refused):
    sign_in(idp, app, phone)
    phone.count = 0
    with refused("NotAuthorizedException"):
        sign_in(idp, app, phone)


def test_a_passkey_that_never_counts_serves_again(idp, app, token):
    synchronised = Authenticator(counts=False)
    register(idp, token, synchronised)
    sign_in(idp, app, synchronised)

    assert "AuthenticationResult" in sign_in(idp, app, synchronised)


def test_another_authenticator_with_the_same_id_is_refused(idp, app, registered, phone, refused):
    thief = Authenticator()
    thief.id, thief.user_handle, thief.count = phone.id, phone.user_handle, 100
    with refused("NotAuthorizedException"):
        sign_in(idp, app, thief)


def test_bobs_passkey_does_not_sign_alice_in(idp, app, registered, bob, refused):
    other = Authenticator()
    register(idp, tokens(idp, app, "bob")["AccessToken"], other)
    with refused("NotAuthorizedException"):
        sign_in(idp, app, other)


def test_user_verification_may_be_required_of_a_sign_in(idp, app, token, pool, refused):
    key = Authenticator(verifies=False)
    register(idp, token, key)
    configure(pool, UserVerification="required")
    with refused("NotAuthorizedException"):
        sign_in(idp, app, key)


@pytest.mark.parametrize("change", [{"enabled": False}, {"status": "RESET_REQUIRED"}, {"status": "UNCONFIRMED"}])
def test_who_may_not_sign_in_meanwhile_does_not(idp, app, registered, phone, change):
    challenge = start(idp, app)
    User.objects.update(**change)
    with pytest.raises(Exception, match=r"NotAuthorized|PasswordResetRequired|UserNotConfirmed"):
        present(idp, app, challenge, phone.get(options_of(challenge)))

    assert Session.objects.count() == 1


def test_a_passkey_deleted_meanwhile_opens_nothing(idp, app, token, registered, phone, refused):
    challenge = start(idp, app)
    idp.delete_web_authn_credential(AccessToken=token, CredentialId=registered.credential_id)
    with refused("NotAuthorizedException"):
        present(idp, app, challenge, phone.get(options_of(challenge)))


@pytest.mark.parametrize("text", ["", "x", "[]", "{}", "null", '{"response": {}}', "[" * 50_000])
def test_what_is_no_answer_is_refused(idp, app, registered, refused, text):
    with refused("InvalidParameterException"):
        present(idp, app, start(idp, app), text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(member=st.sampled_from(["authenticatorData", "signature", "clientDataJSON"]), noise=st.binary(max_size=200))
def test_noise_never_signs_in(registered, phone, member, noise):
    user, challenge = registered.user, b"c" * 32
    options = web_authn.request_options(user.pool, user, "alice", challenge)
    text = phone.get(options, **{member: encode(noise)})
    with pytest.raises(PoolError):
        web_authn.verify_assertion(user, registered, web_authn.read_assertion(text), challenge)


# Two factors in one


@pytest.fixture
def counted_twice(pool, registered):
    """Alice's passkey counts as two factors, in a pool that requires them."""
    configure(pool, **BOTH)
    pool.mfa_configuration = "ON"
    pool.software_token_mfa_configuration = {"Enabled": True}
    pool.save()
    User.objects.filter(pk=registered.user_id).update(web_authn_mfa_enabled=True)


@pytest.mark.spec("SEC-285")
def test_a_passkey_with_verification_is_two_factors(idp, app, counted_twice, phone):
    assert json.loads(options_of(start(idp, app)))["userVerification"] == "required"
    assert "AuthenticationResult" in sign_in(idp, app, phone)


@pytest.mark.spec("SEC-285")
def test_a_passkey_without_verification_is_not_two_factors(idp, app, counted_twice, phone, refused):
    phone.verifies = False
    with refused("NotAuthorizedException"):
        sign_in(idp, app, phone)


@pytest.mark.spec("SEC-285")
def test_single_factor_passkeys_are_no_first_factor_where_two_are_required(idp, pool, refused):
    with refused("InvalidParameterException") as refusal:
        idp.update_user_pool(
            UserPoolId=pool.id,
            Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}},
            MfaConfiguration="ON",
            SmsConfiguration={"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
        )

    assert refusal.message.startswith("Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required")


# Who does not exist


def stranger_with_a_passkey(idp, app):
    """A name that nobody has and that is offered one; which names are is always the same."""
    challenges = ((name, start(idp, app, name)) for name in (f"stranger{number}" for number in range(50)))
    return next((name, each) for name, each in challenges if each["ChallengeName"] == "WEB_AUTHN")


@pytest.mark.spec("CON-226")
def test_a_strangers_options_look_like_a_users(idp, secretive_app, registered):
    known, (_, unknown) = start(idp, secretive_app), stranger_with_a_passkey(idp, secretive_app)

    assert json.loads(options_of(known)).keys() == json.loads(options_of(unknown)).keys()
    assert len(json.loads(options_of(unknown))["allowCredentials"]) == 1


@pytest.mark.spec("CON-226")
@pytest.mark.parametrize("made_up", [{}, {"userHandle": "AAAA"}, {"authenticatorData": "AA"}])
def test_a_strangers_passkey_is_refused_as_a_wrong_one_is(idp, secretive_app, registered, refused, made_up):
    thief = Authenticator()
    name, challenge = stranger_with_a_passkey(idp, secretive_app)
    thief.id = decode(json.loads(options_of(challenge))["allowCredentials"][0]["id"])
    with refused("NotAuthorizedException") as refusal:
        present(idp, secretive_app, challenge, thief.get(options_of(challenge), **made_up), name)

    assert refusal.message == "Incorrect username or password."


@pytest.mark.spec("CON-226")
def test_a_stranger_has_a_passkey_or_none_but_always_the_same(idp, secretive_app):
    offers = [start(idp, secretive_app, f"stranger{number}")["ChallengeName"] for number in range(40)]

    assert set(offers) == {"WEB_AUTHN", "SELECT_CHALLENGE"}
    assert offers == [start(idp, secretive_app, f"stranger{number}")["ChallengeName"] for number in range(40)]


@pytest.mark.spec("CON-226")
@pytest.mark.parametrize("turn", [0, 1])
def test_a_stranger_costs_as_many_queries(idp, secretive_app, registered, django_assert_num_queries, turn):
    stranger, _ = stranger_with_a_passkey(idp, secretive_app)
    with django_assert_num_queries(5):  # client, user, host of the hosted UI, passkeys twice
        start(idp, secretive_app, ("alice", stranger)[turn])


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
