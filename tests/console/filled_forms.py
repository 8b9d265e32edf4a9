"""Forms of the console filled in: what is typed, and which members of the API that is to set."""

ROLE = "arn:aws:iam::123456789012:role/messages"
PROJECT = "arn:aws:mobiletargeting:us-east-1:123456789012:apps/abababababababababababababababab"
LOGS = "arn:aws:logs:us-east-1:123456789012:log-group"
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
    "sms-configuration:sns": (
        {"service": "sns", "role": ROLE, "external_id": "shop", "region": "eu-west-1"},
        {
            f"{place}.{member}"
            for place in ("SmsConfiguration", "SmsMfaConfiguration.SmsConfiguration")
            for member in ("SnsCallerArn", "ExternalId", "SnsRegion")
        },
    ),
    "log-delivery:groups": (
        {"notifications": f"{LOGS}:messages", "events": f"{LOGS}:events"},
        {
            "LogConfigurations",
            "LogConfigurations[].EventSource",
            "LogConfigurations[].LogLevel",
            "LogConfigurations[].CloudWatchLogsConfiguration.LogGroupArn",
        },
    ),
    "log-delivery:bucket": (
        {"events": "arn:aws:s3:::sign-ins"},
        {
            "LogConfigurations",
            "LogConfigurations[].EventSource",
            "LogConfigurations[].LogLevel",
            "LogConfigurations[].S3Configuration.BucketArn",
        },
    ),
    "log-delivery:stream": (
        {"events": "arn:aws:firehose:us-east-1:123456789012:deliverystream/sign-ins"},
        {
            "LogConfigurations",
            "LogConfigurations[].EventSource",
            "LogConfigurations[].LogLevel",
            "LogConfigurations[].FirehoseConfiguration.StreamArn",
        },
    ),
    "sessions": ({"tracking": "ENABLED", "most": "7"}, {"UserSessionTracking", "TokenSession.MaxPerUser"}),
}
NEEDING_PLUS = ("advanced-security", "log-delivery:groups", "log-delivery:bucket", "log-delivery:stream")


_COMPROMISED = {"compromised": "custom", "events": ["SIGN_UP"], "compromised_response": "NO_ACTION"}
_ADAPTIVE = {"adaptive": "custom", "low": "NO_ACTION", "medium": "MFA_REQUIRED", "high": "BLOCK", "notify": ["high"]}
_RISK_MESSAGES = {
    "source_arn": "arn:aws:ses:us-east-1:123456789012:identity/security@shop.example",
    "sent_from": "security@shop.example",
    "reply_to": "help@shop.example",
    **{f"{each}_subject": "Shop" for each in ("block", "mfa", "allow")},
    **{f"{each}_html": "<b>{ip-address}</b>" for each in ("block", "mfa", "allow")},
    **{f"{each}_text": "{ip-address}" for each in ("block", "mfa", "allow")},
}
_EXCEPTIONS = {"allowed": "203.0.113.0/24", "blocked": "198.51.100.0/24\n2001:db8::/32"}
_OF_COMPROMISED = {
    "CompromisedCredentialsRiskConfiguration.EventFilter",
    "CompromisedCredentialsRiskConfiguration.Actions.EventAction",
}
_OF_ADAPTIVE = {
    f"AccountTakeoverRiskConfiguration.Actions.{level}Action.{member}"
    for level in ("Low", "Medium", "High")
    for member in ("EventAction", "Notify")
}
_OF_MESSAGES = {
    f"AccountTakeoverRiskConfiguration.NotifyConfiguration.{member}"
    for member in (
        *("SourceArn", "From", "ReplyTo"),
        *(
            f"{email}.{part}"
            for email in ("BlockEmail", "MfaEmail", "NoActionEmail")
            for part in ("Subject", "HtmlBody", "TextBody")
        ),
    )
}
_OF_EXCEPTIONS = {
    "RiskExceptionConfiguration.BlockedIPRangeList",
    "RiskExceptionConfiguration.SkippedIPRangeList",
}
# The same about risks, which a pool and each of its app clients has
RISK_SLICES = {
    "compromised-credentials": (_COMPROMISED, _OF_COMPROMISED),
    "adaptive-authentication": (_ADAPTIVE, _OF_ADAPTIVE),
    "risk-messages": (_RISK_MESSAGES, _OF_MESSAGES),
    "ip-exceptions": (_EXCEPTIONS, _OF_EXCEPTIONS),
}
CLIENT_RISKS = (
    {"scope": "own"} | _COMPROMISED | _ADAPTIVE | _RISK_MESSAGES | _EXCEPTIONS,
    _OF_COMPROMISED | _OF_ADAPTIVE | _OF_MESSAGES | _OF_EXCEPTIONS,
)


