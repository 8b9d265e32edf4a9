"""Passkeys as a way in, and as two factors in one."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pools.actions import web_authn
from pools.errors import PoolError
from pools.models import Session, User
from tests.pools.authenticator import Authenticator, decode, encode
from tests.pools.passkeys.using import configure, options_of, present, register, sign_in, start
from tests.pools.signing_in import answer, claims, tokens

BOTH = {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}


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
