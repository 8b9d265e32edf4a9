"""Second factors: a pool's settings, a user's preferences, authenticator apps."""

from pools.models import User
from tests.operations.arranging import wrong
from tests.operations.cases import refuses, works
from tests.pools import mfa

SMS_OPTION = {"DeliveryMedium": "SMS", "AttributeName": "phone_number"}
WITHOUT_APPS = "Software Token MFA has not been enabled by the userPool"


@works("GetUserPoolMfaConfig")
def settings_are_read(mfa_on):
    answer = yield {"UserPoolId": mfa_on.id}
    assert answer["MfaConfiguration"] == "OPTIONAL"


@works("SetUserPoolMfaConfig")
def settings_are_made(pool):
    given = {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
    answer = yield {"UserPoolId": pool.id, **given}
    assert answer["SoftwareTokenMfaConfiguration"] == {"Enabled": True}


@works("SetUserMFAPreference")
def a_user_prefers_the_app(authenticator_app, token_with_app):
    yield {"AccessToken": token_with_app, "SoftwareTokenMfaSettings": {"Enabled": True, "PreferredMfa": True}}
    assert User.objects.get().preferred_mfa == "SOFTWARE_TOKEN_MFA"


@works("AdminSetUserMFAPreference")
def an_administrator_prefers_the_app(pool, authenticator_app):
    settings = {"Enabled": True, "PreferredMfa": True}
    yield {"UserPoolId": pool.id, "Username": "alice", "SoftwareTokenMfaSettings": settings}
    assert User.objects.get().preferred_mfa == "SOFTWARE_TOKEN_MFA"


@works("SetUserSettings")
def a_user_turns_sms_on(mfa_on, alice, token):
    mfa.give_phone(alice)
    yield {"AccessToken": token, "MFAOptions": [SMS_OPTION]}
    assert User.objects.get().sms_mfa_enabled


@works("AdminSetUserSettings")
def an_administrator_turns_sms_on(mfa_on, alice):
    mfa.give_phone(alice)
    yield {"UserPoolId": mfa_on.id, "Username": "alice", "MFAOptions": [SMS_OPTION]}
    assert User.objects.get().sms_mfa_enabled


@works("AssociateSoftwareToken")
def an_app_is_begun(mfa_on, token):
    answer = yield {"AccessToken": token}
    assert len(answer["SecretCode"]) >= 32


@works("VerifySoftwareToken")
def an_app_is_bound(token, new_secret):
    answer = yield {"AccessToken": token, "UserCode": mfa.code_of(new_secret)}
    assert answer["Status"] == "SUCCESS"
    assert User.objects.get().sealed_totp_secret is not None


@works("AdminDeleteSoftwareToken")
def an_app_is_taken_away(pool, authenticator_app):
    yield {"UserPoolId": pool.id, "Username": "alice"}
    assert User.objects.get().sealed_totp_secret is None


@refuses("AdminDeleteSoftwareToken", "ResourceNotFoundException", "The user has no software token.")
def there_is_no_app(pool, alice):
    return {"UserPoolId": pool.id, "Username": "alice"}


@refuses("AssociateSoftwareToken", "SoftwareTokenMFANotFoundException", WITHOUT_APPS)
def the_pool_has_no_apps(token):
    return {"AccessToken": token}


@refuses("VerifySoftwareToken", "SoftwareTokenMFANotFoundException", "Software Token MFA does not exist for the user.")
def no_app_was_begun(mfa_on, token):
    return {"AccessToken": token, "UserCode": "123456"}


@refuses("VerifySoftwareToken", "EnableSoftwareTokenMFAException", "Code mismatch and fail enable Software Token MFA")
def the_app_shows_something_else(token, new_secret):
    return {"AccessToken": token, "UserCode": wrong(mfa.code_of(new_secret, 3600))}


@refuses(
    "SetUserPoolMfaConfig",
    "FeatureUnavailableInTierException",
    "This feature is not available in the feature plan of the user pool.",
)
def codes_by_email_are_not_sold_in_lite(lite):
    return {"UserPoolId": lite.id, "MfaConfiguration": "ON", "EmailMfaConfiguration": {}}
