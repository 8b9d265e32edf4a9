"""Every option of a pool and of an app client: what excludes something of the first stands in the other."""

from typing import Any

Options = dict[str, Any]

LAMBDA = "arn:aws:lambda:us-east-1:123456789012:function:"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234"
ROLE = "arn:aws:iam::123456789012:role/sms"
IDENTITY = "arn:aws:ses:us-east-1:123456789012:identity/help@example.com"
POOL: Options = {
    "PoolName": "everything",
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": 12,
            "RequireUppercase": False,
            "RequireLowercase": True,
            "RequireNumbers": True,
            "RequireSymbols": False,
            "PasswordHistorySize": 3,
            "TemporaryPasswordValidityDays": 2,
        },
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP"]},
    },
    "DeletionProtection": "ACTIVE",
    "LambdaConfig": {
        "PreSignUp": f"{LAMBDA}pre-sign-up",
        "CustomMessage": f"{LAMBDA}message",
        "PostConfirmation": f"{LAMBDA}confirmed",
        "PreAuthentication": f"{LAMBDA}before",
        "PostAuthentication": f"{LAMBDA}after",
        "DefineAuthChallenge": f"{LAMBDA}define",
        "CreateAuthChallenge": f"{LAMBDA}create",
        "VerifyAuthChallengeResponse": f"{LAMBDA}verify",
        "PreTokenGeneration": f"{LAMBDA}claims",
        "UserMigration": f"{LAMBDA}migrate",
        "PreTokenGenerationConfig": {"LambdaVersion": "V3_0", "LambdaArn": f"{LAMBDA}claims"},
        "CustomSMSSender": {"LambdaVersion": "V1_0", "LambdaArn": f"{LAMBDA}text"},
        "CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": f"{LAMBDA}mail"},
        "KMSKeyID": KEY,
        "InboundFederation": {"LambdaVersion": "V1_0", "LambdaArn": f"{LAMBDA}federation"},
    },
    "AutoVerifiedAttributes": ["phone_number", "email"],
    "AliasAttributes": ["email", "preferred_username"],
    "SmsVerificationMessage": "Your code is {####}",
    "EmailVerificationMessage": "Your mailed code is {####}",
    "EmailVerificationSubject": "Your code",
    "VerificationMessageTemplate": {
        "SmsMessage": "Your code is {####}",
        "EmailMessage": "Your mailed code is {####}",
        "EmailSubject": "Your code",
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
    },
    "SmsAuthenticationMessage": "Sign in with {####}",
    "MfaConfiguration": "OPTIONAL",
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email", "phone_number"]},
    "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True},
    "EmailConfiguration": {
        "SourceArn": IDENTITY,
        "ReplyToEmailAddress": "answers@example.com",
        "EmailSendingAccount": "DEVELOPER",
        "From": "Help <help@example.com>",
        "ConfigurationSet": "mails",
    },
    "SmsConfiguration": {"SnsCallerArn": ROLE, "ExternalId": "outside", "SnsRegion": "eu-west-1"},
    "UserPoolTags": {"team": "identity", "stage": "test"},
    "AdminCreateUserConfig": {
        "AllowAdminCreateUserOnly": True,
        "UnusedAccountValidityDays": 2,
        "InviteMessageTemplate": {
            "SMSMessage": "{username} {####}",
            "EmailMessage": "Welcome {username} {####}",
            "EmailSubject": "Welcome",
        },
    },
    "Schema": [
        {"Name": "email", "AttributeDataType": "String", "Mutable": True, "Required": True},
        {
            "Name": "shoe_size",
            "AttributeDataType": "Number",
            "DeveloperOnlyAttribute": False,
            "Mutable": True,
            "Required": False,
            "NumberAttributeConstraints": {"MinValue": "20", "MaxValue": "60"},
        },
        {
            "Name": "motto",
            "AttributeDataType": "String",
            "DeveloperOnlyAttribute": False,
            "Mutable": False,
            "Required": False,
            "StringAttributeConstraints": {"MinLength": "2", "MaxLength": "80"},
        },
    ],
    "UserPoolAddOns": {
        "AdvancedSecurityMode": "ENFORCED",
        "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "AUDIT"},
    },
    "DcrConfiguration": {
        "EnableStatus": "Enabled",
        "OpenDcrEnabled": True,
        "AuthenticatedGrantTypes": ["code"],
        "OpenDcrGrantTypes": ["code"],
        "AllowedScopes": ["openid"],
    },
    "UsernameConfiguration": {"CaseSensitive": True},
    "AccountRecoverySetting": {
        "RecoveryMechanisms": [
            {"Priority": 1, "Name": "verified_email"},
            {"Priority": 2, "Name": "verified_phone_number"},
        ]
    },
    "UserPoolTier": "PLUS",
    "KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": KEY},
    "IssuerConfiguration": {"Type": "UPDATED"},
    "AcrConfiguration": {
        "Level1": {"AcrValue": "urn:example:loa:1"},
        "Level2": {"AcrValue": "urn:example:loa:2"},
        "Level3": {"AcrValue": "urn:example:loa:3"},
        "Level4": {"AcrValue": "urn:example:loa:4"},
    },
}
OTHER_POOL: Options = {  # what excludes something of the first
    "PoolName": "the rest",
    "UsernameAttributes": ["email", "phone_number"],
    "VerificationMessageTemplate": {
        "EmailMessageByLink": "Press {##here##}",
        "EmailSubjectByLink": "Your link",
        "DefaultEmailOption": "CONFIRM_WITH_LINK",
    },
    "SmsConfiguration": {
        "EumsSms": {
            "CallerArn": ROLE,
            "ExternalId": "outside",
            "OriginationIdentity": "+12065550100",
            "ConfigurationSetName": "texts",
            "InEntityId": "1001",
            "InTemplateId": "2002",
            "Region": "us-east-1",
        }
    },
}
CLIENT: Options = {
    "ClientName": "everything",
    "GenerateSecret": True,
    "RefreshTokenValidity": 90,
    "AccessTokenValidity": 30,
    "IdTokenValidity": 1800,
    "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "seconds", "RefreshToken": "hours"},
    "ReadAttributes": ["email", "custom:motto"],
    "WriteAttributes": ["email", "name"],
    "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH"],
    "SupportedIdentityProviders": ["COGNITO"],
    "CallbackURLs": ["https://example.com/callback", "myapp://signed-in"],
    "LogoutURLs": ["https://example.com/bye"],
    "DefaultRedirectURI": "https://example.com/callback",
    "AllowedOAuthFlows": ["code", "implicit"],
    "AllowedOAuthScopes": ["openid", "email"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "AnalyticsConfiguration": {
        "ApplicationId": "d70b2ba36a8c4dc5a04a0451a31a1e12",
        "RoleArn": ROLE,
        "ExternalId": "outside",
        "UserDataShared": True,
    },
    "PreventUserExistenceErrors": "ENABLED",
    "EnableTokenRevocation": False,
    "EnablePropagateAdditionalUserContextData": True,
    "AuthSessionValidity": 7,
    "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
}
OTHER_CLIENT: Options = {  # what excludes something of the first
    "ClientName": "the rest",
    "ClientSecret": "chosen0by0the0one0who0made0it",
    "AnalyticsConfiguration": {
        "ApplicationArn": "arn:aws:mobiletargeting:us-east-1:123456789012:apps/d70b2ba36a8c4dc5a04a0451a31a1e12",
    },
}
