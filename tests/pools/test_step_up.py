"""Levels of assurance: what tokens tell of a sign-in, and how an app asks for a higher level (API-364, SEC-269)."""

import datetime
import json

import pytest
import time_machine
from botocore.exceptions import ClientError
from django.utils import timezone

from pools.actions import app_clients, recovery_codes
from pools.models import Session, UserPool, WebAuthnCredential
from tests.conftest import ALL_FLOWS, CALLER, PASSWORD
from tests.pools import mfa
from tests.pools.signing_in import answer, by_password, claims, refreshed

LEVEL = [f"urn:cognito:loa:{number}" for number in range(5)]
NAME = {"USERNAME": "alice"}

pytestmark = [pytest.mark.spec("API-364"), pytest.mark.one_database]


@pytest.fixture
def app_of_alice(pool, alice):
    """The secret of her authenticator app, which nobody asks for unless an app wants more than the password."""
    mfa.configure(pool)
    return mfa.give_app(alice)


@pytest.fixture
def outcome_of():
    """The name of the challenge or the error that a call ends in."""

    def outcome(call):
        try:
            return call()["ChallengeName"]
        except ClientError as error:
            return error.response["Error"]["Code"]

    return outcome


def start(idp, app, *levels, **parameters):
    wanted = {"TARGET_ACR_VALUES": " ".join(levels)} if levels else {}
    return idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_AUTH", AuthParameters=NAME | wanted | parameters)


def with_password(idp, app, *levels, **parameters):
    return start(idp, app, *levels, PREFERRED_CHALLENGE="PASSWORD", PASSWORD=PASSWORD, **parameters)


def by_app(idp, app, challenge, secret):
    given = NAME | {"SOFTWARE_TOKEN_MFA_CODE": mfa.code_of(secret)}
    return answer(idp, app, "SOFTWARE_TOKEN_MFA", given, challenge["Session"])


def told(answered):
    """The two claims of the access token."""
    access = claims(answered["AuthenticationResult"]["AccessToken"])
    return access.get("acr"), access.get("amr")


def held(answered):
    return {"ACCESS_TOKEN": answered["AuthenticationResult"]["AccessToken"]}


# What tokens tell


@pytest.mark.spec("SEC-269")
def test_a_password_is_the_first_level(idp, app, alice):
    answered = by_password(idp, app)

    assert told(answered) == (LEVEL[1], ["pwd"])
    id_token = claims(answered["AuthenticationResult"]["IdToken"])
    assert (id_token["acr"], id_token["amr"]) == (LEVEL[1], ["pwd"])


@pytest.mark.spec("SEC-269")
def test_password_and_authenticator_app_are_the_fourth(idp, app, app_of_alice):
    answered = by_app(idp, app, by_password(idp, app), app_of_alice)

    assert told(answered) == (LEVEL[4], ["pwd", "otp", "mfa"])


@pytest.mark.spec("SEC-269")
def test_password_and_a_sent_code_are_the_third(idp, app, pool, alice, inbox):
    mfa.configure(pool, "ON", email={})
    challenge = by_password(idp, app)
    given = NAME | {"EMAIL_OTP_CODE": inbox.code_for("alice@example.com")}

    assert told(answer(idp, app, "EMAIL_OTP", given, challenge["Session"])) == (LEVEL[3], ["pwd", "email_otp", "mfa"])


@pytest.mark.spec("SEC-269")
def test_a_sent_code_alone_is_the_second(idp, app, alice, inbox, allow):
    allow("PASSWORD", "EMAIL_OTP")
    challenge = start(idp, app, PREFERRED_CHALLENGE="EMAIL_OTP")
    given = NAME | {"EMAIL_OTP_CODE": inbox.code_for("alice@example.com")}

    assert told(answer(idp, app, "EMAIL_OTP", given, challenge["Session"])) == (LEVEL[2], ["email_otp"])


@pytest.mark.spec("SEC-269")
def test_a_recovery_code_reaches_no_higher_level(idp, app, alice, app_of_alice):
    code = recovery_codes.create_recovery_codes(alice, caller=CALLER)[0]
    challenge = by_password(idp, app)
    given = NAME | {"SOFTWARE_TOKEN_MFA_CODE": code}

    assert told(answer(idp, app, "SOFTWARE_TOKEN_MFA", given, challenge["Session"])) == (LEVEL[1], ["pwd"])


