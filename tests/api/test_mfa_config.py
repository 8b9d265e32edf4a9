"""A pool's MFA settings."""

import pytest

from pools.models import AuditEvent

pytestmark = pytest.mark.one_database

ROLE = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"}
SMS = {"SmsAuthenticationMessage": "Sign in with {####}", "SmsConfiguration": ROLE}
TOTP = {"Enabled": True}
TOGETHER = "Invalid MFA configuration given, can't turn off MFA and configure an MFA together."
NONE_LEFT = "Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration."


@pytest.fixture
def configure(idp, pool):
    return lambda **members: idp.set_user_pool_mfa_config(UserPoolId=pool.id, **members)


@pytest.fixture
def described(idp, pool):
    def ask():
        answer = idp.get_user_pool_mfa_config(UserPoolId=pool.id)
        answer.pop("ResponseMetadata")
        return answer

    return ask


@pytest.mark.spec("SEC-101", "SEC-279")
def test_a_new_pool_has_no_mfa(described):
    assert described() == {"MfaConfiguration": "OFF"}


@pytest.mark.spec("SEC-103", "SEC-279")
def test_what_is_set_is_told(configure, described):
    email = {"Message": "Your code: {####}", "Subject": "Sign in"}
    members = {
        "MfaConfiguration": "ON",
        "SmsMfaConfiguration": SMS,
        "SoftwareTokenMfaConfiguration": TOTP,
        "EmailMfaConfiguration": email,
    }

    told = configure(**members)

    told.pop("ResponseMetadata")
    assert told == members
    assert described() == members


@pytest.mark.spec("SEC-279")
def test_what_is_left_out_is_off(configure, described):
    configure(MfaConfiguration="ON", SoftwareTokenMfaConfiguration=TOTP, EmailMfaConfiguration={})
    configure(MfaConfiguration="OPTIONAL", SoftwareTokenMfaConfiguration=TOTP)

    assert described() == {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": TOTP}


@pytest.mark.spec("SEC-279")
def test_email_has_texts_of_its_own_accord(configure, described):
    configure(MfaConfiguration="ON", EmailMfaConfiguration={})

    texts = described()["EmailMfaConfiguration"]
    assert "{####}" in texts["Message"]
    assert texts["Subject"]


@pytest.mark.spec("SEC-101")
@pytest.mark.parametrize(
    "factor",
    [{"SmsMfaConfiguration": SMS}, {"SoftwareTokenMfaConfiguration": TOTP}, {"EmailMfaConfiguration": {}}],
)
def test_off_goes_with_no_factor(configure, refused, factor):
    with refused("InvalidParameterException") as refusal:
        configure(MfaConfiguration="OFF", **factor)
    assert refusal.message == TOGETHER


@pytest.mark.parametrize("state", ["ON", "OPTIONAL"])
@pytest.mark.parametrize("factors", [{}, {"SoftwareTokenMfaConfiguration": {"Enabled": False}}])
def test_on_goes_with_at_least_one(configure, refused, state, factors):
    with refused("InvalidParameterException") as refusal:
        configure(MfaConfiguration=state, **factors)
    assert refusal.message == NONE_LEFT


def test_sms_needs_a_way_to_send(configure, refused):
    with refused("InvalidParameterException"):
        configure(MfaConfiguration="ON", SmsMfaConfiguration={"SmsAuthenticationMessage": "{####}"})


@pytest.mark.spec("USR-263")
@pytest.mark.parametrize(
    "texts",
    [
        {"EmailMfaConfiguration": {"Message": "no place for it"}},
        {"SmsMfaConfiguration": {"SmsAuthenticationMessage": "no place for it"}},
    ],
)
def test_a_text_needs_a_place_for_the_code(configure, refused, texts):
    with refused("InvalidParameterException"):
        configure(MfaConfiguration="ON", **texts)


@pytest.mark.spec("SEC-285")
@pytest.mark.parametrize(
    "members",
    [
        {"MfaConfiguration": "ON", "EmailMfaConfiguration": {}},
        {"WebAuthnConfiguration": {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}},
    ],
)
def test_the_lite_tier_has_fewer_factors(configure, pool, refused, members):
    pool.user_pool_tier = "LITE"
    pool.save()

    with refused("FeatureUnavailableInTierException"):
        configure(**members)


def test_sms_for_other_ends_is_no_factor(idp, pool, configure, described):
    idp.update_user_pool(UserPoolId=pool.id, SmsConfiguration=ROLE)
    configure(MfaConfiguration="ON", SoftwareTokenMfaConfiguration=TOTP)

    assert "SmsMfaConfiguration" not in described()


def test_a_word_on_passkeys_alone_leaves_mfa_as_it_was(configure, described):
    configure(MfaConfiguration="ON", SoftwareTokenMfaConfiguration=TOTP)
    configure(WebAuthnConfiguration={"RelyingPartyId": "example.com", "UserVerification": "required"})

    told = described()
    assert told["MfaConfiguration"] == "ON"
    assert told["SoftwareTokenMfaConfiguration"] == TOTP
    assert told["WebAuthnConfiguration"] == {"RelyingPartyId": "example.com", "UserVerification": "required"}


@pytest.mark.spec("SEC-280")
def test_a_pool_made_with_mfa_has_it_by_sms(idp, quick_keys):
    made = idp.create_user_pool(PoolName="people", MfaConfiguration="ON", SmsConfiguration=ROLE)["UserPool"]

    told = idp.get_user_pool_mfa_config(UserPoolId=made["Id"])
    assert told["MfaConfiguration"] == "ON"
    assert told["SmsMfaConfiguration"] == {"SmsConfiguration": ROLE}


def test_an_update_of_the_pool_leaves_its_other_factors(idp, pool, configure, described):
    configure(MfaConfiguration="ON", SoftwareTokenMfaConfiguration=TOTP)

    idp.update_user_pool(UserPoolId=pool.id, MfaConfiguration="ON")

    assert described() == {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": TOTP}


def test_the_change_is_on_record(configure, pool):
    configure(MfaConfiguration="ON", SoftwareTokenMfaConfiguration=TOTP)

    event = AuditEvent.objects.get(name="SetUserPoolMfaConfig")
    assert (event.pool_id, event.detail) == (pool.id, {"mfa": "ON"})


def test_an_unknown_pool_is_refused(idp, refused):
    with refused("ResourceNotFoundException"):
        idp.set_user_pool_mfa_config(UserPoolId="us-east-1_nosuch", MfaConfiguration="OFF")
