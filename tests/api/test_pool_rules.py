"""Which settings of a pool go together, and what follows from one that is left out, through the SDK."""

import pytest

from pools.models import UserPool
from tests.pools.signing_in import by_password

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:claims"
ROLE = "arn:aws:iam::123456789012:role/sms"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234"
SENDER = {"LambdaVersion": "V1_0", "LambdaArn": FUNCTION}


@pytest.fixture(autouse=True)
def _quick(quick_keys):
    pass


@pytest.fixture
def create(idp):
    return lambda **settings: idp.create_user_pool(PoolName="people", **settings)["UserPool"]


@pytest.fixture
def update(idp, pool):
    """Updates the pool and gives what it is now."""

    def update_pool(**settings):
        idp.update_user_pool(UserPoolId=pool.id, **settings)
        return idp.describe_user_pool(UserPoolId=pool.id)["UserPool"]

    return update_pool


def invitation(**texts):
    return {"AdminCreateUserConfig": {"InviteMessageTemplate": texts}}


@pytest.mark.spec(
    "CON-33", "CON-49", "CON-60", "CON-129", "CON-254", "CON-256", "CON-266", "API-350", "SEC-269", "USR-84", "USR-261"
)
@pytest.mark.parametrize(
    "settings",
    [
        {"UsernameAttributes": ["email"], "AliasAttributes": ["preferred_username"]},
        {
            "AliasAttributes": ["preferred_username"],
            "Schema": [{"Name": "preferred_username", "Required": True}],
        },
        {
            "AutoVerifiedAttributes": ["email"],
            "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email", "phone_number"]},
        },
        {
            "VerificationMessageTemplate": {
                "EmailMessage": "Your code is {####}",
                "EmailMessageByLink": "Press {##here##}",
            }
        },
        invitation(EmailMessage="Your password is {####}"),
        invitation(SMSMessage="Your password is {####}"),
        {"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"}},
        {"SmsConfiguration": {"ExternalId": "x"}},
        {"SmsConfiguration": {"SnsCallerArn": ROLE, "EumsSms": {"CallerArn": ROLE}}},
        {"LambdaConfig": {"CustomSMSSender": SENDER}},
        {"LambdaConfig": {"PreTokenGeneration": f"{FUNCTION}2", "PreTokenGenerationConfig": SENDER}},
        {"KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY"}},
        {"KeyConfiguration": {"KeyType": "AWS_OWNED_KEY", "KmsKeyArn": KEY}},
        {"AcrConfiguration": {"Level1": {"AcrValue": "urn:cognito:loa:2"}}},
        {"AcrConfiguration": {"Level1": {"AcrValue": "urn:a"}, "Level2": {"AcrValue": "urn:a"}}},
    ],
)
def test_settings_that_do_not_go_together_are_refused(create, refused, settings):
    with refused("InvalidParameterException"):
        create(**settings)

    assert not UserPool.objects.exists()


@pytest.mark.spec("CON-59", "CON-254", "APP-45", "API-350", "SEC-269")
@pytest.mark.parametrize(
    "settings",
    [
        {"UsernameAttributes": ["email", "phone_number"]},
        {"SmsConfiguration": {"EumsSms": {"CallerArn": ROLE}}},
        {"SmsConfiguration": {"SnsCallerArn": ROLE, "SnsRegion": "us-east-2"}},
        {"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": FUNCTION, "From": "a@example.com"}},
        {"LambdaConfig": {"CustomSMSSender": SENDER, "KMSKeyID": KEY}},
        {"KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"}},
        {
            "AcrConfiguration": {
                "Level1": {"AcrValue": "urn:cognito:loa:2"},
                "Level2": {"AcrValue": "urn:a"},
                "Level3": {"AcrValue": "urn:cognito:loa:3"},
                "Level4": {"AcrValue": "urn:cognito:loa:4"},
            }
        },
    ],
)
def test_settings_that_go_together_are_shown_as_they_were_given(create, settings):
    shown = create(**settings)

    assert {name: shown[name] for name in settings} == settings


@pytest.mark.spec("CON-258", "CON-129")
def test_an_invitation_without_password_is_taken(create):
    shown = create(**invitation(EmailMessage="Welcome, {username}"))["AdminCreateUserConfig"]

    assert shown["InviteMessageTemplate"] == {"EmailMessage": "Welcome, {username}"}


@pytest.mark.spec("CON-256")
def test_an_older_text_stands_back_where_a_link_is_sent(create):
    by_link = {"EmailMessageByLink": "Press {##here##}", "DefaultEmailOption": "CONFIRM_WITH_LINK"}
    shown = create(EmailVerificationMessage="Your code is {####}", VerificationMessageTemplate=by_link)

    assert shown["VerificationMessageTemplate"] == by_link
    assert shown["EmailVerificationMessage"] == "Your code is {####}"