@pytest.mark.spec("SEC-269")
def test_a_refresh_tells_the_same_and_the_same_time(idp, app, app_of_alice):
    answered = by_app(idp, app, by_password(idp, app), app_of_alice)
    later = timezone.now() + datetime.timedelta(minutes=30)
    with time_machine.travel(later):
        again = refreshed(idp, app, answered["AuthenticationResult"]["RefreshToken"])

    assert told(again) == told(answered)
    before, after = (claims(each["AuthenticationResult"]["AccessToken"])["auth_time"] for each in (answered, again))
    assert before == after


@pytest.mark.spec("SEC-269")
def test_a_pool_names_its_levels(idp, app, pool, alice):
    pool.acr_configuration = {"Level1": {"AcrValue": "urn:shop:basic"}}
    pool.save()

    assert told(by_password(idp, app))[0] == "urn:shop:basic"


# The names of levels


@pytest.mark.spec("SEC-269")
def test_a_pool_shows_the_names_that_are_in_force(idp):
    made = idp.create_user_pool(PoolName="p", AcrConfiguration={"Level2": {"AcrValue": "urn:shop:code"}})["UserPool"]

    assert made["AcrConfiguration"] == {
        "Level1": {"AcrValue": LEVEL[1]},
        "Level2": {"AcrValue": "urn:shop:code"},
        "Level3": {"AcrValue": LEVEL[3]},
        "Level4": {"AcrValue": LEVEL[4]},
    }


@pytest.mark.spec("SEC-269")
@pytest.mark.parametrize(
    "names",
    [
        {"Level1": {"AcrValue": "a"}, "Level2": {"AcrValue": "a"}},
        {"Level1": {"AcrValue": LEVEL[2]}},
    ],
)
def test_two_levels_of_one_name_are_refused(idp, refused, names):
    with refused("InvalidParameterException"):
        idp.create_user_pool(PoolName="p", AcrConfiguration=names)


@pytest.mark.spec("SEC-269")
def test_the_lite_plan_has_no_names_of_its_own(idp, refused):
    with refused("FeatureUnavailableInTierException"):
        idp.create_user_pool(
            PoolName="p", UserPoolTier="LITE", AcrConfiguration={"Level1": {"AcrValue": "urn:shop:basic"}}
        )


# From the beginning


def test_the_app_is_asked_for_where_only_it_reaches_the_level(idp, app, alice, app_of_alice):
    alice.preferred_mfa, alice.email_mfa_enabled = "EMAIL_OTP", True
    alice.save()
    challenge = with_password(idp, app, LEVEL[4])

    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert told(by_app(idp, app, challenge, app_of_alice)) == (LEVEL[4], ["pwd", "otp", "mfa"])


def test_of_several_factors_that_do_the_user_selects_among_those(idp, app, alice, app_of_alice):
    mfa.give_phone(alice)
    alice.sms_mfa_enabled = alice.email_mfa_enabled = True
    alice.save()
    challenge = with_password(idp, app, LEVEL[3])

    assert challenge["ChallengeName"] == "SELECT_MFA_TYPE"
    assert json.loads(challenge["ChallengeParameters"]["MFAS_CAN_CHOOSE"]) == [
        "SMS_MFA",
        "EMAIL_OTP",
        "SOFTWARE_TOKEN_MFA",
    ]


def test_the_best_level_that_the_user_can_reach_is_taken(idp, app, alice):
    assert told(with_password(idp, app, LEVEL[4], "urn:unknown", LEVEL[1])) == (LEVEL[1], ["pwd"])


def test_only_what_leads_to_the_level_is_offered_to_begin_with(idp, app, alice, allow):
    allow("PASSWORD", "EMAIL_OTP")

    assert start(idp, app, LEVEL[2])["AvailableChallenges"] == ["EMAIL_OTP"]


def test_a_preference_that_leads_elsewhere_is_offered_no_way_in(idp, app, alice, allow):
    allow("PASSWORD", "EMAIL_OTP")
    challenge = with_password(idp, app, LEVEL[2])

    assert (challenge["ChallengeName"], challenge["AvailableChallenges"]) == ("SELECT_CHALLENGE", ["EMAIL_OTP"])