# Message, what is posted, what is described otherwise then
MESSAGES = {
    "verification_email": (
        {"email_option": "CONFIRM_WITH_CODE", "subject": "Shop", "message": "It is {####}"},
        {
            "EmailVerificationMessage",
            "EmailVerificationSubject",
            "VerificationMessageTemplate.EmailMessage",
            "VerificationMessageTemplate.EmailSubject",
        },
    ),
    "verification_link": (
        {"email_option": "CONFIRM_WITH_LINK", "subject": "Shop", "message": "{##Here##}"},
        {
            "VerificationMessageTemplate.DefaultEmailOption",
            "VerificationMessageTemplate.EmailMessageByLink",
            "VerificationMessageTemplate.EmailSubjectByLink",
        },
    ),
    "verification_sms": (
        {"message": "Shop: {####}"},
        {"SmsVerificationMessage", "VerificationMessageTemplate.SmsMessage"},
    ),
    "invitation_email": (
        {"subject": "Shop", "message": "{username} {####}"},
        {
            "AdminCreateUserConfig.InviteMessageTemplate.EmailMessage",
            "AdminCreateUserConfig.InviteMessageTemplate.EmailSubject",
        },
    ),
    "invitation_sms": (
        {"message": "{username} {####}"},
        {"AdminCreateUserConfig.InviteMessageTemplate.SMSMessage"},
    ),
    "mfa_sms": ({"message": "Shop: {####}"}, {"SmsAuthenticationMessage"}),
}
SLOTS = ("PreSignUp", "CustomMessage", "PostConfirmation", "PreAuthentication", "PostAuthentication", "UserMigration")
CHALLENGES = ("DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse", "PreTokenGeneration")
VERSIONED = ("PreTokenGenerationConfig", "CustomSMSSender", "CustomEmailSender", "InboundFederation")
TRIGGERS = {
    "LambdaConfig.KMSKeyID",
    *{f"LambdaConfig.{slot}" for slot in (*SLOTS, *CHALLENGES)},
    *{f"LambdaConfig.{slot}.{member}" for slot in VERSIONED for member in ("LambdaVersion", "LambdaArn")},
}
# What only a new pool has a form for
FIXED = {
    "AliasAttributes",
    "UsernameAttributes",
    "UsernameConfiguration.CaseSensitive",
}
CLIENT_SLICES = {
    "client-information": (
        {
            "client_name": "web",
            "explicit_auth_flows": ["ALLOW_USER_SRP_AUTH"],
            "auth_session_validity": "5",
            "refresh_token": "9",
            "refresh_token_unit": "hours",
            "access_token": "9",
            "access_token_unit": "minutes",
            "id_token": "9",
            "id_token_unit": "minutes",
            "hides_user_existence": "on",
        },
        {
            "ClientName",
            "ExplicitAuthFlows",
            "AuthSessionValidity",
            "RefreshTokenValidity",
            "AccessTokenValidity",
            "IdTokenValidity",
            "TokenValidityUnits.RefreshToken",
            "TokenValidityUnits.AccessToken",
            "TokenValidityUnits.IdToken",
            "EnableTokenRevocation",
            "PreventUserExistenceErrors",
        },
    ),
    "hosted-ui": (
        {
            "supported_identity_providers": [],
            "callback_urls": "https://web.example/in",
            "logout_urls": "https://web.example/out",
            "default_redirect_uri": "https://web.example/in",
            "allowed_o_auth_flows": [],
            "allowed_o_auth_scopes": ["openid"],
        },
        {
            "SupportedIdentityProviders",
            "CallbackURLs",
            "LogoutURLs",
            "DefaultRedirectURI",
            "AllowedOAuthFlows",
            "AllowedOAuthScopes",
            "AllowedOAuthFlowsUserPoolClient",
        },
    ),
    "attribute-permissions": (
        {"read_attributes": ["email", "name"], "write_attributes": ["name"]},
        {"ReadAttributes", "WriteAttributes"},
    ),
    "advanced": (
        {"rotates": "on", "grace": "9", "context": "on"},
        {
            "RefreshTokenRotation.Feature",
            "RefreshTokenRotation.RetryGracePeriodSeconds",
            "EnablePropagateAdditionalUserContextData",
        },
    ),
    "analytics": (
        {"project": "ab" * 16, "project_arn": PROJECT, "role": ROLE, "external_id": "shop", "shares": "on"},
        {
            "AnalyticsConfiguration.ApplicationId",
            "AnalyticsConfiguration.ApplicationArn",
            "AnalyticsConfiguration.RoleArn",
            "AnalyticsConfiguration.ExternalId",
            "AnalyticsConfiguration.UserDataShared",
        },
    ),
    "sso-session": ({"minutes": "9"}, {"SSOSession.MaxValidityMinutes"}),
}

# By operation: what the tests below see set by forms
