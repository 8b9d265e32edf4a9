"""Which second factors a user has turned on."""

import pytest

from pools.models import AuditEvent, User
from tests.pools import mfa
from tests.pools.mfa import SMS, TOTP
from tests.pools.signing_in import by_password, tokens

ON = {"Enabled": True}
OFF = {"Enabled": False}
FAVOURITE = {"Enabled": True, "PreferredMfa": True}


@pytest.fixture
def prefer(idp, pool):
    """AdminSetUserMFAPreference for alice."""
    return lambda **members: idp.admin_set_user_mfa_preference(UserPoolId=pool.id, Username="alice", **members)


@pytest.fixture
def told(idp, pool):
    """What AdminGetUser tells of alice's factors: the list and the favourite."""

    def ask():
        user = idp.admin_get_user(UserPoolId=pool.id, Username="alice")
        return user.get("UserMFASettingList"), user.get("PreferredMfaSetting")

    return ask


@pytest.fixture
def equipped(pool, alice):
    """Alice has a phone and an app, neither turned on."""
    mfa.configure(pool)
    mfa.give_phone(alice)
    mfa.give_app(alice, enabled=False)
    return alice


def test_without_any_factor_nothing_is_told(told, alice):
    assert told() == (None, None)


@pytest.mark.spec("SEC-282", "SEC-284")
def test_what_is_turned_on_is_told(prefer, told, equipped):
    prefer(SMSMfaSettings=ON, SoftwareTokenMfaSettings=FAVOURITE, EmailMfaSettings=ON)
    assert told() == (["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"], "SOFTWARE_TOKEN_MFA")


@pytest.mark.spec("SEC-282", "SEC-284")
def test_users_set_and_see_their_own(idp, app, equipped):
    token = tokens(idp, app)["AccessToken"]
    idp.set_user_mfa_preference(AccessToken=token, SMSMfaSettings=FAVOURITE)

    user = idp.get_user(AccessToken=token)

    assert (user["UserMFASettingList"], user["PreferredMfaSetting"]) == (["SMS_MFA"], "SMS_MFA")
    assert user["MFAOptions"] == [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]


@pytest.mark.spec("SEC-146")
def test_what_is_turned_off_is_not_asked_for(idp, app, prefer, told, equipped):
    prefer(SoftwareTokenMfaSettings=FAVOURITE)
    prefer(SoftwareTokenMfaSettings=OFF)

    assert told() == (None, None)
    assert by_password(idp, app)["AuthenticationResult"]


def test_what_is_not_mentioned_stays(prefer, told, equipped):
    prefer(SoftwareTokenMfaSettings=FAVOURITE)
    prefer(SMSMfaSettings=ON)
    assert told() == (["SMS_MFA", "SOFTWARE_TOKEN_MFA"], "SOFTWARE_TOKEN_MFA")


def test_a_new_favourite_takes_the_place_of_the_old_one(prefer, told, equipped):
    prefer(SoftwareTokenMfaSettings=FAVOURITE)
    prefer(SMSMfaSettings=FAVOURITE)
    assert told() == (["SMS_MFA", "SOFTWARE_TOKEN_MFA"], "SMS_MFA")