def test_a_required_second_factor_is_asked_for_below_its_level_too(idp, app, pool, alice):
    mfa.configure(pool, "ON", software_token=mfa.TOTP)
    secret = mfa.give_app(alice)
    challenge = with_password(idp, app, LEVEL[1])

    assert told(by_app(idp, app, challenge, secret))[0] == LEVEL[4]


def test_a_passkey_leads_to_the_third_level(idp, app, pool, alice, allow):
    allow("PASSWORD", "WEB_AUTHN")
    pool.web_authn_configuration = {"RelyingPartyId": "example.com"}
    pool.save()
    WebAuthnCredential.objects.create(credential_id="AAAA", user=alice, relying_party_id="example.com", public_key=b"k")

    assert start(idp, app, LEVEL[3])["AvailableChallenges"] == ["WEB_AUTHN"]


@pytest.mark.parametrize("levels", [["urn:unknown"], ["1"]])
def test_levels_that_nobody_knows_are_refused(idp, app, alice, refused, levels):
    with refused("InvalidParameterException") as refusal:
        start(idp, app, *levels)

    assert refusal.message == "TARGET_ACR_VALUES has no valid ACR value."


def test_a_level_beyond_the_users_factors_is_refused_before_anything_is_asked(idp, app, alice, refused):
    with refused("NotAuthorizedException"):
        start(idp, app, LEVEL[4])


def test_no_new_factor_is_set_up_on_the_way(idp, app, pool, alice, refused):
    mfa.configure(pool, "ON", software_token=mfa.TOTP)
    with refused("NotAuthorizedException"):
        start(idp, app, LEVEL[4])


def test_a_recovery_code_does_not_take_the_place_of_the_app(idp, app, alice, app_of_alice, refused):
    code = recovery_codes.create_recovery_codes(alice, caller=CALLER)[0]
    challenge = with_password(idp, app, LEVEL[4])
    with refused("CodeMismatchException"):
        answer(idp, app, "SOFTWARE_TOKEN_MFA", NAME | {"SOFTWARE_TOKEN_MFA_CODE": code}, challenge["Session"])


def test_a_factor_that_is_turned_off_meanwhile_ends_it(idp, app, pool, alice, app_of_alice, refused):
    challenge = start(idp, app, LEVEL[4], PREFERRED_CHALLENGE="PASSWORD")
    UserPool.objects.filter(pk=pool.pk).update(mfa_configuration="OFF")
    with refused("NotAuthorizedException"):
        answer(idp, app, "PASSWORD", NAME | {"PASSWORD": PASSWORD}, challenge["Session"])

    assert not Session.objects.filter(user=alice).exists()


def test_the_lite_plan_steps_nobody_up(idp, app, pool, alice, refused):
    pool.user_pool_tier = "LITE"
    pool.save()
    with refused("FeatureUnavailableInTierException"):
        start(idp, app, LEVEL[1])


# From where the user is


def test_who_has_given_the_password_is_asked_for_the_app_alone(idp, app, alice):
    signed_in = by_password(idp, app)
    mfa.configure(app.pool)
    secret = mfa.give_app(alice)
    challenge = start(idp, app, LEVEL[4], **held(signed_in))
    reached = by_app(idp, app, challenge, secret)

    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert told(reached) == (LEVEL[4], ["pwd", "otp", "mfa"])
    assert reached["AuthenticationResult"]["RefreshToken"] != signed_in["AuthenticationResult"]["RefreshToken"]


def test_a_wrong_code_leaves_no_token_behind(idp, app, alice, refused):
    signed_in = by_password(idp, app)
    mfa.configure(app.pool)
    mfa.give_app(alice)
    challenge = start(idp, app, LEVEL[4], **held(signed_in))
    with refused("CodeMismatchException"):
        answer(idp, app, "SOFTWARE_TOKEN_MFA", NAME | {"SOFTWARE_TOKEN_MFA_CODE": "000000"}, challenge["Session"])

    assert Session.objects.filter(user=alice).count() == 1


def test_a_level_that_is_reached_already_is_refused(idp, app, alice, refused):
    signed_in = by_password(idp, app)
    with refused("InvalidParameterException") as refusal:
        start(idp, app, LEVEL[1], **held(signed_in))

    assert refusal.message == "The access token already satisfies the requested ACR values."


