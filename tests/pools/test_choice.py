"""Choice-based sign-in: the user, or the app for the user, chooses what to begin with."""

import datetime
import json

import pytest
import time_machine
from botocore.exceptions import ClientError
from django.utils import timezone

from notifications.models import Message
from pools.actions import app_clients
from pools.models import AuditEvent, Session, User, VerificationCode
from tests.conftest import ALL_FLOWS, CALLER, PASSWORD
from tests.pools.signing_in import answer, claims
from tests.pools.srp_client import SrpClient

EMAIL, PHONE = "alice@example.com", "+15555550123"
SELECT = "SELECT_CHALLENGE"


@pytest.fixture(autouse=True)
def otp_allowed(allow):
    allow("PASSWORD", "EMAIL_OTP", "SMS_OTP")


@pytest.fixture
def secretive_app(app):
    return app_clients.create_app_client(
        app.pool, "secretive", caller=CALLER, explicit_auth_flows=ALL_FLOWS, prevent_user_existence_errors="ENABLED"
    )


@pytest.fixture
def passwordless(pool):
    """Dora, whose address an administrator wrote down and who has no password."""
    return User.objects.create(
        pool=pool, username="dora", username_key="dora", status="CONFIRMED", attributes={"email": "dora@example.com"}
    )


def start(idp, app, username="alice", session=None, **parameters):
    more = {"Session": session} if session else {}
    return idp.initiate_auth(
        ClientId=app.client_id, AuthFlow="USER_AUTH", AuthParameters={"USERNAME": username, **parameters}, **more
    )


def by_code(idp, app, username="alice"):
    return start(idp, app, username, PREFERRED_CHALLENGE="EMAIL_OTP")


def give_code(idp, app, challenge, code, username="alice", name="EMAIL_OTP"):
    return answer(idp, app, name, {"USERNAME": username, f"{name}_CODE": code}, challenge["Session"])


def select(idp, app, challenge, name, username="alice", **more):
    return answer(idp, app, SELECT, {"USERNAME": username, "ANSWER": name, **more}, challenge["Session"])


def guesses(idp, app, challenge, code, username="alice"):
    """What five guesses are answered with."""
    return [_guess(idp, app, challenge, code, username) for _ in range(5)]


def _guess(idp, app, challenge, code, username):
    with pytest.raises(ClientError) as raised:
        give_code(idp, app, challenge, code, username)
    return raised.value.response["Error"]["Code"]


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


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


# A code that is sent


@pytest.mark.spec("API-361", "API-363")
def test_a_code_by_email_signs_in(idp, app, alice, inbox):
    challenge = by_code(idp, app)
    result = give_code(idp, app, challenge, inbox.code_for(EMAIL))["AuthenticationResult"]

    assert challenge["ChallengeName"] == "EMAIL_OTP"
    assert challenge["ChallengeParameters"] == {
        "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
        "CODE_DELIVERY_DESTINATION": "a***@e***",
    }
    assert claims(result["AccessToken"])["sub"] == str(alice.pk)


