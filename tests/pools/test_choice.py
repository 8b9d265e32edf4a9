"""Choice-based sign-in: the user, or the app for the user, chooses what to begin with."""

import pytest

from notifications.models import Message
from pools.models import Session, User
from tests.conftest import PASSWORD
from tests.pools.choosing import EMAIL, PHONE, SELECT, by_code, select, start
from tests.pools.signing_in import answer
from tests.pools.srp_client import SrpClient


@pytest.fixture(autouse=True)
def otp_allowed(allow):
    allow("PASSWORD", "EMAIL_OTP", "SMS_OTP")


# What there is to choose from


@pytest.mark.spec("API-363", "CON-249")
def test_without_a_preference_the_user_is_told_what_is_available(idp, app, alice):
    challenge = start(idp, app)

    assert challenge["ChallengeName"] == SELECT
    assert challenge["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"]
    assert challenge["ChallengeParameters"] == {}


def test_a_verified_phone_number_can_be_chosen(idp, app, alice):
    alice.attributes |= {"phone_number": PHONE, "phone_number_verified": "true"}
    alice.save()

    assert "SMS_OTP" in start(idp, app)["AvailableChallenges"]


@pytest.mark.parametrize("factors", [["PASSWORD"], ["EMAIL_OTP"], ["SMS_OTP", "PASSWORD"]])
def test_only_what_the_pool_allows_is_available(idp, app, alice, allow, factors):
    allow(*factors)

    assert set(start(idp, app)["AvailableChallenges"]) <= {*factors, "PASSWORD_SRP"}


def test_the_default_policy_is_the_password(idp, app, alice):
    app.pool.policies = {}
    app.pool.save()

    assert start(idp, app)["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP"]


def test_an_unverified_address_of_somebody_with_a_password_is_none_to_come_in_by(idp, app, alice):
    alice.attributes["email_verified"] = "false"
    alice.save()

    assert start(idp, app)["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP"]


def test_a_user_without_a_password_is_not_offered_one(idp, app, passwordless):
    assert start(idp, app, "dora")["AvailableChallenges"] == ["EMAIL_OTP"]


def test_a_user_without_any_factor_is_refused(idp, app, passwordless, refused):
    passwordless.attributes = {}
    passwordless.save()
    with refused("NotAuthorizedException"):
        start(idp, app, "dora")


def test_a_code_is_no_first_factor_of_who_has_a_second_one(idp, app, alice):
    app.pool.mfa_configuration, app.pool.email_mfa_configuration = "OPTIONAL", {"Message": "{####}"}
    app.pool.save()
    User.objects.update(email_mfa_enabled=True)

    assert start(idp, app)["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP"]


def test_a_preference_that_the_user_cannot_follow_leads_to_the_choice(idp, app, alice):
    challenge = start(idp, app, PREFERRED_CHALLENGE="SMS_OTP")

    assert challenge["ChallengeName"] == SELECT
    assert "SMS_OTP" not in challenge["AvailableChallenges"]


# Who may choose


def test_the_client_must_allow_the_flow(idp, app, alice, refused):
    app.explicit_auth_flows = ["ALLOW_USER_SRP_AUTH"]
    app.save()
    with refused("InvalidParameterException") as refusal:
        start(idp, app)

    assert refusal.message == "USER_AUTH is not enabled for the client."


def test_the_lite_plan_has_no_choice(idp, app, alice, refused):
    app.pool.user_pool_tier = "LITE"
    app.pool.save()
    with refused("FeatureUnavailableInTierException"):
        start(idp, app)


@pytest.mark.parametrize("name", ["CUSTOM_CHALLENGE", "SELECT_CHALLENGE", "email", "SOFTWARE_TOKEN"])
def test_a_preference_that_there_is_not_is_refused(idp, app, alice, refused, name):
    with refused("InvalidParameterException"):
        start(idp, app, PREFERRED_CHALLENGE=name)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"status": "UNCONFIRMED"}, "UserNotConfirmedException"),
        ({"enabled": False}, "NotAuthorizedException"),
        ({"status": "RESET_REQUIRED"}, "PasswordResetRequiredException"),
    ],
)
def test_who_may_not_sign_in_is_told_so_before_a_code_is_sent(idp, app, alice, refused, change, error):
    User.objects.filter(pk=alice.pk).update(**change)
    with refused(error):
        by_code(idp, app)

    assert not Message.objects.exists()


def test_an_unknown_user_is_told_so_at_a_client_that_may_know(idp, app, refused):
    with refused("UserNotFoundException"):
        start(idp, app, "nobody")


def test_an_administrator_may_begin_and_answer_too(idp, app, alice, inbox):
    client = {"UserPoolId": app.pool_id, "ClientId": app.client_id}
    parameters = {"USERNAME": "alice", "PREFERRED_CHALLENGE": "EMAIL_OTP"}
    challenge = idp.admin_initiate_auth(**client, AuthFlow="USER_AUTH", AuthParameters=parameters)
    responses = {"USERNAME": "alice", "EMAIL_OTP_CODE": inbox.code_for(EMAIL)}
    answered = idp.admin_respond_to_auth_challenge(
        **client, ChallengeName="EMAIL_OTP", ChallengeResponses=responses, Session=challenge["Session"]
    )

    assert "AuthenticationResult" in answered


# The password