def test_a_favourite_may_be_just_one_of_them_again(prefer, told, equipped):
    prefer(SoftwareTokenMfaSettings=FAVOURITE)
    prefer(SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": False})
    assert told() == (["SOFTWARE_TOKEN_MFA"], None)


@pytest.mark.spec("SEC-282")
@pytest.mark.parametrize(
    "members",
    [
        {"SMSMfaSettings": FAVOURITE, "SoftwareTokenMfaSettings": FAVOURITE},
        {"SMSMfaSettings": {"Enabled": False, "PreferredMfa": True}},
        {"WebAuthnMfaSettings": ON},
    ],
)
def test_what_makes_no_sense_is_refused(prefer, equipped, refused, members):
    with refused("InvalidParameterException"):
        prefer(**members)


@pytest.mark.parametrize(
    ("member", "message"),
    [
        ("SMSMfaSettings", "User does not have delivery config set to turn on SMS_MFA"),
        ("EmailMfaSettings", "User does not have delivery config set to turn on EMAIL_OTP"),
        ("SoftwareTokenMfaSettings", "User has not verified software token mfa"),
    ],
)
def test_a_factor_must_be_there_to_be_turned_on(prefer, pool, alice, refused, member, message):
    mfa.configure(pool)
    User.objects.filter(pk=alice.pk).update(attributes={})

    with refused("InvalidParameterException") as refusal:
        prefer(**{member: ON})
    assert refusal.message == message


@pytest.mark.parametrize("member", ["SMSMfaSettings", "EmailMfaSettings", "SoftwareTokenMfaSettings"])
def test_turning_off_what_was_never_on_is_no_mistake(prefer, pool, alice, told, member):
    mfa.configure(pool)
    prefer(**{member: OFF})
    assert told() == (None, None)


@pytest.mark.spec("SEC-104")
def test_a_factor_that_the_pool_does_not_offer_is_not_turned_on(prefer, pool, equipped, refused):
    mfa.configure(pool, software_token=TOTP)
    with refused("InvalidParameterException"):
        prefer(SMSMfaSettings=ON)


@pytest.mark.spec("SEC-282")
@pytest.mark.parametrize("member", ["SMSMfaSettings", "SoftwareTokenMfaSettings"])
def test_where_mfa_is_required_no_factor_is_turned_off(prefer, pool, equipped, refused, member):
    mfa.configure(pool, "ON")
    with refused("InvalidParameterException"):
        prefer(**{member: OFF})


@pytest.mark.spec("SEC-285")
def test_a_passkey_counts_beside_another_factor(prefer, pool, equipped, refused):
    pool.web_authn_configuration = {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}
    pool.save()
    with refused("InvalidParameterException"):
        prefer(WebAuthnMfaSettings=ON)

    prefer(WebAuthnMfaSettings=ON, SMSMfaSettings=ON)
    equipped.refresh_from_db()
    assert equipped.web_authn_mfa_enabled


@pytest.mark.spec("SEC-284")
def test_the_older_operations_know_sms(idp, app, pool, equipped, told):
    options = [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]
    token = tokens(idp, app)["AccessToken"]
    idp.set_user_settings(AccessToken=token, MFAOptions=options)
    assert told() == (["SMS_MFA"], None)

    idp.admin_set_user_settings(UserPoolId=pool.id, Username="alice", MFAOptions=[])
    assert told() == (None, None)


@pytest.mark.spec("SEC-284")
@pytest.mark.parametrize(
    "option",
    [
        {"DeliveryMedium": "EMAIL", "AttributeName": "email"},
        {"DeliveryMedium": "SMS", "AttributeName": "email"},
        {},
    ],
)
def test_the_older_operations_know_nothing_else(idp, pool, equipped, refused, option):
    with refused("InvalidParameterException"):
        idp.admin_set_user_settings(UserPoolId=pool.id, Username="alice", MFAOptions=[option])


@pytest.mark.spec("SEC-288")
def test_an_administrator_takes_a_lost_app_off(idp, app, pool, equipped, prefer, told):
    prefer(SoftwareTokenMfaSettings=FAVOURITE)
    idp.admin_delete_software_token(UserPoolId=pool.id, Username="alice")

    equipped.refresh_from_db()
    assert equipped.sealed_totp_secret is None
    assert told() == (None, None)
    assert by_password(idp, app)["AuthenticationResult"]


def test_there_must_be_an_app_to_take_off(idp, pool, alice, refused):
    with refused("ResourceNotFoundException"):
        idp.admin_delete_software_token(UserPoolId=pool.id, Username="alice")


def test_an_unknown_user_is_refused(idp, pool, refused):
    with refused("UserNotFoundException"):
        idp.admin_set_user_mfa_preference(UserPoolId=pool.id, Username="nobody", SMSMfaSettings=OFF)


def test_the_change_is_on_record(prefer, equipped):
    prefer(SMSMfaSettings=ON)
    event = AuditEvent.objects.get(name="AdminSetUserMFAPreference")
    assert (event.sub, event.detail) == (str(equipped.sub), {"factors": {"SMS_MFA": True}})


def test_where_mfa_is_required_what_the_user_has_is_told(pool, equipped, told):
    mfa.configure(pool, "ON", sms=SMS, software_token=TOTP)
    assert told() == (["SMS_MFA", "SOFTWARE_TOKEN_MFA"], None)