@pytest.mark.spec("API-361")
def test_a_code_by_sms_signs_in(idp, app, alice, inbox):
    alice.attributes |= {"phone_number": PHONE, "phone_number_verified": "true"}
    alice.save()
    challenge = start(idp, app, PREFERRED_CHALLENGE="SMS_OTP")

    assert challenge["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == "+*******0123"
    assert "AuthenticationResult" in give_code(idp, app, challenge, inbox.code_for(PHONE), name="SMS_OTP")


def test_a_code_may_be_chosen(idp, app, alice, inbox):
    challenge = select(idp, app, start(idp, app), "EMAIL_OTP")

    assert challenge["ChallengeName"] == "EMAIL_OTP"
    assert "AuthenticationResult" in give_code(idp, app, challenge, inbox.code_for(EMAIL))


def test_the_message_is_the_pools_own(idp, app, alice, inbox):
    app.pool.email_mfa_configuration = {"Subject": "Come in", "Message": "Knock with {####}"}
    app.pool.save()
    by_code(idp, app)

    assert inbox.to(EMAIL)[0].subject == "Come in"
    assert inbox.to(EMAIL)[0].text == f"Knock with {inbox.code_for(EMAIL)}"


def test_a_wrong_code_is_refused_and_the_right_one_still_taken(idp, app, alice, inbox, refused):
    challenge, code = by_code(idp, app), inbox.code_for(EMAIL)
    with refused("CodeMismatchException"):
        give_code(idp, app, challenge, wrong(code))

    assert "AuthenticationResult" in give_code(idp, app, challenge, code)


def test_five_guesses_are_all(idp, app, alice, inbox, refused):
    challenge, code = by_code(idp, app), inbox.code_for(EMAIL)
    assert guesses(idp, app, challenge, wrong(code)) == ["CodeMismatchException"] * 5
    with refused("NotAuthorizedException"):
        give_code(idp, app, challenge, code)


def test_a_code_serves_once(idp, app, alice, inbox, refused):
    challenge, code = by_code(idp, app), inbox.code_for(EMAIL)
    give_code(idp, app, challenge, code)
    with refused("ExpiredCodeException"):
        give_code(idp, app, challenge, code)

    assert Session.objects.count() == 1


def test_a_code_serves_no_other_sign_in_once_it_is_spent(idp, app, alice, inbox, refused):
    first = by_code(idp, app)
    code = inbox.code_for(EMAIL)
    give_code(idp, app, first, code)
    VerificationCode.objects.update(expires_at=timezone.now() + datetime.timedelta(hours=1))
    again = select(idp, app, start(idp, app), "EMAIL_OTP")
    with refused("CodeMismatchException"):
        give_code(idp, app, again, wrong(inbox.code_for(EMAIL)))
    with refused("NotAuthorizedException"):
        answer(idp, app, SELECT, {"USERNAME": "alice", "ANSWER": "EMAIL_OTP"}, again["Session"])


def test_a_selection_serves_once(idp, app, alice, refused):
    challenge = start(idp, app)
    select(idp, app, challenge, "EMAIL_OTP")
    with refused("NotAuthorizedException") as refusal:
        select(idp, app, challenge, "EMAIL_OTP")

    assert refusal.message == "Invalid session for the user, session can only be used once."


@pytest.mark.spec("API-47")
def test_a_code_is_answered_in_time(idp, app, alice, inbox, refused):
    challenge, code = by_code(idp, app), inbox.code_for(EMAIL)
    later = timezone.now() + datetime.timedelta(minutes=3, seconds=1)
    with time_machine.travel(later, tick=False), refused("NotAuthorizedException"):
        give_code(idp, app, challenge, code)


def test_bobs_code_is_of_no_use_to_alices_sign_in(idp, app, alice, bob, inbox, refused):
    challenge = by_code(idp, app)
    by_code(idp, app, "bob")
    with refused("CodeMismatchException"):
        give_code(idp, app, challenge, inbox.code_for("bob@example.com"))


def test_a_sign_up_code_is_of_no_use_here(idp, app, alice, inbox, refused):
    challenge = by_code(idp, app)
    VerificationCode.objects.update(purpose="sign_up")
    with refused("ExpiredCodeException"):
        give_code(idp, app, challenge, inbox.code_for(EMAIL))


def test_an_address_changed_meanwhile_voids_the_code(idp, app, alice, inbox, refused):
    challenge = by_code(idp, app)
    new = [{"Name": "email", "Value": "new@example.com"}, {"Name": "email_verified", "Value": "true"}]
    idp.admin_update_user_attributes(UserPoolId=app.pool_id, Username="alice", UserAttributes=new)
    with refused("ExpiredCodeException"):
        give_code(idp, app, challenge, inbox.code_for(EMAIL))


def test_who_is_disabled_meanwhile_gets_nothing(idp, app, alice, inbox, refused):
    challenge = by_code(idp, app)
    idp.admin_disable_user(UserPoolId=app.pool_id, Username="alice")
    with refused("CodeMismatchException"):
        give_code(idp, app, challenge, inbox.code_for(EMAIL))


def test_a_mailbox_is_not_flooded(idp, app, alice, refused):
    assert len([by_code(idp, app) for _ in range(10)]) == 10
    with refused("TooManyRequestsException"):
        by_code(idp, app)

    assert Message.objects.count() == 10


def test_the_code_that_came_back_verifies_the_address(idp, app, passwordless, inbox):
    challenge = by_code(idp, app, "dora")
    result = give_code(idp, app, challenge, inbox.code_for("dora@example.com"), "dora")["AuthenticationResult"]

    passwordless.refresh_from_db()
    assert passwordless.is_verified("email")
    assert claims(result["IdToken"])["email_verified"] is True


@pytest.mark.parametrize(
    ("name", "response"),
    [
        ("PASSWORD", {"PASSWORD": PASSWORD}),
        ("EMAIL_OTP", {"EMAIL_OTP_CODE": "000000"}),
        ("PASSWORD_SRP", {"SRP_A": "a"}),
    ],
)
def test_a_challenge_that_was_not_chosen_is_not_answered(idp, app, alice, refused, name, response):
    challenge = start(idp, app)
    with refused("NotAuthorizedException"):
        answer(idp, app, name, {"USERNAME": "alice", **response}, challenge["Session"])


def test_what_is_not_available_cannot_be_chosen(idp, app, alice, refused):
    with refused("InvalidParameterException"):
        select(idp, app, start(idp, app), "SMS_OTP")


def test_the_audit_tells_of_the_code_that_was_wrong(idp, app, alice, inbox, refused):
    challenge = by_code(idp, app)
    with refused("CodeMismatchException"):
        give_code(idp, app, challenge, wrong(inbox.code_for(EMAIL)))

    event = AuditEvent.objects.get(error="CodeMismatchException")
    assert (event.name, event.sub) == ("RespondToAuthChallenge", str(alice.pk))


# Who does not exist, at a client that hides it


@pytest.mark.spec("CON-226")
def test_a_stranger_is_offered_something_always_the_same(idp, secretive_app):
    offers = [start(idp, secretive_app, "nobody")["AvailableChallenges"] for _ in range(3)]

    assert offers[0]
    assert offers == offers[:1] * 3


@pytest.mark.spec("CON-226")
def test_where_all_have_passwords_strangers_have_too(idp, secretive_app, alice, allow):
    allow("PASSWORD")

    known, unknown = (start(idp, secretive_app, name) for name in ("alice", "uncle"))
    assert known["AvailableChallenges"] == unknown["AvailableChallenges"]
    assert len(known["Session"]) == len(unknown["Session"])


@pytest.mark.spec("CON-226")
def test_a_stranger_is_told_of_a_code_that_nobody_gets(idp, secretive_app, alice):
    known, unknown = (by_code(idp, secretive_app, name) for name in ("alice", "uncle"))

    assert known["ChallengeName"] == unknown["ChallengeName"] == "EMAIL_OTP"
    assert known["ChallengeParameters"].keys() == unknown["ChallengeParameters"].keys()
    assert len(json.dumps(known["ChallengeParameters"])) == len(json.dumps(unknown["ChallengeParameters"]))
    assert len(known["Session"]) == len(unknown["Session"])
    assert [message.address for message in Message.objects.all()] == [EMAIL]


@pytest.mark.spec("CON-226")
@pytest.mark.parametrize("username", ["alice", "uncle"])
def test_a_wrong_code_is_refused_alike(idp, secretive_app, alice, refused, username):
    challenge = by_code(idp, secretive_app, username)
    with refused("CodeMismatchException") as refusal:
        give_code(idp, secretive_app, challenge, "000000", username)

    assert refusal.message == "Invalid verification code provided, please try again."


@pytest.mark.parametrize("username", ["alice", "uncle"])
def test_guesses_are_counted_alike(idp, secretive_app, alice, refused, username):
    challenge = by_code(idp, secretive_app, username)
    assert guesses(idp, secretive_app, challenge, "000000", username) == ["CodeMismatchException"] * 5
    with refused("NotAuthorizedException"):
        give_code(idp, secretive_app, challenge, "000000", username)


@pytest.mark.parametrize("change", [{"status": "UNCONFIRMED"}, {"enabled": False}])
def test_who_may_not_sign_in_is_asked_for_a_code_that_is_not_sent(idp, secretive_app, alice, refused, change):
    User.objects.filter(pk=alice.pk).update(**change)
    challenge = by_code(idp, secretive_app)
    with refused("CodeMismatchException"):
        give_code(idp, secretive_app, challenge, "000000")

    assert not Message.objects.exists()


@pytest.mark.parametrize("username", ["alice", "uncle"])
def test_a_password_is_refused_alike(idp, secretive_app, alice, refused, allow, username):
    allow("PASSWORD")
    with refused("NotAuthorizedException") as refusal:
        start(idp, secretive_app, username, PREFERRED_CHALLENGE="PASSWORD", PASSWORD="Wrong-Horse-1")

    assert refusal.message == "Incorrect username or password."


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


# From sign-up straight on


def sign_up(idp, app, username="carol", password=PASSWORD):
    attributes = [{"Name": "email", "Value": f"{username}@example.com"}]
    more = {"Password": password} if password else {}
    return idp.sign_up(ClientId=app.client_id, Username=username, UserAttributes=attributes, **more)


def confirm(idp, app, code, username="carol", **more):
    return idp.confirm_sign_up(ClientId=app.client_id, Username=username, ConfirmationCode=code, **more)


@pytest.fixture
def confirmed(idp, app, inbox):
    session = sign_up(idp, app)["Session"]
    return confirm(idp, app, inbox.code_for("carol@example.com"), Session=session)["Session"]


@pytest.mark.spec("USR-251", "API-363")
def test_the_confirmation_is_the_first_factor_of_the_first_sign_in(idp, app, confirmed):
    result = start(idp, app, "carol", confirmed)["AuthenticationResult"]

    assert claims(result["IdToken"])["cognito:username"] == "carol"


@pytest.mark.spec("USR-251")
def test_the_session_of_a_confirmation_serves_once(idp, app, confirmed, refused):
    start(idp, app, "carol", confirmed)
    with refused("NotAuthorizedException"):
        start(idp, app, "carol", confirmed)


@pytest.mark.spec("USR-251")
def test_the_session_of_a_confirmation_ends(idp, app, confirmed, refused):
    later = timezone.now() + datetime.timedelta(minutes=3, seconds=1)
    with time_machine.travel(later, tick=False), refused("NotAuthorizedException"):
        start(idp, app, "carol", confirmed)


@pytest.mark.spec("USR-251")
def test_a_confirmation_without_the_session_gives_none(idp, app, inbox):
    sign_up(idp, app)

    assert "Session" not in confirm(idp, app, inbox.code_for("carol@example.com"))


@pytest.mark.spec("USR-251")
def test_only_clients_with_the_choice_are_given_a_session(idp, app):
    app.explicit_auth_flows = ["ALLOW_USER_SRP_AUTH"]
    app.save()

    assert "Session" not in sign_up(idp, app)


def test_alice_cannot_use_the_session_of_carol(idp, app, alice, confirmed, refused):
    with refused("NotAuthorizedException"):
        start(idp, app, "alice", confirmed)


def test_the_session_of_a_sign_up_signs_nobody_in(idp, app, refused):
    session = sign_up(idp, app)["Session"]
    with refused("NotAuthorizedException"):
        start(idp, app, "carol", session)


def test_another_session_confirms_nobody(idp, app, alice, inbox, refused):
    sign_up(idp, app)
    session = start(idp, app)["Session"]
    with refused("NotAuthorizedException"):
        confirm(idp, app, inbox.code_for("carol@example.com"), Session=session)

    assert User.objects.get(username="carol").status == "UNCONFIRMED"


def test_a_session_in_another_flow_proves_nothing(idp, app, confirmed, refused):
    with refused("NotAuthorizedException"):
        idp.initiate_auth(
            ClientId=app.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "carol", "PASSWORD": "Wrong-Horse-1"},
            Session=confirmed,
        )


@pytest.mark.spec("CON-248")
def test_sign_up_needs_no_password_where_there_are_other_ways_in(idp, app, inbox):
    sign_up(idp, app, password=None)
    confirm(idp, app, inbox.code_for("carol@example.com"))
    challenge = by_code(idp, app, "carol")

    assert "AuthenticationResult" in give_code(idp, app, challenge, inbox.code_for("carol@example.com"), "carol")


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