@pytest.mark.parametrize(("max_age", "expected"), [("600", "InvalidParameterException"), ("10", "SELECT_CHALLENGE")])
def test_an_old_sign_in_counts_for_nothing(idp, app, alice, max_age, expected, outcome_of):
    signed_in = by_password(idp, app)
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=60)):
        outcome = outcome_of(lambda: start(idp, app, LEVEL[1], MAX_AGE=max_age, **held(signed_in)))

    assert outcome == expected


def test_a_sign_in_before_the_present_password_counts_for_nothing(idp, app, alice):
    signed_in = by_password(idp, app)
    alice.password_set_at = timezone.now() + datetime.timedelta(seconds=2)
    alice.save()

    assert start(idp, app, LEVEL[1], **held(signed_in))["ChallengeName"] == "SELECT_CHALLENGE"


def test_a_level_by_an_old_name_counts_for_nothing_but_its_methods_do(idp, app, pool, alice):
    signed_in = by_password(idp, app)
    pool.acr_configuration = {"Level1": {"AcrValue": "urn:shop:basic"}}
    pool.save()

    assert told(start(idp, app, "urn:shop:basic", **held(signed_in))) == ("urn:shop:basic", ["pwd"])


def test_another_users_token_is_refused(idp, app, alice, bob, refused):
    signed_in = by_password(idp, app, "bob")
    with refused("NotAuthorizedException"):
        start(idp, app, LEVEL[1], **held(signed_in))


def test_a_token_that_is_not_ours_is_refused(idp, app, alice, refused):
    with refused("NotAuthorizedException"):
        start(idp, app, LEVEL[1], ACCESS_TOKEN="a.b.c")


def test_a_revoked_token_is_refused(idp, app, alice, refused):
    signed_in = by_password(idp, app)
    idp.global_sign_out(AccessToken=signed_in["AuthenticationResult"]["AccessToken"])
    with refused("NotAuthorizedException"):
        start(idp, app, LEVEL[1], **held(signed_in))


def test_a_disabled_user_is_not_stepped_up(idp, app, alice, app_of_alice, refused):
    signed_in = by_app(idp, app, by_password(idp, app), app_of_alice)
    idp.admin_disable_user(UserPoolId=app.pool_id, Username="alice")
    with refused("NotAuthorizedException"):
        start(idp, app, LEVEL[4], MAX_AGE="0", **held(signed_in))


def test_a_token_without_a_level_to_reach_is_refused(idp, app, alice, refused):
    signed_in = by_password(idp, app)
    with refused("InvalidParameterException"):
        start(idp, app, **held(signed_in))


@pytest.mark.parametrize("max_age", ["-1", "soon", "", "1.5", "٣", "9" * 11])
def test_an_age_must_be_a_number_of_seconds(idp, app, alice, refused, max_age):
    with refused("InvalidParameterException"):
        start(idp, app, LEVEL[1], MAX_AGE=max_age)


# Nobody learns who exists


@pytest.fixture
def secretive(app, alice):
    return app_clients.create_app_client(
        app.pool, "secretive", caller=CALLER, explicit_auth_flows=ALL_FLOWS, prevent_user_existence_errors="ENABLED"
    )


def test_a_stranger_is_asked_for_a_password_as_a_user_is(idp, secretive):
    parameters = {"TARGET_ACR_VALUES": LEVEL[1], "PREFERRED_CHALLENGE": "PASSWORD"}
    known, unknown = (
        idp.initiate_auth(
            ClientId=secretive.client_id, AuthFlow="USER_AUTH", AuthParameters=parameters | {"USERNAME": name}
        )
        for name in ("alice", "nobod")
    )

    assert known["ChallengeName"] == unknown["ChallengeName"] == "PASSWORD"
    assert len(known["Session"]) == len(unknown["Session"])


def test_strangers_differ_in_what_they_can_reach(idp, secretive, pool, outcome_of):
    mfa.configure(pool)
    parameters = {"TARGET_ACR_VALUES": LEVEL[4], "PREFERRED_CHALLENGE": "PASSWORD"}
    outcomes = {
        outcome_of(
            lambda name=f"nobody{number}": idp.initiate_auth(
                ClientId=secretive.client_id, AuthFlow="USER_AUTH", AuthParameters=parameters | {"USERNAME": name}
            )
        )
        for number in range(40)
    }

    assert outcomes == {"PASSWORD", "NotAuthorizedException"}
