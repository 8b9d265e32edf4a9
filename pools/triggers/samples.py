"""An event of each source to try a function with (TRG-14): what a trigger is asked, about somebody made up."""

import copy
from typing import Any

_ATTRIBUTES = {
    "sub": "11112222-3333-4444-5555-666677778888",
    "cognito:user_status": "CONFIRMED",
    "email": "mary@example.com",
    "email_verified": "true",
}
_CODE = {"codeParameter": "{####}", "linkParameter": "{##Click Here##}", "usernameParameter": None}
_WORDS = {"smsMessage": None, "emailMessage": None, "emailSubject": None}
_FLAGS = {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False}
_GROUPS = {"groupsToOverride": ["staff"], "iamRolesToOverride": [], "preferredRole": None}
_ENTRY = {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": False, "challengeMetadata": "RIDDLE"}
_DECISION = {"challengeName": None, "issueTokens": None, "failAuthentication": None}
_CHALLENGE = {"publicChallengeParameters": None, "privateChallengeParameters": None, "challengeMetadata": None}
_MIGRATED = {
    "userAttributes": None,
    "forceAliasCreation": None,
    "enableSMSMFA": None,
    "finalUserStatus": None,
    "messageAction": None,
    "desiredDeliveryMediums": None,
}
_PROVIDER = {"providerName": "Google", "providerType": "Google"}

# What is asked beside the user's attributes, and what the response begins as
_KINDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "PreSignUp": ({"validationData": {"campaign": "autumn"}}, _FLAGS),
    "PostConfirmation": ({}, {}),
    "PreAuthentication": ({"validationData": {"device": "till-4"}}, {}),
    "PostAuthentication": ({"newDeviceUsed": False}, {}),
    "DefineAuthChallenge": ({"session": [_ENTRY]}, _DECISION),
    "CreateAuthChallenge": ({"challengeName": "CUSTOM_CHALLENGE", "session": [_ENTRY]}, _CHALLENGE),
    "VerifyAuthChallengeResponse": (
        {"privateChallengeParameters": {"answer": "5"}, "challengeAnswer": "5"},
        {"answerCorrect": None},
    ),
    "TokenGeneration": ({"groupConfiguration": _GROUPS, "scopes": ["openid"]}, {"claimsAndScopeOverrideDetails": None}),
    "UserMigration": ({"password": "Correct-Horse-1", "validationData": None}, _MIGRATED),
    "CustomMessage": (_CODE, _WORDS),
    "InboundFederation": (
        _PROVIDER | {"attributes": {"idToken": {"email": "mary@example.com"}, "tokenResponse": {}, "userInfo": {}}},
        {"userAttributesToMap": {}},
    ),
    "CustomEmailSender": ({"type": "customEmailSenderRequestV1", "code": None}, {}),
    "CustomSMSSender": ({"type": "customSMSSenderRequestV1", "code": None}, {}),
}
_WITHOUT_ATTRIBUTES = ("UserMigration", "InboundFederation")
_CODES = ("SignUp", "ResendCode", "ForgotPassword", "UpdateUserAttribute", "VerifyUserAttribute", "AdminCreateUser")

_OCCASIONS: dict[str, tuple[str, ...]] = {
    "PreSignUp": ("SignUp", "AdminCreateUser", "ExternalProvider"),
    "PostConfirmation": ("ConfirmSignUp", "ConfirmForgotPassword"),
    "TokenGeneration": (
        "Authentication",
        "HostedAuth",
        "NewPasswordChallenge",
        "AuthenticateDevice",
        "RefreshTokens",
        "ClientCredentials",
    ),
    "UserMigration": ("Authentication", "ForgotPassword"),
    "CustomMessage": (*_CODES, "Authentication"),
    "InboundFederation": ("ExternalProvider",),
    "CustomEmailSender": (*_CODES, "Authentication", "AccountTakeOverNotification"),
    "CustomSMSSender": (*_CODES, "Authentication"),
}

# Every source there is, in the order of a user's life
SOURCES: tuple[str, ...] = tuple(
    f"{kind}_{occasion}" for kind in _KINDS for occasion in _OCCASIONS.get(kind, ("Authentication",))
)


def sample(source: str, region: str) -> dict[str, Any]:
    """An event of this source."""
    kind = source.partition("_")[0]
    request, response = copy.deepcopy(_KINDS[kind])
    if kind not in _WITHOUT_ATTRIBUTES:
        request = {"userAttributes": dict(_ATTRIBUTES)} | request
    return {
        "version": "2" if kind == "TokenGeneration" else "1",
        "triggerSource": source,
        "region": region,
        "userPoolId": f"{region}_EXAMPLE01",
        "userName": "mary",
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "1example23456789abcdefghij"},
        "request": request,
        "response": response,
    }
