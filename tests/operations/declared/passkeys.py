"""Passkeys, and what a user can sign in with."""

from pools.actions import app_clients
from pools.actions import passkeys as passkey_actions
from pools.models import UserPool, WebAuthnCredential
from tests.conftest import ALL_FLOWS, CALLER
from tests.operations.cases import refuses, spoils, works
from tests.pools.signing_in import by_password

OWN = ["StartWebAuthnRegistration", "CompleteWebAuthnRegistration"]


@works("StartWebAuthnRegistration")
def a_registration_begins(passkeys, token):
    answer = yield {"AccessToken": token}
    assert answer["CredentialCreationOptions"]["user"]["name"] == "alice"


@works("CompleteWebAuthnRegistration")
def a_passkey_is_registered(registration, token):
    yield {"AccessToken": token, "Credential": registration.credential()}
    assert WebAuthnCredential.objects.count() == 1


@works("ListWebAuthnCredentials")
def passkeys_are_listed(passkey, token):
    answer = yield {"AccessToken": token}
    assert [each["CredentialId"] for each in answer["Credentials"]] == [passkey]


@works("DeleteWebAuthnCredential")
def a_passkey_is_deleted(passkey, token):
    yield {"AccessToken": token, "CredentialId": passkey}
    assert not WebAuthnCredential.objects.exists()


@works("GetUserAuthFactors")
def factors_are_told(passkey, token):
    answer = yield {"AccessToken": token}
    assert answer["ConfiguredUserAuthFactors"] == ["PASSWORD", "WEB_AUTHN"]


@works("AdminGetUserAuthFactors")
def a_user_s_factors_are_told(pool, alice):
    answer = yield {"UserPoolId": pool.id, "Username": "alice"}
    assert answer["ConfiguredUserAuthFactors"] == ["PASSWORD"]


@refuses("DeleteWebAuthnCredential", "ResourceNotFoundException", "WebAuthn credential does not exist.")
def there_is_no_such_passkey(token):
    return {"AccessToken": token, "CredentialId": "nobodys"}


@spoils(OWN, "WebAuthnNotEnabledException", "Passkeys are not enabled for the user pool.")
def the_pool_has_no_passkeys():
    UserPool.objects.update(policies={})
    return {}


@spoils(OWN, "LimitExceededException", "The user has the most passkeys that are allowed.")
def there_are_enough_passkeys(monkeypatch):
    monkeypatch.setattr(passkey_actions, "_MOST", 0)
    return {}


@spoils(
    ["StartWebAuthnRegistration"],
    "WebAuthnConfigurationMissingException",
    "The user pool has no relying party for passkeys.",
)
def there_is_no_relying_party():
    UserPool.objects.update(web_authn_configuration={"RelyingPartyId": "127.0.0.1"})
    return {}


@refuses(
    "CompleteWebAuthnRegistration",
    "WebAuthnChallengeNotFoundException",
    "The challenge of the passkey registration has expired or was not asked.",
)
def it_was_registered_already(idp, passkey, registration, token):
    return {"AccessToken": token, "Credential": registration.credential()}


@refuses(
    "CompleteWebAuthnRegistration",
    "WebAuthnClientMismatchException",
    "The passkey registration was started at another app client.",
)
def it_began_elsewhere(idp, pool, registration):
    other = app_clients.create_app_client(pool, "other", caller=CALLER, explicit_auth_flows=ALL_FLOWS)
    token = by_password(idp, other)["AuthenticationResult"]["AccessToken"]
    return {"AccessToken": token, "Credential": registration.credential()}


@refuses(
    "CompleteWebAuthnRegistration",
    "WebAuthnOriginNotAllowedException",
    "The origin of the passkey registration does not belong to the relying party of the user pool.",
)
def it_comes_from_another_page(registration, token):
    return {"AccessToken": token, "Credential": registration.credential(origin="https://evil.example")}


@refuses(
    "CompleteWebAuthnRegistration",
    "WebAuthnRelyingPartyMismatchException",
    "The passkey was made for another relying party.",
)
def it_is_for_another_relying_party(registration, token):
    return {"AccessToken": token, "Credential": registration.credential(relying_party="evil.example")}


@refuses("CompleteWebAuthnRegistration", "WebAuthnCredentialNotSupportedException", "The passkey is not supported.")
def it_is_of_no_kind_we_know(registration, token):
    credential = registration.credential()
    return {"AccessToken": token, "Credential": credential | {"type": "password"}}
