"""What the API can set, the console can set: each form is filled in, and what DescribeUserPool and its like then say is
compared with the service model. What is left is a list, with reasons."""

import pytest
from django.urls import reverse

from pools.models import UserPool
from tests.console import settable

pytestmark = pytest.mark.one_database

ROLE = "arn:aws:iam::123456789012:role/messages"
KEY = "arn:aws:kms:us-east-1:123456789012:key/one"

# Slice, what is posted, what is described otherwise then
POOL_SLICES = {
    "password-policy": (
        {
            "minimum_length": "12",
            "characters": [],
            "temporary_days": "3",
            "history": "5",
        },
        {
            "Policies.PasswordPolicy.MinimumLength",
            "Policies.PasswordPolicy.RequireUppercase",
            "Policies.PasswordPolicy.RequireLowercase",
            "Policies.PasswordPolicy.RequireNumbers",
            "Policies.PasswordPolicy.RequireSymbols",
            "Policies.PasswordPolicy.PasswordHistorySize",
            "Policies.PasswordPolicy.TemporaryPasswordValidityDays",
            "AdminCreateUserConfig.UnusedAccountValidityDays",
        },
    ),
    "sign-in-policy": ({"factors": ["PASSWORD", "EMAIL_OTP"]}, {"Policies.SignInPolicy.AllowedFirstAuthFactors"}),
    "account-recovery": (
        {"method": "phone-email"},
        {
            "AccountRecoverySetting.RecoveryMechanisms[].Name",
            "AccountRecoverySetting.RecoveryMechanisms[].Priority",
        },
    ),
    "device-tracking": (
        {"remember": "opt-in", "suppress_mfa": "on"},
        {
            "DeviceConfiguration.ChallengeRequiredOnNewDevice",
            "DeviceConfiguration.DeviceOnlyRememberedOnUserPrompt",
        },
    ),
    "self-registration": ({"who": "admin"}, {"AdminCreateUserConfig.AllowAdminCreateUserOnly"}),
    "attribute-verification": (
        {"attributes": ["email", "phone_number"], "email_by": "CONFIRM_WITH_LINK"},
        {"AutoVerifiedAttributes", "VerificationMessageTemplate.DefaultEmailOption"},
    ),
    "pending-updates": (
        {"attributes": ["email"]},
        {"UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate"},
    ),
    "custom-attributes": (
        {
            "rows-TOTAL_FORMS": "3",
            "rows-INITIAL_FORMS": "0",
            "rows-0-attribute": "plan",
            "rows-0-kind": "String",
            "rows-0-least": "2",
            "rows-0-most": "9",
            "rows-0-mutable": "on",
            "rows-1-attribute": "seats",
            "rows-1-kind": "Number",
            "rows-1-least": "1",
            "rows-1-most": "99",
            "rows-2-attribute": "",
            "rows-2-kind": "String",
            "rows-2-mutable": "on",
        },
        {
            "SchemaAttributes[].Name",
            "SchemaAttributes[].AttributeDataType",
            "SchemaAttributes[].DeveloperOnlyAttribute",
            "SchemaAttributes[].Mutable",
            "SchemaAttributes[].Required",
            "SchemaAttributes[].NumberAttributeConstraints.MinValue",
            "SchemaAttributes[].NumberAttributeConstraints.MaxValue",
            "SchemaAttributes[].StringAttributeConstraints.MinLength",
            "SchemaAttributes[].StringAttributeConstraints.MaxLength",
        },
    ),
    "tags": (
        {
            "rows-TOTAL_FORMS": "2",
            "rows-INITIAL_FORMS": "0",
            "rows-0-key": "team",
            "rows-0-value": "blue",
            "rows-1-key": "",
            "rows-1-value": "",
        },
        {"UserPoolTags"},
    ),
    "pool-name": ({"pool_name": "persons"}, {"Name"}),
    "deletion-protection": ({"protection": "ACTIVE"}, {"DeletionProtection"}),
    "feature-plan": ({"tier": "PLUS"}, {"UserPoolTier"}),
    "advanced-security": (
        {"mode": "ENFORCED", "custom_mode": "AUDIT"},
        {
            "UserPoolAddOns.AdvancedSecurityMode",
            "UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode",
        },
    ),
    "issuer": ({"mode": "aws", "kind": "UPDATED"}, {"IssuerConfiguration.Type"}),
    "signing-keys": (
        {"kind": "CUSTOMER_MANAGED_KEY", "arn": KEY, "days": "30"},
        {"KeyConfiguration.KeyType", "KeyConfiguration.KmsKeyArn"},
    ),
    "client-registration": (
        {
            "status": "Enabled",
            "is_open": "on",
            "grants": ["client_credentials"],
            "open_grants": ["code"],
            "scopes": "shop/read",
        },
        {
            "DcrConfiguration.EnableStatus",
            "DcrConfiguration.OpenDcrEnabled",
            "DcrConfiguration.AuthenticatedGrantTypes",
            "DcrConfiguration.OpenDcrGrantTypes",
            "DcrConfiguration.AllowedScopes",
        },
    ),
    "authentication-context": (
        {"level_1": "bronze", "level_4": "gold"},
        {"AcrConfiguration"},
    ),
    "email-configuration": (
        {
            "provider": "DEVELOPER",
            "region": "eu-west-1",
            "source": "shop@example.com",
            "configuration_set": "events",
            "sender": "Shop <shop@example.com>",
            "reply_to": "help@example.com",
        },
        {
            "EmailConfiguration.EmailSendingAccount",
            "EmailConfiguration.SourceArn",
            "EmailConfiguration.ConfigurationSet",
            "EmailConfiguration.From",
            "EmailConfiguration.ReplyToEmailAddress",
        },
    ),
    "sms-configuration": (
        {
            "service": "eums",
            "role": ROLE,
            "external_id": "shop",
            "region": "eu-west-1",
            "origination": "SHOP",
            "configuration_set": "events",
            "entity": "1",
            "entity_template": "2",
        },
        {
            "SmsConfiguration.EumsSms.CallerArn",
            "SmsConfiguration.EumsSms.ExternalId",
            "SmsConfiguration.EumsSms.Region",
            "SmsConfiguration.EumsSms.OriginationIdentity",
            "SmsConfiguration.EumsSms.ConfigurationSetName",
            "SmsConfiguration.EumsSms.InEntityId",
            "SmsConfiguration.EumsSms.InTemplateId",
            *{
                f"SmsMfaConfiguration.SmsConfiguration.EumsSms.{member}"
                for member in ("CallerArn", "ExternalId", "Region", "OriginationIdentity", "ConfigurationSetName")
            },
            "SmsMfaConfiguration.SmsConfiguration.EumsSms.InEntityId",
            "SmsMfaConfiguration.SmsConfiguration.EumsSms.InTemplateId",
        },
    ),
    "mfa": (
        {
            "enforcement": "OPTIONAL",
            "methods": ["totp", "email"],
            "email_subject": "Your code",
            "email_message": "It is {####}",
        },
        {
            "MfaConfiguration",
            "SoftwareTokenMfaConfiguration.Enabled",
            "EmailMfaConfiguration.Subject",
            "EmailMfaConfiguration.Message",
        },
    ),
    "passkeys": (
        {
            "domain": "auth.example.com",
            "verification": "required",
            "factor": "MULTI_FACTOR_WITH_USER_VERIFICATION",
        },
        {
            "WebAuthnConfiguration.RelyingPartyId",
            "WebAuthnConfiguration.UserVerification",
            "WebAuthnConfiguration.FactorConfiguration",
        },
    ),
    "sessions": ({"tracking": "ENABLED", "most": "7"}, {"UserSessionTracking", "TokenSession.MaxPerUser"}),
}
_PLUS = ("advanced-security",)


@pytest.fixture
def described(idp, pool):
    """What the API says of the pool."""

    def describe():
        return {
            **idp.get_user_pool_mfa_config(UserPoolId=pool.id),
            **idp.get_user_pool_session_configuration(UserPoolId=pool.id),
            **idp.describe_user_pool(UserPoolId=pool.id)["UserPool"],
            "LastModifiedDate": "",
            "ResponseMetadata": "",
        }

    return describe


@pytest.mark.parametrize("name", POOL_SLICES)
def test_a_slice_sets_what_it_shows(console, pool, described, name):
    UserPool.objects.update(user_pool_tier="PLUS" if name in _PLUS else "ESSENTIALS")
    data, paths = POOL_SLICES[name]
    before = described()
    address = reverse("admin:pool_slice", args=[pool.id, name])
    seen = console.get(address).context["form"].seen
    review = console.post(address, data | {"seen": seen})
    assert not review.context["form"].errors
    answer = console.post(address, data | {"seen": seen, "confirmed": "1"})
    assert answer.status_code == 302
    assert settable.changed(before, described()) == paths