@pytest.mark.spec("API-363")
def test_a_password_may_come_with_the_preference(idp, app, alice):
    assert "AuthenticationResult" in start(idp, app, PREFERRED_CHALLENGE="PASSWORD", PASSWORD=PASSWORD)


@pytest.mark.spec("API-361")
def test_a_password_is_asked_for_if_it_did_not_come(idp, app, alice):
    challenge = start(idp, app, PREFERRED_CHALLENGE="PASSWORD")
    responses = {"USERNAME": "alice", "PASSWORD": PASSWORD}

    assert challenge["ChallengeName"] == "PASSWORD"
    assert "AuthenticationResult" in answer(idp, app, "PASSWORD", responses, challenge["Session"])


@pytest.mark.spec("API-361")
def test_a_password_may_come_with_the_choice(idp, app, alice):
    answered = select(idp, app, start(idp, app), "PASSWORD", PASSWORD=PASSWORD)

    assert "AuthenticationResult" in answered


def test_a_choice_without_its_password_asks_for_it(idp, app, alice):
    challenge = select(idp, app, start(idp, app), "PASSWORD")
    responses = {"USERNAME": "alice", "PASSWORD": PASSWORD}

    assert challenge["ChallengeName"] == "PASSWORD"
    assert "AuthenticationResult" in answer(idp, app, "PASSWORD", responses, challenge["Session"])


def test_a_wrong_password_signs_nobody_in(idp, app, alice, refused):
    with refused("NotAuthorizedException"):
        start(idp, app, PREFERRED_CHALLENGE="PASSWORD", PASSWORD="Wrong-Horse-1")
    with refused("NotAuthorizedException"):
        select(idp, app, start(idp, app), "PASSWORD", PASSWORD="Wrong-Horse-1")

    assert not Session.objects.exists()


@pytest.mark.spec("API-361")
def test_srp_may_come_with_the_preference(idp, app, alice):
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    challenge = start(idp, app, PREFERRED_CHALLENGE="PASSWORD_SRP", SRP_A=f"{client.A:x}")
    responses = client.answer(challenge["ChallengeParameters"])

    assert challenge["ChallengeName"] == "PASSWORD_VERIFIER"
    assert "AuthenticationResult" in answer(idp, app, "PASSWORD_VERIFIER", responses, challenge["Session"])


@pytest.mark.spec("API-361")
def test_srp_may_come_with_the_choice(idp, app, alice):
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    challenge = select(idp, app, start(idp, app), "PASSWORD_SRP", SRP_A=f"{client.A:x}")
    responses = client.answer(challenge["ChallengeParameters"])

    assert "AuthenticationResult" in answer(idp, app, "PASSWORD_VERIFIER", responses, challenge["Session"])


def test_srp_may_come_as_an_answer_of_its_own(idp, app, alice):
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    asked = start(idp, app, PREFERRED_CHALLENGE="PASSWORD_SRP")
    challenge = answer(idp, app, "PASSWORD_SRP", client.start, asked["Session"])
    responses = client.answer(challenge["ChallengeParameters"])

    assert asked["ChallengeName"] == "PASSWORD_SRP"
    assert "AuthenticationResult" in answer(idp, app, "PASSWORD_VERIFIER", responses, challenge["Session"])


def test_a_temporary_password_is_changed_first(idp, app, alice):
    User.objects.filter(pk=alice.pk).update(status="FORCE_CHANGE_PASSWORD")
    challenge = start(idp, app, PREFERRED_CHALLENGE="PASSWORD", PASSWORD=PASSWORD)

    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


# The pool's policy


def policy(*factors):
    return {"SignInPolicy": {"AllowedFirstAuthFactors": list(factors)}}


@pytest.mark.spec("CON-249")
def test_a_software_token_is_no_first_factor(idp, refused):
    with refused("InvalidParameterException"):
        idp.create_user_pool(PoolName="people", Policies=policy("PASSWORD", "SOFTWARE_TOKEN"))


@pytest.mark.spec("CON-249")
def test_the_lite_plan_has_passwords_alone(idp, refused):
    with refused("FeatureUnavailableInTierException"):
        idp.create_user_pool(PoolName="people", Policies=policy("PASSWORD", "EMAIL_OTP"), UserPoolTier="LITE")


@pytest.mark.parametrize("factor", ["EMAIL_OTP", "SMS_OTP"])
def test_a_code_is_no_first_factor_where_two_are_required(idp, pool, refused, factor):
    with refused("InvalidParameterException") as refusal:
        idp.update_user_pool(
            UserPoolId=pool.id,
            Policies=policy("PASSWORD", factor),
            MfaConfiguration="ON",
            SmsConfiguration={"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
        )

    assert refusal.message == (
        "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled"
    )


# What it costs


def test_the_choice_asks_the_database_for_client_and_user(idp, app, alice, django_assert_num_queries):
    start(idp, app)
    with django_assert_num_queries(2):
        start(idp, app)


def test_a_password_does_not_help_who_has_none(idp, app, passwordless):
    challenge = start(idp, app, "dora", PREFERRED_CHALLENGE="PASSWORD", PASSWORD="x")

    assert challenge["ChallengeName"] == SELECT


def test_an_imported_hash_is_no_verifier_for_srp(idp, app, passwordless):
    User.objects.filter(pk=passwordless.pk).update(password_hash="pbkdf2_sha256$1$x$y")

    assert start(idp, app, "dora")["AvailableChallenges"] == ["PASSWORD"]
