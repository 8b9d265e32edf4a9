"""The AWS CLI makes a pool and an app client with every option that it has, and feeds back what it is told of them."""

import json

import pytest

pytestmark = [pytest.mark.server, pytest.mark.one_database]

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234"
ROLE = "arn:aws:iam::123456789012:role/cognito"

POOL = {
    "PoolName": "every option",
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
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]},
    },
    "DeletionProtection": "ACTIVE",
    "LambdaConfig": {
        "PreSignUp": f"{FUNCTION}:check",
        "CustomMessage": f"{FUNCTION}:word",
        "PostConfirmation": f"{FUNCTION}:greet",
        "PreAuthentication": f"{FUNCTION}:allow",
        "PostAuthentication": f"{FUNCTION}:note",
        "DefineAuthChallenge": f"{FUNCTION}:define",
        "CreateAuthChallenge": f"{FUNCTION}:create",
        "VerifyAuthChallengeResponse": f"{FUNCTION}:verify",
        "PreTokenGeneration": f"{FUNCTION}:claims",
        "UserMigration": f"{FUNCTION}:migrate",
        "PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": f"{FUNCTION}:claims"},
        "CustomSMSSender": {"LambdaVersion": "V1_0", "LambdaArn": f"{FUNCTION}:text"},
        "CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": f"{FUNCTION}:mail"},
        "KMSKeyID": KEY,
    },
    "AutoVerifiedAttributes": ["email", "phone_number"],
    "SmsVerificationMessage": "Your code is {####}",
    "EmailVerificationMessage": "Your code is {####}",
    "EmailVerificationSubject": "Your code",
    "VerificationMessageTemplate": {
        "SmsMessage": "Your code is {####}",
        "EmailSubject": "Your code",
        "EmailMessageByLink": "Press {##here##}",
        "EmailSubjectByLink": "Your link",
        "DefaultEmailOption": "CONFIRM_WITH_LINK",
    },
    "SmsAuthenticationMessage": "Sign in with {####}",
    "MfaConfiguration": "OPTIONAL",
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email", "phone_number"]},
    "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True},
    "EmailConfiguration": {
        "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/help@example.com",
        "ReplyToEmailAddress": "help@example.com",
        "EmailSendingAccount": "DEVELOPER",
        "From": "Help <help@example.com>",
        "ConfigurationSet": "tracked",
    },
    "SmsConfiguration": {"SnsCallerArn": ROLE, "ExternalId": "x", "SnsRegion": "us-east-1"},
    "UserPoolTags": {"team": "identity", "stage": ""},
    "AdminCreateUserConfig": {
        "AllowAdminCreateUserOnly": True,
        "UnusedAccountValidityDays": 2,
        "InviteMessageTemplate": {
            "SMSMessage": "{username} {####}",
            "EmailMessage": "{username} {####}",
            "EmailSubject": "Welcome",
        },
    },
    "Schema": [
        {
            "Name": "email",
            "AttributeDataType": "String",
            "DeveloperOnlyAttribute": False,
            "Mutable": True,
            "Required": True,
            "StringAttributeConstraints": {"MinLength": "3", "MaxLength": "128"},
        },
        {
            "Name": "age",
            "AttributeDataType": "Number",
            "DeveloperOnlyAttribute": False,
            "Mutable": False,
            "Required": False,
            "NumberAttributeConstraints": {"MinValue": "0", "MaxValue": "150"},
        },
    ],
    "UserPoolAddOns": {
        "AdvancedSecurityMode": "AUDIT",
        "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "AUDIT"},
    },
    "UsernameConfiguration": {"CaseSensitive": False},
    "AccountRecoverySetting": {
        "RecoveryMechanisms": [
            {"Priority": 1, "Name": "verified_email"},
            {"Priority": 2, "Name": "verified_phone_number"},
        ]
    },
    "UserPoolTier": "PLUS",
    "KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": KEY},
    "IssuerConfiguration": {"Type": "ORIGINAL"},
}
SIGN_IN_NAMES = [
    {"AliasAttributes": ["email", "phone_number", "preferred_username"]},
    {"UsernameAttributes": ["email", "phone_number"]},
]
CLIENT = {
    "ClientName": "every option",
    "RefreshTokenValidity": 60,
    "AccessTokenValidity": 5,
    "IdTokenValidity": 1,
    "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "hours", "RefreshToken": "minutes"},
    "ReadAttributes": ["email", "name", "custom:age"],
    "WriteAttributes": ["email", "name"],
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH"],
    "SupportedIdentityProviders": ["COGNITO"],
    "CallbackURLs": ["https://shop.example/callback", "myapp://example"],
    "LogoutURLs": ["https://shop.example/bye"],
    "DefaultRedirectURI": "https://shop.example/callback",
    "AllowedOAuthFlows": ["code", "implicit"],
    "AllowedOAuthScopes": ["openid", "email"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "AnalyticsConfiguration": {
        "ApplicationId": "0123456789abcdef",
        "RoleArn": ROLE,
        "ExternalId": "x",
        "UserDataShared": True,
    },
    "PreventUserExistenceErrors": "ENABLED",
    "EnableTokenRevocation": True,
    "EnablePropagateAdditionalUserContextData": True,
    "AuthSessionValidity": 15,
    "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
}
NOT_DESCRIBED_AS_GIVEN = {"PoolName", "Schema", "GenerateSecret", "ClientSecret", "UserPoolId"}


@pytest.fixture
def options(aws):
    """The options that a command of the CLI has."""
    return lambda command: set(aws(command, "--generate-cli-skeleton"))


@pytest.fixture
def give(aws):
    """Runs a command on this input."""
    return lambda command, given: aws(command, "--cli-input-json", json.dumps(given))


@pytest.mark.spec("APP-97", "APP-98", "APP-100", "APP-257", "CON-238")
@pytest.mark.parametrize("names", SIGN_IN_NAMES)
def test_a_pool_with_every_option_survives_its_own_description(give, options, names):
    given = POOL | names
    pool_id = give("create-user-pool", given)["UserPool"]["Id"]
    described = give("describe-user-pool", {"UserPoolId": pool_id})["UserPool"]

    taken = options("update-user-pool")
    give("update-user-pool", {"UserPoolId": pool_id} | {each: described[each] for each in described.keys() & taken})
    again = give("describe-user-pool", {"UserPoolId": pool_id})["UserPool"]

    assert options("create-user-pool") == {*POOL, "AliasAttributes", "UsernameAttributes"}
    assert {each: described[each] for each in given.keys() - NOT_DESCRIBED_AS_GIVEN} == {
        each: given[each] for each in given.keys() - NOT_DESCRIBED_AS_GIVEN
    }
    assert again | {"LastModifiedDate": None} == described | {"LastModifiedDate": None}


@pytest.mark.spec("APP-100", "APP-178", "APP-263", "SEC-57", "SEC-58")
@pytest.mark.parametrize("secret", [{"GenerateSecret": True}, {"ClientSecret": "a" * 24}])
def test_an_app_client_with_every_option_survives_its_own_description(give, options, secret):
    pool_id = give("create-user-pool", POOL | {"DeletionProtection": "INACTIVE"})["UserPool"]["Id"]
    made = give("create-user-pool-client", CLIENT | secret | {"UserPoolId": pool_id})["UserPoolClient"]
    ids = {"UserPoolId": pool_id, "ClientId": made["ClientId"]}
    described = give("describe-user-pool-client", ids)["UserPoolClient"]

    taken = options("update-user-pool-client")
    give("update-user-pool-client", {each: described[each] for each in described.keys() & taken})
    again = give("describe-user-pool-client", ids)["UserPoolClient"]

    assert options("create-user-pool-client") == {*CLIENT, "UserPoolId", "GenerateSecret", "ClientSecret"}
    assert made == described
    assert {each: described[each] for each in CLIENT} == CLIENT
    assert again | {"LastModifiedDate": None} == described | {"LastModifiedDate": None}
