"""Multi-factor authentication on the wire: a pool's settings, a user's preferences, authenticator apps."""

from typing import Any

from pools.actions import mfa_config, mfa_preferences, software_tokens, users
from pools.actions.mfa_preferences import Preference
from pools.actions.second_factors import Factor
from pools.actions.sign_in import mfa_setup
from pools.api.call import Call
from pools.api.registry import operation
from pools.api.user_shapes import as_bearer
from pools.errors import InvalidParameterException
from pools.models import User

_MEMBERS = {
    "SMSMfaSettings": Factor.SMS_MFA,
    "EmailMfaSettings": Factor.EMAIL_OTP,
    "SoftwareTokenMfaSettings": Factor.SOFTWARE_TOKEN_MFA,
    "WebAuthnMfaSettings": Factor.WEB_AUTHN,
}


@operation("GetUserPoolMfaConfig")
def get_user_pool_mfa_config(call: Call) -> dict[str, Any]:
    return _described(call)


@operation("SetUserPoolMfaConfig")
def set_user_pool_mfa_config(call: Call) -> dict[str, Any]:
    mfa_config.set_user_pool_mfa_config(
        call.pool,
        mfa_configuration=call.input.get("MfaConfiguration"),
        sms=call.input.get("SmsMfaConfiguration"),
        software_token=call.input.get("SoftwareTokenMfaConfiguration"),
        email=call.input.get("EmailMfaConfiguration"),
        web_authn=call.input.get("WebAuthnConfiguration"),
        caller=call.caller,
    )
    return _described(call)


@operation("AssociateSoftwareToken")
def associate_software_token(call: Call) -> dict[str, Any]:
    if session := _session(call):
        secret, session = mfa_setup.associate_software_token(session, caller=call.caller)
        return {"SecretCode": secret, "Session": session}
    return {"SecretCode": software_tokens.associate_software_token(call.bearer.user, caller=as_bearer(call))}


@operation("VerifySoftwareToken")
def verify_software_token(call: Call) -> dict[str, Any]:
    code, name = call.input["UserCode"], call.input.get("FriendlyDeviceName", "")
    if session := _session(call):
        is_right, session = mfa_setup.verify_software_token(session, code, name, caller=call.caller)
        return {"Status": _status(is_right), "Session": session}
    return {
        "Status": _status(software_tokens.verify_software_token(call.bearer.user, code, name, caller=as_bearer(call)))
    }


@operation("AdminDeleteSoftwareToken")
def admin_delete_software_token(call: Call) -> dict[str, Any]:
    software_tokens.admin_delete_software_token(_user(call), caller=call.caller)
    return {}


@operation("SetUserMFAPreference")
def set_user_mfa_preference(call: Call) -> dict[str, Any]:
    mfa_preferences.set_user_mfa_preference(call.bearer.user, _preferences(call), caller=as_bearer(call))
    return {}


@operation("AdminSetUserMFAPreference")
def admin_set_user_mfa_preference(call: Call) -> dict[str, Any]:
    mfa_preferences.set_user_mfa_preference(
        _user(call), _preferences(call), caller=call.caller, event="AdminSetUserMFAPreference"
    )
    return {}


@operation("SetUserSettings")
def set_user_settings(call: Call) -> dict[str, Any]:
    mfa_preferences.set_user_settings(call.bearer.user, _media(call), caller=as_bearer(call), event="SetUserSettings")
    return {}


@operation("AdminSetUserSettings")
def admin_set_user_settings(call: Call) -> dict[str, Any]:
    mfa_preferences.set_user_settings(_user(call), _media(call), caller=call.caller, event="AdminSetUserSettings")
    return {}


def _described(call: Call) -> dict[str, Any]:
    """What is off is left out, as Cognito does."""
    pool = call.pool
    shown = {
        "SmsMfaConfiguration": mfa_config.sms_of(pool),
        "SoftwareTokenMfaConfiguration": pool.software_token_mfa_configuration,
        "EmailMfaConfiguration": pool.email_mfa_configuration,
        "WebAuthnConfiguration": pool.web_authn_configuration,
    }
    return {name: value for name, value in shown.items() if value} | {"MfaConfiguration": pool.mfa_configuration}


def _session(call: Call) -> str | None:
    """The session, where it comes in place of an access token (SEC-286: never both)."""
    if ("Session" in call.input) == ("AccessToken" in call.input):
        raise InvalidParameterException("Either AccessToken or Session must be given.")
    return call.input.get("Session")


def _preferences(call: Call) -> dict[Factor, Preference]:
    return {
        factor: Preference(call.input[member].get("Enabled", False), call.input[member].get("PreferredMfa", False))
        for member, factor in _MEMBERS.items()
        if member in call.input
    }


def _media(call: Call) -> list[tuple[str, str]]:
    return [(each.get("DeliveryMedium", ""), each.get("AttributeName", "")) for each in call.input["MFAOptions"]]


def _status(is_right: bool) -> str:
    return "SUCCESS" if is_right else "ERROR"


def _user(call: Call) -> User:
    return users.get_user(call.pool, call.input["Username"])