@pytest.mark.spec("CON-266")
@pytest.mark.parametrize("given", [{"PreTokenGeneration": FUNCTION}, {"PreTokenGenerationConfig": SENDER}])
def test_the_token_trigger_stands_in_both_its_places(create, given):
    assert create(LambdaConfig=given)["LambdaConfig"] == {
        "PreTokenGeneration": FUNCTION,
        "PreTokenGenerationConfig": SENDER,
    }


@pytest.mark.spec("CON-247", "USR-62", "USR-256")
@pytest.mark.parametrize(
    ("older", "newer", "shown"), [(0, 0, 7), (0, 3, 3), (5, 0, 5), (4, 4, 4), (None, 0, 7), (0, None, 7)]
)
def test_zero_days_for_a_temporary_password_are_the_default(create, older, newer, shown):
    made = create(
        Policies={"PasswordPolicy": {"TemporaryPasswordValidityDays": newer} if newer is not None else {}},
        AdminCreateUserConfig={"UnusedAccountValidityDays": older} if older is not None else {},
    )

    assert made["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"] == shown
    assert made["AdminCreateUserConfig"]["UnusedAccountValidityDays"] == shown


@pytest.mark.spec("APP-256", "APP-257", "CON-237", "SEC-289", "CON-249")
@pytest.mark.parametrize(
    ("tier", "settings"),
    [
        ("ESSENTIALS", {"UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}}),
        ("LITE", {"UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}}),
        ("LITE", {"DcrConfiguration": {}}),
        ("LITE", {"AcrConfiguration": {"Level1": {"AcrValue": "urn:a"}}}),
        ("LITE", {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}}),
        ("LITE", {"LambdaConfig": {"PreTokenGenerationConfig": {"LambdaVersion": "V3_0", "LambdaArn": FUNCTION}}}),
    ],
)
def test_a_tier_has_only_its_own_features(create, refused, tier, settings):
    with refused("FeatureUnavailableInTierException"):
        create(UserPoolTier=tier, **settings)


@pytest.mark.parametrize(
    ("tier", "settings"),
    [
        ("PLUS", {"UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}}),
        ("ESSENTIALS", {"DcrConfiguration": {}}),
        ("LITE", {"DcrConfiguration": {"EnableStatus": "Disabled"}}),
        ("LITE", {"UserPoolAddOns": {"AdvancedSecurityMode": "OFF"}}),
        ("LITE", {"LambdaConfig": {"PreTokenGeneration": FUNCTION}}),
    ],
)
def test_a_tier_has_its_own_features(create, tier, settings):
    assert create(UserPoolTier=tier, **settings)["UserPoolTier"] == tier


@pytest.mark.spec("APP-261", "CON-238")
def test_dynamic_registration_is_kept_and_replaced_as_a_whole(update):
    given = {"EnableStatus": "Disabled", "OpenDcrEnabled": True, "AllowedScopes": ["openid"]}

    assert update(DcrConfiguration=given)["DcrConfiguration"] == given
    assert update()["DcrConfiguration"] == given
    assert update(DcrConfiguration={})["DcrConfiguration"] == {"EnableStatus": "Enabled", "OpenDcrEnabled": False}


@pytest.mark.spec("APP-262")
def test_a_pool_does_not_become_lite_with_dynamic_registration(update, refused):
    update(DcrConfiguration={})

    with refused("TierChangeNotAllowedException"):
        update(UserPoolTier="LITE")
    assert update(UserPoolTier="LITE", DcrConfiguration={"EnableStatus": "Disabled"})["UserPoolTier"] == "LITE"


@pytest.mark.spec("APP-262", "APP-279")
def test_a_pool_does_not_become_lite_with_managed_login(idp, pool, update, refused):
    idp.create_user_pool_domain(UserPoolId=pool.id, Domain="people", ManagedLoginVersion=2)

    with refused("TierChangeNotAllowedException"):
        update(UserPoolTier="LITE")


@pytest.mark.spec("APP-262")
def test_a_pool_does_not_become_lite_with_email_as_second_factor(idp, pool, update, refused):
    idp.set_user_pool_mfa_config(UserPoolId=pool.id, MfaConfiguration="OPTIONAL", EmailMfaConfiguration={})

    with refused("TierChangeNotAllowedException"):
        update(UserPoolTier="LITE")


@pytest.mark.spec("APP-95")
def test_an_update_signs_nobody_out(idp, app, alice, update):
    tokens = by_password(idp, app)["AuthenticationResult"]

    update(AutoVerifiedAttributes=["email"])

    assert idp.get_user(AccessToken=tokens["AccessToken"])["Username"] == "alice"
