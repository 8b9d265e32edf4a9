"""Passkeys on the wire, and what a user can sign in with."""

from typing import Any

from pools.actions import first_factors, passkeys, users
from pools.api.call import Call
from pools.api.registry import operation
from pools.api.user_shapes import as_bearer, mfa_members
from pools.models import User, WebAuthnCredential

_PAGE = 20


@operation("StartWebAuthnRegistration")
def start_web_authn_registration(call: Call) -> dict[str, Any]:
    options = passkeys.start_registration(call.bearer.user, call.bearer.client, caller=as_bearer(call))
    return {"CredentialCreationOptions": options}


@operation("CompleteWebAuthnRegistration")
def complete_web_authn_registration(call: Call) -> dict[str, Any]:
    passkeys.complete_registration(
        call.bearer.user, call.bearer.client, call.input["Credential"], caller=as_bearer(call)
    )
    return {}


@operation("ListWebAuthnCredentials")
def list_web_authn_credentials(call: Call) -> dict[str, Any]:
    page, token = passkeys.list_passkeys(
        call.bearer.user, limit=call.input.get("MaxResults", _PAGE), token=call.input.get("NextToken")
    )
    return {"Credentials": [_described(passkey) for passkey in page], "NextToken": token}


@operation("DeleteWebAuthnCredential")
def delete_web_authn_credential(call: Call) -> dict[str, Any]:
    passkeys.delete_passkey(call.bearer.user, call.input["CredentialId"], caller=as_bearer(call))
    return {}


@operation("GetUserAuthFactors")
def get_user_auth_factors(call: Call) -> dict[str, Any]:
    return _factors(call.bearer.user)


@operation("AdminGetUserAuthFactors")
def admin_get_user_auth_factors(call: Call) -> dict[str, Any]:
    return _factors(users.get_user(call.pool, call.input["Username"]))


def _factors(user: User) -> dict[str, Any]:
    """What the user can begin a sign-in with, and what can come second (SEC-284)."""
    shown = {"Username": user.username, "ConfiguredUserAuthFactors": first_factors.available(user)} | mfa_members(user)
    return {name: value for name, value in shown.items() if name != "MFAOptions"}


def _described(passkey: WebAuthnCredential) -> dict[str, Any]:
    return {
        "CredentialId": passkey.credential_id,
        "FriendlyCredentialName": passkey.friendly_name,
        "RelyingPartyId": passkey.relying_party_id,
        "AuthenticatorAttachment": passkey.attachment or None,
        "AuthenticatorTransports": passkey.transports,
        "CreatedAt": passkey.created_at,
    }
